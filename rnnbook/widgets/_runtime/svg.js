// The drawing kit: parts of an SVG that change only where they differ, charts with axes,
// arrows and symbols. Drawings are laid out in pixels for the width that they get, so
// that their text keeps its size on a phone.
import { power } from "./text.js";

const NS = "http://www.w3.org/2000/svg";

// A new part of the drawing, put into `parent` if there is one.
export function node(parent, tag, attributes = {}, text = "") {
  const made = document.createElementNS(NS, tag);
  place(made, attributes, text);
  parent?.append(made);
  // A picture has one name: its parts are not read beside it.
  if (parent?.getAttribute?.("role") === "img") made.setAttribute("aria-hidden", "true");
  return made;
}

// Several of one tag, one for each class.
export const nodes = (parent, tag, names) =>
  names.map((name) => node(parent, tag, { class: name }));

// Set an attribute, several, or the text of an element, only where they differ: most of
// a drawing stays as it is while one slider moves.
export function mark(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}
// A text that is there is changed in place: a new node would have the page match its
// :has() rules and lay out the text anew.
export function write(element, text) {
  const [now, only] = [String(text), element.firstChild];
  if (now && only?.nodeType === 3 && !only.nextSibling) {
    if (only.data !== now) only.data = now;
  } else if (element.textContent !== now) element.textContent = now;
}
// compose(element, ...parts): its children are these texts and nodes. What is there already
// stays, and has only other texts where it is of the same kind.
export function compose(element, ...parts) {
  const made = element.cloneNode(false);
  made.append(...parts);
  made.normalize();
  recompose(element, made);
}
function recompose(element, made) {
  const [there, wanted] = [[...element.childNodes], [...made.childNodes]];
  const same = (a, b) => a.nodeName === b.nodeName && a.className === b.className;
  wanted.forEach((next, k) => {
    const now = there[k];
    if (!now) element.append(next);
    else if (!same(now, next)) now.replaceWith(next);
    else if (next.nodeType !== 3) recompose(now, next);
    else if (now.data !== next.data) now.data = next.data;
  });
  for (const left of there.slice(wanted.length)) left.remove();
}
export function place(element, attributes, text) {
  for (const name in attributes) mark(element, name, attributes[name]);
  if (text !== undefined) write(element, text);
}
// redrawing(parent): { put, end }, for a drawing that is made as a whole each time. put(tag,
// attributes, text) is node(), but takes the next part that is there already, if it is of
// this tag: only what differs is written. end() takes away those that are left over.
export function redrawing(parent) {
  let next = parent.firstElementChild;
  const put = (tag, attributes, text = "") => {
    while (next && next.localName !== tag) {
      const other = next;
      next = next.nextElementSibling;
      other.remove();
    }
    const part = next ?? node(parent, tag);
    next = next?.nextElementSibling;
    for (const name of part.getAttributeNames()) {
      if (!(name in attributes) && name !== "aria-hidden") part.removeAttribute(name);
    }
    place(part, attributes, part.firstElementChild ? undefined : text);
    return part;
  };
  const end = () => {
    while (next) {
      const other = next;
      next = next.nextElementSibling;
      other.remove();
    }
  };
  return { put, end };
}
export const show = (element, shown) => mark(element, "visibility", shown ? "visible" : "hidden");

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
// A part s of the way from a to b.
export const mix = (a, b, s) => a + (b - a) * s;

// How many times larger an element is seen than it is laid out, as in a lecture; and where
// in it an event is, in pixels of the layout.
export function enlarged(element) {
  const scale = element.getBoundingClientRect().width / element.clientWidth;
  return Math.abs(scale - 1) > 0.01 && Number.isFinite(scale) ? scale : 1;
}
export function placeIn(element, { clientX, clientY }) {
  const { left, top } = element.getBoundingClientRect();
  const scale = enlarged(element);
  return [(clientX - left) / scale, (clientY - top) / scale];
}

const finite = ([x, y]) => Number.isFinite(x) && Number.isFinite(y);
const pair = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;

// A path through points; one that is not finite breaks the line.
export const line = (points) =>
  points
    .map((at, k) => finite(at) && `${k && finite(points[k - 1]) ? "L" : "M"}${pair(at)}`)
    .filter(Boolean)
    .join("");

// The same for a polyline, whose points are all finite: its `points` need no new style, as
// the `d` of a path does.
export const through = (points) => points.map(pair).join(" ");

// Points as one path: draw it with round ends and a wide stroke.
export const dots = (points) =>
  points
    .filter(finite)
    .map((at) => `M${pair(at)}h.01`)
    .join("");

// A symbol with its subscript: h, then a smaller t.
export function symbol(parent, letter, index, attributes) {
  const kind = `symbol ${attributes.class}`;
  const text = node(parent, "text", { ...attributes, class: kind }, letter);
  node(text, "tspan", { class: "index", dy: 4 }, index);
  return text;
}

// The head of an arrow whose tip is at (x, y).
const HEADS = { right: "l-7 -4v8z", up: "l-4 7h8z" };
export const head = (x, y, way) => `M${x} ${y}${HEADS[way]}`;

// A group that shows nothing outside a box.
export function clipped(svg, { left, right, top, bottom }) {
  const id = `rnn-${Math.random().toString(36).slice(2, 10)}`;
  const clip = node(node(svg, "defs"), "clipPath", { id });
  node(clip, "rect", { x: left, y: top, width: right - left, height: bottom - top });
  return node(svg, "g", { "clip-path": `url(#${id})` });
}

// Ticks at 0, 1, 2 ... last, or at every second, fifth, tenth ... of these.
export function ticksTo(last) {
  const every = [1, 2, 5, 10, 20, 50].find((n) => last / n <= 6);
  return Array.from({ length: Math.floor(last / every) + 1 }, (_, k) => k * every);
}

// An axis of powers of ten: the first of some scales, [from, to, step] in exponents, that
// holds all values above zero, with its ticks; the last of them if none does.
export function decades(scales, values, otherwise = scales.at(-1)) {
  const logs = values.filter((v) => v > 0 && Number.isFinite(v)).map(Math.log10);
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const [from, to, step] = scales.find(([a, b]) => low >= a && high <= b) ?? otherwise;
  const ticks = [];
  for (let n = from; n <= to; n += step) ticks.push([n, power(n)]);
  return { from, to, ticks };
}

const written = (tick) => (Array.isArray(tick) ? tick : [tick, String(tick).replace("-", "−")]);

// The parts of a group, drawn again with those that are there: fill(draw) calls
// draw(add) and takes away what it has not asked for. add(kind, tag, attributes, text): a
// part keeps its kind, so that one tick more does not change all that comes after it.
function refilled(group) {
  const parts = {};
  return (draw) => {
    const used = {};
    draw((kind, tag, attributes, text) => {
      const [k, all] = [used[kind] ?? 0, (parts[kind] ??= [])];
      used[kind] = k + 1;
      if (all[k]) place(all[k], attributes, text);
      else all.push(node(group, tag, attributes, text));
    });
    for (const kind in parts) for (const left of parts[kind].splice(used[kind] ?? 0)) left.remove();
  };
}

function drawAxes(add, { left, right, top, bottom }, x, y, { xTicks, yTicks, xName, yName }) {
  const text = (name, kind, at, height, anchor, words) =>
    add(name, "text", { class: kind, x: at, y: height, "text-anchor": anchor }, words);
  // All lines of a grid are one path: a part less for each, and one change where all move.
  const path = (name, kind, d) => add(name, "path", { class: kind, d });
  const [across, up] = [xTicks, yTicks].map((ticks) => ticks.map(written));
  path("lines", "grid", up.map(([v]) => `M${left} ${y(v).toFixed(1)}H${right}`).join(""));
  path("marks", "grid", across.map(([v]) => `M${x(v).toFixed(1)} ${bottom}v4`).join(""));
  path("frame", "frame", `M${left} ${top}V${bottom}H${right}`);
  for (const [v, words] of up) text("yTick", "tick", left - 6, y(v) + 4, "end", words);
  for (const [v, words] of across) text("xTick", "tick", x(v), bottom + 17, "middle", words);
  if (xName) text("xName", "name", right, bottom + 34, "end", xName);
  if (yName) text("yName", "name", 0, top - 12, "start", yName);
}

// makeAxes(svg, box) has a frame to draw in: box { left, right, top, bottom } in pixels.
// set({ x: [from, to], y: [from, to], xTicks, yTicks, xName, yName }) draws the axes;
// ticks are numbers or [number, text]. x(v) and y(v) are then the places of values.
export function makeAxes(svg, box) {
  const fill = refilled(node(svg, "g", { class: "axes" }));
  let [xs, ys, shown] = [[0, 1], [0, 1], ""];
  const [wide, high] = [box.right - box.left, box.bottom - box.top];
  const x = (v) => box.left + ((v - xs[0]) / (xs[1] - xs[0])) * wide;
  const y = (v) => box.bottom - ((v - ys[0]) / (ys[1] - ys[0])) * high;
  return {
    box,
    x,
    y,
    fromX: (at) => xs[0] + ((at - box.left) / wide) * (xs[1] - xs[0]),
    fromY: (at) => ys[0] + ((box.bottom - at) / high) * (ys[1] - ys[0]),
    set(options) {
      [xs, ys] = [options.x, options.y];
      const key = JSON.stringify(options);
      if (key === shown) return;
      shown = key;
      fill((add) => drawAxes(add, box, x, y, options));
    },
  };
}
