// The truncation window: a stream and its cuts above, measured accuracies below.
import { button, el, format, keepDrawn, liveRegion, mount, percent, row, uniqueId } from "../_runtime/controls.js";
import { mean, rounds, share } from "./stream.js";

const SETTINGS = ["lag", "window", "cut"];
const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = { stream: 104, chart: 190 };

function draw(tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.append(text);
  return node;
}

function range(label, attributes, onInput) {
  const id = uniqueId();
  const input = el("input", { type: "range", id, class: "rnn-range", step: 1, ...attributes });
  const value = el("output", { for: id, class: "value" });
  input.addEventListener("input", () => onInput(Number(input.value)));
  return {
    root: el("div", { class: "control" }, el("label", { for: id }, label), input, value),
    set(now, said, max) {
      if (max !== undefined) input.max = max;
      input.value = now;
      input.setAttribute("aria-valuetext", said);
      value.textContent = said;
    },
  };
}

// The stream: a dot a step, ±1 at a sign, ? at a question, a bar at each cut, and from
// each question an arrow to where its gradient ends.
function drawStream(svg, width, s, steps) {
  const step = (width - 16) / steps;
  const x = (t) => 8 + (t + 0.5) * step;
  const [line, way] = [66, 38];
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT.stream}`);
  svg.replaceChildren();
  for (let cut = s.cut % s.window; cut < steps; cut += s.window) {
    svg.append(draw("line", { class: "cut", x1: x(cut - 0.5), x2: x(cut - 0.5), y1: 14, y2: 82 }));
  }
  for (let t = 0; t < steps; t++) svg.append(draw("circle", { class: "step", cx: x(t), cy: line, r: 2 }));
  for (const [sign, question, first] of rounds(s.lag, s.window, s.cut, steps)) {
    const arrives = first <= sign;
    const [from, to] = [x(question), arrives ? x(sign) : x(first - 0.5) + 2];
    const group = draw("g", { class: arrives ? "way arrives" : "way" });
    group.append(draw("path", { d: `M${from},${way}H${to}` }));
    const tip = arrives ? `M${to - 1},${way}l7,-4v8z` : `M${to},${way - 6}v12`;
    group.append(draw("path", { class: "tip", d: tip }));
    svg.append(group, draw("text", { class: "sign", x: x(sign), y: 94 }, "±1"));
    svg.append(draw("text", { class: "question", x: x(question), y: 59 }, "?"));
  }
}

function drawChart(svg, width, s, runs) {
  const [left, right, top, bottom] = [44, 10, 10, 34];
  const x = (w) => left + ((width - left - right) * w) / 25;
  const y = (a) => top + ((HEIGHT.chart - top - bottom) * (1.02 - a)) / 0.62;
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT.chart}`);
  svg.replaceChildren();
  for (const a of [0.4, 0.5, 0.6, 0.8, 1]) {
    svg.append(draw("line", { class: a === 0.5 ? "guess" : "grid", x1: left, x2: width - right, y1: y(a), y2: y(a) }));
    svg.append(draw("text", { class: "tick y", x: left - 6, y: y(a) + 4 }, a === 0.5 ? "guess" : String(a)));
  }
  for (const w of [1, 4, 8, 12, 16, 24]) svg.append(draw("text", { class: "tick", x: x(w), y: HEIGHT.chart - 18 }, w));
  svg.append(draw("text", { class: "name", x: (left + width - right) / 2, y: HEIGHT.chart - 2 }, "window"));
  svg.append(draw("line", { class: "lag", x1: x(s.lag), x2: x(s.lag), y1: top, y2: y(0.4) }));
  svg.append(draw("text", { class: "lag-name", x: x(s.lag) + 5, y: y(0.43) }, `lag ${s.lag}`));
  const line = runs.map(([w, scores], k) => `${k ? "L" : "M"}${x(w).toFixed(1)},${y(mean(scores)).toFixed(1)}`);
  svg.append(draw("path", { class: "mean", d: line.join("") }));
  for (const [w, scores] of runs) {
    const here = w === s.window;
    for (const a of scores) svg.append(draw("circle", { class: here ? "run here" : "run", cx: x(w), cy: y(a), r: here ? 5 : 3 }));
  }
}

function render({ model, el: root }) {
  mount(root, "truncation_window");
  const runs = model.get("runs");
  const steps = model.get("steps");
  const settings = () => Object.fromEntries(SETTINGS.map((name) => [name, model.get(name)]));
  const change = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  const windows = () => runs[model.get("lag")].map(([w]) => w);
  const lags = Object.keys(runs).map((lag) => [Number(lag), button(lag, () => change({ lag: Number(lag) }), { "aria-label": `lag ${lag}` })]);
  const choose = row("Lag", el("span", { class: "quiet" }, "lag"), lags.map(([, node]) => node));
  const window_ = range("window", { min: 0, max: windows().length - 1 }, (k) => {
    const window = windows()[k];
    change({ window, cut: Math.min(model.get("cut"), window - 1) });
  });
  const cut = range("first cut", { min: 0 }, (value) => change({ cut: value }));
  const stream = draw("svg", { class: "stream", role: "img" });
  const chart = draw("svg", { class: "chart", role: "img" });
  const arriving = el("p", { class: "says" });
  const reached = el("p", { class: "says" });
  const live = liveRegion();
  const all = el("div", { class: "truncation" }, el("div", { class: "controls" }, choose, window_.root, cut.root),
    stream, arriving, chart, reached, live.root);
  if (!root.closest(".rnn-widget")) {
    all.setAttribute("role", "group");
    all.setAttribute("aria-label", "Truncation window");
  }
  root.append(all);

  function update(width) {
    const s = settings();
    const known = runs[s.lag];
    const scores = known.find(([w]) => w === s.window)[1];
    for (const [lag, node] of lags) node.setAttribute("aria-pressed", lag === s.lag);
    window_.set(windows().indexOf(s.window), `${s.window} steps`);
    cut.set(s.cut, `step ${s.cut}`, s.window - 1);
    drawStream(stream, width, s, steps);
    drawChart(chart, width, s, known);
    const shown = rounds(s.lag, s.window, s.cut, steps);
    const here = shown.filter(([sign, , first]) => first <= sign).length;
    const part = percent(share(s.lag, s.window));
    const first = `With cuts here, ${here} of ${shown.length} gradients arrive at their sign; with cuts anywhere, ${part}.`;
    const second = `Window ${s.window}, lag ${s.lag}: ${format(mean(scores))} of the answers right, ` +
      `mean of ${scores.length} networks.`;
    arriving.textContent = first;
    reached.textContent = second;
    stream.setAttribute("aria-label", `Stream of ${steps} steps in pieces of ${s.window}. ${first}`);
    chart.setAttribute("aria-label", `Accuracy against window. ${second}`);
    live.tell(`${first} ${second}`);
  }

  return keepDrawn({ model, settings: SETTINGS, stage: all, draw: update, live });
}

export default { render };
