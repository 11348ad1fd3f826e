// The golden check sees: each op of graph.js broken, each step of the unroll altered.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { differences } from "./parity.js";

const here = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const RUNTIME = "../../rnnbook/widgets/_runtime/";
const sources = Object.fromEntries(
  ["graph.js", "linear.js", "unroll.js"].map((name) => [name, here(RUNTIME + name)]),
);
const golden = Object.fromEntries(
  ["ops", "rnn", "lstm"].map((name) => [name, JSON.parse(here(`../golden/${name}.json`))]),
);

// The runtime with one text replaced, imported afresh from data URLs.
async function mutant(file, old, fresh) {
  assert.equal(sources[file].split(old).length, 2, `${file} has not one ${old}`);
  const changed = { ...sources, [file]: sources[file].replace(old, () => fresh) };
  const url = (text) => `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
  const graph = url(changed["graph.js"]);
  const linear = url(changed["linear.js"]);
  const unroll = changed["unroll.js"]
    .replace("./graph.js", graph)
    .replace("./linear.js", linear);
  const { compile } = await import(graph);
  return { compile, ...(await import(url(unroll))) };
}

const BROKEN_OPS = {
  add: ["${a} + ${b}", "${a} - ${b}"],
  sub: ["${a} - ${b}", "${b} - ${a}"],
  mul: ["mul: (a, b) => `${a} * ${b}`", "mul: (a, b) => `${a} * Math.abs(${b})`"],
  div: ["${a} / ${b}", "${b} / ${a}"],
  neg: ["neg: (a) => `-${a}`", "neg: (a) => `${a}`"],
  pow: ["Math.pow(${a}, ${b})", "Math.pow(${b}, ${a})"],
  square: ["square: (a) => `${a} * ${a}`", "square: (a) => `${a} * Math.abs(${a})`"],
  exp: ["Math.exp(${a})", "Math.expm1(${a})"],
  tanh: ["tanh: (a) => `Math.tanh(${a})`", "tanh: (a) => `Math.atan(${a})`"],
  max: ["Math.max", "Math.min"],
  min: ["Math.min", "Math.max"],
  greater: ["? 1 : 0", "? 0 : 1"],
  sigmoid: ["0.5 + 0.5", "0.5 + 0.4999999999"],
  const: ["`(${args[0]})`", "`(${args[0]} * 0.999999999)`"],
  input: ["(b * ${width} + ${block}) * H + j", "${block} * B * H + b * H + j"],
};

test("every op that the graph knows is broken once", () => {
  const ops = sources["graph.js"].match(/^ {2}(\w+): \(a/gm).map((s) => s.match(/\w+/)[0]);
  assert.deepEqual([...ops, "const", "input"].sort(), Object.keys(BROKEN_OPS).sort());
});

for (const [op, [old, fresh]] of Object.entries(BROKEN_OPS)) {
  test(`op ${op} broken: the report names op, case, node and entry`, async () => {
    const runtime = await mutant("graph.js", old, fresh);
    const found = Object.values(golden).flatMap((data) => differences(runtime, data));
    assert.match(found[0], new RegExp(`^[\\w ]+: op ${op}, node \\d+\\[\\d+\\]: got .*wanted`));
  });
}

// file, text, its replacement, and the array whose difference must be reported
const BROKEN_LOOPS = [
  ["unroll.js", "matmul(x, p.U, T * B, D, K), p.b)", "matmul(x, p.U, T * B, D, K), p.b.map(() => 0))", "h"],
  ["unroll.js", "h.set(state[out]);\n", "", "dW"],
  ["unroll.js", "const hW = matmul(state[out], p.W, B, H, K);", "const hW = new Float64Array(B * K);", "h"],
  ["unroll.js", "v + dh[t * B * H + k]", "v", "dU"],
  ["unroll.js", "v + dh[t * B * H + k]", "dh[t * B * H + k]", "dU"],
  ["unroll.js", "t >= 0; t--", "t > 0; t--", "dU"],
  ["unroll.js", "row(dxU, t, B * K).set(back.dxU);", "", "dx"],
  ["unroll.js", "row(dhW, t, B * K).set(back.dhW);", "", "dW"],
  ["unroll.js", "matmulTransposed(back.dhW, p.W, B, K, H, dstate[out]);", "", "dstate h"],
  ["unroll.js", "back[`d${name}_prev`]", "new Float64Array(B * H)", "dstate c"],
  ["unroll.js", "sumRows(dxU, K)", "dxU.slice(0, K)", "db"],
  ["unroll.js", "transposedMatmul(hPrev,", "transposedMatmul(cache.x,", "dW"],
  ["unroll.js", "hPrev: h.subarray(0, T * B * H)", "hPrev: h.subarray(B * H)", "dW"],
  ["linear.js", "out[row * m + col] += left * b[l * m + col]", "out[row * m + col] = left * b[l * m + col]", "h"],
  ["linear.js", "b[col * k + l]", "b[l * m + col]", "dx"],
  ["linear.js", "out[l * m + col] += left * b[row * m + col]", "out[l * m + col] = left * b[row * m + col]", "dU"],
  ["linear.js", "out[k % m] += a[k]", "out[k % m] = a[k]", "db"],
];

for (const [file, old, fresh, array] of BROKEN_LOOPS) {
  test(`${file}, "${old.trim()}" -> "${fresh}": seen in ${array}`, async () => {
    const runtime = await mutant(file, old, fresh);
    const found = differences(runtime, golden.lstm);
    assert.ok(found.some((line) => line.includes(`: ${array}[`)), found.join("\n") || "not seen");
  });
}
