// How much of a gradient is left by lag, in a network of the cell, beside others.
import { el } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { mark, write } from "../_runtime/svg.js";
import { scientific } from "../_runtime/text.js";
import { drawKey, drawLines, makeChart } from "../gradient_ruler/chart.js";
import { run } from "../gradient_ruler/numbers.js";

const LINES = [
  ["own", "your cell"],
  ["lstm", "LSTM"],
  ["rnn", "RNN"],
];
const ORDER = ["one", "rnn", "lstm", "own"];
const STARTS = ["random", "orthogonal", "identity"].map((key) => [key, key]);

const measure = (cell, draws, s) =>
  run(cell, draws, s, { slope: null, knobs: cell.gates, direct: false }).left;

// { root, build(cell), fit(width), draw(settings) }.
export function makeRuler(w) {
  const draws = w.get("draws");
  const beside = Object.entries(w.get("beside")).map(([name, graph]) => [name, makeCell(graph)]);
  const start = w.choices("start", "W starts", STARTS);
  const longest = w.slider("T", { label: "lag, up to", min: 10, step: 10 });
  const stage = el("div", { class: "stage" });
  const told = el("p", { class: "told" });
  const root = el("div", { class: "ruler" }, start.root, longest.root, stage, told);
  let [cell, parts, known, values] = [undefined, undefined, "", {}];

  function measured(s) {
    const key = JSON.stringify([s.start, s.radius, s.T, s.biases]);
    if (key !== known)
      values = Object.fromEntries(beside.map(([n, c]) => [n, measure(c, draws, s)]));
    known = key;
    return values;
  }
  function draw(s) {
    const own = measure(cell, draws, s);
    const all = { own, ...measured(s) };
    drawLines(parts, s.T, all, ["own", "lstm", "rnn"]);
    drawKey(parts, all);
    const at = (name) => scientific(all[name].at(-1));
    const times = all.own.at(-1) > 1 ? "times" : "of";
    const others = `in the LSTM it is ${at("lstm")}, in the vanilla RNN ${at("rnn")}`;
    const text = `At lag ${s.T - 1}, ${at("own")} ${times} the gradient is left in your cell; ${others}.`;
    write(told, text);
    mark(parts.svg, "aria-label", text);
    return text;
  }
  const fit = (width) => {
    parts = makeChart(stage, width, LINES, ORDER);
  };
  return { root, fit, draw, build: (made) => (cell = made) };
}
