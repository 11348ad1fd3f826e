// The backward that the text has, beside the one that is derived: are they equal, and if
// not, where do they part and what is missing?
import { compile } from "../_runtime/graph.js";
import { luck } from "../_runtime/luck.js";

const [POINTS, CLOSE] = [24, 1e-9];

// Values of all nodes that are asked for, by name, on numbers that are drawn: the way back
// starts from random gradients, the way there from random inputs.
function drawnInputs(inputs, seed) {
  const names = Object.keys(inputs);
  return Object.fromEntries(
    names.map((name, k) => {
      const size = inputs[name].length * POINTS;
      return [name, luck(seed + k, size).map((u) => 3 * (u - 0.5))];
    }),
  );
}

const size = (values) => Math.max(...Array.from(values, Math.abs));
const near = (a, b) => a.every((v, k) => Math.abs(v - b[k]) <= CLOSE * Math.max(1, Math.abs(b[k])));
const apart = (a, b) => size(a.map((v, k) => v - b[k]));
const times = (a, b) => a.map((v, k) => v * b[k]);

// Factors that a term may miss: values of the forward, and what slopes are made of.
function* factors(values) {
  const whole = (v) => new Float64Array(POINTS).fill(v);
  yield ["2", whole(2)];
  for (const [name, v] of values) {
    yield [name, v];
    yield [`(1 - ${name})`, v.map((x) => 1 - x)];
    yield [`(1 - ${name}**2)`, v.map((x) => 1 - x * x)];
    yield [`${name} * (1 - ${name})`, v.map((x) => x * (1 - x))];
  }
}

// What distinguishes the gradient that was written from the one that is right, in words;
// "" where it is nothing that is known. terms: what the right one adds up.
export function distinction(wrote, right, values, terms) {
  if (wrote.every((v) => v === 0)) return "is 0";
  if (
    near(
      wrote,
      right.map((v) => -v),
    )
  )
    return "has the wrong sign";
  for (const [text, v] of terms.length > 1 ? terms : []) {
    if (
      near(
        wrote,
        right.map((r, k) => r - v[k]),
      )
    )
      return `misses the term ${text}`;
    if (
      near(
        wrote,
        right.map((r, k) => r - 2 * v[k]),
      )
    )
      return `has ${text} with the wrong sign`;
    const left = wrote.map((w, k) => w - right[k] + v[k]);
    for (const [factor, f] of factors(values)) {
      if (near(times(left, f), v)) return `misses the factor ${factor} in the term ${text}`;
      if (near(left, times(v, f))) return `has the factor ${factor} too much in the term ${text}`;
    }
  }
  for (const [text, v] of factors(values)) {
    if (near(times(wrote, v), right)) return `misses the factor ${text}`;
    if (near(wrote, times(right, v))) return `has the factor ${text} too much`;
  }
  for (const [name, v] of values) {
    if (near(wrote, v)) return `is ${name}`;
  }
  return "";
}

// Runs the forward, the derived lines and those that were written on the same numbers.
function ran(traced, derived, backward) {
  const { forward, step } = traced;
  const inputs = drawnInputs({ ...derived.inputs, ...forward.inputs }, 11);
  const part = ([name, ids]) => [name, inputs[name].subarray(0, ids.length * POINTS)];
  const own = Object.fromEntries(Object.entries(derived.inputs).map(part));
  const wanted = Object.fromEntries(derived.nodes.map((_, k) => [k, [k]]));
  const all = compile({ nodes: derived.nodes, inputs: derived.inputs }, wanted)(own, 1, POINTS);
  const record = compile(forward)(inputs, 1, POINTS);
  const given = Object.fromEntries(step.map((name) => [`step.${name}`, record[`step.${name}`]]));
  for (const name of Object.keys(backward.inputs)) given[name] ??= inputs[name];
  const single = Object.entries(backward.names).filter(([, ids]) => ids.length === 1);
  const named = Object.fromEntries(single.map(([name, ids]) => [`name ${name}`, ids]));
  const out = compile(backward, { ...backward.outputs, ...named })(given, 1, POINTS);
  return { all, out, single };
}

// Every result of the backward: [what it is called, values that were written, the right
// ones].
function results({ all, out }, { gates, state, weights = {} }, { inputs, grads }) {
  const right = (id) => (grads.has(id) ? all[grads.get(id)] : new Float64Array(POINTS));
  const block = (values, k) => values.subarray(k * POINTS, (k + 1) * POINTS);
  const rows = (name, of) =>
    inputs[name].map((id, k) => [of(k), block(out[`d${name}`], k), right(id)]);
  const old = (part) => [`d${part}_prev`, out[`d${part}_prev`], right(inputs[`${part}_prev`][0])];
  return [
    ...["xU", "hW"].flatMap((name) => rows(name, (k) => `block ${gates[k]} of d${name}`)),
    ...state.map(old),
    ...Object.keys(weights)
      .filter((name) => inputs[name])
      .flatMap((name) => rows(name, (k) => `row ${k + 1} of d${name}`)),
  ];
}

// The first gradient with a name, in the order of computing, that is not what it should be:
// [name, values that were written, the right ones, whose gradient it is].
function parting({ all, out, single }, { names, grads }) {
  const known = new Map([...names].map(([id, name]) => [name, id]));
  const checked = single
    .filter(([name]) => name.startsWith("d") && grads.has(known.get(name.slice(1))))
    .toSorted(([, [a]], [, [b]]) => a - b)
    .map(([name]) => [name, known.get(name.slice(1))]);
  const found = checked
    .map(([name, of]) => [name, out[`name ${name}`], all[grads.get(of)], of])
    .find(([, wrote, right]) => !near(wrote, right));
  return found;
}

// compare(traced, derived, backward) gives { equal, most } or { equal, most, name, what,
// wrong, at }: the first gradient that differs, what distinguishes it, which results are
// wrong, and two numbers. backward: the graph that was written, that of the step or of the
// row for W.
export function compare(traced, derived, backward) {
  const run = ran(traced, derived, backward);
  const all = results(run, traced, derived);
  const wrong = all.filter(([, wrote, right]) => !near(wrote, right));
  const most = Math.max(...all.map(([, wrote, right]) => apart(wrote, right)));
  if (!wrong.length) return { equal: true, most };
  const values = [...derived.names]
    .filter(([id]) => id < derived.size)
    .map(([id, name]) => [name, run.all[id]]);
  const said = (id) => [derived.names.get(id) ?? derived.said(id), run.all[id]];
  const [name, wrote, right, of] = parting(run, derived) ?? wrong[0];
  const what = distinction(wrote, right, values, (derived.parts.get(of) ?? []).map(said));
  const at = [wrote[0], right[0]];
  return { equal: false, most, name, what, wrong: wrong.map(([each]) => each), at };
}
