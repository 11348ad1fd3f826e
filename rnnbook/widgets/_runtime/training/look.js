// What happens inside a network in training: how far its gradient reaches, one sequence step
// by step, its weights, and a sentence that says it.
import { makeLuck } from "../luck.js";
import { forward, homeOf } from "./layer.js";
import { backward } from "./layer_back.js";
import { lossOf, readout, readoutBackward } from "./losses.js";
import { spectralRadius } from "./radius.js";
import { sentenceOf } from "./sentence.js";
import { makeTask } from "./tasks.js";

const LOOK = 0x40000000; // the seed of the sequences that are looked at, beyond that of data
const SEQUENCES = 8; // how many of a batch are looked at

// The batch that is looked at: always the same one, with the step of each answer.
function lookedAt(net) {
  if (net.looked) return net.looked;
  const { s, layer } = net;
  const { B } = layer.sizes;
  const task = makeTask(s);
  const batch = { ...task.draw(makeLuck(2 * s.seed + LOOK)), fresh: true };
  const { T, lengths, scored } = batch;
  const asked = Int32Array.from({ length: B }, (_, b) => (lengths ? lengths[b] : T) - 1);
  if (scored)
    for (let b = 0; b < B; b++) while (asked[b] > 0 && !scored[asked[b] * B + b]) asked[b]--;
  const reach = Array.from({ length: Math.min(B, SEQUENCES) }, (_, b) => task.reach(batch, b));
  const mean = Math.round(reach.reduce((a, b) => a + b, 0) / reach.length);
  return (net.looked = { batch, asked, reach: mean });
}

// The answers at the asked steps: their loss, and in all[at.dh] its gradient for h, that of
// each sequence's own loss.
function answers(net, { batch, asked }) {
  const { store, layer, task } = net;
  const { B, H } = layer.sizes;
  const { all, at } = store;
  const h = at[`state_${layer.traced.state[0]}`] + B * H;
  for (let b = 0; b < B; b++) {
    const from = h + (asked[b] * B + b) * H;
    all.copyWithin(at.seen + b * H, from, from + H);
  }
  const sizes = { rows: B, H, O: task.O };
  readout(store, layer.product, sizes, at.seen);
  const width = task.squared ? task.O : 1;
  const targets = Array.from({ length: B * width }, (_, n) => {
    const b = Math.floor(n / width);
    return batch.targets[(task.last ? b : asked[b] * B + b) * width + (n % width)];
  });
  const found = lossOf(store, sizes, { targets }, task.squared);
  for (let k = 0; k < B * task.O; k++) all[at.o + k] *= B;
  readoutBackward(store, layer.product, sizes, at.seen, false);
  return found;
}

// The gradient of the answers, back to the first step. Returns the norms by distance from the
// answer, of the gradient for the input and for the state.
function reachBack(net, { batch, asked }) {
  const { store, layer } = net;
  const { B, H } = layer.sizes;
  const { all, at } = store;
  const n = Math.min(B, SEQUENCES);
  const byLagState = new Float64Array(batch.T);
  const addLoss = (t, to) => {
    for (let b = 0; b < B; b++) {
      if (t !== asked[b]) continue;
      for (let k = b * H; k < (b + 1) * H; k++) all[to + k] += all[at.dh + k];
    }
  };
  const seen = (t, read) => {
    for (const name of layer.traced.state) {
      const from = at[`down${read}_${name}`];
      for (let b = 0; b < n && asked[b] >= t; b++) {
        for (let k = b * H; k < (b + 1) * H; k++)
          byLagState[asked[b] - t] += all[from + k] ** 2 / n;
      }
    }
  };
  backward(layer, store, batch.T, { addLoss, cut: () => false, seen });
  const byLag = inputGradients(net, asked, batch.T, n);
  return { byLag: byLag.map(Math.sqrt), byLagState: byLagState.map(Math.sqrt) };
}

// Squared norms of the gradient for the input, by distance, the mean of n sequences.
function inputGradients({ store, layer }, asked, T, n) {
  const { B, D, K } = layer.sizes;
  const { all, at } = store;
  const found = new Float64Array(T);
  for (let b = 0; b < n; b++) {
    for (let t = asked[b]; t >= 0; t--) {
      const from = at.dxU + (t * B + b) * K;
      for (let d = 0, row = at.U; d < D; d++, row += K) {
        let dx = 0;
        for (let k = 0; k < K; k++) dx += all[from + k] * all[row + k];
        found[asked[b] - t] += (dx * dx) / n;
      }
    }
  }
  return found;
}

// A field of the first sequence: (T, H), flat.
function ofFirst({ store, layer }, { slot, block }, T) {
  const { B, H } = layer.sizes;
  const home = homeOf(store.at, layer.plan.names[slot], B * H) + block * H;
  const found = new Float64Array(T * H);
  for (let t = 0; t < T; t++) {
    const from = home + t * layer.move[slot];
    found.set(store.all.subarray(from, from + H), t * H);
  }
  return found;
}

// What the readout says at each step: probabilities, or numbers.
function outputsOf({ store, layer, task }, h, T) {
  const { H } = layer.sizes;
  const { O } = task;
  const [V, b_y] = [store.view("V"), store.view("b_y")];
  const found = new Float64Array(T * O);
  for (let t = 0; t < T; t++) {
    const o = found.subarray(t * O, (t + 1) * O);
    o.set(b_y);
    for (let l = 0; l < H; l++) for (let k = 0; k < O; k++) o[k] += h[t * H + l] * V[l * O + k];
    if (task.squared) continue;
    const largest = Math.max(...o);
    const sum = o.reduce((a, v) => a + Math.exp(v - largest), 0);
    o.forEach((v, k) => (o[k] = Math.exp(v - largest) / sum));
  }
  return found;
}

// The first sequence step by step, to the step of its answer or to its end.
function sequenceOf(net, { batch, asked }) {
  const { layer, task } = net;
  const { B, D } = layer.sizes;
  const T = batch.lengths ? batch.lengths[0] : (batch.ends?.[0] ?? batch.T);
  const { traced, plan } = layer;
  const fields = traced.gates.filter((gate) => traced.step.includes(gate));
  const place = (name) => ({ slot: plan.names.indexOf(name), block: 0 });
  const states = Object.fromEntries(traced.state.map((n) => [n, ofFirst(net, place(n), T)]));
  const gates = fields.map((g) => [g, ofFirst(net, plan.record[`step.${g}`][0], T)]);
  const names = [...task.symbols];
  const { codes, x, targets } = batch;
  const rows = Array.from({ length: T }, (_, t) => t);
  const width = task.squared ? task.O : 1;
  const at = task.last ? [0] : rows.map((t) => t * B * width);
  return {
    T,
    asked: asked[0],
    symbols: codes && rows.map((t) => names[codes[t * B]]),
    input:
      x && Float64Array.from({ length: T * D }, (_, n) => x[Math.floor(n / D) * B * D + (n % D)]),
    target: at.flatMap((n) => Array.from(targets.slice(n, n + width))),
    output: outputsOf(net, states[traced.state[0]], T),
    states,
    gates: Object.fromEntries(gates),
  };
}

const copies = ({ store, shapes }, kind) =>
  Object.fromEntries(Object.keys(shapes).map((n) => [n, Float64Array.from(store.view(kind + n))]));

// The largest |eigenvalue| of each gate's block of W, by gate.
function radii({ store, layer }) {
  const { H, K } = layer.sizes;
  const W = store.view("W");
  return Object.fromEntries(
    layer.traced.gates.map((gate, g) => {
      const block = Float64Array.from(
        { length: H * H },
        (_, n) => W[Math.floor(n / H) * K + g * H + (n % H)],
      );
      return [gate, spectralRadius(block, H)];
    }),
  );
}

export function look(net, load) {
  const looked = lookedAt(net);
  const { batch, reach } = looked;
  load(net, batch);
  forward(net.layer, net.store, batch.T, batch.codes);
  const sequence = sequenceOf(net, looked);
  const { loss, score } = answers(net, looked);
  const lags = reachBack(net, looked);
  const found = { ...lags, reach, loss, score, sequence, radius: radii(net) };
  const parts = { weights: copies(net, ""), gradients: copies(net, "grad_"), shapes: net.shapes };
  return { ...found, ...parts, sentence: sentenceOf(net, found) };
}
