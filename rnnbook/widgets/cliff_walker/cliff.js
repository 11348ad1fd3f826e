// From the settings of the walker to its numbers: the traced sigmoid unit, 50 steps deep,
// forward and backward, and gradient descent on its two parameters.
import { clipByElement, clipByNorm } from "../_runtime/small.js";
import { unroll, unrollBackward } from "../_runtime/unroll.js";

const T = 50;
const START = 0.5;
const TARGET = 0.7;
export const UPDATES = 40;
export const W_RANGE = [3.5, 6.5];
export const B_RANGE = [-3.5, -1.5];
const x = new Float64Array(T);

// [E, dE/dw, dE/db], as `error` has them in Python.
export function error(cell, w, b) {
  const p = { D: 1, H: 1, U: new Float64Array(1), W: Float64Array.of(w), b: Float64Array.of(b) };
  const { h, cache } = unroll(cell, p, x, T, 1, { h: Float64Array.of(START) });
  const gap = h[T - 1] - TARGET;
  const dh = new Float64Array(T);
  dh[T - 1] = 2 * gap;
  const { dW, db } = unrollBackward(cell, p, dh, cache);
  return [gap * gap, dW[0], db[0]];
}

// The errors of a grid, row after row: each pair (w, b) is one entry of a batch, whose
// recurrent product is its own w times its own state.
export function surface(cell, ws, bs) {
  const n = ws.length * bs.length;
  const w = Float64Array.from({ length: n }, (_, k) => ws[k % ws.length]);
  const xU = Float64Array.from({ length: n }, (_, k) => bs[Math.floor(k / ws.length)]);
  let h = new Float64Array(n).fill(START);
  for (let t = 0; t < T; t++) h = cell.forwardStep({ xU, hW: h.map((v, k) => v * w[k]), h_prev: h }, n, 1).h;
  return h.map((v) => (v - TARGET) ** 2);
}

// The walk: { places: [[w, b], ...], errors: [...], largest: the largest gradient norm }.
export function path(cell, { w, b, lr, threshold, by }, clipped) {
  const clip = by === "norm" ? clipByNorm : clipByElement;
  const [places, errors] = [[[w, b]], []];
  let largest = 0;
  for (let k = 0; k < UPDATES; k++) {
    const [E, ...gradient] = error(cell, w, b);
    errors.push(E);
    largest = Math.max(largest, Math.hypot(...gradient));
    const [dw, db] = clipped ? clip(gradient, threshold) : gradient;
    [w, b] = [w - lr * dw, b - lr * db];
    places.push([w, b]);
  }
  errors.push(error(cell, w, b)[0]);
  return { places, errors, largest };
}
