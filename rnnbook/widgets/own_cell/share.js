// Handing the cell on: a link to this page, a cell of a notebook, the playground.
import { button, el, row, uniqueId } from "../_runtime/controls.js";
import { mark, write } from "../_runtime/svg.js";

// A notebook's cell that reads and checks the text. A text with three quotes in it stands
// as a string with backslashes, which JSON and Python write alike.
export function asPython(text) {
  const plain = !text.includes('"""') && !text.includes("\\");
  const body = text.endsWith("\n") ? text : `${text}\n`;
  const written = plain ? `"""\\\n${body}"""` : JSON.stringify(text);
  return [
    "from rnnbook import check_cell",
    "from rnnbook.language import read_cell",
    "",
    `text = ${written}`,
    "cell = read_cell(text)",
    "print(check_cell(cell, raises=False))",
    "",
  ].join("\n");
}

// Where the clipboard is not to be had, the text stands in a field, selected.
async function copied(text, fallback) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    fallback.hidden = false;
    fallback.value = text;
    fallback.focus();
    fallback.select();
    return false;
  }
}

// text(): what is handed on. { root, update(text) }.
export function makeShare(source, text) {
  const said = el("span", { class: "quiet", role: "status" });
  const look = { class: "rnn-text by-hand", id: uniqueId(), readonly: true, rows: 3 };
  const byHand = el("textarea", { ...look, "aria-label": "To copy by hand" });
  byHand.hidden = true;
  const copy = async (what, made) => {
    byHand.hidden = true;
    const done = await copied(made, byHand);
    write(said, done ? `${what} copied.` : `Copy it from the field below: it is selected.`);
  };
  const python = button("Copy as Python", () => copy("A notebook cell is", asPython(text())));
  const parts = [python];
  let to;
  if (source.link) {
    parts.unshift(button("Copy link", async () => copy("Link", await source.link(text()))));
    to = el(
      "a",
      { class: "rnn-button to-playground", href: "playground.html" },
      "Train it in the playground",
    );
    parts.push(to);
  }
  let shown;
  return {
    root: el("div", { class: "share" }, row("Hand it on", ...parts, said), byHand),
    async update(now) {
      if (!to || now === shown) return;
      shown = now;
      const address = await source.playground(now);
      if (now === shown) mark(to, "href", address);
    },
  };
}
