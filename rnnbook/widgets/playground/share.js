// Copy link, copy as Python: what is copied stands in a field, too, for where a page may
// not write to the clipboard.
import { button, el, uniqueId } from "../_runtime/controls.js";
import { write } from "../_runtime/svg.js";

// share({ link, code }): functions that give the texts.
export function share({ link, code }) {
  const said = el("p", { class: "quiet", role: "status" });
  const id = uniqueId();
  const field = el("textarea", {
    class: "rnn-text",
    id,
    readonly: true,
    rows: 3,
    spellcheck: "false",
  });
  const named = el("label", { for: id });
  const box = el("div", { class: "copied", hidden: true }, named, field);
  const copy = async (what, text, rows) => {
    write(named, what);
    field.rows = rows;
    field.value = text;
    box.hidden = false;
    try {
      await navigator.clipboard.writeText(text);
      write(said, `${what}: copied.`);
    } catch {
      field.focus();
      field.select();
      write(said, `${what}: press Ctrl+C, or ⌘C, to copy it.`);
    }
  };
  const buttons = [
    button("Copy link", () => copy("Link to these settings", link(), 3)),
    button("Copy as Python", () => copy("A cell for a notebook", code(), 8)),
  ];
  const row = el("div", { class: "rnn-row" }, ...buttons);
  return { root: el("div", { class: "share" }, row, said, box) };
}
