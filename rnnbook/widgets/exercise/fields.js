// Answers as numbers or texts: a field for each, with what is wanted in words.
import { el, uniqueId } from "../_runtime/controls.js";
import { write } from "../_runtime/svg.js";
import { inline } from "./message.js";

const KINDS = {
  whole: () => "a whole number",
  number: () => "a number, such as 0.25 or 1/3",
  list: ({ shape }) => `${shape[0]} numbers with commas between them`,
  table: ({ shape }) => `${shape[0]} rows of ${shape[1]} numbers, one row a line`,
};
const FINE = new Set(["right", "unfinished", "not attempted"]);

function makeField(output, asked) {
  const { name, kind } = output;
  const id = uniqueId();
  const told = el("span", { id: `${id}-told`, class: "told-field" });
  const long = kind === "list" || kind === "table";
  const look = { id, class: "rnn-text answer", autocomplete: "off", autocapitalize: "off" };
  const more = long ? { rows: kind === "list" ? 2 : 4 } : { type: "text" };
  const described = { "aria-describedby": `${id}-kind ${id}-told`, spellcheck: "false" };
  const input = el(long ? "textarea" : "input", { ...look, ...more, ...described });
  const label = el("label", { for: id }, el("code", {}, name));
  if (asked) label.append(": ", ...inline(asked));
  const wanted = el("span", { id: `${id}-kind`, class: "quiet kind" }, KINDS[kind](output));
  const root = el("div", { class: long ? "field long" : "field" }, label, input, told, wanted);
  return { name, root, input, told };
}

// asked: a sentence for each name. judge(answers): the message for some of the answers.
export function fieldsForm(data, { asked, judge }) {
  const fields = data.outputs.map((output) => makeField(output, asked[output.name]));
  const read = (some) =>
    Object.fromEntries(
      some.filter(({ input }) => input.value.trim()).map(({ name, input }) => [name, input.value]),
    );
  const unmark = ({ input, told }) => {
    input.removeAttribute("aria-invalid");
    write(told, "");
  };
  // An answer is marked for what is wrong with it alone.
  const mark = (field, right) => {
    unmark(field);
    if (!field.input.value.trim()) return;
    const fine = right || FINE.has(judge(data, read([field])).status);
    if (!fine) field.input.setAttribute("aria-invalid", "true");
    write(field.told, fine ? "✓ right" : "✗ not yet");
  };
  for (const field of fields) field.input.addEventListener("input", () => unmark(field));
  return {
    root: el("div", { class: "fields" }, ...fields.map(({ root }) => root)),
    check() {
      const message = judge(data, read(fields));
      for (const field of fields) mark(field, message.status === "right");
      return message;
    },
  };
}
