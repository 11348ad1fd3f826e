// The truncation window: a stream and its cuts above, measured accuracies below.
import { els, valued } from "../_runtime/controls.js";
import { dots, mark, node, place, write } from "../_runtime/svg.js";
import { format, percent } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { mean, rounds, share } from "./numbers.js";

const HEIGHT = { stream: 104, chart: 190 };

function clear(svg, width, height) {
  svg.replaceChildren();
  place(svg, { viewBox: `0 0 ${width} ${height}` });
}

const WAY = 38; // how high the arrows are

// The stream at a lag: a dot a step, ±1 at a sign, ? at a question. update(s): a bar at each
// cut, and from each question an arrow to where its gradient ends.
function makeStream(svg, width, steps, lag) {
  const step = (width - 16) / steps;
  const x = (t) => 8 + (t + 0.5) * step;
  clear(svg, width, HEIGHT.stream);
  const cuts = node(svg, "path", { class: "cut" });
  const all = Array.from({ length: steps }, (_, t) => [x(t), 66]);
  node(svg, "path", { class: "step", d: dots(all) });
  const ways = rounds(lag, 1, 0, steps).map(([sign, question]) => {
    const group = node(svg, "g");
    node(svg, "text", { class: "sign", x: x(sign), y: 94 }, "±1");
    node(svg, "text", { class: "question", x: x(question), y: 59 }, "?");
    return { group, line: node(group, "path"), tip: node(group, "path", { class: "tip" }) };
  });
  return (s) => {
    const bars = [];
    for (let cut = s.cut % s.window; cut < steps; cut += s.window) bars.push(x(cut - 0.5));
    mark(cuts, "d", bars.map((at) => `M${at} 14V82`).join(""));
    rounds(lag, s.window, s.cut, steps).forEach(([sign, question, first], k) => {
      const arrives = first <= sign;
      const to = arrives ? x(sign) : x(first - 0.5) + 2;
      mark(ways[k].group, "class", arrives ? "way arrives" : "way");
      mark(ways[k].line, "d", `M${x(question)},${WAY}H${to}`);
      const tip = arrives ? `M${to - 1},${WAY}l7,-4v8z` : `M${to},${WAY - 6}v12`;
      mark(ways[k].tip, "d", tip);
    });
  };
}

// Accuracy against window at a lag: a point for each network, a line through the means, and
// one at what the readout alone reaches. update(s): the points of the window.
function makeChart(svg, width, runs, alone, lag) {
  const height = HEIGHT.chart;
  const [left, right, top, bottom] = [50, width - 10, 10, height - 34];
  const x = (w) => left + ((right - left) * w) / 25;
  const y = (a) => top + ((bottom - top) * (1.02 - a)) / 0.62;
  const line = (kind, x1, x2, y1, y2) => node(svg, "line", { class: kind, x1, x2, y1, y2 });
  const text = (kind, at, down, words) => node(svg, "text", { class: kind, x: at, y: down }, words);
  clear(svg, width, height);
  for (const a of [0.4, 0.5, 0.6, 0.8, 1]) {
    line(a === 0.5 ? "guess" : "grid", left, right, y(a), y(a));
    text("tick y", left - 6, y(a) + 4, a === 0.5 ? "guess" : a);
  }
  for (const w of [1, 4, 8, 12, 16, 24]) text("tick", x(w), height - 18, w);
  text("name", (left + right) / 2, height - 2, "window");
  line("lag", x(lag), x(lag), top, y(0.4));
  text("lag-name", x(lag) + 5, y(0.43), `lag ${lag}`);
  line("alone", left, right, y(alone), y(alone));
  text("alone-name", x(20), y(alone) + (alone > 0.75 ? 15 : -5), "readout alone");
  const means = runs.map(([w, scores]) => `${x(w).toFixed(1)},${y(mean(scores)).toFixed(1)}`);
  node(svg, "path", { class: "mean", d: `M${means.join("L")}` });
  const points = runs.flatMap(([w, scores]) =>
    scores.map((a) => [w, node(svg, "circle", { cx: x(w), cy: y(a) })]),
  );
  return (s) => {
    for (const [w, point] of points) {
      place(point, w === s.window ? { class: "run here", r: 5 } : { class: "run", r: 3 });
    }
  };
}

// Both drawings: made once for a lag and a width, and then kept up to date.
function makeDrawings(stream, chart, { runs, alone, steps }) {
  let [drawn, update] = ["", []];
  return (s, width) => {
    const key = `${s.lag} at ${width}`;
    if (key !== drawn) {
      update = [
        makeStream(stream, width, steps, s.lag),
        makeChart(chart, width, runs[s.lag], alone[s.lag], s.lag),
      ];
      drawn = key;
    }
    for (const each of update) each(s);
  };
}

export default widget((w) => {
  const [runs, alone, steps] = ["runs", "alone", "steps"].map(w.get);
  const windows = () => runs[w.get("lag")].map(([window]) => window);
  const lags = Object.keys(runs).map((lag) => [Number(lag), lag, { "aria-label": `lag ${lag}` }]);
  const lag = w.choices("lag", "Lag", lags, { name: "lag" });
  const choose = (k) => {
    const chosen = windows()[k];
    w.set({ window: chosen, cut: Math.min(w.get("cut"), chosen - 1) });
  };
  const most = windows().length - 1;
  const window = valued({ label: "window", min: 0, max: most, onInput: choose });
  const cut = valued({ label: "first cut", min: 0, onInput: (k) => w.set({ cut: k }) });
  const drawing = (name) => node(null, "svg", { class: name, role: "img" });
  const [stream, chart] = [drawing("stream"), drawing("chart")];
  const [controls] = els("div", "controls");
  const [arriving, reached] = els("p", "says", "says");
  controls.append(lag.root, window.root, cut.root);
  const parts = [controls, stream, arriving, chart, reached];
  const stage = w.group("Truncation window", { class: "truncation" }, ...parts);

  const redraw = makeDrawings(stream, chart, { runs, alone, steps });

  function draw(s, width) {
    window.set(windows().indexOf(s.window), `${s.window} steps`);
    cut.set(s.cut, `step ${s.cut}`, { max: s.window - 1 });
    redraw(s, width);
    const shown = rounds(s.lag, s.window, s.cut, steps);
    const here = shown.filter(([sign, , first]) => first <= sign).length;
    const first =
      `With cuts here, ${here} of ${shown.length} gradients arrive at their sign; ` +
      `with cuts anywhere, ${percent(share(s.lag, s.window))}.`;
    const [, scores, rate] = runs[s.lag].find(([each]) => each === s.window);
    const second =
      `Window ${s.window}, lag ${s.lag}: ${format(mean(scores))} of the answers right, ` +
      `mean of ${scores.length} networks at a learning rate of ${rate}, the best of ` +
      `three. The readout alone: ${format(alone[s.lag])}.`;
    write(arriving, first);
    write(reached, second);
    mark(stream, "aria-label", `Stream of ${steps} steps in pieces of ${s.window}. ${first}`);
    mark(chart, "aria-label", `Accuracy against window. ${second}`);
    return `${first} ${second}`;
  }

  return { stage, draw };
});
