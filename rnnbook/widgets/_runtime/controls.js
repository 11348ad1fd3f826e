// Controls that the widgets share: native inputs with labels, a few formats.
//
//   slider({ label, value, min, max, step, onInput })   a range and a number, in sync
//   number({ label, value, step, onInput })             a number field alone
//   button(text, onClick), row(label, ...children)      a button, a named group
//   details(summary, ...children)                       folded on phones
// Each of the first two is { root, set(value) }: put `root` on the page; `set` shows
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

// A number with a real minus sign, halves away from zero: 0.88, −1.25, 12.50, 153.2,
// 1.2e4. Below 0.1 it keeps two significant digits, 0.045, 0.0053, and below 1e−4 it has
// an exponent, 2.1e−5: a number that is not zero never reads as zero.
export function format(value, digits = 2) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value < 0 ? "−∞" : "∞";
  const size = Math.abs(value);
  let text;
  if (size >= 9999.5) text = size.toExponential(1).replace("e+", "e");
  else if (size >= 999.5) text = size.toFixed(0);
  else if (size >= 99.95) text = size.toFixed(1);
  else text = size.toFixed(size >= 9.995 ? Math.min(digits, 2) : digits);
  if (size > 0 && size < 1e-4) text = size.toExponential(1).replace("e-", "e−");
  else if (size > 0 && size < 0.1) text = size.toFixed(Math.max(digits, 1 - Math.floor(Math.log10(size))));
  return value < 0 && Number(text.replace("−", "-")) !== 0 ? `−${text}` : text;
}

// A part of one as a percentage: 68 %, but 0.2 % and 99.8 %, and never 0 % or 100 % of
// what is not none or all.
export function percent(part) {
  const value = 100 * part;
  if (value > 0 && value < 0.05) return "< 0.1 %";
  if (value < 100 && value >= 99.95) return "> 99.9 %";
  const close = (value > 0 && value < 1) || (value > 99 && value < 100);
  return `${value.toFixed(close ? 1 : 0)} %`;
}

// The width to draw at while there is none, as on paper.
export const UNSEEN = 720;

// Many calls within one frame, one drawing: const redraw = oncePerFrame(draw).
export function oncePerFrame(draw) {
  let asked = 0;
  const ask = () => { asked ||= requestAnimationFrame(() => { asked = 0; draw(); }); };
  ask.cancel = () => { cancelAnimationFrame(asked); asked = 0; };
  return ask;
}

// The last line of a render(): draws now, and within a frame after a setting has changed.
// Where `stage` is given, also as soon as it has another width: fit(width), draw(width).
// Returns what undoes all of it and stops `live`.
export function keepDrawn({ model, settings, stage, fit = () => {}, draw, live }) {
  let width;
  const redraw = oncePerFrame(() => draw(width));
  const resize = () => {
    const now = stage?.clientWidth || UNSEEN;
    if (now === width) return;
    fit(width = now);
    draw(width);
  };
  const watch = new ResizeObserver(() => { if (stage.clientWidth) resize(); });
  for (const name of settings) model.on(`change:${name}`, redraw);
  if (stage) watch.observe(stage);
  resize();
  return () => {
    watch.disconnect();
    redraw.cancel();
    live.stop();
    for (const name of settings) model.off(`change:${name}`, redraw);
  };
}

// A number field that takes what is `usable` and says what is `wanted` otherwise: the
// field is marked and its region's line (refusals) tells it, at once when the reader
// leaves the field, a moment later while there may be more digits to come. The value that
// was, stays until there is a new one. A `late` field waits for Enter, or for being left.
export function numberField({ usable = () => true, wanted = "a number, for instance 0.5", write = String,
  late = false, onInput, ...attributes }) {
  const root = el("input", { type: "number", class: "rnn-number", inputmode: "decimal", ...attributes });
  let known, timer = 0;
  const read = () => {
    const value = root.valueAsNumber; // NaN while it is not a number yet: "", "-", "1e"
    return Number.isFinite(value) && usable(value) ? value : undefined;
  };
  const tell = (text) => root.dispatchEvent(new CustomEvent("rnn-refused", { bubbles: true, detail: text }));
  const check = (left) => {
    clearTimeout(timer);
    const refused = read() === undefined;
    if (refused) root.setAttribute("aria-invalid", "true");
    else root.removeAttribute("aria-invalid");
    if (!refused || left) tell(refused ? `Wanted: ${wanted}. Until then ${write(known)} stays.` : "");
    else timer = setTimeout(() => tell(`Wanted: ${wanted}. Until then ${write(known)} stays.`), 700);
    return !refused;
  };
  const take = () => { if (read() !== known) onInput(known = read()); };
  root.addEventListener("input", () => { if ((!late || read() === undefined) && check() && !late) take(); });
  root.addEventListener("change", () => { if (check(true)) take(); });
  const restore = () => {
    if (!root.hasAttribute("aria-invalid")) return;
    root.value = write(known);
    check(true);
  };
  root.addEventListener("rnn-restore", restore);
  return {
    root,
    restore,
    set(value) {
      if (value === known) return; // what the reader is typing stays as it is typed
      known = value;
      root.value = write(value);
      if (root.hasAttribute("aria-invalid")) check(true);
    },
  };
}

// The line in which a region says what one of its number fields wanted; it stands before
// `next`, or last.
export function refusals(region, next = null) {
  const line = el("p", { class: "rnn-refused", role: "status", id: uniqueId() });
  region.addEventListener("rnn-refused", ({ target, detail }) => {
    if (detail) target.setAttribute("aria-describedby", line.id);
    else target.removeAttribute("aria-describedby");
    if (line.textContent !== detail) line.textContent = detail;
  });
  if (next) next.before(line);
  else region.append(line);
}

// Every field of a region that holds something refused has its last value again.
export function restoreFields(region) {
  for (const field of region.querySelectorAll("[aria-invalid]")) field.dispatchEvent(new CustomEvent("rnn-restore"));
}

// As many decimals as the step has, more where the value needs them.
function shown(value, step) {
  const exact = String(Number(value.toFixed(4)));
  const fixed = value.toFixed((String(step).split(".")[1] ?? "").length);
  return exact.length > fixed.length ? exact : fixed;
}

function numberInput(attributes, value, onInput) {
  const field = numberField({ ...attributes, onInput, write: (next) => shown(next, attributes.step) });
  field.set(value);
  return field;
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
// for its text, and read aloud, once the reader has stopped moving things. tell("c = 0.50")
// says only what is news; the first text, of the first drawing, is none.
export function liveRegion(attributes = {}) {
  const root = el("p", { class: "rnn-quiet", role: "status", "aria-live": "polite", ...attributes });
  let timer = 0;
  const say = (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (root.textContent !== text()) root.textContent = text(); }, 500);
  };
  let told;
  const tell = (text) => {
    if (told !== undefined && text !== told) say(() => text);
    told = text;
  };
  return { root, say, tell, stop: () => clearTimeout(timer) };
}
