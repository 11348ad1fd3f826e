"""What `--slow-browser` does to the pages of the browser tests.

A test that clicks and reads at once is right on a quiet machine and wrong on a loaded
one. With this option it is wrong always: what a page has asked to do in the next frame,
after a change of size, of its address or of how far it is scrolled, when a worker, a
script or packed text has come, or when a moment has passed, it does a quarter of a
second late. Playwright's own waiting has a world of its own, and is not slowed.
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
  // Events of which nobody but the page itself decides when they come.
  const theirs = {
    Window: ["hashchange", "popstate", "resize", "scroll"],
    Document: ["scroll", "selectionchange"],
    Element: ["scroll", "toggle"],
    HTMLScriptElement: ["load"],
    MediaQueryList: ["change"],
    Worker: ["message"],
  };
  const isLate = (target, type) => Object.entries(theirs).some(([name, types]) =>
    types.includes(type) && target instanceof window[name]);
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const put = new WeakMap();  // a function -> the one that calls it late
  EventTarget.prototype.addEventListener = function (type, act, options) {
    const target = this ?? window;
    if (typeof act !== "function" || !isLate(target, type))
      return add.call(target, type, act, options);
    const slow = put.get(act)
      ?? function (event) { after(() => act.call(this, event), late); };
    put.set(act, slow);
    return add.call(target, type, slow, options);
  };
  EventTarget.prototype.removeEventListener = function (type, act, options) {
    const target = this ?? window;
    const slow = act && isLate(target, type) && put.get(act);
    return remove.call(target, type, slow || act, options);
  };
  for (const name of ["Blob", "Response"]) {
    for (const way of ["text", "arrayBuffer"]) {
      const read = window[name].prototype[way];
      window[name].prototype[way] = async function () {
        await new Promise((done) => after(done, late));
        return read.call(this);
      };
    }
  }
})()"""


def slow_down(context):
    """Every page that this context opens from now on draws late."""
    context.add_init_script(LATE)
