// Predict first: a question before a figure, answered on a slider or with a choice. What
// was said stays beside the truth, on this device (_runtime/progress.js); one may skip it.
// The data of a question says rnnbook/guesses.py.
import { button, el, numberField, oneStop, range, refusals, row } from "../_runtime/controls.js";
import { unsealed } from "../_runtime/exercise/seal.js";
import { changeProgress, readProgress, watchProgress } from "../_runtime/progress.js";
import { power } from "../_runtime/text.js";

const POWER = "power of ten";
const signed = (value) => String(value).replace("-", "−");

// A value in words: "7 steps", "10⁻⁸", "the 8".
function said({ choices, unit }, value) {
  if (choices) return choices[value];
  if (unit === POWER) return power(value);
  const name = unit[Math.abs(value) === 1 ? 0 : 1];
  return name === "%" ? `${signed(value)} %` : `${signed(value)} ${name}`.trim();
}

// Where a value stands on the scale, in percent; off it, at its end.
const placeOf = ({ low, high }, value) =>
  Math.min(100, Math.max(0, (100 * (value - low)) / (high - low)));

// What was said of this question, as it is now; undefined if nothing usable was.
function remembered(entry, data) {
  if (entry?.digest !== data.digest || typeof entry.value !== "number") return undefined;
  if (data.choices) return entry.value in data.choices ? entry.value : undefined;
  return entry.value >= data.low && entry.value <= data.high ? entry.value : undefined;
}

// A slider and a field in sync, empty until one of them is moved; give() takes the guess.
function scale(data, guess, line) {
  const { low, high, step, unit } = data;
  let value;
  const take = (next) => {
    value = next;
    bar.set(next, said(data, next));
    field.set(next);
  };
  const name =
    unit === POWER ? "Power of ten" : ["Your guess", unit[1]].filter(Boolean).join(", in ");
  const bounds = { min: low, max: high, step, "aria-label": name };
  const bar = range({ ...bounds, class: "guess-range" }, take);
  bar.set((low + high) / 2, "not set");
  const field = numberField({
    ...bounds,
    "aria-label": `${name}, as a number`,
    usable: (v) => v >= low && v <= high && (unit !== POWER || Number.isInteger(v)),
    wanted: `a ${unit === POWER ? "whole " : ""}number from ${signed(low)} to ${signed(high)}`,
    write: (v) => (v === undefined ? "nothing" : String(v)),
    onInput: take,
  });
  const give = () => {
    if (value !== undefined) guess(value);
    else line.textContent = "Move the slider or type a number first, or press “Tell me”.";
  };
  const ends = el("span", { class: "ends", "aria-hidden": "true" });
  ends.append(...[low, high].map((end) => el("span", {}, said(data, end))));
  const before = unit === POWER ? [el("span", { "aria-hidden": "true" }, "10 to the power")] : [];
  const typed = el("span", { class: "typed" }, ...before, field.root);
  if (unit !== POWER) typed.append(el("span", { "aria-hidden": "true" }, unit[1]));
  const sliding = el("div", { class: "sliding" }, bar.root, ends);
  return { parts: [el("div", { class: "answering" }, sliding, typed)], give };
}

function choosing({ choices }, guess) {
  const made = choices.map((text, k) => button(text, () => guess(k), { class: "choice" }));
  const root = row("Your guess", ...made);
  oneStop(root);
  return { parts: [root] };
}

// A question as a form: the Enter key in the field does what the button does.
function asking({ parts, give }, skip) {
  const submit = el("button", { type: "submit", class: "rnn-button" }, "This is my guess");
  const acts = el("div", { class: "acts" }, ...(give ? [submit] : []), skip);
  const form = el("form", { novalidate: true }, ...parts, acts);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    give?.();
  });
  return form;
}

// Guess and truth on one line; what it shows is said in words too.
function drawn(data, value, truth, who) {
  const mark = (kind, at, text) => {
    const place = placeOf(data, at);
    const side = place > 80 ? "left" : place < 20 ? "right" : "middle";
    const found = el("span", { class: `mark ${kind} ${side}` }, el("span", {}, text));
    found.style.left = `${place}%`;
    return found;
  };
  const line = el("div", { class: "line", "aria-hidden": "true" });
  if (value !== undefined) line.append(mark("yours", value, `${who}: ${said(data, value)}`));
  line.append(mark("truth", truth, said(data, truth)));
  return line;
}

function listed({ choices }, value, truth, who) {
  const list = el("ul", { class: "chosen" });
  choices.forEach((text, k) => {
    const notes = [
      k === truth && "so it is",
      k === value && `${who === "you" ? "your" : "the room’s"} guess`,
    ].filter(Boolean);
    const item = el("li", { class: k === truth ? "truth" : "" }, text);
    if (notes.length) item.append(el("span", { class: "note" }, ` ← ${notes.join(", ")}`));
    list.append(item);
  });
  return list;
}

function verdict(data, value, truth, who) {
  const right = said(data, truth);
  if (value === undefined) return `It is ${right}.`;
  const close = Math.abs(value - truth) <= (data.near ?? 0);
  if (!close) return `${who} said ${said(data, value)}. It is ${right}.`;
  if (value === truth) return `${who} said ${right}, and so it is.`;
  return `${who} said ${said(data, value)}, and it is ${right}: close.`;
}

function result(data, value, again, who) {
  const { truth, why } = JSON.parse(unsealed(data.sealed));
  const text = el("p", {}, el("strong", {}, verdict(data, value, truth, who)), ` ${why}`);
  const shown = (data.choices ? listed : drawn)(data, value, truth, who.toLowerCase());
  const more = button(value === undefined ? "Guess after all" : "Guess again", again);
  more.classList.add("quiet");
  return el("div", { class: "result", tabindex: "-1" }, text, shown, more);
}

// Where what the reader says is kept. In a lecture the room has a store of its own.
const ofReader = (figure) => ({
  get: () => readProgress().guesses[figure],
  set: (entry) =>
    changeProgress(({ guesses }) => {
      if (entry) guesses[figure] = entry;
      else delete guesses[figure];
    }),
});

function revive(root) {
  const { figure } = root.dataset;
  const data = JSON.parse(root.querySelector("script").textContent);
  const body = root.appendChild(el("div", { class: "body" }));
  refusals(root);
  const line = root.lastChild;
  let shown;
  let [store, who] = [ofReader(figure), "You"];
  const keep = (value) =>
    store.set(value === undefined ? value : { digest: data.digest, value, at: Date.now() });
  const tell = (value) => {
    shown = value;
    line.textContent = "";
    body.replaceChildren(result(data, value, () => ask(true), who));
  };
  const guess = (value) => {
    tell(value);
    if (value !== undefined) keep(value);
    body.firstChild.focus();
  };
  function ask(focused) {
    shown = undefined;
    const asked = (data.choices ? choosing : scale)(data, guess, line);
    const skip = button("Tell me", () => guess(undefined));
    skip.classList.add("quiet");
    body.replaceChildren(asking(asked, skip));
    if (!focused) return;
    keep(undefined);
    body.querySelector("input, button").focus();
  }
  const show = () => {
    const value = remembered(store.get(), data);
    if (value !== undefined && value !== shown) tell(value);
    else if (value === undefined && shown !== undefined) ask(false);
  };
  ask(false);
  show();
  watchProgress(show);
  root.addEventListener("rnn-room", ({ detail }) => {
    [store, who] = detail ? [detail, "The room"] : [ofReader(figure), "You"];
    ask(false);
    show();
  });
}

for (const root of document.querySelectorAll(".guess[data-figure]")) revive(root);
