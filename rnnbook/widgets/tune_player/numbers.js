// Tunes in ABC notation: _abc.py; and how a network writes one: _writing.py.
import { atRest, read, scores } from "../_runtime/characters.js";
import { luck } from "../_runtime/luck.js";
import { atOnce } from "../_runtime/slices.js";
import { nextProbabilities, pick } from "../sampler/numbers.js";

const FIELD = /^([H-Zmrsw]):[ \t]*(.*?)[ \t]*$/;
const NOTE = /(\^\^|\^|__|_|=)?([A-Ga-gzx])([,']*)([0-9]*)(\/*)([0-9]*)/y;
const BAR = /:\|:?|\|[:\]|]?|\[\||::/y;
const SPACE = /[ \t]+/y;
const FRACTION = /^([0-9]+)\/([0-9]+)$/;
const KEY = /^([A-G])([#b]?)[ \t]*([A-Za-z]*)$/;
const SCALE = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const FIFTHS = [..."FCGDAEB"];
const MODES = { "": 0, maj: 0, ion: 0, mix: -1, dor: -2, m: -3, min: -3 };
Object.assign(MODES, { aeo: -3, phr: -4, loc: -5, lyd: 1 });
const SHIFTS = { "^^": 2, "^": 1, "=": 0, _: -1, __: -2 };
const METRES = { C: [4, 4], "C|": [2, 2] };

function signature(tonic, sign, mode) {
  const turned = 7 * ((sign === "#") - (sign === "b"));
  const count = FIFTHS.indexOf(tonic) - 1 + turned + MODES[mode.toLowerCase().slice(0, 3)];
  const letters = count > 0 ? FIFTHS.slice(0, count) : FIFTHS.toReversed().slice(0, -count);
  return Object.fromEntries(letters.map((letter) => [letter, count > 0 ? 1 : -1]));
}

const fraction = (value) => {
  const [, over, under] = FRACTION.exec(value)?.map(Number) ?? [];
  return over && under ? [over, under] : undefined;
};

function readField(tune, name, value) {
  if (name === "M") {
    const pair = METRES[value] ?? fraction(value);
    if (pair) tune.metre = (8 * pair[0]) / pair[1];
    else if (value !== "none") lose(tune, `the metre “${value}”`);
  } else if (name === "L") {
    const pair = fraction(value);
    if (pair) tune.unit = (8 * pair[0]) / pair[1];
    else lose(tune, `the length “${value}”`);
  } else if (name === "K") {
    const [, tonic, sign, mode] = KEY.exec(value) ?? [];
    if (tonic && Object.hasOwn(MODES, mode.toLowerCase().slice(0, 3))) {
      tune.key = signature(tonic, sign, mode);
    } else lose(tune, `the key “${value}”`);
  }
}

const lose = (tune, what) => tune.problems.push(`Line ${tune.line + 1}: ${what} cannot be read.`);

const count = (text, mark) => text.split(mark).length - 1;

function pitchOf(tune, accidental, letter, octave) {
  const place = letter + octave;
  if (accidental) tune.shifts[place] = SHIFTS[accidental];
  const name = letter.toUpperCase();
  const up = 12 * (letter !== name) + 12 * (count(octave, "'") - count(octave, ","));
  return 60 + SCALE[name] + up + (tune.shifts[place] ?? tune.key[name] ?? 0);
}

function readNote(tune, found, at) {
  const [all, accidental, letter, octave, times, slashes, parts] = found;
  const share = slashes ? Number(parts || 2 ** slashes.length) : 1;
  if (!share) return lose(tune, `“${all}”`);
  const length = (tune.unit * Number(times || 1)) / share;
  const pitch = "zx".includes(letter) ? null : pitchOf(tune, accidental, letter, octave);
  const { time, line } = tune;
  tune.notes.push({ start: time, length, pitch, line, at, to: at + all.length });
  return (tune.time += length);
}

function endBar(tune) {
  const length = tune.time - tune.bar;
  const full = tune.metre === null || length === tune.metre;
  if (length) tune.bars.push({ start: tune.bar, length, line: tune.line, full });
  Object.assign(tune, { bar: tune.time, shifts: {} });
}

function readMusic(tune, text) {
  const match = (pattern, at) => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  let at = 0;
  while (at < text.length && text[at] !== "%") {
    let found = match(NOTE, at);
    if (found) readNote(tune, found, at);
    else if ((found = match(BAR, at))) endBar(tune);
    else if (!(found = match(SPACE, at))) {
      found = [String.fromCodePoint(text.codePointAt(at))];
      lose(tune, `“${found[0]}”`);
    }
    at += found[0].length;
  }
}

// readTune(text): { metre, notes, bars, problems }; times in eighths.
export function readTune(text) {
  const tune = { metre: null, unit: 1, key: {}, notes: [], bars: [], problems: [] };
  Object.assign(tune, { time: 0, bar: 0, shifts: {}, line: 0 });
  text.split("\n").forEach((line, number) => {
    tune.line = number;
    const field = FIELD.exec(line);
    if (field) readField(tune, field[1], field[2]);
    else readMusic(tune, line);
  });
  endBar(tune);
  const { metre, notes, bars, problems } = tune;
  return { metre, notes, bars, problems };
}

const [HEAD, MOST] = ["M:6/8\nK:D\n", 400];

// The lines that give metre and key, if the network knows their symbols.
export function headOf(net, text) {
  const lines = text.match(/^[MK]:.*$/gm) ?? [];
  const head = lines.length === 2 ? `${lines.join("\n")}\n` : HEAD;
  return [...head].every((c) => net.symbols.includes(c)) ? head : HEAD;
}

// The text of a tune by the network.
export const writeTune = (...given) => atOnce(writeTuneInSteps(...given));

// The same as a generator, which stops after each symbol (slices.js).
export function* writeTuneInSteps(net, head, { temperature, seed }) {
  let state = atRest(net);
  for (const c of head) state = read(net, state, net.symbols.indexOf(c));
  let text = "";
  for (const u of luck(seed, MOST)) {
    const code = pick(nextProbabilities(scores(net, state.h), { temperature }), u);
    text += net.symbols[code];
    if (text.endsWith("\n\n")) return head + text.slice(0, -1);
    state = read(net, state, code);
    yield;
  }
  return head + text;
}
