// The joined book as the documents of an EPUB: XHTML with MathML, each picture a file of
// its own, links from file to file. `press.epubBook()` is called by make_epub.py.
(function () {
  "use strict";
  const XHTML = "http://www.w3.org/1999/xhtml";
  const OPS = "http://www.idpf.org/2007/ops";
  const XLINK = "http://www.w3.org/1999/xlink";
  const ONLY_PAPER = ".page-ref, .page-of, .title-page, .contents";
  // What epub.css, or a reader, has a use for; other classes go.
  const KEPT = (
    "chapter figure figure-caption eq-number math guess question callout exercise left right " +
    "mathit glued overlined underlined to-answer answer answer-name opened opened-title moves " +
    "table-frame line rem k kn kc ow c1 nf nc output listing rnn-check"
  ).split(" ");
  const NO_SENSE = ["role", "tabindex", "aria-label", "data-status", "style", "aria-hidden"];
  const MARGIN = 10; // of the plate behind a picture, in its own units
  const SMALLEST = 0.6; // a long formula shrinks down to this, then it scrolls

  const variables = new Map();

  const fileOf = (section) => `${section.id}.xhtml`;
  const every = (root, selector) => [...root.querySelectorAll(selector)];

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /** How wide each display is, in its own em, before anything moves. */
  function measure() {
    const shown = every(document, "div.math > math");
    const sheet = make("style", {}, "div.math > math { width: max-content !important }");
    document.head.append(sheet);
    const widths = shown.map((math) => {
      const size = Number.parseFloat(getComputedStyle(math).fontSize);
      return [math, math.getBoundingClientRect().width / size];
    });
    sheet.remove();
    return widths;
  }

  /** Formulas as MathML alone, each with a text for readers that cannot show it. */
  function onlyMathML(say) {
    for (const box of every(document, "mjx-container")) {
      box.replaceWith(box.querySelector("mjx-assistive-mml > math"));
    }
    for (const math of every(document, "math")) {
      math.setAttribute("alttext", say(math) || math.textContent.trim());
      for (const name of ["aria-hidden", "aria-label"]) math.removeAttribute(name); // alttext
    }
  }

  /** Raised and lowered digits, which join.js sets for the fonts on paper, as they were. */
  function asWritten() {
    const written = { raised: "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵀ", lowered: "₀₁₂₃₄₅₆₇₈₉₋" };
    for (const [kind, signs] of Object.entries(written)) {
      for (const set of every(document, `sup.${kind}, sub.${kind}, tspan.${kind}`)) {
        const at = (sign) => signs["0123456789−T".indexOf(sign)] ?? sign;
        set.replaceWith(Array.from(set.textContent, at).join(""));
      }
    }
  }

  /** A display that is wider than a phone gets smaller there. */
  function shrink([math, width]) {
    const number = math.nextElementSibling ? 4 : 0; // and the gap before it
    if (width + number < 19) return;
    const fit = `calc((91vw - ${number}em) / ${Math.ceil(width)})`;
    math.setAttribute("style", `font-size: max(${SMALLEST}em, min(1em, ${fit}))`);
  }

  /** A link leads to a file and a place in it; what the book does not have, to nothing. */
  function turnLinks() {
    for (const link of every(document, 'a[href^="#"]')) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      const there = target?.closest("section.chapter");
      if (!there) link.replaceWith(...link.childNodes);
      else if (target === there) link.setAttribute("href", fileOf(there));
      else link.setAttribute("href", `${fileOf(there)}#${encodeURIComponent(target.id)}`);
    }
  }

  /** The page's variables, read once: each reading makes Chromium style the whole book. */
  function readVariables() {
    const root = getComputedStyle(document.documentElement);
    const names = document.body.innerHTML.match(/--rnn-[\w-]+/g) ?? [];
    for (const name of new Set([...names, "--rnn-ink", "--rnn-paper", "--rnn-text"])) {
      const value = root.getPropertyValue(name).trim().replaceAll('"', "'");
      if (value) variables.set(name, value);
    }
  }

  /** A colour as a picture by itself has it. */
  function withoutVariables(text) {
    const own = /var\(\s*(--rnn-[\w-]+)\s*(?:,\s*([^()]*(?:\([^()]*\))?[^()]*))?\)/g;
    const value = (_, name, given) => variables.get(name) ?? given ?? "inherit";
    let [before, after] = [null, text];
    while (after !== before) [before, after] = [after, after.replace(own, value)];
    return after;
  }

  /** A picture on a plate of light paper, so that it reads on a dark page, too. */
  function pictureFile(svg, alt) {
    const copy = svg.cloneNode(true);
    const [x, y, width, height] = svg
      .getAttribute("viewBox")
      .split(/[\s,]+/)
      .map(Number);
    const box = [x - MARGIN, y - MARGIN, width + 2 * MARGIN, height + 2 * MARGIN];
    for (const name of ["role", "aria-label", "style", "class"]) copy.removeAttribute(name);
    copy.setAttribute("viewBox", box.join(" "));
    copy.setAttribute("width", box[2]);
    copy.setAttribute("height", box[3]);
    if (svg.getAttribute("class")) copy.setAttribute("class", svg.getAttribute("class"));
    copy.setAttribute("style", "color: var(--rnn-ink); font-family: var(--rnn-text)");
    const plate = { x: box[0], y: box[1], width: box[2], height: box[3], rx: 6 };
    const rect = document.createElementNS(svg.namespaceURI, "rect");
    for (const [name, of] of Object.entries(plate)) rect.setAttribute(name, of);
    rect.setAttribute("style", "fill: var(--rnn-paper); stroke: none");
    for (const sheet of every(copy, "style")) sheet.removeAttribute("aria-hidden");
    const title = document.createElementNS(svg.namespaceURI, "title");
    title.textContent = alt;
    copy.prepend(title, rect);
    for (const use of every(copy, "use")) {
      const href = use.getAttributeNS(XLINK, "href");
      if (href) use.setAttributeNS(XLINK, "xlink:href", href);
    }
    return withoutVariables(new XMLSerializer().serializeToString(copy));
  }

  /** Each picture a file; with its caption it is a figure. */
  function turnPictures(section) {
    const files = {};
    const drawn = every(section, "svg").filter((svg) => !svg.parentElement.closest("svg"));
    drawn.forEach((svg, k) => {
      const name = `figures/${section.id}-${String(k + 1).padStart(2, "0")}.svg`;
      const alt = svg.getAttribute("aria-label");
      files[name] = pictureFile(svg, alt).replaceAll(`${section.id}--`, "");
      const box = svg.closest(".rnn-figure, .rnn-widget") ?? svg;
      const cell = box.closest(".cell") ?? box;
      const inner = cell.querySelector(".figure-caption");
      const caption = inner ?? cell.nextElementSibling;
      const figure = make("figure", { class: "figure" }, make("img", { src: name, alt }));
      box.replaceWith(figure);
      const alone = cell.querySelectorAll("figure").length < 2;
      if (alone && caption?.matches(".figure-caption")) {
        const words = make("figcaption", { class: "figure-caption" }, ...caption.childNodes);
        if (caption.id) words.id = caption.id;
        caption.remove();
        figure.append(words);
      }
    });
    return files;
  }

  /** The places where lines of a text end: [node, offset]. */
  function ends(pre) {
    const places = [];
    const walk = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const text = walk.currentNode.data;
      for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
        places.push([walk.currentNode, at]);
      }
    }
    return places;
  }

  /** What stands in a text after the end of a line, if not space. */
  function afterIt(pre, [node, at]) {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEndAfter(pre.lastChild);
    return range.toString().trim();
  }

  /** Code, a line a block: where a line is too long its rest hangs below, further in. */
  function turnCode(pre) {
    pre.normalize();
    for (let last = ends(pre).at(-1); last && !afterIt(pre, last); last = ends(pre).at(-1)) {
      last[0].data = last[0].data.slice(0, last[1]);
    }
    const lines = [];
    let start = [pre, 0];
    for (const end of [...ends(pre), [pre, pre.childNodes.length]]) {
      const range = document.createRange();
      range.setStart(...start);
      range.setEnd(...end);
      const line = make("span", { class: "line" }, range.cloneContents());
      const hang = Math.min(line.textContent.search(/\S|$/), 12) + 2;
      line.setAttribute("style", `padding-left: ${hang}ch; text-indent: -${hang}ch`);
      line.append("\n");
      lines.push(line);
      if (end[0] !== pre) start = [end[0], end[1] + 1];
    }
    pre.replaceChildren(make("code", {}, ...lines));
    pre.className = pre.closest(".cell_output") ? "output" : "listing";
  }

  /** Only what means something is left: no box within a box, no name without a use. */
  function tidy(section) {
    for (const element of every(section, "*:not(math *)")) {
      const classes = [...element.classList].filter((name) => KEPT.includes(name));
      if (classes.length) element.className = classes.join(" ");
      else element.removeAttribute("class");
      for (const name of element.getAttributeNames()) {
        if (name.startsWith("data-")) element.removeAttribute(name);
      }
      if (element.matches("div, span, section, p, pre, a, table") && !element.matches(".line"))
        for (const name of NO_SENSE) element.removeAttribute(name);
    }
    for (const box of every(section, "div, span")) {
      const bare = box.attributes.length === 0;
      const inline = box.localName === "span" || box.querySelector("p, div, pre, figure, table");
      if (bare && (inline || !box.textContent.trim())) box.replaceWith(...box.childNodes);
    }
    section.normalize();
  }

  /** A formula alone in a column head is the head's name: not all readers count it as text. */
  function nameHeads(section) {
    for (const box of every(section, "th span.math")) {
      if (box.closest("th").textContent.trim() !== box.textContent.trim()) continue;
      box.setAttribute("role", "img");
      box.setAttribute("aria-label", box.querySelector("math").getAttribute("alttext"));
    }
  }

  function headings(section) {
    return every(section, "h2").map((head) => {
      const id = head.closest("[id]").id;
      const href = `${fileOf(section)}#${encodeURIComponent(id)}`;
      return { title: head.textContent.trim().replace(/\s+/g, " "), href };
    });
  }

  const ROLES = { glossary: "glossary", bibliography: "bibliography", index: "preface" };
  const kindOf = ({ id }) => ROLES[id] ?? (id === "answers" ? "appendix" : "chapter");

  function asXhtml(section) {
    const title = section.querySelector("h1").textContent.trim().replace(/\s+/g, " ");
    const page = document.implementation.createDocument(XHTML, "html", null);
    const [head, body] = ["head", "body"].map((name) => page.createElementNS(XHTML, name));
    page.documentElement.setAttribute("lang", "en");
    page.documentElement.setAttribute("xml:lang", "en");
    page.documentElement.append(head, body);
    const name = page.createElementNS(XHTML, "title");
    name.textContent = title;
    const sheet = page.createElementNS(XHTML, "link");
    sheet.setAttribute("rel", "stylesheet");
    sheet.setAttribute("href", "book.css");
    head.append(name, sheet);
    const copy = page.importNode(section, true);
    copy.setAttributeNS(OPS, "epub:type", kindOf(section));
    copy.setAttribute("role", `doc-${kindOf(section)}`);
    copy.setAttribute("aria-label", title);
    body.append(copy);
    const text = new XMLSerializer().serializeToString(page);
    const mathml = section.querySelector("math") !== null;
    return { id: section.id, file: fileOf(section), title, text, mathml };
  }

  /** [{id, file, title, text, mathml, sections, pictures: {name: text}}, ...] */
  async function epubBook() {
    readVariables();
    const wide = measure();
    onlyMathML(await window.formulas.speech());
    wide.forEach(shrink);
    asWritten();
    turnLinks();
    for (const element of every(document, ONLY_PAPER)) element.remove();
    for (const line of every(document, ".to-answer, .answer-name")) {
      line.replaceChildren(...line.children);
    }
    return every(document, "section.chapter").map((section) => {
      const pictures = turnPictures(section);
      every(section, "pre").forEach(turnCode);
      tidy(section);
      nameHeads(section);
      return Object.assign(asXhtml(section), { sections: headings(section), pictures });
    });
  }

  window.press.epubBook = epubBook;
})();
