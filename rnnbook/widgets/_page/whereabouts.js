// Where the reader is: the line of progress, the section in the bar and the list behind it,
// the mark in the contents, and the section in the page's address.
import { writeSection } from "../_runtime/address.js";
import { el } from "../_runtime/controls.js";
import { lastPassed } from "./passed.js";

const root = document.documentElement;
const $ = (selector) => document.querySelector(selector);
const idOf = (link) => decodeURIComponent(link.hash.slice(1));

// The page's sections and their links in the contents, in their order.
const links = new Map();
for (const link of document.querySelectorAll(".page-sections a")) {
  const section = document.getElementById(idOf(link));
  if (section) links.set(section, link);
}

// The words of a link, formulas and all, without ticks.
function words(link) {
  const copy = link.cloneNode(true);
  for (const part of copy.querySelectorAll(".tick, .done")) part.remove();
  return [...copy.childNodes];
}

// --- the line: how much of the page is behind the reader

const PAUSE = 300; // ms in a section before the address has it

let asked = 0;
const line = $(".read-line");

function drawLine() {
  asked = 0;
  const room = root.scrollHeight - innerHeight;
  const part = room > 0 ? Math.min(1, Math.max(0, scrollY / room)) : 0;
  line.style.transform = `scaleX(${part.toFixed(4)})`;
}
const askLine = () => (asked ||= requestAnimationFrame(drawLine));

// --- the list of sections

const host = $(".here");
const button = $(".here-button");
const list = $(".here-list");
let here; // the section in view
let moved = false; // the reader has: an address that was opened stays until then
let later = 0;

// The links of the list, by their section.
const listed = new Map();

function fill() {
  const ul = $(".page-sections").cloneNode(true);
  ul.removeAttribute("class");
  for (const part of ul.querySelectorAll(".tick, .done")) part.remove();
  for (const link of ul.querySelectorAll("a")) {
    link.removeAttribute("aria-current");
    listed.set(document.getElementById(idOf(link)), link);
  }
  list.append(el("p", {}, el("a", { href: "#top" }, "Top of the page")), ul);
  const ways = [...document.querySelectorAll(".prev-next:not(.brief) a")];
  if (!ways.length) return;
  const others = el("p", { class: "others" });
  for (const way of ways) {
    const [kind, title] = [way.querySelector("small"), way.querySelector(".title")];
    const text = `${kind.firstChild.textContent.trim()}: ${title.textContent.trim()}`;
    others.append(el("a", { href: way.href }, text));
  }
  list.append(others);
}

function markList() {
  for (const [section, link] of listed) {
    if (section === here) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}

// Within its own scroller, and nothing else moves.
function reveal(scroller, part) {
  if (!part || scroller.scrollHeight <= scroller.clientHeight) return;
  const [outer, inner] = [scroller.getBoundingClientRect(), part.getBoundingClientRect()];
  const margin = outer.height / 4;
  if (inner.top < outer.top + 8 || inner.bottom > outer.bottom - 8) {
    const down = inner.top < outer.top + 8 ? -margin : margin - outer.height + inner.height;
    scroller.scrollTop += inner.top - outer.top + down;
  }
}

function open(isOpen) {
  if (isOpen && !listed.size) fill();
  if (isOpen) {
    markList();
    // The contents and this list lie at one place of a phone.
    if (root.classList.contains("nav-open")) $(".nav-button").click();
  }
  list.hidden = !isOpen;
  button.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) reveal(list, listed.get(here));
}
const isOpen = () => !list.hidden;

function listenToList() {
  button.addEventListener("click", () => open(!isOpen()));
  list.addEventListener("click", ({ target }) => target.closest("a") && open(false));
  host.addEventListener("focusout", ({ relatedTarget: to }) => {
    if (to && !host.contains(to)) open(false);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (isOpen() && !host.contains(target)) open(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    open(false);
    button.focus();
  });
  host.addEventListener("keydown", step);
}

// Up and down go from link to link, as in every list of this kind.
function step(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || !isOpen()) return;
  event.preventDefault();
  const all = [...list.querySelectorAll("a")];
  const from = all.indexOf(document.activeElement);
  const first = all.indexOf(listed.get(here));
  const to = from < 0 ? Math.max(0, first) : (from + by + all.length) % all.length;
  all[to].focus();
}

// --- what is in view

const nav = $(".book-nav");

// In the contents the sections of the first level stand: that of the section is marked.
function markContents() {
  const current = links.get(here);
  const top = current?.closest(".page-sections > li")?.querySelector("a");
  for (const link of links.values()) {
    if (link === top) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
  reveal(nav, top ?? nav.querySelector("a.current"));
}

function show(section) {
  here = section;
  markContents();
  if (isOpen()) markList();
  root.classList.toggle("has-place", Boolean(here));
  const shown = here ? words(links.get(here)) : ["Sections"];
  button.querySelector(".section").replaceChildren(...shown);
  clearTimeout(later);
  if (moved) later = setTimeout(() => writeSection(here?.id ?? ""), PAUSE);
}

function look() {
  const passed = lastPassed(links.keys());
  if (passed !== here) show(passed);
}

function start() {
  askLine();
  addEventListener("rnn-sized", askLine); // of site.js: the page is longer or shorter
  addEventListener("scroll", askLine, { passive: true });
  addEventListener("resize", askLine, { passive: true });
  reveal(nav, nav.querySelector("a.current"));
  if (!links.size) return;
  listenToList();
  for (const act of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(act, () => (moved = true), { once: true, passive: true, capture: true });
  }
  const seen = new IntersectionObserver(look, { rootMargin: "0px 0px -66% 0px" });
  for (const section of links.keys()) seen.observe(section);
}

if (line) start();
