// What a prediction depends on: mattered() of __init__.py.
import { influence, predict } from "../_runtime/characters.js";

// After step `at` of a text that was read (steps of readAll): the symbol that the network
// expects, its probability, and the norm of its gradient at each step before.
export function mattered(net, steps, at) {
  const log = predict(net, steps[at]);
  const best = log.indexOf(Math.max(...log));
  return {
    next: net.symbols[best],
    probability: Math.exp(log[best]),
    influence: influence(net, steps, at, best),
  };
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
