// What the reader's hand does on the drawing. `mixer` is what view.js lends: the layout,
// and ways to read and change the settings.
import { clamp, placeIn } from "../_runtime/svg.js";
import { T } from "./numbers.js";

const EVENTS = { i: "close_input_at", f: "reset_at", o: "open_output_at" };

// Follow a pointer from here until it is lifted.
function follow(element, event, onMove, onEnd = () => {}) {
  const end = (e) => {
    element.removeEventListener("pointermove", onMove);
    for (const kind of ["pointerup", "pointercancel"]) element.removeEventListener(kind, end);
    if (e.type === "pointerup") onEnd();
  };
  element.setPointerCapture(event.pointerId);
  element.addEventListener("pointermove", onMove);
  for (const kind of ["pointerup", "pointercancel"]) element.addEventListener(kind, end);
}

// On the strip: a press places a pulse or takes hold of one; a drag sets its height; a
// press without a drag removes the pulse that was there.
function pressStrip(strip, mixer, event) {
  if (event.button !== 0) return;
  const here = mixer.stepAt(event);
  const apart = (step) => Math.abs(step - here);
  const reach = event.pointerType === "touch" ? 3 : 1;
  const close = mixer.steps().filter((step) => apart(step) <= reach);
  const [near] = close.toSorted((a, b) => apart(a) - apart(b));
  const step = near ?? here;
  const from = near === undefined ? mixer.lastHeight() : mixer.heightAt(near);
  mixer.setPulse(step, from);
  let dragged = false;
  const move = (e) => {
    const up = event.clientY - e.clientY;
    dragged ||= Math.abs(up) > 4;
    const height = Math.round(20 * (from + up / mixer.pulseScale())) / 20;
    if (dragged && height) mixer.setPulse(step, height);
  };
  const end = () => {
    if (near !== undefined && !dragged) mixer.setPulse(step, 0);
  };
  follow(strip, event, move, end);
}

function typeOnStrip(mixer, event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const [t, far] = [mixer.t(), event.shiftKey ? 10 : 1];
  const [back, on] = [{ ArrowLeft: t - far, PageDown: t - 10, Home: 0 }, { ArrowRight: t + far }];
  const moves = { ...back, ...on, PageUp: t + 10, End: T - 1 };
  const height = mixer.heightAt(t);
  const other = height ? 0 : mixer.lastHeight();
  const heights = { Delete: 0, Backspace: 0, Enter: other, " ": other };
  Object.assign(heights, { ArrowUp: height + 0.05 * far, ArrowDown: height - 0.05 * far });
  if (event.key in moves) mixer.set({ t: clamp(moves[event.key], 0, T - 1) });
  else if (event.key in heights) mixer.setPulse(t, heights[event.key]);
  else return;
  event.preventDefault();
}

// On the other tracks: a press moves the cursor, or takes hold of what a gate does.
function eventAt(stage, mixer, event) {
  const at = mixer.layout();
  const [x, y] = placeIn(stage, event);
  return Object.entries(EVENTS).find(([key, name]) => {
    const [box, step] = [at.boxes[key], mixer.eventStep(name)];
    if (step === null || y <= box.top - 4 || y >= box.bottom + 4) return false;
    return Math.abs(x - at.edge(step + (key === "f" ? 0.5 : 0))) < 9;
  })?.[1];
}

export function listen(stage, svg, strip, mixer) {
  strip.addEventListener("pointerdown", (event) => pressStrip(strip, mixer, event));
  strip.addEventListener("keydown", (event) => typeOnStrip(mixer, event));
  svg.addEventListener("pointermove", (e) => {
    if (!e.buttons) svg.classList.toggle("on-event", Boolean(eventAt(stage, mixer, e)));
  });
  svg.addEventListener("pointerdown", (event) => {
    const [x] = placeIn(stage, event);
    if (event.button !== 0 || x < mixer.layout().left - 4) return;
    const name = eventAt(stage, mixer, event);
    const move = (e) => mixer.set({ [name ?? "t"]: mixer.stepAt(e) });
    if (!name) move(event);
    follow(svg, event, move);
  });
}
