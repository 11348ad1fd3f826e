// Lecture mode: the page itself, one figure or exercise at a time, for a room. Everything is
// where it was when it is left. `window.rnnbookLecture(name)` begins it: at the slide of that
// name, at what is in view (undefined), or at the first ("").
import { decoded } from "../../_runtime/address.js";
import { load, save } from "../../_runtime/storage.js";
import { makeBar } from "./bar.js";
import { cut, textOf, USUAL } from "./cut.js";
import { helpDialog, overviewDialog } from "./dialogs.js";
import { makeDot } from "./dot.js";
import { keysFor, wipes } from "./keys.js";
import css from "./look.css";
import { css as notesCss, presenter } from "./notes.js";
import { askRoom, forgetRoom, saidBefore, voteBox } from "./room.js";
import { fit, isolate, NARROW, release } from "./stage.js";

const KEY = "rnnbook-lecture";
const ALWAYS = new Set(["title", "summary", "exhibits"]);
const root = document.documentElement;
const main = document.querySelector("main");
const article = main.querySelector("article");

let all = []; // slides of every kind
let slides = [];
let kinds = USUAL;
let at = 0;
let step = 0;
let captioned = false;
let touched = false; // the room has seen it at this size
let extra = null; // what the lecture puts beside the elements of this slide
let ends = null; // takes away what a lecture has begun

function readKinds() {
  try {
    return JSON.parse(load(KEY)).filter((kind) => typeof kind === "string");
  } catch {
    return USUAL;
  }
}

const chosen = () => all.filter(({ kind }) => ALWAYS.has(kind) || kinds.includes(kind));
const now = () => slides[at];
const steps = (slide) => (slide.first ? 2 : 1);

// "#lecture=figure-6.4" in the address; settings of a figure that stand there, stay.
function address(name) {
  const url = new URL(location.href);
  url.searchParams.delete("lecture");
  const others = url.hash
    .slice(1)
    .split("&")
    .filter((each) => /^(?!lecture=)[^=]+=/.test(each));
  url.hash = [...(name ? [`lecture=${name}`] : []), ...others].join("&");
  try {
    history.replaceState(history.state, "", url.hash ? url.href : url.href.replace(/#$/, ""));
  } catch {
    /* a frame without an address of its own */
  }
}

function shownNodes(slide) {
  const nodes = step || !slide.first ? slide.nodes : slide.first;
  const narrow = innerWidth < NARROW;
  return nodes.filter((node) => node !== slide.caption || captioned || narrow);
}

// What the room said stands above its figure; a vote below its claim.
function beside(slide) {
  extra?.remove();
  extra = null;
  if (slide.vote) {
    extra = voteBox(slide.id, textOf(slide.vote));
    slide.vote.after(extra);
  } else if (slide.caption && (extra = saidBefore(slide.id.slice(7)))) {
    slide.nodes[0].before(extra);
  }
  return extra ? [extra] : [];
}

const watch = new ResizeObserver(() => !touched && requestAnimationFrame(refit));

function refit() {
  if (ends) fit(article, now(), step);
}

function state() {
  const slide = now();
  const part = steps(slide) > 1 ? `, part ${step + 1} of 2` : "";
  const later = slides[at + 1];
  const room = slide.caption && saidBefore(slide.id.slice(7));
  const isBlack = !bar.black.hidden;
  const following =
    step + 1 < steps(slide) ? textNode("The run, and what is true.") : later?.name();
  return {
    slide,
    at: at + 1,
    of: slides.length,
    part,
    following,
    captioned,
    isBlack,
    hasNotes: notes.isOpen(),
    said: room,
  };
}

const textNode = (text) => document.createTextNode(text);

// The present slide, on the stage, in the bar, in the notes and in the address.
function show(announce = true) {
  const slide = now();
  const more = beside(slide);
  touched = false;
  watch.disconnect();
  isolate([...shownNodes(slide), ...more], bar.all);
  for (const node of [...shownNodes(slide), ...more]) watch.observe(node);
  article.scrollTop = 0;
  const seen = state();
  bar.show(seen);
  refit();
  notes.show(seen);
  const place = `Slide ${seen.at} of ${seen.of}${seen.part}`;
  article.setAttribute("aria-label", place);
  if (announce) bar.told.textContent = `${place}: ${textOf(slide.name())}`;
  address(slide.id);
}

function go(to, part = 0) {
  at = Math.min(slides.length - 1, Math.max(0, to));
  step = part;
  show();
  const { activeElement: on } = document;
  if (!on?.closest(".lecture-foot, .lecture-zone") || !on.checkVisibility()) focusStage();
}

const focusStage = () => article.focus({ preventScroll: true });

function next() {
  if (step + 1 < steps(now())) go(at, step + 1);
  else if (at + 1 < slides.length) go(at + 1);
}

function back() {
  if (step) go(at, 0);
  else if (at) go(at - 1, steps(slides[at - 1]) - 1);
}

// Down and up scroll a tall slide; at its end they turn.
function scroll(sign) {
  const room = article.scrollHeight - article.clientHeight;
  const left = sign > 0 ? room - article.scrollTop : article.scrollTop;
  if (left > 2) article.scrollBy({ top: sign * article.clientHeight * 0.6 });
  else if (sign > 0) next();
  else back();
}

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else root.requestFullscreen?.().catch(() => {});
}

function black() {
  bar.black.hidden = !bar.black.hidden;
  root.classList.toggle("lecture-is-black", !bar.black.hidden);
  bar.told.textContent = bar.black.hidden ? "The slide is shown again" : "The screen is black";
  notes.show(state());
}

// In the light: what is done while the screen is black shows it again.
const lit = (act) => (on) => {
  if (bar.black.hidden) act(on);
  else if (on !== false) black();
};

const acts = {
  next: lit(next),
  back: lit(back),
  down: lit(() => scroll(1)),
  up: lit(() => scroll(-1)),
  first: lit(() => go(0)),
  last: lit(() => go(slides.length - 1)),
  overview: lit(() => {
    fillOverview();
    overview.open();
  }),
  help: lit(() => help.showModal()),
  notes: () => notes.open(),
  split: () => notes.split(),
  caption() {
    captioned = !captioned;
    if (now().caption) show(false);
  },
  point: lit((on) => (on ? dot.press() : dot.lift())),
  toggle: lit(() => dot.toggle()),
  black,
  full,
  theme() {
    document.querySelector(".theme-button").click();
    notes.dress();
  },
  focus: focusStage,
  escape: lit(() => leave()),
};

const keys = keysFor(acts, () => Boolean(document.querySelector("dialog[open]")));
const bar = makeBar(acts);
const dot = makeDot((on) => bar.point.setAttribute("aria-pressed", on));
const notes = presenter(keys, main, () => ends && show(false));
const help = helpDialog(acts);
const overview = overviewDialog({ go, choose, forget: forgetRoom });
bar.all = [...bar.parts, dot.root, help, overview.root];

function fillOverview() {
  const counts = {};
  for (const { kind } of all) counts[kind] = (counts[kind] ?? 0) + 1;
  overview.show(slides, at, kinds, counts);
}

// A kind of slide more or less: the present one stays, or the next that is left.
function choose(kind, isOn) {
  const here = all.indexOf(now());
  kinds = isOn ? [...kinds, kind] : kinds.filter((each) => each !== kind);
  save(KEY, JSON.stringify(kinds));
  slides = chosen();
  at = Math.max(
    0,
    slides.findIndex((slide) => all.indexOf(slide) >= here),
  );
  step = 0;
  show(false);
  fillOverview();
}

// The slide of a name, its kind chosen if it was not; undefined without one.
function find(name) {
  const slide = all.find(({ id, nodes }) => id === name || nodes.some((node) => node.id === name));
  if (slide && !slides.includes(slide)) {
    kinds = [...kinds, slide.kind];
    slides = chosen();
  }
  return slide ? slides.indexOf(slide) : undefined;
}

// The first slide that is in view or below; at the top of the page the first of all.
function inView() {
  if (scrollY < 200) return 0;
  const found = slides.findIndex(({ place }) => place.getBoundingClientRect().bottom > 80);
  return found < 0 ? slides.length - 1 : found;
}

// A link within the page goes to the slide that it leads to, or back to the page.
function onLink(event) {
  const link = event.target.closest?.('article a[href^="#"]');
  if (!link) return;
  const target = document.getElementById(decoded(link.hash.slice(1)));
  if (!target) return;
  event.preventDefault();
  const has = ({ nodes, place }) => place === target || nodes.some((node) => node.contains(target));
  const to = slides.findIndex(has);
  if (to < 0) leave(target);
  else go(to);
}

function listen() {
  const stop = new AbortController();
  const on = (target, name, call, more) =>
    target.addEventListener(name, call, { signal: stop.signal, ...more });
  const { signal } = stop;
  on(document, "keydown", keys.down);
  on(document, "keyup", keys.up);
  // The page's own key, to the search, would lead away.
  on(
    window,
    "keydown",
    (event) => {
      const { key, ctrlKey, metaKey } = event;
      if ((ctrlKey || metaKey) && key.toLowerCase() === "k") event.stopPropagation();
    },
    { capture: true },
  );
  on(window, "resize", () => {
    touched = false;
    requestAnimationFrame(refit);
  });
  // A press on the stage itself is a key of the lecture, and changes no figure.
  const touch = (event) => (touched ||= event.target !== article);
  for (const name of ["pointerdown", "keydown"]) on(article, name, touch, { capture: true });
  on(document, "click", onLink);
  on(document, "rnn-room-empty", () => {
    askRoom(true);
    show(false);
  });
  on(window, "pagehide", () => notes.close());
  const noWipes = wipes(main, acts);
  dot.start();
  signal.addEventListener("abort", () => {
    noWipes();
    dot.stop();
  });
  return () => stop.abort();
}

function addStyle() {
  if (document.querySelector("style[data-lecture]")) return;
  const style = document.createElement("style");
  style.dataset.lecture = "";
  style.textContent = `${css}\n@media screen { ${notesCss} }`;
  document.head.append(style);
}

function begin(name) {
  const from = document.activeElement;
  all = cut(article);
  kinds = readKinds();
  slides = chosen();
  at = name === undefined ? inView() : (find(name) ?? 0);
  step = 0;
  addStyle();
  window.rnnbook?.bringAll?.(); // no slide waits for its figure
  main.append(...bar.all);
  root.classList.add("lecture");
  main.setAttribute("aria-label", `Lecture: ${document.title.split(" · ")[0]}`);
  article.tabIndex = 0;
  askRoom(true);
  const silent = listen();
  ends = () => {
    silent();
    askRoom(false);
    main.removeAttribute("aria-label");
    for (const each of ["aria-label", "tabindex"]) article.removeAttribute(each);
    from?.focus?.({ preventScroll: true });
  };
  show();
  focusStage();
  document.fonts?.ready.then(refit);
}

// Back to the page, to the place where the slide stands.
function leave(target = now().place) {
  const place = target instanceof Element ? target : now().place;
  const end = ends;
  ends = null;
  watch.disconnect();
  notes.close();
  extra?.remove();
  release(article);
  for (const each of bar.all) each.remove();
  if (document.fullscreenElement) document.exitFullscreen();
  end();
  address("");
  place.scrollIntoView({ block: "center", behavior: "instant" });
}

window.rnnbookLecture = (name) => {
  if (!ends) begin(name);
  else if (name) go(find(name) ?? at);
};
