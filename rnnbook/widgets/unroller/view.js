// The unroller: the strip of steps, the arrays of one of them, and what it adds to a
// gradient. Everything that the reader sets is a trait of the Python widget.
import { button, el, format, keepDrawn, liveRegion, mount, row } from "../_runtime/controls.js";
import { makeArrays } from "./arrays.js";
import { makeRunner, rowAt, run } from "./numbers.js";
import { mark, write } from "./parts.js";
import { makeStrip } from "./strip.js";
import { makeSums } from "./sums.js";

const SETTINGS = ["weights", "notes", "t", "weight"];
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function render({ model, el: root }) {
  mount(root, "unroller");
  const cell = makeRunner(model.get("graphs").rnn);
  const symbols = model.get("symbols");
  const settings = () => ({ symbols, ...Object.fromEntries(SETTINGS.map((name) => [name, model.get(name)])) });
  const change = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  const stepCount = () => model.get("notes").length - 1;
  const go = (t) => change({ t: Math.min(Math.max(t, 1), stepCount()) });
  const play = (k, note) => change({ notes: model.get("notes").map((n, place) => (place === k ? note : n)) });

  const presets = Object.entries(model.get("presets")).map(([name, weights]) =>
    [button(`${name} weights`, () => change({ weights: structuredClone(weights) })), weights]);
  const sum = el("span", { class: "sum" });
  const start = row("Weights", presets.map(([choice]) => choice), sum);
  const back = button("‹ Prev", () => go(model.get("t") - 1), { "aria-label": "Previous step" });
  const next = button("Next ›", () => go(model.get("t") + 1), { class: "rnn-button rnn-primary", "aria-label": "Next step" });
  const scrub = el("input", { type: "range", min: 1, step: 1, class: "rnn-range", "aria-label": "Step t" });
  scrub.addEventListener("input", () => go(Number(scrub.value)));
  const at = el("span", { class: "number at" });
  const walk = el("div", { class: "walk" }, back, next, scrub, at);
  const [strip, arrays, sums] = ["strip", "arrays", "sums"].map((name) => el("div", { class: `hold-${name}` }));
  const live = liveRegion();
  const all = el("div", {}, start, strip, walk, el("div", { class: "columns" }, arrays, sums), live.root);
  if (!root.closest(".rnn-widget")) { // the page names its figures itself
    mark(all, "role", "group");
    mark(all, "aria-label", "Unroller");
  }
  root.append(all);

  let parts, built = "";
  // The panels are for one number of steps and units; a kernel may set another.
  function fit(s) {
    const [T, H, D] = [s.notes.length - 1, s.weights.b.length, symbols.length];
    if (built === `${T} ${H}`) return;
    built = `${T} ${H}`;
    parts = [makeStrip({ symbols, T, H, go, play }), makeArrays({ D, H }),
      makeSums({ T, D, H, weight: s.weight, choose: (weight) => change({ weight }), go })];
    [strip, arrays, sums].forEach((place, k) => place.replaceChildren(parts[k].root));
    mark(scrub, "max", T);
  }

  function draw() {
    const s = settings();
    fit(s);
    const t = Math.min(s.t, s.notes.length - 1);
    const result = run(cell, s);
    for (const { show } of parts) show({ ...s, t }, result);
    if (Number(scrub.value) !== t) scrub.value = t;
    write(at, `t = ${t}`);
    back.disabled = t === 1;
    next.disabled = t === result.T;
    const total = result.losses.reduce((all, loss) => all + loss, 0);
    write(sum, `sum of the losses: ${format(total)} nats`);
    for (const [choice, weights] of presets) mark(choice, "aria-pressed", same(weights, s.weights));
    tell(s, t, result, total);
  }

  function tell(s, t, result, total) {
    const wanted = rowAt(result, "y", t)[s.notes[t]];
    const text = `Step ${t} reads ${symbols[s.notes[t - 1]]} and gives ${symbols[s.notes[t]]} the probability ` +
      `${wanted.toFixed(2)}: loss ${format(result.losses[t - 1])}, of ${format(total)} in all.`;
    mark(scrub, "aria-valuetext", text);
    live.tell(text);
  }

  return keepDrawn({ model, settings: SETTINGS, draw, live });
}

export default { render };
