// The presenter's notes: what the page itself says of a slide. In a window of their own, or
// beside the slide. The window is about:blank, which belongs to this page wherever that was
// opened, from a disk too: so this page writes into it, and no message has to be sent.
import { button, el } from "../../_runtime/controls.js";
import { unsealed } from "../../_runtime/exercise/seal.js";
import { textOf } from "./cut.js";
import notesCss from "./notes.css";

export const css = notesCss;
const here = document.currentScript?.src;

const AROUND = 2; // paragraphs before a figure, and behind it
const FACES = { "Source Serif 4": "source-serif-4-roman", Maths: "maths" };
const two = (n) => String(n).padStart(2, "0");

// A copy without ids, which exist once in a page.
function copy(node) {
  const made = node.cloneNode(true);
  made.classList?.remove("lecture-on", "lecture-around");
  for (const part of made.querySelectorAll("script, style, .headerlink")) part.remove();
  for (const part of [made, ...made.querySelectorAll("[id]")]) part.removeAttribute?.("id");
  return made;
}

const isText = (node) =>
  node.matches("p:not(.figure-caption, .figure-link-line), ul, ol, .cell:has(> .cell_output > p)");
const said = (node) =>
  node.matches(".cell")
    ? [...node.querySelectorAll(":scope > .cell_output > p:not(.figure-caption)")]
    : [node];

// Paragraphs next to a block, in one direction, up to a heading or what is a slide itself.
function beside(block, step) {
  const found = [];
  for (let at = block[step]; at && found.length < AROUND; at = at[step]) {
    if (at.matches("section, h2, h3, h4, .figure-caption, .guess")) break;
    if (at.querySelector(".rnn-figure, .rnn-widget, .figure-caption")) break;
    if (isText(at)) found.push(...said(at));
  }
  return step.startsWith("previous") ? found.toReversed() : found;
}

function blockOf(node) {
  let block = node;
  while (block.parentElement.localName !== "section") block = block.parentElement;
  return block;
}

// The sentences around the elements of a slide, each paragraph once.
function around(slide) {
  const blocks = slide.nodes.map(blockOf);
  const before = blocks.flatMap((block) => beside(block, "previousElementSibling"));
  const behind = blocks.flatMap((block) => beside(block, "nextElementSibling"));
  return [...new Set([...before, ...behind])].toSorted((a, b) =>
    a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  );
}

function truth(guess) {
  const data = JSON.parse(guess.querySelector("script").textContent);
  const { truth: value, why } = JSON.parse(unsealed(data.sealed));
  const unit = Array.isArray(data.unit) ? data.unit[1] : (data.unit ?? "");
  const shown = data.choices ? data.choices[value] : `${value} ${unit}`.trim();
  return el("p", {}, el("strong", {}, `In truth: ${shown}.`), ` ${why}`);
}

// What the page says of a slide: { caption or solution, sentences }.

export function notesOf(slide) {
  const own = [];
  if (slide.caption) own.push(copy(slide.caption));
  if (slide.guess) own.push(truth(slide.guess));
  if (slide.kind === "exercises") {
    const solved = slide.place.querySelectorAll(":scope > details:not(.exercise-cells)");
    for (const each of solved) own.push(...[...each.children].map(copy));
  }
  if (slide.vote)
    own.push(
      ...slide.nodes
        .slice(1)
        .filter((each) => !each.querySelector("svg"))
        .map(copy),
    );
  const sections = slide.kind === "title" || slide.kind === "sections";
  const rest = sections
    ? restOf(slide)
    : around(slide).filter((each) => !slide.nodes.includes(each));
  return { own, rest: slide.vote || slide.kind === "exercises" ? [] : rest.map(copy) };
}

// Below a title: the paragraphs of the section up to the first heading.
const restOf = ({ place, nodes }) =>
  [...(place.closest("section")?.querySelectorAll(":scope > p") ?? [])].filter(
    (p) => !nodes.includes(p),
  );

// The page's colours and faces in another document.
function dress(doc) {
  const page = getComputedStyle(document.documentElement);
  const roles = ["paper", "surface", "ink", "muted", "line", "accent", "text", "code", "maths"];
  const names = roles.map((role) => `--rnn-${role}`);
  const values = names.map((name) => `${name}: ${page.getPropertyValue(name)};`);
  const style = doc.createElement("style");
  const faces = Object.entries(FACES).map(([name, file]) => {
    const face = new URL(`fonts/${file}.woff2`, here).href;
    return `@font-face { font-family: "${name}"; src: url("${face}"); }`;
  });
  style.textContent = [`:root { ${values.join(" ")} }`, ...faces, css].join("\n");
  const base = doc.createElement("base");
  base.href = document.baseURI;
  const old = doc.querySelectorAll("style, base");
  for (const each of old) each.remove();
  doc.head.append(base, style);
  doc.documentElement.lang = document.documentElement.lang;
}

// Clock and time since the lecture began; a press on it begins anew.
function clocks() {
  let began = Date.now();
  const now = el("span", { class: "now" });
  const since = button(
    "",
    () => {
      began = Date.now();
      tick();
    },
    { class: "since", title: "Begin at 0:00 again" },
  );
  function tick() {
    const date = new Date();
    const seconds = Math.floor((date - began) / 1000);
    now.textContent = `${two(date.getHours())}:${two(date.getMinutes())}`;
    since.textContent = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
    since.setAttribute("aria-label", `Since the beginning: ${since.textContent}. Begin again`);
  }
  tick();
  return { root: el("p", { class: "clocks" }, now, " ", since), tick };
}

function words(kind, parts) {
  return parts.length ? [el("h2", {}, kind), ...parts] : [];
}

const OWN = { exercises: "Solution", exhibits: "In truth" };

// The inside of the notes: { root, show(state), tick }.
function makeNotes() {
  const clock = clocks();
  const count = el("p", { class: "count" });
  const title = el("h1");
  const body = el("div", {
    class: "body",
    tabindex: "0",
    role: "region",
    "aria-label": "What the page says",
  });
  const next = el("p", { class: "next" });
  const head = el("div", { class: "head" }, count, clock.root);
  const root = el("div", { class: "lecture-notes" }, head, title, body, next);
  const show = ({ slide, at, of, part, following, isBlack, said: room }) => {
    count.textContent = `Slide ${at} of ${of}${part}${isBlack ? " · the screen is black" : ""}`;
    title.replaceChildren(slide.name());
    const { own, rest } = notesOf(slide);
    const [kind, more] = [OWN[slide.kind] ?? "Caption", words("Around it", rest)];
    const heading = slide.guess ? "The answer" : kind;
    body.replaceChildren(...(room ? [room] : []), ...words(heading, own), ...more);
    if (!body.childElementCount) body.append(el("p", {}, "The page says no more of it."));
    body.scrollTop = 0;
    next.textContent = following ? `Next: ${textOf(following)}` : "This is the last slide.";
  };
  return { root, show, tick: clock.tick };
}

const LEFT = "The lecture was left. Press N in it to have your notes here again.";

// The window of the notes: { open(), isOpen(), dress(), left() }. changed(): it was closed.
function makeWindow(root, keys, changed) {
  let other = null;
  const isOpen = () => Boolean(other && !other.closed);
  return {
    isOpen,
    dress: () => isOpen() && dress(other.document),
    close: () => isOpen() && other.close(),
    // Whether the browser has opened one.
    open() {
      other = window.open("", "rnnbook-notes", "popup,width=760,height=640");
      if (!other) return false;
      other.document.title = "Notes";
      dress(other.document);
      other.document.body.replaceChildren(root);
      other.addEventListener("keydown", keys.down);
      other.addEventListener("keyup", keys.up);
      other.addEventListener("pagehide", () => setTimeout(changed));
      other.focus();
      return true;
    },
    left() {
      if (isOpen()) other.document.body.replaceChildren(el("p", { class: "left" }, LEFT));
    },
  };
}

// keys: { down, up } of the lecture; changed(): the notes are there, or no longer.
export function presenter(keys, main, changed) {
  const notes = makeNotes();
  const other = makeWindow(notes.root, keys, changed);
  const isSplit = () => main.contains(notes.root);
  const isOpen = () => other.isOpen() || isSplit();
  let timer = 0;
  const follow = () => {
    clearInterval(timer);
    if (isOpen()) timer = setInterval(notes.tick, 1000);
    changed();
  };
  const split = () => {
    if (isSplit()) notes.root.remove();
    else {
      other.close();
      main.append(notes.root);
    }
    follow();
  };
  return {
    isOpen,
    split,
    dress: other.dress,
    open() {
      if (isSplit()) notes.root.remove();
      if (other.open()) follow();
      else split();
    },
    show: (state) => isOpen() && notes.show(state),
    close() {
      clearInterval(timer);
      other.left();
      notes.root.remove();
    },
  };
}
