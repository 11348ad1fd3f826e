// A link to a figure with its settings, page.html#figure=6.4&f=0.9: what it asks for is set
// when the page opens and when the address changes, and each live figure has a button that
// copies such a link. In it stands what differs from how the figure was at first. What a
// figure would not take is said, and the figure keeps its own value.
import { addressOf, figureId, parseHash } from "../_runtime/address.js";
import { el } from "../_runtime/controls.js";
import { asText, taken } from "./asked.js";

const OWN = new Set(["playground", "own_cell", "exercise"]); // these have links of their own
const asked = () => parseHash(location.hash.slice(1));
const startOf = (element) => JSON.parse(element.querySelector(".rnn-widget-state").textContent);
const aboutOf = (element) => window.rnnbook.widgets[element.dataset.widget].about;

// All live figures by their names: by number, "6.4", and "6.4.2" for a second one there; the
// widget's name where there is no number.
const figures = new Map();
for (const place of document.querySelectorAll('.cell_output[id^="figure-"]')) {
  const number = place.id.slice(7).replace("-", ".");
  place
    .querySelectorAll(".rnn-widget")
    .forEach((each, k) => figures.set(k ? `${number}.${k + 1}` : number, each));
}
const numbered = new Set(figures.values());
for (const each of document.querySelectorAll(".rnn-widget")) {
  const { widget } = each.dataset;
  if (!OWN.has(widget) && !numbered.has(each) && !figures.has(widget)) figures.set(widget, each);
}

// --- what an address asks for

// { values, odd }: what is set, and what is said of the rest.
function read(values, element, now) {
  const about = aboutOf(element);
  const found = { values: {}, odd: [] };
  const state = { ...now };
  for (const [name, text] of Object.entries(values)) {
    if (name === "figure" || name === "lecture") continue;
    const isSetting = about.settings.includes(name) && name in now;
    const answer = isSetting ? taken(text, name, { about, state }) : {};
    if ("value" in answer) found.values[name] = state[name] = answer.value;
    else if (!isSetting) found.odd.push(`It has no setting “${name.slice(0, 30)}”.`);
    else found.odd.push(`${name} = ${text.slice(0, 40)} is not possible: wanted ${answer.wanted}.`);
  }
  return found;
}

function setAll(element, values) {
  for (const [name, value] of Object.entries(values)) element.rnnModel.set(name, value);
}

const frames = () =>
  new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
  });

// What the limits let through and the figure cannot draw: as it was at first.
async function guarded(element, values, first) {
  let failed = false;
  const heard = (event) => {
    failed = true;
    event.preventDefault();
  };
  addEventListener("error", heard);
  try {
    setAll(element, { ...first, ...values });
    await frames();
  } catch {
    failed = true;
  }
  removeEventListener("error", heard);
  if (failed) setAll(element, first);
  return !failed;
}

function alive(element) {
  if (element.rnnModel) return Promise.resolve();
  const coming = new Promise((done) => {
    element.addEventListener("rnn-alive", () => done(), { once: true });
  });
  window.rnnbook.bring?.(element);
  return coming;
}

const first = (element) => {
  const state = startOf(element);
  const names = aboutOf(element).settings.filter((name) => name in state);
  return Object.fromEntries(names.map((name) => [name, state[name]]));
};

async function apply() {
  const values = asked();
  const { figure = "" } = values;
  const element = figures.get(figure);
  const place = element?.closest('[id^="figure-"]') ?? element;
  const named = place ?? document.getElementById(figureId(figure)); // one that stands still
  if (named && !("lecture" in values)) window.rnnbookHold?.(named);
  if (!element) return;
  await alive(element);
  const { values: found, odd } = read(values, element, startOf(element));
  const drawn = await guarded(element, found, first(element));
  if (!drawn) odd.push("The figure cannot show these settings together.");
  const says = `The link asks for what this figure does not take. ${odd.join(" ")} `;
  say(element, odd.length ? `${says}It keeps its own values there.` : "");
}

// --- the button

function linkOf(name, element) {
  const start = startOf(element);
  const now = Object.keys(first(element)).map((each) => [each, element.rnnModel.get(each)]);
  const changed = now
    .map(([each, value]) => [each, asText(value)])
    .filter(([each, text]) => text !== asText(start[each]));
  return addressOf({ figure: name, ...Object.fromEntries(changed) });
}

const lines = new WeakMap(); // what is said below a figure

function say(element, text) {
  const line = lines.get(element);
  if (line) line.textContent = text;
}

async function copy(name, element, field) {
  const link = linkOf(name, element);
  say(element, ""); // the same words once more are an announcement, too
  try {
    await navigator.clipboard.writeText(link);
    field.hidden = true;
    say(element, "The link is copied. It opens this figure as it stands now.");
  } catch {
    field.hidden = false;
    field.value = link;
    field.focus();
    field.select();
    say(element, "Copy the link from the field: it is selected.");
  }
}

// Below the caption, or below the figure where there is none.
function addButton(name, element) {
  if (lines.has(element)) return;
  const called = /^\d|^L/.test(name) ? `Figure ${name}` : "this figure";
  const text = "Link to this figure as it stands";
  const button = el("button", { type: "button", class: "figure-link" }, text);
  button.setAttribute("aria-label", called === "this figure" ? text : `${text}: ${called}`);
  const look = { type: "text", readonly: true, "aria-label": `Link to ${called}`, hidden: true };
  const field = el("input", look);
  const said = el("span", { role: "status", class: "figure-said" });
  lines.set(element, said);
  button.addEventListener("click", () => copy(name, element, field));
  const caption = document.getElementById(figureId(name));
  const line = el("p", { class: "figure-link-line" }, button, said, field);
  (captionAfter(caption) ?? element).after(line);
}

// The caption that is written under a place: the next one in the page.
function captionAfter(place) {
  if (!place) return null;
  const after = [...document.querySelectorAll("p.figure-caption")];
  const follows = (e) => place.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING;
  return after.find((caption) => follows(caption)) ?? null;
}

for (const [name, element] of figures) {
  const ready = () => addButton(name, element);
  if (element.rnnModel) ready();
  else element.addEventListener("rnn-alive", ready, { once: true });
}
if (figures.size) {
  addEventListener("hashchange", apply);
  apply();
}
