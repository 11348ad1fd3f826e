// Keys, and a finger that wipes. A key in a control of a figure belongs to the control,
// until Escape gives the lecture the focus again; but Page Up and Page Down, which a
// presenter's remote sends, always turn the page.
const FIELDS = "input, select, textarea, [contenteditable]";
const OWNERS = `${FIELDS}, [tabindex]:not([tabindex="-1"], button, article), [role=slider]`;
const PRESSED = "button, a[href], summary";
const FAR = 60; // pixels of a wipe

export const HELP = [
  ["→, Page Down, Space", "the next slide"],
  ["←, Page Up", "the slide before"],
  ["↓, ↑", "scroll a tall slide; else the next, the one before"],
  ["Home, End", "the first slide, the last"],
  ["O", "all slides, and what is one"],
  ["N", "your notes, in a window of their own"],
  ["S", "your notes, beside the slide"],
  ["C", "the caption of the figure, or hide it"],
  ["P", "a pointer: hold it down, or press once"],
  ["B, full stop", "a black screen"],
  ["F", "the whole screen"],
  ["D", "dark or light"],
  ["Escape", "from a control back to the slides; else leave"],
];

const MOVES = {
  ArrowRight: "next",
  PageDown: "next",
  " ": "next",
  Enter: "next",
  ArrowLeft: "back",
  PageUp: "back",
  Backspace: "back",
  ArrowDown: "down",
  ArrowUp: "up",
  Home: "first",
  End: "last",
  o: "overview",
  n: "notes",
  s: "split",
  c: "caption",
  b: "black",
  ".": "black",
  f: "full",
  p: "point",
  d: "theme",
  "?": "help",
  Escape: "escape",
};

// What a key means where the focus is, or nothing.
function meaning({ key, target, shiftKey }) {
  const turns = key === "PageDown" || key === "PageUp";
  const inside = target.parentElement?.closest("article");
  const field = target.closest?.(inside ? OWNERS : FIELDS);
  if (key === "Escape") return inside || field ? "focus" : "escape";
  if (target.closest?.("textarea") || (field && !turns)) return undefined;
  if (target.closest?.(PRESSED) && (key === " " || key === "Enter")) return undefined;
  if (key === " " && shiftKey) return "back";
  return MOVES[key.length === 1 ? key.toLowerCase() : key];
}

// acts: what is done, by name; isOpen(): whether a dialog has the keys. Returns the two
// listeners, which a window of notes takes too.
export function keysFor(acts, isOpen) {
  const down = (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isOpen())
      return;
    const act = meaning(event);
    if (!act) return;
    event.preventDefault();
    if (act === "point" && event.repeat) return;
    acts[act](true);
  };
  const up = ({ key }) => key.toLowerCase() === "p" && acts.point(false);
  return { down, up };
}

// From right to left is on, from left to right is back; not in a figure, which has fingers
// of its own, nor in what scrolls sideways.
export function wipes(root, { next, back }) {
  let from = null;
  const start = ({ touches, target }) => {
    const own = target.closest(`.rnn-widget-live, .scrolls, pre, ${FIELDS}`);
    from = touches.length === 1 && !own ? touches[0] : null;
  };
  const end = ({ changedTouches: [touch] }) => {
    if (!from) return;
    const [x, y] = [touch.clientX - from.clientX, touch.clientY - from.clientY];
    from = null;
    if (Math.abs(x) < FAR || Math.abs(x) < 2 * Math.abs(y)) return;
    if (x < 0) next();
    else back();
  };
  root.addEventListener("touchstart", start, { passive: true });
  root.addEventListener("touchend", end, { passive: true });
  return () => {
    root.removeEventListener("touchstart", start);
    root.removeEventListener("touchend", end);
  };
}
