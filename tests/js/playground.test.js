// The playground's own parts, without a page: settings and their address, curves, missions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHash, toHash } from "../../rnnbook/widgets/_runtime/address.js";
import { roundTo, spread } from "../../rnnbook/widgets/playground/charts.js";
import { makeCurve } from "../../rnnbook/widgets/playground/curve.js";
import { MISSIONS } from "../../rnnbook/widgets/playground/missions.js";
import { session } from "../../rnnbook/widgets/playground/session.js";
import {
  colours,
  fromAddress,
  namesOf,
  networksOf,
  toAddress,
  without,
  withOne,
} from "../../rnnbook/widgets/playground/settings.js";

const KNOWN = {
  tasks: ["recall", "series", "text"],
  cells: ["rnn", "lstm", "gru", "own"],
  starts: ["default", "orthogonal"],
  missions: MISSIONS.length,
  limits: {
    lag: { min: 1, max: 500, whole: true },
    batch: { min: 1, max: 256, whole: true },
    seed: { min: 0, max: 1000, whole: true },
    units: { min: 1, max: 256, whole: true },
    rate: { min: 0, max: 1 },
    clip: { min: 0, max: 1000 },
    forget_bias: { min: -20, max: 20 },
    window: { min: 0, max: 500, whole: true },
    series: { min: 0, max: 100 },
    text: { min: 0, max: 100 },
  },
};
const FIRST = {
  task: "recall",
  lag: 20,
  batch: 32,
  seed: 1,
  series: "1 2",
  text: "",
  nets: ["rnn", "lstm", "gru"],
  units: [16],
  rate: [0.01],
  clip: [1],
  forget_bias: [1],
  start: ["default"],
  window: [0],
  mission: 0,
  hide: [],
};

test("settings come back from an address as they were", () => {
  const changed = {
    ...FIRST,
    task: "text",
    text: "a&b, c=é",
    lag: 7,
    nets: ["own", "lstm"],
    units: [4, 8],
    rate: [0.0003],
    forget_bias: [-3, 1],
    hide: ["share", "units"],
    mission: 2,
  };
  const { values, odd } = fromAddress(parseHash(toHash(toAddress(changed, FIRST))), KNOWN);
  assert.deepEqual(odd, []);
  assert.deepEqual({ ...FIRST, ...values }, changed);
  assert.equal(toHash(toAddress(FIRST, FIRST)), "");
});

test("of a nonsense address nothing is taken, and what was not is told", () => {
  const nonsense = {
    task: "cooking",
    lag: "1e9",
    batch: "x",
    seed: "1.5",
    nets: "rnn,,lstm",
    units: "",
    rate: "NaN",
    clip: "-1",
    start: "__proto__",
    window: "Infinity",
    mission: "99",
    hide: "<b>",
    other: "1",
  };
  const { values, odd } = fromAddress(nonsense, KNOWN);
  assert.deepEqual(values, { hide: [] });
  assert.equal(odd.length, 11);
});

test("each network has its value, the last for those that have none", () => {
  const s = { ...FIRST, ...withOne(FIRST, "units", 1, 4) };
  assert.deepEqual(s.units, [16, 4, 16]);
  assert.deepEqual(
    networksOf(s).map(({ units }) => units),
    [16, 4, 16],
  );
  assert.deepEqual({ ...s, ...withOne(s, "units", 1, 16) }.units, [16]);
  const two = { ...s, ...without(s, 0) };
  assert.deepEqual(
    [two.nets, two.units],
    [
      ["lstm", "gru"],
      [4, 16],
    ],
  );
});

test("networks have different names and colours, whatever their cells", () => {
  const s = { ...FIRST, nets: ["lstm", "lstm", "lstm"], forget_bias: [-1, 1, 3] };
  assert.deepEqual(namesOf(s, { lstm: "LSTM" }), ["LSTM, bias −1", "LSTM, bias 1", "LSTM, bias 3"]);
  const twins = { ...s, forget_bias: [1] };
  assert.equal(new Set(namesOf(twins, { lstm: "LSTM" })).size, 3);
  for (const nets of [
    ["lstm", "lstm", "rnn"],
    ["own", "gru", "gru"],
    ["rnn", "lstm", "gru"],
  ])
    assert.equal(new Set(colours(nets)).size, 3);
  assert.deepEqual(colours(["rnn", "lstm", "gru"]), ["rnn", "lstm", "gru"]);
});

test("a curve keeps its mean and never grows", () => {
  const curve = makeCurve(64);
  for (let k = 0; k < 100_000; k++) curve.push(k);
  assert.ok(curve.points.length <= 64);
  assert.equal(curve.count, 100_000);
  const [x, y] = curve.points.at(-1);
  assert.equal(x, y + 1);
  assert.equal(curve.recent(50), 99_974.5);
});

test("names at the ends of lines do not lie over each other, and stay inside", () => {
  for (const wanted of [
    [10, 10, 10],
    [90, 95, 100],
    [0, 50, 51],
  ]) {
    const found = spread(wanted, 10, 100).toSorted((a, b) => a - b);
    assert.ok(found[0] >= 10 && found.at(-1) <= 100);
    found.slice(1).forEach((y, k) => assert.ok(y - found[k] >= 16.9));
  }
});

test("an axis ends at a round number that holds what there is", () => {
  for (const most of [0.7, 3, 20, 61, 600, 1234, 99_999]) {
    const ticks = roundTo(most);
    assert.ok(ticks.at(-1) >= most && ticks.length <= 6, String(ticks));
  }
});

// A runner that does nothing but remember what it was told.
function fake() {
  const told = [];
  let heard = () => {};
  const names = ["play", "pause", "update", "rewind", "speed", "look", "stop"];
  const calls = names.map((name) => [name, (value) => told.push([name, value])]);
  const runner = { ...Object.fromEntries(calls), on: (call) => (heard = call) };
  runner.start = (settings, options) => told.push(["start", settings.length, options]);
  return { runner, told, send: (frame) => heard(frame) };
}
const about = (window = 0) => ({
  chance: { loss: 0.69, score: 0.5 },
  cost: {},
  updates: 0,
  task: {},
  settings: { window },
  history: { every: 1, losses: [], scores: [] },
});
const frame = (more, extra = {}) => ({
  runs: [{ updates: 0, losses: [], scores: [], norms: [], diverged: false, ...more }],
  playing: true,
  perSecond: 5,
  ...extra,
});
const filled = (n, v) => Array.from({ length: n }, () => v);

test("frames of a run that was stopped do not reach the one that took its place", () => {
  const { runner, send } = fake();
  const run = session({ runner, changed() {} });
  run.start([{ lag: 1 }]);
  send(frame({}, { started: [about()] }));
  send(frame({ updates: 30, losses: filled(30, 1), scores: filled(30, 1), norms: filled(30, 2) }));
  assert.equal(run.runs[0].score.count, 30);
  run.start([{ lag: 2 }]);
  send(frame({ updates: 31, scores: [1] }));
  assert.deepEqual([run.runs[0].updates, run.runs[0].score.count], [0, 0]);
  assert.equal(run.ghost.length, 1);
  send(frame({}, { started: [about()] }));
  send(frame({ updates: 1, scores: [0.5] }));
  assert.equal(run.runs[0].score.count, 1);
});

test("a stored run is rewound to its start, not to where it was stored", () => {
  const { runner, told } = fake();
  const run = session({ runner, changed() {} });
  run.start([{ lag: 1 }], { starts: [{}], key: "stored" });
  run.rewind();
  assert.deepEqual(
    told.findLast(([what]) => what === "start"),
    ["start", 1, {}],
  );
  assert.equal(run.stored, false);
});

test("with a window the gradient ends where the piece of the answer begins", () => {
  const { runner, send } = fake();
  const run = session({ runner, changed() {} });
  run.start([{ lag: 8 }]);
  const look = { byLag: [1, 1, 1, 1, 1, 1, 1, 1, 1], sequence: { asked: 8 } };
  send(frame({ look }, { started: [about(8)] }));
  assert.deepEqual(run.runs[0].look.byLag, [1, 0, 0, 0, 0, 0, 0, 0, 0]);
});
