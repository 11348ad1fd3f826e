// Notes as sound, by the browser's own Web Audio: a plain tone for each, that fades.
import { inSlices } from "../_runtime/slices.js";

const LEAD = 0.08; // seconds before the first note
const SHOWN = 30; // milliseconds: by then the page shows that it plays

function tone(context, began, { start, length, pitch }, eighth) {
  const [from, long] = [began + start * eighth, length * eighth];
  const [source, level] = [context.createOscillator(), context.createGain()];
  source.type = "triangle";
  source.frequency.value = 440 * 2 ** ((pitch - 69) / 12);
  level.gain.setValueAtTime(0.0001, from);
  level.gain.exponentialRampToValueAtTime(0.25, from + 0.015);
  level.gain.exponentialRampToValueAtTime(0.001, from + Math.max(0.05, 0.95 * long));
  source.connect(level).connect(context.destination);
  source.start(from);
  source.stop(from + long + 0.05);
}

// The tones of notes, one after the other: there are hundreds of them, the first is soon.
function* tones(context, notes, eighth) {
  const began = context.currentTime + LEAD;
  for (const note of notes) {
    if (note.pitch === null || note.length <= 0) continue;
    tone(context, began, note, eighth);
    yield;
  }
}

// makeSound({ onNote, onEnd }): play(notes, eighth), eighth in seconds; stop(). onNote gets
// the number of the note under way, onEnd is called when the last is over, or on stop. The
// page answers first; a timer may still begin a sound that a press has asked for.
export function makeSound({ onNote, onEnd }) {
  let [timer, frame, context, playing, quit] = [0, 0, undefined, false, () => {}];
  const stop = () => {
    if (!playing) return;
    playing = false;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    quit();
    context?.close();
    context = undefined;
    onEnd();
  };
  const begin = (notes, eighth) => {
    if (globalThis.AudioContext) {
      context = new AudioContext();
      quit = inSlices(tones(context, notes, eighth), { onDone() {} });
    }
    const began = performance.now() / 1000 + LEAD;
    const end = Math.max(0, ...notes.map(({ start, length }) => start + length));
    const step = () => {
      const at = (performance.now() / 1000 - began) / eighth;
      if (at > end) return stop();
      onNote(notes.findLastIndex(({ start }) => start <= at));
      frame = requestAnimationFrame(step);
      return undefined;
    };
    step();
  };
  return {
    stop,
    get playing() {
      return playing;
    },
    play(notes, eighth) {
      stop();
      playing = true;
      timer = setTimeout(begin, SHOWN, notes, eighth);
    },
  };
}
