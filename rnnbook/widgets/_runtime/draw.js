// SVG by hand, for the drawings of chains: parts, their places, symbols, arrow heads.
const NS = "http://www.w3.org/2000/svg";

// A new part of the drawing, put into `parent` if there is one.
export function node(parent, tag, attributes = {}, text = "") {
  const made = document.createElementNS(NS, tag);
  place(made, attributes);
  if (text) made.textContent = text;
  parent?.append(made);
  return made;
}

export function place(part, attributes) {
  for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, value);
}

export function write(part, text) {
  if (part.textContent !== text) part.textContent = text;
}

// A symbol with its subscript: h, then a smaller t.
export function symbol(parent, letter, index, attributes) {
  const text = node(parent, "text", { ...attributes, class: `symbol ${attributes.class}` }, letter);
  node(text, "tspan", { class: "index", dy: 4 }, index);
  return text;
}

// The head of an arrow whose tip is at (x, y).
const HEADS = { right: "l-7 -4v8z", up: "l-4 7h8z" };
export const head = (x, y, way) => `M${x} ${y}${HEADS[way]}`;

// A part s of the way from a to b.
export const mix = (a, b, s) => a + (b - a) * s;
