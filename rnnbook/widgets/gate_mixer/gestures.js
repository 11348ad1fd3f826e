// What the reader's hand does on the drawing. `mixer` is what view.js lends: the layout,
// and ways to read and change the settings.
import { T } from "./mixer.js";

const EVENTS = [["i", "close_input_at"], ["f", "reset_at"], ["o", "open_output_at"]];

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

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
export function pressStrip(strip, mixer) {
  strip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const here = mixer.stepAt(event);
    const reach = event.pointerType === "touch" ? 3 : 1;
    const near = mixer.steps().filter((step) => Math.abs(step - here) <= reach)
      .sort((a, b) => Math.abs(a - here) - Math.abs(b - here))[0];
    const step = near ?? here;
    const from = near === undefined ? mixer.lastHeight() : mixer.heightAt(near);
    mixer.setPulse(step, from);
    let dragged = false;
    follow(strip, event, (e) => {
      dragged ||= Math.abs(e.clientY - event.clientY) > 4;
      const height = Math.round(20 * (from + (event.clientY - e.clientY) / mixer.pulseScale())) / 20;
      if (dragged && height) mixer.setPulse(step, height);
    }, () => { if (near !== undefined && !dragged) mixer.setPulse(step, 0); });
  });

  strip.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const [t, far] = [mixer.t(), event.shiftKey ? 10 : 1];
    const moves = { ArrowLeft: t - far, ArrowRight: t + far, PageUp: t + 10, PageDown: t - 10, Home: 0, End: T - 1 };
    const height = mixer.heightAt(t);
    const other = height ? 0 : mixer.lastHeight();
    const heights = { ArrowUp: height + 0.05 * far, ArrowDown: height - 0.05 * far, Delete: 0, Backspace: 0,
      Enter: other, " ": other };
    if (event.key in moves) mixer.change({ t: clamp(moves[event.key], 0, T - 1) });
    else if (event.key in heights) mixer.setPulse(t, heights[event.key]);
    else return;
    event.preventDefault();
  });
}

// On the other tracks: a press moves the cursor, or takes hold of what a gate does.
export function pressTracks(stage, svg, mixer) {
  const eventAt = (e) => {
    const at = mixer.layout();
    const box = stage.getBoundingClientRect();
    const [x, y] = [e.clientX - box.left, e.clientY - box.top];
    return EVENTS.find(([key, name]) => {
      const { top, bottom } = at.boxes[key];
      const step = mixer.eventStep(name);
      return step !== null && y > top - 4 && y < bottom + 4 &&
        Math.abs(x - at.edge(step + (key === "f" ? 0.5 : 0))) < 9;
    })?.[1];
  };
  svg.addEventListener("pointermove", (e) => {
    if (!e.buttons) svg.classList.toggle("on-event", Boolean(eventAt(e)));
  });
  svg.addEventListener("pointerdown", (event) => {
    const x = event.clientX - stage.getBoundingClientRect().left;
    if (event.button !== 0 || x < mixer.layout().left - 4) return;
    const name = eventAt(event);
    const move = (e) => mixer.change({ [name ?? "t"]: mixer.stepAt(e) });
    if (!name) move(event);
    follow(svg, event, move);
  });
}
