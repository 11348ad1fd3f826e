// The drawing: a column for each word, pulled apart by `unrolled` from the loop, where all
// stand on each other, to the chain. Places only; the numbers come from numbers.js.
import { head, mix, node, nodes, place, show, symbol, write } from "../_runtime/svg.js";

// Heights: a unit, what is above, half a cell, the loop.
const [ROW, TOP, CELL, LOOP] = [21, 44, 20, 8];

// Two decimals and a real minus sign, as the picture has them.
export const two = (value) => value.toFixed(2).replace("-", "−");

function makeColumn(svg, words, k, H, middle) {
  const chain = node(svg, "g", { class: "wire" });
  const [chainLine, chainHead] = [node(chain, "path"), node(chain, "path", { class: "head" })];
  const group = node(svg, "g", { class: "column" });
  const name = symbol(group, "h", String(k), { class: "h", y: TOP - 9 });
  const units = Array.from({ length: H }, (_, u) => {
    const y = TOP + u * ROW;
    return {
      bar: node(group, "rect", { class: "bar", y: y + 1, height: ROW - 2 }),
      frame: node(group, "rect", { class: "frame", y, height: ROW, rx: 3 }),
      number: node(group, "text", { class: "number", y: y + 15 }),
    };
  });
  const state = { chain, chainLine, chainHead, group, name, units };
  if (!k) return state;
  const box = { class: "cell", y: middle - CELL, height: 2 * CELL, rx: 5 };
  const cell = node(group, "rect", box);
  const f = node(group, "text", { class: "f", y: middle + 6 }, "f");
  const [out, outHead] = nodes(group, "path", ["wire", "head"]);
  const word = node(svg, "g", { class: "word" });
  const [inLine, inHead] = nodes(word, "path", ["wire x", "head x"]);
  node(word, "text", { y: middle + 78 }, words[k - 1]);
  symbol(word, "x", String(k), { class: "x", y: middle + 100 });
  return { ...state, cell, f, out, outHead, word, inLine, inHead };
}

// The state's way from the cell back into it.
function makeLoop(svg, middle) {
  const group = node(svg, "g", { class: "wire loop" });
  const [line, tip] = [node(group, "path"), node(group, "path", { class: "head" })];
  return { group, line, tip, name: symbol(group, "h", "t−1", { class: "h", y: middle - 22 }) };
}

const corners = ({ centre, cell, far }, middle) => [
  [centre + cell / 2, middle],
  [centre + far, middle],
  [centre + far, LOOP],
  [centre - far, LOOP],
  [centre - far, middle],
  [centre - cell / 2, middle],
];

function arrangeLoop({ group, line, tip, name }, at, middle, s) {
  place(group, { opacity: 1 - s });
  show(group, s < 1);
  const [[from], [right], , [left], , [to]] = corners(at, middle);
  place(line, { d: `M${from} ${middle}H${right}V${LOOP}H${left}V${middle}H${to}` });
  place(tip, { d: head(to, middle, "right") });
  place(name, { x: left - 20 });
}

// What does not depend on how far the chain is pulled apart.
function arrangeColumn({ name, units, cell, f, out, outHead }, at, middle) {
  place(name, { x: 0 });
  for (const { frame, number } of units) {
    place(frame, { x: -at.plate / 2, width: at.plate });
    place(number, { x: 0 });
  }
  if (!cell) return;
  place(cell, { x: -at.cell / 2, width: at.cell });
  place(f, { x: 0 });
  place(out, { d: `M0 ${middle - CELL}V${middle - 50}` });
  place(outHead, { d: head(0, middle - 50, "up") });
}

function arrangeState(column, k, x, s, t) {
  const { group } = column;
  const current = k === t || (t === 0 && k === 1 && s < 1);
  const transform = `translate(${x.toFixed(1)} 0)`;
  place(group, { opacity: mix(current ? 1 : 0, 1, s), transform });
  group.classList.toggle("now", k === t);
  // The cell alone, its state still to come.
  group.classList.toggle("bare", t === 0 && k === 1 && s < 0.5);
  group.classList.toggle("waiting", k > t);
}

// The wire from the column before, and the word below.
function arrangeInput(column, k, { at, middle, s, t, now, spread }) {
  const { cell, centre, pitch, tape } = at;
  const from = spread(k - 1) + (k > 1 ? cell / 2 : 0);
  const to = spread(k) - cell / 2;
  const room = to - from > 8; // while the cells overlap there is no way between them
  place(column.chain, { opacity: room ? s * (k <= t ? 1 : 0.75) : 0 });
  place(column.chainLine, { d: `M${from} ${middle}H${to}` });
  place(column.chainHead, { d: head(to, middle, "right") });
  // The word in play stays under its cell.
  const x = mix(centre + (k - Math.max(now, 1)) * tape, pitch * (k + 0.5), s);
  const enters = k === t ? 1 : mix(0, k < t ? 0.8 : 0.75, s);
  place(column.word, { transform: `translate(${x.toFixed(1)} 0)` });
  column.word.classList.toggle("now", k === t);
  place(column.inLine, { opacity: enters, d: `M0 ${middle + 60}V${middle + CELL}` });
  place(column.inHead, { opacity: enters, d: head(0, middle + CELL, "up") });
}

// What the eye follows: the old state on its way into the next step.
function moveToken(token, { at, middle, s, now, spread }) {
  const part = now % 1;
  show(token, part);
  if (!part) return;
  const k = Math.floor(now);
  const [x, y] = along(corners(at, middle), part);
  const straight = mix(spread(k) + at.cell / 2, spread(k + 1) - at.cell / 2, part);
  place(token, { cx: mix(x, straight, s), cy: mix(y, middle, s) });
}

// The point a part of the way along straight lines through some corners.
function along(points, part) {
  const length = ([x, y], k) => Math.hypot(x - points[k][0], y - points[k][1]);
  const lengths = points.slice(1).map(length);
  let left = part * lengths.reduce((a, b) => a + b, 0);
  for (let k = 0; k < lengths.length; k++) {
    const s = left / (lengths[k] || 1);
    if (left <= lengths[k]) return points[k].map((v, axis) => mix(v, points[k + 1][axis], s));
    left -= lengths[k];
  }
  return points.at(-1);
}

export function makeDrawing(words, H) {
  const T = words.length;
  const middle = TOP + H * ROW + 50;
  const svg = node(null, "svg", { class: "unfold", role: "img" });
  const loop = makeLoop(svg, middle);
  const columns = Array.from({ length: T + 1 }, (_, k) => makeColumn(svg, words, k, H, middle));
  const token = node(svg, "circle", { class: "token", r: 5, visibility: "hidden" });
  let at = {};
  return {
    svg,
    resize(width) {
      const pitch = width / (T + 1);
      const [plate, cell] = [Math.min(58, pitch - 5), Math.min(64, pitch - 18)];
      const tape = Math.min(90, Math.max(pitch, 54));
      const far = cell / 2 + Math.min(44, width / 8);
      at = { pitch, centre: width / 2, plate, cell, tape, far };
      const height = middle + 112;
      place(svg, { width, height, viewBox: `0 0 ${width} ${height}` });
      svg.classList.toggle("tight", pitch < 62);
    },
    // s: 0 the loop, 1 the chain. now: the step, between two while the state moves on.
    arrange(s, t, now) {
      const spread = (k) => mix(at.centre, at.pitch * (k + 0.5), s);
      arrangeLoop(loop, at, middle, s);
      columns.forEach((column, k) => {
        arrangeState(column, k, spread(k), s, t);
        arrangeColumn(column, at, middle);
        if (k) arrangeInput(column, k, { at, middle, s, t, now, spread });
      });
      place(columns[0].chain, { opacity: s });
      place(columns[0].chainLine, { d: `M${spread(0)} ${TOP + H * ROW}V${middle}` });
      moveToken(token, { at, middle, s, now, spread });
    },
    // The numbers of the states that have been reached.
    fill(states, t) {
      columns.forEach(({ units }, k) => {
        units.forEach(({ bar, number }, u) => {
          const value = states[k][u];
          const width = k <= t ? (Math.abs(value) * at.plate) / 2 : 0;
          place(bar, { x: value > 0 ? 0 : -width, width });
          write(number, k <= t ? two(value) : "");
        });
      });
    },
  };
}
