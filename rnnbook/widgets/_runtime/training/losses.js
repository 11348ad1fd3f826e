// The readout and the two losses of rnnbook/nets/heads.py, in arrays that are there already.
//
// A row is one answer: of the last step of each sequence, or of each step. A row that does
// not count has a weight of 0.
import { addRows } from "./layer_back.js";

// o (rows, O) = h V + b, for rows of h from all[h] on.
export function readout(store, product, { rows, H, O }, h) {
  const { all, at } = store;
  for (let n = 0, to = at.o; n < rows; n++, to += O) all.copyWithin(to, at.b_y, at.b_y + O);
  product(all, { a: h, sa: H, ta: 1, b: at.V, sb: O, out: at.o, so: O, n: rows, k: H, m: O });
}

// Gradients of the readout, added to grad_V and grad_b_y, where `sums` is true; dh (rows, H)
// is written to all[at.dh].
export function readoutBackward(store, product, { rows, H, O }, h, sums) {
  const { all, at } = store;
  for (let l = 0; l < H; l++)
    for (let k = 0; k < O; k++) all[at.VT + k * H + l] = all[at.V + l * O + k];
  all.fill(0, at.dh, at.dh + rows * H);
  product(all, { a: at.o, sa: O, ta: 1, b: at.VT, sb: H, out: at.dh, so: H, n: rows, k: O, m: H });
  if (!sums) return;
  product(all, { a: h, sa: 1, ta: H, b: at.o, sb: O, out: at.grad_V, so: O, n: H, k: rows, m: O });
  addRows(product, store, at.o, rows, O, at.grad_b_y);
}

// Softmax and cross-entropy in nats of a row of scores; the row becomes its gradient.
// Returns the loss.
function crossEntropy(all, from, O, target, scale) {
  let largest = -Infinity;
  for (let k = 0; k < O; k++) largest = Math.max(largest, all[from + k]);
  const gap = all[from + target] - largest;
  let sum = 0;
  for (let k = 0; k < O; k++) {
    const e = Math.exp(all[from + k] - largest);
    sum += e;
    all[from + k] = e;
  }
  for (let k = 0; k < O; k++)
    all[from + k] = (all[from + k] / sum - (k === target ? 1 : 0)) * scale;
  return Math.log(sum) - gap;
}

function bestOf(all, from, O) {
  let best = 0;
  for (let k = 1; k < O; k++) if (all[from + k] > all[from + best]) best = k;
  return best;
}

// The mean loss of the rows that count, in nats or squares; o becomes its gradient.
// batch: { targets (rows, or rows O of numbers), counts (rows) or nothing, scored }; scored[n]
// says whether row n is one whose answer is judged. Returns { loss, score }.
export function lossOf(store, { rows, O }, batch, squared) {
  const { all, at } = store;
  const { targets, counts, scored } = batch;
  let [total, counted, right, judged] = [0, 0, 0, 0];
  for (let n = 0; n < rows; n++) counted += counts ? counts[n] : 1;
  const scale = 1 / (counted * (squared ? O : 1));
  for (let n = 0, from = at.o; n < rows; n++, from += O) {
    if (counts && !counts[n]) {
      all.fill(0, from, from + O);
      continue;
    }
    const judge = !scored || scored[n];
    if (judge) judged++;
    if (!squared) {
      if (judge && bestOf(all, from, O) === targets[n]) right++;
      total += crossEntropy(all, from, O, targets[n], scale);
      continue;
    }
    let near = true;
    for (let k = 0; k < O; k++) {
      const gap = all[from + k] - targets[n * O + k];
      near &&= Math.abs(gap) < NEAR;
      total += gap * gap;
      all[from + k] = 2 * scale * gap;
    }
    if (judge && near) right++;
  }
  return { loss: total * scale, score: right / judged };
}

// A number counts as right when it is less than this off.
export const NEAR = 0.1;
