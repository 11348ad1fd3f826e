// A lesson: the reader's text made ready for training, and what a network makes of it.
import { atRest, decode, encode, read, scores } from "../_runtime/characters.js";
import { luck } from "../_runtime/luck.js";
import { ngramLosses } from "../_runtime/ngrams.js";
import { nextProbabilities, pick } from "../sampler/numbers.js";
import { lossesOf, meanOf } from "./numbers.js";

export const LEAST = 400; // characters of a text
const [WINDOW, LANES, HELD, ORDER, WRITTEN] = [50, 32, 2000, 6, 260];
const KINDS = { kjv_lstm: "lstm", kjv_gru: "gru", kjv_rnn: "rnn", tunes_lstm: "lstm" };

// lessonOf(net, text): { train, held, lanes, window, unknown }, or { says }, why it is none.
// The last tenth is held out.
export function lessonOf(net, text) {
  const [codes, unknown] = encode(net, text);
  const known = decode(net, codes);
  if (known.length < LEAST) {
    const has = `The text has ${known.length} characters that the network knows`;
    return { says: `${has}, wanted ${LEAST} or more: paste a longer one.`, unknown };
  }
  if (2 * known.length < text.length) {
    const has = `The network knows ${known.length} of these ${text.length} characters`;
    return { says: `${has}, wanted half of them or more: it cannot read the others.`, unknown };
  }
  const cut = known.length - Math.min(HELD, Math.floor(known.length / 10));
  const train = known.slice(0, cut);
  const lanes = Math.max(1, Math.min(LANES, Math.floor(train.length / (3 * WINDOW))));
  return { train, held: known.slice(cut), lanes, window: WINDOW, unknown };
}

// What the engine of training is told: one update reads `window` characters in each lane.
export function settingsOf(base, net, { train, lanes, window }, rate) {
  const sizes = { lag: window, batch: lanes, units: net.H };
  return { task: "text", text: train, cell: KINDS[base], rate, clip: 1, ...sizes, seed: 0 };
}

// The loss of a network on the held-out part: a generator (slices.js).
export function* heldLoss(net, { held }) {
  const losses = yield* lossesOf(net, encode(net, held)[0]);
  return meanOf(losses, 0);
}

// The loss of the best n-gram on it, counted on the other part.
export function* countsLoss({ train, held }) {
  const all = yield* ngramLosses(train, held, ORDER);
  return Math.min(...all.map((row) => meanOf(row)));
}

// What a network writes after an empty line, always with the same luck.
export function* writtenBy(net, temperature = 0.7) {
  const begin = encode(net, "\n")[0];
  let state = atRest(net);
  for (const code of begin) state = read(net, state, code);
  let text = "";
  for (const u of luck(3, WRITTEN)) {
    const code = pick(nextProbabilities(scores(net, state.h), { temperature }), u);
    text += net.symbols[code];
    state = read(net, state, code);
    yield text;
  }
  return text;
}
