// Pieces of the drawing: symbols, rows of numbers, matrices.
import { el, math } from "../_runtime/controls.js";
import { mark, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";

export const number = (kind = "") => el("span", { class: `number ${kind}` });
export const numbers = (count, kind) => Array.from({ length: count }, () => number(kind));

// Rows of numbers, written, as one text: it is drawn in a fraction of the time that an
// element for each takes. A column is as wide as its longest, and `least` characters at least.
export function inColumns(rows, least) {
  const widths = rows[0].map((_, c) => Math.max(least, ...rows.map((row) => row[c].length)));
  return rows.map((row) => row.map((each, c) => each.padStart(widths[c])).join(" ")).join("\n");
}

// light(element): this one is of the class `kind`, and the one that was no longer is.
export function oneLit(kind) {
  let lit;
  return (element) => {
    if (element === lit) return;
    lit?.classList.remove(kind);
    element.classList.add(kind);
    lit = element;
  };
}

function tone(role, node) {
  node.classList.add("tone", role);
  return node;
}
const gradient = (letter) => tone("backward", el("span", {}, "d", math(letter, "t")));
const before = (...rest) => el("span", {}, ...rest);

// The symbols of the text, each with its colour.
export const SYMBOLS = {
  x: () => tone("x", math("x", "t")),
  h_prev: () => tone("h", math("h", "t−1")),
  xU: () => before(math("x", "t"), " ", math("U"), " + ", math("b")),
  hW: () => before(math("h", "t−1"), " ", math("W")),
  a: () => tone("g", math("a", "t")),
  h: () => tone("h", math("h", "t")),
  o: () => tone("o", math("o", "t")),
  y: () => tone("o", math("y", "t")),
  losses: () => tone("backward", math("L", "t")),
  da: () => gradient("a"),
  do: () => gradient("o"),
};

// A matrix with its brackets: { root, set(rows, name) }.
export function matrix(kind = "") {
  const root = el("span", { role: "img", class: `matrix number ${kind}` });
  const set = (rows, name) => {
    const texts = rows.map((row) => row.map((v) => format(v)));
    write(root, inColumns(texts, 5));
    mark(root, "aria-label", `${name}: ${texts.map((row) => row.join(", ")).join("; ")}`);
  };
  return { root, set };
}
