// The settings of one network: defaults, limits, and the refusals of Python, word for word
// (rnnbook/training/playground/settings.py).
import { KNOWN } from "./known.js";

export const SETTINGS = KNOWN.settings;
const { named, leastLag, most } = KNOWN;

// Settings that cannot be meant; `setting` is the one to change.
export class SettingsError extends Error {
  constructor(setting, says) {
    super(says);
    this.setting = setting;
  }
}

// A value as both languages write it: JSON, and numbers with Python's exponents.
function shown(value) {
  let text = JSON.stringify(value) ?? String(value);
  if (typeof value === "number") text = numberText(value);
  const all = [...text];
  return all.length <= 60 ? text : `${all.slice(0, 56).join("")} ...`;
}

export function numberText(value) {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return String(value === 0 ? 0 : value);
  if (!Number.isFinite(value))
    return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  const text = size < 1e-4 || size >= 1e16 ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

const NUMBER = /[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?/g;

// The numbers that stand in a text, whatever stands between them.
export const numbersOf = (series) =>
  Float64Array.from([...series.matchAll(NUMBER)].map(([found]) => Number(found)));

function check(name, value, { kind, choices, least, most: top, why }) {
  let [fits, wanted] = [typeof value === "string", "a text"];
  if (kind === "choice") {
    [fits, wanted] = [fits && choices.includes(value), `one of ${choices.join(", ")}`];
  } else if (kind !== "text") {
    const whole = kind === "whole";
    fits = typeof value === "number" && value >= least && value <= top;
    fits &&= !whole || Number.isInteger(value);
    wanted = `a ${whole ? "whole " : ""}number from ${numberText(least)} to ${numberText(top)}`;
  }
  if (!fits) throw new SettingsError(name, `${name} is ${shown(value)}, wanted ${wanted}: ${why}`);
}

function checkSeries({ series, lag }) {
  const numbers = numbersOf(series);
  if (numbers.length < lag + 2)
    throw new SettingsError(
      "series",
      `series has ${numbers.length} numbers, wanted at least ${lag + 2}, two more than the ` +
        "lag: paste more, or take a smaller lag",
    );
  if (numbers.every((v) => v === numbers[0]))
    throw new SettingsError(
      "series",
      "series has one number again and again, wanted one that changes",
    );
}

function checkText({ text, batch, lag }) {
  const all = [...text];
  const [wanted, kinds] = [batch * (lag + 1), new Set(all).size];
  if (all.length && all.length < wanted)
    throw new SettingsError(
      "text",
      `text has ${all.length} characters, wanted at least ${wanted}, batch times lag + 1: ` +
        "paste more, or take a smaller batch or lag",
    );
  if (all.length > most.text || kinds > most.symbols)
    throw new SettingsError(
      "text",
      `text has ${all.length} characters of ${kinds} kinds, wanted at most ${most.text} of ` +
        `${most.symbols} kinds: paste a part of it`,
    );
}

function checkTogether(s) {
  const least = leastLag[s.task] ?? 1;
  if (s.lag < least)
    throw new SettingsError(
      "lag",
      `lag is ${s.lag}, wanted at least ${least} for the task ${s.task}: take a longer one`,
    );
  if (s.cell === "own" && !s.cell_text.trim())
    throw new SettingsError(
      "cell_text",
      "cell_text is empty, wanted the lines of a cell: paste them",
    );
  if (s.task === "series") checkSeries(s);
  if (s.task === "text") checkText(s);
}

// All settings, with defaults where `given` has none. Throws SettingsError.
export function checked(given) {
  for (const name of Object.keys(given))
    if (!Object.hasOwn(SETTINGS, name))
      throw new SettingsError(
        name,
        `there is no setting ${name}, wanted one of ${Object.keys(SETTINGS).join(", ")}`,
      );
  const s = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, row]) => [name, given[name] ?? row.default]),
  );
  for (const [name, row] of Object.entries(SETTINGS)) check(name, s[name], row);
  checkTogether(s);
  return s;
}

// The traced cell that settings name; own ones are given.
export const cellOf = (s) => KNOWN.cells[named[s.cell] ?? s.cell];

// Multiply-adds of an update, and numbers that are kept while it is computed.
export function costOf({ T, B, D, H, O, gates }) {
  const K = gates * H;
  const work = 3 * T * B * (H * K + H * O) + 2 * T * B * D * K;
  const kept = T * B * (3 * K + 8 * H + 2 * O + D) + 4 * (K * (D + H + 1) + O * (H + 1));
  return { work, kept };
}

// Refuses what would take too long or too much memory, and says how much it would be.
export function checkCost({ work, kept }) {
  if (work <= most.work && kept <= most.numbers) return;
  throw new SettingsError(
    "units",
    `an update would take ${work} multiply-adds and ${kept} numbers of memory, wanted at most ` +
      `${most.work} and ${most.numbers}: take fewer units, a smaller batch or a smaller lag`,
  );
}
