// Notes as sound, by the browser's own Web Audio: a plain tone for each, that fades.

const LEAD = 0.08; // seconds before the first note

function tone(context, { start, length, pitch }, eighth) {
  const [from, long] = [context.currentTime + LEAD + start * eighth, length * eighth];
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

// makeSound({ onNote, onEnd }): play(notes, eighth), eighth in seconds; stop(). onNote gets
// the number of the note under way, onEnd is called when the last is over, or on stop.
export function makeSound({ onNote, onEnd }) {
  let [frame, context, playing] = [0, undefined, false];
  const stop = () => {
    if (!playing) return;
    playing = false;
    cancelAnimationFrame(frame);
    context?.close();
    context = undefined;
    onEnd();
  };
  return {
    stop,
    get playing() {
      return playing;
    },
    play(notes, eighth) {
      stop();
      playing = true;
      if (globalThis.AudioContext) {
        context = new AudioContext();
        const heard = notes.filter(({ pitch, length }) => pitch !== null && length > 0);
        for (const note of heard) tone(context, note, eighth);
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
    },
  };
}
