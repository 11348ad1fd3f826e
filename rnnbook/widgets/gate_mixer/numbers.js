// From the settings of the mixer to the numbers of its 100 steps. The unit is the traced
// LSTM of the package; this file only places its pre-activations.

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
    const row = t * GATES.length;
    a[row] = shut ? SHUT : a_i;
    a[row + 1] = reset ? SHUT : a_f;
    a[row + 3] = early ? SHUT : a_o;
  }
  for (const [step, height] of s.pulses) a[step * GATES.length + 2] = atanh(height);
  return a;
}

// U is the identity and W is zero: x U is the pre-activation itself, and h W is nothing.
const hW = new Float64Array(GATES.length);

// The unit over all steps: { i, f, g, o, c_prev, tanh_c, c, h }, each T numbers.
export function run(cell, settings) {
  const a = preactivations(settings);
  const steps = [];
  let [h_prev, c_prev] = [new Float64Array(1), new Float64Array(1)];
  for (let t = 0; t < T; t++) {
    const xU = a.subarray(t * GATES.length, (t + 1) * GATES.length);
    const step = cell.forwardStep({ xU, hW, h_prev, c_prev }, 1, 1);
    [h_prev, c_prev] = [step.h, step.c];
    steps.push(step);
  }
  const of = (name) => {
    const values = new Float64Array(T);
    for (let t = 0; t < T; t++) values[t] = steps[t][name][0];
    return values;
  };
  const values = Object.fromEntries(cell.step.map((name) => [name, of(`step.${name}`)]));
  return { ...values, c: of("c"), h: of("h") };
}

const equal = (a, b) => a === b || (a?.length === T && a.every((value, t) => value === b?.[t]));

// runs(cell) is run(cell, settings) for settings that change: while only the cursor moves,
// the unit does not run again, and values that stay are the same array as before.
export function runs(cell) {
  let [key, last] = ["", {}];
  return (settings) => {
    const now = JSON.stringify({ ...settings, t: 0 });
    if (now === key) return last;
    const next = run(cell, settings);
    for (const name in next) if (equal(next[name], last[name])) next[name] = last[name];
    [key, last] = [now, next];
    return next;
  };
}

// (6.15): steps until half of the cell state is left.
export const halfLife = (s) => (s.carousel ? Infinity : Math.log(0.5) / Math.log(s.forget));

// The first pulse that left a trace in the cell, -1 if none did.
export const firstWritten = ({ c }) => c.findIndex((value) => Math.abs(value) > 1e-9);
