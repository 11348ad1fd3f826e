// The reader's own cell in other figures of the book.
//
//   keptCell(w)    a promise of the cell that the reader has kept on the page "Your own
//                  cell", traced; undefined if there is none, if it cannot be read, and in
//                  a notebook, where a cell comes from Python
//
// The language of cells comes with the script of that page's figure, and only where there
// is something to read.
import { inBook } from "./address.js";
import { load } from "./storage.js";

export const KEPT = "rnnbook-cell";
const LANGUAGE = "_runtime/language/language.js";

export async function keptCell({ root, model }) {
  const text = inBook(root) ? load(KEPT) : null;
  if (!text) return undefined;
  await model.send({ need: "own_cell", kind: "widget" });
  const { files, need } = globalThis.rnnbook ?? {};
  return files?.[LANGUAGE] && need(LANGUAGE).readCell(text).cell;
}
