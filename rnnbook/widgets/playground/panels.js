// The two charts with their headings: what was learned, and what gradient arrives.
import { choices, el } from "../_runtime/controls.js";
import { lagChart, learningChart } from "./charts.js";

const GUESS = { recall: "a guess", order: "a guess", parity: "a guess" };
// What the reader brings is read again and again.
const wordsOf = (task) => ({
  share: true,
  score: ["series", "text"].includes(task) ? "answers right" : "answers right, of new sequences",
  loss: "loss",
  guess: GUESS[task] ?? "without a memory",
});

export function panels(redraw) {
  let [show, drawn] = ["score", ""];
  const [learning, lags] = [learningChart(), lagChart()];
  const which = choices(
    "Left chart",
    [
      ["score", "Answers right"],
      ["loss", "Loss"],
    ],
    (value) => {
      show = value;
      redraw();
    },
    { name: "" },
  );
  const head = (...children) => el("div", { class: "panel-head" }, ...children);
  const title = el("p", { class: "title" }, "How much of the gradient arrives");
  const left = el("div", { class: "panel" }, head(which.root), learning.root);
  const right = el("div", { class: "panel" }, head(title), lags.root);
  const root = el("div", { class: "charts" }, left, right);
  return {
    root,
    fit(width) {
      const each = width > 620 ? Math.floor((width - 18) / 2) : width;
      learning.fit(each);
      lags.fit(each);
      drawn = "";
    },
    // While a setting moves, nothing new is learned until the networks begin anew.
    draw({ run, named, s }) {
      const key = [run.version, show, s.task, s.hide, named].join("; ");
      if (key === drawn) return;
      drawn = key;
      which.set(show);
      left.hidden = s.hide.includes("charts");
      right.hidden = s.hide.includes("lags");
      const words = wordsOf(s.task);
      learning.draw({ runs: run.runs, ghost: run.ghost, named, show, words });
      lags.draw({ runs: run.runs, named });
    },
  };
}
