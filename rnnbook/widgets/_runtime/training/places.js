// Where each value of a cell's graphs stands while a sequence is run.
//
// What the way back needs of a step is its record. Most of a record stands somewhere
// already: c_prev is the state before, xU the inputs' product. So only what is new is
// stored, one array for each node of the graph.

// The slots of offsets: each is an array, at the step that is being computed.
// placesOf(traced): { names: [array of each slot], kept: [array of a record ...], plans: the
// arguments of `compileLoop` by graph, record: the places of the step's fields, apart: whether
// hW has a gradient of its own }.
export function placesOf(traced) {
  const names = [];
  const slot = (name) => (names.includes(name) ? names.indexOf(name) : names.push(name) - 1);
  const G = traced.gates.length;
  const blocks = (name, count, row = count) =>
    Array.from({ length: count }, (_, block) => ({ slot: slot(name), block, row }));
  const weights = Object.fromEntries(
    Object.entries(traced.weights ?? {}).map(([name, count]) => [name, blocks(name, count, 0)]),
  );
  const before = Object.fromEntries(
    traced.state.map((name) => [`${name}_prev`, blocks(`${name}_prev`, 1)]),
  );
  const step = { xU: blocks("xU", G), hW: blocks("hW", G), ...before, ...weights };
  const forward = forwardOf(traced, step, blocks);
  const record = recordOf(traced, forward, step);
  const down = Object.fromEntries(traced.state.map((n) => [`d${n}`, blocks(`d${n}`, 1)]));
  const plans = {
    forward: [traced.forward, step, forward.outputs],
    backward: [traced.backward, { ...down, ...record, ...weights }, backwardOf(traced, blocks)],
  };
  if (traced.inner) Object.assign(plans, innerOf(traced, step, record, blocks));
  return { names, kept: forward.kept, plans, record, apart: names.includes("dhW") };
}

// The stores of the step: the new state, and what of the record stands nowhere else.
function forwardOf({ forward, state, step }, inputs, blocks) {
  const found = new Map(); // node -> place
  const outputs = [];
  const store = (node, place) => {
    outputs.push({ node, place });
    found.set(node, place);
  };
  for (const name of state) store(forward.outputs[name][0], blocks(name, 1)[0]);
  for (const [name, ids] of Object.entries(forward.inputs)) {
    if (name !== "hW") ids.forEach((node, k) => found.set(node, inputs[name][k]));
  }
  const kept = [];
  for (const node of step.flatMap((field) => forward.outputs[`step.${field}`])) {
    if (found.has(node)) continue;
    kept.push(`kept${node}`);
    store(node, blocks(`kept${node}`, 1)[0]);
  }
  return { outputs, found, kept };
}

// Where the fields of the record stand, by the names that the backward has for them.
function recordOf({ forward, step }, { found }) {
  return Object.fromEntries(
    step.map((field) => [
      `step.${field}`,
      forward.outputs[`step.${field}`].map((node) => found.get(node)),
    ]),
  );
}

function backwardOf({ backward, state, inner, weights = {} }, blocks) {
  const named = (name, count) => {
    const places = blocks(name, count);
    return backward.outputs[name].map((node, k) => ({ node, place: places[k] }));
  };
  const G = backward.outputs.dxU.length;
  const own = Object.entries(weights).flatMap(([name, count]) => named(`d${name}`, count));
  const same = !inner && String(backward.outputs.dxU) === String(backward.outputs.dhW);
  return [
    ...named("dxU", G),
    ...(same ? [] : named("dhW", G)),
    ...state.flatMap((name) => named(`d${name}_prev`, 1)),
    ...own,
  ];
}

// A product within the step: its row q, and what comes back from there, added.
function innerOf({ inner, inner_backward: back, state, gates }, step, record, blocks) {
  const G = gates.length;
  const added = (name, count, row) =>
    back.outputs[name].map((node, k) => ({ node, place: blocks(name, count, row)[k], add: true }));
  const from = { ...step, hW: blocks("hW", G - 1, G) };
  return {
    inner: [inner, from, [{ node: inner.outputs.q[0], place: blocks("q", 1)[0] }]],
    innerBackward: [
      back,
      { dq: blocks("dq", 1), ...record },
      [
        ...added("dxU", G),
        ...added("dhW", G - 1, G),
        ...state.flatMap((name) => added(`d${name}_prev`, 1)),
      ],
    ],
  };
}
