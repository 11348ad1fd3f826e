// The cliff walker: settings, the error surface from above with two paths on it, and
// between them the traced sigmoid unit (numbers.js).
import { el, els, refusals } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { clamp, clipped, dots, makeAxes, mark, node, place } from "../_runtime/svg.js";
import { placeIn, through, write } from "../_runtime/svg.js";
import { format, scientific } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { UPDATES, surface, walks } from "./numbers.js";

const SLIDERS = {
  w: { label: "start, weight w", step: 0.02 },
  b: { label: "start, bias b", step: 0.02 },
  lr: { label: "learning rate", step: 0.001 },
  threshold: { label: "clipping threshold", step: 0.01 },
};
const PATHS = { free: "without clipping", clipped: "clipped" };
const TICKS = { xTicks: [3.5, 4, 4.5, 5, 5.5, 6, 6.5], yTicks: [-3.5, -3, -2.5, -2, -1.5] };
const centres = ({ min, max }, n) =>
  Array.from({ length: n }, (_, k) => min + ((k + 0.5) / n) * (max - min));

// The surface as a picture that is all of one ink, stronger where the error is larger.
// It serves as a mask, so that its colour is the theme's.
function shading(cell, { w, b }) {
  const [n, m] = [120, 80];
  const canvas = el("canvas", { width: n, height: m });
  const context = canvas.getContext("2d");
  const picture = context.createImageData(n, m);
  surface(cell, centres(w, n), centres(b, m).toReversed()).forEach((v, k) => {
    picture.data[4 * k + 3] = 255 * 0.6 * Math.sqrt(v / 0.5);
  });
  context.putImageData(picture, 0, 0);
  return `url(${canvas.toDataURL()})`;
}

function makeChart(stage, width, { w, b }, mask) {
  const height = Math.round(Math.min(420, width * 0.72));
  stage.replaceChildren();
  const svg = node(stage, "svg", { width, height, class: "chart", role: "img" });
  const box = { left: 44, right: width - 16, top: 40, bottom: height - 44 };
  const axes = makeAxes(svg, box);
  axes.set({ x: [w.min, w.max], y: [b.min, b.max], ...TICKS, xName: "weight w" });
  node(svg, "text", { class: "name", x: 0, y: box.top - 8 }, "bias b");
  const [shade] = els("div", "shade");
  const pixels = { left: box.left, top: box.top, width: width - 60, height: height - 84 };
  for (const side in pixels) shade.style[side] = `${pixels[side]}px`;
  Object.assign(shade.style, { maskImage: mask, webkitMaskImage: mask });
  stage.prepend(shade);
  const inside = clipped(svg, box);
  const paths = Object.keys(PATHS).map((name) => [
    name,
    [node(inside, "polyline", { class: name }), node(inside, "path", { class: `${name} at` })],
  ]);
  const start = node(inside, "circle", { class: "start", r: 7 });
  Object.entries(PATHS).forEach(([name, text], k) => {
    const at = box.left + 150 * k;
    node(svg, "path", { class: name, d: `M${at} 12h22` });
    node(svg, "path", { class: `${name} at`, d: `M${at + 11} 12h.01` });
    node(svg, "text", { class: "key", x: at + 28, y: 16 }, text);
  });
  return { svg, axes, start, ...Object.fromEntries(paths) };
}

// A press on the surface, or a drag along it, puts the start there.
function press(svg, axes, { set, limits }) {
  const round = (v, { min, max }) => Math.round(clamp(v, min, max) * 100) / 100;
  const put = (event) => {
    const [x, y] = placeIn(svg, event);
    const [w, b] = [axes.fromX(x), axes.fromY(y)];
    set({ w: round(w, limits.w), b: round(b, limits.b) });
  };
  // A finger may want to scroll: it counts when it goes sideways, or is lifted without.
  let from = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    svg.setPointerCapture(event.pointerId);
    from = event.pointerType === "touch" ? event.clientX : null;
    if (from === null) put(event);
  });
  svg.addEventListener("pointermove", (event) => {
    if (from !== null && Math.abs(event.clientX - from) > 10) from = null;
    if (from === null && svg.hasPointerCapture(event.pointerId)) put(event);
  });
  svg.addEventListener("pointerup", (event) => {
    if (from !== null) put(event);
  });
}

function end({ places, errors }) {
  const [weight, bias] = places.at(-1).map((v) => format(v));
  return `(${weight}, ${bias}), error ${scientific(errors.at(-1))}`;
}

const tell = ({ free, clipped: cut }) =>
  `After ${UPDATES} updates: without clipping at ${end(free)}; clipped at ${end(cut)}. ` +
  `Largest gradient met without clipping: ${scientific(free.largest)}.`;

const far = (v) => clamp(v, -1e4, 1e4); // SVG has its limits too

export default widget((w) => {
  const cell = makeCell(w.get("graphs").rnn_sigmoid);
  const kinds = ["norm", "element"].map((by) => [by, `by ${by}`]);
  const by = w.choices("by", "Clip", kinds);
  const [stage] = els("div", "stage");
  const told = el("p", { class: "told" });
  w.root.append(stage, by.root, w.sliders(SLIDERS), told, w.live);
  refusals(w.root);
  const mask = shading(cell, w.limits);
  let parts;

  function fit(width) {
    w.root.classList.toggle("wide", width >= 640);
    parts = makeChart(stage, Math.min(width, 640), w.limits, mask);
    press(parts.svg, parts.axes, w);
  }

  function draw(s) {
    const found = walks(cell, s);
    const { x, y } = parts.axes;
    for (const name in found) {
      const [path, points] = parts[name];
      const places = found[name].places.map(([weight, bias]) => [far(x(weight)), far(y(bias))]);
      mark(path, "points", through(places));
      mark(points, "d", dots(places));
    }
    place(parts.start, { cx: x(s.w), cy: y(s.b) });
    const text = tell(found);
    write(told, text);
    mark(parts.svg, "aria-label", `The error over weight and bias, with two paths. ${text}`);
    return text;
  }

  return { stage: w.root, fit, draw };
});
