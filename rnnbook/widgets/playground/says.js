// What is happening, a sentence a network, and what is read aloud of it.
import { el } from "../_runtime/controls.js";
import { mark, node, place, write } from "../_runtime/svg.js";
import { format, percent, scientific } from "../_runtime/text.js";
import { MARKS } from "./charts.js";

const EVERY = 5000; // ms between announcements while it plays

// Some words for a run, where the engine has none.
function words(run, { share }) {
  if (run.diverged) {
    return "its numbers have overflowed: the steps were too large. Rewind, then clip, or take a smaller rate.";
  }
  const arrives = run.look?.byLag.at(-1);
  const left = Number.isFinite(arrives)
    ? `of its gradient ${scientific(arrives)} is left at the first step.`
    : "";
  if (!run.updates) return left || "has not begun.";
  const score = run.score.recent(50);
  const now = share ? `${percent(score)} right` : `score ${format(score)}`;
  return `${now}; ${left}`;
}

export function sayer() {
  const rows = [0, 1, 2].map((k) => {
    const svg = node(null, "svg", { width: 14, height: 14, viewBox: "-7 -7 14 14" });
    node(svg, "path", { d: MARKS[k] });
    mark(svg, "aria-hidden", "true");
    const [name, text] = [el("b"), el("span")];
    return { root: el("li", {}, svg, name, " ", text), name, text };
  });
  const root = el("ul", { class: "says" }, ...rows.map((each) => each.root));
  let [spoken, when] = ["", 0];
  return {
    root,
    // Returns what is read aloud: new at most every few seconds while it plays.
    draw({ runs, named, playing, task, now = performance.now() }) {
      const said = runs.map((run) => run.look?.sentence || words(run, task));
      rows.forEach(({ root: row, name, text }, k) => {
        row.hidden = k >= runs.length;
        if (row.hidden) return;
        place(row, { style: `--tone: var(--rnn-${named[k][1]})` });
        write(name, `${named[k][0]}:`);
        write(text, said[k]);
      });
      if (!playing || now - when > EVERY) {
        when = now;
        const updates = Math.max(0, ...runs.map((run) => run.updates));
        const each = runs.map((_, k) => `${named[k][0]}: ${said[k]}`).join(" ");
        spoken = `${playing ? "Training" : "Paused"}, ${updates} updates. ${each}`;
      }
      return spoken;
    },
  };
}
