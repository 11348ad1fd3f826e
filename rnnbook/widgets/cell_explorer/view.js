// The cell explorer. All mathematics is in the traced graphs (numbers.js runs them);
// here the parts are put together and redrawn, at most once in a frame.
import { el, liveRegion, mount, oncePerFrame } from "../_runtime/controls.js";
import { makeDiagram } from "./diagram.js";
import { KINDS } from "./kinds.js";
import { makeNumbers } from "./numbers.js";
import { makePanel } from "./panel.js";
import { sentence } from "./sentence.js";
import { makeStepper } from "./stepper.js";

export default {
  render({ model, el: root }) {
    mount(root, "cell_explorer");
    const compact = model.get("compact");
    root.classList.toggle("rnn-compact", compact);
    const graphs = model.get("graphs");
    const kind = KINDS[graphs.name];
    const { stages } = kind;
    const stageOf = (key) => stages.find((stage) => stage.key === key) ?? stages[0];
    const traits = [...Object.keys(kind.start), "stage", "history"];
    const diagram = makeDiagram(kind);
    const numbers = makeNumbers(graphs, kind);
    const live = liveRegion();
    const now = () => Object.fromEntries(traits.map((name) => [name, model.get(name)]));

    const put = (changes) => {
      for (const [name, value] of Object.entries(changes)) model.set(name, value);
      model.save_changes();
      redraw();
    };
    const putWeight = (name, k, value) =>
      put({ [name]: model.get(name).map((old, at) => (at === k ? value : old)) });

    const panel = makePanel({ model, graphs, kind, compact, put, putWeight, numbers, now });
    const stepper = makeStepper({ model, stages, stageOf, put });
    const words = el("p", { class: "rnn-sentence" });

    let shown, update, drawn = false;
    const draw = () => {
      const state = now();
      const values = numbers(state);
      if (state.stage !== shown) {
        const stage = stageOf(shown = state.stage);
        diagram.show(stage);
        stepper.show(stage);
        root.classList.toggle("rnn-backward", Boolean(stage.back));
        update = sentence(words, compact && stage.key === "all" ? { say: kind.brief } : stage);
      }
      diagram.update(values);
      update(values);
      panel.update(state, values);
      if (drawn) live.say(() => words.textContent);
      drawn = true;
    };
    const redraw = oncePerFrame(draw);

    root.append(...(compact
      ? [panel.root, diagram.root, words]
      : [diagram.root, words, stepper.root, panel.root]), live.root);
    for (const name of traits) model.on(`change:${name}`, redraw);
    draw();
    return () => {
      for (const name of traits) model.off(`change:${name}`, redraw);
      redraw.cancel();
      live.stop();
    };
  },
};
