// From the settings of the mixer to the numbers of its 100 steps. The unit is the traced
// LSTM of the package; this file only places its pre-activations.
import { unroll } from "../_runtime/loop.js";

export const T = 100;
export const GATES = ["i", "f", "g", "o"];

// Pre-activations so far out that the sigmoid rounds to 1 and to 0 in float64.
export const OPEN = 40;
export const SHUT = -40;

// The inverses of the squashing functions: they place a setting, they are no part of
// the cell, which squashes again by its own equations.
export const logit = (p) => Math.log(p / (1 - p));
const atanh = Math.atanh;

// (T, 4) flat: a_i, a_f, a_g, a_o of each step, as GateMixer.preactivations has them.
export function preactivations(s) {
  const a = new Float64Array(T * GATES.length);
  const [a_i, a_f, a_o] = [logit(s.input), s.carousel ? OPEN : logit(s.forget), logit(s.output)];
  for (let t = 0; t < T; t++) {
    const shut = s.close_input_at !== null && t >= s.close_input_at;
    const reset = !s.carousel && t === s.reset_at;
    const early = s.open_output_at !== null && t < s.open_output_at;
    a.set([shut ? SHUT : a_i, reset ? SHUT : a_f, 0, early ? SHUT : a_o], t * GATES.length);
  }
  for (const [step, height] of s.pulses) a[step * GATES.length + 2] = atanh(height);
  return a;
}

// U is the identity and W is zero: the input is the pre-activation itself.
const H = 1;
const D = GATES.length;
const U = Float64Array.from({ length: D * D }, (_, k) => (k % (D + 1) === 0 ? 1 : 0));
const parameters = { D, H, U, W: new Float64Array(D), b: new Float64Array(D) };

// The unit over all steps: { i, f, g, o, c_prev, tanh_c, c, h }, each T numbers.
export function run(cell, settings) {
  const { h, state, cache } = unroll(cell, parameters, preactivations(settings), T, 1);
  const of = (name) => Float64Array.from(cache.steps, (step) => step[`step.${name}`][0]);
  const values = Object.fromEntries(cell.step.map((name) => [name, of(name)]));
  const c = Float64Array.from(cache.steps, (step) => step.c[0]);
  return { ...values, c, h, c_last: state.c[0] };
}

// (6.15): steps until half of the cell state is left.
export const halfLife = (s) => (s.carousel ? Infinity : Math.log(0.5) / Math.log(s.forget));

// The first pulse that left a trace in the cell, -1 if none did.
export const firstWritten = ({ c }) => c.findIndex((value) => Math.abs(value) > 1e-9);
