// The loop of rnnbook/loop/unroll.py, forward and backward, for any traced cell.
import { compile } from "./graph.js";
import { addRow, matmul, matmulTransposed, sumRows, transposedMatmul } from "./linear.js";
import { columns, putColumns, tile } from "./linear.js";

// A cell ready to run, from what rnnbook.tracing wrote.
export function makeCell(traced) {
  return {
    weights: {},
    ...traced,
    forwardStep: compile(traced.forward),
    backwardStep: compile(traced.backward),
    innerStep: traced.inner && compile(traced.inner),
    innerBackward: traced.inner && compile(traced.inner_backward),
  };
}

const row = (array, t, size) => array.subarray(t * size, (t + 1) * size);
const previous = (names, state) => Object.fromEntries(names.map((n) => [`${n}_prev`, state[n]]));
const sum = (a, b) => a.map((v, k) => v + b[k]);

export function zerosState(cell, B, H) {
  return Object.fromEntries(cell.state.map((name) => [name, new Float64Array(B * H)]));
}

// The cell's own weights, one row for each sequence of the batch.
function ownWeights(cell, p, B) {
  return Object.fromEntries(Object.keys(cell.weights).map((name) => [name, tile(p[name], B)]));
}

// h_prev W with what some cells have besides: the bias b_h, and the row q that the last
// block of W is given in place of h_prev.
function recurrent(cell, p, xU, state, B, K) {
  const { H } = p;
  const hW = matmul(state[cell.state[0]], p.W, B, H, K);
  if (p.b_h) addRow(hW, p.b_h);
  if (!cell.innerStep) return { hW };
  const inputs = { xU, hW: columns(hW, K, 0, K - H), ...previous(cell.state, state) };
  const { q } = cell.innerStep(inputs, B, H);
  const last = matmul(q, columns(p.W, K, K - H, K), B, H, H);
  if (p.b_h) addRow(last, p.b_h.subarray(K - H));
  return { hW: putColumns(hW, K, K - H, last), q };
}

// p: { D, H, U, W, b } and, if the cell has them, b_h and its own weights;
// x: (T, B, D) flat; state: { name: (B, H) flat }.
// Returns h (T, B, H) flat, the final state, and the cache for the way back.
export function unroll(cell, p, x, T, B, state = zerosState(cell, B, p.H)) {
  const { D, H } = p;
  const K = cell.gates.length * H;
  const out = cell.state[0];
  const own = ownWeights(cell, p, B);
  const xU = addRow(matmul(x, p.U, T * B, D, K), p.b);
  const h = new Float64Array((T + 1) * B * H);
  h.set(state[out]);
  const steps = [];
  const q = new Float64Array(cell.innerStep ? T * B * H : 0);
  for (let t = 0; t < T; t++) {
    const product = recurrent(cell, p, row(xU, t, B * K), state, B, K);
    if (cell.innerStep) row(q, t, B * H).set(product.q);
    const inputs = { xU: row(xU, t, B * K), hW: product.hW, ...previous(cell.state, state) };
    const step = cell.forwardStep({ ...inputs, ...own }, B, H);
    state = Object.fromEntries(cell.state.map((name) => [name, step[name]]));
    row(h, t + 1, B * H).set(state[out]);
    steps.push(step);
  }
  const cache = { x, hPrev: h.subarray(0, T * B * H), steps, q, T, B };
  return { h: h.subarray(B * H), state, cache };
}

// One step back, through the cell and then through W to the state before. Returns
// { dxU, dhW, "d<part>_prev" ..., "d<own weight>" ... }.
export function stepBackward(cell, p, dstate, step, own, B, K) {
  const { H } = p;
  const out = cell.state[0];
  const inputs = { ...step, ...own };
  for (const name of cell.state) inputs[`d${name}`] = dstate[name];
  const back = cell.backwardStep(inputs, B, H);
  if (!cell.innerStep) {
    matmulTransposed(back.dhW, p.W, B, K, H, back[`d${out}_prev`]);
    return back;
  }
  const [W, W_last] = [columns(p.W, K, 0, K - H), columns(p.W, K, K - H, K)];
  const dq = matmulTransposed(columns(back.dhW, K, K - H, K), W_last, B, H, H);
  const inner = cell.innerBackward({ ...step, dq }, B, H);
  const dhW = sum(columns(back.dhW, K, 0, K - H), inner.dhW);
  putColumns(back.dhW, K, 0, dhW);
  for (const name of ["dxU", ...cell.state.map((n) => `d${n}_prev`)]) {
    back[name] = sum(back[name], inner[name]);
  }
  matmulTransposed(dhW, W, B, K - H, H, back[`d${out}_prev`]);
  return back;
}

// dh: (T, B, H) flat; dstate: gradients for the final state beyond dh.
// Returns { dU, dW, db, dx, dstate } and, if p has them, db_h and one for each of the
// cell's own weights; with them dxU and dhW (T, B, K), what each step hands to the sums.
export function unrollBackward(cell, p, dh, cache, dstate = zerosState(cell, cache.B, p.H)) {
  const { D, H } = p;
  const { x, hPrev, steps, q, T, B } = cache;
  const K = cell.gates.length * H;
  const out = cell.state[0];
  const own = ownWeights(cell, p, B);
  const names = Object.keys(own);
  const dOwn = Object.fromEntries(names.map((n) => [`d${n}`, new Float64Array(p[n].length)]));
  const dxU = new Float64Array(T * B * K);
  const dhW = new Float64Array(T * B * K);
  for (let t = T - 1; t >= 0; t--) {
    const down = { ...dstate, [out]: dstate[out].map((v, k) => v + dh[t * B * H + k]) };
    const back = stepBackward(cell, p, down, steps[t], own, B, K);
    row(dxU, t, B * K).set(back.dxU);
    row(dhW, t, B * K).set(back.dhW);
    for (const n in dOwn) dOwn[n] = sum(dOwn[n], sumRows(back[n], dOwn[n].length));
    dstate = Object.fromEntries(cell.state.map((name) => [name, back[`d${name}_prev`]]));
  }
  const dW = transposedMatmul(hPrev, dhW, T * B, H, K);
  if (cell.innerStep) {
    const last = columns(dhW, K, K - H, K);
    putColumns(dW, K, K - H, transposedMatmul(q, last, T * B, H, H));
  }
  return {
    dU: transposedMatmul(x, dxU, T * B, D, K),
    dW,
    db: sumRows(dxU, K),
    ...(p.b_h && { db_h: sumRows(dhW, K) }),
    ...dOwn,
    dx: matmulTransposed(dxU, p.U, T * B, K, D),
    dstate,
    dxU,
    dhW,
  };
}
