// From the settings of the disc to its numbers. The recurrence is a traced linear cell;
// the rows of the identity, sent back through it, make the product of its Jacobians.
import { eigenvalues2, singularValues2 } from "../_runtime/small.js";
import { stepBackward, unroll } from "../_runtime/loop.js";

export const STEPS = 40;
const H = 2;
const B = 2;

// The recurrent weights with these eigenvalues, as EigenvalueDisc.W has them.
export function matrix({ real, imaginary, second, coupling }) {
  if (imaginary > 0) {
    const above = imaginary + coupling;
    return Float64Array.of(real, above, (-imaginary * imaginary) / above, real);
  }
  return Float64Array.of(real, coupling, 0, second);
}

// { h1, h2, product }, 41 numbers each; W, its eigenvalues, its spectral radius and its
// largest singular value.
export function run(cell, settings) {
  const W = matrix(settings);
  const p = { D: 1, H, U: new Float64Array(H), W, b: new Float64Array(H) };
  const start = { h: Float64Array.of(1, 0, 1, 0) };
  const { h, cache } = unroll(cell, p, new Float64Array(STEPS * B), STEPS, B, start);
  const of = (unit) =>
    new Float64Array(STEPS + 1).map((_, t) => (t ? h[(t - 1) * B * H + unit] : 1 - unit));
  const product = [1];
  let rows = Float64Array.of(1, 0, 0, 1);
  for (let t = STEPS - 1; t >= 0; t--) {
    rows = stepBackward(cell, p, { h: rows }, cache.steps[t], {}, B, H).dh_prev;
    product.push(singularValues2(rows)[0]);
  }
  const eigenvalues = eigenvalues2(W);
  return {
    W,
    h1: of(0),
    h2: of(1),
    product: Float64Array.from(product),
    eigenvalues,
    radius: Math.hypot(...eigenvalues[0]),
    largest: singularValues2(W)[0],
  };
}
