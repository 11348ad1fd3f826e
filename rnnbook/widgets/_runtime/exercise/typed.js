// Reading what somebody typed into a field: a number, or a list of numbers.
//
// A number may have a decimal comma, a real minus sign, an exponent (also 3·10^-4), and may be
// an arithmetic expression of numbers: 1/3, 2**10. A whole number may have commas or
// spaces between thousands. A list may be pasted from Python: [0.5, 0.25], array([0.5 0.25]).
import { MISSING } from "./values.js";

const NUMBER = /^(\d[\d_]*\.?[\d_]*|\.\d+)(e[+-]?\d+)?/i;
const WORDS = { nan: NaN, inf: Infinity, infinity: Infinity, "∞": Infinity };

const plain = (text) =>
  text
    .replace(/[−–]/g, "-")
    .replace(/[×·]/g, "*")
    .replace(/[\u00a0\u2009\u202f]/g, " ")
    .replace(/np\.(float|int)\d*\(([^()]*)\)/g, "$2")
    .replace(/\bnp\./g, "")
    .trim();

// A small calculator: each level of binding is a function of what is left to read.
class Arithmetic {
  constructor(text) {
    this.left = text;
  }
  take(pattern) {
    this.left = this.left.trimStart();
    const found = pattern.exec(this.left)?.[0];
    if (found !== undefined) this.left = this.left.slice(found.length);
    return found;
  }
  sum() {
    let value = this.product();
    for (let sign = this.take(/^[+-]/); sign; sign = this.take(/^[+-]/)) {
      value += (sign === "-" ? -1 : 1) * this.product();
    }
    return value;
  }
  product() {
    let value = this.signed();
    for (let sign = this.take(/^(\*(?!\*)|\/)/); sign; sign = this.take(/^(\*(?!\*)|\/)/)) {
      const factor = this.signed();
      value = sign === "*" ? value * factor : value / factor;
    }
    return value;
  }
  signed() {
    const sign = this.take(/^[+-]/);
    if (sign) return (sign === "-" ? -1 : 1) * this.signed();
    const base = this.atom();
    return this.take(/^(\*\*|\^)/) ? base ** this.signed() : base;
  }
  atom() {
    if (this.take(/^\(/)) {
      const value = this.sum();
      if (!this.take(/^\)/)) throw new SyntaxError("a bracket is open");
      return value;
    }
    const number = this.take(NUMBER);
    if (number) return Number(number.replaceAll("_", ""));
    const word = this.take(/^(nan|inf(inity)?|∞)/i)?.toLowerCase();
    if (word) return WORDS[word];
    throw new SyntaxError("no number");
  }
}

function calculated(text) {
  const reader = new Arithmetic(text);
  try {
    const value = reader.sum();
    return reader.left.trim() ? undefined : value;
  } catch {
    return undefined;
  }
}

const THOUSANDS = /^[+-]?\d{1,3}([, ]\d{3})+(\.\d*)?$/;

// A number of one field, undefined if it is none. `whole`: commas part thousands.
function numberOf(text, whole) {
  if (THOUSANDS.test(text) && (whole || /[, ].*[, .]| /.test(text))) {
    return Number(text.replace(/[, ]/g, ""));
  }
  return calculated(text.replace(/^([^,.]*\d),(\d[^,.]*)$/, "$1.$2"));
}

const empty = (text) => text === "" || text === "..." || text === "…";

// The entries of a list without brackets, as texts.
function pieces(text) {
  if (text.includes(";")) return text.split(";");
  const words = text.split(/\s+/).map((word) => word.replace(/,$/, ""));
  const commas = words.every((word) => /^[+-]?\d+(,\d+)?(e[+-]?\d+)?$/i.test(word));
  if (words.length > 1 && commas && words.some((word) => word.includes(","))) return words;
  return text.includes(",") ? text.replace(/,$/, "").split(",") : words;
}

// A number within a list: a comma can only be a decimal one.
const entryOf = (text) => {
  const word = text.trim();
  return empty(word) ? MISSING : calculated(word.replace(/^([+-]?\d+),(\d)/, "$1.$2"));
};

const flat = (text) => (text.trim() ? pieces(text.trim()).map(entryOf) : []);

// Brackets within brackets: the nested list that they make.
function nested(text) {
  const stack = [[]];
  for (const token of text.match(/[[\]]|[^[\]]+/g)) {
    if (token === "[") stack.push([]);
    else if (token === "]") {
      const done = stack.pop();
      if (!stack.length) return undefined;
      stack.at(-1).push(done);
    } else if (token.replace(/[\s,;]/g, "")) {
      stack.at(-1).push(...flat(token.replace(/^\s*,|,\s*$/g, "")));
    }
  }
  return stack.length === 1 && stack[0].length === 1 ? stack[0][0] : undefined;
}

const readable = (list) =>
  Array.isArray(list) && list.flat(Infinity).every((entry) => entry !== undefined);

// A list of the field of an array with so many axes, undefined if it is none.
function listOf(text, axes) {
  const inner = text.replace(/^array\(|(,\s*dtype=[\w.]+)?\)$/g, "").trim();
  const whole = /^[([]/.test(inner) ? inner.replaceAll("(", "[").replaceAll(")", "]") : "";
  if (whole) return nested(whole);
  const lines = inner.split("\n").filter((line) => line.trim());
  if (axes > 1 && lines.length > 1) return lines.map(flat);
  return flat(inner);
}

// What was typed for an output: a number, a list, MISSING, or { text } that is neither.
export function typed(given, { kind, shape = [] }) {
  if (given === undefined || given === null) return MISSING;
  if (typeof given === "number") return given;
  const text = plain(String(given));
  if (empty(text)) return MISSING;
  const number = numberOf(text, kind === "whole");
  const lists = shape.length > 0;
  if (number !== undefined && !(lists && /[,\s]/.test(text))) return number;
  const list = lists || /^[([]/.test(text) ? listOf(text, shape.length) : undefined;
  return readable(list) ? list : { text: String(given).trim() };
}
