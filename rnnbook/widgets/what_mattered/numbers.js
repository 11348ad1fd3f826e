// What a prediction depends on: by_gradient() and by_another() of __init__.py.
import { atRest, influenceInSteps, predict, read } from "../_runtime/characters.js";
import { atOnce } from "../_runtime/slices.js";

const REACH = 60;

// After step `at` of a text that was read (steps of a reader): the symbol that the network
// expects, and its probability.
function expected(net, steps, at) {
  const log = predict(net, steps[at]);
  const best = log.indexOf(Math.max(...log));
  return { best, log: log[best], next: net.symbols[best], probability: Math.exp(log[best]) };
}

export const byGradient = (...given) => atOnce(byGradientInSteps(...given));

// The same as a generator, which stops after each step (slices.js).
export function* byGradientInSteps(net, steps, at) {
  const found = expected(net, steps, at);
  return { ...found, influence: yield* influenceInSteps(net, steps, at, found.best) };
}

// byAnother(net, codes, steps, at): a result that more() completes, one character further
// back a call; it is true while there are more.
export function byAnother(net, codes, steps, at) {
  const found = { ...expected(net, steps, at), influence: new Float64Array(at + 1) };
  const [space, e] = [net.symbols.indexOf(" "), net.symbols.indexOf("e")];
  let s = at;
  found.more = () => {
    let state = s ? steps[s - 1] : atRest(net);
    state = read(net, state, codes[s] === space ? e : space);
    for (let k = s + 1; k <= at; k++) state = read(net, state, codes[k]);
    found.influence[s] = Math.abs(predict(net, state)[found.best] - found.log);
    s -= 1;
    return s >= 0 && at - s < REACH;
  };
  return found;
}

// The shortest stretch back that holds a part of the whole influence, in steps.
export function reach(found, part) {
  const total = found.reduce((a, b) => a + b, 0);
  let sum = 0;
  for (let lag = 0; lag < found.length; lag++) {
    sum += found[found.length - 1 - lag];
    if (sum >= part * total) return lag + 1;
  }
  return found.length;
}

// Influence as shades, 0 ... 1: the largest is 1, a thousandth of it and less is 0.
export function shades(found) {
  const most = Math.max(...found);
  return Array.from(found, (v) => Math.max(0, 1 + Math.log10(v / most) / 3));
}
