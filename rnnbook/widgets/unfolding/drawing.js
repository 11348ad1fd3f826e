// The drawing: a column for each word, pulled apart by `unrolled` from the loop, where all
// stand on each other, to the chain. Places only; the numbers come from states.js.
import { head, mix, node, place, symbol, write } from "../_runtime/draw.js";

const [ROW, TOP, CELL, LOOP] = [21, 44, 20, 8]; // heights: a unit, what is above, half a cell, the loop

// Two decimals and a real minus sign, as the picture has them.
export const two = (value) => value.toFixed(2).replace("-", "−");

export function makeDrawing(words, H) {
  const T = words.length;
  const svg = node(null, "svg", { class: "unfold", role: "img" });
  const middle = TOP + H * ROW + 50;
  const loop = node(svg, "g", { class: "wire loop" });
  const loopLine = node(loop, "path", {});
  const loopHead = node(loop, "path", { class: "head" });
  const loopName = symbol(loop, "h", "t−1", { class: "h", y: middle - 22 });
  const columns = Array.from({ length: T + 1 }, (_, k) => makeColumn(k));
  const token = node(svg, "circle", { class: "token", r: 5, visibility: "hidden" });
  let at = { width: 0 };

  function makeColumn(k) {
    const chain = node(svg, "g", { class: "wire" });
    const parts = { chain, chainLine: node(chain, "path"), chainHead: node(chain, "path", { class: "head" }) };
    parts.group = node(svg, "g", { class: "column" });
    parts.name = symbol(parts.group, "h", String(k), { class: "h", y: TOP - 9 });
    parts.units = Array.from({ length: H }, (_, u) => {
      const y = TOP + u * ROW;
      return { bar: node(parts.group, "rect", { class: "bar", y: y + 1, height: ROW - 2 }),
        frame: node(parts.group, "rect", { class: "frame", y, height: ROW, rx: 3 }),
        number: node(parts.group, "text", { class: "number", y: y + 15 }) };
    });
    if (!k) return parts;
    parts.cell = node(parts.group, "rect", { class: "cell", y: middle - CELL, height: 2 * CELL, rx: 5 });
    parts.f = node(parts.group, "text", { class: "f", y: middle + 6 }, "f");
    parts.out = node(parts.group, "path", { class: "wire" });
    parts.outHead = node(parts.group, "path", { class: "head" });
    parts.word = node(svg, "g", { class: "word" });
    parts.inLine = node(parts.word, "path", { class: "wire x" });
    parts.inHead = node(parts.word, "path", { class: "head x" });
    parts.text = node(parts.word, "text", { y: middle + 78 }, words[k - 1]);
    parts.x = symbol(parts.word, "x", String(k), { class: "x", y: middle + 100 });
    return parts;
  }

  // s: 0 the loop, 1 the chain. now: the step, between two while the state moves on.
  function arrange(s, t, now) {
    const { pitch, centre, plate, cell } = at;
    const spread = (k) => mix(centre, pitch * (k + 0.5), s);
    const far = cell / 2 + Math.min(44, at.width / 8);
    place(loop, { opacity: 1 - s, visibility: s < 1 ? "visible" : "hidden" });
    place(loopLine, { d: `M${centre + cell / 2} ${middle}H${centre + far}V${LOOP}H${centre - far}V${middle}H${centre - cell / 2}` });
    place(loopHead, { d: head(centre - cell / 2, middle, "right") });
    place(loopName, { x: centre - far - 20 });
    columns.forEach((column, k) => {
      const x = spread(k);
      const read = k === t ? 1 : k < t ? 0.8 : 0.3;
      const current = k === t || (t === 0 && k === 1 && s < 1);
      place(column.group, { opacity: mix(current ? 1 : 0, read, s), transform: `translate(${x.toFixed(1)} 0)` });
      column.group.classList.toggle("now", k === t);
      const bare = t === 0 && k === 1 && s < 0.5; // the cell alone, its state still to come
      column.group.classList.toggle("bare", bare);
      column.group.classList.toggle("waiting", k > t);
      if (k) arrangeInput(column, k, x, s, t, now, spread);
      else place(column.chain, { opacity: s });
      if (!k) place(column.chainLine, { d: `M${x} ${TOP + H * ROW}V${middle}` });
    });
    for (const [k, column] of columns.entries()) {
      place(column.name, { x: 0 });
      for (const { frame, number } of column.units) {
        place(frame, { x: -plate / 2, width: plate });
        place(number, { x: 0 });
      }
      if (!k) continue;
      place(column.cell, { x: -cell / 2, width: cell });
      place(column.f, { x: 0 });
      place(column.out, { d: `M0 ${middle - CELL}V${middle - 50}` });
      place(column.outHead, { d: head(0, middle - 50, "up") });
    }
    moveToken(s, now, spread, far);
  }

  function arrangeInput(column, k, x, s, t, now, spread) {
    const { cell, centre, pitch, tape } = at;
    const from = spread(k - 1) + (k > 1 ? cell / 2 : 0);
    const room = x - cell / 2 - from > 8; // while the cells overlap there is no way between them
    place(column.chain, { opacity: room ? s * (k <= t ? 1 : 0.3) : 0 });
    place(column.chainLine, { d: `M${from} ${middle}H${x - cell / 2}` });
    place(column.chainHead, { d: head(x - cell / 2, middle, "right") });
    const w = mix(centre + (k - Math.max(now, 1)) * tape, pitch * (k + 0.5), s); // the word in play stays under its cell
    const enters = k === t ? 1 : k < t ? mix(0, 0.8, s) : mix(0, 0.3, s);
    place(column.word, { transform: `translate(${w.toFixed(1)} 0)`, opacity: k === t ? 1 : k < t ? 0.75 : 0.5 });
    column.word.classList.toggle("now", k === t);
    for (const part of [column.inLine, column.inHead]) place(part, { opacity: enters });
    place(column.inLine, { d: `M0 ${middle + 60}V${middle + CELL}` });
    place(column.inHead, { d: head(0, middle + CELL, "up") });
  }

  // What the eye follows: the old state on its way into the next step.
  function moveToken(s, now, spread, far) {
    const part = now % 1;
    place(token, { visibility: part ? "visible" : "hidden" });
    if (!part) return;
    const { centre, cell } = at;
    const k = Math.floor(now);
    const corners = [[centre + cell / 2, middle], [centre + far, middle], [centre + far, LOOP], [centre - far, LOOP],
      [centre - far, middle], [centre - cell / 2, middle]];
    const [x, y] = along(corners, part);
    place(token, { cx: mix(x, mix(spread(k) + cell / 2, spread(k + 1) - cell / 2, part), s), cy: mix(y, middle, s) });
  }

  return {
    svg,
    arrange,
    resize(width) {
      const pitch = width / (T + 1);
      at = { width, pitch, centre: width / 2, plate: Math.min(58, pitch - 5), cell: Math.min(64, pitch - 18),
        tape: Math.min(90, Math.max(pitch, 54)) };
      const height = middle + 112;
      place(svg, { width, height, viewBox: `0 0 ${width} ${height}` });
      svg.classList.toggle("tight", pitch < 62);
    },
    // The numbers of the states that have been reached.
    fill(states, t) {
      columns.forEach((column, k) => column.units.forEach(({ bar, number }, u) => {
        const value = states[k][u];
        const width = k <= t ? (Math.abs(value) * at.plate) / 2 : 0;
        place(bar, { x: value > 0 ? 0 : -width, width });
        write(number, k <= t ? two(value) : "");
      }));
    },
  };
}

// The point a part of the way along straight lines through some corners.
function along(corners, part) {
  const lengths = corners.slice(1).map(([x, y], k) => Math.hypot(x - corners[k][0], y - corners[k][1]));
  let left = part * lengths.reduce((a, b) => a + b, 0);
  for (let k = 0; k < lengths.length; k++) {
    if (left <= lengths[k]) return corners[k].map((v, axis) => mix(v, corners[k + 1][axis], left / (lengths[k] || 1)));
    left -= lengths[k];
  }
  return corners[corners.length - 1];
}
