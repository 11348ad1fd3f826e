// Solved tasks: a strip of inputs, below it the states of each cell up to the step that
// is shown, and the answer so far; one cell may be held. The numbers are numbers.js's.
import { button, el, els, refusals, row, valued } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { clamp, line, makeAxes, mark, node, write } from "../_runtime/svg.js";
import { format, percent } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { makeNet, run, softmax, sumOf } from "./numbers.js";

const STRIP = 62;
const PANEL = { height: 64, gap: 26 };
const MOST = 8;
const NAMES = { order: "temporal order", adding: "adding", Reber: "embedded Reber" };
const plain = (text) => text.replace("-", "−");

const setStep = ({ set }, now, min, max) =>
  set(now, `${now} of ${max}`, { min, max, spoken: `step ${now} of ${max}` });

// One step of the input: a symbol, or a number with its mark.
function drawInput(svg, x, width, { symbols, codes }, t, read) {
  const marked = Array.isArray(codes[t]) ? codes[t][1] === 1 : "XY".includes(symbols[t]);
  const kind = `input${read ? "" : " later"}${marked ? " marked" : ""}`;
  const group = node(svg, "g", { class: kind });
  node(group, "rect", { x: x - width / 2 + 1, y: 20, width: width - 2, height: 26, rx: 3 });
  const small = symbols[t].length > 1;
  if (small && width < 24 && !marked) return;
  const at = { x, y: 38, class: small ? "number" : "letter" };
  node(group, "text", at, plain(symbols[t]));
}

// The states of one cell after each step, up to step t; where it is held, a band.
// Each cell has its own axis, as far as its c goes: no curve is cut.
function drawCell(svg, box, { rows, k, t, hold, cell }, x) {
  const axes = makeAxes(svg, box);
  const limit = Math.ceil(Math.max(cell.limit, ...rows.c.map((c) => Math.abs(c[k]))));
  const y = [-1.05 * limit, 1.05 * limit];
  axes.set({ x: [0, 1], y, yTicks: [-limit, 0, limit], xTicks: [], xName: "" });
  if (hold.cell === k + 1) {
    const from = x(hold.since - 1) - 4;
    const { top, bottom, right } = box;
    node(svg, "rect", {
      class: "held",
      x: from,
      y: top,
      width: right - from,
      height: bottom - top,
    });
  }
  const place = (of) => of.slice(0, t).map((values, s) => [x(s), axes.y(values[k])]);
  node(svg, "path", { class: "c", d: line(place(rows.c)) });
  node(svg, "path", { class: "h", d: line(place(rows.h)) });
  const last = place(rows.c).at(-1);
  if (last) node(svg, "circle", { class: "c", cx: last[0], cy: last[1], r: 3.5 });
  node(svg, "text", { class: "name", x: box.left, y: box.top - 7 }, `cell ${k + 1}: ${cell.name}`);
}

function drawAll(svg, width, { net, chosen, rows, t, hold }) {
  const T = chosen.symbols.length;
  const [left, right] = [30, width - 8];
  const pitch = (right - left) / T;
  const x = (s) => left + pitch * (s + 0.5);
  const height = STRIP + net.cells.length * (PANEL.height + PANEL.gap) + 6;
  svg.replaceChildren();
  mark(svg, "width", width);
  mark(svg, "height", height);
  for (let s = 0; s < T; s++) drawInput(svg, x(s), pitch, chosen, s, s < t);
  net.cells.forEach((cell, k) => {
    const top = STRIP + 20 + k * (PANEL.height + PANEL.gap);
    drawCell(svg, { left, right, top, bottom: top + PANEL.height }, { rows, k, t, hold, cell }, x);
  });
  if (t) node(svg, "path", { class: "now", d: `M${x(t - 1)} 14V${height - 4}` });
}

// The answer so far: a bar for each class, or the sum.
function answerOf(net, o) {
  if (!net.classes) return { text: format(sumOf(o), 1), parts: [] };
  const shares = softmax(o);
  const best = shares.indexOf(Math.max(...shares));
  return { text: net.classes[best], parts: shares.map((share, k) => [net.classes[k], share]) };
}

function showParts(root, parts) {
  const made = parts.map(([name, share]) => {
    const bar = el("span", { class: "bar" });
    bar.style.width = `${(100 * share).toFixed(1)}%`;
    const track = el("span", { class: "track" }, bar);
    return el("li", {}, el("span", { class: "class" }, name), track, percent(share));
  });
  root.replaceChildren(...made);
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
    holds.replaceChildren(buttons, ...(s.cell ? [parts.value.root, parts.since.root] : []));
    if (focused >= 0) each[focused]?.focus();
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
  const fillHolds = makeHolds(w, holds, parts, (k) => heldAt(w, cell, made, w.now(), k));
  w.group("Solved tasks", {}, top, stage, controls, said, bars, holds, test);
  refusals(w.root);

  function draw(s, width) {
    const [net, chosen] = [nets[s.task], sequences[s.task][s.sequence - 1]];
    const T = chosen.symbols.length;
    const hold = { cell: s.cell, value: s.value, since: s.since };
    const free = run(cell, made[s.task], chosen.codes, { cell: 0 });
    const rows = s.cell ? run(cell, made[s.task], chosen.codes, hold) : free;
    drawAll(svg, width, { net, chosen, rows, t: s.step, hold });
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
