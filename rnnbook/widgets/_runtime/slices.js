// Long work in slices, so that the page never waits: a generator that yields often.

const SLICE = 9; // milliseconds of work, then the page has its turn

// inSlices(work, { onPart, onDone }): runs a generator to its end. onPart gets what it
// yields at the end of a slice, onDone what it returns. Returns a function that stops it.
export function inSlices(work, { onPart, onDone }) {
  let [timer, going] = [0, true];
  const slice = () => {
    const end = performance.now() + SLICE;
    let step = work.next();
    while (!step.done && performance.now() < end) step = work.next();
    if (!going) return;
    if (step.done) {
      onDone(step.value);
      return;
    }
    onPart?.(step.value);
    timer = setTimeout(slice);
  };
  timer = setTimeout(slice);
  return () => {
    going = false;
    clearTimeout(timer);
  };
}

// A generator's result at once, where nobody waits: in tests.
export function atOnce(work) {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}
