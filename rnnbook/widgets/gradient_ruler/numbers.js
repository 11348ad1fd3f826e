// From the settings of the ruler to its numbers: the traced cell runs forward, then the
// gradient goes back step by step. All norms are over the units and the batch.
import { tile } from "../_runtime/linear.js";
import { stepBackward, unroll } from "../_runtime/loop.js";
import { largestSingularValue, norm } from "../_runtime/small.js";
import { atOnce } from "../_runtime/slices.js";

// The first blocks of U or W side by side, (rows, gates * H), times a factor; a cell with
// more gates than there are blocks begins again with the first.
function blocks(drawn, gates, rows, H, factor = 1) {
  const K = gates * H;
  const out = new Float64Array(rows * K);
  for (let g = 0; g < gates; g++) {
    for (let k = 0; k < rows * H; k++) {
      out[Math.floor(k / H) * K + g * H + (k % H)] = factor * drawn[g % drawn.length][k];
    }
  }
  return out;
}

export function parameters(cell, draws, { start, radius, biases }, knobs) {
  const { D, H } = draws;
  const gates = cell.gates.length;
  const b = new Float64Array(gates * H);
  cell.gates.forEach((gate, g) => {
    if (knobs.includes(gate)) b.fill(biases[gate] ?? 0, g * H, (g + 1) * H);
  });
  return {
    D,
    H,
    U: blocks(draws.U, gates, D, H),
    W: blocks(draws.W[start], gates, H, H, radius),
    b,
    ...ownWeights(cell, draws),
  };
}

// The cell's own weights, such as peepholes: a block of U for each row.
function ownWeights({ weights }, { U, H }) {
  let next = 0;
  const block = () => U[next++ % U.length].slice(0, H);
  const rows = (count) => Array.from({ length: count }, block).flat();
  return Object.fromEntries(
    Object.entries(weights).map(([name, count]) => [name, Float64Array.from(rows(count))]),
  );
}

const rootMeanSquare = (values) => norm(values) / Math.sqrt(values.length);

// One size for each lag: how long the slopes of that step are, on average. Given ones,
// the backward of a cell with one block hands back its slopes.
function slopes(cell, steps, B, H) {
  const ones = { [`d${cell.state[0]}`]: new Float64Array(B * H).fill(1) };
  return steps.map((step) => rootMeanSquare(cell.backwardStep({ ...step, ...ones }, B, H).dhW));
}

// Norms by lag of what goes back from d past every product with W: the cell's backward
// alone, step by step.
function* directByLag(cell, steps, d, B, H) {
  const sizes = new Float64Array(steps.length);
  for (let lag = 0; lag < sizes.length; lag++) {
    sizes[lag] = sizeOf(cell, d);
    const inputs = Object.fromEntries(cell.state.map((name) => [`d${name}`, d[name]]));
    const back = cell.backwardStep({ ...steps[steps.length - 1 - lag], ...inputs }, B, H);
    d = Object.fromEntries(cell.state.map((name) => [name, back[`d${name}_prev`]]));
    yield lag;
  }
  return sizes;
}

// What unroll() makes, a step at a time: the records of the steps.
function* forward(cell, p, x, T, B) {
  const steps = [];
  let state;
  for (let t = 0; t < T; t++) {
    const done = unroll(cell, p, x.subarray(t * B * p.D, (t + 1) * B * p.D), 1, B, state);
    state = done.state;
    steps.push(done.cache.steps[0]);
    yield t;
  }
  return steps;
}

const sizeOf = (cell, d) => Math.hypot(...cell.state.map((name) => norm(d[name])));

// { left, expected, bound, direct }, T numbers each. expected and bound are null for
// other cells than those with one slope for each unit; slope: the largest slope there
// is. direct: whether the cell has a path past W, else that is null.
export const run = (...given) => atOnce(runInSteps(...given));

// The same as a generator, which stops after each step (slices.js).
export function* runInSteps(cell, draws, settings, { slope, knobs, direct = false }) {
  const { T } = settings;
  const { H, B } = draws;
  const p = parameters(cell, draws, settings, knobs);
  const steps = yield* forward(cell, p, Float64Array.from(draws.x), T, B);
  let d = Object.fromEntries(cell.state.map((name) => [name, new Float64Array(B * H)]));
  d[cell.state[0]] = Float64Array.from(draws.dh);
  const left = new Float64Array(T);
  const own = Object.fromEntries(Object.keys(cell.weights).map((name) => [name, tile(p[name], B)]));
  const first = sizeOf(cell, d);
  const direction = direct ? yield* directByLag(cell, steps, d, B, H) : null;
  const along = direction && direction.map((v) => v / first);
  for (let lag = 0; lag < T; lag++) {
    left[lag] = sizeOf(cell, d) / first;
    const back = stepBackward(cell, p, d, steps[T - 1 - lag], own, B, cell.gates.length * H);
    d = Object.fromEntries(cell.state.map((name) => [name, back[`d${name}_prev`]]));
    yield lag;
  }
  if (slope === null) return { left, expected: null, bound: null, direct: along };
  const sizes = slopes(cell, steps, B, H);
  const factor = norm(p.W) / Math.sqrt(H);
  const most = slope * settings.radius * largestSingularValue(draws.W[settings.start][0], H, H);
  const expected = new Float64Array(T).fill(1);
  for (let lag = 1; lag < T; lag++) {
    expected[lag] = expected[lag - 1] * factor * sizes[T - lag]; // (5.8)
  }
  const bound = Float64Array.from(left, (_, lag) => most ** lag); // (5.9)
  return { left, expected, bound, direct: along };
}
