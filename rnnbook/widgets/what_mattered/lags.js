// Influence of the past by lag: a chart, and the measures of it: what_mattered, microscope.
import { chance } from "../_runtime/bars.js";
import { shown } from "../_runtime/characters.js";
import { decades, line, makeAxes, mark, node, nodes, ticksTo } from "../_runtime/svg.js";
import { byAnother, byGradient, reach } from "./numbers.js";

export const MEASURES = ["gradient", "another character"];
const SCALES = [
  [-2, 1, 1],
  [-4, 2, 2],
  [-6, 2, 2],
  [-9, 3, 3],
  [-16, 4, 4],
  [-30, 5, 5],
];

const SLICE = 9; // milliseconds of a frame for reading again

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

// measured(net, codes, at, measure, steps): by the gradient at once, by another character as far
// as it is; the rest comes in the next frames. steps: what a reader gave.
export function measurer(w) {
  const begun = new Map();
  return (net, codes, at, measure, steps) => {
    if (measure === "gradient") return byGradient(net, steps, at);
    const key = codes.slice(0, at + 1).join();
    if (begun.get(net)?.key !== key) {
      begun.set(net, { key, more: true, found: byAnother(net, codes, steps, at) });
    }
    const work = begun.get(net);
    const end = performance.now() + SLICE;
    while (work.more && performance.now() < end) work.more = work.found.more();
    if (work.more) w.redraw();
    return work.found;
  };
}
