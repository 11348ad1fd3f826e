// GRU conventions: the settings of the other GRU and of both, a chart of h for each
// unit, and the numbers of one step. The mathematics is the traced cells (numbers.js).
import { el, els, math, range, refusals, uniqueId } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { dots, line, makeAxes, mark, node, nodes, write } from "../_runtime/svg.js";
import { format, scientific } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { SAME, largest, reasons, run } from "./numbers.js";
import text from "./words.json";

const WORDS = JSON.parse(text);
const PANEL = { height: 92, gap: 28, top: 22, bottom: 40 };
const LINES = ["now", "apart", "book", "other", "dots", "squares"];
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
  const made = nodes(svg, "path", LINES);
  node(svg, "text", { class: "unit", x: 42, y: top - 6 }, units > 1 ? `h of unit ${j + 1}` : "h");
  return { axes, ...Object.fromEntries(LINES.map((name, k) => [name, made[k]])) };
}

function makeChart(stage, width, units, steps) {
  stage.replaceChildren();
  const height = PANEL.top + units * (PANEL.height + PANEL.gap) - PANEL.gap + PANEL.bottom;
  const svg = node(stage, "svg", { width, height, role: "img", class: "chart" });
  const each = Array.from({ length: units }, (_, j) => makePanel(svg, width, j, units, steps));
  const key = node(svg, "g", { class: "key" });
  const at = width - 10 - (width > 480 ? 240 : 210);
  node(key, "path", { class: "book", d: `M${at} 11h22` });
  node(key, "text", { x: at + 28, y: 15 }, "this book");
  node(key, "path", { class: "other", d: `M${at + 112} 11h22` });
  node(key, "text", { x: at + 140, y: 15 }, "the other");
  return { svg, panels: each, built: `${width} ${units}` };
}

function drawPanel({ axes, ...parts }, j, [book, other], now) {
  const points = ({ h }) => h.map((row, t) => [axes.x(t + 1), axes.y(row[j])]);
  const [here, there] = [points(book), points(other)];
  const at = here.map(([x]) => x.toFixed(1));
  const [from, to] = [here, there].map((places) => places.map(([, y]) => y.toFixed(1)));
  const differs = (t) => Math.abs(book.h[t][j] - other.h[t][j]) > SAME;
  const bar = (x, t) => (differs(t) ? `M${x} ${from[t]}V${to[t]}` : "");
  mark(parts.book, "d", line(here));
  mark(parts.other, "d", line(there));
  mark(parts.dots, "d", dots(here));
  mark(parts.squares, "d", at.map((x, t) => `M${x - 4} ${to[t] - 4}h8v8h-8z`).join(""));
  mark(parts.apart, "d", at.map(bar).join(""));
  mark(parts.now, "d", `M${at[now - 1]} ${axes.box.top}V${axes.box.bottom}`);
}

// A row of the table: what a gate, or h, of one unit is; marked where the two differ.
function tableRow(name, unit) {
  const gate = el("th", { scope: "row", "data-role": name }, math(name, unit));
  const cells = [el("td"), el("td"), el("td")];
  const root = el("tr", {}, gate, ...cells);
  return {
    root,
    update(here, there) {
      const apart = Math.abs(here - there) > SAME;
      mark(root, "class", apart ? "apart" : "");
      const texts = [format(here), format(there), apart ? format(there - here) : "0"];
      cells.forEach((cell, k) => write(cell, texts[k]));
    },
  };
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

export default widget((w) => {
  const entries = (of, make) => Object.fromEntries(Object.entries(of).map(make));
  const two = ([reset, graphs]) => [reset, entries(graphs, ([k, graph]) => [k, makeCell(graph)])];
  const cells = entries(w.get("graphs"), two);
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
  let chart = {};

  function draw(s, width) {
    if (chart.built !== `${width} ${s.units}`) chart = makeChart(stage, width, s.units, steps);
    const result = run(cells, draws, s);
    const size = largest(result);
    chart.panels.forEach((panel, j) => drawPanel(panel, j, result, s.t));
    table.fill(result, s);
    verdict.classList.toggle("same", size < SAME);
    const [said, reason] = [
      told(size),
      reasons(s)
        .map((key) => WORDS[key])
        .join(" "),
    ];
    write(verdict, said);
    write(why, reason);
    mark(chart.svg, "aria-label", `h of each unit over ${steps} steps in both GRUs. ${said}`);
    scrub.set(s.t, `step ${s.t}`);
    return `${said} ${reason}`;
  }

  return { stage, draw };
});
