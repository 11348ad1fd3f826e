// The squasher: settings, two charts of the same layers, and between them the traced
// cells (numbers.js). Everything that the reader sets is a trait of the Python widget.
import { el, els, refusals } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { decades, dots, makeAxes, mark, node, nodes } from "../_runtime/svg.js";
import { through, ticksTo, write } from "../_runtime/svg.js";
import { power, scientific } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { run } from "./numbers.js";

const NAMES = ["first", "second", "third"];
const ACTIVATIONS = Object.entries({ none: "nothing", tanh: "tanh", sigmoid: "sigmoid" });
const TITLES = { values: "values", slopes: "derivatives with respect to the start" };
const EXPONENTS = [
  [-2, 2, 1],
  [-2, 6, 2],
  [-6, 2, 2],
  [-6, 6, 3],
  [-18, 6, 6],
  [-2, 26, 4],
  [-30, 6, 6],
  [-120, 30, 30],
];

// An axis on which 3 and 59,049 both have a place: even near zero, by powers of ten far
// out. Where all values are small it is an ordinary one.
function valueAxis(values) {
  const most = Math.max(...values.map(Math.abs));
  if (most <= 1.25) return { to: 1.25, place: (v) => v, yTicks: [-1, -0.5, 0, 0.5, 1] };
  const place = (v) => Math.asinh(5 * v);
  const last = Math.max(1, Math.ceil(Math.log10(most)));
  const every = Math.ceil(last / 4);
  const yTicks = [[0, "0"]];
  for (let n = every > 1 ? every : 0; n <= last; n += every) {
    yTicks.push([place(10 ** n), power(n)], [-place(10 ** n), `−${power(n)}`]);
  }
  return { to: place(10 ** last) * 1.04, place, yTicks };
}

// A chart with a line for each entry of the vector, and the points of all of them.
function makeChart(parent, name, width) {
  const height = 250;
  const svg = node(parent, "svg", { width, height, role: "img", class: `chart ${name}` });
  const axes = makeAxes(svg, { left: 46, right: width - 10, top: 48, bottom: height - 40 });
  node(svg, "text", { class: "title", x: 0, y: 14 }, TITLES[name]);
  NAMES.forEach((each, k) => {
    const at = 46 + 84 * k;
    node(svg, "path", { class: `entry n${k}`, d: `M${at} 31h22` });
    node(svg, "text", { class: "key", x: at + 27, y: 35 }, each);
  });
  const kinds = ["one", "entry n0", "entry n1", "entry n2"];
  const [one, ...lines] = nodes(svg, "polyline", kinds);
  const points = node(svg, "path", { class: "points" });
  const draw = (options, curves) => {
    axes.set({ ...options, xName: "layer" });
    const places = curves.map((curve) => curve.map((v, t) => [axes.x(t), axes.y(v)]));
    places.forEach((each, k) => mark(lines[k], "points", through(each)));
    mark(points, "d", dots(places.flat()));
  };
  return { svg, axes, one, draw };
}

function drawSlopes({ axes, one, draw }, d, across) {
  const sizes = d.map((curve) => curve.map(Math.abs));
  const { from, to, ticks } = decades(EXPONENTS, sizes.flat());
  // What has become 0 stays 0, and has no place here: a curve ends before it.
  const curves = sizes.map((curve) => {
    const zero = curve.indexOf(0);
    return curve.slice(0, zero < 0 ? curve.length : zero).map(Math.log10);
  });
  draw({ ...across, y: [from, to], yTicks: ticks }, curves);
  mark(one, "points", through([0, across.x[1]].map((t) => [axes.x(t), axes.y(0)])));
}

const last = (curves) => curves.map((curve) => scientific(curve.at(-1), 3)).join(", ");

function tell({ values, slopes }, s, { h, d }) {
  const layer = s.layers === 1 ? "1 layer" : `${s.layers} layers`;
  const text = `After ${layer} the values are ${last(h)}; the derivatives ${last(d)}.`;
  const how = s.activation === "none" ? "not squashed" : `squashed by ${s.activation}`;
  const label = ({ svg }, words) => mark(svg, "aria-label", `${words} ${text}`);
  label(values, `Values layer by layer, times ${s.factor}, ${how}.`);
  label(slopes, "Size of the derivatives layer by layer, on a log scale.");
  return text;
}

function makeControls(w) {
  const squash = w.choices("activation", "squashed by", ACTIVATIONS);
  const sliders = w.sliders({
    factor: { label: "factor", step: 0.05 },
    layers: { label: "layers", step: 1 },
  });
  NAMES.forEach((name, k) => {
    const look = { label: `${name} start`, min: -2, max: 2, step: 0.01, role: "h" };
    const change = (v) => ({ start: w.get("start").with(k, v) });
    sliders.append(w.slider("start", look, { change, read: ({ start }) => start[k] }).root);
  });
  return el("div", { class: "settings" }, squash.root, sliders);
}

export default widget((w) => {
  const graphs = Object.entries(w.get("graphs"));
  const cells = Object.fromEntries(graphs.map(([key, graph]) => [key, makeCell(graph)]));
  const [charts] = els("div", "charts");
  const told = el("p", { class: "told" });
  w.root.append(makeControls(w), charts, told, w.live);
  refusals(w.root);
  const parts = {};

  function fit(width) {
    const wide = width >= 600;
    w.root.classList.toggle("wide", wide);
    charts.replaceChildren();
    const room = charts.clientWidth || width;
    const each = wide ? Math.floor(room / 2) - 12 : room;
    for (const name in TITLES) parts[name] = makeChart(charts, name, each);
  }

  function draw(s) {
    const result = run(cells[s.activation], s);
    const across = { x: [0, s.layers], xTicks: ticksTo(s.layers) };
    const { to, place, yTicks } = valueAxis(result.h.flat());
    const curves = result.h.map((curve) => curve.map(place));
    parts.values.draw({ ...across, y: [-to, to], yTicks }, curves);
    drawSlopes(parts.slopes, result.d, across);
    const text = tell(parts, s, result);
    write(told, text);
    return text;
  }

  return { stage: w.root, fit, draw };
});
