// One network in training: makeRun(settings, options). See training.js for what it gives.
import { makeLuck } from "../luck.js";
import { adam, jointNorm } from "./adam.js";
import { makeEngine } from "./engine.js";
import { makeHistory } from "./history.js";
import { makeLayer, forward, layerArrays, layerShapes } from "./layer.js";
import { backward, sumGradients } from "./layer_back.js";
import { lossOf, readout, readoutBackward } from "./losses.js";
import { look } from "./look.js";
import { SettingsError, cellOf, checkCost, checked, costOf } from "./settings.js";
import { startOf } from "./start.js";
import { makeTask } from "./tasks.js";

const lengthsOf = (shapes) =>
  Object.entries(shapes).map(([name, shape]) => [name, shape.reduce((a, b) => a * b, 1)]);

// The arrays that stay from update to update: parameters, gradients, means, squares.
function keptArrays(shapes) {
  const lengths = lengthsOf(shapes);
  return Object.fromEntries(
    ["", "grad_", "mean_", "square_"].flatMap((kind) =>
      lengths.map(([name, length]) => [kind + name, length]),
    ),
  );
}

// All arrays of a run, for sequences of at most T steps.
function arraysOf(net, T) {
  const { shapes, layer, task, s } = net;
  const { B, H } = layer.sizes;
  const rows = task.last ? B : T * B;
  const room = { ...layer.sizes, T, traced: layer.traced, hot: Boolean(task.symbols) };
  return {
    ...keptArrays(shapes),
    ...Object.fromEntries(layer.traced.state.map((n) => [`carried_${n}`, B * s.units])),
    one: 1,
    VT: task.O * H,
    seen: B * H,
    o: rows * task.O,
    dh: rows * H,
    ...layerArrays(layer.plan, room),
  };
}

// A network at its start: layer, store with all arrays in their places, task, luck.
function makeNet(s, traced, { engine, from }) {
  const task = makeTask(s, from.symbols);
  const [B, H] = [s.batch, s.units];
  const sizes = { B, D: task.D, H, K: traced.gates.length * H };
  const { D, O, T } = task;
  const cost = costOf({ T, B, D, H, O, gates: traced.gates.length });
  checkCost(cost);
  const layer = makeLayer(traced, sizes, engine);
  const shapes = { ...layerShapes(traced, D, H), V: [H, O], b_y: [O] };
  const { store } = engine;
  const net = { s, task, layer, shapes, store, room: 0, engine, cost };
  makeRoom(net, T);
  restart(net, from);
  return net;
}

function makeRoom(net, T) {
  if (T <= net.room) return;
  net.room = T;
  net.store.place(arraysOf(net, T));
}

// The start: the same weights, and the same data again; or what `save` gave.
function restart(net, { params, resume, symbols }) {
  const { s, store, task, layer, shapes } = net;
  const p = { ...startOf(s, layer.traced, task), ...params, ...resume?.params };
  const at = store.at;
  for (const [name, length] of lengthsOf(shapes)) {
    if (p[name].length !== length)
      throw new SettingsError("params", `${name} has ${p[name].length} numbers, wanted ${length}`);
    store.all.set(p[name], at[name]);
    for (const kind of ["grad_", "mean_", "square_"]) {
      store.all.fill(0, at[kind + name], at[kind + name] + length);
      if (resume && kind !== "grad_")
        store.all.set(resume[kind.slice(0, -1)][name], at[kind + name]);
    }
  }
  net.task = makeTask(s, symbols);
  net.task.goTo?.(resume?.position ?? 0);
  net.luck = makeLuck(2 * s.seed, resume?.drawn);
  for (const name of layer.traced.state)
    if (resume?.carried) store.all.set(resume.carried[name], at[`carried_${name}`]);
  net.updates = resume?.updates ?? 0;
  net.diverged = false;
  net.history = makeHistory(resume?.history);
}

// All that another run needs to go on from here: copies, by name.
function save(net) {
  const of = (kind) =>
    Object.fromEntries(
      Object.keys(net.shapes).map((n) => [n, Array.from(net.store.view(kind + n))]),
    );
  const { updates, luck, task, history } = net;
  const kept = { updates, drawn: luck.drawn(), position: task.position?.() ?? 0 };
  const parts = { params: of(""), mean: of("mean_"), square: of("square_") };
  const carried = Object.fromEntries(
    net.layer.traced.state.map((n) => [n, Array.from(net.store.view(`carried_${n}`))]),
  );
  return { ...kept, ...parts, carried, history: history.save() };
}

// Inputs and the first state of a batch.
function load(net, batch) {
  makeRoom(net, batch.T);
  const { store, layer } = net;
  const { B, H } = layer.sizes;
  const { all, at } = store;
  if (batch.x) all.set(batch.x, at.x);
  for (const name of layer.traced.state) {
    const [to, from] = [at[`state_${name}`], at[`carried_${name}`]];
    if (batch.fresh === false) all.copyWithin(to, from, from + B * H);
    else all.fill(0, to, to + B * H);
  }
}

// Where the rows of h stand that are read out; those of last steps are put together first.
function seenRows(net, { T, lengths }) {
  const { store, layer, task } = net;
  const { B, H } = layer.sizes;
  const { all, at } = store;
  const h = at[`state_${layer.traced.state[0]}`] + B * H;
  if (!task.last) return h;
  for (let b = 0; b < B; b++) {
    const from = h + (((lengths ? lengths[b] : T) - 1) * B + b) * H;
    all.copyWithin(at.seen + b * H, from, from + H);
  }
  return at.seen;
}

// addLoss for `backward`: what the readout says of h_t, added to all[to ...].
function lossAt(net, { T, lengths }) {
  const { store, layer, task } = net;
  const { B, H } = layer.sizes;
  const { all, at } = store;
  if (!task.last)
    return (t, to) => {
      for (let k = 0, from = at.dh + t * B * H; k < B * H; k++) all[to + k] += all[from + k];
    };
  return (t, to) => {
    for (let b = 0; b < B; b++) {
      if (t !== (lengths ? lengths[b] : T) - 1) continue;
      for (let k = b * H; k < (b + 1) * H; k++) all[to + k] += all[at.dh + k];
    }
  };
}

// Loss, score and gradients of a batch, without the step.
function gradients(net, batch) {
  const { store, layer, task, s } = net;
  load(net, batch);
  const { B, H } = layer.sizes;
  const sizes = { rows: task.last ? B : batch.T * B, H, O: task.O };
  const { all, at } = store;
  forward(layer, store, batch.T, batch.codes);
  const h = seenRows(net, batch);
  readout(store, layer.product, sizes, h);
  const found = lossOf(store, sizes, batch, task.squared);
  const last = lengthsOf(net.shapes).at(-1);
  all.fill(0, at.grad_U, at[`grad_${last[0]}`] + last[1]);
  readoutBackward(store, layer.product, sizes, h, true);
  const cut = (t) => s.window > 0 && t > 0 && t % s.window === 0;
  backward(layer, store, batch.T, { addLoss: lossAt(net, batch), cut, sums: "grad_" });
  sumGradients(layer, store, batch.T, batch.codes);
  return found;
}

// The state after a batch, for one that goes on from there.
function carryOn(net, T) {
  const { store, layer } = net;
  const size = layer.sizes.B * layer.sizes.H;
  for (const name of layer.traced.state) {
    const from = store.at[`state_${name}`] + T * size;
    store.all.copyWithin(store.at[`carried_${name}`], from, from + size);
  }
}

// One update. Returns { loss, score, norm }, and diverged: true, with nothing changed, when a
// number is not finite.
function update(net) {
  if (net.diverged) return { loss: NaN, score: NaN, norm: NaN, diverged: true };
  const batch = net.task.draw(net.luck);
  const { loss, score } = gradients(net, batch);
  const { all, at } = net.store;
  const length = at.mean_U - at.grad_U;
  const norm = jointNorm(all, at.grad_U, at.grad_U + length);
  net.diverged = !(Number.isFinite(loss) && Number.isFinite(norm));
  if (net.diverged) return { loss, score, norm, diverged: true };
  const factor = net.s.clip > 0 && norm > 0 ? Math.min(1, net.s.clip / norm) : 1;
  const places = { p: at.U, grad: at.grad_U, mean: at.mean_U, square: at.square_U, length };
  net.updates++;
  adam(all, places, net.updates, net.s.rate, factor);
  if (net.task.carried) carryOn(net, batch.T);
  net.history.add(loss, score, norm);
  return { loss, score, norm };
}

// A cell of the reader's, with b_h: true where its parameters have a bias of the recurrent product.
const withBias = (cell) => cell && { ...cell, b_h: cell.b_h ?? cell.params?.includes("b_h") };

export function makeRun(settings, options = {}) {
  const { precision = "float64", cell, params, resume, symbols } = options;
  const s = checked(settings);
  const traced = s.cell === "own" ? withBias(cell) : cellOf(s);
  if (!traced) throw new SettingsError("cell_text", "the cell is own, wanted its lines read");
  const engine = makeEngine(precision);
  const net = makeNet(s, traced, { engine, from: { params, resume, symbols } });
  const views = (kind = "") =>
    Object.fromEntries(Object.keys(net.shapes).map((n) => [n, net.store.view(kind + n)]));
  return {
    settings: s,
    cell: traced,
    task: net.task,
    shapes: net.shapes,
    precision,
    engine: engine.name,
    chance: net.task.chance,
    cost: { ...net.cost, bytes: net.store.memory.buffer.byteLength },
    update: () => update(net),
    look: () => look(net, load),
    rewind: () => restart(net, { params, symbols }),
    save: () => save(net),
    get updates() {
      return net.updates;
    },
    get diverged() {
      return net.diverged;
    },
    get history() {
      return net.history;
    },
    get params() {
      return views();
    },
    get gradients() {
      return views("grad_");
    },
  };
}
