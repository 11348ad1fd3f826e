// The cliff walker: settings, the error surface from above with two paths on it, and
// between them the traced sigmoid unit (cliff.js).
import { dots, line, makeAxes, mark, node, scientific, write } from "../_runtime/axes.js";
import { button, el, format, keepDrawn, liveRegion, mount, refusals, row, slider } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/unroll.js";
import { B_RANGE, UPDATES, W_RANGE, surface, walks } from "./cliff.js";

const SETTINGS = ["w", "b", "lr", "threshold", "by"];
const GRID = [120, 80];
const clamp = (value, [low, high]) => Math.min(high, Math.max(low, value));
const middle = ([low, high], k, n) => low + ((k + 0.5) / n) * (high - low);

// The surface as a picture that is all of one ink, stronger where the error is larger.
// It serves as a mask, so that its colour is the theme's.
function shading(cell) {
  const [n, m] = GRID;
  const canvas = el("canvas", { width: n, height: m });
  const context = canvas.getContext("2d");
  const picture = context.createImageData(n, m);
  const E = surface(cell, Array.from({ length: n }, (_, k) => middle(W_RANGE, k, n)),
    Array.from({ length: m }, (_, k) => middle(B_RANGE, m - 1 - k, m)));
  E.forEach((v, k) => { picture.data[4 * k + 3] = 255 * 0.6 * Math.sqrt(v / 0.5); });
  context.putImageData(picture, 0, 0);
  return `url(${canvas.toDataURL()})`;
}

function render({ model, el: root }) {
  mount(root, "cliff_walker");
  const cell = makeCell(model.get("graphs").rnn_sigmoid);
  const change = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  const make = (name, label, [min, max], step, role = "") => slider({ label, value: model.get(name), min, max, step, role,
    onInput: (v) => { if (v >= min && v <= max) change({ [name]: v }); } });
  const sliders = {
    w: make("w", "start, weight w", W_RANGE, 0.02),
    b: make("b", "start, bias b", B_RANGE, 0.02),
    lr: make("lr", "learning rate", [0.001, 1], 0.001),
    threshold: make("threshold", "clipping threshold", [0.01, 2], 0.01),
  };
  const kinds = ["norm", "element"].map((by) => [by, button(`by ${by}`, () => change({ by }))]);
  const choose = row("Clip", el("span", { class: "quiet" }, "Clip"), kinds.map(([, made]) => made));
  const stage = el("div", { class: "stage" });
  const told = el("p", { class: "told" });
  const live = liveRegion();
  root.append(stage, choose, el("div", { class: "sliders" }, Object.values(sliders).map((s) => s.root)), told, live.root);
  refusals(root);
  const mask = shading(cell);

  let parts;
  function fit(whole) {
    root.classList.toggle("wide", whole >= 640);
    const width = Math.min(whole, 640);
    const height = Math.round(Math.min(420, width * 0.72));
    stage.replaceChildren();
    const svg = node(stage, "svg", { width, height, class: "chart", role: "img" });
    const box = { left: 44, right: width - 16, top: 40, bottom: height - 44 };
    const axes = makeAxes(svg, box);
    axes.set({ x: W_RANGE, y: B_RANGE, xTicks: [3.5, 4, 4.5, 5, 5.5, 6, 6.5], yTicks: [-3.5, -3, -2.5, -2, -1.5],
      xName: "weight w", yName: "" });
    node(svg, "text", { class: "name", x: 0, y: box.top - 8 }, "bias b");
    const shade = el("div", { class: "shade" });
    Object.assign(shade.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.right - box.left}px`,
      height: `${box.bottom - box.top}px`, maskImage: mask, webkitMaskImage: mask });
    stage.prepend(shade);
    const id = `cliff-${Math.random().toString(36).slice(2, 9)}`;
    node(node(node(svg, "defs"), "clipPath", { id }), "rect",
      { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top });
    const inside = node(svg, "g", { "clip-path": `url(#${id})` });
    const pair = (name) => [node(inside, "path", { class: name }), node(inside, "path", { class: `${name} at` })];
    parts = { svg, axes, free: pair("free"), clipped: pair("clipped"), start: node(inside, "circle", { class: "start", r: 7 }) };
    let at = box.left;
    for (const [name, text] of [["free", "without clipping"], ["clipped", "clipped"]]) {
      node(svg, "path", { class: name, d: `M${at} 12h22` });
      node(svg, "path", { class: `${name} at`, d: `M${at + 11} 12h.01` });
      node(svg, "text", { class: "key", x: at + 28, y: 16 }, text);
      at += 150;
    }
    press(svg, axes);
  }

  // A press on the surface, or a drag along it, puts the start there.
  function press(svg, axes) {
    const put = (event) => {
      const { left, top } = svg.getBoundingClientRect();
      const round = (v, range) => Math.round(clamp(v, range) * 100) / 100;
      change({ w: round(axes.fromX(event.clientX - left), W_RANGE), b: round(axes.fromY(event.clientY - top), B_RANGE) });
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
    svg.addEventListener("pointerup", (event) => { if (from !== null) put(event); });
  }

  function draw() {
    const s = Object.fromEntries(SETTINGS.map((name) => [name, model.get(name)]));
    for (const name in sliders) sliders[name].set(s[name]);
    for (const [by, made] of kinds) mark(made, "aria-pressed", by === s.by);
    const found = walks(cell, s);
    const { x, y } = parts.axes;
    for (const name in found) {
      const far = (v) => Math.max(-1e4, Math.min(1e4, v)); // SVG has its limits too
      const points = found[name].places.map(([w, b]) => [far(x(w)), far(y(b))]);
      mark(parts[name][0], "d", line(points));
      mark(parts[name][1], "d", dots(points));
    }
    mark(parts.start, "cx", x(s.w));
    mark(parts.start, "cy", y(s.b));
    tell(found);
  }

  function tell({ free, clipped }) {
    const end = ({ places, errors }) => {
      const [w, b] = places.at(-1);
      return `(${format(w)}, ${format(b)}), error ${scientific(errors.at(-1))}`;
    };
    const text = `After ${UPDATES} updates: without clipping at ${end(free)}; clipped at ${end(clipped)}. ` +
      `Largest gradient met without clipping: ${scientific(free.largest)}.`;
    write(told, text);
    mark(parts.svg, "aria-label", `The error over weight and bias, with two paths. ${text}`);
    live.tell(text);
  }

  return keepDrawn({ model, settings: SETTINGS, stage: root, fit, draw, live });
}

export default { render };
