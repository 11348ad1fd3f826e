// Compare the runtime with golden files written by Python (scripts/make_golden.py).
// Used by node --test, by Chromium and by Python tests that trace cells of their own.

// As far apart as 1e-12 of the largest number of the array, or 1e-12 if all are small.
function difference(where, got, wanted, tolerance = 1e-12) {
  if (got?.length !== wanted.length) {
    return [`${where}: length ${got?.length}, wanted ${wanted.length}`];
  }
  const scale = Math.max(1, ...wanted.map(Math.abs));
  const k = wanted.findIndex((v, n) => !(Math.abs(got[n] - v) <= tolerance * scale));
  return k < 0 ? [] : [`${where}[${k}]: got ${got[k]}, wanted ${wanted[k]}`];
}

const arrays = (lists) =>
  Object.fromEntries(Object.entries(lists).map(([k, v]) => [k, Float64Array.from(v)]));

// Every node in order: the first that is off is the op at fault.
function checkGraph({ compile }, { name, graph, B, H, inputs, values }) {
  const wanted = Object.fromEntries(graph.nodes.map((_, k) => [k, [k]]));
  const got = compile(graph, wanted)(arrays(inputs), B, H);
  for (const [k, node] of graph.nodes.entries()) {
    const found = difference(`${name}: op ${node[0]}, node ${k}`, got[k], values[k]);
    if (found.length) return found;
  }
  return [];
}

function checkSequence({ makeCell, unroll, unrollBackward }, traced, item) {
  const cell = makeCell(traced);
  const { T, B, expected } = item;
  const { D, H, ...weights } = item.p;
  const p = { D, H, ...arrays(weights) };
  const x = Float64Array.from(item.x);
  const { h, state, cache } = unroll(cell, p, x, T, B, arrays(item.state));
  const dh = Float64Array.from(item.dh);
  const { dstate, ...gradients } = unrollBackward(cell, p, dh, cache, arrays(item.dstate));
  const got = { h, ...gradients };
  for (const name of cell.state) {
    got[`final ${name}`] = state[name];
    got[`dstate ${name}`] = dstate[name];
  }
  return Object.entries(expected).flatMap(([name, values]) =>
    difference(`${traced.name} sequence ${item.name}: ${name}`, got[name], values),
  );
}

// All differences between one golden file and a runtime { compile, makeCell, unroll,
// unrollBackward }, a line each; none if they agree.
export function differences(runtime, golden) {
  return [
    ...golden.graphs.flatMap((item) => checkGraph(runtime, item)),
    ...golden.sequences.flatMap((item) => checkSequence(runtime, golden.cell, item)),
  ];
}
