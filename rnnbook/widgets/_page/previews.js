// What a link leads to, shown before it is followed: on hover and on focus in a card beside
// it, after a long press of a finger in a sheet at the foot. What is shown stands in
// previews/PAGE.js (rnnbook_site/previews.py), which is fetched when it is first wanted.
//
// The card goes with Escape, stays while the pointer is on it or on the link, holds nothing
// to use, and is not spoken: what it shows is where the link leads to. The sheet is a
// dialog. A tap follows the link.
import { decoded, figureId, parseHash } from "../_runtime/address.js";
import { el } from "../_runtime/controls.js";

const NONE =
  ".headerlink, .eq-number, [download], :is(.rnn-widget-live, .exercise-panel, .guess) a";
const LINKS = `article a[href]:not(${NONE})`;
const SOURCES = "book/bibliography";
const REST = 120; // ms of a pointer on a link before it is answered
const STAY = 300; // ms to come over to the card
const PRESS = 450; // ms of a finger
const EDGE = 12;

const root = document.documentElement;
const here = document.currentScript?.src;
const base = new URL(root.dataset.content_root || ".", location.href).href;
const isOff = () => root.classList.contains("lecture");

// --- what is shown

const coming = new Map();

// A script beside this one, once: a promise for when it has run, or is not to be had.
function fetched(file) {
  if (!coming.has(file)) {
    const wait = new Promise((done) => {
      const script = el("script", { src: new URL(`previews/${file}.js`, here).href });
      script.addEventListener("load", done);
      script.addEventListener("error", done);
      document.head.append(script);
    });
    coming.set(file, wait);
  }
  return coming.get(file);
}

// Where a link leads to, { page, id }, if a preview may be there.
function targetOf(link) {
  const [address, hash = ""] = link.href.split("#");
  if (!address.startsWith(base)) {
    const isSource =
      /^https?:/.test(address) && document.querySelector(`a[href$="bibliography.html"]`);
    return isSource ? { page: SOURCES, id: link.href.replace(/\/$/, "") } : null;
  }
  const page = decoded(address.slice(base.length).split("?")[0]);
  if (!page.endsWith(".html") || !page.includes("/")) return null;
  const { figure } = parseHash(hash);
  const id = figure ? figureId(figure) : hash.includes("=") ? "" : decoded(hash);
  return { page: page.replace(/\.html$/, ""), id };
}

// [title, HTML] of a target, once its page's script is there.
function known({ page, id }) {
  const all = window.rnnbookPages?.[page];
  const entry = all?.[id];
  return typeof entry === "string" ? all[entry] : entry;
}

async function found(target) {
  if (!window.rnnbookPages?.[target.page]) await fetched(target.page.replaceAll("/", "-"));
  return known(target);
}

// Ids of a picture, for it may stand in the page already.
const renamed = (svg) =>
  svg
    .replace(/\bid="([^"]+)"/g, 'id="seen-$1"')
    .replace(/url\(#/g, "url(#seen-")
    .replace(/href="#/g, 'href="#seen-');

// The picture of a figure: from this page, or from its own script.
async function picture({ page, id }) {
  if (!id.startsWith("figure-")) return "";
  if (page === root.dataset.page) {
    const place = document.getElementById(id);
    const svg = place?.querySelector(":is(.rnn-figure, .rnn-widget-picture) > svg");
    return svg ? renamed(svg.outerHTML) : "";
  }
  if (!window.rnnbookPictures?.[id]) await fetched(id);
  return renamed(window.rnnbookPictures?.[id] ?? "");
}

async function contents(target) {
  const [entry, svg] = await Promise.all([found(target), picture(target)]);
  if (!entry) return null;
  const [title, html] = entry;
  const parts = [el("p", { class: "preview-title" })];
  parts[0].innerHTML = title;
  const from = window.rnnbookPages[target.page]?.[""]?.[0];
  const isPart = target.id && target.page !== root.dataset.page && target.page.startsWith("n");
  if (isPart && from) {
    const small = el("small");
    small.innerHTML = ` ${from}`;
    parts[0].append(small);
  }
  if (svg) {
    parts.push(el("div", { class: "rnn-figure" }));
    parts[1].innerHTML = svg;
  }
  const body = el("div", { class: "preview-body" });
  body.innerHTML = html;
  return [...parts, body];
}

// A formula that is wider than its room is set smaller.
function fitFormulas(box) {
  for (const formula of box.querySelectorAll("div.math")) {
    const part = formula.clientWidth / formula.scrollWidth;
    if (part < 1) formula.style.fontSize = `${Math.max(0.62, part * 0.98)}em`;
  }
}

// --- the card

const card = el("div", { class: "preview", "aria-hidden": "true", hidden: true });
let current = null; // the link that is shown, or asked for
let by = ""; // "hover" or "focus"
let refused = null; // the link whose card was sent away
let timer = 0;

function hide() {
  clearTimeout(timer);
  current = null;
  card.hidden = true;
  card.replaceChildren();
}

// Below the link, or above, where there is more room; never over it.
function put(link, at) {
  const rects = [...link.getClientRects()];
  const rect = rects.find((r) => at && at.y >= r.top && at.y <= r.bottom) ?? rects[0];
  if (!rect) return hide();
  const over = Math.max(0, document.querySelector(".top")?.getBoundingClientRect().bottom ?? 0);
  const [below, above] = [innerHeight - rect.bottom - EDGE, rect.top - over - EDGE];
  card.style.setProperty("--room", `${Math.max(below, above)}px`);
  const { offsetWidth: width, offsetHeight: height } = card;
  const most = root.clientWidth - width - EDGE;
  const top = height <= below || below >= above ? rect.bottom + 6 : rect.top - height - 6;
  card.style.left = `${scrollX + Math.max(EDGE, Math.min(rect.left - EDGE, most))}px`;
  card.style.top = `${scrollY + top}px`;
}

async function show(link, at) {
  const parts = await contents(targetOf(link));
  if (link !== current || !parts || isOff()) return;
  card.replaceChildren(...parts);
  card.hidden = false;
  fitFormulas(card);
  put(link, at);
}

function ask(link, how, at) {
  if (isOff() || link === refused || !targetOf(link)) return;
  clearTimeout(timer);
  if (link === current) return;
  hide();
  [current, by] = [link, how];
  found(targetOf(link)); // it comes while the pointer rests
  timer = setTimeout(() => show(link, at), REST);
}

function leave() {
  refused = null;
  if (!current || by !== "hover") return;
  clearTimeout(timer);
  if (card.hidden) hide();
  else timer = setTimeout(hide, STAY);
}

function onHover({ target, pointerType, clientX: x, clientY: y }) {
  if (pointerType === "touch") return;
  const link = target.closest?.(LINKS);
  if (link) ask(link, "hover", { x, y });
  else if (card.contains(target)) clearTimeout(timer);
  else leave();
}

// --- the sheet

let sheet = null;
let pressed = null; // { link, x, y, timer }
let swallow = false; // the click after a long press

function closeSheet(back = true) {
  const link = sheet?.link;
  sheet?.root.remove();
  sheet = null;
  if (back) link?.focus({ preventScroll: true });
}

async function openSheet(link) {
  const parts = await contents(targetOf(link));
  if (!parts || isOff()) return;
  closeSheet(false);
  hide();
  const go = el("a", { class: "go", href: link.href }, "Go there");
  const close = el("button", { type: "button" }, "Close");
  const name = `Preview: ${parts[0].textContent.trim()}`;
  const look = { class: "preview sheet", role: "dialog", "aria-label": name, tabindex: "-1" };
  const sides = el("div", { class: "preview-acts" }, go, close);
  sheet = { root: el("div", look, ...parts, sides), link };
  document.body.append(sheet.root);
  fitFormulas(sheet.root);
  close.addEventListener("click", () => closeSheet());
  go.addEventListener("click", () => closeSheet(false));
  sheet.root.focus({ preventScroll: true });
}

function release() {
  clearTimeout(pressed?.timer);
  pressed = null;
}

function press() {
  const link = pressed?.link;
  release();
  if (!link || !known(targetOf(link))) return false;
  swallow = true;
  openSheet(link);
  return true;
}

function onPress({ target, pointerType, clientX: x, clientY: y }) {
  swallow = false;
  if (sheet && !sheet.root.contains(target)) closeSheet(false);
  release();
  const link = pointerType === "touch" && !isOff() && target.closest?.(LINKS);
  if (!link || !targetOf(link)) return;
  const parts = found(targetOf(link)); // if they come late: shown while the finger stays
  const later = () => parts.then(() => pressed?.link === link && press());
  pressed = { link, x, y, timer: setTimeout(later, PRESS) };
}

function onMove({ clientX, clientY }) {
  if (pressed && Math.hypot(clientX - pressed.x, clientY - pressed.y) > 10) release();
}

// What a long press of a finger opens by itself, a menu, gives way where we have something.
function onMenu(event) {
  if (pressed ? press() : swallow) event.preventDefault();
}

function onClick(event) {
  if (swallow && event.target.closest?.(LINKS)) {
    event.preventDefault();
    event.stopPropagation();
  } else hide();
  swallow = false;
}

function onKey({ key }) {
  if (key !== "Escape") return;
  if (sheet) closeSheet();
  if (!current) return;
  refused = current;
  hide();
}

if (document.querySelector("article") && here) {
  document.body.append(card);
  const on = (name, call, more) => document.addEventListener(name, call, more);
  on("pointerover", onHover);
  root.addEventListener("pointerleave", leave);
  on("focusin", ({ target }) => {
    refused = null;
    if (target.matches(LINKS) && target.matches(":focus-visible")) ask(target, "focus");
  });
  on("focusout", () => by === "focus" && hide());
  on("pointerdown", onPress, { passive: true });
  on("pointermove", onMove, { passive: true });
  for (const name of ["pointerup", "pointercancel"]) on(name, release, { passive: true });
  on("contextmenu", onMenu);
  on("click", onClick, { capture: true });
  on("keydown", onKey);
  addEventListener("pagehide", hide);
}
