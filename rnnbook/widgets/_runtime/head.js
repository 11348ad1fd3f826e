// From the hidden state to a loss, and back: what rnnbook/nets/heads.py does, row by row.
import { addRow, matmul, matmulTransposed, sumRows, transposedMatmul } from "./linear.js";

const rowOf = (array, n, width) => array.subarray(n * width, (n + 1) * width);

// p: { H, O, V (H, O), b (O) }; h (n, H) -> o (n, O), flat.
export function readout(p, h, n) {
  return addRow(matmul(h, p.V, n, p.H, p.O), p.b);
}

// Gradients of `readout`: { dV, db, dh }, those of p summed over the n rows.
export function readoutBackward(p, h, dO, n) {
  return {
    dV: transposedMatmul(h, dO, n, p.H, p.O),
    db: sumRows(dO, p.O),
    dh: matmulTransposed(dO, p.V, n, p.O, p.H),
  };
}

// Probabilities of each row of o (n, O). The largest entry of a row is taken off first,
// so that no exponential can overflow.
export function softmax(o, O) {
  const y = new Float64Array(o.length);
  for (let n = 0; n < o.length / O; n++) {
    const row = rowOf(o, n, O);
    const largest = Math.max(...row);
    const e = row.map((value) => Math.exp(value - largest));
    const sum = e.reduce((total, value) => total + value, 0);
    rowOf(y, n, O).set(e.map((value) => value / sum));
  }
  return y;
}

// Losses in nats, one a row, through log-sum-exp, and the gradient of their sum:
// { y, losses, dO }; target: n class numbers.
export function softmaxCrossEntropy(o, target, O) {
  const y = softmax(o, O);
  const dO = y.slice();
  const losses = Float64Array.from(target, (k, n) => {
    const row = rowOf(o, n, O);
    const largest = Math.max(...row);
    const sum = row.reduce((total, value) => total + Math.exp(value - largest), 0);
    dO[n * O + k] -= 1;
    return Math.log(sum) - (row[k] - largest);
  });
  return { y, losses, dO };
}
