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
  norm: Number.NaN,
  longest: 0,
  diverged: false,
  look: undefined,
});

const drawn = (curve) => smooth(curve.points, SMOOTH);
const asGhost = (runs) =>
  runs.map(({ loss, score }) => ({ loss: drawn(loss), score: drawn(score) }));

// Takes one run of a frame.
function follow(run, frame) {
  const { updates, losses = [], scores = [], norm, diverged, look, chance } = frame;
  losses.forEach((value) => Number.isFinite(value) && run.loss.push(value));
  scores.forEach((value) => Number.isFinite(value) && run.score.push(value));
  run.updates = updates;
  run.norm = norm ?? run.norm;
  run.longest = Math.max(run.longest, norm || 0);
  run.diverged = Boolean(diverged);
  if (look) run.look = look;
  if (chance) run.chance = chance;
}

const begun = () => ({
  runs: [],
  ghost: [],
  playing: false,
  perSecond: 0,
  refused: [],
  key: "",
  settings: [],
});

// What a frame of the runner means for the session.
function hear(now, frame) {
  if (frame.refused) {
    now.refused.push(frame.refused);
    now.playing = false;
    return;
  }
  frame.runs.forEach((run, k) => now.runs[k] && follow(now.runs[k], run));
  [now.playing, now.perSecond] = [frame.playing, frame.perSecond];
}

// A new start; what was there before stays as a ghost.
function forget(now) {
  if (now.runs.some((run) => run.updates >= WORTH)) now.ghost = asGhost(now.runs);
  now.runs = now.settings.map(fresh);
  now.refused = [];
}

// session({ runner, changed }): start(settings, options) begins anew if they differ from
// what runs; play, pause, update, rewind, speed as the reader asks; `runs`, `ghost`,
// `playing`, `perSecond`, `refused` are there to be drawn.
export function session({ runner, changed }) {
  const now = begun();
  runner.on((frame) => {
    hear(now, frame);
    changed();
  });
  const play = (on) => {
    now.playing = on;
    if (on) runner.play();
    else runner.pause();
    changed();
  };
  return Object.assign(now, {
    start(settings, options = {}) {
      const key = JSON.stringify([settings, options.key]);
      if (key === now.key) return;
      const go = now.playing;
      Object.assign(now, { key, settings });
      forget(now);
      runner.start(settings, options);
      if (go) runner.play();
      changed();
    },
    play: () => now.refused.length || play(true),
    pause: () => play(false),
    update(n = 1) {
      if (now.playing) play(false);
      runner.update(n);
    },
    rewind() {
      if (now.playing) play(false);
      forget(now);
      runner.rewind();
      changed();
    },
    clearGhost() {
      now.ghost = [];
      changed();
    },
    speed: (value) => runner.speed(value),
    look: (k) => runner.look(k),
    stop: () => runner.stop(),
  });
}
