// Encoder, decoder and attention for one source: the twin of translate() in
// rnnbook/nets/encoder_decoder.py. The step is the traced cell.
import { addRow, matmul } from "../_runtime/linear.js";
import { unroll, zerosState } from "../_runtime/loop.js";

export const STEPS = 24; // symbols of an output, at most
export const LONGEST = 20; // symbols of a source

// The parameters of one network, from base64 of int16, the low byte first.
export function unpack(nets, name) {
  const { unit } = nets;
  const { shapes, weights } = nets[name];
  const p = {};
  for (const part in weights) {
    const bytes = Uint8Array.from(atob(weights[part]), (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    p[part] = Float64Array.from(
      { length: bytes.length / 2 },
      (_, k) => view.getInt16(2 * k, true) * unit,
    );
  }
  const half = (e) => {
    const [D, H] = [shapes[`${e}U`][0], shapes[`${e}W`][0]];
    return { D, H, U: p[`${e}U`], W: p[`${e}W`], b: p[`${e}b`], b_h: p[`${e}c`] };
  };
  return { encoder: half("e"), decoder: half("d"), V: p.V, b: p.by };
}

const oneHot = (codes, n) => {
  const x = new Float64Array(codes.length * n);
  codes.forEach((code, t) => (x[t * n + code] = 1));
  return x;
};
const rowOf = (h, j, H) => h.subarray(j * H, (j + 1) * H);
const dot = (a, b) => a.reduce((sum, v, k) => sum + v * b[k], 0);
const largest = (values) => values.indexOf(Math.max(...values));

// The weights of the state s over the rows of h, (12.9) and (12.10); `hidden` counts
// from 1, 0 hides none.
export function weigh(s, h, T, H, hidden) {
  const scores = Array.from({ length: T }, (_, j) =>
    j + 1 === hidden && T > 1 ? -Infinity : dot(s, rowOf(h, j, H)),
  );
  const top = Math.max(...scores);
  const e = scores.map((score) => Math.exp(score - top));
  const sum = e.reduce((a, b) => a + b);
  return e.map((v) => v / sum);
}

// (12.11): the mean of the rows of h under these weights.
function mean(weights, h, H) {
  const found = new Float64Array(H);
  weights.forEach((weight, j) => rowOf(h, j, H).forEach((v, k) => (found[k] += weight * v)));
  return found;
}

// { output, ended, weights }: what the network p writes for a source.
export function translate(cell, p, [read, written], { source, attend, hidden }) {
  const { H } = p.encoder;
  const codes = [...source].map((symbol) => read.indexOf(symbol));
  const T = codes.length;
  const x = oneHot(codes, p.encoder.D);
  const { h, state: bridge } = unroll(cell, p.encoder, x, T, 1, zerosState(cell, 1, H));
  const [O, boundary] = [p.decoder.D, written.length];
  const [out, rows] = [[], []];
  let [state, last] = [bridge, boundary];
  while (out.length < STEPS) {
    const next = unroll(cell, p.decoder, oneHot([last], O), 1, 1, state);
    state = next.state;
    const weights = attend ? weigh(next.h, h, T, H, hidden) : null;
    const context = attend ? mean(weights, h, H) : rowOf(h, T - 1, H);
    const v = Float64Array.from([...next.h, ...context]);
    last = largest(Array.from(addRow(matmul(v, p.V, 1, 2 * H, O), p.b)));
    if (weights) rows.push(weights);
    out.push(last);
    if (last === boundary) break;
  }
  const ended = last === boundary;
  const output = (ended ? out.slice(0, -1) : out).map((k) => written[k]).join("");
  return { output, ended, weights: rows };
}

const STYLES = [
  /^(?<d>\d\d?) (?<m>[a-z]+) (?<y>\d{4})$/,
  /^(?<m>[a-z]+) (?<d>\d\d?), (?<y>\d{4})$/,
  /^(?<y>\d{4}) (?<m>[a-z]+) (?<d>\d\d?)$/,
];

// The right output, or null for a text that is no date in one of three styles.
export function wanted(task, source, months) {
  if (task === "digits") return source;
  for (const style of STYLES) {
    const { d, m, y } = source.match(style)?.groups ?? {};
    const month = months.indexOf(m) + 1;
    if (month) return `${y}-${String(month).padStart(2, "0")}-${d.padStart(2, "0")}`;
  }
  return null;
}

// What Python's run() gives, for a state of the widget.
export function run(cell, s) {
  const p = unpack(s.nets, `${s.task} ${s.attend ? "attention" : "last"}`);
  const found = translate(cell, p, s.symbols[s.task], s);
  return { ...found, wanted: wanted(s.task, s.source, s.months) };
}
