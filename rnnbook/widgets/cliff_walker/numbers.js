// From the settings of the walker to its numbers: the traced sigmoid unit, 50 steps deep,
// forward and backward, and gradient descent on its two parameters. Each pair (w, b) is
// one entry of a batch, whose recurrent product is its own w times its own state.
import { clipByElement, clipByNorm } from "../_runtime/small.js";

const T = 50;
const START = 0.5;
const TARGET = 0.7;
export const UPDATES = 40;

// The states of every pair, the start first, and the records of all steps.
function forward(cell, w, b) {
  const n = w.length;
  const hW = new Float64Array(n);
  const states = [new Float64Array(n).fill(START)];
  const steps = [];
  for (let t = 0; t < T; t++) {
    const h_prev = states[t];
    for (let k = 0; k < n; k++) hW[k] = h_prev[k] * w[k];
    steps.push(cell.forwardStep({ xU: b, hW, h_prev }, n, 1));
    states.push(steps[t].h);
  }
  return { states, steps };
}

// { E, dw, db } of every pair, as `error` has them in Python.
export function errors(cell, w, b) {
  const { states, steps } = forward(cell, w, b);
  const n = w.length;
  const [E, dw, db, dh] = [0, 0, 0, 0].map(() => new Float64Array(n));
  for (let k = 0; k < n; k++) {
    E[k] = (states[T][k] - TARGET) ** 2;
    dh[k] = 2 * (states[T][k] - TARGET);
  }
  for (let t = T - 1; t >= 0; t--) {
    const step = steps[t];
    step.dh = dh; // not a copy with it: there are 2,000 steps a drawing
    const back = cell.backwardStep(step, n, 1);
    for (let k = 0; k < n; k++) {
      dw[k] += back.dhW[k] * states[t][k];
      db[k] += back.dxU[k];
      dh[k] = back.dh_prev[k] + back.dhW[k] * w[k];
    }
  }
  return { E, dw, db };
}

// The errors of a grid, row after row.
export function surface(cell, ws, bs) {
  const n = ws.length * bs.length;
  const w = Float64Array.from({ length: n }, (_, k) => ws[k % ws.length]);
  const b = Float64Array.from({ length: n }, (_, k) => bs[Math.floor(k / ws.length)]);
  let h = new Float64Array(n).fill(START);
  for (let t = 0; t < T; t++)
    h = cell.forwardStep({ xU: b, hW: h.map((v, k) => v * w[k]), h_prev: h }, n, 1).h;
  return h.map((v) => (v - TARGET) ** 2);
}

// Both walks, side by side: { free, clipped }, each { places: [[w, b], ...], errors,
// largest: the largest gradient norm met }.
export function walks(cell, { w, b, lr, threshold, by }) {
  const clip = by === "norm" ? clipByNorm : clipByElement;
  const kinds = [(gradient) => gradient, (gradient) => clip(gradient, threshold)];
  const found = kinds.map(() => ({ places: [[w, b]], errors: [], largest: 0 }));
  const [ws, bs] = [w, b].map((v) => new Float64Array(kinds.length).fill(v));
  for (let update = 0; update <= UPDATES; update++) {
    const { E, dw, db } = errors(cell, ws, bs);
    found.forEach((walk, k) => {
      walk.errors.push(E[k]);
      if (update === UPDATES) return;
      walk.largest = Math.max(walk.largest, Math.hypot(dw[k], db[k]));
      const [stepW, stepB] = kinds[k]([dw[k], db[k]]);
      ws[k] -= lr * stepW;
      bs[k] -= lr * stepB;
      walk.places.push([ws[k], bs[k]]);
    });
  }
  return { free: found[0], clipped: found[1] };
}
