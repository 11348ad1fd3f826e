// The walk through the stages.
import { button, el } from "../_runtime/controls.js";

// Previous, next, and every stage by name; arrow keys walk while the focus is inside.
export function makeStepper({ model, stages, stageOf, put }) {
  const go = (by) => {
    const at = stages.indexOf(stageOf(model.get("stage"))) + by;
    if (!stages[at]) return;
    put({ stage: stages[at].key });
    if (buttons.includes(document.activeElement)) buttons[at].focus();
  };
  const buttons = stages.map(({ key, name, back }) => button(name, () => put({ stage: key }), {
    class: "rnn-button rnn-stage", "aria-label": key === "all" ? "whole cell" : `${back ? "backward" : "forward"}: ${name}`,
  }));
  const group = (label, from, to, tone) => el("li", { class: tone }, el("span", {}, label),
    el("ol", {}, buttons.slice(from, to).map((node) => el("li", {}, node))));
  const behind = stages.findIndex((stage) => stage.back);
  const back = button("‹ Prev", () => go(-1));
  const next = button("Next ›", () => go(1), { class: "rnn-button rnn-primary" });
  const root = el("div", { class: "rnn-stepper", role: "group", "aria-label": "Walk through the cell" }, back,
    next, el("ol", { class: "rnn-stages" },
      group("whole", 0, 1), group("forward", 1, behind), group("backward", behind, stages.length, "rnn-behind")));
  root.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    go(by);
  });
  return {
    root,
    show(stage) {
      const at = stages.indexOf(stage);
      buttons.forEach((node, k) => {
        if (k === at) node.setAttribute("aria-current", "step");
        else node.removeAttribute("aria-current");
      });
      back.setAttribute("aria-disabled", at === 0);
      next.setAttribute("aria-disabled", at === stages.length - 1);
    },
  };
}
