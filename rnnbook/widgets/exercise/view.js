// The panel of an exercise: ways to answer, and one of them open.
//
// The exercise comes sealed, from a file of its own or from a kernel, when the first way is
// opened. What is right, and what to say, exercise.js knows; the panel shows and asks.
import { button, el } from "../_runtime/controls.js";
import { openExercise } from "../_runtime/exercise/exercise.js";
import { load, save } from "../_runtime/storage.js";
import { write } from "../_runtime/svg.js";
import { widget } from "../_runtime/widget.js";
import { makeExercise } from "./desk.js";
import { makeWays } from "./ways.js";

const LAST = "rnnbook-form"; // the way that was opened last, in any exercise

// Asks for an exercise, and calls done(data) once it is there, done() where its file is
// missing. Returns what ends the waiting.
function fetchExercise(w, number, done) {
  const heard = ({ exercise, missing } = {}) => {
    if (exercise === undefined && missing !== number) return;
    stop();
    done(exercise && openExercise(exercise));
  };
  const stop = () => w.model.off("msg:custom", heard);
  w.model.on("msg:custom", heard);
  w.model.send?.({ need: number, kind: "exercise" });
  return stop;
}

const gone = (number) =>
  `Exercise ${number} could not be loaded: the file rnn-exercise-${number}.js is not in the ` +
  "folder _static. Copy the whole folder of the book, or answer in the notebook.";

// The way that is to be open: of "last" the one that was opened last, or the first.
function resolved(form, ways) {
  const all = ways.map(([each]) => each);
  const wanted = form === "last" ? load(LAST) : form;
  return all.includes(wanted) ? wanted : form === "last" ? all[0] : "";
}

export default widget((w) => {
  const stage = el("div", { class: "stage" });
  const line = el("p", { class: "rnn-refused", role: "status" });
  const ways = makeWays((form) => w.set({ form: form === open ? "" : form }));
  const close = button("Close", () => {
    ways.root.querySelector('[aria-expanded="true"]').focus();
    w.set({ form: "" });
  });
  w.root.append(ways.root, line, stage, w.live);
  let shown; // { number, show }
  let open = "";
  let said = "";
  let waiting = () => {};

  const say = (text) => {
    said = text;
    w.redraw();
  };

  function fetchNow(number) {
    waiting();
    shown = { number };
    write(line, "The exercise is on its way ...");
    w.root.setAttribute("aria-busy", "true");
    waiting = fetchExercise(w, number, (data) => {
      w.root.removeAttribute("aria-busy");
      write(line, data ? "" : gone(number));
      const tools = { say, close, asked: w.get("asked") };
      if (data) Object.assign(shown, makeExercise(data, stage, tools));
      w.redraw();
    });
  }

  function draw(s) {
    open = resolved(s.form, w.get("ways"));
    ways.build(w.get("ways"));
    ways.set(open);
    stage.hidden = !open;
    if (!open) return said;
    save(LAST, open);
    if (shown?.number !== s.number) fetchNow(s.number);
    else shown.show?.(open);
    return said;
  }

  return { draw, stop: () => waiting() };
});
