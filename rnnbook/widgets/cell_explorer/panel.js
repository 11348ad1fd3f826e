// What the reader can change: inputs, state, time, examples, weights.
import { button, el, math, refusals, restoreFields, row, slider } from "../_runtime/controls.js";
import { makeHistory } from "./history.js";
import { WEIGHTS, makeWeights } from "./weights.js";

const ABOUT = "Each sets the weights so that one thing stands out.";
const BIASES = { f: "forget", i: "input", o: "output" };

export function makePanel({ model, gates, compact, put, putWeight, numbers, now }) {
  const state = now();
  const named = (text, letter, below) => [`${text} `, math(letter, below)];
  const free = (name, label, role, options) =>
    [name, slider({ label, role, value: state[name], onInput: (v) => put({ [name]: v }), ...options })];
  const sliders = new Map([
    free("x", named("input", "x", "t"), "x"),
    free("h", named("hidden state", "h", "t−1"), "h", { min: -1, max: 1 }),
    free("c", named("cell state", "c", "t−1"), "c"),
    free("dh", named("gradient at", "h", "t"), "backward", { min: -2, max: 2 }),
    free("dc", named("gradient at", "c", "t"), "backward", { min: -2, max: 2 }),
  ]);
  // The small explorer has one bias: the forget gate's, unless it shows another gate.
  const gate = { input: "i", output: "o" }[state.stage] ?? "f";
  const k = gates.indexOf(gate);
  const bias = slider({ label: [`${BIASES[gate]} bias `, math("b", gate)], role: gate, min: -6, max: 6,
    step: 0.1, value: state.b[k], onInput: (v) => putWeight("b", k, v) });

  const history = makeHistory();
  const clock = document.createTextNode("");
  const at = el("span", {}, math("t"), clock);
  const step = button("Next time step", () => {
    const from = now(), to = numbers(from);
    put({ history: [...from.history, [from.h, from.c]], h: to.h, c: to.c });
  }, { class: "rnn-button rnn-primary" });
  // What it starts over from: as the page or the notebook has it, before any step.
  const [first] = state.history;
  const start = { ...state, history: [], ...(first && { h: first[0], c: first[1] }) };
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
      ...Object.fromEntries(Object.keys(WEIGHTS).map((name) => [name, gates.map(draw)])),
      see: "Weights drawn anew between −2 and 2: what does this cell do with c?",
    })));

  const table = compact ? null : makeWeights(gates, state, putWeight);
  const root = el("div", { class: "rnn-controls" }, ...(compact
    ? [sliders.get("x").root, bias.root, time]
    : [el("div", { class: "rnn-examples" }, presets, note),
      el("div", { class: "rnn-columns" },
        el("div", {}, ...["x", "h", "c", "dh", "dc"].map((name) => sliders.get(name).root), steps),
        table.root)]));
  refusals(root, compact ? null : history.root); // below the buttons: nothing moves under a press
  return {
    root,
    update(current, values) {
      for (const [name, control] of sliders) control.set(current[name]);
      bias.set(current.b[k]);
      table?.update(current, values);
      const count = `\u00a0= ${current.history.length + 1}`;
      if (clock.data !== count) clock.data = count;
      if (!compact) history.update([...current.history, [current.h, current.c]]);
    },
  };
}
