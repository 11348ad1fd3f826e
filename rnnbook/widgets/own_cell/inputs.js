// The inputs of a step as sliders, its new state, and the states of the steps before.
import { button, details, el, math, row, slider } from "../_runtime/controls.js";
import { makeHistory } from "../cell_explorer/history.js";
import { write } from "../_runtime/svg.js";
import { inputsOf, keyOf } from "./numbers.js";

const EXPLAINED = "The new state becomes the old one; xU and hW stay as they are.";
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
    return { key, start, root: made.root, put: made.set };
  });
  const parts = [...groups].map(([kind, roots]) =>
    el("div", { class: "kind", role: "group", "aria-label": ABOUT[kind] },
      el("p", { class: "quiet" }, ABOUT[kind]), ...roots),
  ); // prettier-ignore
  return { sliders, parts };
}

// The states of the steps that were taken, and the buttons that take them.
function makeTime(at, set) {
  const clock = el("span", { class: "quiet" });
  const past = el("div", { class: "past" });
  let [state, history, states, next] = [[], undefined, [], {}];
  const look = { class: "rnn-button rnn-primary" };
  const go = () => {
    states.push(state.map((part) => next.now[part]));
    const moved = state.map((part) => [keyOf(`${part}_prev`, 0), next.after[part]]);
    set({ at: { ...at(), ...Object.fromEntries(moved) } });
  };
  const over = button("Start over", () => {
    states = [];
    set({ at: {} });
  });
  return {
    roots: [row("Time", button("Next step", go, look), over, clock), past],
    build(traced) {
      state = traced.state;
      states = [];
      history = makeHistory(state);
      past.replaceChildren(history.root);
    },
    show(now, after) {
      next = { now, after };
      const count = states.length;
      history.update([...states, state.map((part) => now[part])]);
      write(clock, count ? `${count} ${count > 1 ? "steps" : "step"} taken` : EXPLAINED);
    },
  };
}

// { root, build(traced, shown), show(at, values, graph), focus(key) }. at: numbers by key.
export function makeInputs({ at, set }) {
  const places = el("div", { class: "inputs" });
  const fold = details("Move its inputs", places);
  const change = (key, value) => set({ at: { ...at(), [key]: value } });
  const time = makeTime(at, set);
  const root = el("div", { class: "step" }, ...time.roots, fold);
  let [traced, sliders, starts] = [undefined, [], {}];
  return {
    root,
    build(cell, shown) {
      traced = cell;
      starts = Object.fromEntries(inputsOf(traced).map(({ key, start }) => [key, start]));
      const made = makeSliders(traced, shown, change);
      sliders = made.sliders;
      places.replaceChildren(...made.parts);
      time.build(traced);
    },
    show(now, values, graph) {
      for (const { key, start, put } of sliders) put(now[key] ?? start);
      const old = (part) => keyOf(`${part}_prev`, 0);
      const by = (of) => Object.fromEntries(traced.state.map((part) => [part, of(part)]));
      const before = by((part) => now[old(part)] ?? starts[old(part)]);
      time.show(
        before,
        by((part) => values[graph.outputs[part][0]]),
      );
    },
    focus(key) {
      const found = sliders.find((each) => each.key === key);
      if (!found) return;
      fold.open = true;
      found.root.querySelector("input").focus();
    },
  };
}
