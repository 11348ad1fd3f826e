// Gates while reading: a text in the colours of one unit, a map of all units around one
// character, and the predictions there, with the unit free and held.
import { chance, drawBars } from "../_runtime/bars.js";
import { encode, readInSteps, reader, shown } from "../_runtime/characters.js";
import { checkbox, el, els, refusals } from "../_runtime/controls.js";
import { networks } from "../_runtime/networks.js";
import { makeColoured, makeText, passagesOf } from "../_runtime/passages.js";
import { inTurns, unhurried } from "../_runtime/slices.js";
import { mark, node, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { onTheme } from "../_runtime/theme.js";
import { drawMap, makeLegend, makeMap, makeShow } from "../_runtime/unit_map.js";
import { roleOf, writeFacts } from "../_runtime/unit_map.js";
import { widget } from "../_runtime/widget.js";
import { dropdown } from "../_runtime/words.js";
import { distance, nats, rowsOf, shadesOf, shows, valuesOf } from "./numbers.js";

const ORDERS = ["as they come", "mean", "change"].map((order) => [order, order]);
function makeControls(w, nets) {
  const choose = (network) => {
    const text = passagesOf(w, network)[0];
    w.set({ network, text, unit: 0, show: "h" });
  };
  const which = dropdown("network", Object.entries(w.get("networks")), choose);
  const text = makeText(w, nets);
  const show = makeShow(w);
  const order = w.choices("order", "Order of the units", ORDERS, { name: "units" });
  const looks = {
    at: { label: "character", step: 1 },
    unit: { label: "unit", step: 1, min: 0, max: 127 },
    hold: { label: "held at", step: 0.1 },
  };
  const holding = { change: (hold) => ({ hold, clamped: true }) };
  const sliders = w.sliders(looks, (each) => (each === "hold" ? holding : {}));
  const { box, label } = checkbox("hold the unit", (clamped) => w.set({ clamped }));
  sliders.append(el("div", { class: "hold" }, box, label));
  const bars = sliders.querySelectorAll("input[type=range]");
  const set = (s, net, read) => {
    which.set(s.network);
    text.set(s, read);
    if (!net) return;
    show.set(shows(net), s);
    box.checked = s.clamped;
    mark(bars[0], "max", Math.max(0, read.length - 1));
    mark(bars[1], "max", net.H - 1);
  };
  const parts = [which.root, text.root, show.root, order.root, sliders];
  return { root: el("div", { class: "settings" }, ...parts), set };
}

function sentence(s, found) {
  const { text, at, before, after, symbols } = found;
  const best = (log) => {
    const k = log.indexOf(Math.max(...log));
    return `“${shown(symbols[k])}” with ${chance(Math.exp(log[k]))}`;
  };
  const here = `After “${shown(text[at])}”, character ${at}, the network expects ${best(before)}.`;
  if (!after) return `${here} On this text it loses ${format(found.nats)} nats a character.`;
  return (
    `${here} With unit ${s.unit} held at ${format(s.hold)}: ${best(after)}, and ` +
    `${format(found.natsHeld)} nats a character in place of ${format(found.nats)}.`
  );
}

// What is drawn of a text, whichever character is looked at: a generator, for reading takes
// its time.
function* gather(net, readers, s, text) {
  const [codes] = encode(net, text);
  const free = yield* readInSteps(readers.free, codes);
  const clamp = { unit: s.unit, value: s.hold };
  const held = s.clamped ? yield* readInSteps(readers.held, codes, clamp) : null;
  yield;
  return {
    s,
    net,
    text,
    free,
    held,
    rows: rowsOf(valuesOf(free, s.show), net.H, s.order),
    symbols: net.symbols,
    steps: held ?? free,
    shades: shadesOf(valuesOf(held ?? free, s.show), s.show),
    moved: held?.map((step, t) => distance(free[t].log, step.log)),
    nats: nats(free, codes),
    natsHeld: held && nats(held, codes),
  };
}

// gathered(net, s, text): what there is of that, now or a few frames ago, and the settings
// that it is drawn with.
function makeGathered(w) {
  const readers = new Map();
  const get = unhurried(w, gather);
  return (net, now, text) => {
    if (!readers.has(net)) readers.set(net, { free: reader(net), held: reader(net) });
    const { network, unit, show, order, clamped, hold } = now;
    const key = JSON.stringify([network, text, show, order, clamped && [unit, hold]]);
    const found = get(key, net, readers.get(net), now, text);
    if (!found) return undefined;
    const { s, free, held } = found;
    const at = Math.min(now.at, free.length - 1);
    const drawn = { ...now, show: s.show, ...(held && { unit: s.unit, hold: s.hold }) };
    drawn.unit = Math.min(drawn.unit, found.net.H - 1);
    return { found, s: drawn, at, before: free[at].log, after: held?.[at].log };
  };
}

function makeBars() {
  const bars = node(null, "svg", { role: "img", class: "rnn-bars" });
  const draw = (width, net, { before, after }, said) => {
    const exp = (log) => log?.map(Math.exp);
    const heading = after ? "free → held" : "next character";
    const both = { before: exp(before), after: exp(after) };
    drawBars(bars, Math.min(width, 460), net.symbols, { ...both, heading, rows: 8 });
    mark(bars, "aria-label", `Probabilities of the next character. ${said}`);
  };
  return { bars, draw };
}

// draw(keys, got, width, here): the parts of the figure, one a frame.
function makeParts(w) {
  const text = makeColoured((at) => w.set({ at }));
  const map = makeMap((at, unit) => w.set({ at, unit }));
  const [legend, predicted] = [makeLegend(), makeBars()];
  const [facts, told] = els("p", "facts", "told");
  const drawText = ({ found, s, at }) => {
    mark(w.root, "data-show", roleOf(s.show));
    const colours = found.shades.map((v) => v[s.unit]);
    text.set(found.text, colours, at);
  };
  const drawUnits = ({ found, s, at }, width) => {
    drawMap(map, width, s, { ...found, at });
    mark(map.canvas, "aria-label", `${s.show} of ${found.net.H} units, a row each, by character.`);
    legend.set(s.show);
    writeFacts(facts, shows(found.net), found.steps[at], s.unit);
  };
  const drawNext = ({ found, before, after }, width, here) => {
    predicted.draw(width, found.net, { before, after }, here);
    write(told, here);
  };
  // Before the network is there the text is read without it, and takes its room.
  const wait = (read, at) => {
    text.set(read, [], at);
    write(told, ""); // it was of another network
  };
  return {
    wait,
    roots: [text.root, map.root, legend.root, facts, predicted.bars, told],
    draw: inTurns(w, drawUnits, drawText, drawNext),
  };
}

export default widget((w) => {
  const nets = networks(w);
  const [controls, parts] = [makeControls(w, nets), makeParts(w)];
  w.root.classList.add("rnn-units");
  w.root.append(controls.root, nets.line, ...parts.roots, w.live);
  refusals(w.root, nets.line);
  const gathered = makeGathered(w);
  let [theme, said] = [0, undefined];
  const unwatch = onTheme(() => {
    theme += 1;
    w.redraw();
  });

  function draw(now, width) {
    const read = now.text || passagesOf(w, now.network)[0];
    const net = nets.get(now.network);
    controls.set(now, net, read);
    const got = net && gathered(net, now, read);
    if (!got) {
      parts.wait(read, now.at);
      return said;
    }
    const { found, s, at } = got;
    const here = sentence(s, { ...found, ...got });
    const all = parts.draw([found, at, s.unit, width, theme], got, width, here);
    // What is not yet that of the settings is seen, not spoken: one change, one sentence.
    if (all && !w.root.hasAttribute("aria-busy")) said = here;
    return said;
  }

  const stop = () => {
    unwatch();
    nets.stop();
  };
  return { stage: w.root, draw, stop };
});
