// A refusal: where, what came and what was wanted, and the remedy.
import { HINTS, LOOKALIKES, LOOP, WORDS } from "./words.js";

// What a line is refused with; `language.js` turns it into an answer.
export class Refusal extends Error {
  constructor(at, says, remedy) {
    super(says);
    Object.assign(this, { line: at.line, column: at.column, says, remedy });
  }
}

const normal = (text) => text.trim().split(/\s+/).join(" ");

// The table of words.js: { key: [says, remedy] }.
function read(table) {
  const entries = table.trim().split(/\n(?=\S)/);
  return new Map(
    entries.map((entry) => {
      const [key, ...rest] = entry.split(/\s+/);
      return [key, normal(rest.join(" ")).split(" => ")];
    }),
  );
}

const words = read(WORDS);
const hints = read(HINTS);
const alike = new Map(
  normal(LOOKALIKES)
    .split(" ")
    .map((pair) => [pair[0], pair.slice(1)]),
);

const loop = new Set(normal(LOOP).split(" "));

// Is this a name that the loop over time uses itself?
export const isLoops = (name) => loop.has(name) || /^(_|new_|past_)/.test(name);

const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

// said(key, at, values): { line, column, says, remedy } in the words of the table.
export function said(key, at, values) {
  const [says, remedy] = words.get(key);
  const { line, column } = at;
  return { line, column, says: fill(says, values), remedy: fill(remedy, values) };
}

export function refuse(key, at, values = {}) {
  const { says, remedy } = said(key, at, values);
  throw new Refusal(at, says, remedy);
}

// The sentence about a word that the language does not have.
export function refuseWord(token) {
  const hint = hints.get(`word:${token.text}`);
  if (hint) refuse("word", token, { came: token.text, hint: hint.join(" ") });
  if (["def", "class", "return", "pass"].includes(token.text)) {
    refuse("misplaced", token, { came: token.text });
  }
  refuse("other_word", token, { came: token.text });
}

export function refuseCharacter(character, at) {
  const code = character.codePointAt(0);
  const number = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const spaces = [0xa0, 0x202f, 0x205f, 0x3000, 0xfeff];
  if (spaces.includes(code) || (code >= 0x2000 && code <= 0x200f)) {
    refuse("space", at, { number });
  }
  if (alike.has(character)) {
    refuse("lookalike", at, { came: character, wanted: alike.get(character), number });
  }
  if (character === "`") refuse("fence", at, { came: `'${character}'` });
  const seen = code > 0xa0 && (code < 0xd800 || code > 0xdfff);
  const ascii = code > 0x20 && code < 0x7f;
  refuse("character", at, { came: seen || ascii ? `'${character}' (${number})` : number });
}

export function shownToken({ kind, text }) {
  if (kind === "newline") return "the end of the line";
  if (kind === "end") return "the end of the text";
  if (kind === "indent" || kind === "dedent") return "another indentation";
  if (kind === "text") return "a text";
  return `'${text.slice(0, 20)}${text.length > 20 ? "..." : ""}'`;
}

// What the table says instead of `name`, or nothing.
export const hintFor = (name) => hints.get(name)?.join(" ");

// The name among `known` that is `name` with the fewest letters changed, if few are.
export function nearest(name, known) {
  const limit = name.length < 4 ? 1 : 2;
  let best;
  let least = limit + 1;
  for (const other of known) {
    const far = Math.abs(other.length - name.length) > limit ? limit + 1 : distance(name, other);
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(changed, above[j] + 1, row[j - 1] + 1));
    }
  }
  return row[b.length];
}
