// From the settings to the courses of both GRUs: the twin of run() in __init__.py. The
// cells are traced; here their weights are put together.
import { unroll } from "../_runtime/loop.js";

const GATES = ["r", "z", "n"];
export const SAME = 1e-12; // a difference that rounding can make

// Block n of W has its diagonal alone; unit j has the reset gate of unit 0.
function entry(draws, gate, part, i, j, s) {
  const from = s.alike && gate === "r" ? 0 : j;
  if (part === "W" && gate === "n" && s.diagonal && i !== j) return 0;
  return draws[gate][part][part === "W" ? i * draws.most + from : from];
}

// Rows of three blocks of the first `units` columns.
function blocks(draws, part, rows, s) {
  const H = s.units;
  const out = new Float64Array(rows * 3 * H);
  for (let i = 0; i < rows; i++) {
    GATES.forEach((gate, g) => {
      for (let j = 0; j < H; j++) out[(i * 3 + g) * H + j] = entry(draws, gate, part, i, j, s);
    });
  }
  return out;
}

// The weights of this book's GRU: { D, H, U, W, b, b_h }.
export function parameters(draws, s) {
  const b_h = new Float64Array(3 * s.units).fill(s.bias, 2 * s.units);
  return {
    D: 1,
    H: s.units,
    U: blocks(draws, "U", 1, s),
    W: blocks(draws, "W", s.units, s),
    b: blocks(draws, "b", 1, s),
    b_h,
  };
}

// The same weights as the other GRU has them; before the product there is no b_h.
export function ofTheOther(p, s) {
  const K = 3 * p.H;
  const isZ = (k) => Math.floor((k % K) / p.H) === 1;
  const turned = (values) => values.map((v, k) => (s.negated && isZ(k) ? -v : v));
  const [U, W, b, b_h] = [p.U, p.W, p.b, p.b_h].map(turned);
  if (s.reset === "after") return { ...p, U, W, b, b_h };
  return { D: p.D, H: p.H, U, W, b: b.map((v, k) => v + b_h[k]) };
}

// { r, z, n, h }: a row of numbers for each step.
function course(cell, p, x) {
  const T = x.length;
  const { h, cache } = unroll(cell, p, x, T, 1);
  const rows = cache.steps.map((_, t) => h.subarray(t * p.H, (t + 1) * p.H));
  const of = (name) => cache.steps.map((step) => step[`step.${name}`]);
  return { r: of("r"), z: of("z"), n: of("n"), h: rows };
}

// cells: { after: { old, new }, before: { old, new } }. The book's course, the other's.
export function run(cells, draws, s) {
  const x = Float64Array.from(draws.x);
  const p = parameters(draws, s);
  return [course(cells.after.old, p, x), course(cells[s.reset][s.share], ofTheOther(p, s), x)];
}

export function largest([book, other]) {
  let most = 0;
  book.h.forEach((row, t) => {
    for (let j = 0; j < row.length; j++) most = Math.max(most, Math.abs(row[j] - other.h[t][j]));
  });
  return most;
}

// Keys of words.json: why the two agree, or do not.
export function reasons(s) {
  const found = [s.share + (s.negated ? "-negated" : "")];
  if (s.reset === "after") return [...found, "after"];
  if (s.units === 1) found.push("before-one");
  else if (s.alike) found.push("before-alike");
  else if (s.diagonal) found.push("before-diagonal");
  else found.push("before");
  return s.bias ? [...found, "before-bias"] : found;
}
