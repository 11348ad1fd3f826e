// The numbers of the figures: one step of one unit, a sequence through a small network,
// and how much of a gradient is left by lag. The traced cell runs in all of them.
import { compile } from "../_runtime/graph.js";
import { unroll } from "../_runtime/loop.js";
import { luck } from "../_runtime/luck.js";

export const UNITS = 8;
export const STEPS = 40;

// Where the inputs of a step stand before the reader has moved them.
const STARTS = {
  xU: [0.8, 1.2, 0.6, 0.4],
  hW: [0.3, -0.2, 0.5, 0.1],
  state: [0.3, 1, -0.5, 0.7],
  weight: [0.4, -0.3, 0.2, 0.5],
};

export const keyOf = (name, block) => `${name}[${block}]`;

// The inputs of a step: [{ key, name, block, kind, start }, ...], for all blocks.
export function inputsOf({ forward, state }) {
  const parts = state.map((part) => `${part}_prev`);
  return Object.entries(forward.inputs).flatMap(([name, ids]) =>
    ids.map((_, block) => {
      const part = parts.indexOf(name);
      const kind = part >= 0 ? "state" : name === "xU" || name === "hW" ? name : "weight";
      const starts = STARTS[kind];
      const start = starts[(part >= 0 ? part : block) % starts.length];
      return { key: keyOf(name, block), name, block, kind, start };
    }),
  );
}

// values(at) gives the value of every node of the graph, by id; at: numbers by key, and
// where one is missing, the start.
export function makeStep(traced, graph) {
  const all = Object.fromEntries(graph.nodes.map((_, id) => [id, [id]]));
  const run = compile(graph, all);
  const inputs = inputsOf(traced);
  return (at) => {
    const given = {};
    for (const { key, name, start } of inputs) (given[name] ??= []).push(at[key] ?? start);
    const values = run(given, 1, 1);
    return graph.nodes.map((_, id) => values[id][0]);
  };
}

const between = (draws, most) => draws.map((u) => most * (2 * u - 1));

// Weights of a network of UNITS units: U and the cell's own weights between -1 and 1, W so
// that its spectral radius is about `radius`, biases by gate. Drawn by `seed`.
export function network({ gates, weights = {} }, { seed, radius, biases }) {
  const [H, K] = [UNITS, gates.length * UNITS];
  const rows = Object.entries(weights);
  const own = rows.reduce((n, [, count]) => n + count * H, 0);
  const drawn = luck(seed, K + H * K + own);
  const p = {
    D: 1,
    H,
    U: between(drawn.subarray(0, K), 1),
    W: between(drawn.subarray(K, K + H * K), radius * Math.sqrt(3 / H)),
    b: Float64Array.from({ length: K }, (_, k) => biases[gates[Math.floor(k / H)]] ?? 0),
  };
  let from = K + H * K;
  for (const [name, count] of rows) {
    p[name] = between(drawn.subarray(from, (from += count * H)), 1);
  }
  return p;
}

const SEQUENCES = {
  pulse: (t) => (t === 3 ? 2 : 0),
  steps: (t) => (Math.floor(t / 10) % 2 ? -1 : 1),
  wave: (t) => Math.sin((2 * Math.PI * t) / 12),
};

// The input of every step, (STEPS,).
export function sequence({ sequence: kind, seed }) {
  if (kind === "random") return between(luck(seed + 1000, STEPS), 1.5);
  return Float64Array.from({ length: STEPS }, (_, t) => SEQUENCES[kind](t));
}

// The sequence through the network: { x, values: { name: (T, H) flat } } of each of the
// gates that is there by name, and of each part of the state; inputs({ t, unit }): what
// one unit started from at one step, numbers by key.
export function runSequence(cell, settings) {
  const { forward, gates, state } = cell;
  const named = gates.filter((gate) => forward.names[gate]?.length === 1);
  const inner = Object.fromEntries(named.map((name) => [name, forward.names[name]]));
  const ins = Object.entries(forward.inputs).map(([name, ids]) => [`in ${name}`, ids]);
  const known = { ...Object.fromEntries(ins), ...inner, ...forward.outputs };
  const watched = { ...cell, forwardStep: compile(forward, known) };
  const x = sequence(settings);
  const { cache } = unroll(watched, network(cell, settings), x, STEPS, 1);
  const values = {};
  for (const name of new Set([...named, ...state])) {
    values[name] = new Float64Array(STEPS * UNITS);
    cache.steps.forEach((step, t) => values[name].set(step[name], t * UNITS));
  }
  const inputs = ({ t, unit }) =>
    Object.fromEntries(
      inputsOf(cell).map(({ key, name, block }) => {
        return [key, cache.steps[t][`in ${name}`][block * UNITS + unit]];
      }),
    );
  return { x, values, inputs };
}
