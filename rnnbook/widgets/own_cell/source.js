// Where the reader's text comes from and is kept: the page's address, which can be sent to
// a friend, and this browser's memory. In a notebook it is the kernel's alone.
import { addressOf, inBook, onAddress, readAddress, writeAddress } from "../_runtime/address.js";
import { KEPT } from "../_runtime/own.js";
import { pack, unpack } from "../_runtime/packing.js";
import { load, save } from "../_runtime/storage.js";

// { kept(), keep(text), link(text), playground(text), stop() }; onLines(text): a text has
// come with the address, or was kept. keep says whether the browser keeps it.
export function makeSource(root, onLines) {
  if (!inBook(root)) return { kept: () => null, keep: () => true, link: null, stop() {} };
  let wanted = 0;
  const take = async ({ cell }) => {
    const turn = ++wanted;
    const text = cell === undefined ? undefined : await unpack(cell);
    if (turn === wanted && text !== undefined) onLines(text);
  };
  const { cell } = readAddress();
  const kept = load(KEPT);
  if (cell !== undefined) take({ cell });
  else if (kept) onLines(kept);
  const listening = onAddress(take);
  return {
    kept: () => load(KEPT),
    keep(text) {
      const turn = ++wanted;
      pack(text).then((code) => turn === wanted && writeAddress({ cell: code }));
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
