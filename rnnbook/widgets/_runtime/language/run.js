// The tracer: lines of a function run on values that write down what happens to them.
// The graph is that of rnnbook.tracing, node for node.
import { hintFor, nearest, refuse } from "./refusal.js";

const MOST = 1000; // operations in one graph
const WIDEST = 64; // blocks side by side
export const UNARY = ["negative", "square", "exp", "log", "cos", "sin", "tanh"];
const OPS = {
  add: "add",
  subtract: "sub",
  multiply: "mul",
  divide: "div",
  negative: "neg",
  power: "pow",
  square: "square",
  exp: "exp",
  log: "log",
  cos: "cos",
  sin: "sin",
  tanh: "tanh",
  maximum: "max",
  minimum: "min",
  greater: "greater",
  less: "less",
};
const OF_MASKS = new Set(["mul", "max", "min", "greater"]);
const BINARY = { "+": "add", "-": "sub", "*": "mul", "/": "div", ">": "greater", "<": "less" };
const MODULES = new Set([
  "torch",
  "math",
  "tf",
  "jnp",
  "numpy",
  "F",
  "jax",
  "cp",
  "nn",
  "K",
  "keras",
]);
export const FUNCTIONS = [...Object.keys(OPS), "split", "concatenate"];

// A graph that is being written: nodes, inputs, and which node is there already.
export function newGraph(most = MOST) {
  const graph = { nodes: [], inputs: {}, known: new Map(), masks: new Set(), operations: 0, most };
  graph.write = (...node) => add(graph, ...node);
  return graph;
}

export function input(graph, name, width) {
  const ids = Array.from({ length: width }, (_, k) => graph.nodes.push(["input", name, k]) - 1);
  graph.inputs[name] = ids;
  return { kind: "value", ids };
}

// The id of a node: the same operation on the same arguments is the same node.
export function add(graph, ...node) {
  const key = node.join(" ");
  if (graph.known.has(key)) return graph.known.get(key);
  const id = graph.nodes.push(node) - 1;
  const [op, ...args] = node;
  const masks = OF_MASKS.has(op) && args.every((k) => graph.masks.has(k));
  if (op === "greater" || masks) graph.masks.add(id);
  graph.known.set(key, id);
  return id;
}

const allMasks = ({ masks }, { ids }) => ids.every((k) => masks.has(k));

// ---- values

const KINDS = { tuple: "a tuple of several values", record: "a record" };

// The ids of a value of `width` blocks; a number stands for all of them.
export function idsOf(x, value, width, at, name = "this value") {
  if (value.kind === "number") {
    const id = add(x.graph, "const", value.number);
    return Array.from({ length: width }, () => id);
  }
  if (value.kind !== "value") refuse("no_value", at, { came: KINDS[value.kind] });
  if (value.ids.length !== width) {
    refuse("width", at, { name, came: blocks(value.ids.length), wanted: width });
  }
  return value.ids;
}

const blocks = (n) => (n === 1 ? "1 block" : `${n} blocks`);

function apply(x, op, given, at) {
  for (const value of given) {
    if (value.kind !== "value" && value.kind !== "number") {
      refuse("no_value", at, { came: KINDS[value.kind] });
    }
  }
  const values = given.filter(({ kind }) => kind === "value");
  if (!values.length) refuse("of_numbers", at, {});
  const width = Math.max(...values.map(({ ids }) => ids.length));
  x.graph.operations += width;
  if (x.graph.operations > x.graph.most) refuse("long_cell", at, { most: MOST });
  const args = op === "less" ? given.toReversed() : given;
  const name = op === "less" ? "greater" : op;
  const masks = values.every((value) => allMasks(x.graph, value));
  if (masks && (values.length < given.length || !OF_MASKS.has(name))) refuse("mask", at, {});
  const columns = args.map((value) => idsOf(x, value, width, at, "a value"));
  const ids = columns[0].map((_, k) => x.graph.write(name, ...columns.map((c) => c[k])));
  return { kind: "value", ids };
}

const whole = (number, exact) => ({
  kind: "number",
  number: exact && number === 0 ? 0 : number,
  whole: exact,
});

// The four operations on plain numbers, as Python does them.
function ofNumbers(op, a, b, at) {
  if (op === "greater" || op === "less" || op === "pow") refuse("of_numbers", at, {});
  if (op === "div" && b.number === 0) refuse("by_zero", at, {});
  const { number: m } = a;
  const { number: n } = b;
  const found = { add: m + n, sub: m - n, mul: m * n, div: m / n }[op];
  if (!(Math.abs(found) <= 2 ** 53)) refuse("huge", at, { came: "this number" });
  return whole(found, a.whole && b.whole && op !== "div");
}

function binary(x, op, a, b, at) {
  if (a.kind === "number" && b.kind === "number") return ofNumbers(op, a, b, at);
  return apply(x, op, [a, b], at);
}

// ---- expressions

const EVALUATE = {
  number: (x, e) => ({ kind: "number", number: e.number, whole: e.whole }),
  name: (x, e) => lookUp(x, e),
  tuple(x, e) {
    return { kind: "tuple", items: e.items.map((item) => evaluate(x, item)), list: e.list };
  },
  chain: (x, e) =>
    e.rest.reduce(
      (left, [op, right]) => binary(x, BINARY[op.text], left, evaluate(x, right), op),
      evaluate(x, e.first),
    ),
  negative(x, e) {
    const value = evaluate(x, e.of);
    return value.kind === "number"
      ? whole(-value.number, value.whole)
      : apply(x, "neg", [value], e);
  },
  power(x, e) {
    const base = evaluate(x, e.base);
    return binary(x, "pow", base, evaluate(x, e.exponent), e);
  },
  compare(x, e) {
    const left = evaluate(x, e.left);
    return binary(x, BINARY[e.op], left, evaluate(x, e.right), e);
  },
  attribute: (x, e) => attribute(x, e),
  call: (x, e) => call(x, e),
};

export function evaluate(x, e) {
  return EVALUATE[e.kind](x, e);
}

function lookUp(x, e) {
  const { name } = e;
  if (x.locals.has(name)) {
    x.unread.delete(name);
    return x.locals.get(name);
  }
  if (x.later.has(name)) refuse("early", e, { name, line: x.later.get(name) });
  if (x.module.constants.has(name)) return x.module.constants.get(name);
  if (x.module.functions.has(name) || x.module.classes.has(name) || name === "sigmoid") {
    refuse("uncalled", e, { name });
  }
  return unknown(x, e, name);
}

function unknown(x, e, name) {
  if (name === "np" || MODULES.has(name)) refuse("module", e, { name });
  const hint = hintFor(name) ?? (/^[UW][A-Za-z]?[_a-z]/.test(name) ? hintFor("weight") : undefined);
  if (hint) refuse("hint", e, { name, hint });
  const known = [...x.locals.keys(), ...globals(x), "sigmoid", "np"];
  const near = nearest(name, known);
  if (near) refuse("unknown_near", e, { name, near });
  return refuse("unknown", e, { name });
}

const globals = ({ module: m }) => [
  ...m.constants.keys(),
  ...m.functions.keys(),
  ...m.classes.keys(),
];

// "torch.nn.functional" of an expression that is a name, or names with dots between them.
function dotted({ kind, name, of }) {
  if (kind === "name") return name;
  const before = kind === "attribute" && dotted(of);
  return before ? `${before}.${name}` : "";
}

function attribute(x, e) {
  const module = dotted(e.of);
  const [root] = module.split(".");
  if (!x.locals.has(root)) {
    if (module === "np" && FUNCTIONS.includes(e.name))
      refuse("uncalled", e, { name: `np.${e.name}` });
    if (root === "np" || MODULES.has(root)) return notInNumPy(e, module, e.name);
  }
  const value = evaluate(x, e.of);
  if (value.kind !== "record") return refuseAttribute(e);
  if (value.fields.has(e.name)) return value.fields.get(e.name);
  const fields = [...value.fields.keys()].join(", ");
  return refuse("field", e, { name: e.name, fields });
}

// A value is asked for something, as a tensor of PyTorch may be: x.tanh(), x.chunk(4, 1).
function refuseAttribute(e) {
  const { name } = e;
  const plain = FUNCTIONS.includes(name) ? `write np.${name}(x)` : "leave it out";
  const hint = hintFor(`.${name}`) ?? hintFor(name) ?? plain;
  return refuse("attribute", e, { name, hint });
}

// Why a function of a module is not in the language, and what is.
function notInNumPy(e, module, name) {
  const came = `${module}.${name}`;
  const hint = [came, name, `.${name}`, `np.${name}`, module].map(hintFor).find(Boolean);
  if (hint) return refuse("hint", e, { name: came, hint });
  if (FUNCTIONS.includes(name)) return refuse("hint", e, { name: came, hint: `write np.${name}` });
  const near = nearest(name, FUNCTIONS);
  if (near) return refuse("unknown_near_np", e, { name: came, near: `np.${near}` });
  return refuse("no_function", e, { name: came });
}

// ---- calls

function call(x, e) {
  const { called } = e;
  if (called.kind === "attribute" && called.of.kind === "name") {
    const module = called.of.name;
    if (module === "np" && !x.locals.has("np")) return callNumPy(x, e, called.name);
  }
  if (called.kind === "attribute") {
    attribute(x, called);
    return refuse("no_call", called, { name: called.name });
  }
  if (called.kind === "call") evaluate(x, called); // nn.Sigmoid()(x)
  if (called.kind !== "name") return refuse("no_call_value", e, {});
  const { name } = called;
  if (x.locals.has(name)) return refuse("no_call", called, { name });
  if (x.later.has(name)) lookUp(x, called);
  if (x.module.classes.has(name)) return construct(x, e, x.module.classes.get(name));
  if (x.module.functions.has(name)) return callFunction(x, e, x.module.functions.get(name));
  if (name === "sigmoid") return apply(x, name, positional(x, e, "sigmoid", 1), called);
  if (x.module.constants.has(name)) return refuse("no_call", called, { name });
  if (/^_*[A-Z]/.test(name) && !hintFor(name)) return refuse("no_class", called, { name });
  return unknown(x, called, name);
}

// The values of `count` arguments without names.
function positional(x, e, name, count) {
  const named = e.items.find(({ keyword }) => keyword);
  if (named) refuse("keyword", named, { name, keyword: named.keyword });
  const given = e.items.map(({ value }) => evaluate(x, value));
  if (given.length !== count) {
    refuse("arguments", e, { name, came: given.length, wanted: count });
  }
  return given;
}

function callNumPy(x, e, name) {
  if (name === "split") return split(x, e);
  if (name === "concatenate") return concatenate(x, e);
  if (!Object.hasOwn(OPS, name)) return notInNumPy(e.called, "np", name);
  const count = UNARY.includes(name) ? 1 : 2;
  return apply(x, OPS[name], positional(x, e, `np.${name}`, count), e);
}

// The arguments of np.split and np.concatenate: `count` of them, then axis=-1.
function alongLast(x, e, name, count) {
  const named = e.items.filter(({ keyword }) => keyword);
  const wrong = named.find(({ keyword }) => keyword !== "axis");
  if (wrong) refuse("keyword", wrong, { name, keyword: wrong.keyword });
  if (named.length > 1) refuse("keyword", named[1], { name, keyword: "axis" });
  if (named.length && e.items.at(-1) !== named[0]) refuse("axis", e, { name });
  const given = e.items.map(({ value }) => evaluate(x, value));
  if (given.length !== count + 1) {
    const missing = given.length === count && !named.length;
    if (missing) refuse("axis", e, { name });
    refuse("arguments", e, { name, came: given.length, wanted: count + 1 });
  }
  const axis = given.at(-1);
  if (axis.kind !== "number" || !axis.whole || axis.number !== -1) refuse("axis", e, { name });
  return given.slice(0, count);
}

function split(x, e) {
  const [value, parts] = alongLast(x, e, "np.split", 2);
  if (value.kind !== "value") refuse("no_value", e, { came: KINDS[value.kind] ?? "a number" });
  const n = parts.number;
  if (parts.kind !== "number" || !parts.whole || n < 1) refuse("split_parts", e, {});
  const width = value.ids.length;
  if (width % n) refuse("split", e, { came: blocks(width), parts: n });
  const items = Array.from({ length: n }, (_, k) => ({
    kind: "value",
    ids: value.ids.slice((k * width) / n, ((k + 1) * width) / n),
  }));
  return { kind: "tuple", items, list: true };
}

function concatenate(x, e) {
  const [list] = alongLast(x, e, "np.concatenate", 1);
  if (list.kind !== "tuple" || !list.items.length) refuse("concatenate", e, {});
  for (const item of list.items) if (item.kind !== "value") refuse("concatenate", e, {});
  const ids = list.items.flatMap((item) => item.ids);
  if (ids.length > WIDEST) refuse("wide", e, { came: ids.length, most: WIDEST });
  return { kind: "value", ids };
}

function construct(x, e, { name, fields }) {
  const values = new Map();
  e.items.forEach(({ keyword, value, ...at }, k) => {
    const field = keyword ?? fields[k];
    if (field === undefined) recordCount(e, name, fields);
    if (!fields.includes(field)) {
      refuse("record_field", at, { name, field, fields: fields.join(", ") });
    }
    if (values.has(field)) refuse("parameter_twice", at, { name: field });
    values.set(field, evaluate(x, value));
  });
  if (values.size < fields.length) recordCount(e, name, fields);
  return { kind: "record", name, fields: new Map(fields.map((f) => [f, values.get(f)])) };
}

const recordCount = (e, name, fields) =>
  refuse("record_count", e, { name, came: e.items.length, wanted: fields.join(", ") });

function callFunction(x, e, f) {
  if (x.stack.includes(f.name)) refuse("recursion", e, { name: f.name });
  const given = positional(x, e, f.name, f.params.length);
  x.graph.operations += 1;
  if (x.graph.operations > x.graph.most) refuse("long_cell", e, { most: MOST });
  return runFunction(x, f, given).result;
}

// ---- functions

// Run a function on values. Returns its result, its local names, and what it set and
// never read: { result, locals, unread, returned: the line }. `open`: it may end without
// a return.
export function runFunction(x, f, given, open = false) {
  const later = new Map();
  for (const { kind, names, line } of f.body) {
    if (kind === "set") for (const { name } of names) if (!later.has(name)) later.set(name, line);
  }
  const locals = new Map(f.params.map(({ name }, k) => [name, given[k]]));
  const inside = { ...x, locals, later, unread: new Map(), stack: [...x.stack, f.name] };
  inside.notes = x.stack.length ? [] : x.notes;
  for (const [k, line] of f.body.entries()) {
    if (line.kind === "return") {
      if (k + 1 < f.body.length) refuse("after_return", f.body[k + 1], { line: line.line });
      const result = evaluate(inside, line.value);
      return { result, locals, unread: inside.unread, returned: line };
    }
    set(inside, line);
  }
  if (!open) refuse("no_return", f, { name: f.name });
  return { locals, unread: inside.unread };
}

export function set(x, { names, tuple, value: e, line, column }) {
  const value = evaluate(x, e);
  const at = { line, column };
  if (!tuple) return give(x, names[0], value);
  if (value.kind !== "tuple" && value.kind !== "record") {
    refuse("unpack_value", at, { name: names[0].name, count: names.length });
  }
  const items = value.items ?? [...value.fields.values()];
  if (items.length !== names.length) {
    refuse("unpack", at, { came: items.length, wanted: names.length });
  }
  return names.forEach((name, k) => {
    give(x, name, items[k]);
    x.unread.delete(name.name); // the others may be what is wanted
  });
}

function give(x, { name, ...at }, value) {
  if (x.unread.has(name)) {
    const before = x.unread.get(name);
    if (before.line !== at.line) x.notes.push(["twice", at, { name, line: before.line }]);
  }
  x.unread.delete(name);
  if (!name.startsWith("_")) x.unread.set(name, at);
  x.locals.set(name, value);
}
