// Long work in slices, so that the page never waits: a generator that yields often.

const SLICE = 5; // milliseconds of work, then the page has its turn
const LITTLE = 2; // beside so much a frame still draws
const OFTEN = 100; // milliseconds between two drawings of what is not yet whole

// lateness(): late() becomes true when a frame's time for work is over; much(), when too
// little of it is left for a drawing beside: the next frame draws what was found.
export function lateness() {
  const start = performance.now();
  return {
    late: () => performance.now() - start > SLICE,
    much: () => performance.now() - start > LITTLE,
  };
}

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

// pieces(w): for what is seen while it is being worked on. For each drawing one call of what
// it returns: { late, due }. Work until late(); due(done) is then whether to draw what there
// is: the whole, or a piece of it now and then. A frame works, or it draws what is new. The
// widget is marked as busy, and drawn again, until the whole has been drawn.
export function pieces(w) {
  let since; // when a piece was drawn, or the work began
  return () => {
    const { late, much } = lateness();
    const due = (done) => {
      const now = performance.now();
      since ??= now;
      const wanted = done ? !much() : now - since > OFTEN;
      if (wanted) since = done ? undefined : now;
      if (done && wanted) return true;
      w.root.setAttribute("aria-busy", "true");
      w.redraw();
      return wanted;
    };
    return { late, due };
  };
}

// unhurried(w, work): for a drawing, what takes longer than a frame. get(key, ...given)
// gives the last result that is there, undefined before the first; work(...given) is a
// generator, and goes on in the frames to come, each with a drawing. What was begun is
// finished before a newer key's turn: so a figure follows a slider that does not rest. The
// widget is marked as busy until the result is that of the key. A frame works, or it draws
// what is new: what took long is given in the next one.
export function unhurried(w, work) {
  let [begun, done, shown] = [null, null, null];
  return (key, ...given) => {
    const { late, much } = lateness();
    while (shown === done && done?.key !== key && !late()) {
      begun ??= { key, steps: work(...given) };
      const { value, done: over } = begun.steps.next();
      if (over) [done, begun] = [{ key: begun.key, value }, null];
    }
    if (done?.key === key) begun = null;
    if (!much()) shown = done;
    if (shown?.key === key) w.root.removeAttribute("aria-busy");
    else {
      w.root.setAttribute("aria-busy", "true");
      w.redraw();
    }
    return shown?.value;
  };
}

// inTurns(w, ...parts): for a drawing that as a whole takes longer than a frame. draw(keys,
// ...given) draws one part a frame, by parts[k](...given), until all of them show what
// belongs to these keys; true then. While the keys go on changing the parts take turns, each
// with what is new. The first drawing is of all parts.
export function inTurns(w, ...parts) {
  let [known, at, left] = [[], 0, 0];
  return (keys, ...given) => {
    const other = keys.length !== known.length || keys.some((key, k) => key !== known[k]);
    if (other) left = parts.length;
    const now = known.length ? Math.min(left, 1) : left;
    known = keys;
    for (let k = 0; k < now; k++) {
      parts[at](...given);
      [at, left] = [(at + 1) % parts.length, left - 1];
    }
    if (!left) return true;
    w.root.setAttribute("aria-busy", "true");
    w.redraw();
    return false;
  };
}

// A generator's result at once, where nobody waits: in tests.
export function atOnce(work) {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}
