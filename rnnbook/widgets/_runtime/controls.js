// Controls that the widgets share: native inputs with labels, a few formats.
//
//   slider({ label, value, min, max, step, onInput })   a range and a number, in sync
//   number({ label, value, step, onInput })             a number field alone
//   choice({ label, options, value, onChange })         one of several, as a row
//   button(text, onClick), row(label, ...children)      a button, a named group
//   details(summary, ...children)                       folded on phones
// Each of the first three is { root, set(value) }: put `root` on the page; `set` shows
// a value that came from elsewhere and calls nobody back.

// The first line of every render(): the classes that controls.css and view.css hang on.
// On a page the loader has made el a .rnn-widget-live; elsewhere a kernel shows it.
export function mount(root, name) {
  root.replaceChildren();
  root.classList.add(`rnn-${name}`);
  if (root.closest(".rnn-widget-live")) return;
  root.classList.add("rnn-widget-kernel");
  // What has the focus keeps its keys: JupyterLab would take arrows, Enter and letters.
  root.addEventListener("focusin", ({ target }) => { target.dataset.lmSuppressShortcuts = ""; });
}

// el("p", { class: "note" }, "text", child): attributes as they are written in HTML.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat());
  return node;
}

// A symbol as the book sets it: math("c", "t−1") is an italic c with its subscript.
export function math(letter, below = "") {
  return el("span", { class: "rnn-math" }, el("i", {}, letter), below ? el("sub", {}, below) : "");
}

// An id that no other widget on the page has, whichever bundle it came from.
export const uniqueId = () => `rnn-${Math.random().toString(36).slice(2, 10)}`;

// A number in at most six characters with a real minus sign, halves away from zero:
// 0.88, −1.25, 12.50, 153.2, 1.2e4; a small one that is not zero stays visible, 2e−5.
export function format(value, digits = 2) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value < 0 ? "−∞" : "∞";
  const size = Math.abs(value);
  let text;
  if (size >= 9999.5) text = size.toExponential(1).replace("e+", "e");
  else if (size >= 999.5) text = size.toFixed(0);
  else if (size >= 99.95) text = size.toFixed(1);
  else text = size.toFixed(size >= 9.995 ? Math.min(digits, 2) : digits);
  if (size > 0 && Number(text) === 0) text = size.toExponential(0).replace("e-", "e−");
  return value < 0 && Number(text.replace("−", "-")) !== 0 ? `−${text}` : text;
}

export const prefersReducedMotion = () =>
  globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;

// Many calls within one frame, one drawing: const redraw = oncePerFrame(draw).
export function oncePerFrame(draw) {
  let asked = 0;
  const ask = () => { asked ||= requestAnimationFrame(() => { asked = 0; draw(); }); };
  ask.cancel = () => { cancelAnimationFrame(asked); asked = 0; };
  return ask;
}

// What the reader typed, or undefined while it is not a number yet ("", "-", "1e").
function typed(input) {
  const value = input.valueAsNumber;
  return Number.isFinite(value) ? value : undefined;
}

// As many decimals as the step has, more where the value needs them.
function shown(value, step) {
  const exact = String(Number(value.toFixed(4)));
  const fixed = value.toFixed((String(step).split(".")[1] ?? "").length);
  return exact.length > fixed.length ? exact : fixed;
}

function numberInput(attributes, value, onInput) {
  const input = el("input", { type: "number", class: "rnn-number", inputmode: "decimal", ...attributes });
  let last;
  const show = (next) => {
    if (next === last) return; // what the reader is typing stays as it is typed
    last = next;
    input.value = shown(next, attributes.step);
  };
  show(value);
  input.addEventListener("input", () => {
    const next = typed(input);
    input.toggleAttribute("data-wrong", next === undefined);
    if (next !== undefined) onInput(last = next);
  });
  // Left empty or half written: the last number that was one comes back.
  input.addEventListener("change", () => {
    if (typed(input) === undefined) input.value = shown(last, attributes.step);
    input.removeAttribute("data-wrong");
  });
  return { root: input, set: show };
}

// label: a text or a node. The number field takes values beyond the slider's ends.
export function slider({ label, value, min = -3, max = 3, step = 0.05, role = "", onInput }) {
  const id = uniqueId();
  const range = el("input", { type: "range", id, min, max, step, class: "rnn-range" });
  const name = el("label", { for: id, id: `${id}-label`, class: "rnn-label" }, label);
  const field = numberInput({ step, "aria-labelledby": `${id}-label` }, value, (next) => {
    range.value = next;
    onInput(next);
  });
  const set = (next) => { field.set(next); if (range.value !== String(next)) range.value = next; };
  set(value);
  range.addEventListener("input", () => { field.set(Number(range.value)); onInput(Number(range.value)); });
  return { root: el("div", { class: "rnn-slider", "data-role": role }, name, range, field.root), set };
}

export function number({ label, value, step = 0.1, role = "", onInput }) {
  return numberInput({ step, "aria-label": label, "data-role": role }, value, onInput);
}

// options: [[value, text or node], ...]. Native radios: arrow keys come with them.
export function choice({ label, options, value, onChange }) {
  const name = uniqueId();
  const inputs = options.map(([key]) => el("input", { type: "radio", name, value: key, id: `${name}-${key}` }));
  const root = el("fieldset", { class: "rnn-choice" }, el("legend", {}, label),
    el("div", { class: "rnn-segments" }, inputs.map((input, k) => [
      input, el("label", { for: input.id }, options[k][1]),
    ]).flat()));
  const set = (key) => inputs.forEach((input) => { input.checked = input.value === key; });
  set(value);
  root.addEventListener("change", (event) => onChange(event.target.value));
  return { root, set };
}

export function button(text, onClick, attributes = {}) {
  const root = el("button", { type: "button", class: "rnn-button", ...attributes }, text);
  root.addEventListener("click", onClick);
  return root;
}

export function row(label, ...children) {
  return el("div", { class: "rnn-row", role: "group", "aria-label": label }, ...children);
}

// Open where there is room for it, folded on a phone.
export function details(summary, ...children) {
  const wide = globalThis.matchMedia?.("(min-width: 640px)").matches ?? true;
  return el("details", { class: "rnn-details", open: wide }, el("summary", {}, summary), ...children);
}

// Where changes are told to those who do not see them: say(() => "c = 0.50") is asked
// for its text, and read aloud, once the reader has stopped moving things.
export function liveRegion(attributes = {}) {
  const root = el("p", { class: "rnn-quiet", role: "status", "aria-live": "polite", ...attributes });
  let timer = 0;
  const say = (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (root.textContent !== text()) root.textContent = text(); }, 500);
  };
  return { root, say, stop: () => clearTimeout(timer) };
}
