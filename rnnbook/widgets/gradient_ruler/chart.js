// The chart of the ruler: how much of a gradient is left, by lag, on a log scale.
import { clipped, decades, dots, line, makeAxes, mark, node } from "../_runtime/svg.js";
import { show, ticksTo, write } from "../_runtime/svg.js";

const SCALES = [
  [-4, 2, 1],
  [-8, 4, 2],
  [-20, 10, 5],
  [-60, 30, 10],
  [-200, 120, 40],
];

// lines: [name, text, equation] of each, in the order of the key; the first is drawn in
// dots. order: their names and "one", the line at 1, from the back to the front.
export function makeChart(stage, width, lines, order) {
  const narrow = width < 520;
  const height = narrow ? 270 : 320;
  stage.replaceChildren();
  const svg = node(stage, "svg", { width, height, role: "img", class: "chart" });
  const axes = makeAxes(svg, { left: 46, right: width - 8, top: 30, bottom: height - 44 });
  const inside = clipped(svg, axes.box);
  const paths = order.map((name) => [name, node(inside, "path", { class: name })]);
  const group = node(svg, "g", { class: "key" });
  const key = lines.map(([name, text, number], k) => {
    const item = node(group, "g");
    const d = k === 0 ? "M4 12h.01M13 12h.01" : "M0 12h18";
    node(item, "path", { class: name, d });
    const words = number && !narrow ? `${text} (${number})` : text; // no room on a phone
    const label = node(item, "text", { x: 24, y: 16 }, words);
    return { name, item, label, words };
  });
  return { svg, axes, narrow, key, paths: Object.fromEntries(paths) };
}

// The lines that are there, named beside each other above the chart; words: other names.
export function drawKey({ key, narrow, axes }, values, words = {}) {
  let at = axes.box.left + (narrow ? 0 : 170);
  for (const { name, item, label, words: usual } of key) {
    const text = words[name] ?? usual;
    write(label, text);
    show(item, values[name]);
    mark(item, "transform", `translate(${at})`);
    if (values[name]) at += 36 + 7.2 * Math.max(6, text.length);
  }
}

// values: T numbers for each line that is there; scaled: the names that set the scale.
export function drawLines({ axes, narrow, key, paths }, T, values, scaled) {
  const last = T - 1;
  const { from, to, ticks } = decades(
    SCALES,
    scaled.flatMap((name) => [...(values[name] ?? [])]),
  );
  axes.set({
    x: [0, last],
    y: [from, to],
    xTicks: ticksTo(last),
    yTicks: ticks,
    xName: "lag (steps back from the loss)",
    yName: narrow ? "" : "gradient left, relative",
  });
  const height = (v) => (v > 0 ? axes.y(Math.log10(v)) : NaN);
  key.forEach(({ name }, k) => {
    const points = Array.from(values[name] ?? [], (v, lag) => [axes.x(lag), height(v)]);
    mark(paths[name], "d", (k === 0 ? dots : line)(points));
  });
  mark(paths.one, "d", `M${axes.x(0)} ${axes.y(0)}H${axes.x(last)}`);
}
