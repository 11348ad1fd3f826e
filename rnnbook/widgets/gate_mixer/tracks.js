// The drawing of the mixer: six tracks under each other that share the time axis.
// It is laid out for the width that it gets, so its text keeps its size on a phone.
import { T } from "./mixer.js";
import { steps, three, write } from "./parts.js";

const NS = "http://www.w3.org/2000/svg";
const TRACKS = [
  { key: "g", name: "input pulses", symbol: "g", more: "thick: i·g gets in", height: 60 },
  { key: "i", name: "input gate", symbol: "i", height: 28 },
  { key: "f", name: "forget gate", symbol: "f", height: 28 },
  { key: "o", name: "output gate", symbol: "o", height: 28 },
  { key: "c", name: "cell state", symbol: "c", more: "f·c + i·g", height: 158 },
  { key: "h", name: "hidden state", symbol: "h", more: "o·tanh c", height: 76 },
];
const BANDS = ["i", "f", "o"];
const BOUNDS = [0.5, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100];

function node(parent, tag, attributes = {}, text) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return parent.appendChild(made);
}

// Set what has changed since the last time, and leave the rest alone: most of a drawing
// stays as it is while one slider moves.
const placed = new WeakMap();
function place(element, attributes, text) {
  if (!placed.has(element)) placed.set(element, {});
  const before = placed.get(element);
  for (const name in attributes) {
    if (before[name] === attributes[name]) continue;
    before[name] = attributes[name];
    element.setAttribute(name, attributes[name]);
  }
  if (text !== undefined) write(element, text);
}

const show = (element, shown) => place(element, { visibility: shown ? "visible" : "hidden" });

// Where everything stands, for a width in pixels.
export function layout(width) {
  const wide = width >= 660;
  const [left, right] = wide ? [132, 68] : [32, 12];
  const column = (width - left - right) / T;
  const boxes = {};
  let y = wide ? 6 : 0;
  for (const { key, height } of TRACKS) {
    const tight = BANDS.includes(key);
    if (!wide) y += 22;
    const room = key === "c" ? 20 : 0; // for the words above the cell state
    boxes[key] = { top: y + room, bottom: y + room + height, height };
    y += room + height + (tight ? (wide ? 13 : 3) : wide ? 18 : 6);
  }
  const axis = boxes.h.bottom + 8;
  return { width, wide, left, right, column, boxes, axis, height: axis + 24,
    x: (t) => left + (t + 0.5) * column, edge: (t) => left + t * column };
}

export function makeTracks(holder) {
  const svg = node(holder, "svg", { class: "mixer-tracks", role: "img" });
  let at, parts, last, unit;

  function build(width) {
    at = layout(width);
    svg.replaceChildren();
    place(svg, { width, height: at.height });
    parts = {};
    const [from, to] = [at.edge(0), at.edge(T)];
    parts.cursor = node(svg, "path", { class: "cursor" });
    for (const { key, name, symbol, more } of TRACKS) {
      const { top, bottom } = at.boxes[key];
      const label = at.wide
        ? { x: 0, y: BANDS.includes(key) ? (top + bottom) / 2 + 5 : top + 13 }
        : { x: 0, y: top - 9 - (key === "c" ? 20 : 0) };
      const text = node(svg, "text", { ...label, class: `name ${key}` }, `${name} `);
      node(text, "tspan", { class: "symbol" }, symbol);
      if (more) node(text, "tspan", { class: "more", ...(at.wide ? { x: 0, dy: 17 } : { dx: 10 }) }, more);
      const group = node(svg, "g", { class: `track ${key}` });
      if (BANDS.includes(key)) {
        node(group, "path", { class: "frame", d: `M${from} ${top}H${to}M${from} ${bottom}H${to}` });
        parts[`${key}Ticks`] = [1, 0].map((v) => node(group, "text",
          { x: from - 6, y: (v ? top : bottom) + 4, class: "tick" }, v));
        parts[`${key}Area`] = node(group, "path", { class: "area" });
        parts[`${key}Line`] = node(group, "path", { class: "line" });
        parts[`${key}Note`] = node(group, "text", { class: "note", y: (top + bottom) / 2 + 4.5 });
      } else {
        parts[`${key}Frame`] = node(group, "path", { class: "frame" });
        parts[`${key}Ticks`] = [0, 1, 2].map(() => node(group, "text", { x: from - 6, class: "tick" }));
      }
      parts[`${key}Value`] = node(svg, "text", { class: `value ${key}`,
        x: at.wide ? to + 8 : to, y: at.wide ? (top + bottom) / 2 + 5 : label.y,
        "text-anchor": at.wide ? "start" : "end" });
    }
    const group = (key) => svg.querySelector(`g.${key}`);
    parts.sent = node(group("g"), "path", { class: "sent" });
    parts.heads = node(group("g"), "path", { class: "heads" });
    parts.passed = node(group("g"), "path", { class: "passed" });
    parts.predicted = node(group("c"), "path", { class: "predicted" });
    parts.theory = node(group("c"), "path", { class: "theory" });
    parts.cLine = node(group("c"), "path", { class: "line" });
    parts.cDots = node(group("c"), "path", { class: "dots" });
    parts.half = node(group("c"), "path", { class: "half" });
    parts.halfDot = node(group("c"), "circle", { class: "half-dot", r: 4.5 });
    parts.halfText = node(group("c"), "text", { class: "half-text" });
    parts.words = ["write", "hold", "read", "forget"].map((word) =>
      node(group("c"), "text", { class: "word", "text-anchor": "middle" }, word));
    parts.tanh = node(group("h"), "path", { class: "tanh" });
    parts.tanhText = node(group("h"), "text", { class: "note" }, "tanh c");
    parts.hLine = node(group("h"), "path", { class: "line" });
    parts.hDots = node(group("h"), "path", { class: "dots" });
    node(svg, "path", { class: "axis", d: `M${from} ${at.axis}H${to}` });
    parts.times = [0, 20, 40, 60, 80, 99].map((t) => [t, node(svg, "text",
      { x: at.x(t), y: at.axis + 17, class: "tick time" }, t)]);
    if (at.wide) node(svg, "text", { x: 0, y: at.axis + 17, class: "name" }, "time step");
    parts.now = node(svg, "text", { class: "now", y: at.axis + 17 });
    parts.marks = ["g", "i", "f", "o", "c", "h"].map((key) => [key,
      node(svg, "circle", { class: `mark ${key}`, r: 3.5 })]);
  }

  // The scale of a track whose bounds follow its values: value -> y.
  function scaled(key, low, high) {
    const { top, bottom } = at.boxes[key];
    const y = (v) => bottom - ((v - low) / (high - low)) * (bottom - top);
    const ticks = [...new Set([low, 0, high])];
    place(parts[`${key}Frame`], { d: ticks.map((v) => `M${at.edge(0)} ${y(v)}H${at.edge(T)}`).join("") });
    parts[`${key}Ticks`].forEach((tick, k) => place(tick,
      { y: ticks[k] === undefined ? 0 : y(ticks[k]) + 4 },
      ticks[k] === undefined ? "" : String(ticks[k]).replace("-", "−")));
    return y;
  }

  // Round bounds [low, high] around values and zero, neither too small to be labelled.
  function bounds(values) {
    const [low, high] = [-Math.min(0, ...values), Math.max(0, ...values)];
    const round = (most, other) => (most < 1e-9 ? 0 : BOUNDS.find((b) => b >= Math.max(most, other / 8)));
    return [-round(low, high), round(high, low) || (low < 1e-9 ? 1 : 0)];
  }
  const line = (values, y) => `M${Array.from(values, (v, t) => `${at.x(t).toFixed(1)} ${y(v).toFixed(1)}`).join("L")}`;
  const dots = (values, y) => Array.from(values, (v, t) => `M${at.x(t).toFixed(1)} ${y(v).toFixed(1)}h0`).join("");

  // A gate holds its value for the whole of a step, so its line is a staircase.
  function drawBand(key, values, note) {
    const { top, bottom, height } = at.boxes[key];
    let d = "";
    for (let t = 0; t < T; t++) {
      if (t && values[t] === values[t - 1]) continue;
      const y = (bottom - values[t] * height).toFixed(1);
      d += t ? `H${at.edge(t).toFixed(1)}V${y}` : `M${at.edge(0)} ${y}`;
    }
    d += `H${at.edge(T)}`;
    place(parts[`${key}Line`], { d });
    place(parts[`${key}Area`], { d: `${d}V${bottom}H${at.edge(0)}Z` });
    const { text, step, side } = note ?? { text: "", step: 0, side: 1 };
    const room = 6.4 * text.length + 8;
    const left = side < 0 ? at.edge(step) - room > at.edge(0) : at.edge(step) + room > at.edge(T);
    place(parts[`${key}Note`], { x: at.edge(step) + (left ? -6 : 7), "text-anchor": left ? "end" : "start" }, text);
  }

  function drawPulses(run) {
    const low = run.g.some((v) => v < 0) ? -1 : 0;
    const y = scaled("g", low, 1);
    unit = y(0) - y(1);
    const stems = (values) => Array.from(values, (v, t) =>
      Math.abs(v) < 0.004 ? "" : `M${at.x(t).toFixed(1)} ${y(0).toFixed(1)}V${y(v).toFixed(1)}`).join("");
    place(parts.sent, { d: stems(run.g) });
    place(parts.heads, { d: Array.from(run.g, (v, t) => v ? `M${at.x(t).toFixed(1)} ${y(v).toFixed(1)}h0` : "").join("") });
    place(parts.passed, { d: stems(run.g.map((v, t) => v * run.i[t])) });
    return y;
  }

  // The first pulse that was written: what (6.15) says of it, over the points.
  function drawHalfLife(y, run, first, halfLife) {
    const shown = first >= 0;
    for (const key of ["predicted", "theory", "half", "halfDot", "halfText"]) show(parts[key], shown);
    if (!shown) return;
    const start = run.c[first];
    const f = Math.pow(0.5, 1 / halfLife);
    const theory = Array.from({ length: T - first }, (_, k) =>
      `${at.x(first + k).toFixed(1)} ${y(start * Math.pow(f, k)).toFixed(1)}`);
    for (const key of ["predicted", "theory"]) place(parts[key], { d: `M${theory.join("L")}` });
    const inside = first + halfLife <= T - 1;
    const [from, to, level] = [at.x(first), inside ? at.x(first + halfLife) : at.edge(T) - 2, y(start / 2)];
    const never = halfLife === Infinity;
    place(parts.half, { d: never ? "" : `M${from} ${y(start)}V${level}H${to}${inside ? "" : "m-6 -4l6 4l-6 4"}` });
    show(parts.halfDot, inside);
    if (inside) place(parts.halfDot, { cx: to, cy: level });
    const text = never ? "f = 1: never halves"
      : `half left after ${steps(halfLife)}${inside ? "" : ", beyond the edge"}`;
    const room = 6.6 * text.length;
    const down = start > 0 ? 1 : -1; // the curve falls to zero, the text stays clear of it
    const spot = never ? [from + 10, y(start) + (down > 0 ? 20 : -10), "start"]
      : to + 10 + room < at.edge(T) ? [to + 8, level + (down > 0 ? -7 : 16), "start"]
        : to - from > room + 12 ? [from + 8, level + (down > 0 ? 17 : -8), "start"]
          : [at.edge(T) - 4, level + (down > 0 ? -14 : 24), "end"];
    place(parts.halfText, { x: spot[0], y: spot[1], "text-anchor": spot[2] }, text);
  }

  // The four acts, where the settings stage them.
  function drawWords(settings, run, first) {
    const opens = settings.open_output_at;
    const resets = settings.carousel ? null : settings.reset_at;
    const ends = Math.min(opens ?? T, resets ?? T);
    const acts = [first < 0 ? null : first, first < 0 || (opens === null && resets === null) ? null : (first + ends) / 2,
      opens, resets];
    let free = -Infinity;
    parts.words.forEach((word, k) => {
      const x = acts[k] === null ? -1 : at.x(acts[k]);
      const width = 7 * word.textContent.length;
      const shown = acts[k] !== null && x - width / 2 > free;
      show(word, shown);
      if (!shown) return;
      place(word, { x: Math.min(Math.max(x, at.edge(0) + width / 2), at.edge(T) - width / 2), y: at.boxes.c.top - 8 });
      free = x + width / 2 + 6;
    });
  }

  function notes(s) {
    const worded = (long, short) => (at.wide ? long : short);
    return {
      i: s.close_input_at === null ? null : { step: s.close_input_at, side: 1,
        text: worded(`shut from step ${s.close_input_at}: nothing more is written`, `shut from ${s.close_input_at}`) },
      f: s.carousel || s.reset_at === null ? null : { step: s.reset_at, side: -1,
        text: worded(`0 at step ${s.reset_at}: reset`, `reset at ${s.reset_at}`) },
      o: !s.open_output_at ? null : { step: s.open_output_at, side: -1,
        text: worded(`shut until step ${s.open_output_at}: nothing is read`, `shut until ${s.open_output_at}`) },
    };
  }

  function draw(settings, run, first, halfLife) {
    last = [settings, run, first, halfLife];
    if (!at) return;
    const yg = drawPulses(run);
    const note = notes(settings);
    for (const key of BANDS) drawBand(key, run[key], note[key]);
    const yc = scaled("c", ...bounds(run.c));
    place(parts.cLine, { d: line(run.c, yc) });
    place(parts.cDots, { d: dots(run.c, yc) });
    drawHalfLife(yc, run, first, halfLife);
    drawWords(settings, run, first);
    const low = run.tanh_c.some((v) => v < -1e-9) ? -1 : 0;
    const yh = scaled("h", low, 1);
    place(parts.tanh, { d: line(run.tanh_c, yh) });
    place(parts.hLine, { d: line(run.h, yh) });
    place(parts.hDots, { d: dots(run.h, yh) });
    drawTanhName(run, yh);
    drawCursor(settings.t, run, { g: yg, c: yc, h: yh });
  }

  // "tanh c" is written where it stands furthest from h.
  function drawTanhName(run, y) {
    let best = 0;
    for (let t = 0; t < T - 8; t++) {
      if (Math.abs(run.tanh_c[t] - run.h[t]) > Math.abs(run.tanh_c[best] - run.h[best])) best = t;
    }
    const shown = Math.abs(run.tanh_c[best] - run.h[best]) > 0.12;
    show(parts.tanhText, shown);
    if (shown) place(parts.tanhText, { x: at.x(best) + 10, y: y(run.tanh_c[best]) + (run.tanh_c[best] > 0 ? -3 : 13) });
  }

  function drawCursor(t, run, scales) {
    const x = at.x(t);
    place(parts.cursor, { d: `M${x} ${at.boxes.g.top - 2}V${at.axis + 4}` });
    const end = x > at.edge(T) - 30 ? "end" : x < at.edge(0) + 30 ? "start" : "middle";
    const shift = { end: 8, start: -8, middle: 0 }[end];
    place(parts.now, { x: x + shift, "text-anchor": end }, `step ${t}`);
    for (const [time, tick] of parts.times) show(tick, Math.abs(at.x(time) - x) >= 38);
    for (const [key, mark] of parts.marks) {
      const { bottom, height } = at.boxes[key];
      const y = scales[key] ? scales[key](run[key][t]) : bottom - run[key][t] * height;
      place(mark, { cx: x, cy: y });
      place(parts[`${key}Value`], {}, three(run[key][t]));
    }
  }

  return {
    svg,
    draw,
    layout: () => at,
    pulseScale: () => unit, // pixels for a pulse of height 1
    resize(width) {
      if (!width || at?.width === width) return;
      build(width);
      if (last) draw(...last);
    },
  };
}
