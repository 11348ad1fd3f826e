// From the settings of the descent to its numbers: the weight and its loss, update by
// update, the start first.
const mean = (all) => all.reduce((sum, v) => sum + v, 0) / all.length;

// The loss of a weight w on the storms { s, d }.
export const lossOf = ({ s, d }, w) => mean(s.map((v, n) => (w * v - d[n]) ** 2));

export function run({ w, rate, updates, storms }) {
  const { s, d } = storms;
  const walk = [w];
  for (let k = 0; k < updates; k += 1) {
    const slope = 2 * mean(s.map((v, n) => (walk[k] * v - d[n]) * v));
    walk.push(walk[k] - rate * slope);
  }
  return { w: walk, loss: walk.map((each) => lossOf(storms, each)) };
}
