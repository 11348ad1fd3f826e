// Trained networks, asked for when a figure that needs one comes into view.
//
// A figure asks its model: { need: name }. The answer is a custom message: from the page's
// loader, which fetches a file beside the bundle, or from a kernel. What came is kept for
// all figures of a bundle.
import { el } from "./controls.js";
import { write } from "./svg.js";
import { makeNetwork } from "./characters.js";

const kept = new Map();

const COMING = "The network is on its way, about 200 kB ...";
const gone = (name) => `The network ${name} could not be loaded: its file is not here.`;

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

// networks(w): { get(name), all(names), line, stop }. get gives a network, all several, or
// undefined until they are there; w.redraw is called then. `line` says what is waited for,
// or missing.
export function networks(w) {
  const line = el("p", { class: "rnn-refused", role: "status" });
  const [asked, lost] = [new Set(), new Set()];
  let seen = false;
  const heard = ({ network, missing } = {}, buffers = []) => {
    if (missing) lost.add(missing);
    if (missing) w.redraw();
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
  const ask = (name) => {
    asked.add(name);
    w.model.send?.({ need: name });
  };
  const all = (names) => {
    const open = names.filter((name) => !kept.has(name));
    if (open.length) w.root.setAttribute("aria-busy", "true");
    else w.root.removeAttribute("aria-busy");
    const missing = open.find((name) => lost.has(name));
    write(line, missing ? gone(missing) : open.length ? COMING : "");
    if (seen) open.filter((name) => !asked.has(name)).forEach(ask);
    return open.length ? undefined : names.map((name) => kept.get(name));
  };
  return {
    line,
    all,
    get: (name) => all([name])?.[0],
    stop() {
      unwatch();
      w.model.off("msg:custom", heard);
    },
  };
}
