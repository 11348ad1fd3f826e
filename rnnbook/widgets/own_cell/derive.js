// The backward of a cell, derived from its forward: every operation hands the gradient of
// its result on to what it is made of, by one rule.
import { rule, simplified } from "../_runtime/language/derive.js";
import { add, input, newGraph } from "../_runtime/language/run.js";
import { inputName, namesOf } from "./graph.js";
import { PYTHON, formula } from "./formula.js";

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
  max: "maximum(a, b): a gets d where it is the larger, else b",
  min: "minimum(a, b): a gets d where it is the smaller, else b",
  greater: "a > b: nobody gets anything, for it has no slope",
};
const LONG = 64; // characters of a gradient without a name that gets one

// A graph to which gradients are added; the nodes of `graph` keep their ids.
function grown(graph) {
  const made = newGraph(Infinity);
  made.inputs = { ...graph.inputs };
  for (const node of graph.nodes) {
    if (node[0] === "input") made.nodes.push(node);
    else add(made, ...node);
  }
  made.write = (...node) => simplified(made, ...node);
  return made;
}

// What the arguments of node k get: [[argument, gradient], ...], but for numbers and for
// what has no slope.
function handed(made, k, d) {
  const [op, ...args] = made.nodes[k];
  const fixed = (id) => made.nodes[id][0] === "const";
  if (op === "greater") return [];
  return args.flatMap((arg, place) => {
    if (fixed(arg) || made.masks.has(arg)) return [];
    const id = rule(made, op, place, [...args, args[0]], k, d);
    return fixed(id) && made.nodes[id][1] === 0 ? [] : [[arg, id]];
  });
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
  for (const [part, name] of Object.entries(seeds)) {
    const [id] = input(made, name, 1).ids;
    names.set(id, name);
    put(graph.outputs[part][0], id);
  }
  const [grads, lines, ops] = [new Map(), [], new Set()];
  for (let k = graph.nodes.length - 1; k >= 0; k--) {
    const all = parts.get(k);
    if (!all) continue;
    const total = all.reduce((sum, each) => made.write("add", sum, each));
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
  const { nodes, inputs } = made;
  return { nodes, inputs, grads, lines, parts, names, ops, said, size };
}
