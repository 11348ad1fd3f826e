// A tune as notes over time: tune_player, microscope.
import { mark, node, place } from "../_runtime/svg.js";
import { readTune } from "./numbers.js";

const [HIGH, ABOVE] = [72, 20];

// The lines of the text that hold notes, each with its notes, its bars, and its end.
function linesOf({ notes, bars }) {
  const lines = [...new Set(notes.map(({ line }) => line))];
  return lines.map((line) => {
    const own = notes.filter((note) => note.line === line);
    const end = Math.max(...own.map(({ start, length }) => start + length));
    const ends = bars.filter((bar) => bar.line === line);
    return { line, own, ends, start: own[0].start, long: end - own[0].start };
  });
}

// Each line of the tune as a strip: a bar of colour a note, as high as it sounds.
function drawRoll(svg, width, tune, text) {
  const lines = linesOf(tune);
  const pitches = tune.notes.map(({ pitch }) => pitch).filter((pitch) => pitch !== null);
  const [low, high] = [Math.min(...pitches, 60), Math.max(...pitches, 72)];
  const most = Math.max(...lines.map(({ long }) => long), 1);
  const thick = HIGH / (high - low + 1);
  const rects = new Map();
  svg.replaceChildren();
  place(svg, { width, height: Math.max(1, lines.length) * (HIGH + ABOVE + 6) });
  lines.forEach(({ line, own, ends, start, long }, k) => {
    const top = k * (HIGH + ABOVE + 6) + ABOVE;
    const x = (time) => ((time - start) / most) * (width - 2) + 1;
    node(svg, "text", { class: "abc", x: 1, y: top - 6 }, text.split("\n")[line]);
    node(svg, "rect", { class: "strip", x: 0, y: top, width: x(start + long), height: HIGH });
    for (const bar of ends) {
      const at = x(bar.start + bar.length);
      node(svg, "path", { class: bar.full ? "bar" : "bar odd", d: `M${at} ${top}v${HIGH}` });
      if (!bar.full) node(svg, "text", { class: "odd", x: at - 3, y: top + 12 }, bar.length);
    }
    for (const note of own) {
      if (note.pitch === null) continue;
      const box = { x: x(note.start), y: top + (high - note.pitch) * thick, height: thick };
      const size = Math.max(1, x(note.start + note.length) - x(note.start) - 1);
      rects.set(note, node(svg, "rect", { class: "note", ...box, width: size }));
    }
  });
  return rects;
}

// How long it is, and which bars fill the metre.
export function tuneSaid({ metre, notes, bars, problems }, tempo) {
  const full = bars.filter((bar) => bar.full).length;
  const end = Math.max(0, ...notes.map(({ start, length }) => start + length));
  const seconds = Math.round((60 * end) / tempo);
  const fill = metre === null ? "No metre is given." : `${full} of ${bars.length} bars fill it.`;
  const long = metre === null ? "" : `The metre is ${metre} eighths; `;
  const few = problems.slice(0, 3).join(" ");
  const more = problems.length > 3 ? ` And ${problems.length - 3} more.` : "";
  return `${notes.length} notes, ${seconds} seconds. ${long}${fill} ${few}${more}`.trim();
}

// The tune as it is drawn: set(width, text) when it changes, light(k) for the note that
// sounds.
export function makeRoll() {
  const svg = node(null, "svg", { role: "img", class: "rnn-tune" });
  const roll = { svg, tune: undefined };
  let [rects, now] = [new Map(), undefined];
  roll.set = (width, text) => {
    roll.tune = readTune(text);
    rects = drawRoll(svg, width, roll.tune, text);
    now = undefined;
  };
  roll.light = (k) => {
    const note = rects.get(roll.tune.notes[k]);
    if (note === now) return;
    if (now) mark(now, "class", "note");
    if (note) mark(note, "class", "note now");
    now = note;
  };
  return roll;
}
