// The tune player: a tune as text, as notes over time, and as sound.
import { button, el, els, refusals } from "../_runtime/controls.js";
import { networks } from "../_runtime/networks.js";
import { mark, node, place, write } from "../_runtime/svg.js";
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
      const long = Math.max(1, x(note.start + note.length) - x(note.start) - 1);
      rects.set(note, node(svg, "rect", { class: "note", ...box, width: long }));
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
  };
  const parts = [which.root, sliders, row, field.root];
  return { root: el("div", { class: "settings" }, ...parts), set, play };
}

export default widget((w) => {
  const nets = networks(w);
  let [tune, rects, now, wanted] = [undefined, new Map(), undefined, false];
  const markNote = (k) => {
    const note = rects.get(tune.notes[k]);
    if (note === now) return;
    if (now) mark(now, "class", "note");
    if (note) mark(note, "class", "note now");
    now = note;
  };
  const sound = makeSound({
    onNote: markNote,
    onEnd() {
      markNote(-1);
      write(controls.play, "Play");
    },
  });
  const play = () => {
    if (sound.playing) return sound.stop();
    sound.play(tune.notes, 60 / w.get("tempo"));
    return write(controls.play, "Stop");
  };
  // The network may still be on its way.
  const compose = () => {
    const s = w.now();
    const net = nets.get(s.network);
    wanted = !net;
    if (!net) return;
    const head = headOf(net, s.tune || w.get("passages")[0]);
    w.set({ tune: writeTune(net, head, s), seed: (s.seed + 1) % (w.limits.seed.max + 1) });
  };
  const controls = makeControls(w, { play, compose });
  const roll = node(null, "svg", { role: "img", class: "roll" });
  const [told] = els("p", "told");
  w.root.append(controls.root, nets.line, roll, told, w.live);
  refusals(w.root, nets.line);
  w.root.addEventListener("keydown", ({ key }) => key === "Escape" && sound.stop());
  let known;

  function draw(s, width) {
    if (wanted) compose();
    const text = s.tune || w.get("passages")[0];
    controls.set(s, text);
    const shape = `${width} ${text}`;
    if (shape !== known) {
      sound.stop();
      [known, tune] = [shape, readTune(text)];
      rects = drawRoll(roll, width, tune, text);
    }
    const said = sentence(tune, s.tempo);
    mark(roll, "aria-label", `The tune as notes over time. ${said}`);
    write(told, said);
    return said;
  }

  const end = () => {
    sound.stop();
    nets.stop();
  };
  return { stage: w.root, draw, stop: end };
});
