// Controls for texts: figures of character networks.
//
//   textField({ label, max, rows, onInput })       { root, set(text), took(text), say(words) }
//   dropdown(label, [[value, text], ...], choose)  { root, set(value) }
import { el, uniqueId } from "./controls.js";
import { write } from "./svg.js";

// A long text is put into a field at once: a browser that inserts it itself may need a
// minute for 200,000 characters.
const LONG = 4000;

function pasteAtOnce(field, max) {
  field.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text.length < LONG) return;
    event.preventDefault();
    const { selectionStart: from, selectionEnd: end } = field;
    const room = Math.max(0, max - field.value.length + end - from);
    field.setRangeText(text.replaceAll("\r\n", "\n").slice(0, room), from, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// A field for a text; `say` tells what of it was not taken.
export function textField({ label, max, rows, onInput, ...attributes }) {
  const id = uniqueId();
  const line = el("p", { class: "rnn-refused", role: "status" });
  const look = { id, class: "rnn-text", maxlength: max, spellcheck: "false", ...attributes };
  const field = rows
    ? el("textarea", { ...look, rows })
    : el("input", { ...look, type: "text", autocomplete: "off", autocapitalize: "off" });
  field.addEventListener("input", () => onInput(field.value));
  if (rows) pasteAtOnce(field, max);
  const root = el("div", { class: "rnn-field" }, el("label", { for: id }, label), field, line);
  let known;
  return {
    root,
    say: (words) => write(line, words),
    set(text) {
      if (text === known) return;
      known = text;
      field.value = text;
      write(line, "");
    },
    // What the reader is typing stays as it is typed, also where less of it was taken.
    took(text) {
      known = text;
    },
  };
}

export function dropdown(label, options, onChoose) {
  const id = uniqueId();
  const made = options.map(([, text], k) => el("option", { value: k }, text));
  const list = el("select", { id, class: "rnn-select" }, ...made);
  list.addEventListener("change", () => onChoose(options[Number(list.value)][0]));
  const root = el("div", { class: "rnn-field" }, el("label", { for: id }, label), list);
  const set = (value) => {
    const at = options.findIndex(([each]) => each === value);
    if (list.value !== String(at)) list.value = at;
  };
  return { root, set };
}

const NAMED = 12; // characters, all others are counted

// What a network cannot read, as a sentence; "" if that is nothing.
export function leftOut(unknown) {
  if (!unknown.length) return "";
  const all = unknown.slice(0, NAMED).map((c) => `“${c}”`);
  const more = unknown.length > NAMED ? ` and ${unknown.length - NAMED} more` : "";
  return `Left out, for the network does not know it: ${all.join(" ")}${more}.`;
}
