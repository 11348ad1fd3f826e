// Trained networks, asked for when a figure that needs one comes into view.
//
// A figure asks its model: { need: name }. The answer is a custom message: from the page's
// loader, which fetches a file beside the bundle, or from a kernel. What came is kept for
// all figures of a bundle.
import { el } from "./controls.js";
import { write } from "./svg.js";
import { makeNetwork } from "./characters.js";

const kept = new Map();

// networks(w): { get(name), line, stop }. get gives a network, or undefined until it is
// there; w.redraw is called then. `line` says what is waited for, or missing.
export function networks(w) {
  const line = el("p", { class: "rnn-refused", role: "status" });
  const asked = new Set();
  let seen = false;
  const heard = (content, buffers) => {
    const { network, missing } = content ?? {};
    if (missing) write(line, `The network ${missing} could not be loaded: its file is not here.`);
    if (!network || !asked.has(network.name)) return;
    const bytes = network.bytes ?? buffers?.[0];
    if (!kept.has(network.name)) kept.set(network.name, makeNetwork({ ...network, bytes }));
    w.redraw();
  };
  const watch = new IntersectionObserver(
    ([entry]) => {
      if (!entry.isIntersecting) return;
      seen = true;
      watch.disconnect();
      w.redraw();
    },
    { rootMargin: "300px" },
  );
  w.model.on("msg:custom", heard);
  watch.observe(w.root);
  const ask = (name) => {
    if (asked.has(name)) return;
    asked.add(name);
    w.model.send?.({ need: name });
  };
  return {
    line,
    get(name) {
      const network = kept.get(name);
      if (network) {
        w.root.removeAttribute("aria-busy");
        write(line, "");
        return network;
      }
      w.root.setAttribute("aria-busy", "true");
      if (seen) ask(name);
      return undefined;
    },
    stop() {
      watch.disconnect();
      w.model.off("msg:custom", heard);
    },
  };
}
