// From the settings of the scan to its numbers: the pairs after each round, the states of
// the loop, and how many pairs have been combined.
export const T = 16;
export const ROUNDS = 4;

// The factor of the old state at each step.
export const lambdas = ({ lam, kind, marked }) =>
  Array.from({ length: T }, (_, k) => (kind === "input" && marked.includes(k + 1) ? 0 : lam));

export function run(settings) {
  const { inputs } = settings;
  const products = [lambdas(settings)];
  const sums = [inputs];
  const combined = [0];
  for (let k = 0; k < ROUNDS; k++) {
    const d = 2 ** k;
    const [p, s] = [products[k], sums[k]];
    sums.push(s.map((v, t) => (t < d ? v : v + p[t] * s[t - d])));
    products.push(p.map((v, t) => (t < d ? v : v * p[t - d])));
    combined.push(combined[k] + T - d);
  }
  const h = [];
  products[0].forEach((lam, t) => h.push(lam * (h[t - 1] ?? 0) + inputs[t]));
  return { products, sums, h, combined };
}

// [round, step, step of the round before] of all that the pair of a step is made of.
export function tree(k, t) {
  if (k === 0) return [];
  const before = [t, t - 2 ** (k - 1)].filter((s) => s >= 1);
  return before.flatMap((s) => [[k, t, s]].concat(tree(k - 1, s)));
}

// The first step that the pair covers.
export const firstOf = (k, t) => Math.max(1, t - 2 ** k + 1);
