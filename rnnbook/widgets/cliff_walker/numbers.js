// From the settings of the walker to its numbers: the traced sigmoid unit, 50 steps deep,
// forward and backward, and gradient descent on its two parameters. Each pair (w, b) is
// one entry of a batch, whose recurrent product is its own w times its own state.
import { clipByElement, clipByNorm } from "../_runtime/small.js";

const T = 50;
const START = 0.5;
const TARGET = 0.7;
export const UPDATES = 40;

// The records of all steps, and the last state, of every pair.
function forward(cell, w, b) {
  const n = w.length;
  const steps = [];
  let h = new Float64Array(n).fill(START);
  for (let t = 0; t < T; t++) {
    const hW = new Float64Array(n);
    for (let k = 0; k < n; k++) hW[k] = h[k] * w[k];
    const step = cell.forwardStep({ xU: b, hW, h_prev: h }, n, 1);
    steps.push({ h_prev: h, step });
    h = step.h;
  }
  return { h, steps };
}

// { E, dw, db } of every pair, as `error` has them in Python.
export function errors(cell, w, b) {
  const { h, steps } = forward(cell, w, b);
  const n = w.length;
  const [E, dw, db] = [0, 0, 0].map(() => new Float64Array(n));
  let dh = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    E[k] = (h[k] - TARGET) ** 2;
    dh[k] = 2 * (h[k] - TARGET);
  }
  for (let t = T - 1; t >= 0; t--) {
    const { h_prev, step } = steps[t];
    const back = cell.backwardStep({ ...step, dh }, n, 1);
    dh = back.dh_prev;
    for (let k = 0; k < n; k++) {
      dw[k] += back.dhW[k] * h_prev[k];
      db[k] += back.dxU[k];
      dh[k] += back.dhW[k] * w[k];
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
  for (let update = 0; update <= UPDATES; update++) {
    const now = found.map(({ places }) => places.at(-1));
    const { E, dw, db } = errors(
      cell,
      Float64Array.from(now, (at) => at[0]),
      Float64Array.from(now, (at) => at[1]),
    );
    found.forEach((walk, k) => {
      walk.errors.push(E[k]);
      if (update === UPDATES) return;
      walk.largest = Math.max(walk.largest, Math.hypot(dw[k], db[k]));
      const [stepW, stepB] = kinds[k]([dw[k], db[k]]);
      walk.places.push([now[k][0] - lr * stepW, now[k][1] - lr * stepB]);
    });
  }
  return { free: found[0], clipped: found[1] };
}
