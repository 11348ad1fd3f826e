// The backward of a cell, derived from its forward by the table of rules.js. What comes
// out is a text: the cell with its record and its backward, as it could be typed.
import { parseRule } from "./parse.js";
import { printCell } from "./print.js";
import { RULES } from "./rules.js";
import { add, evaluate, input, newGraph } from "./run.js";

const CHEAP = new Set(["add", "sub", "neg", "mul", "max", "min"]);

// { op: [a rule for each argument] }, each an expression of d, a, b and y.
const rules = new Map(
  RULES.trim()
    .split("\n")
    .map((line) => {
      const [op, ...rest] = line.split(/\s+/);
      const read = parseRule(rest.join(" "));
      return [op, read.kind === "tuple" ? read.items : [read]];
    }),
);

// ---- arithmetic that need not be written

const FOLD = { add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, neg: (a) => -a };

// The id of a node, or of what it amounts to: sums with 0, products with 0 or 1.
export function simplified(graph, op, ...args) {
  const values = args.map((k) => (graph.nodes[k][0] === "const" ? graph.nodes[k][1] : undefined));
  const [a, b] = values;
  if (FOLD[op] && values.every((v) => v !== undefined)) {
    const folded = FOLD[op](...values);
    if (Number.isFinite(folded)) return add(graph, "const", folded === 0 ? 0 : folded);
  }
  if (op === "neg" && graph.nodes[args[0]][0] === "neg") return graph.nodes[args[0]][1];
  if (op === "add" && graph.nodes[args[1]][0] === "neg") {
    return simplified(graph, "sub", args[0], graph.nodes[args[1]][1]);
  }
  if (op === "mul" && (a === 0 || b === 0)) return add(graph, "const", 0);
  const neutral = { add: 0, sub: 0, mul: 1, div: 1, pow: 1 }[op];
  if (neutral !== undefined && b === neutral) return args[0];
  if ((op === "add" || op === "mul") && a === neutral) return args[1];
  return add(graph, op, ...args);
}

// ---- the merged graph of a step and of its inner row

// A copy of a graph into another one; returns the new id of each node.
function copy(graph, nodes) {
  const ids = [];
  for (const [op, ...args] of nodes) {
    if (op === "input") ids.push(graph.inputs[args[0]][args[1]]);
    else if (op === "const") ids.push(add(graph, "const", args[0]));
    else ids.push(add(graph, op, ...args.map((k) => ids[k])));
  }
  return ids;
}

function merged({ gates, state, weights, forward, inner }) {
  const graph = newGraph(Infinity);
  for (const name of ["xU", "hW"]) input(graph, name, gates.length);
  for (const name of state) input(graph, `${name}_prev`, 1);
  for (const [name, rows] of Object.entries(weights)) input(graph, name, rows.length);
  const ids = copy(graph, forward.nodes);
  const names = new Map();
  const keep = (found, map) => {
    for (const [name, blocks] of Object.entries(found)) {
      const [k] = blocks;
      const good =
        blocks.length === 1 && !name.startsWith("_") && graph.nodes[map[k]][0] !== "const";
      if (good && !names.has(map[k])) names.set(map[k], name);
    }
  };
  const outputs = state.map((name) => ids[forward.outputs[name][0]]);
  outputs.forEach((id, k) => {
    if (!names.has(id) && !["input", "const"].includes(graph.nodes[id][0])) names.set(id, state[k]);
  });
  keep(forward.names, ids);
  const within = inner && copy(graph, inner.nodes);
  if (inner) keep(inner.names, within);
  return { graph, names, outputs, q: inner && within[inner.outputs.q[0]] };
}

// ---- gradients

// Which nodes a gradient flows into: those that an input reaches, and no mask.
function activeOf(graph) {
  const active = [];
  graph.nodes.forEach(([op, ...args], k) => {
    active[k] = op === "input" || (op !== "const" && args.some((a) => active[a]));
    if (graph.masks.has(k)) active[k] = false;
  });
  return active;
}

// The gradients of all nodes, from those of the outputs: pairs [node, id of gradient].
function gradients(graph, starts, size, active) {
  const found = new Map();
  const give = (k, id) => {
    const none = graph.nodes[id][0] === "const" && graph.nodes[id][1] === 0;
    if (!active[k] || none) return;
    found.set(k, found.has(k) ? simplified(graph, "add", found.get(k), id) : id);
  };
  for (const [k, id] of starts) give(k, id);
  for (let k = size - 1; k >= 0; k--) {
    const [op, ...args] = graph.nodes[k];
    if (op === "input" || op === "const" || !found.has(k)) continue;
    args.forEach((arg, place) => {
      if (active[arg]) give(arg, rule(graph, op, place, [...args, args[0]], k, found.get(k)));
    });
  }
  return found;
}

// One line of the table, on the values of one node.
export function rule(graph, op, place, [a, b], y, d) {
  const value = (id) => ({ kind: "value", ids: [id] });
  const locals = new Map(Object.entries({ a: value(a), b: value(b), y: value(y), d: value(d) }));
  const x = { graph, locals, later: new Map(), unread: new Map(), stack: [] };
  return evaluate(x, rules.get(op)[place]).ids[0];
}

// ---- the record

function reached(nodes, ends, stop) {
  const seen = new Set(ends);
  for (let k = nodes.length - 1; k >= 0; k--) {
    const [op, ...args] = nodes[k];
    if (seen.has(k) && op !== "input" && op !== "const" && !stop?.has(k)) {
      args.forEach((a) => seen.add(a));
    }
  }
  return [...seen].toSorted((m, n) => m - n);
}

// What depends on weights and numbers alone is worked out again in the backward.
function fromWeights(graph, weights) {
  const only = [];
  graph.nodes.forEach(([op, ...args], k) => {
    const own = op === "input" && Object.hasOwn(weights, args[0]);
    only[k] = own || op === "const" || (op !== "input" && args.every((a) => only[a]));
  });
  return only;
}

// The nodes that the record keeps: those that the gradients are made of, but for masks,
// and for what is made of kept values by one cheap operation.
function recordOf(graph, ends, size, weights) {
  const only = fromWeights(graph, weights);
  const { nodes, masks } = graph;
  const down = reached(nodes, ends).filter((k) => k >= size);
  const needed = new Set(ends.filter((k) => k < size));
  for (const k of down) {
    const [op, ...args] = nodes[k];
    if (op !== "input" && op !== "const") args.forEach((a) => a < size && needed.add(a));
  }
  for (const k of [...masks].toSorted((m, n) => n - m)) {
    if (needed.delete(k)) nodes[k].slice(1).forEach((a) => needed.add(a));
  }
  const there = new Set();
  const kept = [];
  for (const k of [...needed].toSorted((m, n) => m - n)) {
    const [op, ...args] = nodes[k];
    const again = CHEAP.has(op) && args.every((a) => only[a] || there.has(a));
    if (!only[k]) there.add(k);
    if (!only[k] && !again) kept.push(k);
  }
  return kept;
}

// ---- the whole

// derive({ name, gates, state, weights, forward, inner?, innerName?, params }): a text.
export function derive(cell) {
  const { gates, state, weights } = cell;
  const { graph, names, outputs, q } = merged(cell);
  const active = activeOf(graph);
  const size = graph.nodes.length;
  const down = state.map((name) => input(graph, `d${name}`, 1).ids[0]);
  const [dq] = q === undefined ? [] : input(graph, "dq", 1).ids;
  graph.write = (...node) => simplified(graph, ...node);
  const back = gradients(
    graph,
    outputs.map((id, k) => [id, down[k]]),
    size,
    active,
  );
  const inside = q === undefined ? undefined : gradients(graph, [[q, dq]], size, active);
  const none = (d) => add(graph, "mul", add(graph, "const", 0), d);
  const of = (found, name, width, zero) =>
    graph.inputs[name].slice(0, width).map((k) => found.get(k) ?? zero);
  const all = (found, width, zero) => ({
    dxU: of(found, "xU", gates.length, zero),
    dhW: of(found, "hW", width, zero),
    dstate: state.map((name) => found.get(graph.inputs[`${name}_prev`][0])),
    found,
  });
  const backward = all(back, gates.length, none(down[0]));
  backward.own = Object.entries(weights).map(([name, rows]) =>
    of(back, name, rows.length, none(down[0])),
  );
  const innerBackward = inside && all(inside, gates.length - 1, none(dq));
  const ends = [backward, innerBackward ?? []].flatMap((b) =>
    [b.dxU, b.dhW, b.dstate, b.own].flat(2).filter((k) => k !== undefined),
  );
  const kept = recordOf(graph, ends, size, weights);
  const record = kept.length ? kept : [outputs[0]];
  return printCell({ ...cell, graph, names, outputs, q, record, backward, innerBackward, size });
}
