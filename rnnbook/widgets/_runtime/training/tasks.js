// What a network is trained on: rnnbook/training/playground/problems.py, number for number.
//
// makeTask(settings) gives { D, O, T, last, squared, hot, carried, chance, reach, draw(luck) }.
// draw returns a batch: T, the steps; x (T, B, D) of numbers or codes (T B) of symbols, -1 for
// none; targets, one a row (T, B or B, and for numbers O each); lengths (B) of the last steps
// where they differ; counts and scored, a flag a row; fresh, whether sequences begin here.
import { NEAR } from "./losses.js";
import { longTasks } from "./tasks_symbols.js";
import { seriesTask, textTask } from "./tasks_own.js";

function recall({ lag, batch: B }) {
  const T = lag + 1;
  const draw = (luck) => {
    const targets = Int32Array.from({ length: B }, () => luck.integers(0, 2));
    const x = new Float64Array(T * B * 2);
    for (let n = 0; n < T * B; n++) x[2 * n] = luck.normal(0, 0.5);
    for (let b = 0; b < B; b++) [x[2 * b], x[2 * b + 1]] = [2 * targets[b] - 1, 1];
    return { T, x, targets };
  };
  const chance = { loss: Math.log(2), score: 0.5 };
  return { D: 2, O: 2, T, last: true, chance, reach: () => lag, draw };
}

function adding({ lag, batch: B }) {
  const T = lag + 1;
  const half = Math.floor(T / 2);
  const draw = (luck) => {
    const first = Array.from({ length: B }, () => luck.integers(0, half));
    const second = Array.from({ length: B }, () => luck.integers(half, T));
    const x = new Float64Array(T * B * 2);
    for (let n = 0; n < T * B; n++) x[2 * n] = luck.uniform(0, 1);
    const targets = new Float64Array(B);
    for (let b = 0; b < B; b++) {
      for (const t of [first[b], second[b]]) {
        x[2 * (t * B + b) + 1] = 1;
        targets[b] += x[2 * (t * B + b)];
      }
    }
    return { T, x, targets, first };
  };
  const chance = { loss: 1 / 6, score: 2 * NEAR - NEAR ** 2 };
  const reach = ({ first }, b) => lag - first[b];
  return { D: 2, O: 1, T, last: true, squared: true, chance, reach, draw };
}

function parity({ lag, batch: B }) {
  const T = lag + 1;
  const scored = Uint8Array.from({ length: T * B }, (_, n) => (n >= lag * B ? 1 : 0));
  const draw = (luck) => {
    const x = Float64Array.from({ length: T * B }, () => luck.integers(0, 2));
    const targets = new Int32Array(T * B);
    for (let n = 0; n < T * B; n++) targets[n] = (x[n] + (n < B ? 0 : targets[n - B])) % 2;
    return { T, x, targets, scored };
  };
  const chance = { loss: Math.log(2), score: 0.5 };
  return { D: 1, O: 2, T, chance, reach: () => lag, draw };
}

function sine({ lag: T, batch: B }) {
  const draw = (luck) => {
    const period = Array.from({ length: B }, () => luck.uniform(8, 20));
    const phase = Array.from({ length: B }, () => luck.uniform(0, 1));
    const wave = Float64Array.from({ length: (T + 1) * B }, (_, n) =>
      Math.sin(2 * Math.PI * (Math.floor(n / B) / period[n % B] + phase[n % B])),
    );
    return { T, x: wave.slice(0, T * B), targets: wave.slice(B) };
  };
  const chance = { loss: 0.5, score: (2 / Math.PI) * Math.asin(NEAR) };
  return { D: 1, O: 1, T, squared: true, chance, reach: () => 0, draw };
}

const MADE = { recall, adding, parity, sine, series: seriesTask, text: textTask, ...longTasks };

export function makeTask(s, symbols) {
  const rest = { last: false, squared: false, carried: false, symbols: "" };
  return { ...rest, ...MADE[s.task](s, symbols) };
}
