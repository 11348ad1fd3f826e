// Tasks of the reader's own data: the next number of a series, the next letter of a text.
import { KNOWN } from "./known.js";
import { NEAR } from "./losses.js";
import { numbersOf } from "./settings.js";

export function seriesTask({ lag: T, batch: B, series }) {
  const given = numbersOf(series);
  const N = given.length;
  const mean = given.reduce((a, b) => a + b, 0) / N;
  const size = Math.sqrt(given.reduce((a, b) => a + (b - mean) ** 2, 0) / N);
  const z = given.map((v) => (v - mean) / size);
  const draw = (luck) => {
    const start = Array.from({ length: B }, () => luck.integers(0, N - T));
    const cut = (first) =>
      Float64Array.from({ length: T * B }, (_, n) => z[start[n % B] + Math.floor(n / B) + first]);
    return { T, x: cut(0), targets: cut(1) };
  };
  const chance = { loss: 1, score: z.filter((v) => Math.abs(v) < NEAR).length / N };
  return { D: 1, O: 1, T, squared: true, chance, reach: () => 0, draw };
}

// How often each symbol stands in a text: the loss of who knows that alone, and the share of
// the commonest one.
function chanceOf(codes, D) {
  const counts = new Float64Array(D);
  for (const code of codes) counts[code]++;
  const N = codes.length;
  const loss = counts.reduce((sum, n) => sum + n * Math.log(N / n), 0) / N;
  return { loss, score: Math.max(...counts) / N };
}

// given: the symbols in their order, where a network has them already; else those of the text.
export function textTask({ lag: T, batch: B, text }, given) {
  const all = [...(text || KNOWN.poem)];
  const symbols = given
    ? [...given]
    : [...new Set(all)].toSorted((a, b) => a.codePointAt() - b.codePointAt());
  const place = new Map(symbols.map((symbol, k) => [symbol, k]));
  const stream = Int32Array.from(all, (symbol) => place.get(symbol));
  const S = Math.floor(stream.length / B);
  let at = 0;
  // Lane b goes on where lane b - 1 stopped.
  const cut = (first) =>
    Int32Array.from({ length: T * B }, (_, n) => stream[(n % B) * S + first + Math.floor(n / B)]);
  const draw = () => {
    if (at + T + 1 > S) at = 0;
    const batch = { T, codes: cut(at), targets: cut(at + 1), fresh: at === 0 };
    at += T;
    return batch;
  };
  const D = symbols.length;
  const chance = chanceOf(stream, D);
  const [position, goTo] = [() => at, (from) => (at = from)];
  const names = symbols.join("");
  const rest = { carried: true, symbols: names, chance, reach: () => 0, position, goTo };
  return { D, O: D, T, draw, ...rest };
}
