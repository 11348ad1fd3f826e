// Five ways to write on from one beginning: _writing.py in steps of one character, so that
// a page can stop between them.
import { atRest, decode, logSoftmax, read, scores } from "../_runtime/characters.js";
import { luck } from "../_runtime/luck.js";

export const METHODS = ["greedy", "sampling", "top-k", "nucleus", "beam"];
const RUN = 4;

// Symbols by falling score or probability; equals stay in their order.
const ranked = (y) => Array.from(y.keys()).toSorted((a, b) => y[b] - y[a] || a - b);

// From scores to the probabilities that the next symbol is drawn with: the network's at a
// temperature; of these top_k symbols, or the fewest that have `nucleus` together.
export function nextProbabilities(o, { temperature = 1, top_k = Infinity, nucleus = 1 }) {
  if (temperature === 0) {
    const best = o.indexOf(Math.max(...o));
    return o.map((_, k) => (k === best ? 1 : 0));
  }
  const y = logSoftmax(o.map((v) => v / temperature)).map(Math.exp);
  const kept = new Float64Array(y.length);
  let [before, sum] = [0, 0];
  ranked(y).forEach((k, n) => {
    if (n < top_k && before < nucleus) sum += kept[k] = y[k];
    before += y[k];
  });
  return kept.map((v) => v / sum);
}

export function options(method, s) {
  if (method === "greedy" || method === "beam") return { temperature: 0 };
  const chosen = { "top-k": { top_k: s.k }, nucleus: { nucleus: s.p } };
  return { temperature: s.temperature, ...chosen[method] };
}

// The symbol that u means: most probable symbols first.
export function pick(y, u) {
  let [sum, last] = [0, 0];
  for (const k of ranked(y)) {
    if (y[k] > 0) last = k;
    sum += y[k];
    if (sum > u) return k;
  }
  return last;
}

// The share of a text's runs of four characters that it had already written.
export function repeated(text) {
  const count = text.length - RUN + 1;
  if (count <= 0) return 0;
  const runs = new Set(Array.from({ length: count }, (_, k) => text.slice(k, k + RUN)));
  return 1 - runs.size / count;
}

// A text under way, one character longer: its symbols, its ln P, and where it stands.
function extended(net, text, code) {
  const state = read(net, text.state, code);
  const total = text.total + logSoftmax(text.o)[code];
  return { codes: [...text.codes, code], total, state, o: scores(net, state.h) };
}

// The `width` best of all texts that are one character longer.
function widened(net, texts, width) {
  const all = texts.flatMap((text, parent) =>
    Array.from(logSoftmax(text.o), (log, code) => ({ parent, code, total: text.total + log })),
  );
  const best = Array.from(all.keys()).toSorted((a, b) => all[b].total - all[a].total || a - b);
  const take = (at) => extended(net, texts[all[at].parent], all[at].code);
  return best.slice(0, width).map(take);
}

// What of the settings a way's text depends on.
const keyOf = {
  greedy: () => "",
  sampling: ({ temperature, seed }) => [temperature, seed].join(),
  "top-k": ({ temperature, seed, k }) => [temperature, seed, k].join(),
  nucleus: ({ temperature, seed, p }) => [temperature, seed, p].join(),
  beam: ({ width }) => String(width),
};

// A beginning that has been read, up to `state`: all ways start there.
function readAlready(net, desk, codes, state) {
  const first = { codes: [], total: 0, state, o: scores(net, state.h) };
  const ways = Object.fromEntries(METHODS.map((method) => [method, {}]));
  return Object.assign(desk, { key: codes.join(), codes, first, ways });
}

// Read a beginning until late() is true: whether all of it has been read. What is as
// before need not be read again. `desk` is what a writer has before it: the beginning with
// its states, and each way's texts, one for each length.
function begin(net, desk, codes, late, state) {
  if (codes.join() === desk.key) return true;
  if (state) return Boolean(readAlready(net, desk, codes, state));
  const { states } = desk;
  const changed = codes.findIndex((code, k) => code !== desk.codes[k]);
  states.length = Math.min(states.length, (changed < 0 ? codes.length : changed) + 1);
  Object.assign(desk, { key: undefined, codes });
  while (states.length <= codes.length) {
    states.push(read(net, states.at(-1), codes[states.length - 1]));
    if (late() && states.length <= codes.length) return false;
  }
  return Boolean(readAlready(net, desk, codes, states.at(-1)));
}

// The texts of a way, from its start if a setting of its own has changed.
function textsOf(desk, method, s) {
  const [way, key] = [desk.ways[method], keyOf[method](s)];
  if (way.key !== key) Object.assign(way, { key, texts: [[desk.first]] });
  return way.texts;
}

// One character more, by one way. The beam holds several texts of each length.
function step(net, method, s, texts, draws) {
  const last = texts.at(-1);
  if (method === "beam") return texts.push(widened(net, last, s.width));
  const y = nextProbabilities(last[0].o, options(method, s));
  return texts.push([extended(net, last[0], pick(y, draws[texts.length - 1]))]);
}

// writer(net): what was written is kept, and only what a changed setting touches is
// written again. advance(codes, s, ready, state) writes until ready() is true: { done,
// texts }, with a text for each way, as far as it is; where `state` is given, the codes
// have been read, and it is the state after them. texts is undefined while the beginning
// is being read.
export function writer(net) {
  const desk = { key: undefined, codes: [], states: [atRest(net)] };
  const allOf = (s) =>
    METHODS.map((method) => {
      const { texts } = desk.ways[method];
      const [text] = texts[Math.min(s.length, texts.length - 1)];
      return [method, described(net, s, method, text)];
    });
  return {
    // The length at which the next line of one way ends; at most `most`: a generator.
    *lineEnd(codes, s, most) {
      while (!begin(net, desk, codes, () => true)) yield;
      for (let n = s.length + 1; n <= most; n++) {
        const [texts, draws] = [textsOf(desk, s.method, s), luck(s.seed, most)];
        while (texts.length <= n) yield step(net, s.method, s, texts, draws);
        if (net.symbols[texts[n][0].codes.at(-1)] === "\n") return n;
      }
      return most;
    },
    advance(codes, s, ready = () => false, state = undefined) {
      if (!begin(net, desk, codes, ready, state)) return { done: false };
      const draws = luck(s.seed, s.length);
      const waiting = METHODS.filter((method) => textsOf(desk, method, s).length <= s.length);
      for (let late = false; waiting.length && !late; late = ready()) {
        const method = waiting.shift();
        const { texts } = desk.ways[method];
        step(net, method, s, texts, draws);
        if (texts.length <= s.length) waiting.push(method);
      }
      let found;
      return {
        done: waiting.length === 0,
        // Described when they are asked for: it takes as long as some steps.
        get texts() {
          return (found ??= Object.fromEntries(allOf(s)));
        },
      };
    },
  };
}

function described(net, s, method, { codes, total, o }) {
  const text = decode(net, codes);
  const before = logSoftmax(o).map(Math.exp);
  const after = nextProbabilities(o, options(method, s));
  return { text, logProbability: total, repeated: repeated(text), before, after };
}
