// Items of a list that are dragged by a pointer: a mouse takes them anywhere, a finger by
// their handle, so that the page still scrolls under it. A bar shows where the item will
// land; Escape, or a pointer that is taken away, lets it fall back.
import { el } from "../_runtime/controls.js";
import { enlarged } from "../_runtime/svg.js";

const FAR = 4; // pixels: less is a click
const EDGE = 60; // this near to the window's edge the page scrolls along

// Where among the others an item belongs whose middle is at height y.
const placeAt = (others, y) =>
  others.filter((other) => {
    const { top, height } = other.getBoundingClientRect();
    return top + height / 2 < y;
  }).length;

function showBar(list, bar, others, to) {
  const { top } = list.getBoundingClientRect();
  const before = others[to - 1]?.getBoundingClientRect();
  const after = others[to]?.getBoundingClientRect();
  const y =
    before && after ? (before.bottom + after.top) / 2 : before ? before.bottom + 3 : after.top - 3;
  bar.style.top = `${(y - top) / enlarged(list)}px`;
}

function scrollAlong(y) {
  const by = y < EDGE ? y - EDGE : Math.max(0, y - innerHeight + EDGE);
  if (by) scrollBy(0, by / 4);
}

// One way of an item, from the pointer's going down; land(item, place) if it is let go.
function follow(list, item, down, selector, land) {
  const bar = el("li", { class: "landing", "aria-hidden": "true" });
  const others = [...list.querySelectorAll(selector)].filter((other) => other !== item);
  const start = down.clientY + scrollY;
  const { top, height } = item.getBoundingClientRect();
  const middle = top + scrollY + height / 2;
  const ends = new AbortController();
  let to;
  const end = (landed) => {
    ends.abort();
    bar.remove();
    item.classList.remove("dragged");
    item.style.transform = "";
    if (landed && to !== undefined) land(item, to);
  };
  const move = (event) => {
    if (event.pointerId !== down.pointerId) return;
    const by = event.clientY + scrollY - start;
    if (to === undefined && Math.abs(by) < FAR) return;
    if (to === undefined) list.append(bar);
    item.classList.add("dragged");
    item.style.transform = `translateY(${by / enlarged(list)}px)`;
    to = placeAt(others, middle + by - scrollY);
    showBar(list, bar, others, to);
    scrollAlong(event.clientY);
    event.preventDefault();
  };
  const on = (name, call) => addEventListener(name, call, { signal: ends.signal });
  on("pointermove", move);
  on("pointerup", () => end(true));
  on("pointercancel", () => end(false));
  on("keydown", (event) => event.key === "Escape" && end(false));
}

// land(item, place): an item of `list`, found by the selector, was dragged to a place.
export function draggable(list, selector, land) {
  list.addEventListener("pointerdown", (event) => {
    const item = event.target.closest(selector);
    if (!item || event.button || !event.isPrimary) return;
    const handle = event.target.closest(".handle");
    const control = event.target.closest("button, input, label");
    if (!handle && (control || event.pointerType !== "mouse")) return;
    follow(list, item, event, selector, land);
  });
  // A drag that ends on the handle where it began is no click.
  list.addEventListener("dragstart", (event) => event.preventDefault());
}
