// From the settings of the squasher to its numbers. A layer is a step of a traced cell
// with one unit, no input and the weight `factor`; the vector's entries are the batch.

// { h, d }: for each entry its value and the derivative with respect to its own start,
// layers + 1 numbers each, the start first.
export function run(cell, { factor, layers, start }) {
  const B = start.length;
  const [xU, dh] = [0, 1].map((v) => new Float64Array(B).fill(v));
  const h = start.map((v) => [v]);
  const d = start.map(() => [1]);
  let h_prev = Float64Array.from(start);
  for (let t = 0; t < layers; t++) {
    const hW = h_prev.map((v) => v * factor);
    const step = cell.forwardStep({ xU, hW, h_prev }, B, 1);
    step.dh = dh;
    const { dhW } = cell.backwardStep(step, B, 1);
    for (let k = 0; k < B; k++) {
      h[k].push(step.h[k]);
      d[k].push(d[k][t] * factor * dhW[k]); // (2.11)
    }
    h_prev = step.h;
  }
  return { h, d };
}
