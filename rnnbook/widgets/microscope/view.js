// The microscope: one text, and all that can be seen of the network that reads it.
import { chance, drawBars } from "../_runtime/bars.js";
import { decode, encode, reader, shown } from "../_runtime/characters.js";
import { button, choices, el, els, oneStop, refusals, row } from "../_runtime/controls.js";
import { networks } from "../_runtime/networks.js";
import { pieces } from "../_runtime/slices.js";
import { mark, node, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { onTheme } from "../_runtime/theme.js";
import { widget } from "../_runtime/widget.js";
import { dropdown, leftOut } from "../_runtime/words.js";
import { shows } from "../gates_reading/numbers.js";
import { MEASURES } from "../what_mattered/lags.js";
import { METHODS } from "../sampler/numbers.js";
import { makeAddress } from "./address.js";
import { makeField } from "./field.js";
import { makeLimits } from "./limits.js";
import { makeMeasure } from "./measure.js";
import { surprises } from "./numbers.js";
import { makePast } from "./past.js";
import { makePlay } from "./play.js";
import { letterSaid, makeSurprise, shadesOfSurprise } from "./surprise.js";
import { makeTrain } from "./train.js";
import { ORDERS, makeUnits } from "./units.js";
import { KINDS } from "./weights.js";
import { makeWrite } from "./write.js";

const [WIDE, BESIDE, MOST] = [620, 330, 420]; // pixels: view.css sets the bars so
const LOOKS = [
  ["surprise", "Surprise", makeSurprise],
  ["units", "Units", makeUnits],
  ["past", "Past", makePast],
  ["write", "Write on", makeWrite],
  ["measure", "Measure", makeMeasure],
  ["train", "Train", makeTrain],
  ["limits", "Limits", makeLimits],
  ["play", "Play", makePlay],
];

const baseOf = (stages, name) => Object.keys(stages).find((base) => name.startsWith(base));
const count = (n) => n.toLocaleString("en");

// Which network, and after how many updates of its training.
function makeChoice(w) {
  const stages = w.get("stages");
  const [corpora, passages] = [w.get("corpora"), w.get("passages")];
  const choose = (network) => {
    const other = corpora[network] !== corpora[w.get("network")];
    const text = passages[corpora[network]][0];
    w.set({ network, unit: 0, show: "h", clamped: false, ...(other && { text, at: 40 }) });
  };
  const options = Object.keys(stages).map((base) => [base, KINDS[base] ?? base]);
  const which = dropdown("network", options, (base) => choose(stages[base].at(-1)[0]));
  const room = el("div");
  let [known, made] = ["", undefined];
  const set = ({ network }) => {
    const base = baseOf(stages, network);
    which.set(base);
    if (known !== base) {
      known = base;
      const last = stages[base].length - 1;
      const named = ([name, n], k) => [name, k === last ? `${count(n)}, the end` : count(n)];
      const change = (name) => w.set({ network: name });
      made = choices("Updates of training", stages[base].map(named), change, { name: "updates" });
      room.replaceChildren(made.root);
    }
    made.set(network);
  };
  return { root: el("div", { class: "choice" }, which.root, room), set };
}

// Texts to begin with.
function makeTexts(w) {
  const room = row("Texts");
  const settle = oneStop(room);
  let known;
  const set = ({ network }) => {
    const corpus = w.get("corpora")[network];
    if (corpus === known) return;
    known = corpus;
    const put = (text) => () => w.set({ text, at: Math.min(70, text.length - 1) });
    const all = w.get("passages")[corpus];
    const own = [...room.children].filter((each) => !each.dataset.text);
    const offer = (text, k) => button(`Passage ${k + 1}`, put(text), { "data-text": k });
    room.replaceChildren(...all.map(offer), ...own);
    settle();
  };
  return { root: room, set };
}

// Bars of what comes next, and what they are of.
function makeNext() {
  const [title] = els("p", "title");
  const bars = node(null, "svg", { role: "img", class: "rnn-bars" });
  const room = el("div", { class: "room" }, title, bars);
  const root = el("div", { class: "next" }, room);
  const draw = (wide, symbols, chances, before, next) => {
    write(title, `Expected after “${Array.from(before.slice(-8), shown).join("")}”`);
    const width = wide < WIDE ? Math.min(wide, MOST) : BESIDE;
    drawBars(bars, width, symbols, { before: chances, heading: "", next, rows: 9 });
    const order = chances.map((v, k) => [v, k]).toSorted(([a], [b]) => b - a);
    const said = order.slice(0, 3).map(([v, k]) => `“${shown(symbols[k])}” ${chance(v)}`);
    mark(bars, "aria-label", `Probabilities of the next character: ${said.join(", ")}.`);
  };
  return { root, draw };
}

// What the letter at the caret cost, and what is expected after it.
function hereSaid(text, at, surprise, symbols, chances) {
  const best = chances.indexOf(Math.max(...chances));
  const next = `Next it expects “${shown(symbols[best])}”, with ${chance(chances[best])}.`;
  const cost = surprise[at];
  if (!(cost >= 0)) return next;
  const had = chance(Math.exp(-cost));
  const was = `Its surprise was ${format(cost)} nats, for the network had given it ${had}.`;
  return `At the caret: ${letterSaid(text, at)}. ${was} ${next}`;
}

// What stands in the page before a network is there, while its settings are as they were.
function makeFirst(w) {
  let begun = false; // a network has read a text to its end
  return (done, s, text) => {
    begun ||= done;
    const first = w.get("first");
    const same = first.network === s.network && first.text === text && first.at === s.at;
    return same && !begun ? { ...first, surprise: [NaN, ...first.surprise] } : undefined;
  };
}

// Both readings of a text, as far as they are: free and with the unit held. `seen`: this
// frame draws them.
function makeReading(w) {
  const readers = new WeakMap();
  const readersOf = (net) => {
    if (!readers.has(net)) readers.set(net, [reader(net), reader(net)]);
    return readers.get(net);
  };
  const piece = pieces(w);
  return (net, s, text) => {
    const [codes] = encode(net, text);
    const { late, due } = piece();
    const [free, hold] = readersOf(net);
    const steps = free(codes, undefined, late);
    const held = s.clamped ? hold(codes, { unit: s.unit, value: s.hold }, late) : undefined;
    const whole = [steps, held ?? steps].every((each) => each.length === codes.length);
    const seen = due(whole);
    const done = whole && seen;
    const at = Math.min(s.at, steps.length - 1);
    return { codes, steps, held, done, seen, at, surprise: surprises(codes, steps) };
  };
}

// The words that an address may give.
const knownOf = (w) => ({
  network: Object.keys(w.get("networks")),
  look: LOOKS.map(([look]) => look),
  show: [..."ifgocrznh"],
  order: ORDERS,
  measure: MEASURES,
  method: METHODS,
});

// What the network cannot read or has not got, as a link or another network may leave it;
// true if something had to be set.
function fitted(w, net, s) {
  const text = decode(net, encode(net, s.text)[0]);
  const unit = Math.min(s.unit, net.H - 1);
  const show = shows(net).includes(s.show) ? s.show : "h";
  if (text === s.text && unit === s.unit && show === s.show) return false;
  w.set({ text, unit, show });
  return true;
}

function makeTyping(w, told) {
  const onTyped = (typed, caret) => {
    const { net } = told.now;
    const [codes, unknown] = net ? encode(net, typed) : [[], []];
    const taken = net ? decode(net, codes) : typed;
    const before = net ? encode(net, typed.slice(0, caret + 1))[0].length : caret + 1;
    const at = Math.max(0, before - 1);
    const full =
      taken.length >= w.limits.text.max ? `It holds ${count(w.limits.text.max)} characters.` : "";
    field.say(leftOut(unknown) || full || (taken ? "" : "Wanted: one character or more."));
    if (taken) w.set({ text: taken, at: Math.min(at, taken.length - 1) });
    return [taken, before];
  };
  const onCaret = (at) => w.set({ at });
  const said = (k) => {
    const cost = told.surprise?.[k];
    return cost >= 0 ? `${format(cost)} nats, P ${chance(Math.exp(-cost))}` : "";
  };
  const field = makeField({ max: w.limits.text.max, onTyped, onCaret, told: said });
  return field;
}

function makePanels(w, now, own) {
  const panels = Object.fromEntries(LOOKS.map(([look, , make]) => [look, make(w, now, own)]));
  const tabs = w.choices(
    "look",
    "What to look at",
    LOOKS.map(([look, name]) => [look, name]),
    { name: "", kind: "tabs" },
  );
  const show = (look) => {
    for (const [name, { root }] of Object.entries(panels)) root.hidden = name !== look;
    return panels[look];
  };
  const stop = () => Object.values(panels).forEach((panel) => panel.stop?.());
  return { root: tabs.root, all: Object.values(panels).map(({ root }) => root), show, stop };
}

// All that is drawn for every look: the letter at the caret, and what comes after it.
function makeReadOut(field, desk, next) {
  const here = el("p", { class: "caret" });
  const draw = ({ text, at, surprise, width }, symbols, chances, coming) => {
    next.draw(width, symbols, chances, text.slice(0, at + 1), coming);
    write(here, hereSaid(text, at, surprise, symbols, chances));
    return here.textContent;
  };
  return {
    root: here,
    // Stored numbers, while the network is on its way.
    first(first, ctx, panel) {
      field.shade(first ? shadesOfSurprise(first.surprise) : { values: [] }, ctx.at);
      if (!first) return "";
      const known = { ...ctx, surprise: first.surprise };
      if (!panel.root.hidden) panel.draw(known);
      return draw(known, ...[0, 1].map((k) => first.next.map((pair) => pair[k])));
    },
    all(ctx, panel) {
      const { net, steps, surprise, codes, at } = ctx;
      field.shade(panel.shades?.(ctx) ?? shadesOfSurprise(surprise), at);
      mark(desk, "data-role", panel.role?.(ctx.s) ?? "backward");
      return draw(ctx, net.symbols, Array.from(steps[at].log, Math.exp), codes[at + 1]);
    },
  };
}

// What a drawing is about, before its text has been read.
function contextOf(w, net, s, width) {
  const corpus = w.get("corpora")[s.network];
  const text = s.text || w.get("passages")[corpus][0];
  const at = Math.min(s.at, text.length - 1);
  const [name, trained] = [w.get("networks")[s.network], net?.trained !== undefined];
  return { net, s, text, at, corpus, name, trained, width, steps: [] };
}

export default widget((w) => {
  const nets = networks(w);
  const [told, own] = [{ now: {} }, new Map()]; // own: networks that were trained here
  const [choice, texts, next] = [makeChoice(w), makeTexts(w), makeNext()];
  const field = makeTyping(w, told);
  const panels = makePanels(w, () => told.now, own);
  const desk = el("div", { class: "desk" }, field.root, panels.root, next.root);
  const readOut = makeReadOut(field, desk, next);
  const said = el("p", { class: "told" });
  const [beside, ...below] = panels.all; // what is said of surprise has room beside the bars
  next.root.append(el("div", { class: "words" }, readOut.root, said, beside, nets.line));
  texts.root.append(...field.keyboard);
  const head = el("div", { class: "head" }, choice.root, texts.root);
  w.root.append(head, desk, ...below, w.live);
  refusals(w.root, desk);
  const [unwatch, readNow, firstOf] = [onTheme(w.redraw), makeReading(w), makeFirst(w)];
  const address = makeAddress(w, knownOf(w));
  let spoken = "";

  function draw(s, width) {
    const shipped = nets.get(s.network);
    const net = own.get(s.network) ?? shipped;
    const ctx = contextOf(w, net, s, width);
    const { text, at } = ctx;
    for (const each of [choice, texts]) each.set(s);
    field.set(text, at);
    const panel = panels.show(s.look);
    address.keep(s);
    if (net && fitted(w, net, s)) return "";
    told.now = ctx;
    if (net) Object.assign(ctx, readNow(net, s, text));
    if (net && !ctx.seen) return spoken;
    const first = firstOf(ctx.done, { ...s, at }, text);
    const known = net && !first; // the stored numbers stay until all is read
    told.surprise = (known ? ctx : first)?.surprise;
    panel.root.hidden = !(known || (first && s.look === "surprise"));
    if (!known) return (spoken = readOut.first(first, { ...ctx, at }, panel));
    const here = readOut.all(ctx, panel);
    write(said, panel.draw(ctx));
    return (spoken = `${panel.news?.() ?? ""}${here} ${said.textContent}`);
  }

  const stop = () => [unwatch, address.stop, panels.stop, nets.stop].forEach((end) => end());
  return { stage: w.root, draw, stop };
});
