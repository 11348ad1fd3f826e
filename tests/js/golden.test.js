// The runtime gives Python's numbers: every op, whole sequences, every gradient.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { compile, everything } from "../../rnnbook/widgets/_runtime/graph.js";
import * as loops from "../../rnnbook/widgets/_runtime/loop.js";
import { differences } from "./parity.js";

const runtime = { compile, ...loops };
const read = (name) =>
  JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), "utf8"));
const files = readdirSync(new URL("../golden/", import.meta.url)).map((f) => f.split(".")[0]);
const cells = files.filter((name) => name !== "ops");

test("there are golden files for nine cells and for the ops", () => {
  assert.equal(cells.length, 9);
  assert.ok(files.includes("ops"));
});

for (const name of files) {
  test(`${name}: equal to Python to 1e-12`, () => {
    assert.deepEqual(differences(runtime, read(name)), []);
  });
}

test("golden sequences have batches, initial and final states", () => {
  for (const name of cells) {
    const { cell, sequences } = read(name);
    assert.ok(sequences.length >= 3);
    assert.ok(sequences.some(({ T, B }) => T > 1 && B > 1));
    for (const { state, dstate, expected } of sequences) {
      assert.deepEqual(Object.keys(state), cell.state);
      assert.deepEqual(Object.keys(dstate), cell.state);
      for (const part of ["h", "dU", "dW", "db", "dx"]) assert.ok(expected[part].length);
      assert.equal("db_h" in expected, name === "gru");
      assert.equal("dP" in expected, name === "lstm_peephole");
    }
  }
});

test("everything(graph) gives each named local variable of the cell's lines", () => {
  const { graphs } = read("lstm");
  const { graph, inputs, B, H, values } = graphs[0];
  const arrays = Object.fromEntries(
    Object.entries(inputs).map(([k, v]) => [k, Float64Array.from(v)]),
  );
  const got = compile(graph, everything(graph))(arrays, B, H);
  for (const name of ["a_i", "a_f", "a_g", "a_o", "i", "f", "g", "o", "c", "tanh_c", "h"]) {
    assert.equal(graph.names[name].length, 1);
    const wanted = values[graph.names[name][0]];
    got[name].forEach((v, k) => assert.ok(Math.abs(v - wanted[k]) < 1e-12, name));
  }
});

test("only what is wanted is computed, and only its inputs are asked for", () => {
  const graph = {
    nodes: [
      ["input", "a", 0],
      ["input", "b", 0],
      ["exp", 0],
      ["exp", 1],
    ],
    inputs: { a: [0], b: [1] },
    outputs: { left: [2], right: [3] },
    names: {},
  };
  const left = compile(graph, { left: [2] });
  assert.deepEqual([...left({ a: Float64Array.of(0, 1) }, 1, 2).left], [1, Math.E]);
});

test("an input of the wrong length is refused by name, not turned into NaN", () => {
  const { graph, inputs, B, H } = read("rnn").graphs[0];
  const short = { ...inputs, xU: inputs.xU.slice(1) };
  assert.throws(() => compile(graph)(short, B, H), /input xU has length 5, wanted 6/);
  const { xU: _, ...without } = inputs;
  assert.throws(() => compile(graph)(without, B, H), /input xU has length undefined/);
});

test("an op that is not known is refused with the list of those that are", () => {
  const graph = { nodes: [["cosh", 0]], inputs: {}, outputs: { a: [0] }, names: {} };
  assert.throws(() => compile(graph), /node cosh; known are add, sub, mul, .*sigmoid/);
});

test("the unroll changes none of its inputs and starts from zeros if not told", () => {
  const { cell: traced, sequences } = read("lstm");
  const cell = loops.makeCell(traced);
  const { T, B, p, x, dh } = sequences[1];
  const before = JSON.stringify([p, x, dh]);
  const { cache, h } = loops.unroll(cell, p, Float64Array.from(x), T, B);
  const again = loops.unroll(cell, p, Float64Array.from(x), T, B, loops.zerosState(cell, B, p.H));
  assert.deepEqual(h, again.h);
  const first = loops.unrollBackward(cell, p, dh, cache);
  assert.deepEqual(loops.unrollBackward(cell, p, dh, cache), first);
  assert.equal(JSON.stringify([p, x, dh]), before);
});
