// A trained LSTM over one sequence, with one cell held if it is to be: the twin of run()
// in __init__.py. The step is the traced cell.
import { unroll, zerosState } from "../_runtime/loop.js";

export function makeNet({ U, W, b, V, b_y }) {
  const [D, H] = [U.length, W.length];
  const [u, w, bias] = [U, W, b].map((values) => Float64Array.from(values.flat()));
  return { D, H, U: u, W: w, b: bias, V, b_y };
}

// codes: for each step the place of the 1, or a row of numbers.
const rowOf = (code, D) => {
  if (Array.isArray(code)) return Float64Array.from(code);
  return Float64Array.from({ length: D }, (_, k) => (k === code ? 1 : 0));
};

const scoresOf = ({ V, b_y }, h) =>
  b_y.map((bias, k) => h.reduce((sum, v, unit) => sum + v * V[unit][k], bias));

// hold: { cell, value, since }, cell 0 for none. Returns { h, c, o }, a row a step.
export function run(cell, net, codes, hold) {
  let state = zerosState(cell, 1, net.H);
  const rows = { h: [], c: [], o: [] };
  codes.forEach((code, t) => {
    const done = unroll(cell, net, rowOf(code, net.D), 1, 1, state);
    const [h, c] = ["h", "c"].map((name) => Float64Array.from(done.state[name]));
    if (hold.cell && t + 1 >= hold.since) {
      const k = hold.cell - 1;
      c[k] = hold.value;
      h[k] = done.cache.steps[0]["step.o"][k] * Math.tanh(hold.value); // (10.9)
    }
    state = { h, c };
    rows.h.push([...h]);
    rows.c.push([...c]);
    rows.o.push(scoresOf(net, [...h]));
  });
  return rows;
}

export function softmax(scores) {
  const most = Math.max(...scores);
  const each = scores.map((v) => Math.exp(v - most));
  const sum = each.reduce((a, v) => a + v, 0);
  return each.map((v) => v / sum);
}

// The sum that the adding network says: its output is 0.5 + sum / 4.
export const sumOf = (o) => 4 * (o[0] - 0.5);
