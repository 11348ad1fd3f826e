// What is happening, a sentence a network, and what is read aloud of it.
import { el } from "../_runtime/controls.js";
import { mark, node, place, write } from "../_runtime/svg.js";
import { MARKS } from "./charts.js";

const EVERY = 5000; // ms between announcements while it plays

// What a network says before the engine has looked at it.
const FIRST = "is being made ready.";

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
    draw({ runs, named, playing, now = performance.now() }) {
      const said = runs.map((run) => run.look?.sentence ?? FIRST);
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
