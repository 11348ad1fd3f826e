// Up to a few runs side by side, in slices: what a worker does, and, where there is none, the
// page itself. makeTrainer(send, options) -> hear(message). See training.js for messages.
import { makeRun } from "./run.js";

const FRAME = 100; // milliseconds between two frames while it plays
const PAUSE = 4; // between two slices, for whoever else wants the thread

const clock = () => performance.now();
const later = (call, ms) => setTimeout(call, ms);

export function makeTrainer(send, { slice, now = clock, wait = later }) {
  const t = { runs: [], fresh: [], playing: false, hidden: false, speed: 0, looked: null };
  Object.assign(t, { send, slice, now, wait, last: -Infinity, credit: 0, mark: now(), done: 0 });
  Object.assign(t, { perSecond: 0, ticking: false });
  return (message) => HEARD[message.do]?.(t, message);
}

const HEARD = {
  start,
  stop: (t) => Object.assign(t, { runs: [], playing: false }),
  play(t) {
    Object.assign(t, { playing: t.runs.some((run) => !run.diverged), done: 0, since: t.now() });
    Object.assign(t, { mark: t.now(), credit: 0 });
    if (t.playing) tick(t);
    frame(t);
  },
  pause(t) {
    t.playing = false;
    frame(t);
  },
  update(t, { n = 1 }) {
    t.playing = false;
    for (let k = 0; k < n; k++) round(t);
    frame(t);
  },
  speed: (t, { value }) => Object.assign(t, { speed: value, credit: 0, mark: t.now() }),
  rewind(t) {
    t.playing = false;
    for (const run of t.runs) run.rewind();
    t.fresh = t.runs.map(none);
    frame(t, { rewound: true });
  },
  look(t, { which }) {
    t.looked = which;
    if (!t.playing) frame(t);
  },
  // A hidden page waits; when it is seen again it goes on, and makes up for nothing.
  hidden(t, { value }) {
    Object.assign(t, { hidden: value, mark: t.now(), credit: 0, done: 0, since: t.now() });
    frame(t);
    if (!value && t.playing) tick(t);
  },
  save(t, { run, only }) {
    const it = t.runs[run];
    t.send({ saved: { run, ...(only === "params" ? paramsOf(it) : it?.save()) } });
  },
};

// The parameters alone, copies.
function paramsOf(run) {
  const copies = Object.entries(run.params).map(([name, v]) => [name, v.slice()]);
  return { updates: run.updates, params: Object.fromEntries(copies) };
}

const none = () => ({ losses: [], scores: [], norms: [] });

function start(t, { runs, options }) {
  Object.assign(t, { runs: [], playing: false });
  for (const [k, { settings, ...own }] of runs.entries()) {
    try {
      t.runs.push(makeRun(settings, { ...options, ...own }));
    } catch (error) {
      t.runs = [];
      t.send({ refused: { run: k, says: error.message, setting: error.setting } });
      return;
    }
  }
  t.fresh = t.runs.map(none);
  frame(t, { started: t.runs.map(about) });
}

function about({ settings, chance, cost, precision, history, shapes, task, updates }) {
  const { symbols, D, O, last, squared } = task;
  const facts = { settings, chance, cost, precision, shapes, updates };
  return { ...facts, history: history.save(), task: { symbols, D, O, last, squared } };
}

// One update of each run; they stay side by side. A run that diverged has stopped.
function round(t) {
  t.runs.forEach((run, k) => {
    if (run.diverged) return;
    const { loss, score, norm, diverged } = run.update();
    if (diverged) return;
    const { losses, scores, norms } = t.fresh[k];
    losses.push(loss);
    scores.push(score);
    norms.push(norm);
  });
  t.done++;
  if (t.runs.every((run) => run.diverged)) t.playing = false;
}

// Rounds for a slice of time, fewer where a speed is set; then room for others.
function tick(t) {
  if (t.ticking) return;
  t.ticking = true;
  const begin = t.now();
  if (t.speed) t.credit = Math.min(t.credit + ((begin - t.mark) / 1000) * t.speed, t.speed / 4 + 1);
  t.mark = begin;
  while (t.playing && !t.hidden && t.now() - begin < t.slice) {
    if (t.speed && t.credit < 1) break;
    if (t.speed) t.credit--;
    round(t);
  }
  if (t.now() - t.last >= FRAME || !t.playing) frame(t);
  const more = () => {
    t.ticking = false;
    if (t.playing && !t.hidden) tick(t);
  };
  t.wait(more, t.speed ? Math.max(PAUSE, Math.min(50, 500 / t.speed)) : PAUSE);
}

function frame(t, more = {}) {
  const now = t.now();
  if (t.playing && now > t.since) t.perSecond = (1000 * t.done) / (now - t.since);
  if (t.done && now - t.since > 1000) Object.assign(t, { done: 0, since: now });
  t.last = now;
  const runs = t.runs.map((run, k) => {
    const { losses, scores, norms } = t.fresh[k];
    const told = { updates: run.updates, losses, scores, norm: norms.at(-1), norms };
    const seen = t.looked === "all" || t.looked === k;
    return { ...told, diverged: run.diverged, ...(seen && { look: run.look() }) };
  });
  t.fresh = t.runs.map(none);
  const { playing, hidden, perSecond } = t;
  t.send({ runs, playing, hidden, perSecond: playing ? perSecond : 0, ...more });
}
