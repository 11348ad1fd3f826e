// The unfolding: which word is read, how far the chain is pulled apart, and what one step
// says. The mathematics is the traced cell (numbers.js).
import { button, el, els, math, range, row, uniqueId } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { clamp, compose, mark, write } from "../_runtime/svg.js";
import { widget } from "../_runtime/widget.js";
import { makeDrawing, two } from "./drawing.js";
import { runStates } from "./numbers.js";

const [MOVE, PAUSE] = [500, 1100]; // ms that a state travels, and between two words

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const vector = (values) => el("span", { class: "vector" }, `(${values.map(two).join(", ")})`);

// A range with a label at its left, and perhaps a word at each end.
function ranged(label, attributes, onInput, ends = []) {
  const id = uniqueId();
  const { root: bar, set } = range({ id, ...attributes }, onInput);
  const end = (text) => el("span", { class: "end", "aria-hidden": "true" }, text);
  const [left, right] = ends.map(end);
  const parts = left ? [left, bar, right] : [bar];
  const between = el("div", { class: "between" }, ...parts);
  return { set, root: el("div", { class: "ranged" }, el("label", { for: id }, label), between) };
}

function sentence({ words, t, memory }, vectors, states) {
  const h = (k) => [math("h", String(k)), " = ", vector(states[k])];
  if (t === 0) return ["Nothing is read yet. The state starts as ", ...h(0), "."];
  const word = words[t - 1];
  const x = [math("x", String(t)), " = ", vector(vectors[word])];
  const came = [`Step ${t}: the word “${word}” comes in as `, ...x];
  const old = memory ? [". With the old state ", ...h(t - 1)] : [". W = 0: by itself"];
  return [...came, ...old, " it makes ", ...h(t), "."];
}

// A drawing that moves from one step to the next.
function animated(w) {
  let frame = 0;
  const move = (drawing, from, to, began) => {
    const part = Math.min((performance.now() - began) / MOVE, 1);
    drawing.arrange(w.get("unrolled"), to, part < 1 ? from + part : to);
    frame = part < 1 ? requestAnimationFrame(() => move(drawing, from, to, began)) : 0;
  };
  return { move, stop: () => cancelAnimationFrame(frame) };
}

// Plays the sentence word by word: a button.
function player(w, length, go) {
  let timer = 0;
  const play = button("Play", () => (timer ? stop() : start()));
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    write(play, "Play");
  };
  const start = () => {
    if (w.get("t") === length()) w.set({ t: 0 });
    timer = setInterval(() => {
      go(1);
      if (w.get("t") === length()) stop();
    }, PAUSE);
    write(play, "Pause");
  };
  return { play, stop };
}

// Everything below and above the drawing; shows what is set, or says to `stop` playing.
function makeControls(w, go, length) {
  const { play, stop } = player(w, length, go);
  const stopped = (act) => (value) => {
    stop();
    act(value);
  };
  const sentences = w.get("sentences").map((words) => [words, words.join(" ")]);
  const change = (words) => {
    stop();
    return { words, t: 0 };
  };
  const look = { name: "Read", change, same: (a, b) => a.join() === b.join() };
  const choice = w.choices("words", "Sentences", sentences, look);
  const walk = stopped(go);
  const back = button("‹ Back", () => walk(-1));
  const next = button("Next word ›", () => walk(1), { class: "rnn-button rnn-primary" });
  const kinds = [
    [true, "as drawn"],
    [false, "W = 0"],
  ];
  const memory = w.choices("memory", "Weights of the old state", kinds, { name: "W" });
  const step = ranged(
    "words read",
    { min: 0, step: 1 },
    stopped((t) => w.set({ t })),
  );
  const drawn = (unrolled) => w.set({ unrolled });
  const pull = ranged("drawn as", { min: 0, max: 1, step: 0.01 }, drawn, ["loop", "chain"]);
  const [root] = els("div", "controls");
  const walking = row("Walk through the sentence", back, next, play);
  root.append(memory.root, step.root, pull.root);
  const show = ({ words, t, unrolled }) => {
    step.set(t, t ? `${t}, ${words[t - 1]}` : "0, before the first word", words.length);
    const part = `${Math.round(100 * unrolled)} % of the way from loop to chain`;
    pull.set(unrolled, { 0: "loop", 1: "chain" }[unrolled] ?? part);
    mark(back, "aria-disabled", t === 0);
    mark(next, "aria-disabled", t === words.length);
  };
  return { above: [choice.root, walking], root, show, walk, stop };
}

// The drawing of a sentence at a width, made anew where one of these is another.
function makeScene(w, stage) {
  const cell = makeCell(w.get("graphs").rnn);
  const [vectors, weights] = [w.get("vectors"), w.get("weights")];
  const scene = { vectors, text: "", width: 0 };
  // Whether all of it is new.
  scene.prepare = ({ words, memory }, width) => {
    const text = `${words.join(" ")}${memory ? "" : " without memory"}`;
    if (text === scene.text && width === scene.width) return false;
    if (text !== scene.text) {
      scene.drawing = makeDrawing(words, weights.W.length);
      stage.replaceChildren(scene.drawing.svg);
      scene.states = runStates(cell, { words, vectors, weights, memory });
    }
    scene.drawing.resize(width);
    Object.assign(scene, { text, width });
    return true;
  };
  return scene;
}

export default widget((w) => {
  const length = () => w.get("words").length;
  const go = (by) => w.set({ t: clamp(w.get("t") + by, 0, length()) });
  const controls = makeControls(w, go, length);
  const [stage] = els("div", "stage");
  const [says] = els("p", "say");
  w.root.append(...controls.above, stage, says, controls.root, w.live);
  w.root.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.defaultPrevented || event.target.matches("input")) return; // it has its own
    event.preventDefault();
    controls.walk(by);
  });
  const scene = makeScene(w, stage);
  const motion = animated(w);
  let shown = "";

  function draw(s, width) {
    const { words, t, unrolled } = s;
    const fresh = scene.prepare(s, width);
    const { drawing, states, vectors, text } = scene;
    drawing.fill(states, t);
    motion.stop();
    // A state moves on one step at a time only.
    if (!fresh && t === scene.t + 1 && !still()) motion.move(drawing, t - 1, t, performance.now());
    else drawing.arrange(unrolled, t, t);
    if (shown !== `${t} ${text}`) compose(says, ...sentence(s, vectors, states));
    shown = `${t} ${text}`;
    scene.t = t;
    const read = `The words ${words.join(" ")}, ${t} of ${words.length} read.`;
    mark(drawing.svg, "aria-label", `${read} ${says.textContent}`);
    controls.show(s);
    return says.textContent;
  }

  const stop = () => {
    controls.stop();
    motion.stop();
  };
  return { stage, draw, stop };
});
