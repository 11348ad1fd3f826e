// Training in the page: the one door to all of this folder.
//
// makeRun(settings, { precision, cell, params, resume }) -> a run, or throws SettingsError, with
// what to say and `setting`, the one to change.
//   settings: one flat object, see SETTINGS; what is missing has its default.
//   precision: "float64", in the order of the chapters, equal to Python's rnnbook.training.
//     playground; "float32", as fast as the machine lets it.
//   cell: the traced cell where settings.cell is "own" (as readCell gives it; b_h: true where
//     the recurrent product has a bias of its own). params: { name: numbers } to start from.
//   resume: what save() gave, to go on exactly from there. symbols: of the task text, in their
//     order, where params come from a network that has them.
// A run has
//   update() -> { loss, score, norm }: one update; loss in nats (or squares), score the share
//     of right answers, norm that of the gradients before clipping, all of the batch before the
//     step. { ..., diverged: true } and no step once a number is not finite.
//   look() -> { byLag, byLagState, reach, loss, score, sequence, radius, weights, gradients,
//     shapes, sentence }: byLag[d], how much the answer's loss depends on the input d steps
//     before it (root of the mean square over 8 sequences of the norm of the gradient);
//     byLagState[d], the same for the state; reach, how far back the answer's input lies (0: no
//     such place); sequence { T, asked, symbols | input (T, D), target, output (T, O), states:
//     { h: (T, H) ... }, gates: { i: (T, H) ... } }, always the same one, asked the step of the
//     answer; radius, the spectral radius of each gate's block of W; weights and gradients by
//     name, copies, flat, with their shapes; sentence, what is happening.
//   save(), rewind(); updates, diverged, chance { loss, score }, cost { work (multiply-adds an
//     update), kept (numbers), bytes }, history { every, losses, scores, norms } (an entry is
//     the mean of `every` updates), params, gradients (views, valid until the next update),
//     shapes, settings, cell, task { D, O, T, last, squared, symbols }.
//
// runner({ worker: true }) -> the same for up to a few runs side by side, in a worker made of a
// blob, or in slices on this thread where there is none (`where` says "worker" or "page"):
//   start([settings ...], { precision: "float32", cells: [traced or nothing ...], starts:
//     [{ params, symbols } or { resume } ...] }), play(), pause(), update(n), speed(updates
//     a second, 0 for as many as can be), rewind(), look(k, "all" or null), save(k), stop(),
//   on(frame => ...) -> a function that ends it. Frames, at most ten a second while it plays:
//   { runs: [{ updates, losses, scores, norms: those since the last frame, norm, diverged,
//     look: where it was asked for }], playing, hidden, perSecond }
//   started: [{ settings, chance, cost, precision, shapes, history, updates, task }] with the
//   first frame; rewound: true after rewind(). hidden: true while the tab is not seen: training
//   waits then, and goes on without making up for it. { refused: { run, says, setting } } in
//   place of a first frame. { saved: { run, ... } } after save(k), which resume takes; after
//   save(k, { only: "params" }) the parameters alone, as arrays of float32.
import { asCode as pythonOf } from "./code.js";
import { makeRun as oneRun } from "./run.js";
import { runner as runnerOf } from "./runner.js";
import { SETTINGS as TABLE, checked as checkedSettings } from "./settings.js";

export const makeRun = oneRun;
export const runner = runnerOf;
export const SETTINGS = TABLE;
export const checked = checkedSettings;
export const asCode = pythonOf;
