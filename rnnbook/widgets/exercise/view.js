// The panel of an exercise: ways to answer, one of them open, its check, and hints.
//
// The exercise comes sealed, from a file of its own or from a kernel, when the first way is
// opened. What is right, and what to say, exercise.js knows; the panel shows and asks.
import { button, el } from "../_runtime/controls.js";
import { judge, nextHint, openExercise } from "../_runtime/exercise/exercise.js";
import { solved, solvedWith } from "../_runtime/progress.js";
import { load, save } from "../_runtime/storage.js";
import { mark, write } from "../_runtime/svg.js";
import { widget } from "../_runtime/widget.js";
import { fieldsForm } from "./fields.js";
import { messageBox } from "./message.js";

const LAST = "rnnbook-form"; // the way that was opened last, in any exercise
const CHECKS = { numbers: "Check", lines: "Check", fault: "Check", write: "Run and check" };

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

// The buttons of the ways, each with its sentence; set(form) shows which one is open.
function makeWays(choose) {
  const root = el("div", { class: "ways", role: "group", "aria-label": "Ways to answer" });
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
  };
  const set = (form) => {
    root.classList.toggle("chosen", form !== "");
    for (const [each, way] of made) mark(way, "aria-expanded", String(each === form));
  };
  return { root, build, set };
}

// The hints, one at a time, in the notebook's words.
function makeHints(data) {
  const list = el("div", { class: "hints", role: "status" });
  const all = data.hints.length;
  let given = 0;
  const next = button("", () => {
    if (given === all) return;
    list.append(messageBox(nextHint(data, given)));
    given += 1;
    count();
  });
  const count = () => {
    const left = all - given;
    write(next, left ? `${given ? "Next hint" : "Hint"} (${left} left)` : "No more hints");
    mark(next, "aria-disabled", String(!left));
  };
  count();
  return { list, next };
}

// How it was solved before, if it was.
const WITH = {
  numbers: "by giving the answers",
  lines: "by putting the lines in order",
  fault: "by finding the fault",
  write: "by writing the lines",
  notebook: "in the notebook",
};
function solvedLine(data) {
  const form = solvedWith(data.number, data.digest);
  return form ? `✓ Solved ${WITH[form] ?? "before"}.` : "";
}

const FORMS = {
  numbers: (data, tools) => fieldsForm(data, { ...tools, judge }),
};

// A form with its check and what the check says.
function makeDesk(data, name, tools) {
  const verdict = el("div", { class: "verdict", role: "status" });
  const remind = (text) => ({
    status: "not attempted",
    mark: "○",
    title: `Exercise ${data.number}: not attempted yet.`,
    lines: [text],
  });
  const cleared = () => verdict.replaceChildren();
  const form = FORMS[name](data, { ...tools, remind, cleared });
  const check = () => {
    const message = form.check();
    verdict.replaceChildren(messageBox(message));
    if (message.status === "right") tools.right(name);
  };
  const buttons = el("div", { class: "rnn-row" });
  buttons.append(el("button", { class: "rnn-button rnn-primary", type: "submit" }, CHECKS[name]));
  const root = el("form", { class: "desk", novalidate: true }, form.root, buttons, verdict);
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    check();
  });
  return { root, buttons, verdict };
}

// All of an exercise that is there: show(form) shows one way, made when it is first opened.
function makeExercise(data, stage, tools) {
  const hints = makeHints(data);
  const told = el("p", { class: "solved" }, solvedLine(data));
  const desks = new Map();
  const right = (form) => {
    const lasts = solved(data.number, data.digest, form);
    const until = "This browser keeps nothing: the tick stays until you leave the page.";
    write(told, `${solvedLine(data)}${lasts ? "" : ` ${until}`}`);
  };
  const show = (name) => {
    if (!desks.has(name)) desks.set(name, makeDesk(data, name, { ...tools, right }));
    const { root, buttons, verdict } = desks.get(name);
    buttons.append(hints.next, tools.close);
    verdict.after(hints.list);
    if (stage.lastChild !== root) stage.replaceChildren(told, root);
  };
  return { show };
}

const gone = (number) =>
  `Exercise ${number} could not be loaded: the file rnn-exercise-${number}.js is not in the ` +
  "folder _static. Copy the whole folder of the book, or answer in the notebook.";

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

  // The way that is to be open: of "last" the one that was opened last, or the first.
  function resolved(form) {
    const all = w.get("ways");
    if (form !== "last") return all.some(([each]) => each === form) ? form : "";
    const last = load(LAST);
    return all.some(([each]) => each === last) ? last : all[0][0];
  }

  function draw(s) {
    open = resolved(s.form);
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
