// The states of the sentence, from the traced cell: h_0 ... h_T, a row for each.
import { unroll } from "../_runtime/unroll.js";

export function runStates(cell, { words, vectors, weights }) {
  const x = Float64Array.from(words.flatMap((word) => vectors[word]));
  const [D, H] = [weights.U.length, weights.W.length];
  const p = { D, H, U: Float64Array.from(weights.U.flat()), W: Float64Array.from(weights.W.flat()),
    b: Float64Array.from(weights.b) };
  const { h } = unroll(cell, p, x, words.length, 1);
  const rows = words.map((_, t) => Array.from(h.subarray(t * H, (t + 1) * H)));
  return [new Array(H).fill(0), ...rows];
}
