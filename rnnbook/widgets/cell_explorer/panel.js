// What the reader can change: inputs, state, time, examples, weights.
import { button, el, math, refusals, restoreFields, row, slider } from "../_runtime/controls.js";
import { makeHistory } from "./history.js";
import { typeset } from "./sentence.js";
import { belongs, makeWeights } from "./weights.js";

const ABOUT = "Each sets the weights so that one thing stands out.";
const STATES = { h: ["hidden state", { min: -1, max: 1 }], c: ["cell state", {}] };

export function makePanel({ model, graphs, kind, compact, put, putWeight, numbers, now }) {
  const state = now();
  const named = (text, letter, below) => [`${text} `, math(letter, below)];
  const free = (name, label, role, options) =>
    [name, slider({ label, role, value: state[name], onInput: (v) => put({ [name]: v }), ...options })];
  const sliders = new Map([
    free("x", named("input", "x", "t"), "x"),
    ...graphs.state.map((part) => free(part, named(STATES[part][0], part, "t−1"), part, STATES[part][1])),
    ...graphs.state.map((part) => free(`d${part}`, named("gradient at", part, "t"), "backward", { min: -2, max: 2 })),
  ]);
  // The small explorer has one weight: that of the whole cell, or of the stage it shows.
  const knob = kind.knobs[state.stage] ?? kind.knobs.all;
  const k = graphs.gates.indexOf(knob.gate);
  const weight = slider({ label: typeset(knob.label), role: kind.gates[knob.gate].role, min: -6, max: 6,
    step: 0.1, ...knob.range, value: state[knob.trait][k], onInput: (v) => putWeight(knob.trait, k, v) });

  const parts = (of) => Object.fromEntries(graphs.state.map((part, at) => [part, of(part, at)]));
  const history = makeHistory(graphs.state);
  const clock = document.createTextNode("");
  const at = el("span", {}, math("t"), clock);
  const step = button("Next time step", () => {
    const from = now(), to = numbers(from);
    put({ history: [...from.history, graphs.state.map((part) => from[part])], ...parts((part) => to[part]) });
  }, { class: "rnn-button rnn-primary" });
  // What it starts over from: as the page or the notebook has it, before any step.
  const [first] = state.history;
  const start = { ...state, history: [], ...(first && parts((_, at) => first[at])) };
  const over = button("Start over", () => {
    note.textContent = ABOUT;
    put(structuredClone(start));
    restoreFields(root);
  });
  const time = row("Time", step, over, at);
  const steps = el("div", { class: "rnn-time" }, time, history.root);

  const note = el("p", { class: "rnn-note", "aria-live": "polite" }, ABOUT);
  const load = ({ see, ...values }) => { note.textContent = see; put({ ...values, history: [] }); };
  const draw = () => Math.round(40 * (Math.random() - 0.5)) / 10;
  const presets = row("Examples", el("span", {}, "Examples"),
    ...model.get("presets").map(({ name, ...preset }) => button(name, () => load(preset))),
    button("random", () => load({
      ...Object.fromEntries(Object.entries(kind.weights).map(([name, weight]) =>
        [name, graphs.gates.map((gate) => (belongs(weight, gate) ? draw() : 0))])),
      see: kind.random,
    })));

  const table = compact ? null : makeWeights(kind, graphs.gates, state, putWeight);
  const root = el("div", { class: "rnn-controls" }, ...(compact
    ? [sliders.get("x").root, weight.root, time]
    : [el("div", { class: "rnn-examples" }, presets, note),
      el("div", { class: "rnn-columns" },
        el("div", {}, ...[...sliders.values()].map((control) => control.root), steps),
        table.root)]));
  refusals(root, compact ? null : history.root); // below the buttons: nothing moves under a press
  return {
    root,
    update(current, values) {
      for (const [name, control] of sliders) control.set(current[name]);
      weight.set(current[knob.trait][k]);
      table?.update(current, values);
      const count = `\u00a0= ${current.history.length + 1}`;
      if (clock.data !== count) clock.data = count;
      if (!compact) history.update([...current.history, graphs.state.map((part) => current[part])]);
    },
  };
}
