// The gate mixer: settings, the drawing, and between them the traced LSTM (mixer.js).
// Everything that the reader sets is a trait of the Python widget.
import { UNSEEN, button, el, liveRegion, math, mount, oncePerFrame, refusals, row } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/unroll.js";
import { clamp, pressStrip, pressTracks } from "./gestures.js";
import { T, firstWritten, halfLife, run } from "./mixer.js";
import { gatePanels } from "./panels.js";
import { mark, readout, scaledSlider, steps, three, write } from "./parts.js";
import { makeTracks } from "./tracks.js";

const SETTINGS = ["forget", "input", "output", "carousel", "pulses",
  "close_input_at", "open_output_at", "reset_at", "t"];
const HEIGHT = 0.95;

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function hint() {
  const key = (name) => el("kbd", {}, name);
  return el("p", { class: "hint" }, "Press on the strip of pulses to place one, drag it up or down, " +
    "press again to remove it. ", el("span", { class: "keys" }, "Keys: ", key("←"), " ", key("→"), " move, ",
    key("Enter"), " places or removes, ", key("↑"), " ", key("↓"), " change the height."));
}

function render({ model, el: root }) {
  mount(root, "gate_mixer");
  const cell = makeCell(model.get("graphs").lstm);
  const settings = () => Object.fromEntries(SETTINGS.map((name) => [name, model.get(name)]));
  const change = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };

  let lastHeight = 0.9;
  const heightAt = (t) => model.get("pulses").find(([step]) => step === t)?.[1] ?? 0;
  const setPulse = (t, height) => {
    const value = Math.round(clamp(height, -HEIGHT, HEIGHT) * 100) / 100;
    if (value) lastHeight = value;
    const rest = model.get("pulses").filter(([step]) => step !== t);
    change({ t, pulses: (value ? [...rest, [t, value]] : rest).sort((a, b) => a[0] - b[0]) });
  };

  const patterns = Object.entries(model.get("patterns")).map(([name, values]) =>
    [button(name, () => change(structuredClone(values))), values]);
  const start = row("Patterns to start from", el("span", { class: "quiet" }, "Start from"),
    patterns.map(([root]) => root), button("none", () => change({ pulses: [] })));
  start.classList.add("patterns");

  const stage = el("div", { class: "stage" });
  const tracks = makeTracks(stage);
  const strip = el("div", { class: "strip", role: "slider", tabindex: 0, "aria-label": "Strip of pulses",
    "aria-valuemin": 0, "aria-valuemax": T - 1 });
  stage.append(strip);
  const scrub = el("input", { type: "range", min: 0, max: T - 1, class: "rnn-range scrub", "aria-label": "Time step" });
  scrub.addEventListener("input", () => change({ t: Number(scrub.value) }));

  const at = el("span");
  const pulse = scaledSlider({ label: ["pulse ", math("g"), " at step ", at], role: "g", min: -HEIGHT, max: HEIGHT,
    step: 0.05, usable: (v) => Math.abs(v) <= HEIGHT,
    wanted: `a height between −${HEIGHT} and ${HEIGHT}; 0 removes the pulse`, onInput: (value) => setPulse(model.get("t"), value) });
  const equations = readout();
  const panels = gatePanels(change);
  const live = liveRegion();
  const pulses = el("div", { class: "pulse" }, pulse.root);
  refusals(pulses);
  pulses.append(hint());
  const all = el("div", { class: "mixer" }, start, stage, scrub, panels.root,
    el("div", { class: "here" }, equations.root, pulses), live.root);
  if (!root.closest(".rnn-widget")) { // the page names its figures itself
    all.setAttribute("role", "group");
    all.setAttribute("aria-label", "Gate mixer");
  }
  root.append(all);

  const mixer = {
    change, setPulse, heightAt, t: () => model.get("t"), lastHeight: () => lastHeight, layout: tracks.layout,
    steps: () => model.get("pulses").map(([step]) => step),
    eventStep: (name) => (name === "reset_at" && model.get("carousel") ? null : model.get(name)),
    pulseScale: tracks.pulseScale,
    stepAt(event) {
      const { left, column } = tracks.layout();
      return clamp(Math.floor((event.clientX - stage.getBoundingClientRect().left - left) / column), 0, T - 1);
    },
  };
  pressStrip(strip, mixer);
  pressTracks(stage, tracks.svg, mixer);

  function draw() {
    const s = settings();
    const result = run(cell, s);
    const half = halfLife(s);
    const height = heightAt(s.t);
    tracks.draw(s, result, firstWritten(result), half);
    panels.update(s, half);
    equations.update(s.t, result);
    write(at, s.t);
    pulse.set(height, height ? three(height) : "no pulse");
    if (Number(scrub.value) !== s.t) scrub.value = s.t;
    mark(scrub, "aria-valuetext", `step ${s.t}, c ${three(result.c[s.t])}, h ${three(result.h[s.t])}`);
    mark(strip, "aria-valuenow", s.t);
    mark(strip, "aria-valuetext", `step ${s.t}, ${height ? `a pulse of ${three(height)}` : "no pulse"}`);
    for (const [choice, values] of patterns) {
      mark(choice, "aria-pressed", Object.entries(values).every(([name, value]) => same(s[name], value)));
    }
    tell(half, result);
  }

  function tell(half, run) {
    const text = `Half-life ${half === Infinity ? "without end" : steps(half)}. At the last step the cell ` +
      `state is ${three(run.c[T - 1])}, the hidden state ${three(run.h[T - 1])}.`;
    mark(tracks.svg, "aria-label", `Pulses, gates, cell state and hidden state over ${T} steps. ${text}`);
    live.tell(text);
  }

  function fit() {
    tracks.resize(Math.floor(stage.clientWidth) || UNSEEN);
    const { boxes, left, right, column, wide } = tracks.layout();
    Object.assign(strip.style, { top: `${boxes.g.top - 4}px`, height: `${boxes.g.height + 8}px`,
      left: `${left}px`, right: `${right}px` });
    Object.assign(scrub.style, { marginLeft: `${left + column / 2 - 9}px`, width: `${column * (T - 1) + 18}px` });
    all.classList.toggle("wide", wide);
    panels.fit();
  }

  const redraw = oncePerFrame(draw);
  const watch = new ResizeObserver(() => { if (stage.clientWidth) fit(); });
  for (const name of SETTINGS) model.on(`change:${name}`, redraw);
  watch.observe(stage);
  fit();
  draw();
  return () => {
    watch.disconnect();
    redraw.cancel();
    live.stop();
    for (const name of SETTINGS) model.off(`change:${name}`, redraw);
  };
}

export default { render };
