// Where an exercise is answered: a form, its check and what the check says, the hints.
import { el } from "../_runtime/controls.js";
import { judge, judgeFault, judgeOrder, judgeWritten } from "../_runtime/exercise/exercise.js";
import { readLines } from "../_runtime/language/language.js";
import { solved, solvedWith } from "../_runtime/progress.js";
import { write } from "../_runtime/svg.js";
import { faultForm } from "./fault.js";
import { fieldsForm } from "./fields.js";
import { makeHints } from "./hints.js";
import { messageBox } from "./message.js";
import { orderForm } from "./order.js";
import { writingForm } from "./writing.js";

const CHECKS = { numbers: "Check", lines: "Check", fault: "Check", write: "Run and check" };

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
  lines: (data, tools) => orderForm(data, { ...tools, judge: judgeOrder }),
  fault: (data, tools) => faultForm(data, { ...tools, judge: judgeFault }),
  write: (data, tools) => {
    const read = (text) => readLines(text, data.write);
    return writingForm(data, { ...tools, read, judge: judgeWritten });
  },
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
export function makeExercise(data, stage, tools) {
  const hints = makeHints(data);
  const told = el("p", { class: "solved" }, solvedLine(data));
  const desks = new Map();
  const right = (form) => {
    const lasts = solved(data.number, data.digest, form);
    const until = "This browser keeps nothing: the tick stays until you leave the page.";
    write(told, lasts ? solvedLine(data) : `${solvedLine(data)} ${until}`);
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
