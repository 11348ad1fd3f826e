// The loop of rnnbook/unroll.py, forward and backward, for any traced cell.
import { compile } from "./graph.js";
import { addRow, matmul, matmulTransposed, sumRows, transposedMatmul } from "./linear.js";

// A cell ready to run, from what rnnbook.trace wrote.
export function makeCell(traced) {
  return {
    ...traced,
    forwardStep: compile(traced.forward),
    backwardStep: compile(traced.backward),
  };
}

const row = (array, t, size) => array.subarray(t * size, (t + 1) * size);
const previous = (names, state) => Object.fromEntries(names.map((n) => [`${n}_prev`, state[n]]));

export function zerosState(cell, B, H) {
  return Object.fromEntries(cell.state.map((name) => [name, new Float64Array(B * H)]));
}

// p: { D, H, U, W, b }; x: (T, B, D) flat; state: { name: (B, H) flat }.
// Returns h (T, B, H) flat, the final state, and the cache for the way back.
export function unroll(cell, p, x, T, B, state = zerosState(cell, B, p.H)) {
  const { D, H } = p;
  const K = cell.gates.length * H;
  const out = cell.state[0];
  const xU = addRow(matmul(x, p.U, T * B, D, K), p.b);
  const h = new Float64Array((T + 1) * B * H);
  h.set(state[out]);
  const steps = [];
  for (let t = 0; t < T; t++) {
    const hW = matmul(state[out], p.W, B, H, K);
    const step = cell.forwardStep(
      { xU: row(xU, t, B * K), hW, ...previous(cell.state, state) }, B, H);
    state = Object.fromEntries(cell.state.map((name) => [name, step[name]]));
    row(h, t + 1, B * H).set(state[out]);
    steps.push(step);
  }
  return { h: h.subarray(B * H), state, cache: { x, hPrev: h.subarray(0, T * B * H), steps, T, B } };
}

// dh: (T, B, H) flat; dstate: gradients for the final state beyond dh.
// Returns { dU, dW, db, dx, dstate }.
export function unrollBackward(cell, p, dh, cache, dstate = zerosState(cell, cache.B, p.H)) {
  const { D, H } = p;
  const { x, hPrev, steps, T, B } = cache;
  const K = cell.gates.length * H;
  const out = cell.state[0];
  const dxU = new Float64Array(T * B * K);
  const dhW = new Float64Array(T * B * K);
  for (let t = T - 1; t >= 0; t--) {
    const inputs = { ...steps[t] };
    for (const name of cell.state) inputs[`d${name}`] = dstate[name];
    inputs[`d${out}`] = dstate[out].map((v, k) => v + dh[t * B * H + k]);
    const back = cell.backwardStep(inputs, B, H);
    row(dxU, t, B * K).set(back.dxU);
    row(dhW, t, B * K).set(back.dhW);
    dstate = Object.fromEntries(cell.state.map((name) => [name, back[`d${name}_prev`]]));
    matmulTransposed(back.dhW, p.W, B, K, H, dstate[out]);
  }
  return {
    dU: transposedMatmul(x, dxU, T * B, D, K),
    dW: transposedMatmul(hPrev, dhW, T * B, H, K),
    db: sumRows(dxU, K),
    dx: matmulTransposed(dxU, p.U, T * B, K, D),
    dstate,
  };
}
