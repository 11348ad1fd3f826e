// A field for lines of code: numbers beside the lines, and the faulty ones marked. It is a
// plain textarea: Tab leaves it, the browser undoes, a phone's keyboard writes into it.
import { el, uniqueId } from "../_runtime/controls.js";
import { mark } from "../_runtime/svg.js";

const PAUSE = 350; // ms without a key, before the text is read

// Enter keeps the indentation of the line that it ends; after a colon it is one deeper.
function indented(field) {
  const before = field.value.slice(0, field.selectionStart);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const deeper = line.trimEnd().endsWith(":") ? "    " : "";
  return `\n${line.match(/^ */)[0]}${deeper}`;
}

// Typed as by the reader, so that the browser can take it back.
function type(field, text) {
  if (document.execCommand?.("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// The line of a problem as a button that leads there, and what to do about it.
function problem({ line, says, remedy }, go) {
  const lead = el("button", { type: "button", class: "line-link" }, `Line ${line}`);
  lead.addEventListener("click", () => go(line));
  const words = el("span", {}, `${says} `, el("span", { class: "remedy" }, remedy));
  return el("li", {}, lead, words);
}

function makeField(label) {
  const [id, told] = [uniqueId(), uniqueId()];
  const look = { id, class: "lines", wrap: "off", spellcheck: "false", maxlength: 20_000 };
  const off = { autocomplete: "off", autocapitalize: "off", autocorrect: "off" };
  const field = el("textarea", { ...look, ...off, "aria-describedby": told });
  const gutter = el("div", { class: "gutter", "aria-hidden": "true" });
  const bars = el("div", { class: "bars", "aria-hidden": "true" });
  const problems = el("ul", { class: "problems", id: told });
  const area = el("div", { class: "area" }, bars, field);
  const page = el("div", { class: "sheet" }, el("div", { class: "margin" }, gutter), area);
  const root = el("div", { class: "editor" }, el("label", { for: id }, label), page, problems);
  return { field, gutter, bars, problems, root };
}

// onText(text): what stands there after a pause. { root, set(text), say(errors), flush() }.
export function makeEditor({ label, onText }) {
  const { field, gutter, bars, problems, root } = makeField(label);
  let [timer, known, wrong] = [0, "", []];

  const scroll = () => {
    for (const each of [gutter, bars]) each.style.translate = `0 ${-field.scrollTop}px`;
  };
  const go = (line) => {
    const lines = field.value.split("\n");
    const from = lines.slice(0, line - 1).reduce((n, text) => n + text.length + 1, 0);
    field.focus();
    field.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  };
  function number() {
    const count = field.value.split("\n").length;
    const all = Array.from({ length: count }, (_, k) => {
      const bad = wrong.some(({ line }) => line === k + 1);
      return el("div", bad ? { class: "wrong" } : {}, String(k + 1));
    });
    gutter.replaceChildren(...all);
    bars.replaceChildren(
      ...wrong.map(({ line }) => el("div", { class: "bar", style: `--line: ${line - 1}` })),
    );
    scroll();
  }
  const flush = () => {
    clearTimeout(timer);
    if (field.value === known) return;
    known = field.value;
    onText(known);
  };
  field.addEventListener("input", () => {
    number();
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
  });
  field.addEventListener("blur", flush);
  field.addEventListener("scroll", scroll);
  field.addEventListener("keydown", (event) => {
    const plain = !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key !== "Enter" || event.shiftKey || !plain) return;
    event.preventDefault();
    type(field, indented(field));
  });
  return {
    root,
    flush,
    stop: () => clearTimeout(timer),
    set(text) {
      if (text === known) return;
      clearTimeout(timer);
      known = text;
      field.value = text;
      number();
    },
    say(errors) {
      if (errors === wrong) return;
      wrong = errors;
      if (errors.length) mark(field, "aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      problems.replaceChildren(...errors.map((each) => problem(each, go)));
      number();
    },
  };
}
