// Units: a map of all of them, one in colour over the text, one that follows a fact, one
// that is held.
import { chance } from "../_runtime/bars.js";
import { shown } from "../_runtime/characters.js";
import { button, checkbox, el, els, oneStop, row } from "../_runtime/controls.js";
import { facts, follower } from "../_runtime/facts.js";
import { inSlices } from "../_runtime/slices.js";
import { clamp, mark, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import {
  drawMap,
  makeLegend,
  makeMap,
  makeShow,
  roleOf,
  writeFacts,
} from "../_runtime/unit_map.js";
import { distance, rowsOf, shadesOf, shows, valuesOf } from "../gates_reading/numbers.js";
import { meanOf, surprises } from "./numbers.js";

export const ORDERS = ["as they come", "mean", "change"];

function makeSettings(w, now) {
  const usable = (v) => v % 1 === 0 && v >= 0 && v < (now().net?.H ?? 1);
  const wanted = "the number of a unit, from 0";
  const looks = { unit: { label: "unit", step: 1, min: 0, max: 127, usable, wanted } };
  looks.hold = { label: "held at", step: 0.1 };
  const holding = { change: (hold) => ({ hold, clamped: true }) };
  const sliders = w.sliders(looks, (each) => (each === "hold" ? holding : {}));
  const bar = sliders.querySelector("input[type=range]");
  const { box, label } = checkbox("hold the unit", (clamped) => w.set({ clamped }));
  sliders.append(el("div", { class: "hold" }, box, label));
  const show = makeShow(w);
  const order = w.choices(
    "order",
    "Order of the units",
    ORDERS.map((each) => [each, each]),
    { name: "rows" },
  );
  const set = (net, s) => {
    show.set(shows(net), s);
    box.checked = s.clamped;
    mark(bar, "max", net.H - 1);
  };
  return { sliders, choices: el("div", { class: "choices" }, show.root, order.root), set };
}

const ABOUT =
  "A unit is one of the numbers that the network carries from letter to letter. Pick one by its " +
  "number, on the map, or by what it follows: the text above takes its colours.";

// What |r| in parts of what chance reaches is worth. A fact of another passage, which no unit
// can follow, is above 1.5 in one search of ten, above 2 in one of thirty.
function verdictOf(times) {
  if (times > 2) return "far more than chance.";
  if (times > 1.5) return "more than chance, but not by much: try another passage too.";
  return "not clearly more than chance: take a longer text before you believe it.";
}

// What is known of the unit that follows a fact in the whole held-out text.
const wholeSaid = (known) =>
  known
    ? ` On the whole held-out text: unit ${known[0]}, r = ${format(known[1])}, chance ` +
      `${format(known[2])} (chapter 11).`
    : "";

// Which unit follows a fact: asked by a button, found in slices.
function makeSearch(w, now) {
  const told = el("p", { class: "found" });
  let news = ""; // is read out with the figure's own sentence, as one
  const names = w.get("fact_names");
  let stop = () => {};
  const answer = (fact, text, { unit, r, control }) => {
    w.set({ unit });
    const many = now().trained ? "" : wholeSaid(w.get("known_units")[w.get("network")]?.[fact]);
    const verdict = verdictOf(Math.abs(r) / control);
    write(
      told,
      `Unit ${unit} goes with “${names[fact]}” best: r = ${format(r)} on this text. The best ` +
        `of all units by chance: ${format(control)}. So it is ${verdict}${many}`,
    );
    news = `${told.textContent} `;
    w.redraw();
  };
  const ask = (fact) => {
    stop();
    const { net, steps, text, s } = now();
    if (!net || !steps.length) return;
    const read = text.slice(0, steps.length);
    const values = valuesOf(steps, s.show);
    write(told, "Looking at all units ...");
    stop = inSlices(follower(values, facts(read)[fact]), {
      onDone: (found) => answer(fact, read, found),
    });
  };
  const buttons = Object.entries(names).map(([fact, name]) => button(name, () => ask(fact)));
  const line = el("span", { class: "quiet" }, "Which unit follows ...");
  const asks = row("Which unit follows", line, ...buttons);
  oneStop(asks);
  const root = el("div", { class: "search" }, asks, told);
  const take = () => {
    const text = news;
    news = "";
    return text;
  };
  const forget = () => {
    stop();
    news = "";
    write(told, "");
  };
  return { root, stop: () => stop(), forget, news: take };
}

// What is drawn of a reading; kept while it is the same.
function makeGather() {
  let [key, kept] = ["", undefined];
  const last = new WeakMap();
  let count = 0;
  const id = (steps) => {
    const step = steps.at(-1);
    if (!last.has(step)) last.set(step, (count += 1));
    return `${steps.length} ${last.get(step)}`;
  };
  return ({ s, net, steps, held, codes }) => {
    const read = held ?? steps;
    const now = [id(steps), held && id(held), s.show, s.order].join();
    if (now === key) return kept;
    key = now;
    const both = held && Math.min(held.length, steps.length);
    const moved = held?.slice(0, both).map((step, t) => distance(steps[t].log, step.log));
    const shades = shadesOf(valuesOf(read, s.show), s.show);
    const rows = rowsOf(valuesOf(steps, s.show), net.H, s.order);
    kept = { steps: read, shades, rows, moved, nats: held && meanOf(surprises(codes, held)) };
    return kept;
  };
}

const best = (net, log) => {
  const k = log.indexOf(Math.max(...log));
  return `“${shown(net.symbols[k])}” with ${chance(Math.exp(log[k]))}`;
};

function sentence({ s, net, at, steps, held, surprise }, found) {
  const value = format(
    found.steps[at][s.show]?.[s.unit] ?? found.steps[at][`step.${s.show}`][s.unit],
  );
  const here = `Unit ${s.unit}: ${s.show} = ${value} after this letter.`;
  if (!held) return `${here} Tick “hold the unit” to see what depends on it.`;
  return (
    `${here} With the unit held at ${format(s.hold)} the network expects ` +
    `${best(net, held[at].log)} ` +
    `in place of ${best(net, steps[at].log)}; the text costs ${format(found.nats)} nats a ` +
    `character in place of ${format(meanOf(surprise))}.`
  );
}

export function makeUnits(w, now) {
  const set = makeSettings(w, now);
  const map = makeMap((at, unit) => w.set({ at, unit }));
  const [legend, search, gather] = [makeLegend(), makeSearch(w, now), makeGather()];
  const [facts_, about] = els("p", "facts", "legend");
  write(about, ABOUT);
  const root = el(
    "div",
    { class: "panel rnn-units" },
    about,
    search.root,
    set.choices,
    map.root,
    legend.root,
    facts_,
    set.sliders,
  );
  let of; // what the answer of the search is of: what is looked at, of whom, in which text
  return {
    root,
    stop: search.stop,
    news: search.news,
    shades: (ctx) => ({ values: gather(ctx).shades.map((v) => v[ctx.s.unit]) }),
    role: (s) => roleOf(s.show),
    draw(ctx) {
      const { s, net, text, trained, width } = ctx;
      const asked = [s.network, trained, s.show, text].join();
      if (asked !== of) search.forget();
      of = asked;
      const found = gather(ctx);
      const at = clamp(ctx.at, 0, found.steps.length - 1);
      mark(root, "data-show", roleOf(s.show));
      set.set(net, s);
      drawMap(map, width, s, { ...found, text, at });
      mark(map.canvas, "aria-label", `${s.show} of ${net.H} units, a row each, by character.`);
      legend.set(s.show);
      writeFacts(facts_, shows(net), found.steps[at], s.unit);
      const both = Math.min(at, (ctx.held ?? ctx.steps).length - 1, ctx.steps.length - 1);
      return sentence({ ...ctx, at: both }, found);
    },
  };
}
