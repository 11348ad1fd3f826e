// From the settings of the squasher to its numbers. A layer is a step of a traced cell
// with one unit, no input and the weight `factor`; the vector's entries are the batch.
import { unroll } from "../_runtime/unroll.js";

// { h, d }: for each entry its value and the derivative with respect to its own start,
// layers + 1 numbers each, the start first.
export function run(cell, { factor, layers, start }) {
  const B = start.length;
  const one = new Float64Array(B).fill(1);
  const p = { D: 1, H: 1, U: Float64Array.of(0), W: Float64Array.of(factor), b: Float64Array.of(0) };
  const state = { h: Float64Array.from(start) };
  const { h, cache } = unroll(cell, p, new Float64Array(layers * B), layers, B, state);
  const slopes = cache.steps.map((step) => cell.backwardStep({ ...step, dh: one }, B, 1).dhW);
  return {
    h: start.map((v, k) => [v, ...Array.from({ length: layers }, (_, t) => h[t * B + k])]),
    d: start.map((_, k) => slopes.reduce((d, slope) => [...d, d.at(-1) * factor * slope[k]], [1])), // (2.11)
  };
}
