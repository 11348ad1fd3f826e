// What the room says, kept in this tab as long as it is open, apart from what the reader
// of this device has guessed: guesses before figures, votes on exhibits.
import { button, el } from "../../_runtime/controls.js";

const KEY = "rnnbook-room";
let memory = "{}";

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? memory);
  } catch {
    return JSON.parse(memory);
  }
}

function write(all) {
  memory = JSON.stringify(all);
  try {
    sessionStorage.setItem(KEY, memory);
  } catch {
    /* it lasts as long as the page */
  }
}

const get = (name) => read()[name];

function set(name, value) {
  const all = read();
  if (value === undefined) delete all[name];
  else all[name] = value;
  write(all);
}

// Another class comes in.
export function forgetRoom() {
  write({});
  memory = "{}";
  document.dispatchEvent(new CustomEvent("rnn-room-empty"));
}

// The questions of the page ask the room, and keep its number here; or the reader again.
export function askRoom(asks) {
  for (const guess of document.querySelectorAll(".guess[data-figure]")) {
    const name = `guess ${guess.dataset.figure}`;
    const store = { get: () => get(name), set: (value) => set(name, value) };
    guess.dispatchEvent(new CustomEvent("rnn-room", { detail: asks ? store : undefined }));
  }
}

// Before a figure: what the room said, and what is true, when both are known.
export function saidBefore(figure) {
  const guess = document.querySelector(`.guess[data-figure="${figure}"]`);
  const told = get(`guess ${figure}`) !== undefined && guess?.querySelector(".result strong");
  return told ? el("p", { class: "lecture-said" }, told.textContent) : null;
}

const ANSWERS = ["It is true", "It is false", "It depends"];

// Hands are counted: a press adds one, and the field takes a number.
export function voteBox(id, claim) {
  const name = `vote ${id}`;
  const counts = ANSWERS.map((_, k) => get(name)?.[k] ?? 0);
  const box = el("div", { class: "lecture-vote", role: "group", "aria-label": `Votes: ${claim}` });
  const rows = ANSWERS.map((answer, k) => {
    const label = `${answer}: hands`;
    const field = el("input", { type: "number", min: 0, max: 999, "aria-label": label });
    const bar = el("span", { class: "bar", "aria-hidden": "true" });
    const take = (count) => {
      counts[k] = Math.min(999, Math.max(0, Math.round(count) || 0));
      set(name, counts);
      show();
    };
    field.addEventListener("change", () => take(field.valueAsNumber));
    box.append(
      button(answer, () => take(counts[k] + 1)),
      field,
      bar,
    );
    return { field, bar };
  });
  function show() {
    const most = Math.max(1, ...counts);
    rows.forEach(({ field, bar }, k) => {
      field.value = counts[k];
      bar.style.width = `${(100 * counts[k]) / most}%`;
    });
  }
  show();
  return box;
}
