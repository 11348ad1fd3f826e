// Brings the page's widgets to life: the first at once, each other when it comes near to
// what is seen, or when the keyboard comes to it. What most widgets need stands above, in
// the same file; the state of each figure stands in the page. Widgets, trained networks
// and other data stand in files beside this one, a script each, which are fetched when one
// is asked for: window.rnnbook.widgets[name] = { render, css }.
(() => {
  const here = document.currentScript?.src || document.baseURI;
  const fetched = new Map();

  // rnn-NAME.js beside this file, once: a promise for when it has run or is not to be had.
  // That of the first figure is asked for by the page itself.
  function fetchScript(name) {
    if (fetched.has(name)) return fetched.get(name);
    const coming = new Promise((done) => {
      const file = `rnn-${name}.js`;
      const asked = document.querySelector(`script[defer][src$="/${file}"]`);
      const script = asked ?? document.createElement("script");
      script.addEventListener("load", done);
      script.addEventListener("error", done);
      if (asked) document.addEventListener("DOMContentLoaded", done);
      else document.head.append(Object.assign(script, { src: new URL(file, here).href }));
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

  // The heavy parts of a figure's state, { setting: value }, of { setting: id of its file };
  // null if one is not to be had.
  async function fetchParts(ids) {
    const apart = Object.entries(ids);
    await Promise.all(apart.map(([, id]) => fetchScript(`state-${id}`)));
    const { states } = window.rnnbook;
    if (!apart.every(([, id]) => states?.[id])) return null;
    return Object.fromEntries(apart.map(([setting, id]) => [setting, states[id]]));
  }

  // set: settings that differ from those in the page.
  async function hydrate(element, set) {
    const { widget: name, apart } = element.dataset;
    const coming = apart && fetchParts(JSON.parse(apart));
    if (!window.rnnbook.widgets[name]) await fetchScript(`widget-${name}`);
    const heavy = apart ? await coming : {};
    const widget = heavy && window.rnnbook.widgets[name];
    if (!widget) element.querySelector(".rnn-missing")?.removeAttribute("hidden");
    if (!widget || element.dataset.ready) return;
    const { activeElement } = document;
    const focused = element.contains(activeElement);
    const state = JSON.parse(element.querySelector(".rnn-widget-state").textContent);
    const model = new Model({ ...state, ...heavy, ...set });
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
    element.dataset.ready = "1";
    element.rnnModel = model; // for links to the figure with its settings
    element.dispatchEvent(new CustomEvent("rnn-alive", { bubbles: true }));
    element.removeAttribute("tabindex");
    if (focused) enter(live, activeElement === element);
    if (!performance.getEntriesByName("rnn-widget-ready").length) {
      requestAnimationFrame(() => performance.mark("rnn-widget-ready"));
    }
  }

  // What had the focus is alive now: the reader goes on at what was opened, or at the first
  // thing to use.
  function enter(live, atFirst) {
    const first = "button, input, select, textarea, summary, [tabindex]";
    live.querySelector(atFirst ? first : '[aria-expanded="true"]')?.focus();
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

  // A figure that is not alive yet can be reached by Tab, and is alive when it is.
  function start() {
    const [first, ...rest] = document.querySelectorAll(".rnn-widget");
    const near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) if (isIntersecting) bring(target);
      },
      { rootMargin: "100% 0px" },
    );
    function bring(element) {
      near.unobserve(element);
      hydrate(element);
    }
    for (const element of rest) {
      element.tabIndex = 0;
      element.addEventListener("focus", () => bring(element), { once: true });
      near.observe(element);
    }
    if (first) bring(first);
    window.rnnbook.bring = bring;
    window.rnnbook.bringAll = () => rest.forEach(bring);
    follow();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
