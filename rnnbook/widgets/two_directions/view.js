// Two directions: how the batch is turned and turned back, and what is then paired with
// what. The numbers come from directions.js; everything that is set is a trait.
import { mark, node, write } from "../_runtime/axes.js";
import { button, el, format, keepDrawn, liveRegion, mount, row, uniqueId } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/unroll.js";
import { run } from "./directions.js";

const SETTINGS = ["turn", "back", "sentence", "step"];
const [TOP, BOX, WORD, HEIGHT] = [8, 30, 92, 148]; // a panel: outputs, their height, words, all

function choices(label, options, onChoose) {
  const buttons = options.map(([value, text]) => [value, button(text, () => onChoose(value))]);
  const root = row(label, el("span", { class: "quiet" }, label), buttons.map(([, made]) => made));
  root.classList.add("choices");
  return { root, set: (now) => buttons.forEach(([value, made]) => mark(made, "aria-pressed", value === now)) };
}

function stepSlider(onInput) {
  const id = uniqueId();
  const input = el("input", { type: "range", id, class: "rnn-range", min: 1, step: 1 });
  const value = el("output", { for: id, class: "value" });
  input.addEventListener("input", () => onInput(Number(input.value)));
  return { input, value, root: el("div", { class: "control" }, el("label", { for: id }, "output at step"), input, value) };
}

const verdict = ({ wrong, padding }) => (wrong ? "wrong" : padding ? "padding" : "right");
const MARKS = { wrong: "✗", padding: "~", right: "✓" };

// One sentence: words below, above each the output that stands beside it, and a line from
// each output to the word that it read last.
function drawPanel(svg, width, { words, found, chosen, onChoose }) {
  const T = found.moves.length;
  const pitch = width / T;
  const half = Math.min(44, pitch / 2 - 3);
  const x = (k) => pitch * (k + 0.5);
  svg.replaceChildren();
  for (let k = 0; k < T; k++) {
    const real = k < found.length;
    const seen = chosen !== null && found.moves[chosen][k] > 0;
    const group = node(svg, "g", { class: `word${real ? "" : " pad"}${seen ? " seen" : ""}` });
    node(group, "rect", { x: x(k) - half, y: WORD, width: 2 * half, height: BOX, rx: 4 });
    node(group, "text", { x: x(k), y: WORD + 20 }, real ? words[k] : "pad");
    if (chosen !== null) node(group, "text", { class: "moves", x: x(k), y: WORD + BOX + 17 }, format(found.moves[chosen][k]));
  }
  for (const pair of found.pairs) {
    const k = pair.step - 1;
    const group = node(svg, "g", { class: `out ${verdict(pair)}${k === chosen ? " chosen" : ""}` });
    node(group, "path", { class: "way", d: `M${x(k)} ${TOP + BOX}L${x(pair.last - 1)} ${WORD}` });
    node(group, "rect", { x: x(k) - half, y: TOP, width: 2 * half, height: BOX, rx: 4 });
    const name = node(group, "text", { class: "h", x: x(k) - 9, y: TOP + 20 }, "h");
    node(name, "tspan", { class: "index", dy: 4 }, pair.step);
    node(group, "text", { class: "mark", x: x(k) + 14, y: TOP + 21 }, MARKS[verdict(pair)]);
    group.addEventListener("click", () => onChoose(pair.step));
  }
}

function render({ model, el: root }) {
  mount(root, "two_directions");
  const cell = makeCell(model.get("graphs").rnn);
  const fixed = Object.fromEntries(["sentences", "vectors", "weights", "nudge"].map((name) => [name, model.get(name)]));
  const { sentences } = fixed;
  const change = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  const choose = (sentence, step) => change({ sentence, step: Math.min(step, sentences[sentence - 1].length) });
  const turn = choices("Turned for reading", [["by length", "by length"], ["padded", "padded length"]], (value) => change({ turn: value }));
  const back = choices("Turned back", [["by length", "by length"], ["padded", "padded length"], ["not", "not at all"]],
    (value) => change({ back: value }));
  const which = choices("Look at", sentences.map((_, b) => [b + 1, `sentence ${b + 1}`]), (b) => choose(b, model.get("step")));
  const step = stepSlider((t) => change({ step: t }));
  const panels = sentences.map(() => document.createElementNS("http://www.w3.org/2000/svg", "svg"));
  panels.forEach((svg) => { mark(svg, "class", "panel"); mark(svg, "role", "img"); });
  const stage = el("div", { class: "stage" }, panels);
  const told = el("p", { class: "told" });
  const total = el("p", { class: "total" });
  const live = liveRegion();
  root.append(el("div", { class: "settings" }, turn.root, back.root), stage,
    el("div", { class: "settings look" }, which.root, step.root), told, total, live.root);

  function sentence(b, { pairs, length }) {
    const pair = pairs[model.get("step") - 1];
    const words = sentences[b];
    const name = (s) => (s < length ? `“${words[s]}”` : "padding");
    const read = pair.last > length ? "read nothing but padding" : `last read ${name(pair.last - 1)}, step ${pair.last}`;
    const judged = pair.wrong ? "The wrong word." : pair.padding ? "The right word, but padding came before it." : "The right word.";
    const rest = pair.seen.slice(1).map(name);
    const before = pair.last > length || !rest.length ? "" : ` Before that it read ${[...new Set(rest)].join(", ")}.`;
    const off = verdict(pair) === "right" ? "" : ` It is ${format(pair.error)} away from what it should be.`;
    return `Beside ${name(pair.step - 1)}, step ${pair.step} of sentence ${b + 1}, stands an output that has ${read}. ${judged}${before}${off}`;
  }

  function draw(width) {
    const s = Object.fromEntries(SETTINGS.map((name) => [name, model.get(name)]));
    const found = run(cell, fixed, s.turn, s.back);
    turn.set(s.turn);
    back.set(s.back);
    which.set(s.sentence);
    const words = sentences[s.sentence - 1];
    mark(step.input, "max", words.length);
    if (Number(step.input.value) !== s.step) step.input.value = s.step;
    mark(step.input, "aria-valuetext", `${s.step}, ${words[s.step - 1]}`);
    write(step.value, words[s.step - 1]);
    const text = sentence(s.sentence - 1, found[s.sentence - 1]);
    const all = found.flatMap(({ pairs }) => pairs);
    const count = (test) => all.filter(test).length;
    const sum = `In all, ${count((p) => p.wrong)} of ${all.length} outputs are paired with the wrong word, and ${count((p) => p.padding)} have read padding.`;
    panels.forEach((svg, b) => {
      mark(svg, "width", width);
      mark(svg, "height", HEIGHT);
      drawPanel(svg, width, { words: sentences[b], found: found[b], chosen: b === s.sentence - 1 ? s.step - 1 : null,
        onChoose: (t) => choose(b + 1, t) });
      const said = found[b].pairs.map(({ step: t, last }) => `${t} with ${last > found[b].length ? "padding" : last}`);
      mark(svg, "aria-label", `Sentence ${b + 1}: ${sentences[b].join(" ")}. Output and the step it pairs with: ${said.join(", ")}.`);
    });
    write(told, text);
    write(total, sum);
    live.tell(`${text} ${sum}`);
  }

  return keepDrawn({ model, settings: SETTINGS, stage, draw, live });
}

export default { render };
