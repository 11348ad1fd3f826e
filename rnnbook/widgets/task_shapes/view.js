// The shapes of tasks: choose one, walk through its steps.
import { button, el, els, math, range, row, uniqueId } from "../_runtime/controls.js";
import { clamp, compose, mark, write } from "../_runtime/svg.js";
import { widget } from "../_runtime/widget.js";
import { makeChain } from "./drawing.js";

// What happens at a step, in words.
function sentence(steps, t) {
  const { reads, fed, says } = steps[t - 1];
  const own = `It reads its own last output, “${reads}”. `;
  const came = fed ? own : reads ? `It reads “${reads}”. ` : "It reads nothing. ";
  const later = steps.slice(t).some((step) => step.says);
  const nothing = later ? "It says nothing yet." : "It says nothing.";
  const gone = says ? `It says “${says}”.` : nothing;
  const [from, to] = [t - 1, t].map((k) => math("h", String(k)));
  const moves = ["The state moves on from ", from, " to ", to, `. ${gone}`];
  return [`Step ${t} of ${steps.length}. `, came, ...moves];
}

// The tasks by shape: rows of buttons, and what shows which is chosen.
function makeShapes(w, tasks) {
  const buttons = tasks.map(({ name }) => button(name, () => w.set({ task: name, t: 1 })));
  const groups = [...new Set(tasks.map(({ shape }) => shape))].map((shape) => {
    const of = buttons.filter((_, k) => tasks[k].shape === shape);
    return row(shape, el("span", { class: "shape" }, shape), of);
  });
  const show = (task) => {
    buttons.forEach((each, k) => mark(each, "aria-pressed", tasks[k].name === task));
  };
  return { root: el("div", { class: "shapes" }, groups), show };
}

export default widget((w) => {
  const tasks = w.get("tasks");
  const task = () => tasks.find(({ name }) => name === w.get("task"));
  const go = (by) => w.set({ t: clamp(w.get("t") + by, 1, task().steps.length) });
  const shapes = makeShapes(w, tasks);
  const back = button("‹ Back", () => go(-1));
  const next = button("Next step ›", () => go(1), { class: "rnn-button rnn-primary" });
  const id = uniqueId();
  const scrub = range({ id, min: 1, step: 1 }, (t) => w.set({ t }));
  const [stage, controls, ranged] = els("div", "stage", "controls", "ranged");
  const [words, see] = els("p", "say", "see");
  ranged.append(el("label", { for: id }, "step"), scrub.root);
  controls.append(row("Walk through the steps", back, next), ranged);
  w.root.append(shapes.root, stage, words, see, controls, w.live);
  w.root.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.defaultPrevented || event.target === scrub.root) return; // it has its own
    event.preventDefault();
    go(by);
  });

  let chain;
  let drawn = "";
  function draw({ task: name, t }, width) {
    const { steps, shape, see: shown } = task();
    if (drawn !== `${name} at ${width}`) {
      chain = makeChain(steps);
      stage.replaceChildren(chain.svg);
      chain.resize(width);
      drawn = `${name} at ${width}`;
    }
    chain.show(t);
    compose(words, ...sentence(steps, t));
    write(see, shown);
    mark(chain.svg, "aria-label", `${name}, ${shape}. ${words.textContent}`);
    scrub.set(t, `${t} of ${steps.length}`, steps.length);
    mark(back, "aria-disabled", t === 1);
    mark(next, "aria-disabled", t === steps.length);
    shapes.show(name);
    return words.textContent;
  }

  return { stage, draw };
});
