// The buttons that open an exercise, one for each way to answer it.
import { el, oneStop } from "../_runtime/controls.js";
import { mark } from "../_runtime/svg.js";

// The buttons of the ways, each with its sentence; set(form) shows which one is open.
export function makeWays(choose) {
  const root = el("div", { class: "ways", role: "group", "aria-label": "Ways to answer" });
  const settle = oneStop(root);
  let made = [];
  let known;
  const build = (ways) => {
    if (ways === known) return;
    known = ways;
    made = ways.map(([form, title, sentence]) => {
      const content = [el("strong", {}, title), el("span", {}, sentence)];
      const look = { class: "way", "aria-expanded": "false", "data-form": form };
      const each = el("button", { type: "button", ...look }, ...content);
      each.addEventListener("click", () => choose(form));
      return [form, each];
    });
    root.replaceChildren(...made.map(([, each]) => each));
    settle();
  };
  const set = (form) => {
    root.classList.toggle("chosen", form !== "");
    for (const [each, way] of made) mark(way, "aria-expanded", String(each === form));
  };
  return { root, build, set };
}
