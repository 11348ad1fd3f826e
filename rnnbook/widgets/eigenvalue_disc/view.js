// The eigenvalue disc: settings, the plane of the eigenvalues with two charts beside it,
// and between them the traced linear cell (disc.js).
import { dots, line, makeAxes, mark, node, power, scientific, write } from "../_runtime/axes.js";
import { el, format, keepDrawn, liveRegion, mount, refusals, slider } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/unroll.js";
import { STEPS, run } from "./disc.js";

const SETTINGS = ["real", "imaginary", "second", "coupling"];
const BOUNDS = [1, 2, 5, 10, 30, 100, 1e3, 1e4, 1e5, 1e6, 1e8];
const EXPONENTS = [[-2, 2, 1], [-4, 4, 2], [-10, 6, 4], [-20, 10, 10], [-60, 10, 20], [-340, 10, 100]];
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const hundredth = (value) => Math.round(value * 100) / 100;

function render({ model, el: root }) {
  mount(root, "eigenvalue_disc");
  const cell = makeCell(model.get("graphs").linear);
  const change = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  // Who moves the second eigenvalue wants two real ones.
  const make = (name, label, min, max, role = "") => slider({ label, value: model.get(name), min, max, step: 0.01, role,
    onInput: (v) => { if (v >= min && v <= max) change({ [name]: v, ...(name === "second" && { imaginary: 0 }) }); } });
  const sliders = {
    real: make("real", "eigenvalue 1, real part", -1.5, 1.5, "backward"),
    imaginary: make("imaginary", "its imaginary part", 0, 1.5, "backward"),
    second: make("second", "eigenvalue 2, if real", -1.5, 1.5, "backward"),
    coupling: make("coupling", "coupling", 0, 3),
  };
  const plane = el("div", { class: "plane" });
  const charts = el("div", { class: "charts" });
  const told = el("p", { class: "told" });
  const live = liveRegion();
  root.append(el("div", { class: "disc" }, plane, charts),
    el("div", { class: "sliders" }, Object.values(sliders).map((s) => s.root)), told, live.root);
  refusals(root);

  let parts = {};
  function fitPlane(width) {
    const size = Math.min(width, 340);
    const svg = node(plane, "svg", { width: size, height: size, class: "chart", role: "img" });
    const at = (v) => size / 2 + (v * size) / 3.2;
    const back = (pixel) => ((pixel - size / 2) * 3.2) / size;
    node(svg, "rect", { class: "outside", width: size, height: size, rx: 6 });
    node(svg, "circle", { class: "inside", cx: size / 2, cy: size / 2, r: size / 3.2 });
    node(svg, "path", { class: "frame", d: `M0 ${size / 2}H${size}M${size / 2} 0V${size}` });
    node(svg, "text", { class: "region", x: size / 2, y: at(0.72), "text-anchor": "middle" }, "vanishes");
    node(svg, "text", { class: "region", x: size / 2, y: at(1.38), "text-anchor": "middle" }, "explodes");
    for (const v of [-1, 1]) {
      node(svg, "text", { class: "tick", x: at(v) + 4, y: size / 2 + 15 }, v < 0 ? "−1" : "1");
    }
    // A finger is wider than a handle: around each there is a ring that takes hold too.
    const [halos, handles] = [["halo", 22], ["handle", 11]].map(([kind, r]) =>
      ["two", "one"].map((key) => node(svg, "circle", { class: `${kind} ${key}`, r })));
    Object.assign(parts, { plane: svg, at, halos, handles });
    grab(svg, back, size);
  }

  // A press takes hold of the nearer eigenvalue. The first may leave the real axis, and
  // the second is then its mirror image.
  function grab(svg, back, size) {
    let held = null;
    const place = (event) => {
      const box = svg.getBoundingClientRect();
      return [back(((event.clientX - box.left) * size) / box.width), back(((event.clientY - box.top) * size) / box.height)];
    };
    const move = (event) => {
      const [x, y] = place(event).map((v) => hundredth(clamp(v, -1.5, 1.5)));
      const off = Math.abs(y) < 0.06 ? 0 : Math.abs(y);
      if (held === "second" && !off) change({ second: x });
      else if (held === "second") change({ real: x, imaginary: off });
      else change({ real: x, imaginary: off });
    };
    const take = (event) => {
      const [x] = place(event);
      const apart = (name) => Math.abs(x - model.get(name));
      held = model.get("imaginary") === 0 && apart("second") < apart("real") ? "second" : "real";
      move(event);
    };
    // A finger on a handle drags it; elsewhere it may want to scroll, and only a tap counts.
    const onHandle = (event) => event.target.matches(".halo, .handle");
    let tap = false;
    svg.addEventListener("touchstart", (event) => { if (onHandle(event)) event.preventDefault(); }, { passive: false });
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      tap = event.pointerType === "touch" && !onHandle(event);
      if (tap) return;
      svg.setPointerCapture(event.pointerId);
      take(event);
    });
    svg.addEventListener("pointermove", (event) => { if (held) move(event); });
    svg.addEventListener("pointerup", (event) => { if (tap) take(event); });
    for (const kind of ["pointerup", "pointercancel"]) svg.addEventListener(kind, () => { held = null; tap = false; });
  }

  function fitCharts(width) {
    const height = 160;
    const chart = (name) => {
      const svg = node(charts, "svg", { width, height, class: "chart", role: "img" });
      const axes = makeAxes(svg, { left: 44, right: width - 10, top: 26, bottom: height - 24 });
      node(svg, "text", { class: "title", x: 0, y: 12 }, name);
      return { svg, axes };
    };
    const state = chart("state h");
    const product = chart("gradient: norm of the product");
    const lines = (svg, names) => names.map((name) => node(svg, "path", { class: name }));
    [parts.h2, parts.h1] = lines(state.svg, ["h2", "h1"]);
    [parts.bound, parts.theory, parts.product] = lines(product.svg, ["bound", "theory", "product"]);
    parts.keys = [["h1", 66, "h₁", state], ["h2", 120, "h₂", state]].map(([name, x, text, { svg }]) => {
      node(svg, "path", { class: name, d: `M${x} 8h18` });
      return node(svg, "text", { class: "key", x: x + 23, y: 12 }, text);
    });
    Object.assign(parts, { state, chart: product });
  }

  function fit(width) {
    for (const holder of [plane, charts]) holder.replaceChildren();
    const wide = width >= 640;
    root.classList.toggle("wide", wide);
    fitPlane(wide ? 320 : Math.min(width, 320));
    fitCharts(wide ? width - 320 - 24 : width);
  }

  function draw() {
    const s = Object.fromEntries(SETTINGS.map((name) => [name, model.get(name)]));
    const r = run(cell, s);
    for (const name of SETTINGS) sliders[name].set(s[name]);
    sliders.second.root.classList.toggle("unused", s.imaginary > 0);
    const places = s.imaginary > 0 ? [[s.real, -s.imaginary], [s.real, s.imaginary]] : [[s.second, 0], [s.real, 0]];
    for (const circles of [parts.halos, parts.handles]) {
      circles.forEach((circle, k) => {
        mark(circle, "cx", parts.at(places[k][0]));
        mark(circle, "cy", parts.at(-places[k][1]));
      });
    }
    drawState(r);
    drawProduct(r);
    tell(r);
  }

  const xTicks = [0, 10, 20, 30, 40];
  function drawState({ h1, h2 }) {
    const { axes } = parts.state;
    const most = Math.max(...Array.from(h1, Math.abs), ...Array.from(h2, Math.abs));
    const bound = BOUNDS.find((b) => b >= most) ?? 10 ** Math.ceil(Math.log10(most));
    const text = bound < 1e4 ? String(bound) : power(Math.round(Math.log10(bound)));
    axes.set({ x: [0, STEPS], y: [-bound, bound], xTicks, yTicks: [[-bound, `−${text}`], [0, "0"], [bound, text]] });
    const points = (values) => Array.from(values, (v, t) => [axes.x(t), axes.y(v)]);
    mark(parts.h1, "d", line(points(h1)));
    mark(parts.h2, "d", line(points(h2)));
  }

  function drawProduct({ product, radius, largest }) {
    const { axes } = parts.chart;
    const seen = Array.from(product).filter((v) => v > 0).map(Math.log10);
    const [low, high] = [Math.min(...seen), Math.max(...seen)];
    const [from, to, step] = EXPONENTS.find(([a, b]) => low >= a && high <= b) ?? [-10, 30, 10];
    const yTicks = [];
    for (let n = from; n <= to; n += step) yTicks.push([n, power(n)]);
    axes.set({ x: [0, STEPS], y: [from, to], xTicks, yTicks });
    const inside = (v) => (v > 0 && Math.log10(v) >= from && Math.log10(v) <= to ? axes.y(Math.log10(v)) : NaN);
    const points = (at) => Array.from(product, (_, k) => [axes.x(k), inside(at(k))]);
    mark(parts.product, "d", dots(points((k) => product[k])));
    mark(parts.theory, "d", line(points((k) => radius ** k)));
    mark(parts.bound, "d", line(points((k) => largest ** k)));
  }

  function tell({ product, radius, largest }) {
    const peak = Math.max(...product);
    const rise = peak > 1.005 && product[STEPS] < peak ? ` It rose to ${scientific(peak)} first.` : "";
    const text = `Spectral radius ${format(radius)} (line), largest singular value ${format(largest)} (dashes). ` +
      `After ${STEPS} steps the product has the norm ${scientific(product[STEPS])}.${rise}`;
    write(told, text);
    mark(parts.plane, "aria-label", `The plane of the eigenvalues with the unit circle. ${text}`);
    mark(parts.state.svg, "aria-label", "The two states over 40 steps");
    mark(parts.chart.svg, "aria-label", `The norm of the product of Jacobians over 40 steps. ${text}`);
    live.tell(text);
  }

  return keepDrawn({ model, settings: SETTINGS, stage: root, fit, draw, live });
}

export default { render };
