// Play, one update, rewind, speed, and how far the training is.
import { button, el } from "../_runtime/controls.js";
import { write } from "../_runtime/svg.js";
import { explainer, menu } from "./explain.js";

export const SPEEDS = [
  [0, "fast"],
  [30, "30 a second"],
  [5, "5 a second"],
  [1, "1 a second"],
];
const { format: count } = new Intl.NumberFormat("en");

// transport(run, redraw): run is a session.
export function transport(run, redraw) {
  let pace = 0;
  const { line, label } = explainer();
  const icon = el("span", { "aria-hidden": "true" });
  const word = el("span");
  const play = button("", () => (run.playing ? run.pause() : run.play()), {
    class: "rnn-button rnn-primary play",
  });
  play.append(icon, " ", word);
  const once = button("One update", () => run.update(1));
  const rewind = button("Rewind", () => run.rewind());
  const clear = button("Clear ghost", () => run.clearGhost());
  const { root: why, id } = label("speed");
  const speed = menu({ "aria-labelledby": id }, (value) => {
    pace = value;
    run.speed(value);
    redraw();
  });
  const where = el("span", { class: "where" });
  const buttons = el("div", { class: "rnn-row" }, play, once, rewind, clear);
  const fast = el("div", { class: "rnn-row speed" }, why, speed.root, where);
  return {
    root: el("div", { class: "transport" }, buttons, fast),
    line,
    draw() {
      const updates = Math.max(0, ...run.runs.map((each) => each.updates));
      const stuck = run.refused.length > 0 || run.runs.every((each) => each.diverged);
      write(icon, run.playing ? "❚❚" : "▶");
      write(word, run.playing ? "Pause" : updates ? "Go on" : "Play");
      play.disabled = stuck && !run.playing;
      once.disabled = stuck;
      rewind.disabled = !updates;
      clear.hidden = !run.ghost.length;
      speed.set(pace, SPEEDS);
      const rate =
        run.playing && run.perSecond ? `, ${count(Math.round(run.perSecond))} a second` : "";
      write(where, `${count(updates)} ${updates === 1 ? "update" : "updates"}${rate}`);
    },
  };
}
