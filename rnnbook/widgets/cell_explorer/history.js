// The steps taken so far: the parts of the state as small lines over time.
import { el } from "../_runtime/controls.js";

const SVG = "http://www.w3.org/2000/svg";
const STATES = { c: "Cell state c", h: "hidden state h" };
const HEIGHT = 92, BELOW = 16, LEFT = 34, RIGHT = 22, PAD = 10;

function node(tag, attributes, text = "") {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

export function makeHistory(state, width = 330) {
  const parts = [...state].reverse(); // c is drawn under h
  const scale = [0, 1, 2].map(() => node("text", { class: "rnn-scale", x: LEFT - 10 }));
  const times = ["t", "", ""].map((text) => node("text", { class: "rnn-time-mark", y: HEIGHT - 3 }, text));
  times[0].classList.add("rnn-time-name");
  times[0].setAttribute("x", LEFT - 14);
  const zero = node("line", { class: "rnn-zero", x1: LEFT, x2: width - RIGHT });
  const lines = parts.map((name) => ({
    path: node("polyline", { class: `rnn-line rnn-${name}` }),
    end: node("circle", { class: `rnn-end rnn-${name}`, r: 3 }),
    label: node("text", { class: `rnn-${name}`, x: width - RIGHT + 8 }, name),
  }));
  const svg = node("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, class: "rnn-history", role: "img" });
  svg.append(zero, ...scale, ...times, ...lines.flatMap(({ path, end, label }) => [path, end, label]));
  const root = el("div", { class: "rnn-history-box" }, svg);

  let shown;
  // states: [[h, c], ...] or [[h], ...], the latest last; as many steps back as there is room for.
  return {
    root,
    update(states) {
      if (shown === (shown = String(states))) return;
      const seen = states.slice(-40);
      const top = Math.max(1, Math.ceil(Math.max(...seen.flat())));
      const bottom = Math.min(0, Math.floor(Math.min(...seen.flat())));
      const x = (k) => LEFT + (k / Math.max(seen.length - 1, 12)) * (width - LEFT - RIGHT);
      const y = (v) => HEIGHT - BELOW - PAD - ((v - bottom) / (top - bottom)) * (HEIGHT - BELOW - 2 * PAD);
      zero.setAttribute("y1", y(0));
      zero.setAttribute("y2", y(0));
      scale.forEach((text, k) => {
        const value = [top, 0, bottom][k];
        text.textContent = k === 2 && bottom === 0 ? "" : String(value).replace("-", "−");
        text.setAttribute("y", y(value) + 4);
      });
      // The first and the last time step under the ends of the line.
      [[1, 0], [2, seen.length - 1]].forEach(([mark, k]) => {
        times[mark].textContent = mark === 2 && k === 0 ? "" : states.length - seen.length + 1 + k;
        times[mark].setAttribute("x", x(k));
      });
      const last = seen[seen.length - 1];
      lines.forEach(({ path, end, label }, which) => {
        const value = parts.length - 1 - which;
        path.setAttribute("points", seen.map((state, k) => `${x(k).toFixed(1)},${y(state[value]).toFixed(1)}`).join(" "));
        end.setAttribute("cx", x(seen.length - 1));
        end.setAttribute("cy", y(last[value]));
        // Two labels side by side where the lines end close together.
        const close = parts.length > 1 && Math.abs(y(last[0]) - y(last[1])) < 13;
        const apart = close ? (y(last[value]) <= y(last[1 - value]) && which === 0 ? -6 : 6) : 0;
        label.setAttribute("x", x(seen.length - 1) + 7);
        label.setAttribute("y", Math.min(HEIGHT - BELOW - 2, Math.max(10, y(last[value]) + 4.5 + apart)));
      });
      svg.setAttribute("aria-label", `${parts.map((part) => STATES[part]).join(" and ")} over ${seen.length - 1} steps`);
    },
  };
}
