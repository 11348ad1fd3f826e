// The unroller: the strip of steps, the arrays of one of them, and what it adds to a
// gradient. Everything that the reader sets is a trait of the Python widget.
import { button, el, els, range } from "../_runtime/controls.js";
import { clamp, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { makeArrays } from "./arrays.js";
import { makeRunner, rowAt, run } from "./numbers.js";
import { makeStrip } from "./strip.js";
import { makeSums } from "./sums.js";

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function tell({ t, notes, symbols }, result, total) {
  const [read, wanted] = [symbols[notes[t - 1]], symbols[notes[t]]];
  const share = rowAt(result, "y", t)[notes[t]].toFixed(2);
  const loss = format(result.losses[t - 1]);
  return (
    `Step ${t} reads ${read} and gives ${wanted} the probability ${share}: ` +
    `loss ${loss}, of ${total} in all.`
  );
}

// The run of these notes and weights: another step, or another matrix, is of the same run.
function makeRun(cell) {
  let [notes, weights, result] = [];
  return (s) => {
    if (s.notes !== notes || s.weights !== weights) result = run(cell, s);
    ({ notes, weights } = s);
    return result;
  };
}

// The three panels are for one number of steps and units; a kernel may set another.
function makePanels(w, places, go) {
  const play = (k, note) => w.set({ notes: w.get("notes").with(k, note) });
  const choose = (weight) => w.set({ weight });
  let parts;
  let built = "";
  return ({ symbols, weight, weights }, T) => {
    const sizes = { T, H: weights.b.length, D: symbols.length };
    if (built === `${T} ${sizes.H}`) return parts;
    built = `${T} ${sizes.H}`;
    parts = [
      makeStrip({ symbols, ...sizes, go, play }),
      makeArrays(sizes),
      makeSums({ ...sizes, weight, choose, go }),
    ];
    places.forEach((place, k) => place.replaceChildren(parts[k].root));
    return parts;
  };
}

export default widget((w) => {
  const runOf = makeRun(makeRunner(w.get("graphs").rnn));
  const symbols = w.get("symbols");
  const go = (t) => w.set({ t: clamp(t, 1, w.get("notes").length - 1) });
  const presets = Object.entries(w.get("presets"));
  const named = presets.map(([name, weights]) => [weights, `${name} weights`]);
  const change = (weights) => ({ weights: structuredClone(weights) });
  const start = w.choices("weights", "Weights", named, { name: "", same, change });
  const [sum, at] = els("span", "sum", "number at");
  start.root.append(sum);
  const step = (by) => go(w.get("t") + by);
  const primary = { class: "rnn-button rnn-primary", "aria-label": "Next step" };
  const back = button("‹ Prev", () => step(-1), { "aria-label": "Previous step" });
  const next = button("Next ›", () => step(1), primary);
  const scrub = range({ min: 1, step: 1, "aria-label": "Step t" }, go);
  const walk = el("div", { class: "walk" }, back, next, scrub.root, at);
  const places = els("div", "hold-strip", "hold-arrays", "hold-sums");
  const columns = el("div", { class: "columns" }, ...places.slice(1));
  w.group("Unroller", {}, start.root, places[0], walk, columns);

  const fill = makePanels(w, places, go);

  function draw(now) {
    const T = now.notes.length - 1;
    const s = { ...now, symbols, t: Math.min(now.t, T) };
    const result = runOf(s);
    for (const { show } of fill(s, T)) show(s, result);
    write(at, `t = ${s.t}`);
    back.disabled = s.t === 1;
    next.disabled = s.t === T;
    const total = format(result.losses.reduce((all, loss) => all + loss, 0));
    write(sum, `sum of the losses: ${total} nats`);
    const text = tell(s, result, total);
    scrub.set(s.t, text, T);
    return text;
  }

  return { draw };
});
