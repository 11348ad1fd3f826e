// A traced graph in WebAssembly: what elementwise.js does, four units at a time.
//
// For graphs of the operations below and layers whose width is a multiple of four; `simdLoop`
// returns nothing for others, and the loop in JavaScript takes their place.
import { reached } from "../graph.js";
import { I32, V128, assemble, f32x4, get, i32, instantiate, int, repeat, set } from "./assemble.js";

const { add, sub, mul, div, min, max, all: number } = f32x4;

// x (...((c0 x + c1) x + c2) ...) in a local: the value of a polynomial.
const horner = (x, [first, ...rest]) =>
  rest.reduce((sum, c) => add(mul(sum, x), number(c)), number(first));

// tanh as a ratio of two polynomials, right to 3e-7 of 1 where |x| < 9; beyond it is 1.
const UP = [
  -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8,
  1.48572235717979e-5, 6.37261928875436e-4, 4.89352455891786e-3,
];
const DOWN = [1.19825839466702e-6, 1.18534705686654e-4, 2.268434632439e-3, 4.89352518554385e-3];

// scratch: two locals that a function may use.
function tanh(a, [x, square]) {
  return [
    set(x, min(max(a, number(-9)), number(9))),
    set(square, mul(get(x), get(x))),
    div(mul(get(x), horner(get(square), UP)), horner(get(square), DOWN)),
  ];
}

// e^x = 2^n e^f with a whole n; |f| <= ln(2) / 2, for which a Taylor polynomial will do.
const TAYLOR = [1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1, 1];
function exp(a, [x, n]) {
  return [
    set(x, min(max(a, number(-87)), number(88))),
    set(n, f32x4.nearest(mul(get(x), number(Math.LOG2E)))),
    set(x, sub(get(x), mul(get(n), number(0.693145751953125)))),
    set(x, sub(get(x), mul(get(n), number(Math.LN2 - 0.693145751953125)))),
    mul(horner(get(x), TAYLOR), f32x4.power(get(n))),
  ];
}

const OPS = {
  add: (_, a, b) => add(a, b),
  sub: (_, a, b) => sub(a, b),
  mul: (_, a, b) => mul(a, b),
  div: (_, a, b) => div(a, b),
  max: (_, a, b) => max(a, b),
  min: (_, a, b) => min(a, b),
  neg: (_, a) => f32x4.neg(a),
  square: (_, a) => mul(a, a),
  greater: (_, a, b) => f32x4.and(f32x4.gt(a, b), number(1)),
  tanh: (scratch, a) => tanh(a, scratch),
  exp: (scratch, a) => exp(a, scratch),
  sigmoid: (scratch, a) => add(mul(tanh(mul(a, number(0.5)), scratch), number(0.5)), number(0.5)),
};

// a ** b for b = 0.5, 1, 2, 3, 4; other powers are not done here.
function power(nodes, a, exponent) {
  const [op, value] = nodes[exponent];
  if (op !== "const") return undefined;
  if (value === 0.5) return f32x4.sqrt(a);
  if (![1, 2, 3, 4].includes(value)) return undefined;
  return Array.from({ length: value - 1 }).reduce((sum) => mul(sum, a), a);
}

// The value of a node, as code; nothing for what is not done here.
function valueOf(nodes, node, local, scratch, inputs) {
  const [op, ...args] = node;
  if (op === "const") return number(args[0]);
  if (op === "input") return inputs[args[0]][args[1]];
  const values = args.map((k) => get(local.get(k)));
  if (op === "pow") return power(nodes, values[0], args[1]);
  return OPS[op]?.(scratch, ...values);
}

// One pointer for each array and length of its rows; the place of an entry from there.
function pointersOf(places, H, first) {
  const keys = [...new Set(places.map(({ slot, row }) => `${slot} ${row}`))];
  const pointers = keys.map((key, k) => {
    const [slot, row] = key.split(" ").map(Number);
    return { slot, row, local: first + k };
  });
  const of = ({ slot, row }) => get(first + keys.indexOf(`${slot} ${row}`));
  const move = (by) => pointers.map(({ local, row }) => [local, by(row)]);
  const moved = (by) =>
    move(by).map(([local, bytes]) => (bytes ? set(local, i32.add(get(local), int(bytes))) : []));
  return { pointers, of, moved, offset: ({ block }) => 4 * block * H };
}

// All that happens to four units: loads and operations in the order of the graph, then stores.
function body(nodes, needed, inputs, outputs, { of, offset }, local, scratch) {
  const load = (place) => f32x4.load(of(place), offset(place));
  const loads = Object.fromEntries(
    Object.entries(inputs).map(([name, places]) => [name, places.map(load)]),
  );
  const values = needed.map((k) => [k, valueOf(nodes, nodes[k], local, scratch, loads)]);
  if (values.some(([, value]) => value === undefined)) return undefined;
  const stores = outputs.map(({ node, place, add: more }) => {
    const value = get(local.get(node));
    return f32x4.store(of(place), offset(place), more ? add(load(place), value) : value);
  });
  return [values.map(([k, value]) => set(local.get(k), value)), stores];
}

// The bytes of a module, or nothing. Its arguments: where the offsets are (in bytes), and how
// many rows there are.
export function loopBytes({ nodes }, inputs, outputs, H) {
  const needed = reached(nodes, { all: outputs.map(({ node }) => node) });
  const used = needed.map((k) => nodes[k]).filter(([op]) => op === "input");
  const places = [
    ...used.map(([, name, block]) => inputs[name][block]),
    ...outputs.map(({ place }) => place),
  ];
  const [j, first] = [2, 3];
  const pointers = pointersOf(places, H, first);
  const count = 1 + pointers.pointers.length;
  const vectors = 2 + count;
  const scratch = [vectors, vectors + 1];
  const local = new Map(needed.map((k, n) => [k, vectors + 2 + n]));
  const work = body(nodes, needed, inputs, outputs, pointers, local, scratch);
  if (!work || H % 4) return undefined;
  const start = pointers.pointers.map(({ slot, local: to }) =>
    set(to, i32.shl(i32.load(get(0), 4 * slot), int(2))),
  );
  const locals = [
    [count, I32],
    [2 + needed.length, V128],
  ];
  const units = repeat(get(j), [work, pointers.moved(() => 16), set(j, i32.sub(get(j), int(4)))]);
  const row = [
    set(j, int(H)),
    units,
    pointers.moved((width) => 4 * (width - 1) * H),
    set(1, i32.sub(get(1), int(1))),
  ];
  return assemble(2, locals, start, repeat(get(1), row));
}

// As compileLoop of elementwise.js, on a memory: run(all, B, H, offsets).
export function simdLoop(graph, inputs, outputs, H, shared) {
  const bytes = loopBytes(graph, inputs, outputs, H);
  if (!bytes) return undefined;
  const run = instantiate(bytes, shared);
  return (_, B, __, offsets) => run(offsets.byteOffset, B);
}
