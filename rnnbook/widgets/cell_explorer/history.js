// The steps taken so far: the parts of the state as small lines over time.
import { el } from "../_runtime/controls.js";
import { clamp, mark, node, place, write } from "../_runtime/svg.js";

const STATES = { c: "Cell state c", h: "hidden state h" };
const [HEIGHT, BELOW, LEFT, RIGHT, PAD] = [92, 16, 34, 22, 10];

// Where the states of the last steps stand: { x(k), y(v), top, bottom }.
function scales(seen, width) {
  const top = Math.max(1, Math.ceil(Math.max(...seen.flat())));
  const bottom = Math.min(0, Math.floor(Math.min(...seen.flat())));
  const room = HEIGHT - BELOW - 2 * PAD;
  return {
    top,
    bottom,
    x: (k) => LEFT + (k / Math.max(seen.length - 1, 12)) * (width - LEFT - RIGHT),
    y: (v) => HEIGHT - BELOW - PAD - ((v - bottom) / (top - bottom)) * room,
  };
}

function drawLine({ path, end, label }, which, seen, { x, y }) {
  const last = seen.at(-1);
  const value = last.length - 1 - which;
  const points = seen.map((state, k) => `${x(k).toFixed(1)},${y(state[value]).toFixed(1)}`);
  const [right, height] = [x(seen.length - 1), y(last[value])];
  place(path, { points: points.join(" ") });
  place(end, { cx: right, cy: height });
  // Two labels side by side where the lines end close together.
  const close = last.length > 1 && Math.abs(y(last[0]) - y(last[1])) < 13;
  const above = close && which === 0 && height <= y(last[1 - value]);
  const apart = close ? (above ? -6 : 6) : 0;
  place(label, { x: right + 7, y: clamp(height + 4.5 + apart, 10, HEIGHT - BELOW - 2) });
}

export function makeHistory(state, width = 330) {
  const parts = state.toReversed(); // c is drawn under h
  const svg = node(null, "svg", {
    viewBox: `0 0 ${width} ${HEIGHT}`,
    class: "rnn-history",
    role: "img",
  });
  const zero = node(svg, "line", { class: "rnn-zero", x1: LEFT, x2: width - RIGHT });
  const text = (kind, at) => node(svg, "text", { class: kind, ...at });
  const scale = [0, 1, 2].map(() => text("rnn-scale", { x: LEFT - 10 }));
  const name = text("rnn-time-mark rnn-time-name", { x: LEFT - 14, y: HEIGHT - 3 });
  const times = [0, 1].map(() => text("rnn-time-mark", { y: HEIGHT - 3 }));
  write(name, "t");
  const lines = parts.map((part) => ({
    path: node(svg, "polyline", { class: `rnn-line rnn-${part}` }),
    end: node(svg, "circle", { class: `rnn-end rnn-${part}`, r: 3 }),
    label: node(svg, "text", { class: `rnn-${part}`, x: width - RIGHT + 8 }, part),
  }));

  // states: [[h, c], ...] or [[h], ...], the latest last; as many steps back as there is
  // room for.
  function update(states) {
    const seen = states.slice(-40);
    const at = scales(seen, width);
    place(zero, { y1: at.y(0), y2: at.y(0) });
    [at.top, 0, at.bottom].forEach((value, k) => {
      const nothing = k === 2 && at.bottom === 0;
      place(scale[k], { y: at.y(value) + 4 }, nothing ? "" : String(value).replace("-", "−"));
    });
    // The first and the last time step under the ends of the line.
    const [last, before] = [seen.length - 1, states.length - seen.length];
    place(times[0], { x: at.x(0) }, before + 1);
    place(times[1], { x: at.x(last) }, last ? before + 1 + last : "");
    lines.forEach((line, which) => drawLine(line, which, seen, at));
    const names = parts.map((part) => STATES[part] ?? `state ${part}`).join(" and ");
    mark(svg, "aria-label", `${names} over ${last} steps`);
  }
  return { root: el("div", { class: "rnn-history-box" }, svg), update };
}
