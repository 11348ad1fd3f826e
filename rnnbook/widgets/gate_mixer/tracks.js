// The drawing of the mixer: six tracks under each other that share the time axis.
// It is laid out for the width that it gets, so its text keeps its size on a phone.
import { node, nodes, place, show } from "../_runtime/svg.js";
import { T } from "./numbers.js";
import { steps, three, whenNew } from "./parts.js";

const TRACKS = [
  { key: "g", name: "input pulses", more: "thick: i·g gets in", height: 60 },
  { key: "i", name: "input gate", height: 28 },
  { key: "f", name: "forget gate", height: 28 },
  { key: "o", name: "output gate", height: 28 },
  { key: "c", name: "cell state", more: "f·c + i·g", height: 158 },
  { key: "h", name: "hidden state", more: "o·tanh c", height: 76 },
];
const BANDS = ["i", "f", "o"];
const BOUNDS = [0.5, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100];

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
  const [x, edge] = [(t) => left + (t + 0.5) * column, (t) => left + t * column];
  const columns = Array.from({ length: T }, (_, t) => x(t).toFixed(1));
  const places = { left, right, column, columns, boxes, axis, x, edge };
  return { width, wide, height: axis + 24, ...places };
}

// The name of a track, its frame and its value at the cursor: { Ticks, Value, ... }.
function makeTrack(svg, at, { key, name, more }) {
  const { top, bottom } = at.boxes[key];
  const [from, to, middle] = [at.edge(0), at.edge(T), (top + bottom) / 2];
  const band = BANDS.includes(key);
  const y = at.wide ? (band ? middle + 5 : top + 13) : top - 9 - (key === "c" ? 20 : 0);
  const text = node(svg, "text", { x: 0, y, class: `name ${key}` }, `${name} `);
  node(text, "tspan", { class: "symbol" }, key);
  const below = at.wide ? { x: 0, dy: 17 } : { dx: 10 };
  if (more) node(text, "tspan", { class: "more", ...below }, more);
  const group = node(svg, "g", { class: `track ${key}` });
  const tick = (where, v) => node(group, "text", { x: from - 6, ...where, class: "tick" }, v);
  const parts = { group };
  if (band) {
    node(group, "path", { class: "frame", d: `M${from} ${top}H${to}M${from} ${bottom}H${to}` });
    parts.ticks = [tick({ y: top + 4 }, 1), tick({ y: bottom + 4 }, 0)];
    [parts.area] = nodes(group, "polygon", ["area"]);
    [parts.line] = nodes(group, "polyline", ["line"]);
    parts.note = node(group, "text", { class: "note", y: middle + 4.5 });
  } else {
    [parts.frame] = nodes(group, "path", ["frame"]);
    parts.ticks = [tick({}), tick({}), tick({})];
  }
  const value = at.wide ? { x: to + 8, y: middle + 5 } : { x: to, y };
  const anchor = { "text-anchor": at.wide ? "start" : "end" };
  parts.value = node(svg, "text", { class: `value ${key}`, ...value, ...anchor });
  return parts;
}

// All parts of the drawing, by track and by name. A line without gaps is a polyline: its
// points need no new style, as the `d` of a path does.
function makeParts(svg, at) {
  svg.replaceChildren();
  place(svg, { width: at.width, height: at.height });
  const [cursor] = nodes(svg, "polyline", ["cursor"]);
  const parts = { cursor };
  for (const track of TRACKS) parts[track.key] = makeTrack(svg, at, track);
  const paths = ({ group }, ...names) => nodes(group, "path", names);
  const lines = ({ group }, ...names) => nodes(group, "polyline", names);
  [parts.sent, parts.heads, parts.passed] = paths(parts.g, "sent", "heads", "passed");
  const { c, h } = parts;
  [parts.predicted, parts.theory, c.line] = lines(c, "predicted", "theory", "line");
  [c.dots, parts.half] = paths(c, "dots", "half");
  parts.halfDot = node(c.group, "circle", { class: "half-dot", r: 4.5 });
  [parts.halfText] = nodes(c.group, "text", ["half-text"]);
  parts.words = ["write", "hold", "read", "forget"].map((word) =>
    node(c.group, "text", { class: "word", "text-anchor": "middle" }, word),
  );
  [parts.tanh] = lines(h, "tanh");
  parts.tanhText = node(h.group, "text", { class: "note" }, "tanh c");
  [h.line] = lines(h, "line");
  [h.dots] = paths(h, "dots");
  makeTime(svg, at, parts);
  return parts;
}

// The axis of time, and what stands at the cursor: the name of the step and the marks.
function makeTime(svg, at, parts) {
  node(svg, "path", { class: "axis", d: `M${at.edge(0)} ${at.axis}H${at.edge(T)}` });
  const y = at.axis + 17;
  parts.times = [0, 20, 40, 60, 80, 99].map((t) => [
    t,
    node(svg, "text", { x: at.x(t), y, class: "tick time" }, t),
  ]);
  if (at.wide) node(svg, "text", { x: 0, y, class: "name" }, "time step");
  parts.now = node(svg, "text", { class: "now", y });
  for (const { key } of TRACKS) {
    parts[key].mark = node(svg, "circle", { class: `mark ${key}`, r: 3.5 });
  }
}

// The scale of a track whose bounds follow its values: value -> y.
function scaled({ at, parts }, key, low, high) {
  const { top, bottom } = at.boxes[key];
  const y = (v) => bottom - ((v - low) / (high - low)) * (bottom - top);
  const ticks = [...new Set([low, 0, high])];
  const lines = ticks.map((v) => `M${at.edge(0)} ${y(v)}H${at.edge(T)}`);
  place(parts[key].frame, { d: lines.join("") });
  parts[key].ticks.forEach((tick, k) => {
    if (k < ticks.length) place(tick, { y: y(ticks[k]) + 4 }, String(ticks[k]).replace("-", "−"));
    else place(tick, { y: 0 }, "");
  });
  return y;
}

// Round bounds [low, high] around values and zero, neither too small to be labelled.
function bounds(values) {
  const [low, high] = [-Math.min(0, ...values), Math.max(0, ...values)];
  const round = (most, other) =>
    most < 1e-9 ? 0 : BOUNDS.find((b) => b >= Math.max(most, other / 8));
  return [-round(low, high), round(high, low) || (low < 1e-9 ? 1 : 0)];
}

const points = ({ at }, values, y) =>
  Array.from(values, (v, t) => `${at.columns[t]} ${y(v).toFixed(1)}`);

// The values of a state: a line, and a dot for each step.
function drawState(drawing, key, values, y) {
  const { line, dots } = drawing.parts[key];
  const all = points(drawing, values, y);
  place(line, { points: all.join(" ") });
  place(dots, { d: `M${all.join("h0M")}h0` });
}

// A gate holds its value for the whole of a step, so its line is a staircase.
function drawBand({ at, parts }, key, values) {
  const { bottom, height } = at.boxes[key];
  const corners = [];
  let before;
  for (let t = 0; t < T; t++) {
    if (t && values[t] === values[t - 1]) continue;
    const [x, y] = [at.edge(t).toFixed(1), (bottom - values[t] * height).toFixed(1)];
    if (t) corners.push(`${x} ${before}`);
    corners.push(`${x} ${y}`);
    before = y;
  }
  const [from, to] = [at.edge(0), at.edge(T)];
  corners.push(`${to} ${before}`);
  place(parts[key].line, { points: corners.join(" ") });
  corners.push(`${to} ${bottom}`, `${from} ${bottom}`);
  place(parts[key].area, { points: corners.join(" ") });
}

function drawNote({ at, parts }, key, note) {
  const { text, step, side } = note ?? { text: "", step: 0, side: 1 };
  const [here, room] = [at.edge(step), 6.4 * text.length + 8];
  const left = side < 0 ? here - room > at.edge(0) : here + room > at.edge(T);
  const anchor = { "text-anchor": left ? "end" : "start" };
  place(parts[key].note, { x: here + (left ? -6 : 7), ...anchor }, text);
}

function drawPulses({ at, parts }, g, i, y) {
  const [from, x] = [y(0).toFixed(1), (t) => at.columns[t]];
  const stem = (v, t) => (Math.abs(v) < 0.004 ? "" : `M${x(t)} ${from}V${y(v).toFixed(1)}`);
  let [sent, heads, passed] = ["", "", ""];
  g.forEach((v, t) => {
    if (!v) return;
    sent += stem(v, t);
    heads += `M${x(t)} ${y(v).toFixed(1)}h0`;
    passed += stem(v * i[t], t);
  });
  for (const [name, d] of Object.entries({ sent, heads, passed })) place(parts[name], { d });
}

// The first pulse that was written: what (6.15) says of it, over the points.
function drawHalfLife({ at, parts }, c, y, first, halfLife) {
  const shown = first >= 0;
  for (const key of ["predicted", "theory", "half", "halfDot", "halfText"]) show(parts[key], shown);
  if (!shown) return;
  const [start, f] = [c[first], Math.pow(0.5, 1 / halfLife)];
  const theory = Array.from({ length: T - first }, (_, k) => {
    const height = y(start * Math.pow(f, k));
    return `${at.columns[first + k]} ${height.toFixed(1)}`;
  });
  const along = theory.join(" ");
  for (const key of ["predicted", "theory"]) place(parts[key], { points: along });
  const inside = first + halfLife <= T - 1;
  const [from, to] = [at.x(first), inside ? at.x(first + halfLife) : at.edge(T) - 2];
  const [top, level] = [y(start), y(start / 2)];
  const never = halfLife === Infinity;
  const end = inside ? "" : "m-6 -4l6 4l-6 4";
  place(parts.half, { d: never ? "" : `M${from} ${top}V${level}H${to}${end}` });
  show(parts.halfDot, inside);
  if (inside) place(parts.halfDot, { cx: to, cy: level });
  const where = inside ? "" : ", beyond the edge";
  const text = never ? "f = 1: never halves" : `half left after ${steps(halfLife)}${where}`;
  const down = start > 0 ? 1 : -1; // the curve falls to zero, the text stays clear of it
  const [x, height, anchor] = never
    ? [from + 10, top + (down > 0 ? 20 : -10), "start"]
    : besideBracket({ from, to, level, down, room: 6.6 * text.length, last: at.edge(T) });
  place(parts.halfText, { x, y: height, "text-anchor": anchor }, text);
}

// Where there is room for the half-life in words: behind the bracket, below it, at the edge.
function besideBracket({ from, to, level, down, room, last }) {
  if (to + 10 + room < last) return [to + 8, level + (down > 0 ? -7 : 16), "start"];
  if (to - from > room + 12) return [from + 8, level + (down > 0 ? 17 : -8), "start"];
  return [last - 4, level + (down > 0 ? -14 : 24), "end"];
}

// The four acts, where the settings stage them.
function drawWords({ at, parts }, settings, first) {
  const opens = settings.open_output_at;
  const resets = settings.carousel ? null : settings.reset_at;
  const ends = Math.min(opens ?? T, resets ?? T);
  const written = first < 0 ? null : first;
  const holds = written === null || (opens === null && resets === null);
  let free = -Infinity;
  [written, holds ? null : (first + ends) / 2, opens, resets].forEach((act, k) => {
    const word = parts.words[k];
    const x = act === null ? -1 : at.x(act);
    const half = 3.5 * word.textContent.length;
    const shown = act !== null && x - half > free;
    show(word, shown);
    if (!shown) return;
    const inside = Math.min(Math.max(x, at.edge(0) + half), at.edge(T) - half);
    place(word, { x: inside, y: at.boxes.c.top - 8 });
    free = x + half + 6;
  });
}

// What is written into the track of a gate, by its name.
function notes({ wide }, { close_input_at: closes, open_output_at: opens, ...s }) {
  const note = (step, side, long, short) => ({ step, side, text: wide ? long : short });
  const [shut, until] = [`shut from step ${closes}`, `shut until step ${opens}`];
  const reset = s.carousel ? null : s.reset_at;
  return {
    i:
      closes !== null && note(closes, 1, `${shut}: nothing more is written`, `shut from ${closes}`),
    f: reset !== null && note(reset, -1, `0 at step ${reset}: reset`, `reset at ${reset}`),
    o: opens && note(opens, -1, `${until}: nothing is read`, `shut until ${opens}`),
  };
}

// tanh c, and its name where it stands furthest from h.
function drawTanh(drawing, tanh_c, h, y) {
  const { at, parts } = drawing;
  place(parts.tanh, { points: points(drawing, tanh_c, y).join(" ") });
  const apart = (t) => Math.abs(tanh_c[t] - h[t]);
  let best = 0;
  for (let t = 0; t < T - 8; t++) if (apart(t) > apart(best)) best = t;
  const shown = apart(best) > 0.12;
  show(parts.tanhText, shown);
  const side = tanh_c[best] > 0 ? -3 : 13;
  if (shown) place(parts.tanhText, { x: at.x(best) + 10, y: y(tanh_c[best]) + side });
}

function drawCursor({ at, parts }, t, run, scales) {
  const x = at.x(t);
  place(parts.cursor, { points: `${x} ${at.boxes.g.top - 2} ${x} ${at.axis + 4}` });
  const end = x > at.edge(T) - 30 ? "end" : x < at.edge(0) + 30 ? "start" : "middle";
  const shift = { end: 8, start: -8, middle: 0 }[end];
  place(parts.now, { x: x + shift, "text-anchor": end }, `step ${t}`);
  for (const [time, tick] of parts.times) show(tick, Math.abs(at.x(time) - x) >= 38);
  for (const { key } of TRACKS) {
    const { bottom, height } = at.boxes[key];
    const y = scales[key] ?? ((v) => bottom - v * height);
    const value = run[key][t];
    place(parts[key].mark, { cx: x, cy: y(value) });
    place(parts[key].value, {}, three(value));
  }
}

// The parts of a drawing that are drawn anew only if what they show is new.
function makeDrawing(at, parts) {
  const drawing = { at, parts };
  const part = (draw, ...of) => whenNew((...shown) => draw(drawing, ...of, ...shown));
  const each = (keys, draw) => Object.fromEntries(keys.map((key) => [key, part(draw, key)]));
  drawing.scale = each(["g", "c", "h"], scaled);
  drawing.band = each(BANDS, drawBand);
  drawing.state = each(["c", "h"], drawState);
  drawing.pulses = part(drawPulses);
  drawing.halfLife = part(drawHalfLife);
  drawing.tanh = part(drawTanh);
  return drawing;
}

// All but the cursor. Returns the scales of the tracks that are no bands.
function drawRun(drawing, settings, run, first, halfLife) {
  const { scale, band, state } = drawing;
  const g = scale.g(run.g.some((v) => v < 0) ? -1 : 0, 1);
  const c = scale.c(...bounds(run.c));
  const h = scale.h(run.tanh_c.some((v) => v < -1e-9) ? -1 : 0, 1);
  drawing.pulses(run.g, run.i, g);
  const note = notes(drawing.at, settings);
  for (const key of BANDS) {
    band[key](run[key]);
    drawNote(drawing, key, note[key] || null);
  }
  drawing.halfLife(run.c, c, first, halfLife);
  drawWords(drawing, settings, first);
  drawing.tanh(run.tanh_c, run.h, h);
  state.c(run.c, c);
  state.h(run.h, h);
  return { g, c, h };
}

export function makeTracks(holder) {
  const svg = node(holder, "svg", { class: "mixer-tracks", role: "img" });
  let [drawing, drawn, scales] = [];
  return {
    svg,
    layout: () => drawing.at,
    pulseScale: () => scales.g(0) - scales.g(1), // pixels for a pulse of height 1
    draw(settings, run, first, halfLife) {
      if (run !== drawn) scales = drawRun(drawing, settings, run, first, halfLife);
      drawn = run;
      drawCursor(drawing, settings.t, run, scales);
    },
    resize(width) {
      const at = layout(width);
      drawing = makeDrawing(at, makeParts(svg, at));
      drawn = null;
    },
  };
}
