// A small assembler: a function in WebAssembly, written as instructions by their names.
//
// A piece of code is an array of bytes, or of pieces. `code.get(k)`, `code.f32x4.add` ... make
// them; `assemble` wraps one function into a module that shares a memory.

const leb = (n) => {
  const bytes = [];
  for (let more = true; more;) {
    const byte = n & 127;
    n >>= 7;
    more = !((n === 0 && !(byte & 64)) || (n === -1 && byte & 64));
    bytes.push(more ? byte | 128 : byte);
  }
  return bytes;
};
const unsigned = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)]);
const memory = (align, offset) => [align, ...unsigned(offset)];
const simd = (op) => [0xfd, ...unsigned(op)];
const f32 = (value) => [...new Uint8Array(new Float32Array([value]).buffer)];

export const I32 = 0x7f;
export const V128 = 0x7b;

export const get = (k) => [0x20, ...unsigned(k)];
export const set = (k, ...value) => [value, 0x21, ...unsigned(k)];
export const int = (n) => [0x41, ...leb(n)];

const binary = (op) => (a, b) => [a, b, op];
export const i32 = {
  load: (address, offset) => [address, 0x28, ...memory(2, offset)],
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  shl: binary(0x74),
  gt: binary(0x4a),
  le: binary(0x4c),
};

const vector = (op) => (a, b) => [a, b, simd(op)];
const single = (op) => (a) => [a, simd(op)];
export const f32x4 = {
  load: (address, offset = 0) => [address, simd(0x00), ...memory(2, offset)],
  loadOne: (address, offset = 0) => [address, simd(0x5c), ...memory(2, offset)],
  splat: (address, offset = 0) => [address, simd(0x09), ...memory(2, offset)],
  store: (address, offset, value) => [address, value, simd(0x0b), ...memory(2, offset)],
  storeOne: (address, offset, value) => [address, value, simd(0x5a), ...memory(2, offset), 0],
  all: (value) => [simd(0x0c), f32(value), f32(value), f32(value), f32(value)],
  add: vector(0xe4),
  sub: vector(0xe5),
  mul: vector(0xe6),
  div: vector(0xe7),
  min: vector(0xe8),
  max: vector(0xe9),
  gt: vector(0x44),
  and: vector(0x4e),
  neg: single(0xe1),
  sqrt: single(0xe3),
  nearest: single(0x6a),
  // 2^n for whole n of float32: n, with the bias of 127, moved to the place of an exponent.
  power: (n) => [
    [n, simd(0xf8)],
    [simd(0x0c), 127, 0, 0, 0, 127, 0, 0, 0, 127, 0, 0, 0, 127, 0, 0, 0],
    simd(0xae),
    int(23),
    simd(0xab),
  ],
};

// While `test` is not 0, body again and again.
export const repeat = (test, body) => [
  [0x02, 0x40, 0x03, 0x40],
  [test, 0x45, 0x0d, 1],
  [body, 0x0c, 0, 0x0b, 0x0b],
];
// body once, and again as long as `test`, then, is not 0.
export const again = (body, test) => [[0x03, 0x40], body, [test, 0x0d, 0, 0x0b]];

const listed = (bytes) => [...unsigned(bytes.length), ...bytes];
const section = (id, bytes) => [id, ...listed(bytes)];
const name = (text) => listed([...text].map((c) => c.charCodeAt(0)));
const groups = (types) => types.map(([count, type]) => [...unsigned(count), type]);

const MAGIC = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

// The bytes of a module whose one function `run` takes `params` whole numbers and has locals
// [[how many, of which type] ...] after them; its memory is the import "all"."memory".
export function assemble(params, locals, ...body) {
  const type = [1, 0x60, ...listed(Array.from({ length: params }, () => I32)), 0];
  const imports = [1, ...name("all"), ...name("memory"), 2, 0, 1];
  const code = [locals.length, ...groups(locals), body, 0x0b].flat(Infinity);
  return Uint8Array.from([
    ...MAGIC,
    ...section(1, type),
    ...section(2, imports),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name("run"), 0, 0]),
    ...section(10, [1, ...listed(code)]),
  ]);
}

// The function of a module, on a WebAssembly.Memory.
export function instantiate(bytes, shared) {
  const module = new WebAssembly.Module(bytes);
  return new WebAssembly.Instance(module, { all: { memory: shared } }).exports.run;
}
