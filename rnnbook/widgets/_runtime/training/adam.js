// Clipping by the joint norm, and Adam: rnnbook/training/optim.py, on rows of numbers.

const [BETA1, BETA2, EPS] = [0.9, 0.999, 1e-8];

// The joint norm of all[from ... to), in units of its largest entry.
export function jointNorm(all, from, to) {
  let unit = 0;
  for (let k = from; k < to; k++) {
    const size = Math.abs(all[k]);
    if (!(size < Infinity)) return NaN;
    if (size > unit) unit = size;
  }
  if (unit === 0) return 0;
  let sum = 0;
  for (let k = from; k < to; k++) sum += (all[k] / unit) ** 2;
  return unit * Math.sqrt(sum);
}

// The t-th step (1, 2 ...) of `length` parameters from all[p] on; gradients, means and squares
// stand from grad, mean and square on. factor: what clipping multiplies the gradients with.
export function adam(all, { p, grad, mean, square, length }, t, rate, factor) {
  const [lean1, lean2] = [1 - BETA1 ** t, 1 - BETA2 ** t];
  for (let k = 0; k < length; k++) {
    const d = all[grad + k] * factor;
    const m = BETA1 * all[mean + k] + (1 - BETA1) * d;
    const v = BETA2 * all[square + k] + (1 - BETA2) * (d * d);
    all[mean + k] = m;
    all[square + k] = v;
    all[p + k] -= (rate * (m / lean1)) / (Math.sqrt(v / lean2) + EPS);
  }
}
