// The parameters before the first update: those of the layer, and the readout.
import { makeLuck } from "../luck.js";
import { layerShapes } from "./layer.js";

const drawn = (luck, length, bound) =>
  Float64Array.from({ length }, () => luck.uniform(-bound, bound));

// A random (n, n) matrix of orthonormal columns: the Q of normal numbers whose R has a
// positive diagonal, as rnnbook.orthogonal has it. Each column is made orthogonal to those
// before it, twice, because once leaves rounding behind.
function orthogonal(luck, n) {
  const a = Float64Array.from({ length: n * n }, () => luck.normal(0, 1));
  for (let k = 0; k < n; k++) {
    for (let again = 0; again < 2; again++) {
      for (let j = 0; j < k; j++) {
        let dot = 0;
        for (let i = 0; i < n; i++) dot += a[i * n + j] * a[i * n + k];
        for (let i = 0; i < n; i++) a[i * n + k] -= dot * a[i * n + j];
      }
    }
    let size = 0;
    for (let i = 0; i < n; i++) size += a[i * n + k] ** 2;
    for (let i = 0; i < n; i++) a[i * n + k] /= Math.sqrt(size);
  }
  return a;
}

const identity = (_, n) => Float64Array.from({ length: n * n }, (__, k) => (k % (n + 1) ? 0 : 1));

// Each gate's block of W (H, K) made by itself.
function withBlocks(W, H, K, make, luck) {
  for (let from = 0; from < K; from += H) {
    const block = make(luck, H);
    for (let i = 0; i < H; i++) for (let j = 0; j < H; j++) W[i * K + from + j] = block[i * H + j];
  }
}

// { U, W, b ..., V, b_y } for the settings s, a traced cell and a task; the seed is s.seed's.
export function startOf(s, traced, { D, O }) {
  const luck = makeLuck(2 * s.seed + 1);
  const H = s.units;
  const K = traced.gates.length * H;
  const bound = 1 / Math.sqrt(H);
  const p = {};
  for (const [name, shape] of Object.entries(layerShapes(traced, D, H))) {
    const length = shape.reduce((a, b) => a * b, 1);
    const zero = name === "b" || name === "b_h";
    p[name] = zero ? new Float64Array(length) : drawn(luck, length, bound);
  }
  const f = traced.gates.indexOf("f");
  if (f >= 0) p.b.fill(s.forget_bias, f * H, (f + 1) * H);
  p.V = drawn(luck, H * O, bound);
  p.b_y = new Float64Array(O);
  const start = s.cell === "irnn" && s.start === "default" ? "identity" : s.start;
  const make = { orthogonal, identity }[start];
  if (make) withBlocks(p.W, H, K, make, luck);
  const factor = { small: 0.1, large: 3 }[start];
  if (factor) p.W = p.W.map((v) => v * factor);
  return p;
}
