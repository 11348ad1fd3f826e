// The states of the sentence, from the traced cell: h_0 ... h_T, a row for each.
import { unroll } from "../_runtime/loop.js";

// Without memory W is zero.
export function runStates(cell, { words, vectors, weights, memory = true }) {
  const x = Float64Array.from(words.flatMap((word) => vectors[word]));
  const [D, H] = [weights.U.length, weights.W.length];
  const [U, W, b] = ["U", "W", "b"].map((name) => Float64Array.from(weights[name].flat()));
  if (!memory) W.fill(0);
  const { h } = unroll(cell, { D, H, U, W, b }, x, words.length, 1);
  const rows = words.map((_, t) => Array.from(h.subarray(t * H, (t + 1) * H)));
  return [Array(H).fill(0), ...rows];
}
