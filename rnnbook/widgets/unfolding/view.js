// The unfolding: which word is read, how far the chain is pulled apart, and what one step
// says. The mathematics is the traced cell (states.js).
import { UNSEEN, button, el, liveRegion, math, mount, oncePerFrame, row, uniqueId } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/unroll.js";
import { makeDrawing, two } from "./drawing.js";
import { runStates } from "./states.js";

const TRAITS = ["words", "t", "unrolled"];
const [MOVE, PAUSE] = [500, 1100]; // ms that a state travels, and between two words

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const vector = (values) => el("span", { class: "vector" }, `(${values.map(two).join(", ")})`);

// A range with a label at its left, and perhaps a word at each end.
function ranged(label, attributes, onInput, ends = []) {
  const id = uniqueId();
  const input = el("input", { type: "range", class: "rnn-range", id, ...attributes });
  input.addEventListener("input", () => onInput(Number(input.value)));
  const [left, right] = ends.map((text) => el("span", { class: "end", "aria-hidden": "true" }, text));
  const root = el("div", { class: "ranged" }, el("label", { for: id }, label),
    el("div", { class: "between" }, ...(left ? [left] : []), input, ...(right ? [right] : [])));
  return { root, input };
}

function sentence({ words, t, vectors }, states) {
  if (t === 0) {
    return ["Nothing is read yet. The state starts as ", math("h", "0"), " = ", vector(states[0]), "."];
  }
  return [`Step ${t}: the word “${words[t - 1]}” comes in as `, math("x", String(t)), " = ", vector(vectors[words[t - 1]]),
    ". With the old state ", math("h", String(t - 1)), " = ", vector(states[t - 1]), " it makes ",
    math("h", String(t)), " = ", vector(states[t]), "."];
}

function render({ model, el: root }) {
  mount(root, "unfolding");
  const cell = makeCell(model.get("graphs").rnn);
  const [vectors, weights] = [model.get("vectors"), model.get("weights")];
  const put = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  const length = () => model.get("words").length;
  const go = (by) => put({ t: Math.min(Math.max(model.get("t") + by, 0), length()) });

  const choices = model.get("sentences").map((words) => [button(words.join(" "), () => { stop(); put({ words, t: 0 }); }), words]);
  const stage = el("div", { class: "stage" });
  const back = button("‹ Back", () => { stop(); go(-1); });
  const next = button("Next word ›", () => { stop(); go(1); }, { class: "rnn-button rnn-primary" });
  const play = button("Play", () => (timer ? stop() : start()));
  const step = ranged("words read", { min: 0, step: 1 }, (t) => { stop(); put({ t }); });
  const pull = ranged("drawn as", { min: 0, max: 1, step: 0.01 }, (unrolled) => put({ unrolled }), ["loop", "chain"]);
  const words = el("p", { class: "say" });
  const live = liveRegion();
  const walk = row("Walk through the sentence", back, next, play);
  root.append(row("Sentences", el("span", { class: "quiet" }, "Read"), choices.map(([node]) => node)), stage,
    words, el("div", { class: "controls" }, walk, step.root, pull.root), live.root);
  root.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.target.matches("input")) return; // a slider has its own keys
    event.preventDefault();
    stop();
    go(by);
  });

  let timer = 0;
  function start() {
    if (model.get("t") === length()) put({ t: 0 });
    timer = setInterval(() => { go(1); if (model.get("t") === length()) stop(); }, PAUSE);
    play.textContent = "Pause";
  }
  function stop() {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  }

  let drawing, drawn = "", states;
  function prepare(text) {
    drawing = makeDrawing(text, weights.W.length);
    stage.replaceChildren(drawing.svg);
    drawing.resize(Math.floor(stage.clientWidth) || UNSEEN);
    states = runStates(cell, { words: text, vectors, weights });
  }

  let shown = null, frame = 0;
  function move(from, to, began) {
    const part = Math.min((performance.now() - began) / MOVE, 1);
    drawing.arrange(model.get("unrolled"), to, part < 1 ? from + part : to);
    frame = part < 1 ? requestAnimationFrame(() => move(from, to, began)) : 0;
  }

  function draw() {
    const [text, t, s] = TRAITS.map((name) => model.get(name));
    const fresh = drawn !== text.join(" ");
    if (fresh) {
      prepare(text);
      drawn = text.join(" ");
    }
    drawing.fill(states, t);
    cancelAnimationFrame(frame);
    const steps = !fresh && shown !== null && t === shown + 1 && !still();
    if (steps) move(shown, t, performance.now());
    else drawing.arrange(s, t, t);
    say(text, t, fresh || shown !== t);
    step.input.max = text.length;
    if (Number(step.input.value) !== t) step.input.value = t;
    step.input.setAttribute("aria-valuetext", t ? `${t}, ${text[t - 1]}` : "0, before the first word");
    if (Number(pull.input.value) !== s) pull.input.value = s;
    pull.input.setAttribute("aria-valuetext", s === 0 ? "loop" : s === 1 ? "chain" : `${Math.round(100 * s)} % of the way from loop to chain`);
    back.setAttribute("aria-disabled", t === 0);
    next.setAttribute("aria-disabled", t === text.length);
    for (const [node, choice] of choices) node.setAttribute("aria-pressed", choice.join(" ") === drawn);
    shown = t;
  }

  function say(text, t, news) {
    if (!news) return;
    words.replaceChildren(...sentence({ words: text, t, vectors }, states));
    drawing.svg.setAttribute("aria-label", `The words ${text.join(" ")}, ${t} of ${text.length} read. ${words.textContent}`);
    if (shown !== null) live.say(() => words.textContent);
  }

  const redraw = oncePerFrame(draw);
  const watch = new ResizeObserver(() => {
    if (!stage.clientWidth) return;
    drawing.resize(Math.floor(stage.clientWidth));
    drawing.fill(states, model.get("t"));
    drawing.arrange(model.get("unrolled"), model.get("t"), model.get("t"));
  });
  for (const name of TRAITS) model.on(`change:${name}`, redraw);
  draw();
  watch.observe(stage);
  return () => {
    stop();
    watch.disconnect();
    cancelAnimationFrame(frame);
    redraw.cancel();
    live.stop();
    for (const name of TRAITS) model.off(`change:${name}`, redraw);
  };
}

export default { render };
