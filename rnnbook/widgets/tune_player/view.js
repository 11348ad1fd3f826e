// The tune player: a tune as text, as notes over time, and as sound.
import { button, el, oneStop, refusals, row } from "../_runtime/controls.js";
import { networks } from "../_runtime/networks.js";
import { inSlices } from "../_runtime/slices.js";
import { mark, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { dropdown, textField } from "../_runtime/words.js";
import { headOf, writeTuneInSteps } from "./numbers.js";
import { makeRoll, tuneSaid } from "./roll.js";
import { makeSound } from "./sound.js";

function makeControls(w, act) {
  const field = textField({
    label: "tune (ABC)",
    max: w.limits.tune.max,
    rows: 7,
    onInput(typed) {
      field.say(typed ? "" : "Wanted: one character or more.");
      if (!typed) return;
      field.took(typed);
      w.set({ tune: typed });
    },
  });
  const which = dropdown("network", Object.entries(w.get("networks")), (network) =>
    w.set({ network }),
  );
  const offer = (tune, k) => button(`Tune ${k + 1}`, () => w.set({ tune }));
  const presets = row("Tunes", ...w.get("passages").map(offer));
  oneStop(presets);
  const sliders = w.sliders({
    temperature: { label: "temperature", step: 0.05 },
    tempo: { label: "eighths a minute", step: 10 },
  });
  const play = button("Play", act.play, { class: "rnn-button rnn-primary play" });
  const compose = button("Write a tune", act.compose);
  const acts = el("div", { class: "rnn-row" }, play, compose, presets);
  const set = (s, tune) => {
    which.set(s.network);
    field.set(tune);
    write(compose, `Write a tune at temperature ${format(s.temperature)}`);
  };
  const parts = [which.root, sliders, acts, field.root];
  return { root: el("div", { class: "settings" }, ...parts), set, play };
}

// compose() lets the network write, once it is there, in slices: draw() calls pending()
// then. A tune that the reader has put there meanwhile stays.
function composer(w, nets, tuneNow) {
  let [wanted, writing, quit] = [false, false, () => {}];
  const compose = () => {
    const s = w.now();
    const net = nets.get(s.network);
    wanted = !net;
    if (!net) return;
    quit();
    const onDone = (tune) => {
      writing = false;
      const seed = (s.seed + 1) % (w.limits.seed.max + 1);
      if (w.get("tune") === s.tune) w.set({ tune, seed });
      w.redraw();
    };
    writing = true;
    w.root.setAttribute("aria-busy", "true");
    quit = inSlices(writeTuneInSteps(net, headOf(net, tuneNow()), s), { onDone });
  };
  const pending = () => {
    if (wanted) compose();
    else if (!writing) w.root.removeAttribute("aria-busy");
  };
  return { compose, pending, stop: () => quit() };
}

export default widget((w) => {
  const nets = networks(w);
  const roll = makeRoll();
  const tuneNow = () => w.get("tune") || w.get("passages")[0];
  const onEnd = () => {
    roll.light(-1);
    write(controls.play, "Play");
  };
  const sound = makeSound({ onNote: roll.light, onEnd });
  const play = () => {
    if (sound.playing) return sound.stop();
    sound.play(roll.tune.notes, 60 / w.get("tempo"));
    return write(controls.play, "Stop");
  };
  const composing = composer(w, nets, tuneNow);
  const controls = makeControls(w, { play, compose: composing.compose });
  const told = el("p", { class: "told" });
  w.root.append(controls.root, nets.line, roll.svg, told, w.live);
  refusals(w.root, nets.line);
  w.root.addEventListener("keydown", ({ key }) => key === "Escape" && sound.stop());
  let known;

  function draw(s, width) {
    composing.pending();
    const text = tuneNow();
    controls.set(s, text);
    if (known !== `${width} ${text}`) {
      sound.stop();
      known = `${width} ${text}`;
      roll.set(width, text);
    }
    const said = tuneSaid(roll.tune, s.tempo);
    mark(roll.svg, "aria-label", `The tune as notes over time. ${said}`);
    write(told, said);
    return said;
  }

  const stop = () => {
    sound.stop();
    composing.stop();
    nets.stop();
  };
  return { stage: w.root, draw, stop };
});
