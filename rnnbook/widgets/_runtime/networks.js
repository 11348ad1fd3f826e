// Trained networks, asked for when a figure that needs one comes into view.
//
// A figure asks its model: { need: name }. The answer is a custom message: from the page's
// loader, which fetches a file beside the bundle, or from a kernel. What came is kept for
// all figures of a bundle.
import { el } from "./controls.js";
import { write } from "./svg.js";
import { makeNetwork } from "./characters.js";

const kept = new Map();

// Calls once when an element comes near the part of the page that is seen.
function whenSeen(element, call) {
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      call();
    },
    { rootMargin: "300px" },
  );
  watch.observe(element);
  return () => watch.disconnect();
}

// networks(w): { get(name), line, stop }. get gives a network, or undefined until it is
// there; w.redraw is called then. `line` says what is missing.
export function networks(w) {
  const line = el("p", { class: "rnn-refused", role: "status" });
  const asked = new Set();
  let seen = false;
  const heard = ({ network, missing } = {}, buffers = []) => {
    if (missing) write(line, `The network ${missing} could not be loaded: its file is not here.`);
    if (!network || !asked.has(network.name)) return;
    const bytes = network.bytes ?? buffers[0];
    if (!kept.has(network.name)) kept.set(network.name, makeNetwork({ ...network, bytes }));
    w.redraw();
  };
  const unwatch = whenSeen(w.root, () => {
    seen = true;
    w.redraw();
  });
  w.model.on("msg:custom", heard);
  return {
    line,
    get(name) {
      const network = kept.get(name);
      if (network) w.root.removeAttribute("aria-busy");
      else w.root.setAttribute("aria-busy", "true");
      if (!network && seen && !asked.has(name)) {
        asked.add(name);
        w.model.send?.({ need: name });
      }
      return network;
    },
    stop() {
      unwatch();
      w.model.off("msg:custom", heard);
    },
  };
}
