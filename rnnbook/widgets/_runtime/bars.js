// Bars for the most probable next characters: one row a symbol, one bar or two in it.
import { shown } from "./characters.js";
import { node, place } from "./svg.js";

const [HIGH, LEFT] = [25, 34];

// A probability, short: 0.31, 0.012, <0.001; 0 only if it is none.
export function chance(v) {
  if (v > 0 && v < 0.0005) return "<0.001";
  return v.toFixed(v === 0 ? 0 : v < 0.0995 ? 3 : 2);
}

// The parts of a drawing, made anew where it has other rows than before.
const drawn = new WeakMap();

function partsOf(svg, rows, both) {
  const known = drawn.get(svg);
  if (known && known.rows.length === rows && known.both === both) return known;
  svg.replaceChildren();
  const text = (kind) => node(svg, "text", { class: kind }, "");
  const rect = (kind) => node(svg, "rect", { class: kind, x: LEFT, height: both ? 9 : 14 });
  const parts = { both, name: text("name"), rows: [] };
  for (let n = 0; n < rows; n++) {
    const bars = [rect("before"), ...(both ? [rect("after")] : [])];
    parts.rows.push({ symbol: text("symbol"), bars, number: text("number") });
  }
  drawn.set(svg, parts);
  return parts;
}

// drawBars(svg, width, symbols, { before, after, heading, next, rows }): `before` and, if
// given, `after` are probabilities, one for each symbol; `next` is the one to underline.
export function drawBars(svg, width, symbols, { before, after, heading, next, rows = 10 }) {
  const size = (k) => Math.max(before[k], after?.[k] ?? 0);
  const order = Array.from(before.keys()).toSorted((a, b) => size(b) - size(a) || a - b);
  const shownRows = order.slice(0, rows);
  const parts = partsOf(svg, shownRows.length, Boolean(after));
  const right = width - (after ? 128 : 54);
  const most = Math.max(...shownRows.map(size), 0.01);
  const long = (v) => Math.max(0, ((right - LEFT) * v) / most);
  place(svg, { width, height: shownRows.length * HIGH + 22 });
  place(parts.name, { x: width, y: 12 }, heading);
  shownRows.forEach((k, n) => {
    const { symbol, bars, number } = parts.rows[n];
    const y = 20 + n * HIGH;
    const kind = k === next ? "symbol next" : "symbol";
    place(symbol, { class: kind, x: 20, y: y + 14 }, shown(symbols[k]));
    place(bars[0], { y, width: long(before[k]) });
    if (after) place(bars[1], { y: y + 10, width: long(after[k]) });
    const said = after ? `${chance(before[k])} → ${chance(after[k])}` : chance(before[k]);
    place(number, { x: right + 8, y: y + 14 }, said);
  });
}
