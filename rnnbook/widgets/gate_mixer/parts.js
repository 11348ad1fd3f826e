// Parts that only the mixer has: a slider with a scale of its own, the equations of a step.
import { el, format, math, numberField, uniqueId } from "../_runtime/controls.js";

// Three decimals, as all of the mixer's read-outs have, or two significant digits of
// what is small; what three decimals do not show of a fading state is 0.000.
export function three(value) {
  const size = Math.abs(value);
  if (size < 5e-4) return format(0, 3);
  return size < 1e-3 ? format(0.001 * Math.sign(value), 3).slice(0, value < 0 ? 6 : 5) : format(value, 3);
}

// Change the text of an element that holds one text node, only if it differs.
export function write(element, text) {
  if (!element.firstChild) element.append(text);
  else if (element.firstChild.data !== String(text)) element.firstChild.data = text;
}

// The same for an attribute.
export function mark(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

// A half-life in words.
export const steps = (half) => (half === Infinity ? "∞" : `${format(half, 1)} steps`);

// Like the shared slider, with two more things: `scale` says where on the range a value
// stands, and `usable` what the field may take, `wanted` the same in words.
export function scaledSlider({ label, role, min, max, step, usable, wanted, onInput,
  scale = { to: (v) => v, from: (v) => v } }) {
  const id = uniqueId();
  const range = el("input", { type: "range", class: "rnn-range", id, min: scale.to(min), max: scale.to(max), step });
  const name = el("label", { for: id, id: `${id}-label`, class: "rnn-label rnn-tone" }, label);
  const field = numberField({ "aria-labelledby": `${id}-label`, step: "any", usable, wanted, onInput });
  range.addEventListener("input", () => onInput(scale.from(Number(range.value))));
  const part = (value) => (scale.to(value) - Number(range.min)) / (Number(range.max) - Number(range.min));
  return {
    root: el("div", { class: "rnn-slider", "data-role": role }, name, field.root, range),
    part,
    set(value, spoken, disabled = false) {
      if (Math.abs(Number(range.value) - scale.to(value)) > 1e-9) range.value = scale.to(value);
      mark(range, "aria-valuetext", spoken);
      field.set(value);
      if (disabled) field.restore();
      if (range.disabled !== disabled) range.disabled = field.root.disabled = disabled;
    },
  };
}

// The two equations of the step at the cursor, (6.12) and (6.13), each letter over its
// number: [role, letter, which step, value] or a sign.
const EQUATIONS = [
  [["c", "c", 0, "c"], "=", ["f", "f", 0, "f"], "·", ["c", "c", -1, "c_prev"], "+",
    ["i", "i", 0, "i"], "·", ["g", "g", 0, "g"]],
  [["h", "h", 0, "h"], "=", ["o", "o", 0, "o"], "· tanh", ["c", "c", 0, "c"]],
];

export function readout() {
  const terms = [];
  const term = ([role, letter, step, of]) => {
    const name = math(letter, " ");
    const value = el("span", { class: "number" });
    terms.push({ index: name.querySelector("sub"), value, step, of });
    return el("span", { class: `term ${role}` }, name, value);
  };
  const sign = (text) => el("span", { class: "sign" }, text);
  const lines = EQUATIONS.map((parts) =>
    el("p", { class: "equation" }, parts.map((part) => (typeof part === "string" ? sign(part) : term(part)))));
  return {
    root: el("div", { class: "readout" }, lines),
    update(t, run) {
      for (const { index, value, step, of } of terms) {
        write(index, t + step < 0 ? "start" : t + step);
        write(value, three(run[of][t]));
      }
    },
  };
}
