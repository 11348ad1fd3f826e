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

// "'c' is not there yet: move the line up." of a problem or a hint.
export const sentence = ({ says, remedy }) => {
  const text = remedy ? `${says}: ${remedy}` : says;
  return /[.?!]$/.test(text) ? text : `${text}.`;
};

// The line of a problem as a button that leads there, and what to do about it.
function problem(each, kind, go) {
  const lead = el("button", { type: "button", class: "line-link" }, `Line ${each.line}`);
  lead.addEventListener("click", () => go(each.line));
  return el("li", { class: kind }, lead, el("span", {}, sentence(each)));
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

// The numbers beside the lines, and bars behind those that are wrong.
function numberLines({ field, gutter, bars, root }, wrong) {
  const count = field.value.split("\n").length;
  const bad = new Set(wrong.map(({ line }) => line));
  const all = Array.from({ length: count }, (_, k) =>
    el("div", bad.has(k + 1) ? { class: "wrong" } : {}, String(k + 1)),
  );
  gutter.replaceChildren(...all);
  root.style.setProperty("--count", count);
  const bar = (line) => el("div", { class: "bar", style: `--line: ${line - 1}` });
  bars.replaceChildren(...[...bad].map(bar));
}

// The whole of a line is selected, and the field has the focus.
function goTo(field, line) {
  const lines = field.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((n, text) => n + text.length + 1, 0);
  field.focus();
  field.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
}

function listen(field, { input, flush, scroll }) {
  let timer = 0;
  field.addEventListener("input", () => {
    input();
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
  });
  field.addEventListener("blur", flush);
  field.addEventListener("scroll", scroll);
  field.addEventListener("keydown", (event) => {
    const held = event.isComposing || event.ctrlKey || event.metaKey || event.altKey;
    if (event.key !== "Enter" || event.shiftKey || held) return;
    event.preventDefault();
    type(field, indented(field));
  });
  return () => clearTimeout(timer);
}

// onLines(text): what stands there after a pause. { root, set(text), say(errors, hints),
// stop }: set shows a text, say what is wrong with it and what may be a slip.
export function makeEditor({ label, onLines }) {
  const parts = makeField(label);
  const { field, gutter, bars, problems, root } = parts;
  let [known, wrong] = ["", []];
  const scroll = () => {
    for (const each of [gutter, bars]) each.style.translate = `0 ${-field.scrollTop}px`;
  };
  const input = () => {
    numberLines(parts, wrong);
    scroll();
  };
  const flush = () => {
    stop();
    if (field.value === known) return;
    known = field.value;
    onLines(known);
  };
  const stop = listen(field, { input, flush, scroll });
  const go = (line) => goTo(field, line);
  return {
    root,
    stop,
    set(text) {
      if (text === known) return;
      stop();
      known = text;
      field.value = text;
      input();
    },
    say(errors, hints) {
      wrong = errors;
      if (errors.length) mark(field, "aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      const all = [
        ...errors.map((each) => [each, "wrong"]),
        ...hints.map((each) => [each, "hint"]),
      ];
      problems.replaceChildren(...all.map(([each, kind]) => problem(each, kind, go)));
      input();
    },
  };
}
