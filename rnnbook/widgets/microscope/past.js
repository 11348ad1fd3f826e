// The past: which letters before the caret the prediction depends on.
import { el, els } from "../_runtime/controls.js";
import { mark, write } from "../_runtime/svg.js";
import { drawChart, influenceSaid, makeChart, measurer } from "../what_mattered/lags.js";
import { shades } from "../what_mattered/numbers.js";

const FAR = 160; // characters back that are measured
const MEASURES = [
  ["gradient", "gradient"],
  ["another character", "another character in its place"],
];

export function makePast(w) {
  const by = w.choices("measure", "Measured by", MEASURES, { name: "measured by" });
  const [legend] = els("p", "legend");
  const charts = el("div", { class: "charts" });
  const root = el("div", { class: "panel past" }, by.root, legend, charts);
  write(
    legend,
    "Shade: how much each letter before the caret moves what is expected next. Full: the " +
      "largest influence; none: a thousandth of it, or less. The last 160 letters are measured.",
  );
  const measured = measurer(w);
  let [chart, wide, found, known] = [undefined, 0, undefined, {}];
  const measure = ({ s, net, codes, steps, at }) => {
    const from = Math.max(0, at + 1 - FAR);
    const key = codes.slice(0, at + 1).join();
    if (known.net === net && known.key === key && known.by === s.measure && !known.more)
      return found;
    const part = [codes.slice(from, at + 1), at - from, s.measure, steps.slice(from, at + 1)];
    const all = measured(net, ...part);
    known = { net, key, by: s.measure, more: all.more && s.measure !== "gradient" };
    return all;
  };
  return {
    root,
    shades(ctx) {
      found = measure(ctx);
      const before = Array.from({ length: ctx.at + 1 - found.influence.length }, () => 0);
      return { values: [...before, ...shades(found.influence)] };
    },
    draw(ctx) {
      const { s, width, name, text } = ctx;
      if (wide !== width) {
        charts.replaceChildren();
        chart = makeChart(charts, width);
        wide = width;
      }
      const what = s.measure === "gradient" ? "size of the gradient of ln P" : "change of ln P";
      drawChart(chart, [found], what);
      const said = influenceSaid(name, text.slice(0, ctx.at + 1).slice(-FAR), found);
      mark(chart.svg, "aria-label", `Influence by characters back. ${said}`);
      return said;
    },
  };
}
