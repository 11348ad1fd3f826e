// A trained character network: one step of it forward, and all of them back.
//
// What comes in is { name, cell, symbols, shapes, bytes }, as widgets/_networks.py writes
// it: `bytes` are the parameters as float16, in base64 or, from a kernel, in a buffer;
// `values`, lists of numbers, may stand in their place. Weights are kept as float32, which
// holds every float16; all sums are of float64, so that they are Python's.
import { compile } from "./graph.js";
import { norm } from "./small.js";
import { atOnce } from "./slices.js";

// The number that 16 bits stand for.
function half(bits) {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction
          ? NaN
          : Infinity
        : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -size : size;
}

function bytesOf(data) {
  if (typeof data === "string") return Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  return new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength);
}

// Parameters by name, out of one row of bytes.
function unpacked(shapes, data) {
  const bytes = bytesOf(data);
  const parts = {};
  let at = 0;
  for (const [name, shape] of Object.entries(shapes)) {
    const size = shape.reduce((a, b) => a * b, 1);
    const part = (parts[name] = new Float32Array(size));
    for (let k = 0; k < size; k++, at += 2) part[k] = half(bytes[at] | (bytes[at + 1] << 8));
  }
  if (at !== bytes.length) throw new Error(`${bytes.length} bytes, wanted ${at}`);
  return parts;
}

const listed = (values) =>
  Object.fromEntries(Object.entries(values).map(([name, v]) => [name, Float64Array.from(v)]));

export function makeNetwork({ cell, symbols, shapes, bytes, values, ...rest }) {
  const [H, K] = shapes.W;
  return {
    ...rest,
    symbols: [...symbols],
    H,
    K,
    D: shapes.U[0],
    gates: cell.gates,
    state: cell.state,
    p: values ? listed(values) : unpacked(shapes, bytes),
    forwardStep: compile(cell.forward),
    backwardStep: compile(cell.backward),
  };
}

// out (m) += h (n) W (n, m), eight rows at a time: this is where the time goes.
function addProduct(out, h, W, n, m) {
  let l = 0;
  for (; l + 8 <= n; l += 8) {
    const [a, b, c, d] = [h[l], h[l + 1], h[l + 2], h[l + 3]];
    const [e, f, g, i] = [h[l + 4], h[l + 5], h[l + 6], h[l + 7]];
    for (let k = 0, p = l * m; k < m; k++, p++) {
      const [q, r, s] = [p + 2 * m, p + 4 * m, p + 6 * m];
      const first = a * W[p] + b * W[p + m] + c * W[q] + d * W[q + m];
      out[k] += first + (e * W[r] + f * W[r + m] + g * W[s] + i * W[s + m]);
    }
  }
  for (; l < n; l++) {
    const [a, p] = [h[l], l * m];
    for (let k = 0; k < m; k++) out[k] += a * W[p + k];
  }
}

// out (n) += a (m) W^T, with W (n, m), four rows at a time.
function addProductTransposed(out, a, W, n, m) {
  let l = 0;
  for (; l + 4 <= n; l += 4) {
    let [v, x, y, z] = [0, 0, 0, 0];
    for (let k = 0, p = l * m; k < m; k++, p++) {
      v += a[k] * W[p];
      x += a[k] * W[p + m];
      y += a[k] * W[p + 2 * m];
      z += a[k] * W[p + 3 * m];
    }
    [out[l], out[l + 1]] = [out[l] + v, out[l + 1] + x];
    [out[l + 2], out[l + 3]] = [out[l + 2] + y, out[l + 3] + z];
  }
  for (; l < n; l++) {
    for (let k = 0, p = l * m; k < m; k++, p++) out[l] += a[k] * W[p];
  }
}

// The state before anything has been read.
export function atRest({ state, H }) {
  return Object.fromEntries(state.map((part) => [part, new Float64Array(H)]));
}

// A new value for a part of the state: clamp is { unit, value } or nothing. In a cell with
// a part c it is c that is held, and h is what the output gate shows of it.
function held(net, step, { unit, value }) {
  if (!net.state.includes("c")) step.h[unit] = value;
  else {
    step.c[unit] = value;
    step.h[unit] = step["step.o"][unit] * Math.tanh(value);
  }
  return step;
}

// The network reads one symbol (its number). Returns the new state with all that the
// record of the step holds: h, c, "step.i" ...
export function read(net, state, symbol, clamp) {
  const { p, H, K } = net;
  const xU = new Float64Array(K);
  const hW = new Float64Array(K);
  const row = symbol * K;
  for (let k = 0; k < K; k++) xU[k] = p.U[row + k] + p.b[k];
  if (p.b_h) hW.set(p.b_h);
  addProduct(hW, state.h, p.W, H, K);
  const inputs = { xU, hW };
  for (const part of net.state) inputs[`${part}_prev`] = state[part];
  const step = net.forwardStep(inputs, 1, H);
  return clamp ? held(net, step, clamp) : step;
}

// Scores of the symbols that may come next.
export function scores(net, h) {
  const o = new Float64Array(net.p.b_y);
  addProduct(o, h, net.p.V, net.H, net.D);
  return o;
}

// ln P of each symbol that may come next, through log-sum-exp.
export function logSoftmax(o) {
  let [largest, sum] = [-Infinity, 0];
  for (let k = 0; k < o.length; k++) largest = Math.max(largest, o[k]);
  for (let k = 0; k < o.length; k++) sum += Math.exp(o[k] - largest);
  const log = largest + Math.log(sum);
  return o.map((v) => v - log);
}

export const predict = (net, { h }) => logSoftmax(scores(net, h));

// reader(net): read(codes, clamp, late) gives a step for each symbol, with ln P of what
// comes next as `log`; what was read before is kept as far as it is the same. Where late()
// becomes true it gives the steps until there: the next call goes on.
export function reader(net) {
  let [known, steps, key] = [[], [], ""];
  return (codes, clamp, late = () => false) => {
    const now = JSON.stringify(clamp ?? null);
    const other = known.findIndex((code, k) => code !== codes[k]);
    const same = now !== key ? 0 : other < 0 ? known.length : other;
    steps = steps.slice(0, same);
    while (steps.length < codes.length) {
      const step = read(net, steps.at(-1) ?? atRest(net), codes[steps.length], clamp);
      steps.push({ ...step, log: predict(net, step) });
      if (late()) break;
    }
    [known, key] = [codes.slice(0, steps.length), now];
    return steps;
  };
}

// What a reader gives for the whole text: a generator, which stops after each symbol.
export function* readInSteps(readCodes, codes, clamp) {
  let steps = [];
  do {
    steps = readCodes(codes, clamp, () => true);
    yield;
  } while (steps.length < codes.length);
  return steps;
}

// The gradient of ln P(`next` | the text up to step t) with respect to the one-hot inputs:
// its norm at each step 0 ... t. `steps` is what a reader gave.
export const influence = (...given) => atOnce(influenceInSteps(...given));

// The same as a generator, which stops after each step (slices.js).
export function* influenceInSteps(net, steps, t, next) {
  const { p, H, K, D } = net;
  const down = predict(net, steps[t]).map((log, k) => (k === next) - Math.exp(log));
  const parts = Object.keys(steps[t]).filter((key) => key.startsWith("step."));
  let dstate = atRest(net);
  addProductTransposed(dstate.h, down, p.V, H, D);
  const found = new Float64Array(t + 1);
  for (let s = t; s >= 0; s--) {
    const inputs = {};
    for (const part of parts) inputs[part] = steps[s][part];
    for (const part of net.state) inputs[`d${part}`] = dstate[part];
    const back = net.backwardStep(inputs, 1, H);
    const dx = new Float64Array(D);
    addProductTransposed(dx, back.dxU, p.U, D, K);
    found[s] = norm(dx);
    addProductTransposed(back.dh_prev, back.dhW, p.W, H, K);
    dstate = Object.fromEntries(net.state.map((part) => [part, back[`d${part}_prev`]]));
    yield s;
  }
  return found;
}

// The numbers of the symbols of a text; what the network does not know is left out and
// given back: [codes, unknown].
export function encode({ symbols }, text) {
  const numbers = new Map(symbols.map((c, k) => [c, k]));
  const [codes, unknown] = [[], new Set()];
  for (const c of text) {
    const code = numbers.get(c);
    if (code === undefined) unknown.add(c);
    else codes.push(code);
  }
  return [codes, [...unknown]];
}
export const decode = ({ symbols }, codes) => codes.map((k) => symbols[k]).join("");

// How a symbol is shown where it stands alone.
const SHOWN = { " ": "␣", "\n": "↵", "\t": "⇥" };
export const shown = (symbol) => SHOWN[symbol] ?? symbol;
