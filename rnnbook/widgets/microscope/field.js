// The text: a field to type in, above shades of its characters. The caret says which
// character is looked at.
import { button, el, uniqueId } from "../_runtime/controls.js";
import { enlarged, mark, placeIn, write } from "../_runtime/svg.js";

const UNDERLINED = 3; // nats
const LEVELS = 31; // of a shade: view.css has a class for each

// A span for each character; a line break shows a mark that takes no room.
function spansOf(text) {
  return [...text].map((c) =>
    c === "\n" ? el("span", { class: "break" }, "\n") : el("span", {}, c),
  );
}

// Which character is under the pointer, by the boxes of the spans.
function finder(under) {
  let boxes;
  return {
    forget: () => (boxes = undefined),
    at(event) {
      const base = under.getBoundingClientRect();
      const scale = enlarged(under);
      boxes ??= [...under.children].map((span) => {
        const { left, right, top, bottom } = span.getBoundingClientRect();
        const box = [left - base.left, right - base.left, top - base.top, bottom - base.top];
        return box.map((edge) => edge / scale);
      });
      const [x, y] = placeIn(under, event);
      return boxes.findIndex(([l, r, t, b]) => x >= l && x < r && y >= t && y < b);
    },
    box: (k) => boxes?.[k],
  };
}

// The line that says a letter's number where the pointer is.
function makeTip(root, under, told) {
  const tip = el("span", { class: "tip", "aria-hidden": "true" });
  const find = finder(under);
  root.append(tip);
  const hide = () => tip.classList.remove("shown");
  root.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const k = find.at(event);
    const text = k < 0 ? "" : told(k);
    if (!text) return hide();
    write(tip, text);
    const [left, , top] = find.box(k);
    Object.assign(tip.style, { left: `${Math.min(left, root.clientWidth - 130)}px` });
    Object.assign(tip.style, { top: `${top - 26}px` });
    tip.classList.add("shown");
  });
  root.addEventListener("pointerleave", hide);
  return { forget: find.forget, hide };
}

// On a touch screen the keyboard stays away until it is asked for: letters can be tapped.
function makeKeyboard(field) {
  if (!globalThis.matchMedia?.("(pointer: coarse)").matches) return [];
  field.inputMode = "none";
  const ask = button("Keyboard", () => {
    const away = field.inputMode === "none";
    field.blur();
    field.inputMode = away ? "text" : "none";
    mark(ask, "aria-pressed", away);
    if (away) field.focus();
  });
  mark(ask, "aria-pressed", false);
  return [ask];
}

// Shades on the spans; only what differs is touched.
function shader(under) {
  const [looks, spans] = [[], []];
  let known = "";
  under.append(el("i", {}, "\u200b"));
  return {
    // Only the letters between the first and the last that differ are made anew.
    fresh(text) {
      const most = Math.min(text.length, known.length);
      let [from, end] = [0, 0];
      while (from < most && text[from] === known[from]) from += 1;
      while (end < most - from && text.at(-1 - end) === known.at(-1 - end)) end += 1;
      const made = spansOf(text.slice(from, text.length - end));
      const gone = spans.splice(from, known.length - end - from, ...made);
      looks.splice(from, gone.length, ...made.map(() => ""));
      for (const span of gone) span.remove();
      (from ? spans[from - 1] : null)?.after(...made);
      if (!from) under.prepend(...made);
      known = text;
    },
    set(shades, at) {
      spans.forEach((span, k) => {
        const v = shades.values[k];
        const kind = v === undefined || Number.isNaN(v) ? "later" : v < 0 ? "less" : "more";
        const part = Math.round(LEVELS * Math.min(1, Math.abs(v || 0)));
        const line = shades.marks?.[k] >= UNDERLINED ? " much" : "";
        const shade = part ? ` s${part}` : "";
        const look = `${kind}${line}${k === at ? " at" : ""}${shade}`;
        if (looks[k] === look) return;
        looks[k] = look;
        span.className = known[k] === "\n" ? `break ${look}` : look;
      });
    },
  };
}

// The parts of the field, one over the other, with a label above and a line below.
function makeParts(max) {
  const id = uniqueId();
  const look = { id, maxlength: max, spellcheck: "false", autocapitalize: "off", rows: 1 };
  const field = el("textarea", { ...look, autocomplete: "off", class: "over" });
  const under = el("div", { class: "under", "aria-hidden": "true" });
  const stack = el("div", { class: "stack" }, under, field);
  const label = el("label", { for: id }, "The text that the network reads: type, paste, click");
  const line = el("p", { class: "rnn-refused", role: "status" });
  return { field, under, stack, line, root: el("div", { class: "typing" }, label, stack, line) };
}

// What the reader does in the field: typing, and moving the caret.
function listen(field, state, onTyped, onCaret) {
  const caret = () => Math.max(0, field.selectionEnd - 1);
  const moved = () => {
    const same = document.activeElement !== field || field.value !== state.text;
    if (same || caret() === state.at) return;
    state.at = caret();
    onCaret(state.at);
  };
  for (const event of ["keyup", "click", "select", "selectionchange"]) {
    field.addEventListener(event, moved);
  }
  const put = () => field.setSelectionRange(state.at + 1, state.at + 1);
  field.addEventListener("focus", () => field.selectionStart === field.selectionEnd && put());
  // What was not taken goes from the field too: the shades below are those of its letters.
  const typed = () => {
    const [taken, before] = onTyped(field.value, caret());
    state.nothing = !taken;
    field.parentElement.classList.toggle("nothing", state.nothing);
    if (!taken || taken === field.value) return;
    field.value = taken;
    field.setSelectionRange(before, before);
  };
  // A field that is left with nothing in it has the last text again.
  field.addEventListener("blur", () => {
    if (!state.nothing) return;
    field.value = state.text;
    typed();
  });
  field.addEventListener("input", (event) => event.isComposing || typed());
  field.addEventListener("compositionend", typed);
  return () => document.activeElement === field && caret() !== state.at && put();
}

// makeField({ max, onTyped, onCaret, told }): { root, keyboard, set(text, at), shade(shades,
// at), say(words) }. onTyped(text, at) for what was typed gives what is taken of it, and how
// much of that stands before the caret; onCaret(at) for a caret that was
// moved; told(k) is what a pointer over the character k is told.
export function makeField({ max, onTyped, onCaret, told }) {
  const { field, under, stack, line, root } = makeParts(max);
  const [shades, tip] = [shader(under), makeTip(stack, under, told)];
  const state = { text: undefined, at: 0 };
  const follow = listen(field, state, onTyped, onCaret);
  new ResizeObserver(tip.forget).observe(stack);
  return {
    root,
    keyboard: makeKeyboard(field),
    say: (words) => write(line, words),
    shade: shades.set,
    set(text, at) {
      if (text !== state.text) {
        state.text = text;
        tip.forget();
        tip.hide();
        shades.fresh(text);
        if (field.value !== text) field.value = text;
        state.nothing = false;
        stack.classList.remove("nothing");
      }
      state.at = at;
      follow();
    },
  };
}
