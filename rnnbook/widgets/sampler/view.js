// The sampler: what a network writes in five ways, and the bars of its next character.
import { drawBars } from "../_runtime/bars.js";
import { button, el, els, oneStop, refusals } from "../_runtime/controls.js";
import { decode, encode } from "../_runtime/characters.js";
import { luck } from "../_runtime/luck.js";
import { networks } from "../_runtime/networks.js";
import { mark, node, write } from "../_runtime/svg.js";
import { makeWay, sentenceOf } from "../_runtime/ways.js";
import { widget } from "../_runtime/widget.js";
import { dropdown, leftOut, textField } from "../_runtime/words.js";
import { METHODS, pick, writer } from "./numbers.js";

const SLICE = 9; // milliseconds of a frame for writing

// How far to write: one character, to the end of the chosen way's line, all.
function makeSteps(w, lineEnd) {
  const most = w.limits.length.max;
  const number = el("span", { class: "quiet" });
  const to = (length) => w.set({ length: Math.min(length, most) });
  const seed = () => w.set({ seed: (w.get("seed") + 1) % (w.limits.seed.max + 1) });
  const row = el(
    "div",
    { class: "rnn-row" },
    button("One character", () => to(w.get("length") + 1)),
    button("To the end of the line", () => to(lineEnd(most))),
    button("Whole text", () => to(most)),
    button("Start again", () => to(0)),
    button("New seed", seed),
    number,
  );
  return { root: row, set: (s) => write(number, `seed ${s.seed}`) };
}

const beginsOf = (w, network) => w.get("begins")[w.get("corpora")[network]];

function makeBeginning(w, nets) {
  const field = textField({
    label: "beginning",
    max: w.limits.begin.max,
    onInput(typed) {
      const net = nets.get(w.get("network"));
      const [codes, unknown] = net ? encode(net, typed) : [[], []];
      const taken = net ? decode(net, codes) : typed;
      const nothing = `Wanted: one character or more. Until then “${w.get("begin")}” stays.`;
      field.say(leftOut(unknown) || (taken ? "" : nothing));
      if (!taken) return;
      field.took(taken);
      w.set({ begin: taken });
    },
  });
  const presets = el("div", { class: "rnn-row" });
  const settle = oneStop(presets);
  const set = ({ network, begin }) => {
    field.set(begin);
    if (presets.dataset.network === network) return;
    presets.dataset.network = network;
    const offer = (text) => button(`“${text.trim()}”`, () => w.set({ begin: text }));
    presets.replaceChildren(...beginsOf(w, network).map(offer));
    settle();
  };
  return { root: el("div", { class: "beginning" }, field.root, presets), set };
}

function makeControls(w, nets) {
  const choose = (name) => w.set({ network: name, begin: beginsOf(w, name)[0] });
  const which = dropdown("network", Object.entries(w.get("networks")), choose);
  const beginning = makeBeginning(w, nets);
  const sliders = w.sliders({
    length: { label: "characters written", step: 1 },
    temperature: { label: "temperature", step: 0.05 },
    k: { label: "top-k: k", step: 1 },
    p: { label: "nucleus: p", step: 0.01 },
    width: { label: "beam: width", step: 1 },
  });
  const set = (s) => {
    which.set(s.network);
    beginning.set(s);
  };
  return { root: el("div", { class: "settings" }, which.root, beginning.root, sliders), set };
}

// The chosen way's bars and the sentence under them.
function makeNext(width) {
  const bars = node(null, "svg", { role: "img", class: "rnn-bars" });
  const draw = (net, s, found) => {
    const u = luck(s.seed, found.text.length + 1).at(-1);
    const next = s.method === "beam" ? undefined : pick(found.after, u);
    const after = next === undefined ? null : found.after;
    const heading = after ? "network → drawn" : "network";
    drawBars(bars, width(), net.symbols, { before: found.before, after, heading, next });
    const text = sentenceOf(s, found, net, next);
    mark(bars, "aria-label", `Probabilities of the next character. ${text}`);
    return text;
  };
  return { bars, draw };
}

export default widget((w) => {
  const nets = networks(w);
  const controls = makeControls(w, nets);
  const ways = METHODS.map((method) => makeWay(method, () => w.set({ method })));
  const writers = new Map();
  const writerOf = (net) => {
    if (!writers.has(net)) writers.set(net, writer(net));
    return writers.get(net);
  };
  const steps = makeSteps(w, (most) => {
    const s = w.now();
    const net = nets.get(s.network);
    return net ? writerOf(net).lineEnd(encode(net, s.begin)[0], s, most) : s.length;
  });
  const [room] = els("div", "room");
  const next = makeNext(() => room.clientWidth || 300);
  room.append(next.bars);
  const told = el("p", { class: "told" });
  const texts = el("div", { class: "rnn-ways" }, ...ways.map((way) => way.root), room);
  w.root.append(controls.root, nets.line, steps.root, texts, told, w.live);
  refusals(w.root, steps.root);

  function draw(s) {
    controls.set(s);
    steps.set(s);
    const net = nets.get(s.network);
    ways.forEach((way) => way.set(s));
    if (!net) return "";
    const end = performance.now() + SLICE;
    const late = () => performance.now() > end;
    const found = writerOf(net).advance(encode(net, s.begin)[0], s, late);
    if (!found.done) w.redraw();
    ways.forEach((way, k) => way.set(s, found.texts[METHODS[k]]));
    const text = next.draw(net, s, found.texts[s.method]);
    write(told, text);
    return text;
  }

  return { stage: w.root, draw, stop: nets.stop };
});
