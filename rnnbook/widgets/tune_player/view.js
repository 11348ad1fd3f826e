// The tune player: a tune as text, as notes over time, and as sound.
import { button, el, refusals } from "../_runtime/controls.js";
import { networks } from "../_runtime/networks.js";
import { mark, node, place, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { dropdown, textField } from "../_runtime/words.js";
import { headOf, readTune, writeTune } from "./numbers.js";
import { makeSound } from "./sound.js";

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

function sentence({ metre, notes, bars, problems }, tempo) {
  const full = bars.filter((bar) => bar.full).length;
  const end = Math.max(0, ...notes.map(({ start, length }) => start + length));
  const seconds = Math.round((60 * end) / tempo);
  const fill = metre === null ? "No metre is given." : `${full} of ${bars.length} bars fill it.`;
  const long = metre === null ? "" : `The metre is ${metre} eighths; `;
  const few = problems.slice(0, 3).join(" ");
  const more = problems.length > 3 ? ` And ${problems.length - 3} more.` : "";
  return `${notes.length} notes, ${seconds} seconds. ${long}${fill} ${few}${more}`.trim();
}

function makeControls(w, act) {
  const field = textField({
    label: "tune (ABC)",
    max: w.limits.tune.max,
    rows: 7,
    onInput(typed) {
      field.say(typed ? "" : "Wanted: one character or more.");
      if (!typed) return;
      field.took(typed);
      w.set({ tune: typed });
    },
  });
  const which = dropdown("network", Object.entries(w.get("networks")), (network) =>
    w.set({ network }),
  );
  const offer = (tune, k) => button(`Tune ${k + 1}`, () => w.set({ tune }));
  const presets = w.get("passages").map(offer);
  const sliders = w.sliders({
    temperature: { label: "temperature", step: 0.05 },
    tempo: { label: "eighths a minute", step: 10 },
  });
  const play = button("Play", act.play, { class: "rnn-button rnn-primary play" });
  const compose = button("Write a tune", act.compose);
  const row = el("div", { class: "rnn-row" }, play, compose, ...presets);
  const set = (s, tune) => {
    which.set(s.network);
    field.set(tune);
    write(compose, `Write a tune at temperature ${format(s.temperature)}`);
  };
  const parts = [which.root, sliders, row, field.root];
  return { root: el("div", { class: "settings" }, ...parts), set, play };
}

// The tune as it is drawn: set(width, text) when it changes, light(k) for the note that
// sounds.
function makeRoll() {
  const svg = node(null, "svg", { role: "img", class: "roll" });
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

// compose() lets the network write, once it is there: draw() calls pending() then.
function composer(w, nets, tuneNow) {
  let wanted = false;
  const compose = () => {
    const s = w.now();
    const net = nets.get(s.network);
    wanted = !net;
    if (!net) return;
    const tune = writeTune(net, headOf(net, tuneNow()), s);
    w.set({ tune, seed: (s.seed + 1) % (w.limits.seed.max + 1) });
  };
  return { compose, pending: () => wanted && compose() };
}

export default widget((w) => {
  const nets = networks(w);
  const roll = makeRoll();
  const tuneNow = () => w.get("tune") || w.get("passages")[0];
  const onEnd = () => {
    roll.light(-1);
    write(controls.play, "Play");
  };
  const sound = makeSound({ onNote: roll.light, onEnd });
  const play = () => {
    if (sound.playing) return sound.stop();
    sound.play(roll.tune.notes, 60 / w.get("tempo"));
    return write(controls.play, "Stop");
  };
  const { compose, pending } = composer(w, nets, tuneNow);
  const controls = makeControls(w, { play, compose });
  const told = el("p", { class: "told" });
  w.root.append(controls.root, nets.line, roll.svg, told, w.live);
  refusals(w.root, nets.line);
  w.root.addEventListener("keydown", ({ key }) => key === "Escape" && sound.stop());
  let known;

  function draw(s, width) {
    pending();
    const text = tuneNow();
    controls.set(s, text);
    if (known !== `${width} ${text}`) {
      sound.stop();
      known = `${width} ${text}`;
      roll.set(width, text);
    }
    const said = sentence(roll.tune, s.tempo);
    mark(roll.svg, "aria-label", `The tune as notes over time. ${said}`);
    write(told, said);
    return said;
  }

  const stop = () => {
    sound.stop();
    nets.stop();
  };
  return { stage: w.root, draw, stop };
});
