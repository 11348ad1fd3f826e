// What a drawing of a traced cell shows: its nodes with names, colours and formulas.
//
// A node of the drawing is an input or an operation of the forward graph; numbers that
// are fixed stand in the operation that uses them. Where the cell makes a row q for the
// last block of W (a GRU that resets before the product), its nodes are there too.
import { MATHS, formula, tidy } from "./formula.js";

const SIGNS = {
  add: "+", sub: "−", mul: "×", div: "÷", neg: "−", pow: "^", square: "²", exp: "exp",
  log: "ln", cos: "cos", sin: "sin", tanh: "tanh", max: "max", min: "min", greater: ">",
  sigmoid: "σ",
}; // prettier-ignore
// The names that have a colour in the book; a candidate n has that of g.
const ROLES = new Set(["i", "f", "g", "o", "c", "h", "x", "r", "z"]);
const MEANT = { n: "g", xU: "x", hW: "h", m: "c" };

// The colour of a name: that of a gate or state in it, a_f and tanh_c and c_prev too.
export function roleOf(name) {
  const parts = name.split("_").filter((part) => !["a", "prev", "tanh"].includes(part));
  const found = parts.toReversed().map((part) => MEANT[part] ?? part);
  return found.find((part) => ROLES.has(part)) ?? "forward";
}

// A graph whose nodes are those of `forward` and, behind them, the new ones of `inner`.
function joined({ forward, inner }) {
  if (!inner) return { ...forward, q: [] };
  const nodes = [...forward.nodes];
  const known = new Map(nodes.map((node, k) => [JSON.stringify(node), k]));
  const moved = [];
  for (const [op, ...args] of inner.nodes) {
    const leaf = op === "input" || op === "const";
    const node = [op, ...(leaf ? args : args.map((k) => moved[k]))];
    const key = JSON.stringify(node);
    if (!known.has(key)) known.set(key, nodes.push(node) - 1);
    moved.push(known.get(key));
  }
  const names = Object.entries(inner.names).map(([name, ids]) => [name, ids.map((k) => moved[k])]);
  return {
    ...forward,
    nodes,
    names: { ...Object.fromEntries(names), ...forward.names },
    q: inner.outputs.q.map((k) => moved[k]),
  };
}

// One name for each node that has any: a gate's or a state's before all others.
export function namesOf(graph, { gates, state }) {
  const best = new Set([...gates, ...state]);
  const found = new Map();
  for (const [name, ids] of Object.entries({ ...graph.inputs, ...graph.names })) {
    if (ids.length > 1 || name.startsWith("_")) continue;
    const known = found.get(ids[0]);
    if (known === undefined || (best.has(name) && !best.has(known))) found.set(ids[0], name);
  }
  for (const part of state) {
    const [id] = graph.outputs[part] ?? [];
    if (id !== undefined && !best.has(found.get(id))) found.set(id, part);
  }
  return found;
}

// An input's block: xU_f, c_prev, P_2.
export function inputName(graph, [, name, block], gates) {
  const blocks = graph.inputs[name].length;
  if (name === "xU" || name === "hW") return `${name}_${gates[block]}`;
  return blocks > 1 ? `${name}_${block + 1}` : name;
}

// The sign of an operation, with the number that is fixed in it: "1 −", "0.5 ×".
function signOf(nodes, [op, ...args]) {
  const sign = SIGNS[op] ?? op;
  const [left, right] = args.map((k) => (nodes[k][0] === "const" ? tidy(nodes[k][1]) : ""));
  if (op === "pow" && right === "2") return "²";
  if (op === "max" || op === "min") return left || right ? `${sign} ${left || right}` : sign;
  return [left, sign, right].filter(Boolean).join(" ");
}

// The nodes that the new state and the row q depend on.
function reached(nodes, from) {
  const seen = new Set();
  const visit = (k) => {
    const [op, ...args] = nodes[k];
    if (seen.has(k)) return;
    seen.add(k);
    if (op !== "const" && op !== "input") args.forEach(visit);
  };
  from.forEach(visit);
  return seen;
}

// { nodes: [{ id, op, sign, name, formula, role, gate, from, out, dead }], graph }, in the
// order of the graph. from: ids of nodes; out: what of the new state it is, or "q"; dead:
// nothing depends on it.
export function drawing(traced) {
  const graph = joined(traced);
  const names = namesOf(graph, traced);
  const { nodes } = graph;
  nodes.forEach((node, k) => {
    if (node[0] === "input" && !names.has(k)) names.set(k, inputName(graph, node, traced.gates));
  });
  const outs = new Map(graph.q.map((k) => [k, "q"]));
  for (const k of graph.q) if (!names.has(k)) names.set(k, "q");
  for (const part of traced.state.toReversed()) outs.set(graph.outputs[part][0], part);
  const live = reached(nodes, [...outs.keys()]);
  const named = [...names.keys()].filter((k) => nodes[k][0] !== "input");
  const shown = reached(nodes, [...outs.keys(), ...named]);
  const made = nodes.flatMap(([op, ...args], id) => {
    if (!shown.has(id) || op === "const") return [];
    const input = op === "input";
    const name = names.get(id) ?? "";
    return {
      id,
      op,
      sign: input ? "" : signOf(nodes, nodes[id]),
      name,
      formula: formula(nodes, names, id, MATHS),
      role: roleOf(name),
      gate: traced.gates.includes(name),
      block: input ? args : undefined,
      from: input ? [] : [...new Set(args)].filter((k) => nodes[k][0] !== "const"),
      out: outs.get(id) ?? "",
      dead: !live.has(id),
    };
  });
  return { nodes: made, graph };
}
