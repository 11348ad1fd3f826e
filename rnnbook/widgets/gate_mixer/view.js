// The gate mixer: settings, the drawing, and between them the traced LSTM (numbers.js).
// Everything that the reader sets is a trait of the Python widget.
import { button, el, els, math, range, refusals } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { clamp, enlarged, mark, placeIn, write } from "../_runtime/svg.js";
import { widget } from "../_runtime/widget.js";
import { listen } from "./gestures.js";
import { T, firstWritten, halfLife, runs } from "./numbers.js";
import { gatePanels } from "./panels.js";
import { readout, scaledSlider, steps, three } from "./parts.js";
import { makeTracks } from "./tracks.js";

const HEIGHT = 0.95;
const PULSE = {
  role: "g",
  min: -HEIGHT,
  max: HEIGHT,
  step: 0.05,
  usable: (v) => Math.abs(v) <= HEIGHT,
  wanted: `a height between −${HEIGHT} and ${HEIGHT}; 0 removes the pulse`,
};
const STRIP = {
  class: "strip",
  role: "slider",
  tabindex: 0,
  "aria-label": "Strip of pulses",
  "aria-valuemin": 0,
  "aria-valuemax": T - 1,
};

function hint() {
  const key = (name) => el("kbd", {}, name);
  const press =
    "Press on the strip of pulses to place one, drag it up or down, press again to remove it. ";
  const move = ["Keys: ", key("←"), " ", key("→"), " move, ", key("Enter")];
  const change = [" places or removes, ", key("↑"), " ", key("↓"), " change the height."];
  return el("p", { class: "hint" }, press, el("span", { class: "keys" }, ...move, ...change));
}

// What the drawing reads and changes.
function makeMixer(w, stage, tracks) {
  let lastHeight = 0.9;
  const pulses = () => w.get("pulses");
  return {
    set: w.set,
    t: () => w.get("t"),
    lastHeight: () => lastHeight,
    layout: tracks.layout,
    pulseScale: () => tracks.pulseScale() * enlarged(stage),
    steps: () => pulses().map(([step]) => step),
    heightAt: (t) => pulses().find(([step]) => step === t)?.[1] ?? 0,
    eventStep: (name) => (name === "reset_at" && w.get("carousel") ? null : w.get(name)),
    setPulse(t, height) {
      const value = Math.round(clamp(height, -HEIGHT, HEIGHT) * 100) / 100;
      if (value) lastHeight = value;
      const rest = pulses().filter(([step]) => step !== t);
      const all = value ? [...rest, [t, value]] : rest;
      w.set({ t, pulses: all.toSorted((a, b) => a[0] - b[0]) });
    },
    stepAt(event) {
      const { left, column } = tracks.layout();
      const [x] = placeIn(stage, event);
      return clamp(Math.floor((x - left) / column), 0, T - 1);
    },
  };
}

function tell(half, { c, h }) {
  const life = half === Infinity ? "without end" : steps(half);
  const [kept, shown] = [c, h].map((values) => three(values[T - 1]));
  const end = `the cell state is ${kept}, the hidden state ${shown}`;
  return `Half-life ${life}. At the last step ${end}.`;
}

// The strip of pulses and the slider of time stand where the tracks have their steps.
function alongTracks({ boxes, left, right, column, wide }, strip, scrub) {
  const pixels = { top: boxes.g.top - 4, height: boxes.g.height + 8, left, right };
  for (const side in pixels) strip.style[side] = `${pixels[side]}px`;
  scrub.style.marginLeft = `${left + column / 2 - 9}px`;
  scrub.style.width = `${column * (T - 1) + 18}px`;
  return wide;
}

// The height of the pulse at the cursor, and how to set it on the strip.
function makePulse(w, mixer) {
  const at = el("span");
  const label = ["pulse ", math("g"), " at step ", at];
  const onInput = (value) => mixer.setPulse(w.get("t"), value);
  const slider = scaledSlider({ ...PULSE, label, onInput });
  const [root] = els("div", "pulse");
  root.append(slider.root);
  refusals(root);
  root.append(hint());
  const set = (t, height) => {
    write(at, t);
    slider.set(height, height ? three(height) : "no pulse");
  };
  return { root, set };
}

// A pattern is what these settings are, as one text.
const OF_PATTERNS = ["pulses", "close_input_at", "open_output_at", "reset_at"];
function makePatterns(w) {
  const read = (values) => JSON.stringify(values, OF_PATTERNS);
  const patterns = Object.entries(w.get("patterns")).map(([name, values]) => [read(values), name]);
  const look = { name: "Start from", kind: "patterns", change: JSON.parse, read };
  const start = w.choices("", "Patterns to start from", patterns, look);
  start.root.append(button("none", () => w.set({ pulses: [] })));
  return start;
}

export default widget((w) => {
  const run = runs(makeCell(w.get("graphs").lstm));
  const start = makePatterns(w);
  const [stage, here] = els("div", "stage", "here");
  const tracks = makeTracks(stage);
  const mixer = makeMixer(w, stage, tracks);
  const strip = el("div", STRIP);
  stage.append(strip);
  const time = { min: 0, max: T - 1, class: "rnn-range scrub", "aria-label": "Time step" };
  const scrub = range(time, (t) => w.set({ t }));
  const pulse = makePulse(w, mixer);
  const equations = readout();
  const panels = gatePanels(w.set);
  here.append(equations.root, pulse.root);
  const parts = [start.root, stage, scrub.root, panels.root, here];
  const all = w.group("Gate mixer", { class: "mixer" }, ...parts);
  listen(stage, tracks.svg, strip, mixer);

  function draw(s) {
    const result = run(s);
    const half = halfLife(s);
    const height = mixer.heightAt(s.t);
    tracks.draw(s, result, firstWritten(result), half);
    panels.update(s, half);
    equations.update(s.t, result);
    pulse.set(s.t, height);
    scrub.set(s.t, `step ${s.t}, c ${three(result.c[s.t])}, h ${three(result.h[s.t])}`);
    const there = height ? `a pulse of ${three(height)}` : "no pulse";
    mark(strip, "aria-valuenow", s.t);
    mark(strip, "aria-valuetext", `step ${s.t}, ${there}`);
    const text = tell(half, result);
    const what = `Pulses, gates, cell state and hidden state over ${T} steps.`;
    mark(tracks.svg, "aria-label", `${what} ${text}`);
    return text;
  }

  function fit(width) {
    tracks.resize(width);
    const wide = alongTracks(tracks.layout(), strip, scrub.root);
    all.classList.toggle("wide", wide);
    panels.fit();
  }

  return { stage, fit, draw };
});
