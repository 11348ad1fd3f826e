// The reader's own cell among the networks: its text from the address or from what this
// browser keeps, read by the language of cells, which comes with that page's script.
import { inBook, readAddress } from "../_runtime/address.js";
import { KEPT } from "../_runtime/own.js";
import { unpack } from "../_runtime/packing.js";
import { load } from "../_runtime/storage.js";

const LANGUAGE = "_runtime/language/language.js";
const NONE =
  "There is no cell of your own yet. Write one on the page “Your own cell”; it is kept for here.";
const GONE = "The language of cells is not to be had here.";

async function textOf() {
  const { cell } = readAddress();
  const sent = cell === undefined ? undefined : await unpack(cell);
  return sent ?? load(KEPT) ?? "";
}

const sentence = ({ line, says, remedy }) => `line ${line}: ${says}. ${remedy ?? ""}`.trim();

async function readText(w, text) {
  if (!text.trim()) return { says: NONE };
  await w.model.send({ need: "own_cell", kind: "widget" });
  const { files, need } = globalThis.rnnbook ?? {};
  if (!files?.[LANGUAGE]) return { says: GONE };
  const { cell, errors } = need(LANGUAGE).readCell(text);
  if (errors) return { says: `Your cell cannot be read: ${sentence(errors[0])}` };
  return { text, cell: { ...cell, b_h: cell.params?.includes("b_h") } };
}

// ownCell(w, came): came() is called when it is there, or when it is known why not.
// { text, cell, says }: says is the sentence where there is none.
export function ownCell(w, came) {
  const own = { text: "", cell: undefined, says: "" };
  let [asked, turn] = [false, 0];
  return {
    own,
    // Asks for it where a network wants it; again when the address has changed.
    async want(again = false) {
      if (asked && !again) return;
      asked = true;
      const mine = ++turn;
      const found = inBook(w.root) ? await readText(w, await textOf()) : { says: GONE };
      if (mine !== turn) return;
      Object.assign(own, { text: "", cell: undefined, says: "" }, found);
      came();
    },
    stop: () => turn++,
  };
}
