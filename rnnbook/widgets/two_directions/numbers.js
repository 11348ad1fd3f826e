// The backward direction over a batch, and what each of its outputs depends on: the twin
// of the properties of __init__.py. The step is the traced cell.
import { unroll } from "../_runtime/loop.js";

const MOVED = 1e-9; // a change of an output that is more than rounding
const distance = (a, b) => Math.hypot(...a.map((v, k) => v - b[k]));

// The place of step t after a sequence of n steps is turned; padding stays where it is.
const place = (t, n) => (t < n ? n - 1 - t : t);

// One sentence: x, T rows of D numbers, n of them words. Returns T rows of H numbers.
function read(cell, p, x, n, turn, back) {
  const T = x.length;
  const rows = turn === "by length" ? n : T; // with a mask the state stays from there on
  const turned = x.map((_, t) => x[place(t, rows)]);
  const { h } = unroll(cell, p, Float64Array.from(turned.slice(0, rows).flat()), rows, 1);
  const out = x.map((_, t) => {
    const k = Math.min(t, rows - 1);
    return Array.from(h.subarray(k * p.H, (k + 1) * p.H));
  });
  if (back === "not") return out;
  return out.map((_, t) => out[place(t, back === "by length" ? n : T)]);
}

// For each sentence { length, backward, moves, pairs }; steps of pairs count from 1.
export function run(cell, { sentences, vectors, weights, nudge }, turn, back) {
  const [D, H] = [weights.U.length, weights.W.length];
  const [U, W, b] = ["U", "W", "b"].map((name) => Float64Array.from(weights[name].flat()));
  const T = Math.max(...sentences.map((words) => words.length));
  return sentences.map((words) => {
    const length = words.length;
    const x = Array.from({ length: T }, (_, t) => vectors[words[t]] ?? Array(D).fill(0));
    const readBack = (rows, ...ways) => read(cell, { D, H, U, W, b }, rows, length, ...ways);
    const backward = readBack(x, turn, back);
    const right = readBack(x, "by length", "by length");
    const nudged = x.map((row, s) =>
      readBack(
        x.with(
          s,
          row.map((v) => v + nudge),
        ),
        turn,
        back,
      ),
    );
    const moves = x.map((_, t) => nudged.map((there) => distance(there[t], backward[t])));
    const pairs = words.map((_, t) => {
      // The last read comes first.
      const seen = moves[t].flatMap((size, s) => (size > MOVED ? [s] : []));
      const [wrong, padding] = [seen[0] !== t, seen.at(-1) >= length];
      const error = distance(backward[t], right[t]);
      return { step: t + 1, last: seen[0] + 1, wrong, padding, error, seen };
    });
    return { length, backward, moves, pairs };
  });
}
