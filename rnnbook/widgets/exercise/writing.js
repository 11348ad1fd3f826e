// Lines that the reader writes, in the language of cells; the page runs them on numbers.
import { el, uniqueId } from "../_runtime/controls.js";
import { codeBlock } from "./code.js";

const HELP =
  "Write the lines that stand below this one. The language is that of the book's cells: " +
  "arithmetic, sigmoid, np.tanh, np.exp, np.log, np.split, np.concatenate.";

// Enter keeps the indentation of the line that it ends.
function keepIndent(event) {
  if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.isComposing) return;
  const { target: field } = event;
  const line = field.value.slice(0, field.selectionStart).split("\n").at(-1);
  const indent = /^ */.exec(line)[0];
  if (!indent) return;
  event.preventDefault();
  field.setRangeText(`\n${indent}`, field.selectionStart, field.selectionEnd, "end");
}

// A refusal as two sentences: what came and what was wanted, and the remedy.
const sentence = (text) =>
  `${text[0].toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
const refusal = ({ line, says, remedy }) => `Line ${line}: ${says}. ${sentence(remedy)}`;

function makeField() {
  const id = uniqueId();
  const label = el("label", { for: id }, "Your lines");
  const look = { id, class: "rnn-text writing", rows: 8, "aria-describedby": `${id}-help` };
  const off = { spellcheck: "false", autocapitalize: "off", autocomplete: "off" };
  const field = el("textarea", { ...look, ...off });
  field.addEventListener("keydown", keepIndent);
  field.addEventListener("input", () => field.removeAttribute("aria-invalid"));
  return { label, field, help: `${id}-help` };
}

// read(text): { graph } or { errors }; judge(data, graph): the message for the lines.
export function writingForm(data, { judge, read, remind }) {
  const { label, field, help } = makeField();
  const { head, outputs } = data.write;
  const wanted = el("p", { class: "quiet", id: help }, `${HELP} They make `);
  outputs.forEach((name, k) => {
    const before = k === 0 ? "" : k === outputs.length - 1 ? " and " : ", ";
    wanted.append(before, el("code", {}, name));
  });
  wanted.append(".");
  const root = el("div", { class: "own" }, wanted, codeBlock([head]), label, field);
  const check = () => {
    if (!field.value.trim()) return remind("Nothing is written yet.");
    const { graph, errors } = read(field.value);
    if (!errors) return judge(data, graph);
    field.setAttribute("aria-invalid", "true");
    const title = `Exercise ${data.number}: these lines cannot be read yet.`;
    return { status: "error", mark: "!", title, lines: errors.map(refusal) };
  };
  return { root, check };
}
