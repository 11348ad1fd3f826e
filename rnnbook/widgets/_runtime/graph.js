// A traced cell (rnnbook.tracing) becomes a JavaScript function.
//
// A graph is a list of nodes [op, arguments...]; every node is one block of width H,
// and all of it is elementwise. So a graph is one expression a node, in one loop over
// the batch and the units, which the browser compiles to machine code.

const OPS = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  neg: (a) => `-${a}`,
  pow: (a, b) => `Math.pow(${a}, ${b})`,
  square: (a) => `${a} * ${a}`,
  exp: (a) => `Math.exp(${a})`,
  log: (a) => `Math.log(${a})`,
  cos: (a) => `Math.cos(${a})`,
  sin: (a) => `Math.sin(${a})`,
  tanh: (a) => `Math.tanh(${a})`,
  max: (a, b) => `Math.max(${a}, ${b})`,
  min: (a, b) => `Math.min(${a}, ${b})`,
  greater: (a, b) => `(${a} > ${b} ? 1 : 0)`,
  sigmoid: (a) => `(0.5 + 0.5 * Math.tanh(0.5 * ${a}))`,
};

// Names may hold dots ("step.i"), so the JavaScript variables are numbered: v0, v1 ...
// for nodes, in0, in1 ... for inputs, out0, out1 ... for results.
export function expression([op, ...args], inputs) {
  if (op === "const") return Object.is(args[0], -0) ? "-0" : `(${args[0]})`;
  if (op === "input") {
    const [name, block] = args;
    const n = Object.keys(inputs).indexOf(name);
    return `in${n}[${at(block, inputs[name].length)}]`;
  }
  if (!Object.hasOwn(OPS, op)) {
    throw new Error(`the graph has a node ${op}; known are ${Object.keys(OPS).join(", ")}`);
  }
  return OPS[op](...args.map((k) => `v${k}`));
}

// Where entry j of a block stands in row b of an array of `width` blocks.
const at = (block, width) => `(b * ${width} + ${block}) * H + j`;

// The array of an input, refused here if it does not fit: an entry that is missing
// would be NaN in every later number.
function input(inputs, name, length) {
  const array = inputs[name];
  if (array?.length !== length) {
    throw new Error(`input ${name} has length ${array?.length}, wanted ${length}`);
  }
  return array;
}

// The nodes that the wanted values depend on: the others are not computed.
export function reached(nodes, wanted) {
  const seen = new Set(Object.values(wanted).flat());
  for (let k = nodes.length - 1; k >= 0; k--) {
    const [op, ...args] = nodes[k];
    if (seen.has(k) && op !== "const" && op !== "input") args.forEach((a) => seen.add(a));
  }
  return [...seen].toSorted((a, b) => a - b);
}

// compile(graph) gives run(inputs, B, H) -> { name: Float64Array }.
// Inputs and results are rows of blocks: (B, width * H), flat. `wanted` says which
// values come back: the graph's outputs by default, `everything(graph)` for all that
// have a name.
export function compile(graph, wanted = graph.outputs) {
  const needed = reached(graph.nodes, wanted);
  const lines = needed.map((k) => `const v${k} = ${expression(graph.nodes[k], graph.inputs)};`);
  const load = Object.entries(graph.inputs).map(([name, ids], n) =>
    ids.some((k) => needed.includes(k))
      ? `const in${n} = input(inputs, ${JSON.stringify(name)}, B * ${ids.length} * H);`
      : "",
  );
  const names = Object.keys(wanted);
  const stores = names.flatMap((name, n) =>
    wanted[name].map((k, block) => `out${n}[${at(block, wanted[name].length)}] = v${k};`),
  );
  const make = names.map(
    (name, n) => `const out${n} = new Float64Array(B * ${wanted[name].length} * H);`,
  );
  const result = names.map((name, n) => `${JSON.stringify(name)}: out${n}`);
  const run = new Function(
    "input",
    "inputs",
    "B",
    "H",
    `"use strict";
    ${load.join("\n")}
    ${make.join("\n")}
    for (let b = 0; b < B; b++) for (let j = 0; j < H; j++) {
      ${lines.join("\n")}
      ${stores.join("\n")}
    }
    return { ${result.join(", ")} };`,
  );
  return (inputs, B, H) => run(input, inputs, B, H);
}

// All values of a graph that have a name: inputs, outputs, and the local variables of
// the cell's own lines (which win where a name was bound again).
export function everything(graph) {
  return { ...graph.inputs, ...graph.outputs, ...graph.names };
}
