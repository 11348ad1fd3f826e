// The past: which letters before the caret the prediction depends on.
import { el } from "../_runtime/controls.js";
import { mark } from "../_runtime/svg.js";
import { drawChart, influenceSaid, makeChart, measurer } from "../what_mattered/lags.js";
import { shades } from "../what_mattered/numbers.js";

const FAR = 160; // characters back that are measured
const PAUSE = 90; // milliseconds
const MEASURES = [
  ["gradient", "gradient"],
  ["another character", "another character in its place"],
];
const ABOUT =
  "Shade: how much each letter before the caret moves what is expected next. Full: the largest " +
  "influence; none: a thousandth of it, or less. The last 160 letters are measured.";

// influenceOf(ctx): the influence of the letters before the caret, or nothing until the
// reader has stopped typing for a moment.
function makeInfluence(w) {
  const measured = measurer(w);
  let [asked, found, ready, timer] = [{}, undefined, 0, 0];
  const influenceOf = ({ s, net, codes, steps, at }) => {
    const key = codes.slice(0, at + 1).join();
    if (asked.net !== net || asked.key !== key || asked.by !== s.measure) {
      asked = { net, key, by: s.measure };
      [found, ready] = [undefined, performance.now() + PAUSE - 5];
      clearTimeout(timer);
      timer = setTimeout(w.redraw, PAUSE);
    }
    if (!found && performance.now() < ready) {
      mark(w.root, "aria-busy", true);
      return undefined;
    }
    if (found && s.measure === "gradient") return found;
    const from = Math.max(0, at + 1 - FAR);
    const part = [codes.slice(from, at + 1), at - from, s.measure, steps.slice(from, at + 1)];
    found = measured(net, ...part) ?? found;
    return found;
  };
  return { influenceOf, stop: () => clearTimeout(timer) };
}

export function makePast(w) {
  const by = w.choices("measure", "Measured by", MEASURES, { name: "measured by" });
  const charts = el("div", { class: "charts" });
  const legend = el("p", { class: "legend" }, ABOUT);
  const root = el("div", { class: "panel past" }, by.root, legend, charts);
  const { influenceOf, stop } = makeInfluence(w);
  let [chart, wide, found] = [undefined, 0, undefined];
  return {
    root,
    stop,
    shades(ctx) {
      found = influenceOf(ctx);
      if (!found) return { values: [] };
      const before = Array.from({ length: ctx.at + 1 - found.influence.length }, () => 0);
      return { values: [...before, ...shades(found.influence)] };
    },
    draw({ s, width, name, text, at }) {
      if (!found) return "";
      if (wide !== width) {
        charts.replaceChildren();
        chart = makeChart(charts, width);
        wide = width;
      }
      const what = s.measure === "gradient" ? "size of the gradient of ln P" : "change of ln P";
      drawChart(chart, [found], what);
      const said = influenceSaid(name, text.slice(0, at + 1).slice(-FAR), found);
      mark(chart.svg, "aria-label", `Influence by characters back. ${said}`);
      return said;
    },
  };
}
