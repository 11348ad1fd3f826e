// Two directions: how the batch is turned and turned back, and what is then paired with
// what. The numbers come from numbers.js; everything that is set is a trait.
import { els, valued } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { node, place, redrawing, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { run } from "./numbers.js";

// A panel: where outputs stand, their height, where words stand, the whole.
const [TOP, BOX, WORD, HEIGHT] = [8, 30, 92, 148];
const WAYS = Object.entries({ "by length": "by length", padded: "padded length" });
const MARKS = { wrong: "✗", padding: "~", right: "✓" };
const JUDGED = {
  wrong: "The wrong word.",
  padding: "The right word, but padding came before it.",
  right: "The right word.",
};
const verdict = ({ wrong, padding }) => (wrong ? "wrong" : padding ? "padding" : "right");

// One sentence: words below, above each the output that stands beside it, and a line from
// each output to the word that it read last.
function drawPanel(svg, width, { words, found, chosen }) {
  const pitch = width / found.moves.length;
  const half = Math.min(44, pitch / 2 - 3);
  const x = (k) => pitch * (k + 0.5);
  const { put, end } = redrawing(svg);
  const group = (kind) => redrawing(put("g", { class: kind }));
  const box = (inside, k, y) =>
    inside.put("rect", { x: x(k) - half, y, width: 2 * half, height: BOX, rx: 4 });
  place(svg, { width, height: HEIGHT });
  found.moves.forEach((_, k) => {
    const moves = found.moves[chosen]?.[k];
    const seen = `word${k < found.length ? "" : " pad"}${moves > 0 ? " seen" : ""}`;
    const inside = group(seen);
    box(inside, k, WORD);
    inside.put("text", { x: x(k), y: WORD + 20 }, words[k] ?? "pad");
    const below = { class: "moves", x: x(k), y: WORD + BOX + 17 };
    if (moves !== undefined) inside.put("text", below, format(moves));
    inside.end();
  });
  for (const pair of found.pairs) drawOutput({ group, box, x }, pair, chosen);
  end();
}

// An output, and the line to the word that it read last.
function drawOutput({ group, box, x }, pair, chosen) {
  const k = pair.step - 1;
  const judged = verdict(pair);
  const inside = group(`out ${judged}${k === chosen ? " chosen" : ""}`);
  const { put } = inside;
  put("path", { class: "way", d: `M${x(k)} ${TOP + BOX}L${x(pair.last - 1)} ${WORD}` });
  box(inside, k, TOP);
  const name = put("text", { class: "h", x: x(k) - 9, y: TOP + 20 }, "h");
  redrawing(name).put("tspan", { class: "index", dy: 4 }, pair.step);
  put("text", { class: "mark", x: x(k) + 14, y: TOP + 21 }, MARKS[judged]);
  inside.end();
}

// A press on an output of a panel chooses it.
function choose(svg, onChoose) {
  svg.addEventListener("click", ({ target }) => {
    const step = [...svg.querySelectorAll(".out")].indexOf(target.closest(".out")) + 1;
    if (step) onChoose(step);
  });
}

// What the chosen output has read, in words.
function sentence(words, b, { pairs, length }, step) {
  const pair = pairs[step - 1];
  const name = (s) => (s < length ? `“${words[s]}”` : "padding");
  const blind = pair.last > length;
  const last = `last read ${name(pair.last - 1)}, step ${pair.last}`;
  const read = blind ? "read nothing but padding" : last;
  const rest = [...new Set(pair.seen.slice(1).map(name))].join(", ");
  const before = blind || !rest ? "" : ` Before that it read ${rest}.`;
  const far = ` It is ${format(pair.error)} away from what it should be.`;
  const judged = verdict(pair);
  return (
    `Beside ${name(step - 1)}, step ${step} of sentence ${b + 1}, stands an output that ` +
    `has ${read}. ${JUDGED[judged]}${before}${judged === "right" ? "" : far}`
  );
}

function ofPanel(words, b, { pairs, length }) {
  const told = pairs.map(({ step, last }) => `${step} with ${last > length ? "padding" : last}`);
  const what = `Sentence ${b + 1}: ${words.join(" ")}. Output and the step it pairs with: `;
  return `${what}${told.join(", ")}.`;
}

function summary(found) {
  const all = found.flatMap(({ pairs }) => pairs);
  const count = (kind) => all.filter((pair) => pair[kind]).length;
  return (
    `In all, ${count("wrong")} of ${all.length} outputs are paired with the wrong word, ` +
    `and ${count("padding")} have read padding.`
  );
}

// A panel for each sentence, drawn again only where it differs: update(found, way, width,
// sentence, step), where `found` follows from `way`.
function makePanels(stage, sentences, onChoose) {
  const panels = sentences.map(() => node(stage, "svg", { class: "panel", role: "img" }));
  const drawn = sentences.map(() => "");
  panels.forEach((svg, b) => choose(svg, (t) => onChoose(b + 1, t)));
  return (found, way, width, shown, step) =>
    panels.forEach((svg, b) => {
      const chosen = b === shown ? step - 1 : null;
      const key = `${width}, ${way}, ${chosen}`;
      if (key === drawn[b]) return;
      drawn[b] = key;
      drawPanel(svg, width, { words: sentences[b], found: found[b], chosen });
      place(svg, { "aria-label": ofPanel(sentences[b], b, found[b]) });
    });
}

export default widget((w) => {
  const cell = makeCell(w.get("graphs").rnn);
  const given = ["sentences", "vectors", "weights", "nudge"].map((name) => [name, w.get(name)]);
  const fixed = Object.fromEntries(given);
  const { sentences } = fixed;
  const at = (number, step) => ({
    sentence: number,
    step: Math.min(step, sentences[number - 1].length),
  });
  const look = { kind: "choices" };
  const turn = w.choices("turn", "Turned for reading", WAYS, look);
  const backs = [...WAYS, ["not", "not at all"]];
  const back = w.choices("back", "Turned back", backs, look);
  const each = sentences.map((_, b) => [b + 1, `sentence ${b + 1}`]);
  const change = (b) => at(b, w.get("step"));
  const which = w.choices("sentence", "Look at", each, { ...look, change });
  const step = valued({ label: "output at step", min: 1, onInput: (t) => w.set({ step: t }) });
  const [settings, stage, looking] = els("div", "settings", "stage", "settings look");
  const [told, total] = els("p", "told", "total");
  settings.append(turn.root, back.root);
  const drawPanels = makePanels(stage, sentences, (number, t) => w.set(at(number, t)));
  looking.append(which.root, step.root);
  w.root.append(settings, stage, looking, told, total, w.live);

  let [way, found] = ["", null];

  function draw(s, width) {
    if (way !== `${s.turn}, ${s.back}`) {
      way = `${s.turn}, ${s.back}`;
      found = run(cell, fixed, s.turn, s.back);
    }
    const shown = s.sentence - 1;
    const words = sentences[shown];
    const word = words[s.step - 1];
    step.set(s.step, word, { max: words.length, spoken: `${s.step}, ${word}` });
    drawPanels(found, way, width, shown, s.step);
    const sum = summary(found);
    const text = sentence(words, shown, found[shown], s.step);
    write(told, text);
    write(total, sum);
    return `${text} ${sum}`;
  }

  return { stage, draw };
});
