// Pieces of the drawing: symbols, rows of numbers, matrices.
import { el, format, math } from "../_runtime/controls.js";

// Set a text only where it has changed: most of the drawing stays as it is.
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function mark(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

// The symbols of the text, each with its colour.
export const SYMBOLS = {
  x: () => tone("x", math("x", "t")),
  h_prev: () => tone("h", math("h", "t−1")),
  xU: () => el("span", {}, math("x", "t"), " ", math("U"), " + ", math("b")),
  hW: () => el("span", {}, math("h", "t−1"), " ", math("W")),
  a: () => tone("g", math("a", "t")),
  h: () => tone("h", math("h", "t")),
  o: () => tone("o", math("o", "t")),
  y: () => tone("o", math("y", "t")),
  losses: () => tone("backward", math("L", "t")),
  da: () => tone("backward", el("span", {}, "d", math("a", "t"))),
  do: () => tone("backward", el("span", {}, "d", math("o", "t"))),
};

function tone(role, node) {
  node.classList.add("tone", role);
  return node;
}

// A matrix with its brackets: matrix(n, m) is { root, set(rows) }.
export function matrix(n, m, attributes = {}) {
  const cells = Array.from({ length: n }, () => Array.from({ length: m }, () => el("span", { class: "number" })));
  const root = el("span", { role: "img", ...attributes, class: `matrix ${attributes.class ?? ""}` }, cells.flat());
  root.style.setProperty("--columns", m);
  return {
    root,
    set(rows, name) {
      rows.forEach((row, r) => row.forEach((value, c) => write(cells[r][c], format(value))));
      mark(root, "aria-label", `${name}: ${rows.map((row) => row.map((v) => format(v)).join(", ")).join("; ")}`);
    },
  };
}
