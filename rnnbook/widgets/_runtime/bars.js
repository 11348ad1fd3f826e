// Bars for the most probable next characters: one row a symbol, one bar or two in it.
import { shown } from "./characters.js";
import { mark, node } from "./svg.js";

const HIGH = 25;

// A probability, short: 0.31, 0.012, <0.001; 0 only if it is none.
export function chance(v) {
  if (v > 0 && v < 0.0005) return "<0.001";
  return v.toFixed(v === 0 ? 0 : v < 0.0995 ? 3 : 2);
}

// drawBars(svg, width, symbols, { before, after, heading, next, rows }): `before` and, if
// given, `after` are probabilities, one for each symbol; `next` is the one to underline.
export function drawBars(svg, width, symbols, { before, after, heading, next, rows = 10 }) {
  svg.replaceChildren();
  const size = (k) => Math.max(before[k], after?.[k] ?? 0);
  const order = Array.from(before.keys()).toSorted((a, b) => size(b) - size(a) || a - b);
  const shownRows = order.slice(0, rows);
  const [left, right] = [34, width - (after ? 128 : 54)];
  const most = Math.max(...shownRows.map(size), 0.01);
  const long = (v) => Math.max(0, ((right - left) * v) / most);
  mark(svg, "width", width);
  mark(svg, "height", shownRows.length * HIGH + 22);
  const text = (kind, x, y, words) => node(svg, "text", { class: kind, x, y }, words);
  text("name", width, 12, heading);
  shownRows.forEach((k, n) => {
    const y = 20 + n * HIGH;
    const bar = { x: left, height: after ? 9 : 14 };
    text(k === next ? "symbol next" : "symbol", 20, y + 14, shown(symbols[k]));
    node(svg, "rect", { class: "before", ...bar, y, width: long(before[k]) });
    if (after) node(svg, "rect", { class: "after", ...bar, y: y + 10, width: long(after[k]) });
    const said = after ? `${chance(before[k])} → ${chance(after[k])}` : chance(before[k]);
    text("number", right + 8, y + 14, said);
  });
}
