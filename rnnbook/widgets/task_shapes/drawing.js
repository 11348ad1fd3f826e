// One task as a chain: what each step reads below, what it says above, and what is fed
// back between the two.
import { clamp, head, node, place, symbol } from "../_runtime/svg.js";

const [MIDDLE, HIGH] = [98, 20]; // where the cells stand, and half their height

// Where a word stands that is centred at x, but within the drawing.
// In the widest of faces a letter takes 9.8 pixels.
const within = (x, word, width) => clamp(x, 4.9 * word.length, width - 4.9 * word.length);

// An arrow, and perhaps a word at its end.
function makeWire(group, kind, more = "", name, word) {
  const line = node(group, "path", { class: `wire ${kind}${more}` });
  const tip = node(group, "path", { class: `head ${kind}` });
  return { line, tip, text: name && node(group, "text", { class: name }, word) };
}

function placeWire({ line, tip, text }, d, end, at) {
  place(line, { d });
  place(tip, { d: head(...end) });
  if (text) place(text, at);
}

function makeColumn(svg, { reads, fed, says }, k) {
  const group = node(svg, "g", { class: "column" });
  return {
    group,
    state: makeWire(group, "h"),
    fed: fed && makeWire(group, "o", " fed"),
    reads: reads && makeWire(group, "x", "", "reads", reads),
    says: says && makeWire(group, "o", "", "says", says),
    cell: node(group, "rect", { class: "cell", height: 2 * HIGH, y: MIDDLE - HIGH, rx: 5 }),
    h: symbol(group, "h", String(k + 1), { class: "h", y: MIDDLE + 6 }),
  };
}

function placeColumn(parts, k, { reads, says }, { width, pitch, cell, tight }) {
  const x = pitch * (k + 0.5);
  const odd = tight && k % 2; // long words stand in two rows
  const [down, top, left] = [odd ? 18 : 0, odd ? 44 : 26, x - cell / 2];
  const from = k ? x - pitch + cell / 2 : 1;
  placeWire(parts.state, `M${from} ${MIDDLE}H${left}`, [left, MIDDLE, "right"]);
  place(parts.cell, { x: left, width: cell });
  place(parts.h, { x });
  if (parts.reads) {
    const at = { x: within(x, reads, width), y: MIDDLE + 84 + down };
    const d = `M${x} ${MIDDLE + 66 + down}V${MIDDLE + HIGH}`;
    placeWire(parts.reads, d, [x, MIDDLE + HIGH, "up"], at);
  }
  if (parts.says) {
    const at = { x: within(x, says, width), y: top - 8 };
    placeWire(parts.says, `M${x} ${MIDDLE - HIGH}V${top}`, [x, top, "up"], at);
  }
  if (parts.fed) {
    const [between, low] = [x - pitch / 2 + 1, MIDDLE + 46];
    const d = `M${x - pitch + 1} ${MIDDLE - 38}H${between}V${low}H${x - 8}`;
    placeWire(parts.fed, d, [x - 1, low, "right"]);
  }
}

export function makeChain(steps) {
  const svg = node(null, "svg", { class: "chain", role: "img" });
  const columns = steps.map((step, k) => makeColumn(svg, step, k));
  const longest = Math.max(...steps.flatMap(({ reads, says }) => [reads.length, says.length]));
  return {
    svg,
    resize(width) {
      const pitch = width / steps.length;
      const tight = 8.6 * longest > pitch;
      const height = MIDDLE + (tight ? 110 : 92);
      place(svg, { width, height, viewBox: `0 0 ${width} ${height}` });
      const at = { width, pitch, cell: Math.min(52, pitch - 14), tight };
      columns.forEach((parts, k) => placeColumn(parts, k, steps[k], at));
    },
    show(t) {
      columns.forEach(({ group }, k) => {
        group.classList.toggle("later", k + 1 > t);
        group.classList.toggle("now", k + 1 === t);
      });
    },
  };
}
