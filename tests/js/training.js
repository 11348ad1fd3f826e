// What tests/test_training_page.py asks of the training in the page, in one process.
//   node training.js RUNTIME < given.json
import { readFileSync } from "node:fs";

const runtime = process.argv[2];
const load = (name) => import(`${runtime}/${name}`);
const { makeRun } = await load("training/run.js");
const { checked } = await load("training/settings.js");
const { asCode } = await load("training/code.js");
const { makeTrainer } = await load("training/trainer.js");
const { makeHistory } = await load("training/history.js");
const { makeTask } = await load("training/tasks.js");
const { product } = await load("training/product.js");
const { simdProduct } = await load("training/simd_product.js");
const { makeLuck, normalOf, luck } = await load("luck.js");
const { readCell } = await load("language/language.js");

const given = JSON.parse(readFileSync(0, "utf8"));
const listed = (record) =>
  Object.fromEntries(Object.entries(record).map(([name, v]) => [name, Array.from(v)]));

function trained({ settings, updates, precision, look }) {
  const cell = settings.cell === "own" ? readCell(settings.cell_text).cell : undefined;
  const run = makeRun(settings, { precision, cell });
  const found = { losses: [], scores: [], norms: [] };
  for (let k = 0; k < updates; k++) {
    const { loss, score, norm } = run.update();
    found.losses.push(loss);
    found.scores.push(score);
    found.norms.push(norm);
    if (k === 0) found.gradients = listed(run.gradients);
    if (k === 0) found.first = listed(run.params);
  }
  const { chance, engine, updates: done, diverged } = run;
  const seen = look ? { look: lookedAt(run) } : {};
  return { ...found, ...seen, chance, engine, done, diverged, params: listed(run.params) };
}

function lookedAt(run) {
  const { byLag, radius, sequence, sentence, reach } = run.look();
  const { T, asked, states, gates, output } = sequence;
  const parts = { states: listed(states), gates: listed(gates), output: Array.from(output) };
  return { byLag: Array.from(byLag), radius, sentence, reach, T, asked, ...parts };
}

function drawn(settings) {
  const task = makeTask(checked(settings));
  const source = makeLuck(2 * (settings.seed ?? 0));
  return [0, 1].map(() => {
    const batch = task.draw(source);
    const arrays = Object.entries(batch).filter(([, v]) => v?.length !== undefined);
    return Object.assign(listed(Object.fromEntries(arrays)), {
      T: batch.T,
      fresh: batch.fresh ?? true,
    });
  });
}

function refusal(settings) {
  try {
    makeRun(settings);
    return null;
  } catch (error) {
    return [error.setting, error.message];
  }
}

// The product in WebAssembly beside the plain one, on shapes that leave every kind of edge.
function products() {
  const shared = new WebAssembly.Memory({ initial: 4 });
  const [fast, source] = [new Float32Array(shared.buffer), makeLuck(3)];
  const run = simdProduct(shared);
  let worst = 0;
  for (let trial = 0; trial < 120; trial++) {
    const [n, k, m] = [0, 0, 0].map(() => source.integers(1, 22));
    const turned = trial % 2;
    for (let q = 0; q < 4000; q++) fast[q] = source.uniform(-1, 1);
    const plain = Float64Array.from(fast.subarray(0, 4000));
    const sides = { a: 0, sa: turned ? 1 : k, ta: turned ? n : 1, b: 1000, sb: m + 3 };
    const what = { ...sides, out: 2500, so: m + 1, n, k, m };
    product(plain, what);
    run(fast, what);
    plain.forEach((v, q) => (worst = Math.max(worst, Math.abs(v - fast[q]))));
  }
  return worst;
}

function resumed(settings) {
  const [one, two] = [makeRun(settings), makeRun(settings)];
  for (let k = 0; k < 7; k++) one.update();
  const other = makeRun(settings, { resume: JSON.parse(JSON.stringify(one.save())) });
  const [here, there] = [one, other].map((run) => [run.update().loss, run.update().loss]);
  one.rewind();
  const again = [one.update().loss, one.updates];
  return { here, there, again, first: [two.update().loss, 1], updates: other.updates };
}

// A trainer whose clock is ours: each reading of it takes a millisecond.
function clocked(messages, spend = 400) {
  const [frames, waiting] = [[], []];
  let now = 0;
  const send = (frame) => frames.push({ at: now, ...frame });
  const wait = (call, ms) => waiting.push({ call, at: now + ms });
  const hear = makeTrainer(send, { slice: 20, now: () => (now += 1), wait });
  for (const message of messages) {
    if (message.sleep) now += message.sleep;
    else hear(message);
    for (const end = now + (message.run ?? 0); now < end && waiting.length;) {
      const { call, at } = waiting.shift();
      now = Math.max(now, at);
      call();
      if (frames.length > spend) throw new Error("too many frames");
    }
  }
  return frames.map(({ at, runs, playing, hidden, rewound, refused, started }) => ({
    at,
    playing,
    hidden,
    rewound,
    refused,
    started: started?.length,
    updates: runs?.map(({ updates }) => updates),
    diverged: runs?.map(({ diverged }) => diverged),
    told: runs?.map(({ losses }) => losses.length),
    looks: runs?.map(({ look }) => look?.sentence),
  }));
}

function history(n) {
  const kept = makeHistory();
  for (let k = 0; k < n; k++) kept.add(k, 1, 0);
  return {
    every: kept.every,
    length: kept.length,
    first: kept.losses[0],
    last: kept.losses.at(-1),
  };
}

// Bytes in use before and after a long training, once it has run warm.
function memory({ settings, warm, updates }) {
  const run = makeRun(settings, { precision: "float32" });
  const used = () => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  for (let k = 0; k < warm; k++) run.update();
  run.look();
  const before = used();
  for (let k = 0; k < updates; k++) {
    run.update();
    if (k % 500 === 0) run.look();
  }
  return { before, after: used(), bytes: run.cost.bytes };
}

const ASKED = {
  trained,
  drawn,
  refusal,
  resumed,
  history,
  memory,
  clocked,
  products,
  code: ([settings, updates]) => asCode(settings, updates),
  luck: ([seed, n]) => ({ u: Array.from(luck(seed, n)), z: Array.from(luck(seed, n), normalOf) }),
};
const answers = given.map(([what, argument]) => ASKED[what](argument));
process.stdout.write(JSON.stringify(answers));
