// What the microscope shows beside what other figures do: run() and measured() of
// __init__.py.
import { atRest, predict, read } from "../_runtime/characters.js";

// -ln P of each character that has been read, in nats; NaN for the first.
export function surprises(codes, steps) {
  const count = Math.min(codes.length, steps.length + 1);
  return Float64Array.from({ length: count }, (_, k) => (k ? -steps[k - 1].log[codes[k]] : NaN));
}

// The mean of what is known, in nats a character; 0 of nothing.
export function meanOf(values, from = 1) {
  let sum = 0;
  for (let k = from; k < values.length; k++) sum += values[k];
  return values.length > from ? sum / (values.length - from) : 0;
}

// The places of the largest values, the largest first.
export function largestPlaces(values, many) {
  const places = Array.from(values.keys()).filter((k) => values[k] > 0);
  return places.toSorted((a, b) => values[b] - values[a] || a - b).slice(0, many);
}

// The word around a character, or what stands there.
export function wordAt(text, k) {
  if (!/[A-Za-z]/.test(text[k])) return "";
  let [from, to] = [k, k + 1];
  while (from > 0 && /[A-Za-z']/.test(text[from - 1])) from -= 1;
  while (to < text.length && /[A-Za-z']/.test(text[to])) to += 1;
  return text.slice(from, to);
}

// The loss of a network on a text, each character after the first, in nats: a generator
// that yields the losses so far.
export function* lossesOf(net, codes) {
  const losses = [];
  let state = atRest(net);
  for (let k = 0; k + 1 < codes.length; k++) {
    state = read(net, state, codes[k]);
    losses.push(-predict(net, state)[codes[k + 1]]);
    yield losses;
  }
  return losses;
}

// Mean surprise of the letters of a word, each time that it stands in the text.
export function byOccurrence(text, word, values) {
  const found = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    if (end <= values.length) found.push(meanOf(values.slice(0, end), Math.max(1, at)));
  }
  return found;
}

// The verse numbers of a text in its order, and how many are one more than the last.
export function versesOf(text) {
  const found = [...text.matchAll(/^([0-9]+):([0-9]+) /gm)].map(([, a, b]) => [+a, +b]);
  const next = found.filter(([chapter, verse], k) => {
    const [before, last] = found[k - 1] ?? [];
    return chapter === before && verse === last + 1;
  });
  return { count: Math.max(0, found.length - 1), next: next.length };
}
