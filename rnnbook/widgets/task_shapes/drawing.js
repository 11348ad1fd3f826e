// One task as a chain: what each step reads below, what it says above, and what is fed
// back between the two.
import { head, node, place, symbol } from "../_runtime/draw.js";

const [MIDDLE, HIGH] = [98, 20]; // where the cells stand, and half their height

// Where a word stands that is centred at x, but within the drawing.
function within(x, word, width) {
  const half = 4.9 * word.length; // in the widest of faces
  return Math.min(Math.max(x, half), width - half);
}

export function makeChain(steps) {
  const svg = node(null, "svg", { class: "chain", role: "img" });
  const columns = steps.map(({ reads, fed, says }, k) => {
    const group = node(svg, "g", { class: "column" });
    const parts = { group };
    parts.state = node(group, "path", { class: "wire h" });
    parts.stateHead = node(group, "path", { class: "head h" });
    if (fed) {
      parts.fed = node(group, "path", { class: "wire o fed" });
      parts.fedHead = node(group, "path", { class: "head o" });
    }
    if (reads) {
      parts.in = node(group, "path", { class: "wire x" });
      parts.inHead = node(group, "path", { class: "head x" });
      parts.reads = node(group, "text", { class: "reads" }, reads);
    }
    if (says) {
      parts.out = node(group, "path", { class: "wire o" });
      parts.outHead = node(group, "path", { class: "head o" });
      parts.says = node(group, "text", { class: "says" }, says);
    }
    parts.cell = node(group, "rect", { class: "cell", height: 2 * HIGH, y: MIDDLE - HIGH, rx: 5 });
    parts.h = symbol(group, "h", String(k + 1), { class: "h", y: MIDDLE + 6 });
    return parts;
  });

  return {
    svg,
    resize(width) {
      const pitch = width / steps.length;
      const cell = Math.min(52, pitch - 14);
      const tight = steps.some(({ reads, says }) => 8.6 * Math.max(reads.length, says.length) > pitch);
      const height = MIDDLE + (tight ? 110 : 92);
      place(svg, { width, height, viewBox: `0 0 ${width} ${height}` });
      columns.forEach((parts, k) => {
        const x = pitch * (k + 0.5);
        const down = tight && k % 2 ? 18 : 0; // long words stand in two rows
        const from = k ? x - pitch + cell / 2 : 1;
        place(parts.state, { d: `M${from} ${MIDDLE}H${x - cell / 2}` });
        place(parts.stateHead, { d: head(x - cell / 2, MIDDLE, "right") });
        place(parts.cell, { x: x - cell / 2, width: cell });
        place(parts.h, { x });
        if (parts.in) {
          place(parts.in, { d: `M${x} ${MIDDLE + 66 + down}V${MIDDLE + HIGH}` });
          place(parts.inHead, { d: head(x, MIDDLE + HIGH, "up") });
          place(parts.reads, { x: within(x, steps[k].reads, width), y: MIDDLE + 84 + down });
        }
        if (parts.out) {
          const top = tight && k % 2 ? 44 : 26;
          place(parts.out, { d: `M${x} ${MIDDLE - HIGH}V${top}` });
          place(parts.outHead, { d: head(x, top, "up") });
          place(parts.says, { x: within(x, steps[k].says, width), y: top - 8 });
        }
        if (parts.fed) {
          const between = x - pitch / 2 + 1;
          place(parts.fed, { d: `M${x - pitch + 1} ${MIDDLE - 38}H${between}V${MIDDLE + 46}H${x - 8}` });
          place(parts.fedHead, { d: head(x - 1, MIDDLE + 46, "right") });
        }
      });
    },
    show(t) {
      columns.forEach(({ group }, k) => {
        place(group, { opacity: k + 1 === t ? 1 : k + 1 < t ? 0.8 : 0.35 });
        group.classList.toggle("now", k + 1 === t);
      });
    },
  };
}
