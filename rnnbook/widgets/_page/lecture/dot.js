// A pointer for the room: a large dot that follows the mouse or the finger, while P is held
// down, or from one press of it to the next.
import { el } from "../../_runtime/controls.js";

const TAP = 350; // ms: less is a press, more was held

export function makeDot(told) {
  const root = el("div", { class: "lecture-dot", "aria-hidden": "true", hidden: true });
  let [x, y] = [innerWidth / 2, innerHeight / 2];
  let since = 0;
  let wasOn = false;
  const place = () => {
    root.style.transform = `translate(${x}px, ${y}px)`;
  };
  const move = (event) => {
    [x, y] = [event.clientX, event.clientY];
    place();
  };
  const show = (on) => {
    root.hidden = !on;
    place();
    told(on);
  };
  return {
    root,
    toggle: () => show(root.hidden),
    press() {
      wasOn = !root.hidden;
      since = performance.now();
      show(true);
    },
    lift() {
      if (since && (wasOn || performance.now() - since > TAP)) show(false);
      since = 0;
    },
    start() {
      for (const name of ["pointermove", "pointerdown"]) addEventListener(name, move, true);
    },
    stop() {
      for (const name of ["pointermove", "pointerdown"]) removeEventListener(name, move, true);
      show(false);
    },
  };
}
