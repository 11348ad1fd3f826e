// The reader's own cell: lines on the left, and what they mean on the right. The text is
// read by the language of cells; every figure runs the graph that comes out of it.
import { details, el, refusals, slider } from "../_runtime/controls.js";
import { readCell } from "../_runtime/language/language.js";
import { makeCell } from "../_runtime/loop.js";
import { write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { dropdown } from "../_runtime/words.js";
import { makeBackward } from "./backward.js";
import { makeEditor, sentence } from "./editor.js";
import { drawing } from "./graph.js";
import { makeInputs } from "./inputs.js";
import { keyOf, makeStep } from "./numbers.js";
import { makeOvertime } from "./overtime.js";
import { makeRuler } from "./ruler.js";
import { makeShare } from "./share.js";
import { makeSource } from "./source.js";
import { fitsIn, inWords, makeWiring } from "./wiring.js";

const VIEWS = [
  ["wiring", "Wiring"],
  ["backward", "Backward"],
  ["over time", "Over time"],
  ["gradient", "Gradient"],
];
const OLD = "Until these lines can be read, the figures show the lines before.";
const NONE = "These lines cannot be read yet: see below them. Then the figures come.";
const LOST = " This browser keeps nothing for you: copy the link before you leave.";
const listed = (names) =>
  names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];

// What all figures need of a traced cell.
function understood(traced) {
  const { nodes, graph } = drawing(traced);
  return { traced, cell: makeCell(traced), nodes, graph, step: makeStep(traced, graph) };
}

const title = ({ traced: { name, gates, state } }) =>
  `${name}: ${gates.length > 1 ? "blocks" : "one block"} ${listed(gates)}, state ${listed(state)}`;

// As in view.css: below PHONE one column; else the part of the width beside the lines.
const [PHONE, BESIDE, GAP] = [700, 0.4444, 12];
const LOOK = "Point at a node, or tap it, to read its line. Dashed boxes are inputs.";
const WIDE = "The wiring is wider than your screen: push it sideways.";

// The wiring with its sliders, under a line that says what is looked at.
function makeWiringPanel(w) {
  const reading = el("p", { class: "reading" }, LOOK);
  const inputs = makeInputs({ at: () => w.get("at"), set: (values) => w.set(values) });
  let [now, width, looked, values] = [undefined, 0, undefined, []];
  let drawn = {};
  const read = (each) => {
    looked = each;
    const unseen = drawn.fits === false ? `${LOOK} ${WIDE}` : LOOK;
    write(reading, each ? inWords(each, format(values[each.id])) : unseen);
  };
  const pick = ({ block }) => block && inputs.focus(keyOf(...block));
  const wiring = makeWiring({ read, pick });
  const build = () => {
    if (!now || !width || (drawn.now === now && drawn.width === width)) return;
    drawn = { now, width };
    const beside = BESIDE * width - GAP; // the room beside the lines
    const broad = width > PHONE && !fitsIn(now.nodes, beside);
    w.root.classList.toggle("broad", broad);
    const room = broad || width <= PHONE ? width : beside;
    drawn.fits = wiring.build(now.nodes, room, `Wiring of ${now.traced.name}`);
  };
  const root = el("div", { class: "wired" }, reading, wiring.root);
  return {
    root,
    below: inputs.root,
    fit() {
      width = w.root.clientWidth;
      if (!root.hidden) build();
    },
    build(made) {
      now = made;
      inputs.build(now.traced, now.nodes);
      build();
      read();
    },
    draw(s) {
      values = now.step(s.at);
      wiring.show(values);
      inputs.show(s.at, values, now.graph);
      read(looked);
      const news = now.nodes.filter(({ out }) => out);
      return `${news.map((each) => inWords(each, format(values[each.id]))).join("; ")}.`;
    },
  };
}

// Size of W and a bias for each gate: of the networks of two of the figures.
function makeNetwork(w) {
  const radius = w.slider("radius", {
    label: "size of W",
    min: 0.05,
    max: 2,
    step: 0.05,
    role: "h",
  });
  const place = el("div");
  const root = details("Its network: the size of W, a bias for each block", radius.root, place);
  let knobs = [];
  return {
    root,
    build({ traced: { gates } }) {
      knobs = gates.map((gate) => {
        const onInput = (v) => w.set({ biases: { ...w.get("biases"), [gate]: v } });
        const look = { label: `bias of ${gate}`, min: -3, max: 6, step: 0.5, role: gate };
        const usable = (v) => Math.abs(v) <= 100;
        return [
          gate,
          slider({ ...look, usable, wanted: "a number from −100 to 100", value: 0, onInput }),
        ];
      });
      place.replaceChildren(...knobs.map(([, knob]) => knob.root));
    },
    show: ({ biases }) => knobs.forEach(([gate, { set }]) => set(biases[gate] ?? 0)),
  };
}

// The texts to start from, and the sentence of the one that is there.
function makePresets(w, source, put) {
  const presets = w.get("presets");
  const about = el("p", { class: "about" });
  const root = el("div", { class: "presets" }, about);
  const choose = (text) => put(text || (source.kept() ?? w.get("text")));
  let [list, known] = [undefined, undefined];
  function build(earlier) {
    known = earlier;
    const options = [["", "your own text"], ...presets.map(({ text, name }) => [text, name])];
    const more = known && !presets.some(({ text }) => text === known);
    if (more) options.splice(1, 0, [known, "the lines that you had before"]);
    list = dropdown("Start from", options, choose);
    root.replaceChildren(list.root, about);
  }
  return {
    root,
    show(text) {
      if (!list || source.earlier() !== known) build(source.earlier());
      const found = presets.find((each) => each.text === text);
      list.set(found || text === known ? text : "");
      write(about, found?.see ?? "");
    },
  };
}

// The panels of the right side, of which one is shown.
function makePanels(w, put) {
  const overtime = makeOvertime(w, (at) => w.set({ at, view: "wiring" }));
  const panels = {
    wiring: makeWiringPanel(w),
    backward: makeBackward(put),
    "over time": overtime,
    gradient: makeRuler(w),
  };
  const network = makeNetwork(w);
  let [known, built] = [undefined, {}];
  return {
    roots: [network.root, ...Object.values(panels).map(({ root }) => root)],
    below: panels.wiring.below,
    stop: () => Object.values(panels).forEach((each) => each.stop?.()),
    fit: (width) => Object.values(panels).forEach((each) => each.fit?.(width)),
    draw(s, now) {
      if (now !== known) built = {};
      if (now !== known) network.build(now);
      known = now;
      const shown = panels[s.view];
      for (const each of Object.values(panels)) each.root.hidden = each !== shown;
      w.root.dataset.view = s.view;
      panels.wiring.below.hidden = s.view !== "wiring";
      const runs = s.view === "over time" || s.view === "gradient";
      network.root.hidden = !runs;
      network.show(s);
      if (!built[s.view]) shown.build(runs ? now.cell : now);
      built[s.view] = true;
      return shown.draw(s);
    },
  };
}

// The left side: presets, lines, what is said about them, and where they can go.
function makeText(w) {
  let lost = "";
  const put = (text) => {
    lost = source.keep(text) ? "" : LOST;
    w.set({ text });
  };
  const source = makeSource(w.root, (text) => w.set({ text }));
  const editor = makeEditor({ label: "The lines of the cell", onLines: put });
  const presets = makePresets(w, source, put);
  const share = makeShare(source, () => w.get("text"));
  const status = el("p", { class: "status" });
  const root = el("div", { class: "left" }, presets.root, editor.root, status, share.root);
  const stop = () => {
    editor.stop();
    source.stop();
  };
  return {
    root,
    put,
    stop,
    show(text, { errors = [], notes = [] }, now) {
      editor.set(text);
      editor.say(errors, notes);
      presets.show(text);
      share.update(text);
      write(status, errors.length ? lost : `Read. ${title(now)}.${lost}`);
    },
  };
}

// What is said of a text that cannot be read.
function refusal([first, ...more]) {
  const others = more.length ? ` And ${more.length} more.` : "";
  return `Line ${first.line}: ${sentence(first)}${others}`;
}

export default widget((w) => {
  const lines = makeText(w);
  const panels = makePanels(w, lines.put);
  const views = w.choices("view", "What it means", VIEWS, { name: "", kind: "views" });
  const old = el("p", { class: "old" });
  const stage = el("div", { class: "panels" }, ...panels.roots);
  const right = el("div", { class: "right" }, views.root, old, stage);
  const below = el("div", { class: "below" }, panels.below);
  w.group("Your own cell", { class: "bench" }, lines.root, right, below);
  for (const region of [stage, below]) refusals(region);
  let [text, read, now] = [undefined, {}, undefined];

  function take(next) {
    text = next;
    read = readCell(text);
    if (read.cell) now = understood(read.cell);
    lines.show(text, read, now);
    w.root.classList.toggle("refused", Boolean(read.errors));
    write(old, now ? OLD : NONE);
    old.hidden = !read.errors;
    for (const each of [stage, below]) each.hidden = !now;
  }
  function draw(s) {
    if (s.text !== text) take(s.text);
    const said = now ? panels.draw(s, now) : "";
    return read.errors ? refusal(read.errors) : said;
  }
  const stop = () => {
    lines.stop();
    panels.stop();
  };
  return { stage, fit: panels.fit, draw, stop };
});
