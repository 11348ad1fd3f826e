// The gradient ruler: settings, a chart, and between them the traced cell (ruler.js).
// Everything that the reader sets is a trait of the Python widget.
import { dots, line, makeAxes, mark, node, power, scientific, write } from "../_runtime/axes.js";
import { button, el, keepDrawn, liveRegion, mount, refusals, row, slider } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/unroll.js";
import { run } from "./ruler.js";

const SETTINGS = ["cell", "start", "radius", "T", "biases"];
const SCALES = [[-4, 2, 1], [-8, 4, 2], [-20, 10, 5], [-60, 30, 10], [-200, 120, 40]];
const STARTS = ["random", "orthogonal", "identity"];
const KNOBS = { f: "forget bias", z: "update bias" }; // what a gate's bias is called, where it has a name
const LINES = [["left", "measured"], ["expected", "expected", "5.6"], ["bound", "bound", "5.7"],
  ["direct", "direct path", "7.15"]];

// The first of the scales that holds all of the gradient, and of its direct part; the
// rest of the theory may leave it.
export function scale(left, direct) {
  const seen = [...left, ...(direct ?? [])].filter((v) => v > 0 && Number.isFinite(v)).map(Math.log10);
  const [low, high] = [Math.min(...seen), Math.max(...seen)];
  return SCALES.find(([from, to]) => low >= from && high <= to) ?? SCALES.at(-1);
}

function choices(label, options, onChoose) {
  const buttons = options.map(([value, text]) => [value, button(text, () => onChoose(value))]);
  const root = row(label, el("span", { class: "quiet" }, label), buttons.map(([, made]) => made));
  root.classList.add("choices");
  return { root, set: (now) => buttons.forEach(([value, made]) => mark(made, "aria-pressed", value === now)) };
}

function render({ model, el: root }) {
  mount(root, "gradient_ruler");
  const cells = model.get("cells");
  const made = Object.fromEntries(Object.entries(model.get("graphs")).map(([key, graph]) => [key, makeCell(graph)]));
  const change = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  const cell = choices(cells.every(({ slope }) => slope !== null) ? "Activation" : "Cell", cells.map(({ key, name }) => [key, name]), (key) => change({ cell: key }));
  const start = choices("W starts", STARTS.map((key) => [key, key]), (key) => change({ start: key }));
  const between = (low, high, whole) => (v) => v >= low && v <= high && (!whole || Number.isInteger(v));
  const guarded = (name, usable, options) => slider({ ...options, value: model.get(name),
    onInput: (v) => { if (usable(v)) change({ [name]: v }); } });
  const radius = guarded("radius", between(0.05, 4), { label: "spectral radius", min: 0.5, max: 2, step: 0.05, role: "backward" });
  const T = guarded("T", between(2, 200, true), { label: "steps T", min: 10, max: 200, step: 10 });
  const knobs = new Map();
  for (const gate of new Set(cells.flatMap((each) => each.knobs))) {
    knobs.set(gate, slider({ label: KNOBS[gate] ?? `bias of gate ${gate}`, value: model.get("biases")[gate] ?? 0, min: -2, max: 5, step: 0.5,
      role: gate, onInput: (v) => change({ biases: { ...model.get("biases"), [gate]: v } }) }));
  }
  const stage = el("div", { class: "stage" });
  const told = el("p", { class: "told" });
  const live = liveRegion();
  const sliders = el("div", { class: "sliders" }, radius.root, T.root, [...knobs.values()].map((knob) => knob.root));
  root.append(el("div", { class: "settings" }, cell.root, start.root, sliders), stage, told, live.root);
  refusals(root);

  let chart, parts, svg;
  function fit(width) {
    stage.replaceChildren();
    const height = width < 520 ? 270 : 320;
    svg = node(stage, "svg", { width, height, role: "img", class: "chart" });
    chart = makeAxes(svg, { left: 46, right: width - 8, top: 30, bottom: height - 44 });
    const { left, right, top, bottom } = chart.box;
    const clip = `ruler-${Math.random().toString(36).slice(2, 9)}`;
    const rect = node(node(node(svg, "defs"), "clipPath", { id: clip }), "rect",
      { x: left, y: top, width: right - left, height: bottom - top });
    mark(rect, "rx", 0);
    const inside = node(svg, "g", { "clip-path": `url(#${clip})` });
    parts = { one: node(inside, "path", { class: "one" }), bound: node(inside, "path", { class: "bound" }),
      direct: node(inside, "path", { class: "direct" }), expected: node(inside, "path", { class: "expected" }), left: node(inside, "path", { class: "left" }) };
    parts.narrow = width < 520;
    const key = node(svg, "g", { class: "key" });
    parts.key = LINES.map(([name, text, number]) => {
      const item = node(key, "g");
      node(item, "path", { class: name, d: name === "left" ? "M4 12h.01M13 12h.01" : "M0 12h18" });
      const words = number && !parts.narrow ? `${text} (${number})` : text; // no room on a phone
      const label = node(item, "text", { x: 24, y: 16 }, words);
      return { name, item, label, width: 36 + 7.2 * words.length };
    });
    parts.keyStart = parts.narrow ? left : left + 170;
  }

  function draw() {
    const s = Object.fromEntries(SETTINGS.map((name) => [name, model.get(name)]));
    const known = cells.find(({ key }) => key === s.cell);
    const result = run(made[s.cell], model.get("draws"), s, known);
    cell.set(s.cell);
    start.set(s.start);
    radius.set(s.radius);
    T.set(s.T);
    for (const [gate, knob] of knobs) {
      knob.root.hidden = !known.knobs.includes(gate);
      knob.set(s.biases[gate] ?? 0);
    }
    const [from, to, step] = scale(result.left, result.direct);
    const yTicks = [];
    for (let n = from; n <= to; n += step) yTicks.push([n, power(n)]);
    const last = s.T - 1;
    const every = [1, 2, 5, 10, 20, 50].find((n) => last / n <= 6);
    const xTicks = Array.from({ length: Math.floor(last / every) + 1 }, (_, k) => k * every);
    chart.set({ x: [0, last], y: [from, to], xTicks, yTicks, xName: "lag (steps back from the loss)",
      yName: parts.narrow ? "" : "gradient left, relative" });
    const points = (values) => Array.from(values ?? [], (v, lag) => [chart.x(lag), v > 0 ? chart.y(Math.log10(v)) : NaN]);
    mark(parts.left, "d", dots(points(result.left)));
    mark(parts.expected, "d", line(points(result.expected)));
    mark(parts.bound, "d", line(points(result.bound)));
    mark(parts.direct, "d", line(points(result.direct)));
    mark(parts.one, "d", `M${chart.x(0)} ${chart.y(0)}H${chart.x(last)}`);
    let at = parts.keyStart;
    for (const { name, item, label, width: wide } of parts.key) {
      if (name === "direct" && known.direct && !parts.narrow) write(label, `direct path (${known.direct})`);
      mark(item, "visibility", result[name] ? "visible" : "hidden");
      mark(item, "transform", `translate(${at})`);
      if (result[name]) at += wide;
    }
    tell(s, known, result);
  }

  function tell(s, known, { left, expected, bound, direct }) {
    const last = s.T - 1;
    const slopes = expected ? `; expected ${scientific(expected[last])}, at most ${scientific(bound[last])}` : "";
    const theory = direct ? `; along the direct path alone ${scientific(direct[last])}` : slopes;
    const text = `At lag ${last}: ${scientific(left[last])} of the gradient is left${theory}.`;
    write(told, text);
    const biases = known.knobs.map((gate) => `, ${KNOBS[gate] ?? `bias of gate ${gate}`} ${s.biases[gate] ?? 0}`).join("");
    mark(svg, "aria-label", `${known.name}, W ${s.start} with spectral radius ${s.radius}${biases}. ${text}`);
    live.tell(text);
  }

  return keepDrawn({ model, settings: SETTINGS, stage, fit, draw, live });
}

export default { render };
