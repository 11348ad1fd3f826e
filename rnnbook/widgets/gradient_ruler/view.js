// The gradient ruler: settings, a chart, and between them the traced cell (numbers.js).
// Everything that the reader sets is a trait of the Python widget.
import { el, els, refusals } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { keptCell } from "../_runtime/own.js";
import { unhurried } from "../_runtime/slices.js";
import { mark, write } from "../_runtime/svg.js";
import { scientific } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { drawKey, drawLines, makeChart } from "./chart.js";
import { runInSteps } from "./numbers.js";

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

// A slider for each gate of one of the cells that has a knob; shows those of the cell that
// is given.
function makeKnobs(w, cells, sliders) {
  const gates = [...new Set(cells.flatMap((each) => each.knobs))];
  const knobs = gates.map((gate) => {
    const knob = { label: bias(gate), min: -2, max: 5, step: 0.5, role: gate };
    const change = (v) => ({ biases: { ...w.get("biases"), [gate]: v } });
    const { root } = w.slider("biases", knob, { change, read: (s) => s.biases[gate] ?? 0 });
    sliders.append(root);
    return [gate, root];
  });
  const show = (chosen) => {
    for (const [gate, root] of knobs) root.hidden = !chosen.knobs.includes(gate);
  };
  return (chosen) => w.later("knobs", () => show(chosen));
}

// One more to choose: the cell that the reader has kept, where there are weights for all of
// its gates.
async function addOwn(w, { cells, made, cell, build }) {
  const own = await keptCell(w);
  if (!own || own.gates.length > w.get("draws").U.length || cells.length > w.get("cells").length)
    return;
  made.own = makeCell(own);
  cells.push({ key: "own", name: "your own cell", slope: null, knobs: [] });
  cell.root.replaceWith(build().root);
  w.redraw();
}

// measured(settings, cell): { s, known, result }, now or a few frames ago.
function makeMeasured(w, made) {
  const get = unhurried(w, function* measure(s, known) {
    const result = yield* runInSteps(made[s.cell], w.get("draws"), s, known);
    return { s, known, result };
  });
  return (s, known) => get(JSON.stringify([s.cell, s.start, s.radius, s.T, s.biases]), s, known);
}

export default widget((w) => {
  const cells = [...w.get("cells")];
  const graphs = Object.entries(w.get("graphs"));
  const made = Object.fromEntries(graphs.map(([key, graph]) => [key, makeCell(graph)]));
  const question = cells.every(({ slope }) => slope !== null) ? "Activation" : "Cell";
  const look = { kind: "choices" };
  const build = () =>
    w.choices(
      "cell",
      question,
      cells.map(({ key, name }) => [key, name]),
      look,
    );
  const cell = build();
  const start = w.choices("start", "W starts", STARTS, look);
  const sliders = w.sliders(SLIDERS);
  const showKnobs = makeKnobs(w, cells, sliders);
  const [settings, stage] = els("div", "settings", "stage");
  const told = el("p", { class: "told" });
  settings.append(cell.root, start.root, sliders);
  w.root.append(settings, stage, told, w.live);
  refusals(w.root);
  addOwn(w, { cells, made, cell, build });
  let [parts, shown] = [];
  const measured = makeMeasured(w, made);

  function draw(now) {
    const chosen = cells.find(({ key }) => key === now.cell);
    showKnobs(chosen);
    const found = measured(now, chosen);
    if (found === shown) return told.textContent || undefined; // none, or not yet another
    shown = found;
    const { s, known, result } = found;
    drawLines(parts, s.T, result, ["left", "direct"]);
    const wide = known.direct && !parts.narrow;
    drawKey(parts, result, wide ? { direct: `direct path (${known.direct})` } : {});
    const [text, what] = tell(s, known, result);
    write(told, text);
    mark(parts.svg, "aria-label", `${what} ${text}`);
    return text;
  }

  const fit = (width) => {
    [parts, shown] = [makeChart(stage, width, LINES, ORDER)]; // with nothing in it
  };
  return { stage, fit, draw };
});
