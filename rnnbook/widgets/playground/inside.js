// Inside one network: state and gates of one sequence, weights and their gradients.
import { el, valued } from "../_runtime/controls.js";
import { mark, write } from "../_runtime/svg.js";
import { format, scientific } from "../_runtime/text.js";
import { colourOf, onTheme, paint } from "../_runtime/theme.js";
import { explainer } from "./explain.js";

const ROLES = new Set(["i", "f", "g", "o", "c", "h", "x", "r", "z"]);
const role = (name) => (ROLES.has(name) ? name : "forward");
const largest = (rows) => Math.max(...rows.flat().map(Math.abs).filter(Number.isFinite), 1e-12);

// The palette's colours, asked for once until the theme changes: asking makes the browser
// lay out the page at once.
function tones(root, changed) {
  const known = new Map();
  const stop = onTheme(() => {
    known.clear();
    changed();
  });
  const of = (name) => {
    if (!known.has(name)) known.set(name, colourOf(root, name));
    return known.get(name);
  };
  return { of, stop };
}

// One picture of numbers: rows by columns, each number a shade.
function picture(onPoint) {
  const canvas = el("canvas", { role: "img" });
  const name = el("span", { class: "map-name" });
  const cross = el("span", { class: "cross", "aria-hidden": "true" });
  const frame = el("div", { class: "map-frame" }, canvas, ...(onPoint ? [cross] : []));
  const root = el("div", { class: "map" }, name, frame);
  let [rows, columns] = [1, 1];
  const place = ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    const at = (v, low, size, n) =>
      Math.min(n - 1, Math.max(0, Math.floor(((v - low) / size) * n)));
    onPoint(at(clientY, box.top, box.height, rows), at(clientX, box.left, box.width, columns));
  };
  if (onPoint) frame.addEventListener("pointerdown", place);
  return {
    root,
    // values: rows of numbers; scale: the number that is a full shade.
    draw({ values, label, scale, colours, said }) {
      [rows, columns] = [values.length, values[0]?.length ?? 1];
      const paintable = (r, c) => (Number.isFinite(values[r][c]) ? values[r][c] / scale : 0);
      paint(canvas, rows, columns, paintable, colours);
      write(name, label);
      mark(canvas, "aria-label", said);
      mark(
        canvas,
        "style",
        `aspect-ratio: auto; height: ${Math.min(120, Math.max(20, rows * 7))}px`,
      );
    },
    // The cross stands at this row and column.
    point(row, column) {
      const [left, top] = [(100 * (column + 0.5)) / columns, (100 * (row + 0.5)) / rows];
      mark(cross, "style", `left: ${left.toFixed(2)}%; top: ${top.toFixed(2)}%`);
    },
  };
}

// As many pictures as there are to draw, made when they are needed, some in a group.
function pictures(onPoint, together = 1) {
  const root = el("div", { class: "maps" });
  const made = [];
  const more = () => {
    const group = Array.from({ length: together }, () => picture(onPoint));
    made.push(...group);
    root.append(el("div", { class: "map-group" }, ...group.map((each) => each.root)));
  };
  return {
    root,
    draw(all) {
      while (made.length < all.length) more();
      made.forEach((each, k) => {
        each.root.hidden = k >= all.length;
        if (k < all.length) each.draw(all[k]);
      });
    },
    point: (row, column) => made.forEach((each) => each.point(row, column)),
  };
}

// Rows of a flat array, and the same turned on its side.
const rowsOf = (flat, width) =>
  Array.from({ length: flat.length / width }, (_, r) =>
    Array.from(flat.subarray(r * width, (r + 1) * width)),
  );
const turned = (flat, T) => {
  const rows = rowsOf(flat, flat.length / T);
  return rows[0].map((_, c) => rows.map((row) => row[c]));
};
const span = (rows) => {
  const all = rows.flat();
  return `${format(Math.min(...all))} to ${format(Math.max(...all))}`;
};

// The parts of one sequence as pictures: [{ name, values (units by steps), scale }].
function partsOf({ states, gates, T }) {
  const parts = [];
  for (const [name, flat] of Object.entries(states)) {
    const values = turned(flat, T);
    parts.push({ name, values, scale: name === "h" ? 1 : Math.max(1, largest(values)) });
  }
  for (const [name, flat] of Object.entries(gates)) {
    parts.push({ name, values: turned(flat, T), scale: 1 });
  }
  return parts;
}

function slide(label, onInput) {
  const { root, set } = valued({ label: label.root, min: 0, onInput });
  const show = (now, most) =>
    set(now, `${now + 1} of ${most + 1}`, { max: most, spoken: String(now + 1) });
  return { root, set: show };
}

// inside(w.root, redraw): { root, line, draw(look, name), stop }
export function inside(root, redraw) {
  const { line, label } = explainer();
  const at = { unit: 0, step: 0 };
  const move = (values) => {
    Object.assign(at, values);
    redraw();
  };
  const maps = pictures((r, c) => move({ unit: r, step: c }));
  const weights = pictures(undefined, 2);
  const unit = slide(label("unit"), (v) => move({ unit: v }));
  const step = slide(label("step"), (v) => move({ step: v }));
  const read = el("p", { class: "read" });
  const numbers = el("p", { class: "radius" });
  const answer = el("p", { class: "quiet" });
  let [drawn, parts] = []; // what the pictures show: they stay while a slider moves
  const { of: tone, stop } = tones(root, () => {
    drawn = undefined;
    redraw();
  });
  const heading = (text) => el("p", { class: "title quiet" }, text);
  const [first, second] = [
    "One sequence: steps from left to right, units from top to bottom",
    "Weights, and under each its gradient of the last update",
  ].map(heading);
  const slides = el("div", { class: "slides" }, step.root, unit.root);
  const sequence = [first, answer, maps.root, slides, line, read];
  return {
    root: el("div", { class: "within" }, sequence, second, weights.root, numbers),
    stop,
    draw(look, squared) {
      if (!look) return;
      if (look !== drawn) {
        parts = partsOf(look.sequence);
        drawParts(tone, parts, maps);
        drawWeights(tone, look, weights, numbers);
      }
      drawn = look;
      drawPlace(look.sequence, parts, { maps, unit, step, read, at });
      write(answer, asked(look.sequence, squared));
    },
  };
}

function drawParts(tone, parts, maps) {
  const less = tone("backward");
  maps.draw(
    parts.map(({ name, values, scale }) => ({
      values,
      scale,
      label: name,
      colours: { more: tone(role(name)), less },
      said: `${name}, ${values.length} units at ${values[0].length} steps, from ${span(values)}`,
    })),
  );
}

function drawPlace(sequence, parts, { maps, unit, step, read, at }) {
  const [units, steps] = [parts[0].values.length, parts[0].values[0].length];
  at.unit = Math.min(at.unit, units - 1);
  at.step = Math.min(at.step, steps - 1);
  maps.point(at.unit, at.step);
  unit.set(at.unit, units - 1);
  step.set(at.step, steps - 1);
  const here = parts.map(({ name, values }) => `${name} = ${format(values[at.unit][at.step])}`);
  write(
    read,
    `Step ${at.step + 1}, unit ${at.unit + 1}: ${inputAt(sequence, at.step)}${here.join(", ")}.`,
  );
}

function inputAt({ symbols, input, T }, t) {
  if (symbols) return `input “${symbols[t]}”; `;
  const width = input.length / T;
  const list = Array.from(input.subarray(t * width, (t + 1) * width), (v) => format(v));
  return width <= 4 ? `input ${list.join(", ")}; ` : "";
}

// What the network says at the step of the answer, and what would be right.
function asked({ asked: t, target, output, T }, squared) {
  const O = output.length / T;
  const says = Array.from(output.subarray(t * O, (t + 1) * O));
  const width = squared ? O : 1;
  const right = target.length > width ? target.slice(t * width, (t + 1) * width) : target;
  const where = `At step ${t + 1}, where the answer is asked, the network`;
  const list = (values) => values.map((v) => format(v)).join(", ");
  if (squared) return `${where} says ${list(says)}; right is ${list(right)}.`;
  return `${where} gives the right answer a probability of ${format(says[right[0]])}.`;
}

function drawWeights(tone, { weights, gradients, radius, shapes }, maps, numbers) {
  const colours = { more: tone("forward"), less: tone("backward") };
  const all = Object.entries(weights).flatMap(([name, flat]) => {
    const [values, slope] = [flat, gradients[name]].map((v) => rowsOf(v, shapes[name].at(-1)));
    const [w, g] = [largest(values), largest(slope)];
    return [
      { values, scale: w, label: name, colours, said: `${name}, up to ${format(w)}` },
      {
        values: slope,
        scale: g,
        label: `d${name}, up to ${scientific(g)}`,
        colours,
        said: `Gradient of ${name}, up to ${scientific(g)}`,
      },
    ];
  });
  maps.draw(all);
  write(numbers, radiusSays(radius));
}

// radius: that of each gate's block of W, by gate.
export function radiusSays(radius) {
  const all = Object.entries(radius).filter(([, value]) => Number.isFinite(value));
  if (all.length !== 1) {
    const each = all.map(([gate, value]) => `${gate} ${format(value)}`).join(", ");
    return `Spectral radius of W, block by block: ${each}.`;
  }
  const [[, value]] = all;
  const side =
    value > 1.02
      ? "above 1: W alone would make a state grow"
      : value < 0.98
        ? "below 1: W alone would make a state fade"
        : "close to 1: W alone would keep a state";
  return `Spectral radius of W: ${format(value)}, ${side}.`;
}
