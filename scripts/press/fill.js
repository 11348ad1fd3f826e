// Fills the feet of pages. A figure that does not fit below the text goes to the next page,
// and leaves a void. Where little is wanting, it is set smaller; else the text that follows
// comes before it, as in any book. Chromium breaks columns as it breaks pages: each chapter
// is set in columns of a page's size, and read. (What scrolls a column does not break, but
// a page does.) `press.fill` is called by sheet.py, in a window as wide as the paper: rules
// for narrow screens ask for that.
(function () {
  "use strict";
  const VOID = 0.12; // of a page: less is left as it is
  const LARGE = 0.2; // for so large a void, the text of the next section comes before
  const SMALLEST = 0.78; // of its size is what a figure keeps
  const MOST = 8; // paragraphs, lists, cells that come before a figure
  const GAP = 100; // between two columns, in pixels
  const FIGURES = ".rnn-figure, .rnn-widget, .figure-caption";
  const POINTS = /\b(above|this (?:figure|picture)|look at it)\b/i; // to what it has passed
  const TASK = /^\s*(Exercise|Predict|Try|To run)\b/; // which the figure is for
  const CLOSING = /^(Summary|Exercises|Common errors|Where this goes|Read next)/;
  const undo = [];

  function setBack(from) {
    while (undo.length > from) undo.pop()();
  }

  const computed = (element) => getComputedStyle(element);
  const staysWithNext = (element) => /avoid/.test(computed(element).breakAfter);

  /** In which column of `chapter` an element begins (or ends), and how far down. */
  function place(chapter, element, end = false) {
    const box = chapter.element.getBoundingClientRect();
    const rects = [...element.getClientRects()].filter((rect) => rect.width > 0);
    const rect = end ? rects.at(-1) : rects[0];
    if (!rect) return null;
    const column = Math.floor((rect.left - box.left + GAP / 2) / (chapter.width + GAP));
    return { column, top: rect.top - box.top, bottom: rect.bottom - box.top };
  }

  function before(element) {
    let one = element;
    while (!one.previousElementSibling) one = one.parentElement;
    return one.previousElementSibling;
  }

  /** Back over what no page may part from `element`; over headings, too, or not. */
  function chained(element, headings) {
    let first = element;
    for (let prior = first.previousElementSibling; prior; prior = first.previousElementSibling) {
      if (!staysWithNext(prior) || (!headings && prior.matches("h1, h2, h3, h4"))) break;
      first = prior;
    }
    return first;
  }

  /** A figure with its caption and what must stand right above it: its parts, in order. */
  function groupOf(figure) {
    let top = figure;
    while (!top.parentElement.matches("section")) top = top.parentElement;
    const parts = [chained(top, false)];
    while (parts.at(-1) !== top) parts.push(parts.at(-1).nextElementSibling);
    const next = top.nextElementSibling;
    const caption = ".figure-caption, .cell:has(.figure-caption):not(:has(svg))";
    if (next?.matches(caption)) parts.push(next);
    return { top, parts };
  }

  /** How high the void is that the page before the group has at its foot. */
  function voidBefore(chapter, group) {
    const first = chained(group.parts[0], true);
    const [prior, own] = [place(chapter, before(first), true), place(chapter, first)];
    return prior && own && own.column === prior.column + 1 ? chapter.height - prior.bottom : 0;
  }

  /** Set smaller, if that is enough for the page before. */
  function shrink(chapter, group, room) {
    const drawn = [...group.top.querySelectorAll("svg")].filter((svg) => svg.checkVisibility());
    const first = place(chapter, chained(group.parts[0], true));
    const last = place(chapter, group.parts.at(-1), true);
    if (drawn.length !== 1 || first.column !== last.column) return false;
    const [svg] = drawn;
    const { width, height } = svg.getBoundingClientRect();
    const wanting = last.bottom - first.top - room + 16;
    if (wanting > (1 - SMALLEST) * height) return false;
    const [given, from] = [svg.style.width, undo.length];
    undo.push(() => (svg.style.width = given));
    svg.style.width = `${((width * (height - wanting)) / height).toFixed(1)}px`;
    if (place(chapter, group.parts.at(-1), true).column === first.column - 1) return true;
    setBack(from);
    return false;
  }

  /** A paragraph with its formulas and the line that leads to its answer: its last part. */
  function endOfText(text) {
    let last = text;
    for (let next = last.nextElementSibling; next; next = last.nextElementSibling) {
      const goesOn = last.matches("div.math") && /^\s*[a-z(]/.test(next.textContent);
      if (!next.matches("div.math, .to-answer") && !(goesOn && next.matches("p"))) break;
      last = next;
    }
    const whole = last.matches("div.math, .to-answer") || /[.?!)”]\s*$/.test(last.textContent);
    return whole ? last : null;
  }

  const codeIn = (part) => part.querySelector(".cell_input")?.textContent ?? "";
  const given = (code) => Array.from(code.matchAll(/^ *(\w+)(?:, \w+)*(?=\s*=[^=])/gm), ([n]) => n);
  const speaksOf = (code, names) => names.some((n) => n.match(/\w+/g).some(word(code)));
  const word = (code) => (name) => new RegExp(`\\b${name}\\b`).test(code);

  /** Whether two cells may change places: neither has a name that the other gives. */
  function independent(one, other) {
    const [a, b] = [codeIn(one), codeIn(other)];
    return !speaksOf(a, given(b)) && !speaksOf(b, given(a));
  }

  /** Where what may come before a figure ends: a paragraph, a list, a table, a cell. */
  function endOfUnit(unit, top) {
    const kinds = "ul, ol, .table-frame, .cell";
    if (!unit || unit.querySelector(FIGURES) || TASK.test(unit.textContent)) return null;
    if (unit.matches(kinds)) return independent(unit, top) ? unit : null;
    if (unit.matches("p.leads-on") && unit.nextElementSibling?.matches(kinds))
      return endOfUnit(unit.nextElementSibling, top);
    const text = "p:not([class]), p.leads-on:has(+ div.math), div.math";
    return unit.matches(text) ? endOfText(unit) : null;
  }

  function points(first, last) {
    for (let part = first; ; part = part.nextElementSibling) {
      if (part.matches("p, ul, ol") && POINTS.test(part.textContent)) return true;
      if (part === last) return Boolean(last.nextElementSibling?.matches(".guess"));
    }
  }

  /** What follows a group: [its first part, its last part], or null; `far`: in the section
   * that comes next, too, which begins with its heading. */
  function following({ top, parts }, far) {
    let next = parts.at(-1).nextElementSibling;
    let home = parts.at(-1).parentElement;
    while (!next && home.matches("section:not(.chapter)")) {
      next = home.nextElementSibling;
      home = home.parentElement;
    }
    const near = home === parts.at(-1).parentElement;
    if (!far && (!near || next?.matches("section"))) return null;
    if (next?.matches("section:not(.exercise, .read-next)")) {
      const head = next.firstElementChild;
      const open = head.matches("h2, h3, h4") && !CLOSING.test(head.textContent);
      next = open ? head.nextElementSibling : null;
    }
    const end = endOfUnit(next, top);
    return end && !points(next, end) ? [next, end] : null;
  }

  function move(parts, put) {
    const homes = parts.map((part) => {
      const home = document.createComment("");
      part.before(home);
      return home;
    });
    undo.push(() => homes.forEach((home, k) => home.replaceWith(parts[k])));
    put();
  }

  /** A unit comes before a figure; from the next section, by the figure's going down. */
  function pass({ parts }, [first, last]) {
    const unit = [first];
    while (unit.at(-1) !== last) unit.push(unit.at(-1).nextElementSibling);
    const near = first.parentElement === parts[0].parentElement;
    if (near) move(unit, () => parts[0].before(...unit));
    else move(parts, () => last.after(...parts));
  }

  /** The text that follows fills the page before a figure; how much of it. */
  function lower(chapter, group, room) {
    const { column } = place(chapter, before(chained(group.parts[0], true)), true);
    const large = room > LARGE * chapter.height;
    for (let count = 0; count < MOST; count += 1) {
      if (voidBefore(chapter, group) < VOID * chapter.height) return count;
      const unit = following(group, large);
      if (!unit) return count;
      const from = undo.length;
      pass(group, unit);
      if (place(chapter, unit[0]).column > column) {
        setBack(from);
        return count;
      }
    }
    return MOST;
  }

  function fillChapter(chapter) {
    const told = [];
    for (const figure of chapter.element.querySelectorAll(".rnn-figure, .rnn-widget")) {
      const group = groupOf(figure);
      const room = voidBefore(chapter, group);
      if (room < VOID * chapter.height) continue;
      const done = shrink(chapter, group, room) ? "smaller" : lower(chapter, group, room);
      const left = voidBefore(chapter, group);
      told.push({ name: group.parts.at(-1).textContent, room, done, left });
    }
    return told;
  }

  /** Every chapter, for pages of this width and height (lengths of CSS); what was done. */
  function fill(width, height) {
    setBack(0);
    const sheet = document.createElement("style");
    sheet.append(`section.chapter.in-columns { width: ${width}; height: ${height};
      columns: ${width} auto; column-gap: ${GAP}px; column-fill: auto; }
      .in-columns :is(pre, .output) { display: flow-root; overflow: visible !important; }`);
    document.head.append(sheet);
    const told = [];
    for (const element of document.querySelectorAll("section.chapter")) {
      element.classList.add("in-columns");
      const [wide, high] = ["width", "height"].map((side) => computed(element)[side]);
      const chapter = { element, width: parseFloat(wide), height: parseFloat(high) };
      for (const one of fillChapter(chapter)) told.push({ chapter: element.id, ...one });
      element.classList.remove("in-columns");
    }
    sheet.remove();
    return told;
  }

  window.press.fill = fill;
})();
