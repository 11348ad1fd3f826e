// A text as a network reads it, free and with one unit held: run() of __init__.py.
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
  const most = new Float64Array(values[0].length).fill(1e-9);
  for (const v of values) {
    for (let k = 0; k < most.length; k++) most[k] = Math.max(most[k], Math.abs(v[k]));
  }
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
