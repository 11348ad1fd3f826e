// A map of all units of a network over a text, in shades: gates_reading, microscope.
//
//   makeMap(onLook)          { root, canvas, svg }; onLook(at, unit) for what is pointed at
//   drawMap(map, width, s, { text, steps, shades, rows, moved, at })
//   writeFacts(line, names, step, unit)    values of one unit, each in its colour
//   makeShow(w), makeLegend()              which value is shown, and what shades mean
import { shown } from "./characters.js";
import { choices, el, els } from "./controls.js";
import { clamp, node, place, write } from "./svg.js";
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
  return { root, canvas, svg, set: (now) => (view = now) };
}

export function drawMap({ canvas, svg, set, root }, width, s, found) {
  const { text, steps, shades, rows, moved, at } = found;
  const count = Math.max(1, Math.min(steps.length, Math.floor(width / COLUMN)));
  const from = clamp(at - Math.floor(count / 2), 0, steps.length - count);
  set({ rows, count, from, last: steps.length - 1 });
  const role = roleOf(s.show);
  const colours = { more: colourOf(root, role), less: colourOf(root, "backward") };
  const value = (r, c) => shades[from + c][rows[r]];
  paint(canvas, rows.length, count, value, colours);
  const wide = count * COLUMN;
  Object.assign(canvas.style, { width: `${wide}px`, height: `${HIGH}px` });
  const bottom = 18 + HIGH;
  svg.replaceChildren();
  place(svg, { width: wide, height: bottom + (moved ? STRIP : 4) });
  const x = Array.from({ length: count }, (_, c) => (c + 0.5) * COLUMN);
  const letters = Array.from(text.slice(from, from + count), shown).join("");
  node(svg, "text", { class: "letters", x: x.join(" "), y: 12 }, letters);
  const [left, row] = [(at - from) * COLUMN, rows.indexOf(s.unit)];
  node(svg, "rect", { class: "here", x: left, y: 1, width: COLUMN, height: bottom });
  const y = 18 + ((row + 0.5) * HIGH) / rows.length;
  node(svg, "path", { class: "unit", d: `M0 ${y}h${wide}` });
  if (!moved) return;
  node(svg, "path", { class: "base", d: `M0 ${bottom + STRIP - 1}h${wide}` });
  for (let c = 0; c < count; c++) {
    const high = (STRIP - 6) * moved[from + c];
    const box = { x: c * COLUMN + 1, y: bottom + STRIP - 1 - high, width: COLUMN - 2 };
    node(svg, "rect", { class: "moved", ...box, height: high });
  }
}

// The values of the unit at the character, each in its colour.
export function writeFacts(line, names, step, unit) {
  const all = names.map((show) => {
    const value = format((step[show] ?? step[`step.${show}`])[unit]);
    const name = el("i", { style: `color: var(--rnn-${roleOf(show)})` }, show);
    return el("span", { class: "value" }, name, ` ${value}`);
  });
  line.replaceChildren(`unit ${unit}: `, ...all);
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
