// One recurrent layer: the loop of rnnbook/loop/plain.py, forward and backward, in arrays
// that are there already.
import { placesOf } from "./places.js";

// Lengths of all parameters by name, in the order of Python's `shapes`.
export function layerShapes(traced, D, H) {
  const K = traced.gates.length * H;
  const own = Object.entries(traced.weights ?? {}).map(([name, rows]) => [name, [rows, H]]);
  const b_h = traced.b_h ? { b_h: [K] } : {};
  return { U: [D, K], W: [H, K], b: [K], ...b_h, ...Object.fromEntries(own) };
}

// The arrays that a sequence of at most T steps needs, by name; put into a store.
export function layerArrays(plan, { T, B, D, H, K, traced, hot }) {
  const [all, one] = [T * B * H, B * H];
  const each = (names, length) => Object.fromEntries(names.map((name) => [name, length]));
  const own = Object.entries(traced.weights ?? {}).map(([n, rows]) => [`d${n}`, B * rows * H]);
  const parts = traced.state.flatMap((n) => [`down0_${n}`, `down1_${n}`]);
  return {
    ...(hot ? {} : { x: T * B * D }),
    xU: T * B * K,
    ...(plan.names.includes("hW") ? { hW: B * K } : {}),
    ...each(
      traced.state.map((n) => `state_${n}`),
      all + one,
    ),
    ...each(plan.kept, all),
    ...(traced.inner ? { q: all, dq: one, WT_last: H * H } : {}),
    dxU: T * B * K,
    ...(plan.apart ? { dhW: T * B * K } : {}),
    ...each(parts, one),
    ...Object.fromEntries(own),
    WT: K * H,
  };
}

// How far each array moves on at a step, and where it stands at step 0.
function strides(plan, { B, H, K, traced }) {
  const one = B * H;
  const known = { xU: B * K, dxU: B * K, dhW: B * K, q: one };
  for (const name of plan.kept) known[name] = one;
  for (const name of traced.state) [known[name], known[`${name}_prev`]] = [one, one];
  return plan.names.map((name) => known[name] ?? 0);
}

// makeLayer(traced, sizes, engine): what `forward` and `backward` want besides a store.
export function makeLayer(traced, sizes, { product, compile }) {
  const plan = placesOf(traced);
  const steps = Object.fromEntries(
    Object.entries(plan.plans).map(([name, args]) => [name, compile(...args, sizes.H)]),
  );
  return { traced, plan, steps, sizes, product, move: strides(plan, { ...sizes, traced }) };
}

// Where the array of a slot stands at step 0.
export const homeOf = (at, name, one) => {
  if (name.endsWith("_prev") && at[`state_${name.slice(0, -5)}`] !== undefined)
    return at[`state_${name.slice(0, -5)}`];
  if (at[`state_${name}`] !== undefined) return at[`state_${name}`] + one;
  return at[name] ?? 0;
};

// The inputs' product of all steps: x U + b, or, for symbols, rows looked up.
function inputs(layer, store, T, codes) {
  const { B, D, K } = layer.sizes;
  const { all, at } = store;
  for (let n = 0, to = at.xU; n < T * B; n++, to += K) {
    const from = codes ? at.U + codes[n] * K : 0;
    if (codes && codes[n] >= 0)
      for (let k = 0; k < K; k++) all[to + k] = all[from + k] + all[at.b + k];
    else all.copyWithin(to, at.b, at.b + K);
  }
  if (codes) return;
  layer.product(all, {
    a: at.x,
    sa: D,
    ta: 1,
    b: at.U,
    sb: K,
    out: at.xU,
    so: K,
    n: T * B,
    k: D,
    m: K,
  });
}

function recurrent(layer, store, h) {
  const { B, H, K } = layer.sizes;
  const { all, at } = store;
  for (let b = 0, to = at.hW; b < B; b++, to += K) {
    if (at.b_h === undefined) all.fill(0, to, to + K);
    else all.copyWithin(to, at.b_h, at.b_h + K);
  }
  const first = layer.traced.inner ? K - H : K;
  layer.product(all, {
    a: h,
    sa: H,
    ta: 1,
    b: at.W,
    sb: K,
    out: at.hW,
    so: K,
    n: B,
    k: H,
    m: first,
  });
}

// The last block of W is given the row q in place of h_prev.
function within(layer, store, q) {
  const { B, H, K } = layer.sizes;
  const { all, at } = store;
  layer.steps.inner(all, B, H, store.offsets);
  const last = K - H;
  layer.product(all, {
    a: q,
    sa: H,
    ta: 1,
    b: at.W + last,
    sb: K,
    out: at.hW + last,
    so: K,
    n: B,
    k: H,
    m: H,
  });
}

// Run T steps from the state that stands at step 0. codes: (T B) numbers of symbols, -1 for
// a step without one, or nothing where x holds the inputs.
export function forward(layer, store, T, codes) {
  const { B, H } = layer.sizes;
  const { plan, move, traced } = layer;
  const { offsets } = store;
  inputs(layer, store, T, codes);
  plan.names.forEach((name, k) => (offsets[k] = homeOf(store.at, name, B * H)));
  const [h, q] = [store.at[`state_${traced.state[0]}`], store.at.q];
  for (let t = 0; t < T; t++) {
    recurrent(layer, store, h + t * B * H);
    if (traced.inner) within(layer, store, q + t * B * H);
    layer.steps.forward(store.all, B, H, offsets);
    for (let k = 0; k < move.length; k++) offsets[k] += move[k];
  }
}
