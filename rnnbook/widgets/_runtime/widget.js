// The frame of every widget: what it reads and sets, when it is drawn, what is spoken.
//
//   export default widget((w) => { ...; return { stage, fit, draw }; });
//
// The function builds the widget once, into w.root. draw(settings, width) is called then,
// and within a frame after a setting has changed; the text that it returns is what a
// change means, for those who do not see it. Where `stage` is given, a new width of it
// calls fit(width) and draw again. `stop`, if given, ends what the function has started.
//
// w.get(name), w.now(): one setting, all of them. w.set({ name: value }): as the reader
// does. w.limits: what Python takes, { min, max, whole } by name. w.live: the line that
// is spoken. w.slider, w.sliders, w.choices: controls of settings, which always show what
// is set. w.group: the whole, named. w.redraw: draw again within a frame, for what is not a
// setting. w.later(name, act): for what can wait, and what moves the page below; act()
// follows once the drawing is seen, of each name the last one. w.model: what the settings
// live in, for messages (networks.js).
import { choices, el, slider } from "./controls.js";
import { keepRoom } from "./keep_room.js";

// The width to draw at while there is none, as on paper.
const UNSEEN = 720;

// On a page the loader has made root a .rnn-widget-live; elsewhere a kernel shows it.
function mount(root, name) {
  root.replaceChildren();
  root.classList.add(`rnn-${name}`);
  if (root.closest(".rnn-widget-live")) return;
  root.classList.add("rnn-widget-kernel");
  // What has the focus keeps its keys: JupyterLab would take arrows, Enter and letters.
  root.addEventListener("focusin", ({ target }) => {
    target.dataset.lmSuppressShortcuts = "";
  });
}

// Where changes are told to those who do not see them. tell("c = 0.50") says what is news
// once the reader has stopped moving things; the first text, of the first drawing, is none.
function liveRegion() {
  const root = el("p", { class: "rnn-quiet", role: "status", "aria-live": "polite" });
  let timer = 0;
  let told;
  return {
    root,
    stop: () => clearTimeout(timer),
    tell(text) {
      const news = told !== undefined && text !== told;
      told = text;
      if (!news) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (root.textContent !== text) root.textContent = text;
      }, 500);
    },
  };
}

// Sentences below a drawing have two lines now, and three then.
const SENTENCES = ".told, .total, .say, .why, .rnn-sentence, .rnn-note";

// Many calls within one frame, one drawing.
function oncePerFrame(draw) {
  let asked = 0;
  const ask = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      draw();
    });
  };
  ask.cancel = () => {
    cancelAnimationFrame(asked);
    asked = 0;
  };
  return ask;
}

// Calls resize() when the stage's width may be new; it says whether it has drawn anew. What
// is drawn anew may be higher: it is watched again in the next frame, for who changes what
// is watched is told of a loop, by an error event. Returns a function that ends it.
function watchWidth(stage, resize) {
  let again = 0;
  const watch = new ResizeObserver(() => {
    if (!stage.clientWidth || !resize()) return;
    watch.unobserve(stage);
    again = requestAnimationFrame(() => watch.observe(stage));
  });
  watch.observe(stage);
  return () => {
    cancelAnimationFrame(again);
    watch.disconnect();
  };
}

// What the function that builds a widget gets of it, and show(settings) for its controls.
function handle({ model, root, settings, limits, live }) {
  const shown = [];
  const get = (each) => model.get(each);
  const now = () => Object.fromEntries(settings.map((each) => [each, get(each)]));
  const set = (values) => {
    for (const [each, value] of Object.entries(values)) model.set(each, value);
    model.save_changes();
  };
  const keep = (control, read) => shown.push((s) => control.set(read(s))) && control;
  const range = ({ min, max, whole }) =>
    `a ${whole ? "whole " : ""}number from ${min} to ${max}`.replaceAll("-", "−");
  const fits = (v, { min, max, whole } = {}) => !(v < min || v > max || (whole && v % 1));
  // change(value): the settings that a value of the control means; read(settings): back.
  const one = (each) => ({ change: (v) => ({ [each]: v }), read: (s) => s[each] });
  const w = {
    root,
    get,
    set,
    now,
    limits,
    live,
    // A slider of a setting. What Python would refuse, it keeps to itself.
    slider(each, options, meaning) {
      const { change, read } = { ...one(each), ...meaning };
      const onInput = (v) => set(change(v));
      const usable = (v) => fits(v, limits[each]);
      const wanted = limits[each] && range(limits[each]);
      const value = read(now());
      return keep(slider({ value, usable, wanted, ...limits[each], ...options, onInput }), read);
    },
    // Several, by name, under each other.
    sliders(all, meaning = () => {}) {
      const made = Object.entries(all).map(([each, look]) => w.slider(each, look, meaning(each)));
      return el("div", { class: "sliders" }, ...made.map((each) => each.root));
    },
    // Buttons for the values of a setting.
    choices(each, label, options, { change, read, ...look } = {}) {
      const meaning = { ...one(each), ...(change && { change }), ...(read && { read }) };
      const onChoose = (v) => set(meaning.change(v));
      return keep(choices(label, options, onChoose, look), meaning.read);
    },
    // The whole of a widget that is named: on a page, the page names its figures itself.
    group(label, attributes, ...children) {
      const named = root.closest(".rnn-widget") ? {} : { role: "group", "aria-label": label };
      root.append(el("div", { ...attributes, ...named }, ...children, live));
      return root.lastChild;
    },
  };
  return [w, (s) => shown.forEach((show) => show(s))];
}

// What is done when a frame has been shown, by name.
function afterFrame() {
  const waiting = new Map();
  let timer = 0;
  const doAll = () => {
    timer = 0;
    const all = [...waiting.values()];
    waiting.clear();
    for (const act of all) act();
  };
  return {
    ask(name, act) {
      waiting.set(name, act);
      timer ||= setTimeout(doAll);
    },
    stop: () => clearTimeout(timer),
  };
}

export function widget(build) {
  return ({ model, el: root, name, settings, limits }) => {
    mount(root, name);
    const live = liveRegion();
    const [w, show] = handle({ model, root, settings, limits, live: live.root });
    const redraw = oncePerFrame(() => drawNow());
    let [width, drawn] = [];
    const after = afterFrame();
    const later = (each, act) => (drawn ? after.ask(each, act) : act());
    Object.assign(w, { model, redraw, later });
    const { stage, fit, draw, stop } = build(w);
    const drawNow = () => {
      const now = w.now();
      show(now);
      live.tell(draw(now, width));
      drawn = true;
    };
    const resize = () => {
      const now = stage?.clientWidth || UNSEEN;
      if (now === width) return false;
      width = now;
      fit?.(width);
      drawNow();
      return true;
    };
    for (const each of settings) model.on(`change:${each}`, redraw);
    const unwatch = stage && watchWidth(stage, resize);
    resize();
    const release = keepRoom(root.querySelectorAll(SENTENCES));
    return () => {
      stop?.();
      unwatch?.();
      release();
      after.stop();
      redraw.cancel();
      live.stop();
      for (const each of settings) model.off(`change:${each}`, redraw);
    };
  };
}
