// The page's own behaviour: theme, contents on a phone, search key, copy buttons.
(() => {
  const root = document.documentElement;
  const $ = (selector) => document.querySelector(selector);

  // Light and dark: the reader's choice is kept, else the system's is followed.
  const themeButton = $(".theme-button");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const saved = () => {
    try {
      return localStorage.getItem("rnnbook-theme");
    } catch {
      return null;
    }
  };
  function show(theme) {
    root.dataset.theme = theme;
    themeButton.setAttribute("aria-pressed", String(theme === "dark"));
  }
  show(root.dataset.theme);
  themeButton.addEventListener("click", () => {
    show(root.dataset.theme === "dark" ? "light" : "dark");
    try {
      localStorage.setItem("rnnbook-theme", root.dataset.theme);
    } catch {
      /* not kept */
    }
  });
  system.addEventListener("change", () => saved() ?? show(system.matches ? "dark" : "light"));

  // The contents, on a narrow screen, open under the top bar and close with Escape.
  const navButton = $(".nav-button");
  function openNav(open) {
    root.classList.toggle("nav-open", open);
    navButton.setAttribute("aria-expanded", String(open));
  }
  navButton.addEventListener("click", () => openNav(!root.classList.contains("nav-open")));
  $(".book-nav").addEventListener("click", (event) => event.target.closest("a") && openNav(false));

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.classList.contains("nav-open")) {
      openNav(false);
      navButton.focus();
    }
    // No single letter or sign: who speaks to a computer, or slips, would hit it (WCAG 2.1.4).
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      const field = $("#search-field") ?? $("#top-search-field");
      event.preventDefault();
      if (field.offsetParent) field.focus();
      else location.href = field.form.action;
    }
  });

  // Code that is copied, and said once: the button keeps its name.
  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  async function copyCode(pre) {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      return ["Copied", "The code is copied."];
    } catch {
      getSelection().selectAllChildren(pre);
      return ["Selected", "The code is selected: copy it with Ctrl+C or Command+C."];
    }
  }
  for (const block of document.querySelectorAll(
    ".cell_input .highlight, div.highlight-python > .highlight",
  )) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy this code");
    let back = 0;
    button.addEventListener("click", async () => {
      clearTimeout(back);
      [button.textContent, said.textContent] = await copyCode(block.querySelector("pre"));
      back = setTimeout(() => {
        button.textContent = "Copy";
        said.textContent = "";
      }, 1500);
    });
    block.append(button);
  }
  if ($(".copy-button")) document.body.append(said);

  // Of a long page that is opened at its top, the parts far from it take a room that is
  // guessed (page.css). They are laid out one by one, when nothing else is to be done, and
  // what comes near, at once: from then on the page is as if it had been all along.
  const [HEAD, LATER] = ["article > section > section", "section:nth-of-type(n + 2)"];
  const FAR = `:is(article > section > ${LATER}, ${HEAD}:first-of-type > ${LATER})`;
  const parts = document.querySelectorAll(`${FAR}, ${FAR} :is(section, .cell, .captioned)`);
  const far = new Set(root.classList.contains("coming") ? parts : []);
  function settle(some = [...far]) {
    for (const part of some) {
      if (!far.delete(part)) continue;
      near.unobserve(part);
      part.style.contentVisibility = "visible";
    }
    if (far.size || !root.classList.contains("coming")) return;
    root.classList.remove("coming");
    for (const part of parts) {
      part.style.contentVisibility = "";
      if (!part.getAttribute("style")) part.removeAttribute("style");
    }
    requestAnimationFrame(markAll);
  }
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) settleOne(target);
    },
    { rootMargin: "50% 0px" },
  );
  function settleOne(part) {
    settle([part]);
    part.getBoundingClientRect(); // laid out now, not with the others in the next frame
    markIn(part);
  }
  function settleNext(deadline) {
    for (const part of far) {
      settleOne(part);
      if (deadline.timeRemaining() < 8) break;
    }
    if (far.size) requestIdleCallback(settleNext, { timeout: 300 });
  }
  for (const part of far) near.observe(part);
  if (far.size) requestIdleCallback(settleNext, { timeout: 300 });
  else settle();

  // Then what is far from the reader rests: its room is known, so nothing moves, and where
  // he is, a figure that changes or grows has no more than its surroundings to lay out
  // anew. Another width is another room: all is laid out, and rests again.
  const HEADING = ":scope > :is(h2, h3, h4)";
  const sections = [...document.querySelectorAll("article > section section")];
  const around = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const wakes = isIntersecting && target.matches(".rests");
        target.classList.toggle("rests", !isIntersecting);
        if (wakes) requestAnimationFrame(() => markIn(target));
      }
    },
    { rootMargin: "200% 0px" },
  );
  const above = (element) => (element ? parseFloat(getComputedStyle(element).marginTop) : 0);
  let soon = 0;
  function rest() {
    if (root.classList.contains("coming")) return restLater();
    const rooms = sections.map((e) => Math.max(above(e), above(e.querySelector(HEADING))));
    sections.forEach((section, k) => section.style.setProperty("--above", `${rooms[k]}px`));
    for (const section of sections) around.observe(section);
  }
  function restLater() {
    clearTimeout(soon);
    soon = setTimeout(rest, 1000);
  }
  function wake() {
    around.disconnect();
    around.takeRecords(); // what was on its way would have some rest again
    for (const section of sections) section.classList.remove("rests");
    restLater();
  }
  // Where the browser would not hold what is read in its place, all stays as it is; so it
  // does in Firefox, where a jump to what rests has once ended beside it.
  const isFirefox = CSS.supports("-moz-appearance", "none");
  if (CSS.supports("overflow-anchor", "auto") && !isFirefox) {
    let lastWidth = innerWidth;
    addEventListener("resize", () => {
      if (innerWidth === lastWidth) return;
      lastWidth = innerWidth;
      wake();
    });
    matchMedia("print").addEventListener("change", wake);
    document.fonts.ready.then(restLater);
  }

  // What scrolls sideways can be reached by keyboard and has a name, and only while it
  // does. The names differ, as those of landmarks must.
  const kinds = { Code: "pre", Table: ".table-frame", Formula: ".math", Figure: ".rnn-figure" };
  const names = new Map();
  for (const [kind, selector] of Object.entries(kinds)) {
    document.querySelectorAll(selector).forEach((element, k) => {
      const equation = /^eq-(.+)$/.exec(element.id)?.[1].replace("-", ".");
      names.set(element, equation ? `Equation ${equation}` : `${kind} ${k + 1} of this page`);
    });
  }
  // Of formulas within a line, the long ones: one that is wider than its column scrolls.
  const STOP = 16; // the room of a full stop behind it
  const inLine = (e) => e.localName === "span";
  const scrollers = [...names.keys()].filter((e) => !inLine(e) || e.textContent.length > 10);
  const room = (e) => e.closest("p, li, dd, td, th, h1, h2, h3, h4, div").clientWidth;
  const isWide = (e) =>
    inLine(e)
      ? (e.firstElementChild?.getBoundingClientRect().width ?? 0) > room(e) - STOP
      : e.scrollWidth > e.clientWidth + 1;
  // What is far and not laid out has its turn when it is. All are measured
  // before the first is marked: each mark would have the page laid out anew. What scrolls
  // already or did not, and still does, needs none.
  const isShown = (e) => e.checkVisibility?.({ contentVisibilityAuto: true }) ?? true;
  const marked = new Set();
  const mark = (some) => {
    const wide = new Set(some.filter(isWide));
    for (const element of some) {
      const scrolls = wide.has(element);
      if (scrolls === marked.has(element)) continue;
      element.classList.toggle("scrolls", scrolls);
      if (scrolls) marked.add(element);
      else marked.delete(element);
      const given = { tabindex: "0", role: "region", "aria-label": names.get(element) };
      for (const [name, value] of Object.entries(given)) {
        if (scrolls) element.setAttribute(name, value);
        else element.removeAttribute(name);
      }
    }
  };
  // What is folded takes a layout of its own to measure: a few at a time.
  let folded = [];
  const later = window.requestIdleCallback ?? setTimeout;
  function markFolded() {
    mark(folded.splice(0, 4));
    if (folded.length) later(markFolded);
  }
  function markAll() {
    const waits = folded.length > 0;
    mark(scrollers.filter(isShown));
    folded = far.size ? [] : scrollers.filter((e) => !e.closest(".rests") && !isShown(e));
    if (folded.length && !waits) later(markFolded);
  }
  // What changes a size while sizes are told would be told of in the next frame, and an
  // error event says so ("ResizeObserver loop"): so an element that has told of its size is
  // watched again in the next frame only, and then tells if it has changed since.
  function watchSize(element, tell) {
    let [last, isOver] = ["", false];
    const watch = new ResizeObserver((entries) => {
      const { width, height } = entries[0].contentRect;
      if (`${width} ${height}` === last) return;
      last = `${width} ${height}`;
      watch.unobserve(element);
      requestAnimationFrame(() => isOver || watch.observe(element));
      tell(width);
    });
    watch.observe(element);
    return () => {
      isOver = true;
      watch.disconnect();
    };
  }

  // In the next frame: the mark may change the body's height, and that would be a loop.
  // While parts of the page come (above), what they hold is marked as they come.
  let width = 0;
  watchSize(document.body, (now) => {
    dispatchEvent(new Event("rnn-sized"));
    if (far.size && now === width) return;
    width = now;
    requestAnimationFrame(markAll);
  });
  const markIn = (part) => mark(scrollers.filter((e) => part.contains(e) && isShown(e)));
  for (const element of scrollers) {
    element.addEventListener(
      "scroll",
      () => {
        const left = element.scrollWidth - element.clientWidth - element.scrollLeft;
        element.classList.toggle("at-end", left < 2);
      },
      { passive: true },
    );
  }

  // A link to what is folded unfolds it, also where the browser would not.
  function unfold(place) {
    const folds = [];
    let fold = place?.closest("details:not([open])");
    for (; fold; fold = fold.parentElement.closest("details:not([open])")) folds.push(fold);
    for (const each of folds) each.open = true;
    return folds.length > 0;
  }

  // A link to a place holds while figures above it take their room, until the reader
  // moves. Who comes back, or loads the page anew, is where he was.
  const ACTS = ["wheel", "touchstart", "keydown", "pointerdown", "popstate"];
  function named() {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null; // a "%" that begins nothing
    }
  }
  function hold(place = named()) {
    if (!place || place === document.body) return;
    settle();
    unfold(place);
    // Figures of a slow machine may come late: it is over when nothing grows for a while.
    let timer = 0;
    const release = watchSize($("article"), () => {
      place.scrollIntoView({ behavior: "instant" });
      clearTimeout(timer);
      timer = setTimeout(release, 8000);
    });
    for (const act of ACTS) addEventListener(act, release, { once: true, passive: true });
  }
  window.rnnbookHold = hold;
  addEventListener("hashchange", () => settle());
  addEventListener("hashchange", () => unfold(named()) && named().scrollIntoView());
  const [arrival] = performance.getEntriesByType("navigation");
  if (!arrival || arrival.type === "navigate") hold();
  // A link within the page, too: the address has changed when this is carried out. What is
  // far is laid out before: who goes back comes to the height at which he has left.
  function settleAround(seen) {
    if (!far.size || !seen) return;
    const { top } = seen.getBoundingClientRect();
    settle();
    scrollBy({ top: seen.getBoundingClientRect().top - top, behavior: "instant" });
  }
  document.addEventListener("click", ({ target }) => {
    const link = target.closest?.("a");
    if (!link?.getAttribute("href")?.startsWith("#")) return;
    const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    settleAround(link.closest("article") ? link : middle);
    setTimeout(() => hold());
  });

  // Paper is light. What is folded on the screen stays folded: so you choose whether
  // solutions are printed.
  let shown = null;
  addEventListener("beforeprint", () => {
    settle();
    shown = root.dataset.theme;
    root.dataset.theme = "light";
  });
  addEventListener("afterprint", () => {
    root.dataset.theme = shown;
  });
})();
