// A sequence through a small network of the cell: gates and state as shades, a row for each
// unit, a column for each step; and the numbers of one unit at one step.
import { button, el, math, range } from "../_runtime/controls.js";
import { line, mark, node, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { colourOf, onTheme, paint } from "../_runtime/theme.js";
import { roleOf } from "./graph.js";
import { STEPS, UNITS, runSequence } from "./numbers.js";

const SEQUENCES = [
  ["pulse", "one pulse"],
  ["steps", "up and down"],
  ["wave", "a wave"],
  ["random", "random"],
];
const named = (name) => math(...name.split("_"));

// One strip: its name, its map, what the map's darkest shade is, the number at the cursor.
function makeStrip(name, choose) {
  const canvas = el("canvas", { role: "img" });
  const spot = el("div", { class: "spot", "aria-hidden": "true" });
  const map = el("div", { class: "map" }, canvas, spot);
  map.addEventListener("pointerdown", (event) => {
    const { left, top, width, height } = map.getBoundingClientRect();
    const t = Math.floor(((event.clientX - left) / width) * STEPS);
    choose(t, Math.floor(((event.clientY - top) / height) * UNITS));
  });
  const value = el("span", { class: "number" });
  const root = el("div", { class: "strip", "data-role": roleOf(name) }, named(name), map, value);
  return { name, canvas, value, root };
}

function fillStrip({ name, canvas, value }, values, { t, unit }, host) {
  const most = Math.max(1, ...Array.from(values, Math.abs).filter(Number.isFinite));
  const colours = { more: colourOf(host, roleOf(name)), less: colourOf(host, "backward") };
  const shade = (u, k) => values[k * UNITS + u] / most;
  paint(canvas, UNITS, STEPS, shade, colours);
  const [low, high] = [Math.min(...values), Math.max(...values)].map((v) => format(v));
  const about = `${name}: ${UNITS} units over ${STEPS} steps, from ${low} to ${high}`;
  mark(canvas, "aria-label", about);
  write(value, format(values[t * UNITS + unit]));
}

function drawInput(svg, x) {
  const most = Math.max(1, ...x.map(Math.abs));
  const points = Array.from(x, (v, t) => [(t + 0.5) * (400 / STEPS), 20 - (17 * v) / most]);
  svg.replaceChildren();
  node(svg, "path", { class: "zero", d: "M0 20H400" });
  node(svg, "path", { class: "line", d: line(points) });
}

function makeFrame() {
  const look = { viewBox: "0 0 400 40", preserveAspectRatio: "none", class: "sequence" };
  const input = node(null, "svg", { ...look, role: "img", "aria-label": "the input of each step" });
  const shown = el("span", { class: "number" });
  const first = el(
    "div",
    { class: "strip", "data-role": "x" },
    named("x"),
    el("div", {}, input),
    shown,
  );
  return { input, shown, first, strips: el("div", { class: "strips" }) };
}

// The step and the unit that are looked at: two sliders. move({ t, unit }).
function makeCursor(move) {
  const step = range({ min: 1, max: STEPS, step: 1, "aria-label": "Step" }, (t) =>
    move({ t: t - 1 }),
  );
  const unit = range({ min: 1, max: UNITS, step: 1, "aria-label": "Unit" }, (u) =>
    move({ unit: u - 1 }),
  );
  const name = (text) => el("span", { class: "quiet" }, text);
  const root = el("div", { class: "pick" }, name("step"), step.root, name("unit"), unit.root);
  const show = (cursor, text) => {
    step.set(cursor.t + 1, text);
    unit.set(cursor.unit + 1, text);
  };
  return { root, show };
}

// Draws a run at the cursor; returns its numbers as a sentence.
function drawRun({ frame, strips, root }, { x, values }, cursor) {
  const { t, unit } = cursor;
  root.style.setProperty("--at", `${(100 * (t + 0.5)) / STEPS}%`);
  root.style.setProperty("--unit", `${(100 * (unit + 0.5)) / UNITS}%`);
  drawInput(frame.input, x);
  write(frame.shown, format(x[t]));
  for (const strip of strips) fillStrip(strip, values[strip.name], cursor, root);
  const numbers = strips.map(({ name }) => `${name} = ${format(values[name][t * UNITS + unit])}`);
  return `Step ${t + 1}, unit ${unit + 1}: ${numbers.join(", ")}.`;
}

const KEY = "A row for each unit, a column for each step. Darker is larger; pink is below zero.";

// { root, build(cell), draw(settings), stop }. toWiring(values of one unit at one step).
export function makeOvertime(w, toWiring) {
  const frame = makeFrame();
  const kind = w.choices("sequence", "It reads", SEQUENCES);
  const cursor = { t: 4, unit: 0 };
  let [cell, strips, result] = [undefined, [], undefined];
  const move = (to) => {
    Object.assign(cursor, to);
    w.redraw();
  };
  const pick = makeCursor(move);
  const told = el("p", { class: "told" });
  const look = button("See this step in the wiring", () => toWiring(result.inputs(cursor)));
  kind.root.append(button("Other weights", () => w.set({ seed: (w.get("seed") + 1) % 1000 })));
  const root = el("div", { class: "overtime" }, kind.root, el("p", { class: "quiet" }, KEY));
  root.append(frame.strips, pick.root, told, look);
  return {
    root,
    stop: onTheme(() => w.redraw()),
    build(made) {
      cell = made;
      const names = Object.keys(runSequence(cell, w.now()).values);
      strips = names.map((name) => makeStrip(name, (t, unit) => move({ t, unit })));
      frame.strips.replaceChildren(frame.first, ...strips.map((strip) => strip.root));
    },
    draw(s) {
      result = runSequence(cell, s);
      const text = drawRun({ frame, strips, root }, result, cursor);
      pick.show(cursor, text);
      write(told, text);
      return text;
    },
  };
}
