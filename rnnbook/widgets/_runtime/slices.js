// Long work in slices, so that the page never waits: a generator that yields often.

// Milliseconds of work, then the page has its turn; less where the frame draws as well.
const [SLICE, BESIDE] = [9, 5];

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

// unhurried(w, work): for a drawing, what takes longer than a frame. get(key, ...given)
// gives the last result that is there, undefined before the first; work(...given) is a
// generator, and goes on in the frames to come, each with a drawing. What was begun is
// finished before a newer key's turn: so a figure follows a slider that does not rest. The
// widget is marked as busy until the result is that of the key.
export function unhurried(w, work) {
  let [begun, done] = [null, null];
  return (key, ...given) => {
    const end = performance.now() + BESIDE;
    if (!begun && done?.key !== key) begun = { key, steps: work(...given) };
    while (begun && performance.now() < end) {
      const { value, done: over } = begun.steps.next();
      if (!over) continue;
      done = { key: begun.key, value };
      begun = done.key === key ? null : { key, steps: work(...given) };
    }
    if (begun) {
      w.root.setAttribute("aria-busy", "true");
      w.redraw();
    } else w.root.removeAttribute("aria-busy");
    return done?.value;
  };
}

// A generator's result at once, where nobody waits: in tests.
export function atOnce(work) {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}
