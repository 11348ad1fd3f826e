// Every number of the diagram, from the traced graphs of the cell.
import { compile, everything } from "../_runtime/graph.js";
import { addRow, matmul, matmulTransposed } from "../_runtime/linear.js";

// The node that is the product of two named ones, as in "f*c_prev".
export function product(graph, name) {
  const known = everything(graph);
  const [left, right] = name.split("*").map((factor) => known[factor][0]);
  const node = graph.nodes.findIndex(([op, a, b]) =>
    op === "mul" && ((a === left && b === right) || (a === right && b === left)));
  if (node < 0) throw new Error(`the cell has no product ${name}`);
  return [node];
}

// numbers(inputs) gives { name: value } for one unit: inputs are x, h, c, dh, dc and the
// lists U, W, b. Names are the plates' names: those of the cell's own lines.
export function makeNumbers(graphs, products) {
  const { forward, backward, step } = graphs;
  const K = graphs.gates.length;
  const ahead = compile(forward, {
    ...everything(forward), ...Object.fromEntries(products.map((name) => [name, product(forward, name)])),
  });
  const back = compile(backward, everything(backward));
  return ({ x, h, c, U, W, b, dh, dc }) => {
    const xU = addRow(matmul([x], U, 1, 1, K), b);
    const hW = matmul([h], W, 1, 1, K);
    const values = ahead({ xU, hW, h_prev: [h], c_prev: [c] }, 1, 1);
    const record = Object.fromEntries(step.map((name) => [`step.${name}`, values[`step.${name}`]]));
    const grads = back({ dh: [dh], dc: [dc], ...record }, 1, 1);
    const dx = matmulTransposed(grads.dxU, U, 1, K, 1);
    const dh_prev = matmulTransposed(grads.dhW, W, 1, K, 1, grads.dh_prev);
    // dc_in arrives from outside; the cell's own dc is that and what comes back from h.
    const all = { x: [x], ...values, ...grads, dx, dh_prev, dc_in: [dc] };
    return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, value[0]]));
  };
}
