// Parts that only the mixer has: a slider with a scale of its own, the equations of a step.
import { el, math, numberField, range, uniqueId } from "../_runtime/controls.js";
import { mark, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";

// Three decimals, as all of the mixer's read-outs have, or two significant digits of
// what is small; what three decimals do not show of a fading state is 0.000.
export function three(value) {
  const size = Math.abs(value);
  if (size < 5e-4) return format(0, 3);
  if (size >= 1e-3) return format(value, 3);
  return format(0.001 * Math.sign(value), 3).slice(0, value < 0 ? 6 : 5);
}

// A half-life in words.
export const steps = (half) => (half === Infinity ? "∞" : `${format(half, 1)} steps`);

// act(...), but not again while its arguments stay the same: then the last result stays.
export function whenNew(act) {
  let given, result;
  return (...now) => {
    if (!given || now.some((value, k) => value !== given[k])) result = act(...now);
    given = now;
    return result;
  };
}

// Like the shared slider, with two more things: `scale` says where on the range a value
// stands, and `usable` what the field may take, `wanted` the same in words.
const EVEN = { to: (v) => v, from: (v) => v };
export function scaledSlider({ label, role, min, max, step, scale = EVEN, onInput, ...field }) {
  const id = uniqueId();
  const [low, high] = [scale.to(min), scale.to(max)];
  const ends = { id, min: low, max: high, step };
  const { root: bar } = range(ends, (v) => onInput(scale.from(v)));
  const kind = "rnn-label rnn-tone";
  const name = el("label", { for: id, id: `${id}-label`, class: kind }, label);
  const number = numberField({ "aria-labelledby": `${id}-label`, step: "any", onInput, ...field });
  const disable = whenNew((off) => {
    if (off) number.restore();
    for (const input of [bar, number.root]) input.disabled = off;
  });
  return {
    root: el("div", { class: "rnn-slider", "data-role": role }, name, number.root, bar),
    part: (value) => (scale.to(value) - low) / (high - low),
    set(value, spoken, disabled = false) {
      if (Math.abs(Number(bar.value) - scale.to(value)) > 1e-9) bar.value = scale.to(value);
      mark(bar, "aria-valuetext", spoken);
      number.set(value);
      disable(disabled);
    },
  };
}

// The two equations of the step at the cursor, (6.12) and (6.13), each letter over its
// number: role, letter, which step and value, or a sign.
const EQUATIONS = [
  ["c 0 c", "=", "f 0 f", "·", "c -1 c_prev", "+", "i 0 i", "·", "g 0 g"],
  ["h 0 h", "=", "o 0 o", "· tanh", "c 0 c"],
];

export function readout() {
  const terms = [];
  const term = (letter, step, of) => {
    const name = math(letter, " ");
    const value = el("span", { class: "number" });
    terms.push({ index: name.querySelector("sub"), value, step: Number(step), of });
    return el("span", { class: `term ${letter}` }, name, value);
  };
  const part = (text) => {
    const [letter, step, of] = text.split(" ");
    return of ? term(letter, step, of) : el("span", { class: "sign" }, text);
  };
  const lines = EQUATIONS.map((parts) => el("p", { class: "equation" }, parts.map(part)));
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
