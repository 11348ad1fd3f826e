// Controls that the widgets share: native inputs with labels.
//
//   slider({ label, value, min, max, step, onInput })   a range and a number, in sync
//   number({ label, value, step, onInput })             a number field alone
//   range(attributes, onInput)                          a range alone
//   valued({ label, onInput, ...attributes })           a range between a label and words
//   choices(label, [[value, text], ...], onChoose)      buttons, one of them pressed
//   button(text, onClick), row(label, ...children)      a button, a named group
//   oneStop(root)                                       its buttons: one stop of the Tab key
//   details(summary, ...children)                       folded on phones
// All but the last three lines give { root, set(value) }: put `root` on the page; `set`
// shows a value that came from elsewhere and calls nobody back.
import { mark, write } from "./svg.js";

// el("p", { class: "note" }, "text", child): attributes as they are written in HTML.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat());
  return node;
}

// Several of one kind, one for each class.
export const els = (tag, ...names) => names.map((name) => el(tag, { class: name }));

// A symbol as the book sets it: math("c", "t−1") is an italic c with its subscript.
export function math(letter, below = "") {
  return el("span", { class: "rnn-math" }, el("i", {}, letter), below ? el("sub", {}, below) : "");
}

// An id that no other widget on the page has, whichever bundle it came from.
export const uniqueId = () => `rnn-${Math.random().toString(36).slice(2, 10)}`;

// check(left): whether a field holds what is usable; if not it is marked, and told about.
function judge(root, read, text) {
  let timer = 0;
  const tell = (detail) =>
    root.dispatchEvent(new CustomEvent("rnn-refused", { bubbles: true, detail }));
  return (left) => {
    clearTimeout(timer);
    const refused = read() === undefined;
    if (refused) root.setAttribute("aria-invalid", "true");
    else root.removeAttribute("aria-invalid");
    if (!refused || left) tell(refused ? text() : "");
    else timer = setTimeout(() => tell(text()), 700);
    return !refused;
  };
}

// A number field that takes what is `usable` and says what is `wanted` otherwise: the
// field is marked and its region's line (refusals) tells it, at once when the reader
// leaves the field, a moment later while there may be more digits to come. The value that
// was, stays until there is a new one. A `late` field waits for Enter, or for being left.
export function numberField({
  usable = () => true,
  wanted = "a number, for instance 0.5",
  write: written = String,
  late = false,
  onInput,
  ...attributes
}) {
  const fixed = { type: "number", class: "rnn-number", inputmode: "decimal" };
  const root = el("input", { ...fixed, ...attributes });
  let known;
  const read = () => {
    const value = root.valueAsNumber; // NaN while it is not a number yet: "", "-", "1e"
    return Number.isFinite(value) && usable(value) ? value : undefined;
  };
  const check = judge(root, read, () => `Wanted: ${wanted}. Until then ${written(known)} stays.`);
  const take = () => {
    if (read() === known) return;
    known = read();
    onInput(known);
  };
  root.addEventListener("input", () => {
    if ((!late || read() === undefined) && check() && !late) take();
  });
  root.addEventListener("change", () => check(true) && take());
  const restore = () => {
    if (!root.hasAttribute("aria-invalid")) return;
    root.value = written(known);
    check(true);
  };
  root.addEventListener("rnn-restore", restore);
  const set = (value) => {
    if (value === known) return; // what the reader is typing stays as it is typed
    known = value;
    root.value = written(value);
    if (root.hasAttribute("aria-invalid")) check(true);
  };
  return { root, restore, set };
}

// The line in which a region says what one of its number fields wanted; it stands before
// `next`, or last.
export function refusals(region, next = null) {
  const line = el("p", { class: "rnn-refused", role: "status", id: uniqueId() });
  region.addEventListener("rnn-refused", ({ target, detail }) => {
    if (detail) target.setAttribute("aria-describedby", line.id);
    else target.removeAttribute("aria-describedby");
    write(line, detail);
  });
  if (next) next.before(line);
  else region.append(line);
}

// Every field of a region that holds something refused has its last value again.
export function restoreFields(region) {
  for (const field of region.querySelectorAll("[aria-invalid]")) {
    field.dispatchEvent(new CustomEvent("rnn-restore"));
  }
}

// As many decimals as the step has, more where the value needs them.
function shown(value, step) {
  const exact = String(Number(value.toFixed(4)));
  const fixed = value.toFixed((String(step).split(".")[1] ?? "").length);
  return exact.length > fixed.length ? exact : fixed;
}

function numberInput({ step, ...attributes }, value, onInput) {
  const field = numberField({ step, ...attributes, onInput, write: (next) => shown(next, step) });
  field.set(value);
  return field;
}

export function number({ label, value, step = 0.1, role = "", onInput }) {
  return numberInput({ step, "aria-label": label, "data-role": role }, value, onInput);
}

// set(value, spoken, max): what is read aloud for the value, and another last value.
export function range(attributes, onInput) {
  const root = el("input", { type: "range", class: "rnn-range", ...attributes });
  root.addEventListener("input", () => onInput(Number(root.value)));
  const set = (value, spoken, max) => {
    if (max !== undefined) mark(root, "max", max);
    if (root.value !== String(value)) root.value = value;
    if (spoken !== undefined) mark(root, "aria-valuetext", spoken);
  };
  return { root, set };
}

// A range between its label and its value in words. label: a text, or an element with an id
// that is more than a label. set(value, text, { min, max, spoken }): what stands behind it,
// and what is read aloud, if that differs.
export function valued({ label, onInput, ...attributes }) {
  const id = uniqueId();
  const own = label instanceof Element;
  const named = own ? { "aria-labelledby": label.id } : { id };
  const { root: bar, set: setBar } = range({ step: 1, ...named, ...attributes }, onInput);
  const value = el("span", { class: "value" });
  const name = own ? label : el("label", { for: id }, label);
  const set = (now, text, { min, max, spoken = text } = {}) => {
    if (min !== undefined) mark(bar, "min", min);
    setBar(now, spoken, max);
    write(value, text);
  };
  return { root: el("div", { class: "rnn-valued" }, name, bar, value), set };
}

// label: a text or a node. The number field takes values beyond the slider's ends.
export function slider({
  label,
  value,
  min = -3,
  max = 3,
  step = 0.05,
  role = "",
  onInput,
  usable,
  wanted,
}) {
  const id = uniqueId();
  const bar = range({ id, min, max, step }, (next) => {
    field.set(next);
    onInput(next);
  });
  const name = el("label", { for: id, id: `${id}-label`, class: "rnn-label" }, label);
  const field = numberInput(
    { step, usable, wanted, "aria-labelledby": `${id}-label` },
    value,
    (next) => {
      bar.root.value = next;
      onInput(next);
    },
  );
  const set = (next) => {
    field.set(next);
    bar.set(next);
  };
  set(value);
  const root = el("div", { class: "rnn-slider", "data-role": role }, name, bar.root, field.root);
  return { root, set };
}

export function button(text, onClick, attributes = {}) {
  const root = el("button", { type: "button", class: "rnn-button", ...attributes }, text);
  root.addEventListener("click", onClick);
  return root;
}

// A checkbox with a label: { root, box }.
export function checkbox(label, onChange, attributes = {}) {
  const id = uniqueId();
  const box = el("input", { type: "checkbox", id, ...attributes });
  box.addEventListener("change", () => onChange(box.checked));
  return { box, label: el("label", { for: id }, ...[label].flat()) };
}

export function row(label, ...children) {
  return el("div", { class: "rnn-row", role: "group", "aria-label": label }, ...children);
}

// Where a key leads among `count` in a row, from place `at`; undefined if it is no such key.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
function placeBy(key, at, count) {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return key in STEPS ? (at + STEPS[key] + count) % count : undefined;
}

// Three and more buttons of one kind are one stop of the Tab key: arrows, Home and End go
// among them. Returns settle(at), after they were made anew, or one hides, or another one
// is the one that is set: where the Tab key comes to.
export function oneStop(root) {
  const each = () => [...root.querySelectorAll("button")];
  const all = () => each().filter(({ hidden }) => !hidden);
  const stopAt = (stop) => {
    for (const one of each()) one.tabIndex = one === stop ? 0 : -1;
  };
  const settle = (at = 0) => {
    const made = all();
    if (made.length < 3 || made.includes(document.activeElement)) return;
    stopAt(made[at] ?? made[0]);
  };
  root.addEventListener("focusin", ({ target }) => target.tabIndex < 0 && stopAt(target));
  root.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    const made = all();
    if (made.length < 3 || !made.includes(target) || ctrlKey || metaKey || altKey) return;
    const at = placeBy(key, made.indexOf(target), made.length);
    if (at === undefined) return;
    event.preventDefault();
    made[at].focus();
  });
  settle();
  return settle;
}

// name: what stands before the buttons, its label if not given; kind: a class of the row;
// same(value, now): whether a button's value is the one that is set.
export function choices(label, options, onChoose, look = {}) {
  const { name = label, kind, same = Object.is, ...attributes } = look;
  const made = options.map(([value, text, more]) => button(text, () => onChoose(value), more));
  const before = name ? [el("span", { class: "quiet", ...attributes }, name)] : [];
  const root = row(label, ...before, ...made);
  if (kind) root.classList.add(kind);
  const settle = oneStop(root);
  let pressed;
  const set = (now) => {
    const isNow = options.map(([value]) => same(value, now));
    made.forEach((each, k) => mark(each, "aria-pressed", isNow[k]));
    if (pressed === isNow.indexOf(true)) return;
    pressed = isNow.indexOf(true);
    settle(pressed);
  };
  return { root, set };
}

// Open where there is room for it, folded on a phone.
export function details(summary, ...children) {
  const wide = globalThis.matchMedia?.("(min-width: 640px)").matches ?? true;
  const head = el("summary", {}, summary);
  return el("details", { class: "rnn-details", open: wide }, head, ...children);
}
