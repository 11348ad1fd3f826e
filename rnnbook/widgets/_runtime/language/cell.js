// How a text is put together to a cell. The rules:
//
// - The cell is the first function that begins (xU, hW, ...) and returns its state, or
//   the one that is asked for by its name; NAME_backward is its backward.
// - Its state is the third parameter, a tuple; or all parameters NAME_prev. What comes
//   after it are the cell's own weights. Parts of the state are named as returned.
// - Its gates are the names of the first np.split of xU or hW, after their first _.
// - To a cell belongs what stands above it, below the cell before: a function of (xU,
//   hW, state) that returns one value is its `inner`, a NamedTuple U, W, b, ... its
//   parameters.
// - Without a backward, it is derived, and the record is what the backward needs.
import { derive } from "./derive.js";
import { parse } from "./parse.js";
import { isLoops, refuse, said } from "./refusal.js";
import { evaluate, idsOf, input, newGraph, runFunction } from "./run.js";

const START = { line: 1, column: 1 };
const afterFirst = (name) => name.slice(name.indexOf("_", 1) + 1);
const previous = (name) => (/^.+_prev$/.test(name) ? name.slice(0, -5) : undefined);

// The functions, classes and constants of a text by their names, in order.
export function readModule(statements) {
  const m = { functions: new Map(), classes: new Map(), constants: new Map(), order: [] };
  const taken = (name, at) => {
    const there = m.functions.has(name) || m.classes.has(name) || m.constants.has(name);
    if (there) refuse("defined_twice", at, { name });
  };
  for (const one of statements) {
    if (one.kind === "return") refuse("return_outside", one, {});
    if (one.kind === "function" || one.kind === "class") {
      taken(one.name, one.nameAt ?? one);
      m[one.kind === "class" ? "classes" : "functions"].set(one.name, one);
      m.order.push(one);
    }
    if (one.kind === "set") {
      const [{ name, ...at }] = one.names;
      taken(name, at);
      if (one.tuple) refuse("constant", one, {});
      const value = evaluate({ ...outside(m), graph: newGraph() }, one.value);
      if (value.kind !== "number") refuse("constant", one, {});
      m.constants.set(name, value);
    }
  }
  return m;
}

// The same, of a text that is to be a cell: there is a function in it.
function readWhole(statements) {
  if (!statements.some(({ kind }) => kind === "function")) refuse("no_function_at_all", START, {});
  return readModule(statements);
}

const outside = (module) => ({
  module,
  locals: new Map(),
  later: new Map(),
  unread: new Map(),
  stack: [],
  notes: [],
});

// ---- which functions

const isStep = ({ params }) =>
  params.length > 2 && params[0].name === "xU" && params[1].name === "hW";
const returned = ({ body }) => body.find(({ kind }) => kind === "return");

// What a step returns: its state's expressions, and the record's expression if there is.
function stateOf(m, f) {
  const line = returned(f);
  if (!line) return undefined;
  const { value } = line;
  if (value.kind !== "tuple" || value.list) return undefined;
  const last = value.items.at(-1);
  const recorded =
    value.items.length === 2 &&
    last.kind === "call" &&
    last.called.kind === "name" &&
    !m.functions.has(last.called.name) &&
    /^[A-Z]/.test(last.called.name.replace(/^_+/, ""));
  const pair = value.items.length === 2 && value.items[0].kind === "tuple" && !value.items[0].list;
  if (!recorded && !pair) return { items: value.items };
  const [state, record] = value.items;
  if (state.kind !== "tuple") refuse("state_tuple", state, { shown: shown(state) });
  if (state.list) refuse("state_list", state, {});
  return { items: state.items, record };
}

const shown = ({ kind, name }) => (kind === "name" ? name : "h");

// The parts of the text that make up one cell.
function choose(m, wanted) {
  const functions = [...m.functions.values()];
  const steps = functions.filter((f) => isStep(f) && !f.name.endsWith("_backward"));
  if (wanted !== undefined && !steps.some(({ name }) => name === wanted)) {
    refuse("no_such_cell", START, { name: wanted, names: steps.map((f) => f.name).join(", ") });
  }
  if (!steps.length) refuseNoStep(functions);
  const cells = steps.filter((f) => stateOf(m, f));
  const step = wanted === undefined ? cells[0] : steps.find(({ name }) => name === wanted);
  if (!step || !cells.includes(step)) {
    const f = step ?? steps[0];
    const line = returned(f);
    if (!line) refuse("no_return", f, { name: f.name });
    if (line.value.kind === "tuple") refuse("state_list", line, {});
    refuse("state_tuple", line, { shown: shown(line.value) });
  }
  const own = ownOf(m, cells, step);
  const inner = steps.find((f) => own.includes(f) && f !== step);
  return {
    step,
    backward: m.functions.get(`${step.name}_backward`),
    inner,
    innerBackward: inner && m.functions.get(`${inner.name}_backward`),
    params: own.find(({ kind, fields }) => kind === "class" && /^U W b\b/.test(fields.join(" "))),
  };
}

// What stands above the step, below the cell before it.
function ownOf(m, cells, step) {
  const end = m.order.indexOf(step);
  const before = m.order.slice(0, end).findLastIndex((one) => cells.includes(one));
  return m.order.slice(before + 1, end);
}

function refuseNoStep(functions) {
  const [f] = functions;
  const names = f.params.map(({ name }) => name).join(", ");
  refuse("no_step", f, { name: f.name, came: names });
}

// ---- names

// The first np.split of what depends on one of `names`: { count, names }.
function findSplit(m, f, names, stack = []) {
  const wide = new Set(names);
  const mentions = (e) => some(e, (part) => part.kind === "name" && wide.has(part.name));
  for (const line of f.body) {
    const found = splitIn(m, line, mentions, [...stack, f.name]);
    if (found) return found;
    if (line.kind === "set" && mentions(line.value)) {
      for (const { name } of line.names) wide.add(name);
    }
  }
  return undefined;
}

function splitIn(m, line, mentions, stack) {
  let found;
  some(line.value, (e) => {
    if (e.kind !== "call" || !e.items.length) return false;
    const given = e.items.map(({ value }) => mentions(value));
    if (e.called.kind === "attribute" && e.called.name === "split" && given[0]) {
      const count = e.items[1]?.value;
      if (count?.kind !== "number" || !count.whole || count.number < 1) return false;
      const names = line.kind === "set" && line.value === e ? line.names : [];
      found = { count: count.number, names: names.map(({ name }) => name), line };
      return true;
    }
    const f = e.called.kind === "name" && m.functions.get(e.called.name);
    if (!f || stack.includes(f.name) || stack.length > 5) return false;
    const inside = f.params.filter((_, k) => given[k]).map(({ name }) => name);
    found = inside.length ? findSplit(m, f, inside, stack) : undefined;
    return Boolean(found);
  });
  return found;
}

// Is there a part of an expression that passes the test? Inner ones are asked first.
function some(e, test) {
  const parts = {
    tuple: () => e.items,
    call: () => [e.called, ...e.items.map(({ value }) => value)],
    chain: () => [e.first, ...e.rest.map(([, operand]) => operand)],
    negative: () => [e.of],
    power: () => [e.base, e.exponent],
    compare: () => [e.left, e.right],
    attribute: () => [e.of],
  };
  return (parts[e.kind]?.() ?? []).some((part) => some(part, test)) || test(e);
}

// Names for `count` blocks, after the first _ of those in the text.
function blockNames(names, count) {
  const found = names.map((name) => afterFirst(name));
  const good = found.every((n, k) => /^[A-Za-z]/.test(n) && found.indexOf(n) === k);
  if (good && found.length === count) return found;
  return Array.from({ length: count }, (_, k) => `block${k + 1}`);
}

function stateNames(f, items) {
  const unpacked = f.body.find(
    ({ kind, tuple, value }) =>
      kind === "set" && tuple && value.kind === "name" && value.name === f.params[2].name,
  );
  const names = items.map((item, k) => {
    if (item.kind === "name" && !item.name.endsWith("_prev")) return item.name;
    return previous(unpacked?.names[k]?.name ?? "") ?? (k ? `state${k + 1}` : "h");
  });
  names.forEach((name, k) => {
    if (names.indexOf(name) < k) refuse("state_twice", items[k], { name });
  });
  if (names.indexOf("h") > 0) {
    const right = ["h", ...names.filter((name) => name !== "h")].join(", ");
    refuse("h_first", items[0], { came: names.join(", "), wanted: right });
  }
  return names;
}

// What the parameters of a step are: parts of the state, and weights of its own.
function parameters(m, f, items) {
  const rest = f.params.slice(2);
  const apart = previous(rest[0].name) !== undefined;
  const parts = apart ? rest.filter(({ name }) => previous(name) !== undefined) : [];
  const own = apart ? rest.filter((param) => !parts.includes(param)) : rest.slice(1);
  const state = apart ? parts.map(({ name }) => previous(name)) : stateNames(f, items);
  if (apart && parts.length !== items.length) {
    refuse("state_count", returned(f), { came: items.length, wanted: parts.length });
  }
  state.forEach((name, k) => {
    const twin = state.includes(name.slice(1)) && name.startsWith("d");
    if (isLoops(name) || twin) refuse("state_name", parts[k] ?? items[k], { name });
  });
  const weights = {};
  for (const { name, ...at } of own) {
    const taken = state.flatMap((s) => [s, `d${s}`, `${s}_prev`]);
    if (taken.includes(name) || isLoops(name)) refuse("weight_name", at, { name });
    const found = findSplit(m, f, [name]);
    if (found?.count > 64) refuse("wide", found.line, { came: found.count, most: 64 });
    weights[name] = blockNames(found?.names ?? [], found?.count ?? 1);
  }
  if (apart && state.indexOf("h") > 0) {
    refuse("h_first", parts[0], { came: state.join(", "), wanted: "h" });
  }
  return { state, weights, apart };
}

// ---- graphs

export const world = (module, graph) => ({ ...outside(module), graph });
const named = (locals) =>
  Object.fromEntries(
    [...locals].filter(([, { kind }]) => kind === "value").map(([name, { ids }]) => [name, ids]),
  );

export function output(x, value, width, at, name) {
  const ids = idsOf(x, value, width, at, name);
  if (ids.some((k) => x.graph.masks.has(k))) refuse("mask_out", at, { name });
  return ids;
}

export const graphOf = ({ nodes, inputs }, outputs, locals) => ({
  nodes,
  inputs,
  outputs,
  names: named(locals),
});

const tuple = (items) => ({ kind: "tuple", items });

// The graph of a step, its record, and notes about what leads nowhere.
export function traceStep(m, c) {
  const x = world(m, newGraph());
  const { step: f, gates, state, weights, apart } = c;
  const products = ["xU", "hW"].map((name) => input(x.graph, name, gates.length));
  const parts = state.map((name) => input(x.graph, `${name}_prev`, 1));
  const own = Object.entries(weights).map(([name, rows]) => [
    name,
    input(x.graph, name, rows.length),
  ]);
  const given = apart
    ? f.params.map(
        ({ name }, k) => products[k] ?? part(name, state, parts) ?? new Map(own).get(name),
      )
    : [...products, tuple(parts), ...own.map(([, value]) => value)];
  const { result, locals, unread, returned: line } = runFunction(x, f, given);
  const [values, record] = c.recorded ? (result.items ?? [result]) : [result];
  if (values.kind !== "tuple") refuse("state_tuple", line, { shown: "h" });
  const outputs = {};
  values.items.forEach((value, k) => {
    const name = state[k];
    if (value.kind === "number") refuse("number_out", line, { name });
    outputs[name] = output(x, value, 1, line, name);
    if (onlyWeights(x.graph, outputs[name][0])) refuse("constant_out", line, { name });
  });
  const widths = recordOf(x, record, line, outputs);
  const notes = [...x.notes, ...unusedNames(unread)];
  return { graph: graphOf(x.graph, outputs, locals), widths, notes, kind: record?.name };
}

const part = (name, state, parts) => parts[state.indexOf(previous(name))];

// Does a node depend on weights and numbers alone?
function onlyWeights({ nodes }, k) {
  const only = [];
  nodes.forEach(([op, ...args], n) => {
    const batch = op === "input" && /^(xU|hW|.*_prev)$/.test(args[0]);
    only[n] = op === "input" ? !batch : op === "const" || args.every((a) => only[a]);
  });
  return only[k];
}

function recordOf(x, record, line, outputs) {
  const widths = {};
  if (!record) return widths;
  if (record.kind !== "record") refuse("no_record", line, {});
  for (const [field, value] of record.fields) {
    if (value.kind !== "value") refuse("record_value", line, { name: field });
    outputs[`step.${field}`] = output(x, value, value.ids.length, line, field);
    widths[field] = value.ids.length;
  }
  return widths;
}

const unusedNames = (unread) => [...unread].map(([name, at]) => ["unread", at, { name }]);

function recordInput(graph, widths, name) {
  const fields = Object.entries(widths).map(([f, width]) => [f, input(graph, `step.${f}`, width)]);
  return { kind: "record", name, fields: new Map(fields) };
}

function several(value, count, line, wanted) {
  const isTuple = value.kind === "tuple" && !value.list;
  const many = value.list ? "a list" : `${value.items?.length} values`;
  const came = value.kind === "tuple" ? many : "one value";
  if (!isTuple || value.items.length !== count) refuse("parts", line, { came, wanted });
  return value.items;
}

function traceBackward(m, c, { widths, kind }) {
  const { backward: f, gates, state, weights } = c;
  const x = world(m, newGraph());
  const down = tuple(state.map((name) => input(x.graph, `d${name}`, 1)));
  const given = [down, recordInput(x.graph, widths, kind)];
  for (const [name, rows] of Object.entries(weights)) {
    given.push(input(x.graph, name, rows.length));
  }
  needParameters(f, given.length, ["dstate", "s", ...Object.keys(weights)]);
  const { result, locals, unread, returned: line } = runFunction(x, f, given);
  const own = Object.keys(weights).map((name) => `d${name}`);
  const wanted = ["dxU", "dhW", "dstate", ...own];
  const found = several(result, wanted.length, line, `return ${wanted.join(", ")}`);
  const outputs = gradients(x, c, found, line, gates.length);
  own.forEach((name, k) => {
    const rows = weights[name.slice(1)].length;
    outputs[name] = gradient(x, found[3 + k], rows, line, name);
  });
  const notes = [...x.notes, ...unusedNames(unread)];
  return { graph: graphOf(x.graph, outputs, locals), notes };
}

function needParameters(f, count, names) {
  if (f.params.length !== count) {
    const came = f.params.map(({ name }) => name).join(", ");
    refuse("parameters", f, { name: f.name, came, wanted: names.join(", ") });
  }
}

function gradient(x, value, width, line, name) {
  if (value.kind === "number") refuse("gradient_number", line, { name });
  return output(x, value, width, line, name);
}

function gradients(x, { gates, state }, [dxU, dhW, dstate], line, hWidth) {
  const outputs = {
    dxU: gradient(x, dxU, gates.length, line, "dxU"),
    dhW: gradient(x, dhW, hWidth, line, "dhW"),
  };
  const names = state.map((name) => `d${name}_prev`);
  const tail = names.length === 1 ? "," : "";
  const parts = several(dstate, names.length, line, `a tuple (${names.join(", ")}${tail})`);
  names.forEach((name, k) => {
    outputs[name] = output(x, parts[k], 1, line, name);
  });
  return outputs;
}

export function traceInner(m, { inner: f, gates, state }) {
  const x = world(m, newGraph());
  const widths = [gates.length, gates.length - 1];
  const given = ["xU", "hW"].map((name, k) => input(x.graph, name, widths[k]));
  given.push(tuple(state.map((name) => input(x.graph, `${name}_prev`, 1))));
  needParameters(f, 3, ["xU", "hW", "state"]);
  const { result, locals, returned: line } = runFunction(x, f, given);
  if (result.kind === "number") refuse("number_out", line, { name: "q" });
  const q = output(x, result, 1, line, "q");
  return graphOf(x.graph, { q }, locals);
}

function traceInnerBackward(m, c, { widths, kind }) {
  const { innerBackward: f } = c;
  const x = world(m, newGraph());
  const given = [input(x.graph, "dq", 1), recordInput(x.graph, widths, kind)];
  needParameters(f, 2, ["dq", "s"]);
  const { result, locals, returned: line } = runFunction(x, f, given);
  const found = several(result, 3, line, "return dxU, dhW, dstate");
  const outputs = gradients(x, c, found, line, c.gates.length - 1);
  return graphOf(x.graph, outputs, locals);
}

// ---- the whole

// The parts of a cell and all that has a name: what `traceStep` and the others take.
export function plan(m, wanted) {
  const found = choose(m, wanted);
  const { items: state, record } = stateOf(m, found.step);
  const { backward, inner } = found;
  if (!state.length) refuse("state_tuple", returned(found.step), { shown: "h" });
  const step = withoutRecord(m, found, record);
  const split = findSplit(m, step, ["xU", "hW"]);
  const count = split?.count ?? 1;
  if (count > 64) refuse("wide", split.line, { came: count, most: 64 });
  const gates = split ? blockNames(split.names, count) : ["a"];
  const recorded = Boolean(record) && step === found.step;
  const c = { ...found, step, recorded, split, gates, ...parameters(m, step, state) };
  if (backward && !record) refuse("no_record", returned(step), { name: backward.name });
  if (backward && c.apart) refuse("state_apart", step, { name: backward.name });
  if (inner && gates.length < 2) refuse("inner_blocks", inner, { name: inner.name });
  if (inner && backward && !found.innerBackward) {
    refuse("inner_backward", inner, { name: inner.name });
  }
  c.fields = parameterNames(c);
  return c;
}

// The step without a record whose class is not in the text: where the backward is
// derived, the record is too.
function withoutRecord(m, { step, backward }, record) {
  if (!record || backward || record.kind !== "call") return step;
  const { kind, name } = record.called;
  if (kind !== "name" || m.classes.has(name) || m.functions.has(name)) return step;
  const body = step.body.map((line) =>
    line.kind === "return" ? { ...line, value: line.value.items[0] } : line,
  );
  return { ...step, body };
}

function parameterNames({ params, weights }) {
  const own = Object.keys(weights);
  if (!params) return ["U", "W", "b", ...own];
  const found = params.fields.join(", ");
  const right = [["U", "W", "b", ...own].join(", "), ["U", "W", "b", "b_h", ...own].join(", ")];
  if (!right.includes(found)) {
    refuse("params", params, { name: params.name, came: found, wanted: right.join(" or ") });
  }
  return params.fields;
}

// The dict that rnnbook.tracing makes of the cell, with `params`, `derived`, `notes`
// and, where the backward was derived, `text`: the cell with it, as it could be typed.
export function assemble(text, wanted) {
  const m = readWhole(parse(text));
  const c = plan(m, wanted);
  const forward = traceStep(m, c);
  const notes = [...forward.notes];
  let made = { gates: c.gates, state: c.state, params: c.fields };
  made.weights = c.weights;
  if (c.backward) {
    const backward = traceBackward(m, c, forward);
    notes.push(...backward.notes);
    made = written(m, c, forward, backward);
  } else {
    const inner = c.inner && traceInner(m, c);
    made = derived(c, forward.graph, inner);
  }
  notes.push(...gateNotes(c, made), ...loneNotes(m));
  notes.sort(([, a], [, b]) => a.line - b.line || a.column - b.column);
  return { ...made, notes: notes.map(([key, at, values]) => said(key, at, values)) };
}

const counts = (weights) =>
  Object.fromEntries(Object.entries(weights).map(([name, rows]) => [name, rows.length]));

function written(m, c, forward, backward) {
  const own = Object.keys(c.weights).length ? { weights: counts(c.weights) } : {};
  return {
    name: c.step.name,
    gates: c.gates,
    state: c.state,
    step: Object.keys(forward.widths),
    ...own,
    forward: forward.graph,
    backward: backward.graph,
    ...(c.inner && { inner: traceInner(m, c), inner_backward: traceInnerBackward(m, c, forward) }),
    params: c.fields,
    derived: false,
  };
}

// The cell with a derived backward: its text is written, and read again.
export function derived(c, forward, inner) {
  const name = c.step.name ?? c.name;
  const text = derive({ ...c, params: c.fields, name, innerName: c.inner?.name, forward, inner });
  const m = readWhole(parse(text, Infinity));
  const again = { ...plan(m, undefined), gates: c.gates, weights: c.weights };
  const step = traceStep(m, again);
  const made = written(m, again, step, traceBackward(m, again, step));
  return { ...made, params: c.fields, derived: true, text };
}

// A note for each backward of a function that is not there.
function loneNotes({ functions }) {
  const backwards = [...functions.keys()].filter((name) => name.endsWith("_backward"));
  return backwards
    .map((name) => ({ name, of: name.slice(0, -"_backward".length) }))
    .filter(({ of }) => !functions.has(of))
    .map((values) => ["lone", functions.get(values.name), values]);
}

// A note for each block that the new state does not depend on.
function gateNotes(c, { forward, inner, state }) {
  const used = new Set();
  const visit = (graph, ids) => {
    const seen = new Set(ids);
    for (let k = graph.nodes.length - 1; k >= 0; k--) {
      const [op, ...args] = graph.nodes[k];
      if (!seen.has(k) || op === "const") continue;
      if (op === "input") used.add(`${args[0]} ${args[1]}`);
      else args.forEach((a) => seen.add(a));
    }
  };
  visit(
    forward,
    state.flatMap((name) => forward.outputs[name]),
  );
  if (inner) visit(inner, inner.outputs.q);
  const line = c.split?.line ?? c.step;
  return c.gates
    .filter((_, k) => !used.has(`xU ${k}`) && !used.has(`hW ${k}`))
    .map((gate) => ["gate", { line: line.line, column: line.column }, { gate }]);
}
