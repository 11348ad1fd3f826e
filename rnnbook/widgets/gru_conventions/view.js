// GRU conventions: the settings of the other GRU and of both, a chart of h for each
// unit, and the numbers of one step. The mathematics is the traced cells
// (conventions.js).
import { makeAxes, mark, node, scientific, write } from "../_runtime/axes.js";
import { button, el, format, keepDrawn, liveRegion, math, mount, refusals, row, slider, uniqueId } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/unroll.js";
import { SAME, largest, reasons, run } from "./conventions.js";
import text from "./words.json";

const SETTINGS = ["share", "negated", "reset", "units", "alike", "diagonal", "bias", "t"];
const WORDS = JSON.parse(text);
const PANEL = { height: 92, gap: 28, top: 22, bottom: 40 };

function choices(label, options, onChoose) {
  const buttons = options.map(([value, name]) => [value, button(name, () => onChoose(value))]);
  const root = row(label, el("span", { class: "quiet", "aria-hidden": "true" }, label), buttons.map(([, made]) => made));
  root.classList.add("choices");
  return { root, set: (now) => buttons.forEach(([value, made]) => mark(made, "aria-pressed", value === now)) };
}

function render({ model, el: root }) {
  mount(root, "gru_conventions");
  const graphs = model.get("graphs");
  const cells = Object.fromEntries(Object.entries(graphs).map(([reset, two]) =>
    [reset, Object.fromEntries(Object.entries(two).map(([share, graph]) => [share, makeCell(graph)]))]));
  const [draws, steps] = [model.get("draws"), model.get("steps")];
  const settings = () => Object.fromEntries(SETTINGS.map((name) => [name, model.get(name)]));
  const change = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  const choose = (name, label, options) => [name, choices(label, options, (value) => change({ [name]: value }))];
  const made = Object.fromEntries([
    choose("share", "z is the share of", [["old", "the old"], ["new", "the new"]]),
    choose("negated", "weights of z", [[false, "as they are"], [true, "negated"]]),
    choose("reset", "reset", [["after", "after W"], ["before", "before W"]]),
    choose("units", "units", [[1, "1"], [2, "2"], [3, "3"]]),
    choose("alike", "reset gates", [[false, "each its own"], [true, "all alike"]]),
    choose("diagonal", "block n of W", [[false, "full"], [true, "diagonal"]]),
  ]);
  const bias = slider({ label: el("span", {}, "bias ", math("b", "h"), " of block n"), value: model.get("bias"), min: -1.5, max: 1.5, step: 0.1,
    onInput: (v) => { if (Math.abs(v) <= 3) change({ bias: v }); } });
  const group = (name, ...parts) => {
    const title = el("p", { class: "title", id: uniqueId() }, name);
    return el("div", { class: "group", role: "group", "aria-labelledby": title.id }, title, ...parts);
  };
  const other = group("The other GRU", made.share.root, made.negated.root, made.reset.root);
  const both = group("Both", made.units.root, made.alike.root, made.diagonal.root, bias.root);
  const stage = el("div", { class: "stage" });
  const verdict = el("p", { class: "verdict" });
  const why = el("p", { class: "why" });
  const id = uniqueId();
  const scrub = el("input", { type: "range", class: "rnn-range", id, min: 1, max: steps, step: 1 });
  scrub.addEventListener("input", () => change({ t: Number(scrub.value) }));
  const table = numbers();
  const live = liveRegion();
  root.append(el("div", { class: "settings" }, other, both), verdict, why, stage,
    el("div", { class: "scrub" }, el("label", { for: id }, "step"), scrub), table.root, live.root);
  refusals(both);

  let panels = [], svg, built = "";
  function build(width, units) {
    stage.replaceChildren();
    const height = PANEL.top + units * (PANEL.height + PANEL.gap) - PANEL.gap + PANEL.bottom;
    svg = node(stage, "svg", { width, height, role: "img", class: "chart" });
    panels = Array.from({ length: units }, (_, j) => {
      const top = PANEL.top + j * (PANEL.height + PANEL.gap);
      const axes = makeAxes(svg, { left: 42, right: width - 10, top, bottom: top + PANEL.height });
      const last = j === units - 1;
      axes.set({ x: [0.5, steps + 0.5], y: [-1, 1], yTicks: [-1, 0, 1],
        xTicks: last ? Array.from({ length: steps }, (_, t) => t + 1).filter((t) => width > 480 || t % 2 === 0) : [],
        xName: last ? "step" : "", yName: "" });
      const parts = { axes };
      parts.now = node(svg, "path", { class: "now" });
      for (const name of ["apart", "book", "other", "dots", "squares"]) parts[name] = node(svg, "path", { class: name });
      parts.name = node(svg, "text", { class: "unit", x: 42, y: top - 6 }, units > 1 ? `h of unit ${j + 1}` : "h");
      return parts;
    });
    const key = node(svg, "g", { class: "key" });
    const at = width - 10 - (width > 480 ? 240 : 210);
    node(key, "path", { class: "book", d: `M${at} 11h22` });
    node(key, "text", { x: at + 28, y: 15 }, "this book");
    node(key, "path", { class: "other", d: `M${at + 112} 11h22` });
    node(key, "text", { x: at + 140, y: 15 }, "the other");
    built = `${width} ${units}`;
  }

  function chart([book, other], s) {
    panels.forEach(({ axes, ...parts }, j) => {
      const place = (course, t) => [axes.x(t + 1).toFixed(1), axes.y(course.h[t][j]).toFixed(1)];
      const points = (course) => book.h.map((_, t) => place(course, t));
      const line = (list) => list.map(([x, y], t) => `${t ? "L" : "M"}${x} ${y}`).join("");
      const [here, there] = [points(book), points(other)];
      const differs = (t) => Math.abs(book.h[t][j] - other.h[t][j]) > SAME;
      mark(parts.book, "d", line(here));
      mark(parts.other, "d", line(there));
      mark(parts.dots, "d", here.map(([x, y]) => `M${x} ${y}h.01`).join(""));
      mark(parts.squares, "d", there.map(([x, y]) => `M${x - 4} ${y - 4}h8v8h-8z`).join(""));
      mark(parts.apart, "d", here.map(([x, y], t) => (differs(t) ? `M${x} ${y}V${there[t][1]}` : "")).join(""));
      const x = axes.x(s.t).toFixed(1);
      mark(parts.now, "d", `M${x} ${axes.box.top}V${axes.box.bottom}`);
    });
  }

  function draw(width) {
    const s = settings();
    if (built !== `${width} ${s.units}`) build(width, s.units);
    const result = run(cells, draws, s);
    const size = largest(result);
    const same = size < SAME;
    for (const [name, choice] of Object.entries(made)) choice.set(s[name]);
    bias.set(s.bias);
    chart(result, s);
    table.fill(result, s);
    const told = same ? (size ? `The same function: the largest difference of h is ${scientific(size, 1)}, which is rounding.`
      : "The same function: h is the same to the last digit.")
      : `Different functions: h differs by up to ${format(size)}.`;
    verdict.classList.toggle("same", same);
    write(verdict, told);
    const reason = reasons(s).map((key) => WORDS[key]).join(" ");
    write(why, reason);
    mark(svg, "aria-label", `h of each unit over ${steps} steps in both GRUs. ${told}`);
    if (Number(scrub.value) !== s.t) scrub.value = s.t;
    mark(scrub, "aria-valuetext", `step ${s.t}`);
    live.tell(`${told} ${reason}`);
  }

  return keepDrawn({ model, settings: SETTINGS, stage, draw, live });
}

// The numbers of one step: a row for each gate and unit, with what differs marked.
function numbers() {
  const caption = el("caption");
  const head = el("tr", {}, ["this book", "the other", "difference"].map((name) => el("th", { scope: "col" }, name)));
  head.prepend(el("td"));
  const body = el("tbody");
  const root = el("table", { class: "numbers" }, caption, el("thead", {}, head), body);
  return {
    root,
    fill([book, other], s) {
      write(caption, `Step ${s.t}`);
      const rows = ["r", "z", "n", "h"].flatMap((name) => book[name][s.t - 1].map((value, j) => {
        const there = other[name][s.t - 1][j];
        const apart = Math.abs(value - there) > SAME;
        return el("tr", { class: apart ? "apart" : "" },
          el("th", { scope: "row", "data-role": name }, math(name, s.units > 1 ? String(j + 1) : "")),
          el("td", {}, format(value)), el("td", {}, format(there)), el("td", {}, apart ? format(there - value) : "0"));
      }));
      body.replaceChildren(...rows);
    },
  };
}

export default { render };
