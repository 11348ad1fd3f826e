// Controls for texts: figures of character networks.
//
//   textField({ label, max, rows, onInput })       { root, set(text), took(text), say(words) }
//   dropdown(label, [[value, text], ...], choose)  { root, set(value) }
import { el, uniqueId } from "./controls.js";
import { write } from "./svg.js";

// A field for a text; `say` tells what of it was not taken.
export function textField({ label, max, rows, onInput, ...attributes }) {
  const id = uniqueId();
  const line = el("p", { class: "rnn-refused", role: "status" });
  const look = { id, class: "rnn-text", maxlength: max, spellcheck: "false", ...attributes };
  const field = rows
    ? el("textarea", { ...look, rows })
    : el("input", { ...look, type: "text", autocomplete: "off", autocapitalize: "off" });
  field.addEventListener("input", () => onInput(field.value));
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

// What a network cannot read, as a sentence; "" if that is nothing.
export function leftOut(unknown) {
  if (!unknown.length) return "";
  const all = unknown.map((c) => `“${c}”`).join(" ");
  return `Left out, for the network does not know it: ${all}.`;
}
