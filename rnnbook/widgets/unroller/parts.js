// Pieces of the drawing: symbols, rows of numbers, matrices.
import { el, math } from "../_runtime/controls.js";
import { mark, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";

export const number = (kind = "") => el("span", { class: `number${kind && ` ${kind}`}` });
export const numbers = (count, kind) => Array.from({ length: count }, () => number(kind));

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

// A matrix with its brackets: matrix(n, m) is { root, set(rows) }.
export function matrix(n, m, kind = "") {
  const cells = Array.from({ length: n }, () => numbers(m));
  const root = el("span", { role: "img", class: `matrix ${kind}` }, cells.flat());
  root.style.setProperty("--columns", m);
  const set = (rows, name) => {
    const text = rows.map((row) => row.map((v) => format(v)));
    text.forEach((row, r) => row.forEach((each, c) => write(cells[r][c], each)));
    mark(root, "aria-label", `${name}: ${text.map((row) => row.join(", ")).join("; ")}`);
  };
  return { root, set };
}
