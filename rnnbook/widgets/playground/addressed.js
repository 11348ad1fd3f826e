// The settings in the page's address, both ways. In a notebook the address is not ours.
import {
  addressOf,
  flushAddress,
  inBook,
  onAddress,
  readAddress,
  writeAddress,
} from "../_runtime/address.js";
import { fromAddress, toAddress } from "./settings.js";

// addressed(w, known, heard, followed): what the address asks for is set at once, and
// heard(odd) is called with what of it was not taken, and followed() if it was a link on
// the page itself; { write(s), link(s), stop }.
export function addressed(w, known, heard, followed) {
  const first = w.now();
  const ours = inBook(w.root);
  const read = (address) => {
    const { values, odd } = fromAddress(address, known);
    const names = Object.keys(toAddress(first, first));
    w.set(Object.fromEntries(names.map((name) => [name, values[name] ?? first[name]])));
    heard(odd);
  };
  if (ours) read(readAddress());
  // A link on the page itself: the figure comes into view, and Space plays.
  const follow = (address) => {
    read(address);
    followed();
    const top = w.root.getBoundingClientRect().top;
    if (top < 0 || top > innerHeight / 2) w.root.scrollIntoView({ block: "start" });
    const from = document.activeElement;
    if (from?.matches("a[href*='#']"))
      w.root.querySelector(".play")?.focus({ preventScroll: true });
  };
  const stop = ours ? onAddress(follow) : () => {};
  const everything = (s) => toAddress(s, {});
  return {
    write: (s) => ours && writeAddress(toAddress(s, first)),
    // What goes with the settings, as the text of the reader's own cell, is kept.
    link(s) {
      const { cell } = readAddress();
      return addressOf({ ...everything(s), cell: s.nets.includes("own") ? cell : undefined });
    },
    // A figure that is taken away takes its settings with it.
    stop() {
      stop();
      if (!ours) return;
      writeAddress(toAddress(first, first));
      flushAddress();
    },
  };
}
