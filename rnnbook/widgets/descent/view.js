// The descent: a curve of the loss over the weight, and the walk of one weight down it.
import { el, refusals } from "../_runtime/controls.js";
import { clipped, dots, line, makeAxes, mark, node, write } from "../_runtime/svg.js";
import { format, scientific } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { lossOf, run } from "./numbers.js";

const AXES = {
  x: [-0.6, 1.3],
  y: [-1, 30],
  xTicks: [-0.5, 0, 0.5, 1],
  yTicks: [0, 10, 20, 30],
  xName: "weight w",
  yName: "loss",
};
const GRID = Array.from({ length: 80 }, (_, n) => -0.6 + (1.9 * n) / 79);

function tell({ updates }, walk) {
  const [w, loss] = [walk.w.at(-1), walk.loss.at(-1)];
  const many = updates === 1 ? "1 update" : `${updates} updates`;
  const way = loss > walk.loss[0] ? ", more than at the start" : "";
  return `After ${many} w = ${format(w)} and the loss is ${scientific(loss, 2)}${way}.`;
}

export default widget((w) => {
  const sliders = w.sliders({
    w: { label: "start w", step: 0.05, role: "ink" },
    rate: { label: "learning rate", step: 0.0005, role: "backward" },
    updates: { label: "updates", step: 1 },
  });
  const storms = w.get("storms");
  const [chart, told] = [el("div"), el("p", { class: "told" })];
  w.root.append(sliders, chart, told, w.live);
  refusals(w.root);
  let parts;

  function fit(width) {
    chart.replaceChildren();
    const wide = Math.min(width, 560);
    const svg = node(chart, "svg", { width: wide, height: 270, role: "img", class: "chart" });
    const box = { left: 40, right: wide - 10, top: 24, bottom: 228 };
    const axes = makeAxes(svg, box);
    const inside = clipped(svg, box);
    const [curve, path, points, start] = ["curve", "path", "points", "start"].map((name) =>
      node(inside, "path", { class: name }),
    );
    parts = { svg, axes, curve, path, points, start };
  }

  function draw(s) {
    const { svg, axes, curve, path, points, start } = parts;
    const walk = run({ ...s, storms });
    axes.set(AXES);
    const at = (v, loss) => [axes.x(v), axes.y(loss)];
    mark(curve, "d", line(GRID.map((v) => at(v, lossOf(storms, v)))));
    const places = walk.w.map((v, k) => at(v, walk.loss[k]));
    mark(path, "d", line(places));
    mark(points, "d", dots(places));
    mark(start, "d", dots(places.slice(0, 1)));
    const text = tell(s, walk);
    mark(svg, "aria-label", `The loss over the weight, and the walk down it. ${text}`);
    write(told, text);
    return text;
  }

  return { stage: w.root, fit, draw };
});
