// The sampler: what a network writes in five ways, and the bars of its next character.
import { drawBars } from "../_runtime/bars.js";
import { button, el, els, oneStop, refusals } from "../_runtime/controls.js";
import { decode, encode } from "../_runtime/characters.js";
import { keepRoom } from "../_runtime/keep_room.js";
import { luck } from "../_runtime/luck.js";
import { networks } from "../_runtime/networks.js";
import { inSlices, inTurns, pieces } from "../_runtime/slices.js";
import { mark, node, write } from "../_runtime/svg.js";
import { makeWay, sentenceOf } from "../_runtime/ways.js";
import { widget } from "../_runtime/widget.js";
import { dropdown, leftOut, textField } from "../_runtime/words.js";
import { METHODS, pick, writer } from "./numbers.js";

// toLineEnd(): write to the end of the chosen way's line, in slices. check(): what the
// reader has set meanwhile ends it.
function makeLineEnd(w, writerFor) {
  let [quit, asked] = [() => {}, ""];
  const settings = () => JSON.stringify(w.now());
  const stop = () => {
    quit();
    asked = "";
  };
  const toLineEnd = () => {
    stop();
    const { writer: own, codes } = writerFor(w.now()) ?? {};
    if (!own) return;
    asked = settings();
    w.root.setAttribute("aria-busy", "true");
    quit = inSlices(own.lineEnd(codes, w.now(), w.limits.length.max), {
      onDone(length) {
        asked = "";
        w.set({ length });
        w.redraw();
      },
    });
  };
  const check = () => asked && asked !== settings() && stop();
  return { toLineEnd, check, stop };
}

// How far to write: one character, to the end of the chosen way's line, all.
function makeSteps(w, toLineEnd) {
  const most = w.limits.length.max;
  const number = el("span", { class: "quiet" });
  const to = (length) => w.set({ length: Math.min(length, most) });
  const seed = () => w.set({ seed: (w.get("seed") + 1) % (w.limits.seed.max + 1) });
  const row = el(
    "div",
    { class: "rnn-row" },
    button("One character", () => to(w.get("length") + 1)),
    button("To the end of the line", toLineEnd),
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
function makeNext() {
  const bars = node(null, "svg", { role: "img", class: "rnn-bars" });
  const draw = (net, s, found, width) => {
    const u = luck(s.seed, found.text.length + 1).at(-1);
    const next = s.method === "beam" ? undefined : pick(found.after, u);
    const after = next === undefined ? null : found.after;
    const heading = after ? "network → drawn" : "network";
    drawBars(bars, width, net.symbols, { before: found.before, after, heading, next });
    const text = sentenceOf(s, found, net, next);
    mark(bars, "aria-label", `Probabilities of the next character. ${text}`);
    return text;
  };
  return { bars, draw };
}

// found(s): { net, texts } of the last writing that is to be seen, a piece of it every now
// and then.
function makeWriting(w, nets) {
  const [writers, piece] = [new Map(), pieces(w)];
  const writerFor = (s) => {
    const net = nets.get(s.network);
    if (!net) return undefined;
    if (!writers.has(net)) writers.set(net, writer(net));
    return { net, writer: writers.get(net), codes: encode(net, s.begin)[0] };
  };
  let shown;
  const found = (s) => {
    const { net, writer: own, codes } = writerFor(s) ?? {};
    if (!net) return (shown = undefined);
    const { late, due } = piece();
    const written = own.advance(codes, s, late);
    if (!due(written.done) || !written.texts) return shown;
    const key = JSON.stringify({ ...s, method: "" });
    if (!shown?.done || shown.key !== key) shown = { ...written, net, s, key };
    return shown;
  };
  return { found, writerFor };
}

const KEPT = 160; // pixels of room that a text keeps, about seven lines

export default widget((w) => {
  const nets = networks(w);
  const controls = makeControls(w, nets);
  const writing = makeWriting(w, nets);
  const lineEnd = makeLineEnd(w, writing.writerFor);
  const steps = makeSteps(w, lineEnd.toLineEnd);
  const ways = METHODS.map((method) => makeWay(method, () => w.set({ method })));
  const [room] = els("div", "room");
  const next = makeNext();
  room.append(next.bars);
  const told = el("p", { class: "told" });
  const texts = el("div", { class: "rnn-ways" }, ...ways.map((way) => way.root), room);
  w.root.append(controls.root, nets.line, steps.root, texts, told, w.live);
  refusals(w.root, steps.root);
  let [wide, said] = [300, undefined];
  const nextTo = (k) => (seen, got) => {
    for (const at of [k, k + 1]) ways[at]?.set(seen, got?.texts[METHODS[at]]);
  };
  const drawNext = (seen, got) =>
    write(told, got ? next.draw(got.net, seen, got.texts[seen.method], wide) : "");
  const drawParts = inTurns(w, drawNext, nextTo(0), nextTo(2), nextTo(4));

  const release = keepRoom(texts.querySelectorAll(".page"), KEPT);
  // Before all that is written: a width asked for later would cost a layout of its own.
  const fit = () => {
    wide = room.clientWidth || 300;
  };

  function draw(s, width) {
    lineEnd.check();
    const got = writing.found(s);
    controls.set(s);
    steps.set(s);
    const seen = { ...s, ...got?.s, method: s.method };
    for (const way of ways) way.choose(s);
    const done = drawParts([got, s.method, width], seen, got);
    if (got && done && !w.root.hasAttribute("aria-busy")) said = told.textContent;
    return said;
  }

  const stop = () => {
    lineEnd.stop();
    release();
    nets.stop();
  };
  return { stage: w.root, fit, draw, stop };
});
