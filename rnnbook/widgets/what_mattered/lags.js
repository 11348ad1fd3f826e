// Influence of the past by lag: a chart, and the measures of it: what_mattered, microscope.
import { chance } from "../_runtime/bars.js";
import { shown } from "../_runtime/characters.js";
import { pieces } from "../_runtime/slices.js";
import { decades, line, makeAxes, mark, node, nodes, ticksTo } from "../_runtime/svg.js";
import { byAnother, byGradientInSteps, reach } from "./numbers.js";

export const MEASURES = ["gradient", "another character"];
const SCALES = [
  [-2, 1, 1],
  [-4, 2, 2],
  [-6, 2, 2],
  [-9, 3, 3],
  [-16, 4, 4],
  [-30, 5, 5],
];

export function influenceSaid(name, text, { next, probability, influence }) {
  const most = Math.max(...influence);
  const at = influence.lastIndexOf(most);
  const lag = influence.length - 1 - at;
  const where = lag ? `${lag} back` : "the last one";
  const within = reach(influence, 0.9);
  const last = within === 1 ? "the last character" : `the last ${within} characters`;
  return (
    `${name} expects “${shown(next)}” with ${chance(probability)}. 90 % of the influence ` +
    `is on ${last}, most of it on “${shown(text[at])}”, ${where}.`
  );
}

export function makeChart(parent, width) {
  const high = 230;
  const svg = node(parent, "svg", { width, height: high, role: "img", class: "chart rnn-lags" });
  const axes = makeAxes(svg, { left: 46, right: width - 10, top: 30, bottom: high - 40 });
  const [second, first] = nodes(svg, "path", ["curve other", "curve first"]);
  return { svg, axes, curves: [first, second] };
}

export function drawChart({ axes, curves }, found, name) {
  const all = found.map(({ influence }) => [...influence].toReversed());
  const last = Math.max(1, all[0].length - 1);
  const { from, to, ticks } = decades(SCALES, all.flat());
  const across = { x: [0, last], xTicks: ticksTo(last), xName: "characters back" };
  axes.set({ ...across, y: [from, to], yTicks: ticks, yName: name });
  const log = (v) => (v > 0 && Math.log10(v) >= from ? Math.log10(v) : NaN);
  curves.forEach((curve, k) => {
    mark(curve, "d", all[k] ? line(all[k].map((v, lag) => [axes.x(lag), axes.y(log(v))])) : "");
  });
}

// One character further back a step, until there is no more.
function* anotherInSteps(net, codes, steps, at) {
  const found = byAnother(net, codes, steps, at);
  while (found.more()) yield { ...found, influence: found.influence.slice(), more: true };
  return { ...found, more: false };
}

// measured(net, codes, at, measure, steps): a measure as far as it is, undefined before
// that; the rest comes in the next frames, and `more` is true until then. The gradient is
// there as a whole, or not yet. steps: what a reader gave.
export function measurer(w) {
  const begun = new Map();
  return (net, codes, at, measure, steps) => {
    const key = `${measure} ${codes.slice(0, at + 1)}`;
    if (begun.get(net)?.key !== key) {
      const inSteps = measure === "gradient" ? byGradientInSteps : anotherInSteps;
      const given = measure === "gradient" ? [net, steps, at] : [net, codes, steps, at];
      begun.set(net, { key, piece: pieces(w), work: inSteps(...given) });
    }
    const now = begun.get(net);
    if (!now.seen) workOn(now);
    return now.found;
  };
}

// A frame's part of a measure; what it yields of one that is seen in parts has `influence`.
function workOn(now) {
  const { late, due } = now.piece();
  while (!now.over && !late()) {
    const { value, done } = now.work.next();
    now.over = done;
    if (value.influence) now.last = value;
  }
  if (!due(now.over)) return;
  [now.found, now.seen] = [now.last, now.over];
}
