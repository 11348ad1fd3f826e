// The language of cells: a text becomes the dict that rnnbook.tracing makes of a cell.
//
// readCell(text, name?) gives one of
//   { cell, notes }   cell: { name, gates, state, step, weights?, forward, backward,
//                     inner?, inner_backward?, params, derived, text? }, ready for
//                     makeCell of ../loop.js. weights: { P: 3 }, rows by name. params:
//                     ["U", "W", "b", ...]. derived: was the backward derived? Then
//                     text is the cell with it, as it could be typed.
//                     notes: [{ line, column, says, remedy }], what looks like a slip.
//   { errors: [{ line, column, says, remedy }] }   lines and columns from 1.
// `name` asks for a cell of a text that has several; else it is the first.
//
// readLines(text, { inputs: { xU: 4, c_prev: 1 }, outputs: ["c", "h"] }) gives { graph }
// for compile of ../graph.js, or { errors }: the lines of a function, or a whole def.
//
// deriveBackward(cell) gives that cell (a dict) with a derived backward, and with the
// record that it needs: { ...cell, step, forward, backward, derived: true, text }.
//
// All three are functions of Python too (rnnbook.language), with the same graphs, node
// for node, and the same refusals, word for word.
import { assemble, derived } from "./cell.js";
import { linesGraph } from "./lines.js";
import { Refusal, said } from "./refusal.js";

function answer(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) {
      const { line, column, says, remedy } = error;
      return { errors: [{ line, column, says, remedy }] };
    }
    return { errors: [said("broken", { line: 1, column: 1 }, {})] };
  }
}

export function readCell(text, name) {
  return answer(() => {
    const { notes, ...cell } = assemble(String(text), name);
    return { cell, notes };
  });
}

export function readLines(text, { inputs, outputs }) {
  return answer(() => ({ graph: linesGraph(String(text), inputs, outputs) }));
}

export function deriveBackward(cell) {
  const weights = Object.entries(cell.weights ?? {}).map(([name, count]) => [
    name,
    Array.from({ length: count }, (_, k) => `row${k + 1}`),
  ]);
  const fields = cell.params ?? ["U", "W", "b", ...weights.map(([name]) => name)];
  const parts = { ...cell, fields, weights: Object.fromEntries(weights) };
  return derived(parts, cell.forward, cell.inner);
}
