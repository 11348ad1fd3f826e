// The cell explorer. All mathematics is in the traced graphs (numbers.js runs them);
// here the parts are put together.
import { el } from "../_runtime/controls.js";
import { widget } from "../_runtime/widget.js";
import { makeDiagram } from "./diagram.js";
import { KINDS } from "./kinds.js";
import { makeNumbers } from "./numbers.js";
import { makePanel } from "./panel.js";
import { sentence } from "./sentence.js";
import { makeStepper } from "./stepper.js";

export default widget((w) => {
  const [compact, graphs] = [w.get("compact"), w.get("graphs")];
  w.root.classList.toggle("rnn-compact", compact);
  const kind = KINDS[graphs.name];
  const { stages } = kind;
  const stageOf = (key) => stages.find((stage) => stage.key === key) ?? stages[0];
  // A cell has some of the settings only: an RNN has no c.
  const names = [...Object.keys(kind.start), "stage", "history"];
  const now = () => Object.fromEntries(names.map((name) => [name, w.get(name)]));
  const setWeight = (name, k, value) => w.set({ [name]: w.get(name).with(k, value) });
  const diagram = makeDiagram(kind);
  const numbers = makeNumbers(graphs, kind);
  const panel = makePanel({ w, graphs, kind, compact, now, numbers, setWeight });
  const stepper = makeStepper(stages, () => stageOf(w.get("stage")), w.set);
  const words = el("p", { class: "rnn-sentence" });
  const wide = [diagram.root, words, stepper.root, panel.root];
  w.root.append(...(compact ? [panel.root, diagram.root, words] : wide), w.live);

  let shown;
  let update;
  function show(stage) {
    diagram.show(stage);
    stepper.show(stage);
    const back = Boolean(stage.back);
    w.root.classList.toggle("rnn-backward", back);
    // The sliders of what arrives move the page below.
    w.later("arriving", () => w.root.classList.toggle("rnn-arriving", back));
    update = sentence(words, compact && stage.key === "all" ? { say: kind.brief } : stage);
    shown = stage;
  }

  function draw() {
    const state = now();
    const stage = stageOf(state.stage);
    if (stage !== shown) show(stage);
    const values = numbers(state);
    diagram.update(values);
    update(values);
    panel.update(state, values);
    return words.textContent;
  }

  return { draw };
});
