// The shapes of tasks: choose one, walk through its steps.
import { button, el, keepDrawn, liveRegion, math, mount, row, uniqueId } from "../_runtime/controls.js";
import { makeChain } from "./drawing.js";

const TRAITS = ["task", "t"];

// What happens at a step, in words.
function sentence({ steps }, t) {
  const { reads, fed, says } = steps[t - 1];
  const came = fed ? [`It reads its own last output, “${reads}”. `] : reads ? [`It reads “${reads}”. `] : ["It reads nothing. "];
  const later = steps.slice(t).some((step) => step.says);
  const gone = says ? `It says “${says}”.` : later ? "It says nothing yet." : "It says nothing.";
  return [`Step ${t} of ${steps.length}. `, ...came, "The state moves on from ", math("h", String(t - 1)), " to ", math("h", String(t)), `. ${gone}`];
}

function render({ model, el: root }) {
  mount(root, "task_shapes");
  const tasks = model.get("tasks");
  const put = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  const task = () => tasks.find(({ name }) => name === model.get("task"));
  const go = (by) => put({ t: Math.min(Math.max(model.get("t") + by, 1), task().steps.length) });

  const choices = tasks.map(({ name, shape }) => [button(name, () => put({ task: name, t: 1 })), name, shape]);
  const shapes = [...new Set(tasks.map(({ shape }) => shape))];
  const groups = shapes.map((shape) => row(shape, el("span", { class: "shape" }, shape),
    choices.filter(([, , of]) => of === shape).map(([node]) => node)));
  const stage = el("div", { class: "stage" });
  const back = button("‹ Back", () => go(-1));
  const next = button("Next step ›", () => go(1), { class: "rnn-button rnn-primary" });
  const id = uniqueId();
  const scrub = el("input", { type: "range", class: "rnn-range", id, min: 1, step: 1 });
  scrub.addEventListener("input", () => put({ t: Number(scrub.value) }));
  const see = el("p", { class: "see" });
  const words = el("p", { class: "say" });
  const live = liveRegion();
  root.append(el("div", { class: "shapes" }, groups), stage, words, see,
    el("div", { class: "controls" }, row("Walk through the steps", back, next),
      el("div", { class: "ranged" }, el("label", { for: id }, "step"), scrub)), live.root);
  root.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.target === scrub) return; // the slider has its own keys
    event.preventDefault();
    go(by);
  });

  let chain, drawn = "", shown = "";
  function draw(width) {
    const [name, t] = TRAITS.map((trait) => model.get(trait));
    const { steps, shape } = task();
    if (name !== drawn) {
      chain = makeChain(steps);
      stage.replaceChildren(chain.svg);
      drawn = name;
    }
    chain.resize(width);
    chain.show(t);
    if (shown === `${name} ${t}`) return;
    words.replaceChildren(...sentence(task(), t));
    see.textContent = task().see;
    chain.svg.setAttribute("aria-label", `${name}, ${shape}. ${words.textContent}`);
    scrub.max = steps.length;
    if (Number(scrub.value) !== t) scrub.value = t;
    scrub.setAttribute("aria-valuetext", `${t} of ${steps.length}`);
    back.setAttribute("aria-disabled", t === 1);
    next.setAttribute("aria-disabled", t === steps.length);
    for (const [node, choice] of choices) node.setAttribute("aria-pressed", choice === name);
    if (shown) live.say(() => words.textContent);
    shown = `${name} ${t}`;
  }

  return keepDrawn({ model, settings: TRAITS, stage, draw, live });
}

export default { render };
