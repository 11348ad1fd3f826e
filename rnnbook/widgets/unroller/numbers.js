// From the settings of the unroller to every array of every step. The step is the traced
// cell of the package; readout and loss are those of _runtime/head.js.
import { compile, everything } from "../_runtime/graph.js";
import { readout, readoutBackward, softmaxCrossEntropy } from "../_runtime/head.js";
import { transposedMatmul } from "../_runtime/linear.js";
import { makeCell, unroll, unrollBackward } from "../_runtime/loop.js";

// The cell, and with each step also its inner values: xU, hW and a.
export function makeRunner(traced) {
  const forwardStep = compile(traced.forward, everything(traced.forward));
  return { ...makeCell(traced), forwardStep };
}

const flat = (lists) => Float64Array.from(lists.flat());

// Every array by name, flat, one row for each step: what Unroller.run gives in Python.
export function run(cell, { weights, notes, symbols }) {
  const [D, H, T] = [symbols.length, weights.b.length, notes.length - 1];
  const [U, W, b, h_0] = ["U", "W", "b", "h_0"].map((name) => flat(weights[name]));
  const p = { D, H, U, W, b };
  const head = { H, O: D, V: flat(weights.V), b: flat(weights.b_y) };
  const x = flat(notes.slice(0, T).map((note) => symbols.map((_, k) => Number(k === note))));
  const { h, cache } = unroll(cell, p, x, T, 1, { h: h_0 });
  const o = readout(head, h, T);
  const { y, losses, dO } = softmaxCrossEntropy(o, notes.slice(1), D);
  const { dh } = readoutBackward(head, h, dO, T);
  const { dxU: da } = unrollBackward(cell, p, dh, cache);
  const inner = (name) => flat(cache.steps.map((step) => Array.from(step[name])));
  const [xU, hW, a] = ["xU", "hW", "a"].map(inner);
  return { T, D, H, x, h_prev: cache.hPrev, xU, hW, a, h, o, y, losses, do: dO, da };
}

// The row of step t (from 1) in an array of `result`.
export function rowAt(result, name, t) {
  const width = result[name].length / result.T;
  return Array.from(result[name].subarray((t - 1) * width, t * width));
}

// Which two rows of a step make its part of a weight's gradient, and how they are called.
export const FACTORS = {
  W: { left: "h_prev", right: "da" },
  U: { left: "x", right: "da" },
  V: { left: "h", right: "do" },
};

// What step t adds to the gradient of `weight`: an outer product, as rows of numbers.
export function part(result, weight, t) {
  const [left, right] = Object.values(FACTORS[weight]).map((name) => rowAt(result, name, t));
  return rows(transposedMatmul(left, right, 1, left.length, right.length), right.length);
}

// The gradient itself: one product over all steps, the sum of their parts.
export function gradient(result, weight) {
  const { left, right } = FACTORS[weight];
  const [n, m] = [left, right].map((name) => result[name].length / result.T);
  return rows(transposedMatmul(result[left], result[right], result.T, n, m), m);
}

function rows(array, width) {
  const count = array.length / width;
  return Array.from({ length: count }, (_, k) =>
    Array.from(array.subarray(k * width, (k + 1) * width)),
  );
}
