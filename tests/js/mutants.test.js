// The golden check sees: each op of graph.js broken, each step of the unroll altered.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { differences } from "./parity.js";

const here = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const RUNTIME = "../../rnnbook/widgets/_runtime/";
const sources = Object.fromEntries(
  ["graph.js", "linear.js", "loop.js"].map((name) => [name, here(RUNTIME + name)]),
);
const golden = Object.fromEntries(
  ["ops", "rnn", "lstm", "lstm_peephole", "gru", "gru_before"].map((name) => [
    name,
    JSON.parse(here(`../golden/${name}.json`)),
  ]),
);

// The runtime with one text replaced, imported afresh from data URLs.
async function mutant(file, old, fresh) {
  assert.equal(sources[file].split(old).length, 2, `${file} has not one ${old}`);
  const changed = { ...sources, [file]: sources[file].replace(old, () => fresh) };
  const url = (text) => `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
  const graph = url(changed["graph.js"]);
  const linear = url(changed["linear.js"]);
  const unroll = changed["loop.js"].replace("./graph.js", graph).replaceAll("./linear.js", linear);
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
  log: ["Math.log(${a})", "Math.log2(${a})"],
  cos: ["Math.cos", "Math.sin"],
  sin: ["Math.sin", "Math.cos"],
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
  assert.deepEqual([...ops, "const", "input"].toSorted(), Object.keys(BROKEN_OPS).toSorted());
});

for (const [op, [old, fresh]] of Object.entries(BROKEN_OPS)) {
  test(`op ${op} broken: the report names op, case, node and entry`, async () => {
    const runtime = await mutant("graph.js", old, fresh);
    const found = Object.values(golden).flatMap((data) => differences(runtime, data));
    assert.match(found[0], new RegExp(`^[\\w ]+: op ${op}, node \\d+\\[\\d+\\]: got .*wanted`));
  });
}

// file, text, its replacement, the array whose difference must be reported, and the
// cell whose golden file sees it, the LSTM if none is named
const BROKEN_LOOPS = [
  [
    "loop.js",
    "matmul(x, p.U, T * B, D, K), p.b)",
    "matmul(x, p.U, T * B, D, K), p.b.map(() => 0))",
    "h",
  ],
  ["loop.js", "h.set(state[out]);\n", "", "dW"],
  ["loop.js", "matmul(state[cell.state[0]], p.W, B, H, K)", "new Float64Array(B * K)", "h"],
  ["loop.js", "v + dh[t * B * H + k]", "v", "dU"],
  ["loop.js", "v + dh[t * B * H + k]", "dh[t * B * H + k]", "dU"],
  ["loop.js", "t >= 0; t--", "t > 0; t--", "dU"],
  ["loop.js", "row(dxU, t, B * K).set(back.dxU);", "", "dx"],
  ["loop.js", "row(dhW, t, B * K).set(back.dhW);", "", "dW"],
  ["loop.js", "matmulTransposed(back.dhW, p.W, B, K, H, back[`d${out}_prev`]);", "", "dstate h"],
  ["loop.js", "[name, back[`d${name}_prev`]]", "[name, new Float64Array(B * H)]", "dstate c"],
  ["loop.js", "db: sumRows(dxU, K)", "db: dxU.slice(0, K)", "db"],
  ["loop.js", "transposedMatmul(hPrev,", "transposedMatmul(cache.x,", "dW"],
  ["loop.js", "hPrev: h.subarray(0, T * B * H)", "hPrev: h.subarray(B * H)", "dW"],
  [
    "linear.js",
    "out[to + col] += left * b[from + col]",
    "out[to + col] = left * b[from + col]",
    "h",
  ],
  ["linear.js", "b[right + l]", "b[l * m + col]", "dx"],
  [
    "linear.js",
    "out[l * m + col] += left * b[row * m + col]",
    "out[l * m + col] = left * b[row * m + col]",
    "dU",
  ],
  ["linear.js", "out[k % m] += a[k]", "out[k % m] = a[k]", "db"],
  // the bias of the recurrent product
  ["loop.js", "if (p.b_h) addRow(hW, p.b_h);", "", "h", "gru"],
  ["loop.js", "db_h: sumRows(dhW, K)", "db_h: sumRows(dxU, K)", "db_h", "gru"],
  ["loop.js", "...(p.b_h && { db_h: sumRows(dhW, K) }),", "", "db_h", "gru"],
  // the cell's own weights
  ["loop.js", "tile(p[name], B)", "tile(p[name].map(() => 0), B)", "h", "lstm_peephole"],
  [
    "loop.js",
    "const inputs = { ...step, ...own };",
    "const inputs = { ...step, P: own.P?.map((v) => -v) };",
    "dU",
    "lstm_peephole",
  ],
  [
    "loop.js",
    "dOwn[n] = sum(dOwn[n], sumRows(back[n], dOwn[n].length))",
    "dOwn[n] = sumRows(back[n], dOwn[n].length)",
    "dP",
    "lstm_peephole",
  ],
  ["loop.js", "    ...dOwn,\n", "", "dP", "lstm_peephole"],
  ["linear.js", "out.set(a, k * a.length)", "out.set(a, 0)", "h", "lstm_peephole"],
  // the row in place of h_prev
  [
    "loop.js",
    "if (!cell.innerStep) return { hW };",
    "return { hW, q: new Float64Array(B * H) };",
    "h",
    "gru_before",
  ],
  ["loop.js", "if (!cell.innerStep) {", "{", "dstate h", "gru_before"],
  ["loop.js", "{ ...step, dq }", "{ ...step, dq: dq.map(() => 0) }", "dU", "gru_before"],
  [
    "loop.js",
    "sum(columns(back.dhW, K, 0, K - H), inner.dhW)",
    "columns(back.dhW, K, 0, K - H)",
    "dW",
    "gru_before",
  ],
  ["loop.js", "putColumns(back.dhW, K, 0, dhW);", "", "dW", "gru_before"],
  ["loop.js", "back[name] = sum(back[name], inner[name]);", "", "dx", "gru_before"],
  [
    "loop.js",
    "matmulTransposed(dhW, W, B, K - H, H, back[`d${out}_prev`]);",
    "",
    "dstate h",
    "gru_before",
  ],
  ["loop.js", "row(q, t, B * H).set(product.q)", "row(q, t, B * H).fill(0)", "dW", "gru_before"],
  [
    "loop.js",
    "putColumns(dW, K, K - H, transposedMatmul(q, last, T * B, H, H));",
    "",
    "dW",
    "gru_before",
  ],
  ["linear.js", "a[row * m + from + k]", "a[row * m + k]", "h", "gru_before"],
  ["linear.js", "Math.floor(k / width) * m + from", "Math.floor(k / width) * m", "h", "gru_before"],
];

for (const [file, old, fresh, array, cell = "lstm"] of BROKEN_LOOPS) {
  test(`${file}, "${old.trim()}" -> "${fresh}": seen in ${array} of ${cell}`, async () => {
    const runtime = await mutant(file, old, fresh);
    const found = differences(runtime, golden[cell]);
    const named = new RegExp(`: ${array}(\\[|: length)`);
    assert.ok(
      found.some((line) => named.test(line)),
      found.join("\n") || "not seen",
    );
  });
}
