// How much of a gradient is left by lag, in a network of the cell, beside others.
import { el } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { inSlices } from "../_runtime/slices.js";
import { mark, write } from "../_runtime/svg.js";
import { scientific } from "../_runtime/text.js";
import { drawKey, drawLines, makeChart } from "../gradient_ruler/chart.js";
import { runInSteps } from "../gradient_ruler/numbers.js";

const LINES = [
  ["own", "your cell"],
  ["lstm", "LSTM"],
  ["rnn", "RNN"],
];
const ORDER = ["one", "rnn", "lstm", "own"];
const STARTS = ["random", "orthogonal", "identity"].map((key) => [key, key]);

const measure = (cell, draws, s) =>
  runInSteps(cell, draws, s, { slope: null, knobs: cell.gates, direct: false });

// What is left by lag in the reader's cell and in those beside it, step by step.
// { take(cell): another cell of the reader's, measured(settings): a generator }.
function makeMeasures(w) {
  const draws = w.get("draws");
  const beside = Object.entries(w.get("beside")).map(([name, graph]) => [name, makeCell(graph)]);
  const known = new Map(); // what was measured last, by name
  let own;
  return {
    take(cell) {
      own = cell;
      known.delete("own");
    },
    *measured(s) {
      const all = {};
      for (const [name, cell] of [["own", own], ...beside]) {
        const key = JSON.stringify([s.start, s.radius, s.T, cell.gates.map((g) => s.biases[g])]);
        if (known.get(name)?.key !== key) {
          const { left } = yield* measure(cell, draws, s);
          known.set(name, { key, left });
        }
        all[name] = known.get(name).left;
      }
      return all;
    },
  };
}

function said({ T }, { own, lstm, rnn }) {
  const at = (left) => scientific(left.at(-1));
  const times = own.at(-1) > 1 ? "times" : "of";
  const others = `in the LSTM it is ${at(lstm)}, in the vanilla RNN ${at(rnn)}`;
  return `At lag ${T - 1}, ${at(own)} ${times} the gradient is left in your cell; ${others}.`;
}

// { root, build(cell), fit(width), draw(settings), stop }.
export function makeRuler(w) {
  const { take, measured } = makeMeasures(w);
  const start = w.choices("start", "W starts", STARTS);
  const longest = w.slider("T", { label: "lag, up to", min: 10, step: 10 });
  const stage = el("div", { class: "stage" });
  const told = el("p", { class: "told" });
  const root = el("div", { class: "ruler" }, start.root, longest.root, stage, told);
  let [parts, going] = [undefined, undefined];

  function show(s, all) {
    w.root.removeAttribute("aria-busy");
    drawLines(parts, s.T, all, ["own", "lstm", "rnn"]);
    drawKey(parts, all);
    write(told, said(s, all));
    mark(parts.svg, "aria-label", told.textContent);
  }
  // All lines move together, once all are measured; the page has its turn in between.
  function draw(s) {
    const work = going ? undefined : measured(s);
    const first = work?.next();
    if (first?.done) show(s, first.value);
    else if (first) {
      going = inSlices(work, { onDone: (all) => finish(s, all) });
      w.root.setAttribute("aria-busy", "true");
    }
    return told.textContent;
  }
  function finish(s, all) {
    going = undefined;
    show(s, all);
    w.redraw();
  }
  function stop() {
    going?.();
    going = undefined;
  }
  const fit = (width) => {
    stop();
    parts = makeChart(stage, width, LINES, ORDER);
  };
  const build = (made) => {
    stop();
    take(made);
  };
  return { root, fit, draw, build, stop };
}
