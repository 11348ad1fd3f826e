// Long work beside drawings, by a clock that the test moves on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inTurns, pieces, unhurried } from "../../rnnbook/widgets/_runtime/slices.js";

let time = 0;
performance.now = () => time;

// What a widget is to them: whether it is busy, and how often it asks to be drawn again.
function widget() {
  const busy = new Map();
  const w = { asked: 0, redraw: () => (w.asked += 1), busy: () => busy.has("aria-busy") };
  w.root = {
    setAttribute: (name, value) => busy.set(name, value),
    removeAttribute: (name) => busy.delete(name),
  };
  return w;
}

test("unhurried: what took long is given in the next frame, and never beside work", () => {
  const w = widget();
  const get = unhurried(w, function* work(n) {
    for (let k = 0; k < n; k += 1) {
      time += 1; // a millisecond a step
      yield;
    }
    return n;
  });
  assert.equal(get("short", 1), 1); // a millisecond: drawn at once
  assert.equal(w.busy(), false);
  const frames = Array.from({ length: 4 }, () => {
    const before = time;
    return [get("long", 10), time - before, w.busy()];
  });
  // A slice of work, the rest of it, the drawing; then nothing.
  assert.deepEqual(frames, [
    [1, 6, true],
    [1, 4, true],
    [10, 0, false],
    [10, 0, false],
  ]);
});

test("pieces: a piece is drawn now and then, the whole when there is time for it", () => {
  const w = widget();
  const frame = pieces(w);
  const seen = (spent, done) => {
    const { due } = frame();
    time += spent;
    return due(done);
  };
  assert.equal(seen(5, false), false);
  assert.equal(seen(120, false), true); // more than a tenth of a second
  assert.equal(seen(5, false), false);
  assert.equal(seen(5, true), false); // done, but this frame has worked
  assert.equal(w.asked, 4);
  assert.equal(seen(0, true), true);
  assert.equal(w.asked, 4);
});

test("inTurns: all parts at first, then one a frame, each with what is new", () => {
  const [w, drawn] = [widget(), []];
  const draw = inTurns(w, ...["a", "b", "c"].map((name) => (key) => drawn.push(name + key)));
  const frame = (key) => {
    const whole = draw([key], key);
    return [drawn.splice(0).join(" "), whole];
  };
  assert.deepEqual(frame(1), ["a1 b1 c1", true]);
  assert.deepEqual(frame(1), ["", true]);
  assert.deepEqual([2, 3, 3, 3, 3].map(frame), [
    ["a2", false],
    ["b3", false],
    ["c3", false],
    ["a3", true],
    ["", true],
  ]);
  assert.equal(w.asked, 3);
});
