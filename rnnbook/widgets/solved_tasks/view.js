// Solved tasks: a strip of inputs, below it the states of each cell up to the step that
// is shown, and the answer so far; one cell may be held. The numbers are numbers.js's.
import { button, el, els, oneStop, refusals, row, valued } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import {
  clamp,
  makeAxes,
  mark,
  node,
  place,
  redrawing,
  show,
  through,
  write,
} from "../_runtime/svg.js";
import { format, percent } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { makeNet, run, softmax, sumOf } from "./numbers.js";

const [STRIP, LEFT] = [62, 30];
const PANEL = { height: 64, gap: 26 };
const MOST = 8;
const NAMES = { order: "temporal order", adding: "adding", Reber: "embedded Reber" };
const plain = (text) => text.replace("-", "−");

const setStep = ({ set }, now, min, max) =>
  set(now, `${now} of ${max}`, { min, max, spoken: `step ${now} of ${max}` });

const isMarked = ({ symbols, codes }, t) =>
  Array.isArray(codes[t]) ? codes[t][1] === 1 : "XY".includes(symbols[t]);
const kindOf = (chosen, t, read) =>
  `input${read ? "" : " later"}${isMarked(chosen, t) ? " marked" : ""}`;

// One step of the input: a symbol, or a number with its mark.
function drawInput(put, x, width, chosen, t) {
  const [{ symbols }, marked] = [chosen, isMarked(chosen, t)];
  const part = put("g", {}, undefined);
  const { put: inside, end } = redrawing(part);
  inside("rect", { x: x - width / 2 + 1, y: 20, width: width - 2, height: 26, rx: 3 });
  const small = symbols[t].length > 1;
  const at = { x, y: 38, class: small ? "number" : "letter" };
  if (!small || width >= 24 || marked) inside("text", at, plain(symbols[t]));
  end();
  return part;
}

// The parts of one cell's chart, in the order in which they lie over each other.
function makeCellChart(svg, box) {
  const parts = { axes: makeAxes(svg, box) };
  const across = { y: box.top, height: box.bottom - box.top };
  parts.held = node(svg, "rect", { class: "held", ...across });
  for (const name of ["c", "h"]) parts[name] = node(svg, "polyline", { class: name });
  parts.last = node(svg, "circle", { class: "c", r: 3.5 });
  parts.name = node(svg, "text", { class: "name", x: box.left, y: box.top - 7 });
  return parts;
}

// The axes of one cell, and where its states are after each step. Each cell has its own
// axis, as far as its c goes: no curve is cut.
function placesOf({ axes, name }, rows, k, cell, x) {
  const limit = Math.ceil(Math.max(cell.limit, ...rows.c.map((each) => Math.abs(each[k]))));
  const y = [-1.05 * limit, 1.05 * limit];
  axes.set({ x: [0, 1], y, yTicks: [-limit, 0, limit], xTicks: [], xName: "" });
  write(name, `cell ${k + 1}: ${cell.name}`);
  const places = (of) => of.map((values, s) => [x(s), axes.y(values[k])]);
  return { c: places(rows.c), h: places(rows.h) };
}

// The states of one cell up to step t; where it is held, a band.
function drawCell({ axes, held, c, h, last, states }, k, t, hold, x) {
  const from = x(hold.since - 1) - 4;
  show(held, hold.cell === k + 1);
  place(held, { x: from, width: Math.max(0, axes.box.right - from) });
  mark(c, "points", through(states.c.slice(0, t)));
  mark(h, "points", through(states.h.slice(0, t)));
  show(last, t > 0);
  if (t) place(last, { cx: states.c[t - 1][0], cy: states.c[t - 1][1] });
}

// draw(width, found): the strip of inputs, and a chart for each cell: made anew for another
// width or number of cells only. A step of the same run says how much of it is shown.
function makeDrawing(svg) {
  let [key, inputs, steps, cells, now] = ["", undefined, [], [], undefined];
  let [strip, ran] = [];
  const build = (width, net, right) => {
    svg.replaceChildren();
    inputs = node(svg, "g");
    cells = net.cells.map((_, k) => {
      const top = STRIP + 20 + k * (PANEL.height + PANEL.gap);
      return makeCellChart(svg, { left: LEFT, right, top, bottom: top + PANEL.height });
    });
    now = node(svg, "line", { class: "now", y1: 14 });
    [strip, ran] = [];
    const height = STRIP + net.cells.length * (PANEL.height + PANEL.gap) + 6;
    place(svg, { width, height });
    return height;
  };
  let height;
  return (width, { net, chosen, rows, t, hold }) => {
    const [T, right] = [chosen.symbols.length, width - 8];
    const wanted = `${width} ${net.cells.length}`;
    if (wanted !== key) height = build(width, net, right);
    key = wanted;
    const pitch = (right - LEFT) / T;
    const x = (s) => LEFT + pitch * (s + 0.5);
    if (strip !== chosen) {
      const { put, end } = redrawing(inputs);
      steps = chosen.symbols.map((_, s) => drawInput(put, x(s), pitch, chosen, s));
      end();
    }
    steps.forEach((part, s) => mark(part, "class", kindOf(chosen, s, s < t)));
    cells.forEach((cell, k) => {
      if (ran !== rows) cell.states = placesOf(cell, rows, k, net.cells[k], x);
      drawCell(cell, k, t, hold, x);
    });
    [strip, ran] = [chosen, rows];
    const at = t ? x(t - 1) : 0;
    place(now, { x1: at, x2: at, y2: t ? height - 4 : 14 });
  };
}

// The answer so far: a bar for each class, or the sum.
function answerOf(net, o) {
  if (!net.classes) return { text: format(sumOf(o), 1), parts: [] };
  const shares = softmax(o);
  const best = shares.indexOf(Math.max(...shares));
  return { text: net.classes[best], parts: shares.map((share, k) => [net.classes[k], share]) };
}

function showParts(root, parts) {
  while (root.children.length > parts.length) root.lastChild.remove();
  while (root.children.length < parts.length) {
    const track = el("span", { class: "track" }, el("span", { class: "bar" }));
    root.append(el("li", {}, el("span", { class: "class" }), track, " "));
  }
  parts.forEach(([name, share], k) => {
    const [called, track] = root.children[k].children;
    write(called, name);
    mark(track.firstChild, "style", `width: ${(100 * share).toFixed(1)}%`);
    write(root.children[k].lastChild, percent(share));
  });
}

// What the hold test found for a cell, in a sentence.
function tested({ name, what, score, low, high }, k) {
  const [a, b] = [format(low), format(high)];
  const ends = {
    "first mark": `it is near ${a} after an X and near ${b} after a Y`,
    "last mark": `it is near ${a} after an X and near ${b} after a Y`,
    "running sum": `it is near ${a} for a sum of −1 and near ${b} for a sum of 1`,
    "T or P": `it is near ${a} in a string with T and near ${b} in one with P`,
  }[what];
  const share = `in ${percent(score)} of 1,000 sequences`;
  if (name === "no single thing") {
    return `Cell ${k + 1}: held as if it were the “${what}”, the answer followed ${share} only.`;
  }
  return `Cell ${k + 1}, ${name}: ${ends}. Held at the other value, the answer followed ${share}.`;
}

function words(net, chosen, s, free, held) {
  const T = chosen.symbols.length;
  if (!s.step) return "The network has read nothing yet.";
  const done = s.step === T ? `, and ${plain(chosen.answer)} is right` : "";
  const first = `After step ${s.step} of ${T} the network says ${free.text}${done}.`;
  if (!s.cell) return first;
  const since = `held at ${format(s.value)} from step ${s.since} on`;
  return `${first} With cell ${s.cell} ${since} it says ${held.text}.`;
}

function makeControls(w, nets, length) {
  const look = { name: "task" };
  const options = Object.keys(nets).map((key) => [key, NAMES[key]]);
  const task = w.choices("task", "Task", options, {
    ...look,
    change: (v) => ({ task: v, cell: 0, ...start(w, v) }),
  });
  const next = button("New sequence", () => {
    const k = (w.get("sequence") % 12) + 1;
    w.set({ sequence: k, step: length(w.get("task"), k), since: 1 });
  });
  const go = (by) => {
    const last = length(w.get("task"), w.get("sequence"));
    w.set({ step: clamp(w.get("step") + by, 0, last) });
  };
  const walk = row(
    "Walk",
    button("‹ Back", () => go(-1)),
    button("Next step ›", () => go(1)),
  );
  const step = valued({ label: "step", onInput: (v) => w.set({ step: v }) });
  const since = valued({ label: "held from step", onInput: (v) => w.set({ since: v }) });
  const value = w.slider("value", { label: "held at c =", step: 0.1, role: "c" });
  return { task, next, walk, step, since, value };
}

// A new task begins at the end of its sequence, with nothing held.
function start(w, task) {
  const { symbols } = w.get("sequences")[task][w.get("sequence") - 1];
  return { step: symbols.length, since: 1 };
}

// What a cell is first held at: the value that says the other thing, late in the sequence.
function heldAt(w, cell, made, { task, sequence }, k) {
  if (!k) return { cell: 0 };
  const { low, high } = w.get("networks")[task].cells[k - 1];
  const { symbols, codes } = w.get("sequences")[task][sequence - 1];
  const now = run(cell, made[task], codes, { cell: 0 }).c.at(-1)[k - 1];
  const other = Math.abs(now - low) < Math.abs(now - high) ? high : low;
  const value = Number(clamp(other, -MOST, MOST).toFixed(1));
  const since = { order: 14, adding: symbols.length - 1, Reber: 3 }[task];
  return { cell: k, value, since };
}

// The buttons that hold a cell, made anew for each task; sliders while one is held.
function makeHolds(w, holds, parts, first) {
  return (s) => {
    const wanted = `${s.task} ${s.cell}`;
    if (holds.dataset.built === wanted) return;
    const focused = [...holds.querySelectorAll("button")].indexOf(document.activeElement);
    holds.dataset.built = wanted;
    const each = [0, ...w.get("networks")[s.task].cells.map((_, k) => k + 1)].map((k) => {
      const root = button(k ? `cell ${k}` : "none", () => w.set(first(k)));
      mark(root, "aria-pressed", k === s.cell);
      return root;
    });
    const buttons = row("Hold a cell", el("span", { class: "quiet" }, "hold"), ...each);
    oneStop(buttons)(s.cell);
    holds.replaceChildren(buttons, ...(s.cell ? [parts.value.root, parts.since.root] : []));
    if (focused >= 0) each[focused]?.focus();
  };
}

// The last runs, the free one and one that is held: the step shown changes neither.
function makeRuns(work) {
  const known = new Map();
  return (task, sequence, hold) => {
    const [kind, key] = [hold.cell ? "held" : "free", JSON.stringify([task, sequence, hold])];
    if (known.get(kind)?.key !== key) known.set(kind, { key, rows: work(task, sequence, hold) });
    return known.get(kind).rows;
  };
}

export default widget((w) => {
  const cell = makeCell(w.get("graphs").lstm);
  const [nets, sequences] = [w.get("networks"), w.get("sequences")];
  const made = Object.fromEntries(Object.entries(nets).map(([key, net]) => [key, makeNet(net)]));
  const length = (task, k) => sequences[task][k - 1].symbols.length;
  const parts = makeControls(w, nets, length);
  const [top, stage, controls, holds] = els("div", "top", "stage", "controls", "holds");
  const [said, test] = els("p", "said", "test");
  const bars = el("ul", { class: "bars" });
  const svg = node(null, "svg", { class: "chart", role: "img" });
  stage.append(svg);
  top.append(parts.task.root, parts.next);
  controls.append(parts.walk, parts.step.root);
  const drawAll = makeDrawing(svg);
  const ran = makeRuns((task, k, hold) =>
    run(cell, made[task], sequences[task][k - 1].codes, hold),
  );
  const fillHolds = makeHolds(w, holds, parts, (k) => heldAt(w, cell, made, w.now(), k));
  w.group("Solved tasks", {}, top, stage, controls, said, bars, holds, test);
  refusals(w.root);

  function draw(s, width) {
    const [net, chosen] = [nets[s.task], sequences[s.task][s.sequence - 1]];
    const T = chosen.symbols.length;
    const hold = { cell: s.cell, value: s.value, since: s.since };
    const free = ran(s.task, s.sequence, { cell: 0 });
    const rows = s.cell ? ran(s.task, s.sequence, hold) : free;
    drawAll(width, { net, chosen, rows, t: s.step, hold });
    setStep(parts.step, s.step, 0, T);
    setStep(parts.since, s.since, 1, T);
    fillHolds(s);
    const at = Math.max(s.step, 1) - 1;
    const [without, answer] = [free, rows].map(({ o }) => answerOf(net, o[at]));
    const text = words(net, chosen, s, without, answer);
    write(said, text);
    showParts(bars, s.step ? answer.parts : []);
    const about = s.cell ? [[net.cells[s.cell - 1], s.cell - 1]] : net.cells.map((c, k) => [c, k]);
    write(test, about.map(([each, k]) => tested(each, k)).join(" "));
    mark(svg, "aria-label", `${NAMES[s.task]}, sequence ${chosen.symbols.join(" ")}. ${text}`);
    return text;
  }

  return { stage, draw };
});
