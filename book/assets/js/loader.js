// Brings the page's widgets to life. The sources stand above, in the same file, as
// window.rnnbook.widgets[name] = { render, css }, with window.rnnbook.css for all of them;
// the state of each figure stands in the page. It runs when the document is parsed and
// waits for nothing else. Large widgets, trained networks and other data stand in files
// beside this one, a script each, which are fetched when one is asked for.
(() => {
  const here = document.currentScript?.src || document.baseURI;
  const fetched = new Map();

  // rnn-NAME.js beside this file, once: a promise for when it has run or is not to be had.
  function fetchScript(name) {
    if (fetched.has(name)) return fetched.get(name);
    const coming = new Promise((done) => {
      const script = document.createElement("script");
      script.src = new URL(`rnn-${name}.js`, here).href;
      script.addEventListener("load", done);
      script.addEventListener("error", done);
      document.head.append(script);
    });
    fetched.set(name, coming);
    return coming;
  }

  class Model {
    constructor(state) {
      this.state = state;
      this.events = new Map();
    }
    get(name) {
      return this.state[name];
    }
    set(name, value) {
      this.state[name] = value;
      this.fire(`change:${name}`, value);
      this.fire("change");
    }
    save_changes() {}
    // A message to the kernel, in a notebook; here, its only one, for data: a network, or
    // what another `kind` of file has. The answer is { [kind]: data } or { missing: need }.
    async send({ need, kind = "network" }) {
      await fetchScript(`${kind}-${need}`);
      const data = window.rnnbook[`${kind}s`]?.[need];
      this.fire("msg:custom", data ? { [kind]: data } : { missing: need });
    }
    on(event, callback) {
      if (!this.events.has(event)) this.events.set(event, new Set());
      this.events.get(event).add(callback);
    }
    off(event, callback) {
      if (event === undefined || event === null) this.events.clear();
      else if (callback) this.events.get(event)?.delete(callback);
      else this.events.delete(event);
    }
    fire(event, ...values) {
      // A copy: a callback may take itself off the list.
      for (const callback of Array.from(this.events.get(event) ?? [])) callback(...values);
    }
  }

  function addStyle(name, css) {
    if (!css || document.querySelector(`[data-rnn-widget="${name}"]`)) return;
    const style = document.createElement("style");
    style.dataset.rnnWidget = name;
    style.textContent = css;
    document.head.append(style);
  }

  // set: settings that differ from those in the page.
  async function hydrate(element, set) {
    const name = element.dataset.widget;
    if (!window.rnnbook.widgets[name]) await fetchScript(`widget-${name}`);
    const widget = window.rnnbook.widgets[name];
    if (!widget) element.querySelector(".rnn-missing")?.removeAttribute("hidden");
    if (!widget || element.dataset.ready) return;
    const state = JSON.parse(element.querySelector(".rnn-widget-state").textContent);
    const model = new Model({ ...state, ...set });
    const live = document.createElement("div");
    live.className = "rnn-widget-live";
    addStyle("all", window.rnnbook.css);
    addStyle(name, widget.css);
    element.append(live);
    try {
      widget.render({ model, el: live });
    } catch (error) {
      live.remove(); // the static picture stays
      console.error(`widget ${name}:`, error);
      return;
    }
    const focused = element.contains(document.activeElement);
    element.dataset.ready = "1";
    if (focused) live.querySelector('[aria-expanded="true"]')?.focus();
    if (!performance.getEntriesByName("rnn-widget-ready").length) {
      requestAnimationFrame(() => performance.mark("rnn-widget-ready"));
    }
  }

  // What sleeps is alive once one of its buttons is pressed; what it is to show, the
  // button's data say. A link to an exercise opens what was used last.
  const wake = async (asleep, form) => {
    if (!asleep?.classList.replace("rnn-asleep", "rnn-widget")) return;
    asleep.setAttribute("aria-busy", "true");
    await hydrate(asleep, { form });
    asleep.removeAttribute("aria-busy");
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.(".rnn-asleep button");
    if (button) wake(button.closest(".rnn-asleep"), button.dataset.form);
  });
  function follow() {
    if (!/^#exercise-\d+-\d+(-|$)/.test(location.hash)) return;
    const section = document.getElementById(location.hash.slice(1))?.closest("section");
    wake(section?.querySelector(":scope > .exercise-panel .rnn-asleep"), "last");
  }
  addEventListener("hashchange", follow);

  // What is in view comes first; the rest when the browser has time.
  function start() {
    const waiting = [];
    for (const element of document.querySelectorAll(".rnn-widget")) {
      const { top, bottom } = element.getBoundingClientRect();
      if (top < innerHeight && bottom > 0) hydrate(element);
      else waiting.push(element);
    }
    const later = window.requestIdleCallback ?? ((callback) => setTimeout(callback, 50));
    const next = () => {
      if (!waiting.length) return;
      hydrate(waiting.shift());
      later(next);
    };
    later(next);
    follow();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
