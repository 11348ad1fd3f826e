// The gradient ruler: settings, a chart, and between them the traced cell (numbers.js).
// Everything that the reader sets is a trait of the Python widget.
import { el, els, refusals } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { clipped, decades, dots, line, makeAxes, mark, node } from "../_runtime/svg.js";
import { show, ticksTo, write } from "../_runtime/svg.js";
import { scientific } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { run } from "./numbers.js";

const SCALES = [
  [-4, 2, 1],
  [-8, 4, 2],
  [-20, 10, 5],
  [-60, 30, 10],
  [-200, 120, 40],
];
const STARTS = ["random", "orthogonal", "identity"].map((key) => [key, key]);
const SLIDERS = {
  radius: { label: "spectral radius", min: 0.5, max: 2, step: 0.05, role: "backward" },
  T: { label: "steps T", min: 10, step: 10 },
};
// What a gate's bias is called, where it has a name.
const KNOBS = { f: "forget bias", z: "update bias" };
const bias = (gate) => KNOBS[gate] ?? `bias of gate ${gate}`;
const LINES = [
  ["left", "measured"],
  ["expected", "expected", "5.8"],
  ["bound", "bound", "5.9"],
  ["direct", "direct path", "7.15"],
];
const ORDER = ["one", "bound", "direct", "expected", "left"];

function makeChart(stage, width) {
  const narrow = width < 520;
  const height = narrow ? 270 : 320;
  stage.replaceChildren();
  const svg = node(stage, "svg", { width, height, role: "img", class: "chart" });
  const axes = makeAxes(svg, { left: 46, right: width - 8, top: 30, bottom: height - 44 });
  const inside = clipped(svg, axes.box);
  const lines = ORDER.map((name) => [name, node(inside, "path", { class: name })]);
  const group = node(svg, "g", { class: "key" });
  const key = LINES.map(([name, text, number]) => {
    const item = node(group, "g");
    const d = name === "left" ? "M4 12h.01M13 12h.01" : "M0 12h18";
    node(item, "path", { class: name, d });
    const words = number && !narrow ? `${text} (${number})` : text; // no room on a phone
    const label = node(item, "text", { x: 24, y: 16 }, words);
    return { name, item, label, width: 36 + 7.2 * words.length };
  });
  return { svg, axes, narrow, key, ...Object.fromEntries(lines) };
}

// The lines that are there, named beside each other above the chart.
function drawKey({ key, narrow, axes }, result, known) {
  let at = axes.box.left + (narrow ? 0 : 170);
  for (const { name, item, label, width } of key) {
    if (name === "direct" && known.direct && !narrow) write(label, `direct path (${known.direct})`);
    show(item, result[name]);
    mark(item, "transform", `translate(${at})`);
    if (result[name]) at += width;
  }
}

function drawLines(parts, s, result) {
  const { axes } = parts;
  const last = s.T - 1;
  const { from, to, ticks } = decades(SCALES, [...result.left, ...(result.direct ?? [])]);
  axes.set({
    x: [0, last],
    y: [from, to],
    xTicks: ticksTo(last),
    yTicks: ticks,
    xName: "lag (steps back from the loss)",
    yName: parts.narrow ? "" : "gradient left, relative",
  });
  const height = (v) => (v > 0 ? axes.y(Math.log10(v)) : NaN);
  const points = (values) => Array.from(values ?? [], (v, lag) => [axes.x(lag), height(v)]);
  mark(parts.left, "d", dots(points(result.left)));
  for (const name of ["expected", "bound", "direct"]) {
    mark(parts[name], "d", line(points(result[name])));
  }
  mark(parts.one, "d", `M${axes.x(0)} ${axes.y(0)}H${axes.x(last)}`);
}

// The sentence, and what it is about.
function tell(s, known, { left, expected, bound, direct }) {
  const at = (values) => scientific(values[s.T - 1]);
  const slopes = expected ? `; expected ${at(expected)}, at most ${at(bound)}` : "";
  const theory = direct ? `; along the direct path alone ${at(direct)}` : slopes;
  const times = left[s.T - 1] > 1 ? "times" : "of";
  const text = `At lag ${s.T - 1}: ${at(left)} ${times} the gradient is left${theory}.`;
  const biases = known.knobs.map((gate) => `, ${bias(gate)} ${s.biases[gate] ?? 0}`).join("");
  return [text, `${known.name}, W ${s.start} with spectral radius ${s.radius}${biases}.`];
}

// A slider for each gate of one of the cells that has a knob: [[gate, root], ...].
function makeKnobs(w, cells, sliders) {
  const gates = [...new Set(cells.flatMap((each) => each.knobs))];
  return gates.map((gate) => {
    const knob = { label: bias(gate), min: -2, max: 5, step: 0.5, role: gate };
    const change = (v) => ({ biases: { ...w.get("biases"), [gate]: v } });
    const { root } = w.slider("biases", knob, { change, read: (s) => s.biases[gate] ?? 0 });
    sliders.append(root);
    return [gate, root];
  });
}

export default widget((w) => {
  const cells = w.get("cells");
  const graphs = Object.entries(w.get("graphs"));
  const made = Object.fromEntries(graphs.map(([key, graph]) => [key, makeCell(graph)]));
  const question = cells.every(({ slope }) => slope !== null) ? "Activation" : "Cell";
  const names = cells.map(({ key, name }) => [key, name]);
  const look = { kind: "choices" };
  const cell = w.choices("cell", question, names, look);
  const start = w.choices("start", "W starts", STARTS, look);
  const sliders = w.sliders(SLIDERS);
  const knobs = makeKnobs(w, cells, sliders);
  const [settings, stage] = els("div", "settings", "stage");
  const told = el("p", { class: "told" });
  settings.append(cell.root, start.root, sliders);
  w.root.append(settings, stage, told, w.live);
  refusals(w.root);
  let parts;

  function draw(s) {
    const known = cells.find(({ key }) => key === s.cell);
    const result = run(made[s.cell], w.get("draws"), s, known);
    for (const [gate, root] of knobs) root.hidden = !known.knobs.includes(gate);
    drawLines(parts, s, result);
    drawKey(parts, result, known);
    const [text, what] = tell(s, known, result);
    write(told, text);
    mark(parts.svg, "aria-label", `${what} ${text}`);
    return text;
  }

  const fit = (width) => {
    parts = makeChart(stage, width);
  };
  return { stage, fit, draw };
});
