// From the settings of the squasher to its numbers. A layer is a step of a traced cell
// with one unit, no input and the weight `factor`; the vector's entries are the batch.
import { unroll } from "../_runtime/loop.js";

// { h, d }: for each entry its value and the derivative with respect to its own start,
// layers + 1 numbers each, the start first.
export function run(cell, { factor, layers, start }) {
  const B = start.length;
  const one = new Float64Array(B).fill(1);
  const [U, W, b] = [0, factor, 0].map((v) => Float64Array.of(v));
  const state = { h: Float64Array.from(start) };
  const x = new Float64Array(layers * B);
  const { h, cache } = unroll(cell, { D: 1, H: 1, U, W, b }, x, layers, B, state);
  const slopes = cache.steps.map((step) => cell.backwardStep({ ...step, dh: one }, B, 1).dhW);
  const chain = (k) => {
    const d = [1];
    for (const slope of slopes) d.push(d.at(-1) * factor * slope[k]); // (2.11)
    return d;
  };
  return {
    h: start.map((v, k) => [v, ...Array.from({ length: layers }, (_, t) => h[t * B + k])]),
    d: start.map((_, k) => chain(k)),
  };
}
