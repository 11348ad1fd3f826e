// Three cells on one input. The numbers are those of the cell explorer: traced graphs.
import { button, el, els, math, refusals, restoreFields, row } from "../_runtime/controls.js";
import { write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { makeDiagram } from "../cell_explorer/diagram.js";
import { makeHistory } from "../cell_explorer/history.js";
import { KINDS } from "../cell_explorer/kinds.js";
import { makeNumbers } from "../cell_explorer/numbers.js";
import rnn from "./rnn.svg";
import lstm from "./lstm.svg";
import gru from "./gru.svg";

const DRAWINGS = { rnn, lstm, gru };
const KEEPS = {
  rnn: "h, written anew in every step",
  lstm: "c on a belt, and h, the part of it on show",
  gru: "h on a belt, partly renewed",
};

function makeCell(name, graphs, weights) {
  const kind = KINDS[name];
  const { title } = kind;
  const numbers = makeNumbers(graphs, kind);
  const diagram = makeDiagram({ title, drawings: { small: DRAWINGS[name] } });
  const history = makeHistory(graphs.state, 240);
  const keeps = el("span", {}, ` keeps ${KEEPS[name]}`);
  const head = el("p", { class: "rnn-title" }, el("strong", {}, title), keeps);
  const named = { class: `rnn-one rnn-of-${name}`, "aria-label": title };
  const root = el("section", named, head, diagram.root, history.root);
  const now = (x, state) => {
    const parts = graphs.state.map((part, k) => [part, state[k]]);
    return numbers({ ...kind.start, ...weights, x, ...Object.fromEntries(parts) });
  };
  const after = (x, state) => {
    const values = now(x, state);
    return graphs.state.map((part) => values[part]);
  };
  const show = (x, state, before) => {
    const values = now(x, state);
    diagram.update(values);
    history.update([...before, state]);
    return `${title} ${format(values.h)}`;
  };
  return { root, after, show };
}

export default widget((w) => {
  const names = Object.keys(DRAWINGS);
  const [graphs, weights] = [w.get("graphs"), w.get("weights")];
  const each = names.map((name) => [name, makeCell(name, graphs[name], weights[name])]);
  const cells = Object.fromEntries(each);
  const start = structuredClone(w.now());
  const first = { ...start, history: [], states: start.history[0] ?? start.states };
  const label = ["input ", math("x", "t"), " of all three"];
  const input = w.slider("x", { label, role: "x", min: -2, max: 2 });
  const clock = el("span");
  const go = () => {
    const { x, states, history } = w.now();
    const next = names.map((name) => [name, cells[name].after(x, states[name])]);
    w.set({ history: [...history, states], states: Object.fromEntries(next) });
  };
  const step = button("Next time step", go, { class: "rnn-button rnn-primary" });
  const over = button("Start over", () => {
    w.set(structuredClone(first));
    restoreFields(controls);
  });
  const [controls, three] = els("div", "rnn-controls", "rnn-three");
  const count = document.createTextNode("");
  clock.append(math("t"), count);
  controls.append(input.root, row("Time", step, over, clock));
  refusals(controls);
  three.append(...names.map((name) => cells[name].root));
  w.root.append(controls, three, w.live);

  function draw({ x, states, history }) {
    write(count, `\u00a0= ${history.length + 1}`);
    const before = (name) => history.map((all) => all[name]);
    const told = names.map((name) => cells[name].show(x, states[name], before(name)));
    return `New h: ${told.join(", ")}.`;
  }

  return { draw };
});
