// What the reader can change: inputs, state, time, examples, weights.
import { button, el, els, math, oneStop, refusals, restoreFields } from "../_runtime/controls.js";
import { row, slider } from "../_runtime/controls.js";
import { write } from "../_runtime/svg.js";
import { makeHistory } from "./history.js";
import { typeset } from "./sentence.js";
import { belongs, makeWeights } from "./weights.js";

const ABOUT = "Each sets the weights so that one thing stands out.";
const STATES = { h: ["hidden state", { min: -1, max: 1 }], c: ["cell state", {}] };

function makeSliders({ state }, now, set) {
  const named = (text, letter, below) => [`${text} `, math(letter, below)];
  const free = (name, label, role, options) => {
    const onInput = (v) => set({ [name]: v });
    return [name, slider({ label, role, value: now[name], onInput, ...options })];
  };
  const states = state.map((part) => {
    const [name, range] = STATES[part];
    return free(part, named(name, part, "t−1"), part, range);
  });
  const gradients = state.map((part) =>
    free(`d${part}`, named("gradient at", part, "t"), "backward", { min: -2, max: 2 }),
  );
  const input = free("x", named("input", "x", "t"), "x");
  return Object.fromEntries([input, ...states, ...gradients]);
}

// The small explorer has one weight: that of the whole cell, or of the stage it shows.
function makeKnob({ gates }, kind, now, setWeight) {
  const { trait, gate, label, range } = kind.knobs[now.stage] ?? kind.knobs.all;
  const k = gates.indexOf(gate);
  const look = { label: typeset(label), role: kind.gates[gate].role, min: -6, max: 6, step: 0.1 };
  const onInput = (v) => setWeight(trait, k, v);
  const { root, set } = slider({ ...look, ...range, value: now[trait][k], onInput });
  return { root, set: (s) => set(s[trait][k]) };
}

// Examples from cell.json, and weights drawn anew.
function makeExamples({ gates }, kind, presets, set) {
  const note = el("p", { class: "rnn-note", "aria-live": "polite" }, ABOUT);
  const load = ({ see, ...values }) => {
    note.textContent = see;
    set({ ...values, history: [] });
  };
  const one = () => Math.round(40 * (Math.random() - 0.5)) / 10;
  const draw = ([name, weight]) => [name, gates.map((gate) => (belongs(weight, gate) ? one() : 0))];
  const random = () => {
    load({ ...Object.fromEntries(Object.entries(kind.weights).map(draw)), see: kind.random });
  };
  const buttons = presets.map(({ name, ...preset }) => button(name, () => load(preset)));
  buttons.push(button("random", random));
  const presetRow = row("Examples", el("span", {}, "Examples"), ...buttons);
  oneStop(presetRow);
  const root = el("div", { class: "rnn-examples" }, presetRow, note);
  return { root, forget: () => write(note, ABOUT) };
}

// Table and history stand below the drawing, and come a moment after it.
function makeBelow({ gates, state: names }, kind, state, setWeight) {
  const [table, history] = [makeWeights(kind, gates, state, setWeight), makeHistory(names)];
  return {
    table: table.root,
    history: history.root,
    update(current, values) {
      table.update(current, values);
      history.update([...current.history, names.map((name) => current[name])]);
    },
  };
}

export function makePanel({ w, graphs, kind, compact, now, numbers, setWeight }) {
  const state = now();
  const sliders = makeSliders(graphs, state, w.set);
  const knob = makeKnob(graphs, kind, state, setWeight);
  const examples = makeExamples(graphs, kind, w.get("presets"), w.set);
  const parts = (of) => Object.fromEntries(graphs.state.map((part, k) => [part, of(part, k)]));
  const go = () => {
    const [from, to] = [now(), numbers(now())];
    const taken = [...from.history, graphs.state.map((part) => from[part])];
    w.set({ history: taken, ...parts((part) => to[part]) });
  };
  const step = button("Next time step", go, { class: "rnn-button rnn-primary" });
  // What it starts over from: as the page or the notebook has it, before any step.
  const [first] = state.history;
  const start = { ...state, history: [], ...(first && parts((_, k) => first[k])) };
  const over = button("Start over", () => {
    examples.forget();
    w.set(structuredClone(start));
    restoreFields(root);
  });
  const clock = document.createTextNode("");
  const time = row("Time", step, over, el("span", {}, math("t"), clock));
  const below = compact ? null : makeBelow(graphs, kind, state, setWeight);
  const [root, columns, steps] = els("div", "rnn-controls", "rnn-columns", "rnn-time");
  const left = el("div");
  if (compact) root.append(sliders.x.root, knob.root, time);
  else {
    steps.append(time, below.history);
    left.append(...Object.values(sliders).map((control) => control.root), steps);
    columns.append(left, below.table);
    root.append(examples.root, columns);
  }
  refusals(root, below?.history); // below the buttons: nothing moves under a press
  return {
    root,
    update(current, values) {
      for (const name in sliders) sliders[name].set(current[name]);
      knob.set(current);
      write(clock, `\u00a0= ${current.history.length + 1}`);
      if (!compact) w.later("below", () => below.update(current, values));
    },
  };
}
