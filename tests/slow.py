"""What `--slow-browser` does to the pages of the browser tests.

A test that clicks and reads at once is right on a quiet machine and wrong on a loaded
one. With this option it is wrong always: what a page has asked to do in the next frame,
after a change of size, or when a moment has passed, it does a quarter of a second late.
Playwright's own waiting has a world of its own, and is not slowed.
"""

LATE = """(() => {
  const late = 250;
  const [frame, stop] = [requestAnimationFrame, cancelAnimationFrame];
  const after = setTimeout;
  // A frame that was asked for is one number, whatever it waits for.
  const asked = new Map();
  let last = 0;
  window.requestAnimationFrame = (act) => {
    const id = ++last;
    const timer = after(() => {
      asked.set(id, { frame: frame((now) => asked.delete(id) && act(now)) });
    }, late);
    asked.set(id, { timer });
    return id;
  };
  window.cancelAnimationFrame = (id) => {
    const found = asked.get(id);
    asked.delete(id);
    clearTimeout(found?.timer);
    stop(found?.frame);
  };
  window.setTimeout = (act, ms = 0, ...given) => after(act, ms + late, ...given);
  for (const name of ["ResizeObserver", "IntersectionObserver"]) {
    window[name] = class extends window[name] {
      constructor(act, options) {
        super((...given) => after(() => act(...given), late), options);
      }
    };
  }
})()"""


def slow_down(context):
    """Every page that this context opens from now on draws late."""
    context.add_init_script(LATE)
