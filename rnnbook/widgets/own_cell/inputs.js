// The inputs of a step as sliders, its new state, and the states of the steps before.
import { button, details, el, math, row, slider } from "../_runtime/controls.js";
import { makeHistory } from "../cell_explorer/history.js";
import { write } from "../_runtime/svg.js";
import { inputsOf, keyOf } from "./numbers.js";

const WANTED = "a number from −100 to 100";
const ABOUT = {
  xU: "what the input brings, xU",
  hW: "what the old state brings, hW",
  state: "the old state",
  weight: "the cell's own weights",
};

const nameOf = (name) => {
  const [first, ...rest] = name.split("_");
  return math(first, rest.join("_").replace("prev", "t−1"));
};

// One slider for each input that the drawing has, in groups of one kind.
function makeSliders(traced, shown, set) {
  const seen = new Map(shown.filter(({ block }) => block).map((n) => [keyOf(...n.block), n]));
  const groups = new Map();
  const sliders = inputsOf(traced).flatMap(({ key, kind, start }) => {
    const drawn = seen.get(key);
    if (!drawn) return [];
    const usable = (v) => Math.abs(v) <= 100;
    const look = { label: nameOf(drawn.name), role: drawn.role, usable, wanted: WANTED };
    const made = slider({ ...look, value: start, onInput: (v) => set(key, v) });
    if (!groups.has(kind)) groups.set(kind, []);
    groups.get(kind).push(made.root);
    return { key, start, ...made };
  });
  const parts = [...groups].map(([kind, roots]) =>
    el("div", { class: "kind", role: "group", "aria-label": ABOUT[kind] },
      el("p", { class: "quiet" }, ABOUT[kind]), ...roots),
  ); // prettier-ignore
  return { sliders, parts };
}

// { root, build(traced, shown), show(at, values, graph), focus(key) }. at: numbers by key.
export function makeInputs({ at, set }) {
  const places = el("div", { class: "inputs" });
  const fold = details("Move its inputs", places);
  const clock = el("span", { class: "quiet" });
  const past = el("div", { class: "past" });
  let [traced, sliders, history, states, next] = [undefined, [], undefined, [], {}];

  const change = (key, value) => set({ at: { ...at(), [key]: value } });
  const step = button("Next step", () => {
    states.push(traced.state.map((part) => next.now[part]));
    const moved = traced.state.map((part) => [keyOf(`${part}_prev`, 0), next.after[part]]);
    set({ at: { ...at(), ...Object.fromEntries(moved) } });
  }, { class: "rnn-button rnn-primary" }); // prettier-ignore
  const over = button("Start over", () => {
    states = [];
    set({ at: {} });
  });
  const root = el("div", { class: "step" }, row("Time", step, over, clock), past, fold);
  return {
    root,
    build(cell, shown) {
      traced = cell;
      states = [];
      const made = makeSliders(traced, shown, change);
      sliders = made.sliders;
      places.replaceChildren(...made.parts);
      history = makeHistory(traced.state);
      past.replaceChildren(history.root);
    },
    show(now, values, graph) {
      for (const { key, start, set: put } of sliders) put(now[key] ?? start);
      const starts = Object.fromEntries(inputsOf(traced).map(({ key, start }) => [key, start]));
      const before = (part) => now[keyOf(`${part}_prev`, 0)] ?? starts[keyOf(`${part}_prev`, 0)];
      const by = (of) => Object.fromEntries(traced.state.map((part) => [part, of(part)]));
      next = { now: by(before), after: by((part) => values[graph.outputs[part][0]]) };
      history.update([...states, traced.state.map(before)]);
      write(clock, states.length ? `${states.length} ${states.length > 1 ? "steps" : "step"} taken` : "");
    },
    focus(key) {
      const found = sliders.find((each) => each.key === key);
      if (!found) return;
      fold.open = true;
      found.root.querySelector("input").focus();
    },
  };
}
