// The squasher: settings, two charts of the same layers, and between them the traced
// cells (layers.js). Everything that the reader sets is a trait of the Python widget.
import { dots, line, makeAxes, mark, node, power, scientific, write } from "../_runtime/axes.js";
import { button, el, keepDrawn, liveRegion, mount, refusals, row, slider } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/unroll.js";
import { run } from "./layers.js";

const SETTINGS = ["activation", "factor", "layers", "start"];
const NAMES = ["first", "second", "third"];
const ACTIVATIONS = [["none", "nothing"], ["tanh", "tanh"], ["sigmoid", "sigmoid"]];
const EXPONENTS = [[-2, 2, 1], [-2, 6, 2], [-6, 2, 2], [-6, 6, 3], [-18, 6, 6], [-2, 26, 4], [-30, 6, 6], [-120, 30, 30]];

// An axis on which 3 and 59,049 both have a place: even near zero, by powers of ten far
// out. Where all values are small it is an ordinary one.
function valueAxis(values) {
  const most = Math.max(...values.map(Math.abs));
  if (most <= 1.25) return { to: 1.25, place: (v) => v, yTicks: [-1, -0.5, 0, 0.5, 1] };
  const place = (v) => Math.asinh(5 * v);
  const decades = Math.max(1, Math.ceil(Math.log10(most)));
  const every = Math.ceil(decades / 4);
  const yTicks = [[0, "0"]];
  for (let n = every > 1 ? every : 0; n <= decades; n += every) {
    yTicks.push([place(10 ** n), power(n)], [-place(10 ** n), `−${power(n)}`]);
  }
  return { to: place(10 ** decades) * 1.04, place, yTicks };
}

function render({ model, el: root }) {
  mount(root, "squasher");
  const cells = Object.fromEntries(Object.entries(model.get("graphs")).map(([key, graph]) => [key, makeCell(graph)]));
  const change = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  const choices = ACTIVATIONS.map(([key, text]) => [key, button(text, () => change({ activation: key }))]);
  const between = (low, high, whole) => (v) => v >= low && v <= high && (!whole || Number.isInteger(v));
  const guarded = (usable, options, onInput) => slider({ ...options, onInput: (v) => { if (usable(v)) onInput(v); } });
  const factor = guarded(between(-4, 4), { label: "factor", value: model.get("factor"), min: 0, max: 4, step: 0.05 },
    (v) => change({ factor: v }));
  const layers = guarded(between(1, 40, true), { label: "layers", value: model.get("layers"), min: 1, max: 40, step: 1 },
    (v) => change({ layers: v }));
  const starts = NAMES.map((name, k) => guarded(between(-4, 4),
    { label: `${name} start`, value: model.get("start")[k], min: -2, max: 2, step: 0.01, role: "h" },
    (v) => change({ start: model.get("start").map((old, n) => (n === k ? v : old)) })));
  const chosen = row("squashed by", el("span", { class: "quiet" }, "squashed by"), choices.map(([, made]) => made));
  const charts = el("div", { class: "charts" });
  const told = el("p", { class: "told" });
  const live = liveRegion();
  const sliders = el("div", { class: "sliders" }, [factor, layers, ...starts].map((each) => each.root));
  root.append(el("div", { class: "settings" }, chosen, sliders), charts, told, live.root);
  refusals(root);

  let parts = {};
  function chart(name, title, width) {
    const height = 250;
    const svg = node(charts, "svg", { width, height, role: "img", class: `chart ${name}` });
    const axes = makeAxes(svg, { left: 46, right: width - 10, top: 48, bottom: height - 40 });
    node(svg, "text", { class: "title", x: 0, y: 14 }, title);
    NAMES.forEach((each, k) => {
      const at = 46 + 84 * k;
      node(svg, "path", { class: `entry n${k}`, d: `M${at} 31h22` });
      node(svg, "text", { class: "key", x: at + 27, y: 35 }, each);
    });
    const one = node(svg, "path", { class: "one" });
    const lines = NAMES.map((_, k) => node(svg, "path", { class: `entry n${k}` }));
    const points = NAMES.map(() => node(svg, "path", { class: "points" }));
    return { svg, axes, one, lines, points };
  }

  function fit(width) {
    const wide = width >= 600;
    root.classList.toggle("wide", wide);
    charts.replaceChildren();
    const room = charts.clientWidth || width;
    const each = wide ? Math.floor(room / 2) - 12 : room;
    parts = { values: chart("values", "values", each), slopes: chart("slopes", "derivatives with respect to the start", each) };
  }

  function put({ axes, lines, points }, curves) {
    curves.forEach((curve, k) => {
      const places = curve.map((v, t) => [axes.x(t), axes.y(v)]);
      mark(lines[k], "d", line(places));
      mark(points[k], "d", dots(places));
    });
  }

  function draw() {
    const s = Object.fromEntries(SETTINGS.map((name) => [name, model.get(name)]));
    const result = run(cells[s.activation], s);
    for (const [key, made] of choices) mark(made, "aria-pressed", key === s.activation);
    factor.set(s.factor);
    layers.set(s.layers);
    starts.forEach((each, k) => each.set(s.start[k]));
    const every = [1, 2, 5, 10].find((n) => s.layers / n <= 6) ?? 10;
    const xTicks = Array.from({ length: Math.floor(s.layers / every) + 1 }, (_, k) => k * every);
    const { to, place, yTicks } = valueAxis(result.h.flat());
    parts.values.axes.set({ x: [0, s.layers], y: [-to, to], xTicks, yTicks, xName: "layer" });
    put(parts.values, result.h.map((curve) => curve.map(place)));
    const logs = result.d.map((curve) => curve.map((v) => (v === 0 ? NaN : Math.log10(Math.abs(v)))));
    const seen = logs.flat().filter(Number.isFinite);
    const [low, high] = [Math.min(...seen), Math.max(...seen)];
    const [from, up, step] = EXPONENTS.find(([a, b]) => low >= a && high <= b) ?? EXPONENTS.at(-1);
    const decades = [];
    for (let n = from; n <= up; n += step) decades.push([n, power(n)]);
    const { axes, one } = parts.slopes;
    axes.set({ x: [0, s.layers], y: [from, up], xTicks, yTicks: decades, xName: "layer" });
    mark(one, "d", `M${axes.x(0)} ${axes.y(0)}H${axes.x(s.layers)}`);
    put(parts.slopes, logs.map((curve) => curve.map((v) => (v >= from && v <= up ? v : NaN))));
    tell(s, result);
  }

  function tell(s, { h, d }) {
    const last = (curves) => curves.map((curve) => scientific(curve.at(-1), 3)).join(", ");
    const layer = s.layers === 1 ? "1 layer" : `${s.layers} layers`;
    const text = `After ${layer} the values are ${last(h)}; the derivatives ${last(d)}.`;
    write(told, text);
    const how = s.activation === "none" ? "not squashed" : `squashed by ${s.activation}`;
    mark(parts.values.svg, "aria-label", `Values layer by layer, times ${s.factor}, ${how}. ${text}`);
    mark(parts.slopes.svg, "aria-label", `Size of the derivatives layer by layer, on a log scale. ${text}`);
    live.tell(text);
  }

  return keepDrawn({ model, settings: SETTINGS, stage: root, fit, draw, live });
}

export default { render };
