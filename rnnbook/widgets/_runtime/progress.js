// How far a reader has come: which exercises are solved, where the last page was left, and
// what was guessed of the figures. It is one JSON text on this device (storage.js):
//
//   { version: 1,
//     solved: { "6.3": { digest, form, at } },      at: milliseconds since 1970
//     guesses: { "6.2": { digest, value, at } },
//     place: { page: "notebooks/06_lstm", part: "the-forget-gate", title, at } }
//
// A digest is that of the exercise, or of the question, as it was then. When it has
// changed, the entry no longer counts. After each change `rnn-progress` is fired on the
// document, and after a solved exercise `rnn-solved` with { number, digest, form }.
import { forget, load, save, watch } from "./storage.js";

export const KEY = "rnnbook-progress";
export const VERSION = 1;

const NUMBER = /^[0-9A-Z]{1,2}\.\d{1,2}$/;
const isText = (value) => typeof value === "string" && value.length <= 300;
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const time = (value) => (Number.isFinite(value) && value > 0 ? value : 0);

const isGuess = (value) => Number.isFinite(value) || isText(value);
const isSolved = (entry) => isText(entry.form);

// The entries of a table that are what they should be, and nothing else of them.
function entries(table, name, usable) {
  if (!isObject(table)) return {};
  const kept = Object.entries(table).filter(
    ([number, entry]) =>
      NUMBER.test(number) && isObject(entry) && isText(entry.digest) && usable(entry),
  );
  return Object.fromEntries(
    kept.map(([number, { digest, [name]: value, at }]) => [
      number,
      { digest, [name]: value, at: time(at) },
    ]),
  );
}

function placeOf(place) {
  if (!isObject(place) || ![place.page, place.part, place.title].every(isText)) return null;
  const { page, part, title, at } = place;
  return { page, part, title, at: time(at) };
}

// Any value as a progress: what is not one is left out.
export function clean(value) {
  const given = isObject(value) ? value : {};
  return {
    version: VERSION,
    solved: entries(given.solved, "form", isSolved),
    guesses: entries(given.guesses, "value", ({ value: guess }) => isGuess(guess)),
    place: placeOf(given.place),
  };
}

export function readProgress() {
  try {
    return clean(JSON.parse(load(KEY)));
  } catch {
    return clean(null);
  }
}

const fire = (name, detail) =>
  globalThis.document?.dispatchEvent(new CustomEvent(name, { detail }));

// Whether it lasts beyond this page.
export function writeProgress(progress) {
  const kept = save(KEY, JSON.stringify(progress));
  fire("rnn-progress");
  return kept;
}

// change(progress) alters what is kept now; another tab may have changed it since.
export function changeProgress(change) {
  const progress = readProgress();
  change(progress);
  return writeProgress(progress);
}

export function forgetProgress() {
  forget(KEY);
  fire("rnn-progress");
}

// An exercise is solved: its number, its digest, the form in which it was answered.
// Returns whether that lasts beyond this page.
export function solved(number, digest, form) {
  const kept = changeProgress((progress) => {
    progress.solved[number] = { digest, form, at: Date.now() };
  });
  fire("rnn-solved", { number, digest, form });
  return kept;
}

// The form in which an exercise was solved, or undefined; of another digest, too.
export function solvedWith(number, digest) {
  const entry = readProgress().solved[number];
  return entry?.digest === digest ? entry.form : undefined;
}

// Two tables as one. Of two entries, that of the digest which counts now, else the later.
function mergeTables(ours, theirs, digests) {
  const both = { ...ours };
  for (const [number, entry] of Object.entries(theirs)) {
    const mine = ours[number];
    const counts = (each) => each.digest === digests[number];
    const better = !mine || (counts(mine) === counts(entry) ? entry.at > mine.at : counts(entry));
    if (better) both[number] = entry;
  }
  return both;
}

// What two devices know, together. digests: of the exercises as they are now, by number.
export function merge(ours, theirs, digests = {}) {
  const later = (theirs.place?.at ?? 0) > (ours.place?.at ?? 0);
  return {
    version: VERSION,
    solved: mergeTables(ours.solved, theirs.solved, digests),
    guesses: mergeTables(ours.guesses, theirs.guesses, {}),
    place: later ? theirs.place : ours.place,
  };
}

// call() after a change of any tab; returns what ends that.
export function watchProgress(call) {
  const stop = watch(KEY, call);
  globalThis.document?.addEventListener("rnn-progress", call);
  return () => {
    stop();
    globalThis.document?.removeEventListener("rnn-progress", call);
  };
}
