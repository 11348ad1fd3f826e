// Three cells on one input. The numbers are those of the cell explorer: traced graphs.
import { button, el, format, liveRegion, math, mount, oncePerFrame, refusals, restoreFields, row, slider } from "../_runtime/controls.js";
import { makeDiagram } from "../cell_explorer/diagram.js";
import { makeHistory } from "../cell_explorer/history.js";
import { KINDS } from "../cell_explorer/kinds.js";
import { makeNumbers } from "../cell_explorer/numbers.js";
import rnn from "./rnn.svg";
import lstm from "./lstm.svg";
import gru from "./gru.svg";

const DRAWINGS = { rnn, lstm, gru };
const KEEPS = { rnn: "h, written anew in every step", lstm: "c on a belt, and h, the part of it on show", gru: "h on a belt, partly renewed" };
const TRAITS = ["x", "states", "history"];

function makeCell(name, graphs, weights) {
  const kind = KINDS[name];
  const numbers = makeNumbers(graphs, kind);
  const diagram = makeDiagram({ title: kind.title, drawings: { small: DRAWINGS[name] } });
  const history = makeHistory(graphs.state, 240);
  const shown = document.createTextNode("");
  const root = el("section", { class: `rnn-one rnn-of-${name}`, "aria-label": kind.title },
    el("p", { class: "rnn-title" }, el("strong", {}, kind.title), el("span", {}, ` keeps ${KEEPS[name]}`)),
    diagram.root, history.root);
  const now = (x, state) => numbers({ ...kind.start, ...weights, x, ...Object.fromEntries(graphs.state.map((part, k) => [part, state[k]])) });
  return {
    root,
    title: kind.title,
    after: (x, state) => { const values = now(x, state); return graphs.state.map((part) => values[part]); },
    show(x, state, before) {
      const values = now(x, state);
      diagram.update(values);
      history.update([...before, state]);
      shown.data = format(values.h);
      return shown.data;
    },
  };
}

export default {
  render({ model, el: root }) {
    mount(root, "three_cells");
    const names = Object.keys(model.get("graphs")).sort((a, b) => Object.keys(DRAWINGS).indexOf(a) - Object.keys(DRAWINGS).indexOf(b));
    const cells = Object.fromEntries(names.map((name) => [name, makeCell(name, model.get("graphs")[name], model.get("weights")[name])]));
    const live = liveRegion();
    const put = (changes) => {
      for (const [name, value] of Object.entries(changes)) model.set(name, value);
      model.save_changes();
      redraw();
    };
    const start = structuredClone(Object.fromEntries(TRAITS.map((name) => [name, model.get(name)])));
    const first = { ...start, history: [], states: start.history[0] ?? start.states };
    const input = slider({ label: ["input ", math("x", "t"), " of all three"], role: "x", value: model.get("x"),
      min: -2, max: 2, onInput: (x) => put({ x }) });
    const clock = document.createTextNode("");
    const step = button("Next time step", () => {
      const states = model.get("states");
      put({ history: [...model.get("history"), states],
        states: Object.fromEntries(names.map((name) => [name, cells[name].after(model.get("x"), states[name])])) });
    }, { class: "rnn-button rnn-primary" });
    const over = button("Start over", () => { put(structuredClone(first)); restoreFields(controls); });
    const controls = el("div", { class: "rnn-controls" }, input.root,
      row("Time", step, over, el("span", {}, math("t"), clock)));
    refusals(controls);

    let drawn = false;
    const draw = () => {
      const [x, states, history] = TRAITS.map((name) => model.get(name));
      input.set(x);
      clock.data = `\u00a0= ${history.length + 1}`;
      const told = names.map((name) =>
        `${cells[name].title} ${cells[name].show(x, states[name], history.map((all) => all[name]))}`);
      if (drawn) live.say(() => `New h: ${told.join(", ")}.`);
      drawn = true;
    };
    const redraw = oncePerFrame(draw);
    root.append(controls, el("div", { class: "rnn-three" }, names.map((name) => cells[name].root)), live.root);
    for (const name of TRAITS) model.on(`change:${name}`, redraw);
    draw();
    return () => {
      for (const name of TRAITS) model.off(`change:${name}`, redraw);
      redraw.cancel();
      live.stop();
    };
  },
};
