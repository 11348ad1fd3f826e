// Where the reader's text comes from and is kept: the page's address, which can be sent to
// a friend, and this browser's memory. In a notebook it is the kernel's alone.
import { addressOf, inBook, onAddress, readAddress, writeAddress } from "../_runtime/address.js";
import { KEPT } from "../_runtime/own.js";
import { pack, unpack } from "../_runtime/packing.js";
import { load, save } from "../_runtime/storage.js";

// { kept(), keep(text), link(text), playground(text), stop() }; onText(text): a text has
// come with the address, or was kept.
export function makeSource(root, onText) {
  if (!inBook(root)) return { kept: () => null, keep() {}, link: null, stop() {} };
  let wanted = 0;
  const take = async ({ cell }) => {
    const turn = ++wanted;
    const text = cell === undefined ? undefined : await unpack(cell);
    if (turn === wanted && text !== undefined) onText(text);
  };
  const { cell } = readAddress();
  const kept = load(KEPT);
  if (cell !== undefined) take({ cell });
  else if (kept) onText(kept);
  const listening = onAddress(take);
  return {
    kept: () => load(KEPT),
    async keep(text) {
      const turn = ++wanted;
      save(KEPT, text);
      const code = await pack(text);
      if (turn === wanted) writeAddress({ cell: code });
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
