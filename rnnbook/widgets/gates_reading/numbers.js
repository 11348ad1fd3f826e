// A text as a network reads it, free and with one unit held: run() of __init__.py.
import { predict, read, atRest } from "../_runtime/characters.js";

// reading(net): read(codes, clamp) gives a step for each symbol, with ln P of what comes
// next as `log`; what was read before is kept as far as it is the same.
export function reading(net) {
  let [known, steps, key] = [[], [], ""];
  return (codes, clamp) => {
    const now = JSON.stringify(clamp ?? null);
    const other = codes.findIndex((code, k) => code !== known[k]);
    const same = now !== key ? 0 : other < 0 ? codes.length : other;
    steps = steps.slice(0, same);
    for (const code of codes.slice(same)) {
      const step = read(net, steps.at(-1) ?? atRest(net), code, clamp);
      steps.push({ ...step, log: predict(net, step) });
    }
    [known, key] = [codes, now];
    return steps;
  };
}

// The gates of a cell, if there are several, then its state, the output last.
export const shows = (net) => [
  ...(net.gates.length > 1 ? net.gates : []),
  ...net.state.toReversed(),
];

export const valuesOf = (steps, show) => steps.map((step) => step[show] ?? step[`step.${show}`]);

// Values as shades, -1 ... 1: c in parts of the unit's largest |c| in the text, all other
// values as they are.
export function shadesOf(values, show) {
  if (show !== "c") return values;
  const most = values[0].map((_, k) => Math.max(...values.map((v) => Math.abs(v[k])), 1e-9));
  return values.map((v) => v.map((c, k) => c / most[k]));
}

// The units as rows: by number, or by mean or standard deviation, largest first.
export function rowsOf(values, H, order) {
  const units = Array.from({ length: H }, (_, k) => k);
  if (order === "as they come") return units;
  const by = units.map((k) => {
    const mean = values.reduce((sum, v) => sum + v[k], 0) / values.length;
    const square = values.reduce((sum, v) => sum + (v[k] - mean) ** 2, 0) / values.length;
    return Math.round((order === "mean" ? mean : Math.sqrt(square)) * 1e9);
  });
  return units.toSorted((a, b) => by[b] - by[a] || a - b);
}

// How far a prediction moves: half the sum of |differences| of the probabilities.
export const distance = (a, b) =>
  a.reduce((sum, v, k) => sum + Math.abs(Math.exp(v) - Math.exp(b[k])), 0) / 2;

// Nats a character of the text, after the first.
export function nats(steps, codes) {
  if (codes.length < 2) return 0;
  const each = codes.slice(1).map((code, t) => -steps[t].log[code]);
  return each.reduce((a, b) => a + b, 0) / each.length;
}
