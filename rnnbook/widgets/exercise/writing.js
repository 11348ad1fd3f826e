// Lines that the reader writes, in the language of cells; the page runs them on numbers.
import { el, uniqueId } from "../_runtime/controls.js";
import { codeBlock } from "./code.js";

const HELP =
  "Write the lines as in Python, with the functions that the exercise names. " +
  "The page runs them; nothing leaves this machine.";

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

// The refusals of a text: line by line, with what to do.
const refusal = ({ line, says, remedy }) => `Line ${line}: ${says}${remedy ? ` ${remedy}` : ""}`;

// read(text): { values: the arrays of each case } or { errors }; judge(data, values).
export function writingForm(data, { judge, read, remind }) {
  const id = uniqueId();
  const field = el("textarea", {
    id,
    class: "rnn-text writing",
    rows: 8,
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    "aria-describedby": `${id}-help`,
  });
  field.value = data.write.start ?? "";
  field.addEventListener("keydown", keepIndent);
  field.addEventListener("input", () => field.removeAttribute("aria-invalid"));
  const root = el(
    "div",
    { class: "own" },
    el("p", { class: "quiet", id: `${id}-help` }, HELP),
    codeBlock([data.write.head].flat().filter(Boolean)),
    el("label", { for: id, class: "rnn-quiet" }, "Your lines"),
    field,
  );
  const check = () => {
    if (!field.value.trim()) return remind("Nothing is written yet.");
    const { values, errors } = read(field.value);
    if (errors) {
      field.setAttribute("aria-invalid", "true");
      const say = "these lines cannot be read yet.";
      const title = `Exercise ${data.number}: ${say}`;
      return { status: "error", mark: "!", title, lines: errors.map(refusal) };
    }
    return judge(data, values);
  };
  return { root, check };
}
