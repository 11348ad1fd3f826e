// Where the reader's text comes from and is kept: the page's address, which can be sent to
// a friend, and this browser's memory. In a notebook it is the kernel's alone.
import { addressOf, inBook, onAddress, readAddress, writeAddress } from "../_runtime/address.js";
import { KEPT } from "../_runtime/own.js";
import { pack, unpack } from "../_runtime/packing.js";
import { load, save } from "../_runtime/storage.js";

// What was kept when lines came with an address, and then were changed: it is not lost.
const BEFORE = `${KEPT}-before`;

// { kept(), earlier(), keep(text), link(text), playground(text), stop() }; onLines(text): a
// text has come with the address, or was kept. keep says whether the browser keeps it;
// earlier: what the reader had before somebody else's lines came.
export function makeSource(root, onLines) {
  if (!inBook(root)) {
    return { kept: () => null, earlier: () => null, keep: () => true, link: null, stop() {} };
  }
  const kept = load(KEPT);
  let [wanted, earlier] = [0, load(BEFORE)];
  const take = async ({ cell }) => {
    const turn = ++wanted;
    const text = cell === undefined ? undefined : await unpack(cell);
    if (turn !== wanted || text === undefined) return;
    if (kept && kept !== text) earlier = kept;
    onLines(text);
  };
  const { cell } = readAddress();
  if (cell !== undefined) take({ cell });
  else if (kept) onLines(kept);
  const listening = onAddress(take);
  return {
    earlier: () => earlier,
    kept: () => load(KEPT),
    keep(text) {
      const turn = ++wanted;
      pack(text).then((code) => turn === wanted && writeAddress({ cell: code }));
      if (earlier) save(BEFORE, earlier);
      return save(KEPT, text);
    },
    link: async (text) => addressOf({ cell: await pack(text) }),
    playground: async (text) => {
      const here = location.href.split("#")[0];
      const hash = `nets=own,lstm&cell=${await pack(text)}`;
      return `${new URL("playground.html", here).href}#${hash}`;
    },
    stop() {
      wanted++;
      listening();
    },
  };
}
