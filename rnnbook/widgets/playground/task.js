// What is learned: the task, its lag, and what the networks share.
import { el } from "../_runtime/controls.js";
import { write } from "../_runtime/svg.js";
import { textField } from "../_runtime/words.js";
import { explainer, menu } from "./explain.js";
import { CONTROL, TASK } from "./sentences.js";
import { MENU } from "./settings.js";

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const numbers = (list, value) => {
  const all = list.includes(value) ? list : [...list, value];
  return all.toSorted((a, b) => a - b).map((v) => [v, String(v)]);
};
// The strings of the grammar have the lengths that they have.
const lagless = (task) => task === "reber";

function lists(w, label) {
  return ["task", "batch", "seed"].map((name) => {
    const { root: why, id } = label(name);
    const list = menu({ "aria-labelledby": id }, (value) => w.set({ [name]: value }));
    const root = el("div", { class: "choice", "data-name": name }, why, list.root);
    return { root, set: list.set };
  });
}

function lagOf(w, known, label) {
  const { root: why } = label("lag");
  const max = Math.min(100, known.limits.lag.max);
  const bar = w.slider("lag", { label: "lag", step: 1, min: 1, max });
  bar.root.querySelector(".rnn-label").classList.add("rnn-quiet");
  return el("div", { class: "choice lag", "data-name": "lag" }, why, bar.root);
}

// Fields for what the reader brings.
function brought(w, known) {
  const made = ["series", "text"].map((name) => {
    const { max } = known.limits[name];
    const onInput = (value) => w.set({ [name]: value });
    return [name, textField({ label: CONTROL[name][0], max, rows: 4, onInput })];
  });
  return {
    roots: made.map(([, field]) => field.root),
    draw(s) {
      for (const [name, field] of made) {
        field.root.hidden = s.task !== name;
        field.set(s[name]);
      }
    },
  };
}

// taskBlock(w, known): { root, draw(s) }
export function taskBlock(w, known) {
  const { line, label } = explainer();
  const [task, batch, seed] = lists(w, label);
  const far = lagOf(w, known, label);
  const says = el("p", { class: "asks" });
  const own = brought(w, known);
  const few = el("div", { class: "few" }, batch.root, seed.root);
  const parts = [task.root, far, few, line, says, ...own.roots];
  const tasks = known.tasks.map((each) => [each, TASK[each]?.name ?? each]);
  return {
    root: el("div", { class: "task" }, ...parts),
    draw(s) {
      task.set(s.task, tasks);
      batch.set(s.batch, numbers(MENU.batch, s.batch));
      seed.set(s.seed, numbers(SEEDS, s.seed));
      own.draw(s);
      for (const each of [task.root, batch.root, seed.root, far]) {
        const { name } = each.dataset;
        each.hidden = s.hide.includes(name) || (name === "lag" && lagless(s.task));
      }
      write(says, TASK[s.task]?.says ?? "");
    },
  };
}
