// GRU conventions: the settings of the other GRU and of both, a chart of h for each
// unit, and the numbers of one step. The mathematics is the traced cells (numbers.js).
import { el, els, math, range, refusals, uniqueId } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { makeAxes, mark, node, nodes, write } from "../_runtime/svg.js";
import { format, scientific } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { SAME, largest, reasons, run } from "./numbers.js";
import text from "./words.json";

const WORDS = JSON.parse(text);
const PANEL = { height: 92, gap: 28, top: 22, bottom: 40 };
const LINES = ["apart", "book", "other", "dots", "squares"];
const EACH = [1, 2, 3].map((n) => [n, String(n)]);
const yes = (off, on) => [
  [false, off],
  [true, on],
];
const QUESTIONS = {
  share: [
    "z is the share of",
    [
      ["old", "the old"],
      ["new", "the new"],
    ],
  ],
  negated: ["weights of z", yes("as they are", "negated")],
  reset: [
    "reset",
    [
      ["after", "after W"],
      ["before", "before W"],
    ],
  ],
  units: ["units", EACH],
  alike: ["reset gates", yes("each its own", "all alike")],
  diagonal: ["block n of W", yes("full", "diagonal")],
};

function makePanel(svg, width, j, units, steps) {
  const top = PANEL.top + j * (PANEL.height + PANEL.gap);
  const axes = makeAxes(svg, { left: 42, right: width - 10, top, bottom: top + PANEL.height });
  const last = j === units - 1;
  const all = Array.from({ length: steps }, (_, t) => t + 1);
  const xTicks = last ? all.filter((t) => width > 480 || t % 2 === 0) : [];
  const xName = last ? "step" : "";
  axes.set({ x: [0.5, steps + 0.5], y: [-1, 1], yTicks: [-1, 0, 1], xTicks, xName });
  node(svg, "text", { class: "unit", x: 42, y: top - 6 }, units > 1 ? `h of unit ${j + 1}` : "h");
  return { axes, at: all.map((t) => axes.x(t).toFixed(1)) };
}

function makeChart(stage, width, units, steps) {
  stage.replaceChildren();
  const height = PANEL.top + units * (PANEL.height + PANEL.gap) - PANEL.gap + PANEL.bottom;
  const svg = node(stage, "svg", { width, height, role: "img", class: "chart" });
  const each = Array.from({ length: units }, (_, j) => makePanel(svg, width, j, units, steps));
  const [now, ...lines] = nodes(svg, "path", ["now", ...LINES]);
  const key = node(svg, "g", { class: "key" });
  const at = width - 10 - (width > 480 ? 240 : 210);
  node(key, "path", { class: "book", d: `M${at} 11h22` });
  node(key, "text", { x: at + 28, y: 15 }, "this book");
  node(key, "path", { class: "other", d: `M${at + 112} 11h22` });
  node(key, "text", { x: at + 140, y: 15 }, "the other");
  return { svg, panels: each, now, lines, built: `${width} ${units}` };
}

// What is drawn of unit j, by the names of LINES.
function unitLines({ axes, at }, j, [book, other]) {
  const heights = ({ h }) => h.map((row) => axes.y(row[j]).toFixed(1));
  const [here, there] = [heights(book), heights(other)];
  const differs = (t) => Math.abs(book.h[t][j] - other.h[t][j]) > SAME;
  const each = (draw) => at.map(draw).join("");
  return {
    apart: each((x, t) => (differs(t) ? `M${x} ${here[t]}V${there[t]}` : "")),
    book: each((x, t) => `${t ? "L" : "M"}${x} ${here[t]}`),
    other: each((x, t) => `${t ? "L" : "M"}${x} ${there[t]}`),
    dots: each((x, t) => `M${x} ${here[t]}h.01`),
    squares: each((x, t) => `M${x} ${there[t]}m-4 -4h8v8h-8z`),
  };
}

// One path holds the lines of all units: a few long paths are drawn sooner than many.
function drawLines({ panels, lines }, result) {
  const units = panels.map((panel, j) => unitLines(panel, j, result));
  LINES.forEach((name, k) => {
    lines[k].setAttribute("d", units.map((unit) => unit[name]).join(""));
  });
}

function drawStep({ panels, now }, t) {
  const upright = ({ axes: { box }, at }) => `M${at[t - 1]} ${box.top}V${box.bottom}`;
  now.setAttribute("d", panels.map(upright).join(""));
}

// A row of the table: what a gate, or h, of one unit is; marked where the two differ.
function tableRow(name, unit) {
  const gate = el("th", { scope: "row", "data-role": name }, math(name, unit));
  const texts = [new Text(), new Text(), new Text()];
  const cells = texts.map((each) => el("td", {}, each));
  const root = el("tr", {}, gate, cells);
  let marked = false;
  function update(here, there) {
    const apart = Math.abs(here - there) > SAME;
    if (apart !== marked) root.classList.toggle("apart", apart);
    marked = apart;
    const words = [format(here), format(there), apart ? format(there - here) : "0"];
    texts.forEach((each, k) => {
      if (each.data !== words[k]) each.data = words[k];
    });
  }
  return { root, update };
}

// The numbers of one step: a row for each gate and unit.
function makeTable() {
  const caption = el("caption");
  const names = ["this book", "the other", "difference"];
  const head = names.map((name) => el("th", { scope: "col" }, name));
  const [title, body] = [el("thead", {}, el("tr", {}, el("td"), head)), el("tbody")];
  const root = el("table", { class: "numbers" }, caption, title, body);
  let rows = [];
  function build(units) {
    const unit = (j) => (units > 1 ? String(j + 1) : "");
    rows = ["r", "z", "n", "h"].flatMap((name) =>
      Array.from({ length: units }, (_, j) => ({ name, j, ...tableRow(name, unit(j)) })),
    );
    body.replaceChildren(...rows.map((each) => each.root));
  }
  const fill = ([book, other], { t, units }) => {
    write(caption, `Step ${t}`);
    if (rows.length !== 4 * units) build(units);
    for (const { name, j, update } of rows) update(book[name][t - 1][j], other[name][t - 1][j]);
  };
  return { root, fill };
}

const group = (name, ...parts) => {
  const title = el("p", { class: "title", id: uniqueId() }, name);
  const named = { class: "group", role: "group", "aria-labelledby": title.id };
  return el("div", named, title, ...parts);
};

function told(size) {
  if (size >= SAME) return `Different functions: h differs by up to ${format(size)}.`;
  if (!size) return "The same function: h is the same to the last digit.";
  const most = scientific(size, 1);
  return `The same function: the largest difference of h is ${most}, which is rounding.`;
}

const entries = (of, make) => Object.fromEntries(Object.entries(of).map(make));

const makeCells = (all) =>
  entries(all, ([reset, graphs]) => [reset, entries(graphs, ([k, graph]) => [k, makeCell(graph)])]);

// The courses of both: another step is of the same ones.
function makeRun(cells, draws) {
  let [known, result] = [];
  return (s) => {
    const key = JSON.stringify({ ...s, t: 0 });
    if (key !== known) [known, result] = [key, run(cells, draws, s)];
    return result;
  };
}

export default widget((w) => {
  const cells = makeCells(w.get("graphs"));
  const [draws, steps] = [w.get("draws"), w.get("steps")];
  const look = { kind: "choices", "aria-hidden": "true" };
  const made = entries(QUESTIONS, ([name, [label, options]]) => [
    name,
    w.choices(name, label, options, look),
  ]);
  const label = el("span", {}, "bias ", math("b", "h"), " of block n");
  made.bias = w.slider("bias", { label, min: -1.5, max: 1.5, step: 0.1 });
  const [share, negated, reset, ...shared] = Object.values(made).map(({ root }) => root);
  const both = group("Both", ...shared);
  const [settings, stage, scrubbed] = els("div", "settings", "stage", "scrub");
  const [verdict, why] = els("p", "verdict", "why");
  settings.append(group("The other GRU", share, negated, reset), both);
  const id = uniqueId();
  const scrub = range({ id, min: 1, max: steps, step: 1 }, (t) => w.set({ t }));
  scrubbed.append(el("label", { for: id }, "step"), scrub.root);
  const table = makeTable();
  w.root.append(settings, verdict, why, stage, scrubbed, table.root, w.live);
  refusals(both);
  const runOf = makeRun(cells, draws);
  let chart = {};

  // What is the same at every step: the lines of the chart, and what they say.
  function drawRun(s, result) {
    drawLines(chart, result);
    const size = largest(result);
    verdict.classList.toggle("same", size < SAME);
    const said = told(size);
    const reason = reasons(s).map((key) => WORDS[key]);
    write(verdict, said);
    write(why, reason.join(" "));
    mark(chart.svg, "aria-label", `h of each unit over ${steps} steps in both GRUs. ${said}`);
    Object.assign(chart, { shown: result, text: `${said} ${reason.join(" ")}` });
  }

  function draw(s, width) {
    if (chart.built !== `${width} ${s.units}`) chart = makeChart(stage, width, s.units, steps);
    const result = runOf(s);
    if (chart.shown !== result) drawRun(s, result);
    drawStep(chart, s.t);
    table.fill(result, s);
    scrub.set(s.t, `step ${s.t}`);
    return chart.text;
  }

  return { stage, draw };
});
