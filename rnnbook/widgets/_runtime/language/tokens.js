// A cell's text becomes tokens: { kind, text, line, column }, both counted from 1, the
// column in characters. Kinds: name, number, text, op, newline, indent, dedent, end.
import { refuse, refuseCharacter } from "./refusal.js";

export const LONGEST = 30000; // characters of a text
const OPS = ["**=", "//=", "...", "**", "//", "==", "!=", ">=", "<=", "->"];
OPS.push("+=", "-=", "*=", "/=", "%=", "@=", ":=", ..."()[]{}:,.;@=+-*/%<>&|^~!");
const CLOSES = { ")": "(", "]": "[", "}": "{" };
const LETTER = /[A-Za-z_]/;
const MORE = /[A-Za-z0-9_]/;
const NUMBER = /^(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/;
const WHOLE = /^\d+$/;

const here = (s, k = s.k) => ({ line: s.line, column: k - s.start + 1 });
const push = (s, kind, text, at) => s.tokens.push({ kind, text, ...at });

// tokenise(text): the list of tokens, the last of kind "end".
export function tokenise(text, longest = LONGEST) {
  const chars = Array.from(text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"));
  const s = { chars, k: 0, line: 1, start: 0, fresh: true, open: [], indents: [0], tokens: [] };
  if (chars.length > longest) {
    refuse("too_long", { line: 1, column: 1 }, { length: chars.length, longest });
  }
  while (s.k < chars.length) (s.fresh ? indentation : next)(s);
  if (s.open.length) refuse("unclosed", s.open.at(-1), { bracket: s.open.at(-1).text });
  if (!s.fresh) push(s, "newline", "\n", here(s));
  for (; s.indents.length > 1; s.indents.pop()) push(s, "dedent", "", here(s));
  push(s, "end", "", here(s));
  return s.tokens;
}

function newLine(s) {
  s.k += 1;
  s.line += 1;
  s.start = s.k;
}

// The spaces before a line; a line with nothing in it says nothing.
function indentation(s) {
  let k = s.k;
  while (s.chars[k] === " " || s.chars[k] === "\t") k += 1;
  const width = k - s.k;
  const tabs = s.chars.slice(s.k, k).includes("\t");
  s.k = k;
  if (s.chars[k] === "#") comment(s);
  if (s.chars[s.k] === "\n") return newLine(s);
  if (s.k >= s.chars.length) return undefined;
  s.fresh = false;
  if (width && (s.tabs ??= tabs) !== tabs) refuse("tabs", here(s, s.start), {});
  if (tabs && s.chars.slice(s.start, k).includes(" ")) refuse("tabs", here(s, s.start), {});
  if (width > s.indents.at(-1)) {
    s.indents.push(width);
    push(s, "indent", "", here(s));
  }
  for (; width < s.indents.at(-1); s.indents.pop()) push(s, "dedent", "", here(s));
  if (width !== s.indents.at(-1)) {
    refuse("dedent", here(s), { width, wanted: s.indents.join(", ") });
  }
  return undefined;
}

function comment(s) {
  while (s.k < s.chars.length && s.chars[s.k] !== "\n") s.k += 1;
}

function next(s) {
  const c = s.chars[s.k];
  if (c === "\n") {
    if (!s.open.length) push(s, "newline", "\n", here(s));
    s.fresh = !s.open.length;
    return newLine(s);
  }
  if (c === " " || c === "\t") return (s.k += 1);
  if (c === "#") return comment(s);
  const prefixed = /[rRuU]/.test(c) && /["']/.test(s.chars[s.k + 1] ?? "");
  if (prefixed || c === '"' || c === "'") return quoted(s, prefixed);
  if (LETTER.test(c)) return word(s);
  if (/[0-9]/.test(c) || (c === "." && /[0-9]/.test(s.chars[s.k + 1] ?? ""))) return number(s);
  return operator(s);
}

function word(s) {
  let k = s.k;
  while (k < s.chars.length && MORE.test(s.chars[k])) k += 1;
  push(s, "name", s.chars.slice(s.k, k).join(""), here(s));
  s.k = k;
}

function number(s) {
  let k = s.k;
  while (k < s.chars.length && /[0-9.eE+-]/.test(s.chars[k]) && k < s.k + 60) k += 1;
  const text = NUMBER.exec(s.chars.slice(s.k, k).join(""))[0];
  k = s.k + text.length;
  if (k < s.chars.length && /[A-Za-z0-9_.]/.test(s.chars[k])) {
    while (k < s.chars.length && /[A-Za-z0-9_.]/.test(s.chars[k]) && k < s.k + 20) k += 1;
    refuse("bad_number", here(s), { came: s.chars.slice(s.k, k).join("") });
  }
  const whole = WHOLE.test(text);
  if (whole && text.length > 1 && text[0] === "0") refuse("bad_number", here(s), { came: text });
  if (!Number.isFinite(Number(text)) || (whole && Number(text) > 2 ** 53)) {
    refuse("huge", here(s), { came: text });
  }
  push(s, "number", text, here(s));
  s.k = k;
}

// A text between quotation marks; three of them may hold several lines.
function quoted(s, prefixed) {
  const at = here(s);
  if (prefixed) s.k += 1;
  const mark = s.chars[s.k];
  const long = s.chars[s.k + 1] === mark && s.chars[s.k + 2] === mark;
  s.k += long ? 3 : 1;
  const closes = () =>
    s.chars[s.k] === mark && (!long || (s.chars[s.k + 1] === mark && s.chars[s.k + 2] === mark));
  while (!closes()) {
    if (s.chars[s.k] === "\\") s.k += 1;
    if (s.k >= s.chars.length || (s.chars[s.k] === "\n" && !long)) {
      refuse("unclosed_text", at, { mark: long ? mark.repeat(3) : mark });
    }
    if (s.chars[s.k] === "\n") newLine(s);
    else s.k += 1;
  }
  s.k += long ? 3 : 1;
  push(s, "text", mark, at);
}

function operator(s) {
  const three = s.chars.slice(s.k, s.k + 3).join("");
  const text = OPS.find((op) => three.startsWith(op));
  if (!text) refuseCharacter(s.chars[s.k], here(s));
  const at = here(s);
  if ("([{".includes(text)) s.open.push({ text, ...at });
  if (CLOSES[text]) {
    const open = s.open.pop();
    if (!open) refuse("no_open", at, { bracket: text });
    if (open.text !== CLOSES[text]) {
      refuse("wrong_close", at, { bracket: text, open: open.text, line: open.line });
    }
  }
  push(s, "op", text, at);
  s.k += text.length;
}
