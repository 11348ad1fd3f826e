// Play: the text as a tune, for a network of tunes.
import { button, el, row } from "../_runtime/controls.js";
import { inSlices } from "../_runtime/slices.js";
import { mark, write } from "../_runtime/svg.js";
import { headOf, writeTuneInSteps } from "../tune_player/numbers.js";
import { makeRoll, tuneSaid } from "../tune_player/roll.js";
import { makeSound } from "../tune_player/sound.js";

const TEMPO = 240; // eighths a minute
const NONE = "A network of the Bible has nothing to play. Choose the one of tunes above.";

// What plays the tune: its button, its notes over time.
function makePlayer() {
  const roll = makeRoll();
  const onEnd = () => {
    roll.light(-1);
    write(play, "Play");
  };
  const sound = makeSound({ onNote: roll.light, onEnd });
  const toggle = () => {
    if (sound.playing) return sound.stop();
    sound.play(roll.tune.notes, 60 / TEMPO);
    return write(play, "Stop");
  };
  const play = button("Play", toggle, { class: "rnn-button rnn-primary play" });
  return { roll, sound, play };
}

export function makePlay(w, now) {
  const { roll, sound, play } = makePlayer();
  let quit = () => {};
  const compose = () => {
    const { net, text, s } = now();
    if (!net) return;
    quit();
    const onDone = (tune) => {
      const seed = (s.seed + 1) % (w.limits.seed.max + 1);
      // What the reader has put there meanwhile stays.
      if (now().text === text) w.set({ text: tune, at: tune.length - 1, seed });
      w.redraw();
    };
    w.root.setAttribute("aria-busy", "true");
    quit = inSlices(writeTuneInSteps(net, headOf(net, text), s), { onDone });
  };
  const other = button("Write a tune", compose);
  const none = el("p", {}, NONE);
  const parts = [row("Tune", play, other), roll.svg];
  const root = el("div", { class: "panel" }, none, ...parts);
  root.addEventListener("keydown", ({ key }) => key === "Escape" && sound.stop());
  let known;
  return {
    root,
    stop() {
      sound.stop();
      quit();
    },
    draw({ text, width, corpus }) {
      const tunes = corpus === "tunes";
      none.hidden = tunes;
      for (const part of parts) part.style.display = tunes ? "" : "none";
      if (!tunes) return "";
      if (known !== `${width} ${text}`) {
        sound.stop();
        known = `${width} ${text}`;
        roll.set(width, text);
      }
      const said = tuneSaid(roll.tune, TEMPO);
      mark(roll.svg, "aria-label", `The text as notes over time. ${said}`);
      return said;
    },
  };
}
