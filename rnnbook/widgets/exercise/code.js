// A line of Python in the colours of the book's code.
import { el } from "../_runtime/controls.js";

const KINDS = [
  ["comment", /#.*/],
  ["string", /"[^"]*"|'[^']*'/],
  ["number", /\b\d+(?:\.\d*)?(?:e[-+]?\d+)?\b/],
  ["keyword", /\b(?:and|def|else|for|if|in|is|lambda|not|or|return|while|True|False|None)\b/],
];
const TOKEN = new RegExp(KINDS.map(([, { source }]) => `(${source})`).join("|"), "g");

function coloured(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const kind = KINDS[match.slice(1).findIndex((part) => part !== undefined)][0];
    parts.push(text.slice(at, match.index), el("span", { class: `code-${kind}` }, match[0]));
    at = match.index + match[0].length;
  }
  return [...parts, text.slice(at)].filter((part) => part !== "");
}

// The line stands `indent` characters from the left; what of it needs a second line hangs
// four characters further in.
export function codeLine(text, indent = 0) {
  const bare = text.trimStart();
  const deep = indent + text.length - bare.length;
  const style = deep ? `--deep: ${deep}` : undefined;
  return el("code", { class: "line", style }, ...coloured(bare));
}

export const codeBlock = (lines) =>
  el("div", { class: "block" }, ...lines.map((line) => codeLine(line)));
