// A map of all units of a network over a text, in shades: gates_reading, microscope.
//
//   makeMap(onLook)          { root, canvas, svg }; onLook(at, unit) for what is pointed at
//   drawMap(map, width, s, { text, steps, shades, rows, moved, at })
//   writeFacts(line, names, step, unit)    values of one unit, each in its colour
//   makeShow(w), makeLegend()              which value is shown, and what shades mean
import { shown } from "./characters.js";
import { choices, el, els } from "./controls.js";
import { clamp, mark, node, place, write } from "./svg.js";
import { format } from "./text.js";
import { colourOf, paint } from "./theme.js";

const [HIGH, COLUMN, STRIP] = [264, 10, 34];
const ROLES = { r: "r", z: "z", n: "g" };
export const roleOf = (show) => ROLES[show] ?? show;

// The map: characters above, a canvas of shades, a cross, and below it how far each
// prediction moves.
export function makeMap(onLook) {
  const canvas = el("canvas", { class: "shades", role: "img" });
  const svg = node(null, "svg", { class: "over", "aria-hidden": "true" });
  const parts = { letters: node(svg, "text", { class: "letters", y: 12 }) };
  parts.here = node(svg, "rect", { class: "here", y: 1, width: COLUMN });
  parts.unit = node(svg, "path", { class: "unit" });
  for (const name of ["base", "moved"]) parts[name] = node(svg, "path", { class: name });
  const root = el("div", { class: "map" }, canvas, svg);
  let view;
  const look = ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    const column = Math.floor(((clientX - box.left) / box.width) * view.count);
    const row = Math.floor(((clientY - box.top) / box.height) * view.rows.length);
    const unit = view.rows[clamp(row, 0, view.rows.length - 1)];
    onLook(clamp(view.from + column, 0, view.last), unit);
  };
  root.addEventListener("click", look);
  root.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse" && event.buttons === 1) look(event);
  });
  return { root, canvas, svg, parts, set: (now) => (view = now) };
}

// How far each prediction moves: a strip of bars that stand on `foot`, and their ground.
function drawMoved({ base, moved: bars }, moved, from, count, foot) {
  const wide = COLUMN - 2;
  const bar = (v, c) => {
    const high = ((STRIP - 6) * v).toFixed(2);
    return `M${c * COLUMN + 1} ${foot}v-${high}h${wide}v${high}z`;
  };
  const seen = moved?.slice(from, from + count) ?? [];
  mark(base, "d", moved ? `M0 ${foot}h${count * COLUMN}` : "");
  mark(bars, "d", Array.from(seen, bar).join(""));
}

export function drawMap({ canvas, svg, parts, set, root }, width, s, found) {
  const { text, steps, shades, rows, moved, at } = found;
  const count = Math.max(1, Math.min(steps.length, Math.floor(width / COLUMN)));
  const from = clamp(at - Math.floor(count / 2), 0, steps.length - count);
  set({ rows, count, from, last: steps.length - 1 });
  const role = roleOf(s.show);
  const colours = { more: colourOf(root, role), less: colourOf(root, "backward") };
  const value = (r, c) => shades[from + c][rows[r]];
  paint(canvas, rows.length, count, value, colours);
  const wide = count * COLUMN;
  mark(canvas, "style", `width: ${wide}px; height: ${HIGH}px`);
  const bottom = 18 + HIGH;
  place(svg, { width: wide, height: bottom + (moved ? STRIP : 4) });
  const x = Array.from({ length: count }, (_, c) => (c + 0.5) * COLUMN);
  const letters = Array.from(text.slice(from, from + count), shown).join("");
  place(parts.letters, { x: x.join(" ") }, letters);
  const [left, row] = [(at - from) * COLUMN, rows.indexOf(s.unit)];
  place(parts.here, { x: left, height: bottom });
  mark(parts.unit, "d", `M0 ${18 + ((row + 0.5) * HIGH) / rows.length}h${wide}`);
  drawMoved(parts, moved, from, count, bottom + STRIP - 1);
}

// The values of the unit at the character, each in its colour.
export function writeFacts(line, names, step, unit) {
  const key = names.join();
  if (line.dataset.names !== key) {
    line.dataset.names = key;
    const all = names.map((show) => {
      const name = el("i", { style: `color: var(--rnn-${roleOf(show)})` }, show);
      return el("span", { class: "value" }, name, " ");
    });
    line.replaceChildren("", ...all);
  }
  write(line.firstChild, `unit ${unit}: `);
  names.forEach((show, k) => {
    const value = format((step[show] ?? step[`step.${show}`])[unit]);
    write(line.children[k].lastChild, ` ${value}`);
  });
}

// Which value is shown: other cells have other gates.
export function makeShow(w) {
  const root = el("div");
  let [known, made] = ["", undefined];
  const set = (names, s) => {
    if (names.join() !== known) {
      known = names.join();
      const options = names.map((show) => [show, show]);
      made = choices("Value shown", options, (show) => w.set({ show }), { name: "shown" });
      root.replaceChildren(made.root);
    }
    made.set(s.show);
  };
  return { root, set };
}

// What the shades mean.
export function makeLegend() {
  const [more, less] = els("b", "more", "less");
  const root = el("p", { class: "legend" }, more, " above zero, ", less, "");
  const set = (show) => {
    const full = show === "c" ? "a unit's largest |c| in the text" : "1";
    write(root.lastChild, ` below zero; full at ${full}. A row is a unit, a column a character.`);
  };
  return { root, set };
}
