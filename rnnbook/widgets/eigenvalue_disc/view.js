// The eigenvalue disc: settings, the plane of the eigenvalues with two charts beside it,
// and between them the traced linear cell (numbers.js).
import { el, els, refusals } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { clamp, decades, dots, makeAxes, mark, node } from "../_runtime/svg.js";
import { through, write } from "../_runtime/svg.js";
import { format, power, scientific } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { STEPS, run } from "./numbers.js";

const SLIDERS = {
  real: { label: "eigenvalue 1, real part", step: 0.01, role: "backward" },
  imaginary: { label: "its imaginary part", step: 0.01, role: "backward" },
  second: { label: "eigenvalue 2, if real", step: 0.01, role: "backward" },
  coupling: { label: "coupling", step: 0.01 },
};
const BOUNDS = [1, 2, 5, 10, 30, 100, 1e3, 1e4, 1e5, 1e6, 1e8];
const EXPONENTS = [
  [-2, 2, 1],
  [-4, 4, 2],
  [-10, 6, 4],
  [-20, 10, 10],
  [-60, 10, 20],
  [-340, 10, 100],
];
const ACROSS = { x: [0, STEPS], xTicks: [0, 10, 20, 30, 40] };

function makePlane(parent, size) {
  const svg = node(parent, "svg", { width: size, height: size, class: "chart", role: "img" });
  const half = size / 2;
  const at = (v) => half + (v * size) / 3.2;
  const middle = { x: half, "text-anchor": "middle" };
  node(svg, "rect", { class: "outside", width: size, height: size, rx: 6 });
  node(svg, "circle", { class: "inside", cx: half, cy: half, r: size / 3.2 });
  node(svg, "path", { class: "frame", d: `M0 ${half}H${size}M${half} 0V${size}` });
  node(svg, "text", { class: "region", y: at(0.72), ...middle }, "vanishes");
  node(svg, "text", { class: "region", y: at(1.38), ...middle }, "explodes");
  for (const [v, text] of [
    [-1, "−1"],
    [1, "1"],
  ]) {
    node(svg, "text", { class: "tick", x: at(v) + 4, y: half + 15 }, text);
  }
  // A finger is wider than a handle: around each there is a ring that takes hold too.
  const handles = ["two", "one"].map((key) => {
    const group = node(svg, "g");
    node(group, "circle", { class: `halo ${key}`, r: 22 });
    node(group, "circle", { class: `handle ${key}`, r: 11 });
    return group;
  });
  return { svg, at, size, handles };
}

// A press takes hold of the nearer eigenvalue. The first may leave the real axis, and
// the second is then its mirror image.
function grab({ svg, size }, { get, set }) {
  let held = null;
  let tap = false;
  const found = (event) => {
    const { left, top, width, height } = svg.getBoundingClientRect();
    const back = (from, all) => (from * size) / all - size / 2;
    const seen = [back(event.clientX - left, width), back(event.clientY - top, height)];
    return seen.map((pixel) => (pixel * 3.2) / size);
  };
  const move = (event) => {
    const near = (v) => Math.round(clamp(v, -1.5, 1.5) * 100) / 100;
    const [x, y] = found(event).map(near);
    const off = Math.abs(y) < 0.06 ? 0 : Math.abs(y);
    set(held === "second" && !off ? { second: x } : { real: x, imaginary: off });
  };
  const take = (event) => {
    const [x] = found(event);
    const apart = (name) => Math.abs(x - get(name));
    held = get("imaginary") === 0 && apart("second") < apart("real") ? "second" : "real";
    move(event);
  };
  // A finger on a handle drags it; elsewhere it may want to scroll, and only a tap counts.
  const onHandle = (event) => event.target.matches(".halo, .handle");
  const listen = (kind, act, options) => svg.addEventListener(kind, act, options);
  listen("touchstart", (event) => onHandle(event) && event.preventDefault(), { passive: false });
  listen("pointerdown", (event) => {
    if (event.button !== 0) return;
    tap = event.pointerType === "touch" && !onHandle(event);
    if (tap) return;
    svg.setPointerCapture(event.pointerId);
    take(event);
  });
  listen("pointermove", (event) => held && move(event));
  listen("pointerup", (event) => tap && take(event));
  for (const kind of ["pointerup", "pointercancel"]) {
    listen(kind, () => {
      held = null;
      tap = false;
    });
  }
}

function makeChart(parent, width, name, lines) {
  const height = 160;
  const svg = node(parent, "svg", { width, height, class: "chart", role: "img" });
  const axes = makeAxes(svg, { left: 44, right: width - 10, top: 26, bottom: height - 24 });
  node(svg, "text", { class: "title", x: 0, y: 12 }, name);
  return { svg, axes, lines: lines.map(([tag, kind]) => node(svg, tag, { class: kind })) };
}

function makeCharts(parent, width) {
  const states = ["h2", "h1"].map((kind) => ["polyline", kind]);
  const state = makeChart(parent, width, "state h", states);
  const norms = [...["bound", "theory"].map((kind) => ["polyline", kind]), ["path", "product"]];
  const product = makeChart(parent, width, "gradient: norm of the product", norms);
  for (const [name, x, text] of [
    ["h1", 66, "h₁"],
    ["h2", 120, "h₂"],
  ]) {
    node(state.svg, "path", { class: name, d: `M${x} 8h18` });
    node(state.svg, "text", { class: "key", x: x + 23, y: 12 }, text);
  }
  return { state, product };
}

function drawState({ axes, lines }, { h1, h2 }) {
  const most = Math.max(...h1.map(Math.abs), ...h2.map(Math.abs));
  const bound = BOUNDS.find((b) => b >= most) ?? 10 ** Math.ceil(Math.log10(most));
  const text = bound < 1e4 ? String(bound) : power(Math.round(Math.log10(bound)));
  const ends = [-bound, bound];
  axes.set({
    ...ACROSS,
    y: ends,
    yTicks: [
      [-bound, `−${text}`],
      [0, "0"],
      [bound, text],
    ],
  });
  [h2, h1].forEach((values, k) => {
    mark(lines[k], "points", through(Array.from(values, (v, t) => [axes.x(t), axes.y(v)])));
  });
}

function drawProduct({ axes, lines: [bound, theory, points] }, { product, radius, largest }) {
  const { from, to, ticks } = decades(EXPONENTS, Array.from(product), [-10, 30, 10]);
  axes.set({ ...ACROSS, y: [from, to], yTicks: ticks });
  const height = (v) => {
    const log = v > 0 ? Math.log10(v) : NaN;
    return log >= from && log <= to ? axes.y(log) : NaN;
  };
  mark(points, "d", dots(Array.from(product, (v, k) => [axes.x(k), height(v)])));
  // The powers of one number are a straight line, as far as the axis goes.
  const powers = (rate) => {
    let last = 0;
    while (last < STEPS && Number.isFinite(height(rate ** (last + 1)))) last += 1;
    return through([0, last].map((k) => [axes.x(k), height(rate ** k)]));
  };
  mark(theory, "points", powers(radius));
  mark(bound, "points", powers(largest));
}

function tell({ eigenvalues, state, product: chart }, { product, radius, largest }) {
  const peak = Math.max(...product);
  const rises = peak > 1.005 && product[STEPS] < peak;
  const rise = rises ? ` It rose to ${scientific(peak)} first.` : "";
  const text =
    `Spectral radius ${format(radius)} (line), largest singular value ${format(largest)} ` +
    `(dashes). After ${STEPS} steps the product has the norm ${scientific(product[STEPS])}.${rise}`;
  const label = ({ svg }, words) => mark(svg, "aria-label", words);
  label(eigenvalues, `The plane of the eigenvalues with the unit circle. ${text}`);
  label(state, "The two states over 40 steps");
  label(chart, `The norm of the product of Jacobians over 40 steps. ${text}`);
  return text;
}

// Who moves the second eigenvalue wants two real ones.
const meaning = (name) => name === "second" && { change: (second) => ({ second, imaginary: 0 }) };

export default widget((w) => {
  const cell = makeCell(w.get("graphs").linear);
  const [disc, plane, charts] = els("div", "disc", "plane", "charts");
  const sliders = w.sliders(SLIDERS, meaning);
  const told = el("p", { class: "told" });
  disc.append(plane, charts);
  w.root.append(disc, sliders, told, w.live);
  refusals(w.root);
  let parts;

  function fit(width) {
    for (const holder of [plane, charts]) holder.replaceChildren();
    const wide = width >= 640;
    w.root.classList.toggle("wide", wide);
    const eigenvalues = makePlane(plane, wide ? 320 : Math.min(width, 320));
    grab(eigenvalues, w);
    parts = { eigenvalues, ...makeCharts(charts, wide ? width - 320 - 24 : width) };
  }

  function draw(s) {
    const found = run(cell, s);
    const { handles, at } = parts.eigenvalues;
    sliders.children[2].classList.toggle("unused", s.imaginary > 0);
    const other = s.imaginary > 0 ? [s.real, -s.imaginary] : [s.second, 0];
    [other, [s.real, s.imaginary]].forEach(([re, im], k) => {
      mark(handles[k], "transform", `translate(${at(re)} ${at(-im)})`);
    });
    drawState(parts.state, found);
    drawProduct(parts.product, found);
    const text = tell(parts, found);
    write(told, text);
    return text;
  }

  return { stage: w.root, fit, draw };
});
