// How far the reader has come, shown in the pages: ticks at exercises, counts in the
// contents and on the landing page, the way back to the last place, and the section where
// all of it is saved to a file, read from one, or forgotten. What is kept, and how, says
// _runtime/progress.js; `window.rnnbookExercises` holds the digest of each exercise,
// and `window.rnnbookCounted` the numbers of those that count, null for all of them.
import { button, el, row } from "../_runtime/controls.js";
import {
  changeProgress,
  forgetProgress,
  fromFile,
  merge,
  readProgress,
  toFile,
  watchProgress,
  writeProgress,
} from "../_runtime/progress.js";
import { lasts } from "../_runtime/storage.js";
import { lastPassed } from "./passed.js";

const DIGESTS = window.rnnbookExercises ?? {};
const NUMBERS = window.rnnbookCounted ?? Object.keys(DIGESTS);
const LARGEST = 1_000_000; // bytes of a file that is read
const $ = (selector) => document.querySelector(selector);
const $$ = (selector) => [...document.querySelectorAll(selector)];
const counted = (n, one, many) => `${n} ${n === 1 ? one : many}`;

const isSolved = ({ solved }, number) =>
  number in DIGESTS && solved[number]?.digest === DIGESTS[number];

// The exercises of the chapter that a link leads to: ["6.1", "6.2", ...], or none.
function exercisesOf(address) {
  const chapter = /\/(\d\d)_\w+\.html$/.exec(address.split("#")[0])?.[1];
  return chapter ? NUMBERS.filter((n) => n.startsWith(`${Number(chapter)}.`)) : [];
}

// A short text after `element`, and what is said in its place to those who do not see it.
function note(element, name, short, long) {
  let mark = element.querySelector(`:scope > .${name}`);
  if (!short) return mark?.remove();
  if (!mark) {
    mark = el("span", { class: name }, el("span", { "aria-hidden": "true" }));
    mark.append(el("span", { class: "unseen" }));
    element.append(mark);
  }
  mark.firstChild.textContent = short;
  mark.lastChild.textContent = ` (${long})`;
  return mark;
}

// Counts at the chapters: in the contents, and in the table of the landing page, where
// they stand behind the link.
function showCounts(progress) {
  for (const link of $$(".book-nav > ul > li > a, .page-book-index article td a")) {
    const place = link.closest("td") ?? link;
    const all = exercisesOf(link.href);
    const done = all.filter((number) => isSolved(progress, number)).length;
    const short = done && (done === all.length ? "✓" : `${done}/${all.length}`);
    note(place, "done", short, `${done} of ${all.length} exercises solved`);
  }
}

// Ticks at the exercises of this page.
function showTicks(progress) {
  for (const heading of $$("section.exercise > :is(h2, h3, h4)")) {
    const number = /Exercise (\d+\.\d+)/.exec(heading.textContent)?.[1];
    note(heading, "tick", isSolved(progress, number) && "✓", "solved");
  }
}

// Where the reader is.

const page = document.documentElement.dataset.page ?? "";
const titleOf = (heading) => {
  const copy = heading.cloneNode(true);
  for (const part of copy.querySelectorAll(".headerlink, .tick, .done")) part.remove();
  return copy.textContent.trim().replace(/\s+/g, " ");
};
const linkTo = (name) => $$(".book-nav a").find((a) => a.href.endsWith(`/${name}.html`));

// What is read is kept when the page has come to rest, for chapters alone: a look into
// the glossary is no place to go on from.
function keepPlace() {
  const section = lastPassed($$("article section[id]:has(> :is(h2, h3))"));
  if (!section) return;
  const title = titleOf(section.querySelector(":scope > :is(h2, h3)"));
  const place = { page, part: section.id, title, at: Date.now() };
  const known = readProgress().place;
  if (known?.page === page && known.part === place.part) return;
  changeProgress((progress) => {
    progress.place = place;
  });
}

function followPlace() {
  if (!page.startsWith("notebooks/")) return;
  let timer = 0;
  const rest = () => {
    clearTimeout(timer);
    timer = setTimeout(keepPlace, 400);
  };
  addEventListener("scroll", rest, { passive: true });
  addEventListener("pagehide", () => scrollY > 0 && keepPlace());
}

// "6. The LSTM" as it stands in a sentence: "chapter 6, The LSTM".
const spoken = (title) => title.replace(/^(\d+)\. /, "chapter $1, ").replace(/[.]$/, "");

// "Continue at The forget bias, in chapter 6, The LSTM", on the landing page; on the page
// itself, at its top, "You stopped at ...". It says what was known when the page came.
function showPlace(progress) {
  const line = $(".continue");
  const { place } = progress;
  const here = place?.page === page;
  const link = place && (here ? $(".book-nav a.current") : linkTo(place.page));
  if (!link) document.documentElement.classList.remove("returning"); // no page of this course
  if (!line || !link || !($(".page-book-index") || (here && !location.hash))) return;
  const all = exercisesOf(`/${place.page}.html`);
  const open = all.filter((number) => !isSolved(progress, number));
  const [address] = link.href.split("#");
  const to = (part, text) => el("a", { href: `${address}#${encodeURIComponent(part)}` }, text);
  line.replaceChildren(here ? "You stopped at " : "Continue at ", to(place.part, place.title));
  line.append(here ? "." : `, in ${spoken(titleOf(link))}.`);
  if (open.length && open.length < all.length) {
    line.append(" Next exercise: ", to(`exercise-${open[0].replace(".", "-")}`, open[0]), ".");
  }
  line.hidden = false;
}

// The section "Your progress" of the landing page.

function summary(progress) {
  const done = NUMBERS.filter((number) => isSolved(progress, number)).length;
  const guesses = Object.keys(progress.guesses).length;
  const stale = Object.keys(progress.solved).filter((n) => !isSolved(progress, n)).length;
  const parts = [];
  if (!done && !guesses) {
    parts.push("Nothing is solved yet. Answer an exercise in a chapter, and it gets a tick.");
  } else {
    const made = guesses ? `, and made ${counted(guesses, "guess", "guesses")}` : "";
    parts.push(`You have solved ${done} of ${NUMBERS.length} exercises${made}.`);
  }
  if (stale > 0) {
    parts.push(
      `${counted(stale, "tick is", "ticks are")} gone: the ` +
        `${stale === 1 ? "exercise has" : "exercises have"} changed.`,
    );
  }
  return parts.join(" ");
}

const KEPT =
  "Your progress stays in this browser, on this device. Nothing is sent to anybody. " +
  "For another device, save it to a file here, and read the file there: the two are put together.";
const NOT_KEPT =
  "This browser keeps nothing for this book: its storage is closed, or full. What you " +
  "solve lasts until you leave the page. To keep it, allow this page to store data.";
const ON_DISK =
  "You read the book from a disk: all copies of it that you open so in this browser have " +
  "one progress.";

function save() {
  const blob = new Blob([toFile(readProgress())], { type: "application/json" });
  const link = el("a", { href: URL.createObjectURL(blob), download: "rnnbook-progress.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// What is said of a file that was read.
function taken(progress) {
  const before = readProgress();
  const kept = writeProgress(merge(before, progress, DIGESTS));
  const numbers = Object.keys(progress.solved);
  const fresh = numbers.filter((n) => isSolved(progress, n) && !isSolved(before, n)).length;
  const stale = numbers.filter((n) => !isSolved(progress, n)).length;
  const parts = [
    `The file holds ${counted(numbers.length, "tick", "ticks")}, ${fresh} of them new.`,
  ];
  if (stale) {
    parts.push(`${counted(stale, "exercise has", "exercises have")} changed since: no tick there.`);
  }
  if (!kept) parts.push("It lasts as long as this page is open.");
  return parts.join(" ");
}

async function read(file) {
  if (file.size > LARGEST) return `“${file.name}” is too large to be a progress file.`;
  const { progress, says } = fromFile(await file.text().catch(() => ""));
  return progress ? taken(progress) : says;
}

function buttons(status) {
  const chooser = el("input", { type: "file", accept: ".json,application/json", hidden: true });
  chooser.setAttribute("aria-label", "File with your progress");
  let latest = null;
  chooser.addEventListener("change", async () => {
    const [file] = chooser.files;
    if (!file) return;
    latest = file;
    chooser.value = "";
    status.textContent = ""; // so that the same words are said again, of this file
    const says = await read(file);
    if (latest === file) status.textContent = says;
  });
  const forget = button("Forget all", () => ask(true));
  const sure = el("div", { class: "sure", hidden: true });
  const ask = (open) => {
    sure.hidden = !open;
    forget.hidden = open;
    if (open) sure.querySelector("button:last-of-type").focus();
    else forget.focus();
  };
  sure.append(
    el("p", {}, "This takes away all ticks, your guesses, and the place where you stopped."),
    button("Forget all of it", () => {
      forgetProgress();
      ask(false);
      status.textContent = "All is forgotten.";
    }),
    button("Keep it", () => ask(false)),
  );
  const open = () => chooser.click();
  const saved = () => {
    save();
    status.textContent = "Saved as rnnbook-progress.json, where your browser puts downloads.";
  };
  const two = [button("Save to a file", saved), button("Read from a file", open)];
  return [row("Your progress", ...two, forget, chooser), sure];
}

function makeSection() {
  const place = $("section.progress");
  if (!place) return () => {};
  const sum = el("p", { class: "sum" });
  const status = el("p", { class: "said", role: "status" });
  const how = el("p", { class: "how" }, lasts() ? KEPT : NOT_KEPT);
  if (location.protocol === "file:" && lasts()) how.append(` ${ON_DISK}`);
  place.append(sum, ...buttons(status), status, how);
  return (progress) => {
    sum.textContent = summary(progress);
  };
}

const showSection = makeSection();

function show() {
  const progress = readProgress();
  showCounts(progress);
  showTicks(progress);
  showSection(progress);
  const done = NUMBERS.filter((number) => isSolved(progress, number)).length;
  const foot = $(".nav-progress");
  if (foot) foot.hidden = !done;
  if (foot) foot.firstElementChild.textContent = `${done} of ${NUMBERS.length} exercises solved`;
}

// What was forgotten is no place to go on from.
function forgetPlace() {
  const line = $(".continue");
  if (!line || line.hidden || readProgress().place) return;
  line.hidden = true;
  document.documentElement.classList.remove("returning");
}

show();
showPlace(readProgress());
followPlace();
watchProgress(show);
watchProgress(forgetPlace);
