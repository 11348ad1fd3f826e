// A training under way, as the page sees it: curves that never grow, the run before as a
// ghost, and what the worker said last. It calls changed() when there is something new.
import { makeCurve, smooth } from "./curve.js";

// Updates after which a run that is begun anew leaves a ghost.
const WORTH = 10;
const SMOOTH = 5;

const fresh = () => ({
  updates: 0,
  loss: makeCurve(),
  score: makeCurve(),
  longest: 0,
  diverged: false,
  window: 0,
  chance: undefined,
  look: undefined,
});

const drawn = (curve) => smooth(curve.points, SMOOTH);
const asGhost = (runs) =>
  runs.map(({ loss, score }) => ({ loss: drawn(loss), score: drawn(score) }));

// Takes one run of a frame.
function follow(run, frame) {
  const { updates, losses = [], scores = [], norms = [], diverged, look } = frame;
  for (const value of losses) run.loss.push(value);
  for (const value of scores) run.score.push(value);
  for (const value of norms) run.longest = Math.max(run.longest, value);
  run.updates = updates;
  run.diverged = Boolean(diverged);
  if (look) run.look = arriving(look, run.window);
}

// With a window the gradient ends where the piece of the answer begins.
function arriving(look, window) {
  if (!window) return look;
  const last = look.sequence.asked % window;
  return { ...look, byLag: Array.from(look.byLag, (v, d) => (d > last ? 0 : v)) };
}

// What the engine says of a run before its first update, and what a stored one has learned.
function meet(run, { chance, cost, history, settings, updates, task }) {
  Object.assign(run, { chance, cost, updates, squared: task.squared, window: settings.window });
  history.losses.forEach((loss, k) => {
    for (let n = 0; n < history.every; n++) {
      run.loss.push(loss);
      run.score.push(history.scores[k]);
    }
  });
}

const begun = () => ({
  runs: [],
  ghost: [],
  playing: false,
  perSecond: 0,
  refused: [],
  waiting: true,
  stored: false,
  alone: false,
  key: "",
  settings: [],
  version: 0,
});

// What a frame of the runner means for the session.
function hear(now, frame) {
  if (frame.refused) {
    now.refused.push(frame.refused);
    [now.playing, now.waiting] = [false, false];
    return;
  }
  if (frame.started) {
    now.waiting = false;
    frame.started.forEach((each, k) => meet(now.runs[k], each));
  }
  // What a run says that was stopped meanwhile is of no use any more.
  if (now.waiting || frame.saved) return;
  frame.runs.forEach((run, k) => now.runs[k] && follow(now.runs[k], run));
  [now.playing, now.perSecond] = [frame.playing, frame.perSecond];
}

// A new start; what was there before stays as a ghost.
function forget(now) {
  if (now.runs.some((run) => run.updates >= WORTH)) now.ghost = asGhost(now.runs);
  if (now.alone) now.ghost = [];
  now.alone = false;
  now.runs = now.settings.map(fresh);
  now.refused = [];
}

const keyOf = (settings, more) => JSON.stringify([settings, more]);

// How the reader's wishes reach the runner.
function wishes(now, runner, changed) {
  const play = (on) => {
    now.playing = on;
    if (on) runner.play();
    else runner.pause();
    changed();
  };
  const begin = (settings, options) => {
    forget(now);
    runner.start(settings, options);
    runner.look("all");
  };
  // The start of a stored run is not in it: its networks begin anew.
  const rewind = () => {
    if (now.playing) play(false);
    if (now.stored) {
      Object.assign(now, { key: keyOf(now.settings), waiting: true, stored: false });
      begin(now.settings, {});
    } else {
      forget(now);
      runner.rewind();
    }
    changed();
  };
  const start = (settings, options = {}) => {
    const key = keyOf(settings, options.key);
    if (key === now.key) return;
    const go = now.playing;
    // Scores of another task are of no use beside these.
    now.alone ||= settings[0].task !== now.settings[0]?.task;
    Object.assign(now, { key, settings, waiting: true, stored: Boolean(options.starts) });
    begin(settings, options);
    if (go) runner.play();
    changed();
  };
  // What cannot begin yet: why, if that is known.
  const lack = (settings, says) => {
    if (now.playing) play(false);
    Object.assign(now, { key: "", settings, waiting: true, stored: false });
    forget(now);
    now.refused = says ? [{ says }] : [];
    changed();
  };
  return { play, rewind, start, lack };
}

// session({ runner, changed }): start(settings, options) begins anew if they differ from
// what runs; play, pause, update, rewind, speed as the reader asks; `runs`, `ghost`,
// `playing`, `perSecond`, `refused` are there to be drawn; `version` is another number
// whenever one of them may be another.
export function session({ runner, changed: tell }) {
  const now = begun();
  const changed = () => {
    now.version += 1;
    tell();
  };
  runner.on((frame) => {
    hear(now, frame);
    changed();
  });
  const { play, rewind, start, lack } = wishes(now, runner, changed);
  return Object.assign(now, {
    start,
    rewind,
    lack,
    // As start, also where the settings are those that run; nothing plays, no ghost.
    begin(settings) {
      if (now.playing) play(false);
      if (keyOf(settings) === now.key) rewind();
      else start(settings);
      now.ghost = [];
    },
    play: () => now.refused.length || play(true),
    pause: () => play(false),
    // Somebody has followed a link: nothing plays, and no ghost is left behind.
    arrive() {
      if (now.playing) play(false);
      [now.ghost, now.alone] = [[], true];
      now.version += 1;
    },
    update(n = 1) {
      if (now.playing) play(false);
      runner.update(n);
    },
    clearGhost() {
      now.ghost = [];
      changed();
    },
    speed: (value) => runner.speed(value),
    stop: () => runner.stop(),
  });
}
