// The backward of a cell, derived from its forward: every operation hands the gradient of
// its result on to what it is made of, by one rule.
import { inputName, namesOf } from "./graph.js";
import { PYTHON, formula } from "./formula.js";

// What the arguments of y = op(a, b) get, given the gradient d of y. n(op, ...) makes a
// node, number(v) a constant.
const RULES = {
  add: ({ d }) => [d, d],
  sub: ({ n, d }) => [d, n("neg", d)],
  mul: ({ n, d, a, b }) => [n("mul", d, b), n("mul", d, a)],
  div: ({ n, d, b, y }) => [n("div", d, b), n("neg", n("div", n("mul", d, y), b))],
  neg: ({ n, d }) => [n("neg", d)],
  square: ({ n, d, a, number }) => [n("mul", n("mul", d, number(2)), a)],
  pow: ({ n, d, a, b, y, number }) => [
    n("mul", n("mul", d, b), n("pow", a, n("sub", b, number(1)))),
    n("mul", n("mul", d, y), n("log", a)),
  ],
  exp: ({ n, d, y }) => [n("mul", d, y)],
  log: ({ n, d, a }) => [n("div", d, a)],
  cos: ({ n, d, a }) => [n("neg", n("mul", d, n("sin", a)))],
  sin: ({ n, d, a }) => [n("mul", d, n("cos", a))],
  tanh: ({ n, d, y, number }) => [n("mul", d, n("sub", number(1), n("pow", y, number(2))))],
  sigmoid: ({ n, d, y, number }) => [n("mul", n("mul", d, y), n("sub", number(1), y))],
  max: ({ n, d, a, b }) => [n("mul", d, n("greater", a, b)), n("mul", d, n("greater", b, a))],
  min: ({ n, d, a, b }) => [n("mul", d, n("greater", b, a)), n("mul", d, n("greater", a, b))],
  greater: () => [],
};
// The rules in words, for the operations that a cell has.
export const SAID = {
  add: "a + b: both get d",
  sub: "a − b: a gets d, b gets −d",
  mul: "a × b: a gets d × b, b gets d × a",
  div: "y = a / b: a gets d / b, b gets −d × y / b",
  neg: "−a: a gets −d",
  square: "a²: a gets d × 2a",
  pow: "aⁿ: a gets d × n × aⁿ⁻¹",
  exp: "y = exp(a): a gets d × y",
  log: "log(a): a gets d / a",
  cos: "cos(a): a gets −d × sin(a)",
  sin: "sin(a): a gets d × cos(a)",
  tanh: "y = tanh(a): a gets d × (1 − y²)",
  sigmoid: "y = sigmoid(a): a gets d × y × (1 − y)",
  max: "maximum(a, b): the larger gets d",
  min: "minimum(a, b): the smaller gets d",
  greater: "a > b: nobody gets anything, for it has no slope",
};
const LONG = 64; // characters of a gradient without a name that gets one

// A graph that grows; a number that is folded in is a number.
function grown(graph) {
  const nodes = [...graph.nodes];
  const known = new Map(nodes.map((node, k) => [JSON.stringify(node), k]));
  const add = (...node) => {
    const key = JSON.stringify(node);
    if (!known.has(key)) known.set(key, nodes.push(node) - 1);
    return known.get(key);
  };
  const value = (k) => (nodes[k][0] === "const" ? nodes[k][1] : undefined);
  const number = (v) => add("const", v);
  const n = (op, ...args) => {
    const [a, b] = args.map(value);
    if (op === "sub" && a !== undefined && b !== undefined) return number(a - b);
    if (op === "pow" && b === 1) return args[0];
    if (op === "neg" && nodes[args[0]][0] === "neg") return nodes[args[0]][1];
    return add(op, ...args);
  };
  return { nodes, add, number, n, value };
}

// What the arguments of node k get: [[argument, gradient], ...], numbers left out.
function handed(made, k, d) {
  const [op, ...args] = made.nodes[k];
  const [a, b] = args;
  const gets = RULES[op]({ ...made, d, a, b, y: k });
  return args.flatMap((arg, j) => (gets[j] === undefined || made.value(arg) !== undefined ? [] : [[arg, gets[j]]]));
}

// sum + each, and sum - a where that is added with a minus.
function added({ n, nodes }, sum, each) {
  const [op, a] = nodes[each];
  return op === "neg" ? n("sub", sum, a) : n("add", sum, each);
}

// derive(graph, gates, state, seeds): the gradients of everything that the graph's outputs
// `seeds` depend on. seeds: { h: "dh", c: "dc" }. { nodes, inputs, grads: Map id -> id of
// its gradient, lines: [{ name, of, text, id, op }], parts: Map id -> what was added up,
// names, ops, said(id): a formula, size: how many nodes are the graph's own }. The last
// operation of the forward comes first.
export function derive(graph, gates, state, seeds) {
  const made = grown(graph);
  const names = namesOf(graph, { gates, state });
  graph.nodes.forEach((node, k) => {
    if (node[0] === "input" && !names.has(k)) names.set(k, inputName(graph, node, gates));
  });
  const parts = new Map();
  const put = (k, d) => parts.set(k, [...(parts.get(k) ?? []), d]);
  const inputs = { ...graph.inputs };
  for (const [part, name] of Object.entries(seeds)) {
    const id = made.add("input", name, 0);
    inputs[name] = [id];
    names.set(id, name);
    put(graph.outputs[part][0], id);
  }
  const [grads, lines, ops] = [new Map(), [], new Set()];
  for (let k = graph.nodes.length - 1; k >= 0; k--) {
    const all = parts.get(k);
    if (!all) continue;
    const total = all.reduce((sum, each) => added(made, sum, each));
    grads.set(k, total);
    const called = names.get(k) ?? "";
    const text = formula(made.nodes, names, total, PYTHON, !names.has(total));
    const name = called ? `d${called}` : text.length > LONG ? `d_${k}` : "";
    if (name && text !== name) lines.push({ name, of: k, text, id: total, op: graph.nodes[k][0] });
    if (name && !names.has(total)) names.set(total, name);
    if (graph.nodes[k][0] === "input") continue;
    ops.add(graph.nodes[k][0]);
    for (const [arg, d] of handed(made, k, total)) put(arg, d);
  }
  const said = (id) => formula(made.nodes, names, id, PYTHON);
  const size = graph.nodes.length;
  return { nodes: made.nodes, inputs, grads, lines, parts, names, ops, said, size };
}
