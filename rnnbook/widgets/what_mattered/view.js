// What mattered: the characters before one, in shades of their influence on what is
// expected next, and the same against lag, for one network or two.
import { encode, readInSteps, reader, shown } from "../_runtime/characters.js";
import { el, els, refusals } from "../_runtime/controls.js";
import { networks } from "../_runtime/networks.js";
import { makeColoured, makeText, passagesOf } from "../_runtime/passages.js";
import { inTurns, unhurried } from "../_runtime/slices.js";
import { mark, write } from "../_runtime/svg.js";
import { widget } from "../_runtime/widget.js";
import { dropdown } from "../_runtime/words.js";
import { MEASURES, drawChart, influenceSaid, makeChart, measurer } from "./lags.js";
import { byGradientInSteps, shades } from "./numbers.js";

const CHARTED = { gradient: "size of the gradient of ln P", "another character": "change of ln P" };

// The networks that read the same symbols, and "none".
function makeOther(w) {
  const root = el("div");
  let [known, made] = [undefined, undefined];
  const set = ({ network, other }) => {
    const corpora = w.get("corpora");
    if (known !== corpora[network]) {
      known = corpora[network];
      const same = Object.entries(w.get("networks")).filter(([name]) => corpora[name] === known);
      const choose = (name) => w.set({ other: name });
      made = dropdown("beside it", [["none", "no other network"], ...same], choose);
      root.replaceChildren(made.root);
    }
    made.set(other);
  };
  return { root, set };
}

function makeControls(w, nets) {
  const choose = (network) => {
    const same = w.get("corpora")[network] === w.get("corpora")[w.get("network")];
    const text = passagesOf(w, network)[0];
    w.set({ network, ...(same ? {} : { other: "none", text, at: Math.min(60, text.length - 1) }) });
  };
  const which = dropdown("network", Object.entries(w.get("networks")), choose);
  const other = makeOther(w);
  const text = makeText(w, nets);
  const by = MEASURES.map((each) => [each, each]);
  const measure = w.choices("measure", "Measured by", by, { name: "by" });
  const slider = w.slider("at", { label: "character", step: 1 });
  const bar = slider.root.querySelector("input[type=range]");
  const set = (s, read) => {
    which.set(s.network);
    other.set(s);
    text.set(s, read);
    mark(bar, "max", Math.max(0, read.length - 1));
  };
  const parts = [which.root, other.root, text.root, measure.root, slider.root];
  return { root: el("div", { class: "settings" }, ...parts), set };
}

// A network's text: its name, the text in shades.
function makeSide(w) {
  const name = el("p", { class: "name" });
  const coloured = makeColoured((at) => w.set({ at }));
  const root = el("div", { class: "side" }, name, coloured.root);
  return { root, name, coloured };
}

// read(key, s, text, names, nets): for each network its steps and, where the gradient is
// asked for, what it measures: both take longer than a frame.
function makeReading(w) {
  const readers = new Map();
  const readerOf = (net) => {
    if (!readers.has(net)) readers.set(net, reader(net));
    return readers.get(net);
  };
  return unhurried(w, function* read({ at: wanted, measure }, text, names, nets) {
    const [codes] = encode(nets[0], text);
    const at = Math.min(wanted, codes.length - 1);
    const each = [];
    for (const net of nets) {
      const steps = yield* readInSteps(readerOf(net), codes);
      const found = measure === "gradient" ? yield* byGradientInSteps(net, steps, at) : null;
      each.push({ net, steps, found });
    }
    return { text, names, codes, at, measure, each };
  });
}

// found(s, text, both): what was read by these networks, and what it measures for each; the
// second is missing while it is under way, both before the first reading is done.
function makeFound(w, nets) {
  const [read, measured] = [makeReading(w), measurer(w)];
  return (s, text, both) => {
    const there = nets.all(both);
    const key = JSON.stringify([text, both, s.at, s.measure]);
    const got = there && read(key, s, text, both, there);
    if (!got) return [];
    const { codes, at, measure } = got;
    const all = got.each.map(
      ({ net, steps, found }) => found ?? measured(net, codes, at, measure, steps),
    );
    return all.includes(undefined) ? [got] : [got, all];
  };
}

// A text in shades.
function drawSide({ root, name, coloured }, label, { text, at }, found) {
  root.hidden = !found;
  if (!found) return;
  write(name, label);
  coloured.set(text, shades(found.influence), at);
}

// Before the networks are there the text is read without them, and takes its room.
function waitWith(sides, both, text, at) {
  sides.forEach(({ root, coloured }, k) => {
    root.hidden = k >= both.length;
    if (!root.hidden) coloured.set(text, [], at);
  });
}

function saidOf(labels, { text, at }, all) {
  const each = all.map((found, k) => influenceSaid(labels[k], text, found));
  return `After “${shown(text[at])}”, character ${at}: ${each.join(" ")}`;
}

export default widget((w) => {
  const nets = networks(w);
  const controls = makeControls(w, nets);
  const sides = [makeSide(w), makeSide(w)];
  const [charts, legend, told] = [el("div"), ...els("p", "legend", "told")];
  write(legend, "Full colour: the largest influence. No colour: a thousandth of it, or less.");
  const texts = sides.map((side) => side.root);
  w.root.append(controls.root, nets.line, ...texts, legend, charts, told, w.live);
  refusals(w.root, nets.line);
  const found = makeFound(w, nets);
  let [chart, said] = [undefined, undefined];

  const drawText = (k) => (got, all, labels) => drawSide(sides[k], labels[k], got, all[k]);
  const drawRest = (got, all, labels) => {
    const here = saidOf(labels, got, all);
    drawChart(chart, all, CHARTED[got.measure]);
    mark(chart.svg, "aria-label", `Influence by characters back. ${here}`);
    write(told, here);
  };
  const drawParts = inTurns(w, drawText(0), drawText(1), drawRest);

  function fit(width) {
    charts.replaceChildren();
    chart = makeChart(charts, width);
  }

  function draw(s) {
    const wanted = s.text || passagesOf(w, s.network)[0];
    const both = [s.network, s.other].filter((name) => name !== "none");
    controls.set(s, wanted);
    const [got, all] = found(s, wanted, both);
    if (!all) {
      if (!got) waitWith(sides, both, wanted, s.at);
      if (!got) write(told, ""); // it was of another network
      return said;
    }
    const labels = got.names.map((name) => w.get("networks")[name]);
    const done = drawParts([chart, ...all], got, all, labels);
    // What is not yet that of the settings is seen, not spoken: one change, one sentence.
    if (done && !w.root.hasAttribute("aria-busy")) said = told.textContent;
    return said;
  }

  return { stage: w.root, fit, draw, stop: nets.stop };
});
