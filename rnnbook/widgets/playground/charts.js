// The charts: answers and loss against updates, and the gradient by lag. Each line carries
// its name at its end, and a mark of its own.
import { decades, line, makeAxes, mark, node, place } from "../_runtime/svg.js";
import { format, percent, power } from "../_runtime/text.js";
import { smooth } from "./curve.js";

const APART = 17; // pixels between names
// The mark of each network: a disc, a square, a triangle.
export const MARKS = [
  "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0",
  "M-4-4h8v8h-8z",
  "M0-5l5 9h-10z",
];

// Places for names so that none lies over another, in their order from the top.
export function spread(wanted, low, high) {
  const order = wanted.map((y, k) => [y, k]).toSorted(([a], [b]) => a - b);
  const found = Array.from({ length: wanted.length }, () => low);
  let least = low;
  for (const [y, k] of order) {
    found[k] = Math.max(least, y);
    least = found[k] + APART;
  }
  let most = high;
  for (const [, k] of order.toReversed()) {
    found[k] = Math.min(found[k], most);
    most = found[k] - APART;
  }
  return found;
}

// Round numbers, four or five of them, from 0 to the first that is not below `most`.
export function roundTo(most) {
  const step = [1, 2, 2.5, 5, 10].map((m) => m * 10 ** Math.floor(Math.log10(most / 4 || 1)));
  const chosen = step.find((each) => each * 4 >= most) ?? step.at(-1);
  const last = Math.ceil(most / chosen - 1e-9);
  return Array.from({ length: last + 1 }, (_, k) => Number((k * chosen).toPrecision(6)));
}

const plain = (v) => (v >= 10_000 ? `${Number((v / 1000).toFixed(1))}k` : String(v));

// A chart for the lines of three networks: { root, fit(width), draw(...) }.
function chart(kind, height) {
  const svg = node(null, "svg", { role: "img", class: `chart ${kind}` });
  let parts;
  const three = (parent, tag, attributes) =>
    [0, 1, 2].map((k) => node(parent, tag, { ...attributes, "data-k": k }));
  return {
    root: svg,
    fit(width) {
      svg.replaceChildren();
      place(svg, { width, height, viewBox: `0 0 ${width} ${height}` });
      const box = { left: 46, right: width - 92, top: 28, bottom: height - 42 };
      const axes = makeAxes(svg, box);
      const guess = node(svg, "g", { class: "guess" });
      node(guess, "path");
      node(guess, "text", { "text-anchor": "start" });
      parts = { axes, box, guess };
      parts.ghosts = three(svg, "path", { class: "ghost" });
      parts.lines = three(svg, "path", { class: "line" });
      parts.ends = three(svg, "path", { class: "end" });
      parts.names = three(svg, "text", { class: "name" });
    },
    // lines: [[[x, y], ...], ...], ghosts like them; named: [[name, role], ...].
    draw({ lines, ghosts = [], named, axes, guess }) {
      parts.axes.set(axes);
      const { x, y, box } = parts.axes;
      const inside = (v) => Math.min(axes.y[1], Math.max(axes.y[0], v));
      const at = (points = []) => points.map(([u, v]) => [x(u), y(inside(v))]);
      const tips = lines.map((points) => at(points.slice(-1))[0]);
      const low = tips.map((end) => end?.[1] ?? box.bottom);
      const places = spread(low, box.top + 4, box.bottom);
      [0, 1, 2].forEach((k) => {
        const role = named[k]?.[1] ?? "muted";
        const end = tips[k];
        const tone = `--tone: var(--rnn-${role})`;
        place(parts.ghosts[k], { d: line(at(ghosts[k])), style: tone });
        place(parts.lines[k], { d: line(at(lines[k])), style: tone });
        const d = end ? MARKS[k] : "";
        const move = end ? `translate(${end[0].toFixed(1)} ${end[1].toFixed(1)})` : "";
        place(parts.ends[k], { d, transform: move, style: tone });
        const spot = { x: (end?.[0] ?? 0) + 10, y: (places[k] ?? 0) + 4, style: tone };
        place(parts.names[k], spot, end ? ends(named)[k] : "");
      });
      drawGuess(parts, guess, x, y);
    },
  };
}

// What stands at the end of a line: where all networks have one cell, only what differs.
const ROOM = 12; // characters beside a chart
const short = (name) => (name.length > ROOM ? `${name.slice(0, ROOM - 1)}…` : name);
function ends(named) {
  const parts = named.map(([name]) => name.split(", "));
  const same = parts.length > 1 && parts.every(([cell, rest]) => rest && cell === parts[0][0]);
  return parts.map((each) => short(same ? each.slice(1).join(", ") : each.join(", ")));
}

function drawGuess({ guess, box }, value, x, y) {
  const [path, text] = guess.children;
  const there = value && Number.isFinite(value[0]);
  mark(path, "d", there ? `M${box.left} ${y(value[0]).toFixed(1)}H${box.right}` : "");
  const high = there ? y(value[0]) : 0;
  const below = high + 18 < box.bottom ? 18 : -7;
  place(text, { x: box.left + 6, y: high + below }, there ? value[1] : "");
}

const last = (points) => points?.at(-1)?.[0] ?? 0;

// Answers right, or loss, against updates; `fails`: what the score counts is not a share.
export function learningChart() {
  const made = chart("learning", 226);
  return {
    ...made,
    draw({ runs, ghost, named, show, words }) {
      const [what, other] = show === "loss" ? ["loss", "loss"] : ["score", "score"];
      const lines = runs.map((run) => smooth(run[what].points, 5));
      const ghosts = ghost.map((each) => each[other]);
      const most = Math.max(20, ...lines.map(last), ...ghosts.map(last));
      const xTicks = roundTo(most);
      const chance = runs[0]?.chance?.[what];
      const values = [...lines, ...ghosts].flat().map(([, v]) => v);
      const share = what === "score" && words.share;
      const high = Math.max(chance ?? 0, ...values.filter(Number.isFinite), 1e-9);
      const room = what === "loss" && chance ? Math.min(high, 4 * chance) : high;
      const yTicks = share ? [0, 0.25, 0.5, 0.75, 1].map((v) => [v, percent(v)]) : roundTo(room);
      const top = share ? 1 : yTicks.at(-1);
      const axes = {
        x: [0, xTicks.at(-1)],
        y: [0, top],
        xTicks: xTicks.map((v) => [v, plain(v)]),
        yTicks,
        xName: "updates",
        yName: what === "loss" ? words.loss : words.score,
      };
      made.draw({ lines, ghosts, named, axes, guess: chance && [chance, words.guess] });
      const said = runs.map((run, k) => {
        const value = run[what].recent(50);
        const text = share ? percent(value) : format(value);
        return run.updates ? `${named[k][0]} ${text}` : `${named[k][0]} has not begun`;
      });
      mark(made.root, "aria-label", `${axes.yName} against updates. ${said.join("; ")}.`);
    },
  };
}

const SCALES = [
  [-2, 0, 1],
  [-3, 1, 1],
  [-4, 2, 2],
  [-8, 2, 2],
  [-16, 4, 4],
  [-40, 8, 8],
];

// The gradient of the loss with respect to the input, by steps before the answer, as a
// share of what it is at the answer's own step.
export const shareOf = ({ byLag }) => Array.from(byLag, (v) => (byLag[0] > 0 ? v / byLag[0] : 0));
export function lagChart() {
  const made = chart("lags", 226);
  return {
    ...made,
    draw({ runs, named }) {
      const shares = runs.map((run) => (run.look ? shareOf(run.look) : []));
      const { from, to, ticks } = decades(SCALES, shares.flat());
      const lines = shares.map((list) =>
        list.map((v, n) => [n, v > 0 ? Math.max(from, Math.log10(v)) : from]),
      );
      const longest = Math.max(1, ...shares.map((list) => list.length - 1));
      const xTicks = roundTo(longest).filter((v) => v <= longest);
      const axes = {
        x: [0, longest],
        y: [from, to],
        xTicks,
        yTicks: shares.flat().includes(0) ? [[from, "0"], ...ticks.slice(1)] : ticks,
        xName: "steps before the answer",
        yName: "gradient (at the answer: 1)",
      };
      made.draw({ lines, named, axes, guess: undefined });
      const said = shares.map((list, k) =>
        list.length ? `${named[k][0]} ${power10(list.at(-1))}` : `${named[k][0]} none`,
      );
      const where = `Gradient at the input ${longest} steps before the answer`;
      mark(
        made.root,
        "aria-label",
        `${where}, as a share of that at the answer's step: ${said.join("; ")}.`,
      );
    },
  };
}

const power10 = (v) => (v > 0 ? `about ${power(Math.round(Math.log10(v)))}` : "zero");
