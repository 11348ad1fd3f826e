// The walk through the stages.
import { button, el } from "../_runtime/controls.js";
import { mark } from "../_runtime/svg.js";

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

// The stages are one stop of the Tab key: the current one.
function setCurrent(node, isNow) {
  node.tabIndex = isNow ? 0 : -1;
  if (isNow) mark(node, "aria-current", "step");
  else node.removeAttribute("aria-current");
}

// Previous, next, and every stage by name; arrow keys walk while the focus is inside.
export function makeStepper(stages, current, set) {
  const go = (by) => {
    const at = stages.indexOf(current()) + by;
    if (!stages[at]) return;
    set({ stage: stages[at].key });
    if (buttons.includes(document.activeElement)) buttons[at].focus();
  };
  const buttons = stages.map(({ key, name, back }) => {
    const label = key === "all" ? "whole cell" : `${back ? "backward" : "forward"}: ${name}`;
    const look = { class: "rnn-button rnn-stage", "aria-label": label };
    return button(name, () => set({ stage: key }), look);
  });
  const group = (label, from, to, tone) => {
    const items = buttons.slice(from, to).map((node) => el("li", {}, node));
    return el("li", { class: tone }, el("span", {}, label), el("ol", {}, items));
  };
  const behind = stages.findIndex((stage) => stage.back);
  const back = button("‹ Prev", () => go(-1));
  const next = button("Next ›", () => go(1), { class: "rnn-button rnn-primary" });
  const groups = [
    group("whole", 0, 1),
    group("forward", 1, behind),
    group("backward", behind, stages.length, "rnn-behind"),
  ];
  const named = { class: "rnn-stepper", role: "group", "aria-label": "Walk through the cell" };
  const root = el("div", named, back, next, el("ol", { class: "rnn-stages" }, groups));
  root.addEventListener("keydown", (event) => {
    const by = STEPS[event.key];
    if (!by) return;
    event.preventDefault();
    go(by);
  });
  return {
    root,
    show(stage) {
      const at = stages.indexOf(stage);
      buttons.forEach((node, k) => setCurrent(node, k === at));
      mark(back, "aria-disabled", at === 0);
      mark(next, "aria-disabled", at === stages.length - 1);
    },
  };
}
