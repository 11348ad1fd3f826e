// Joins the built pages into this one, for paper. `press.join(plan)` is called by sheet.py.
// An id becomes <page>--<id>; links inside the book lead to it, and stay in the PDF.
(function () {
  "use strict";
  const LEFT_OUT = [
    "script",
    "noscript",
    ".headerlink",
    ".copy-button",
    "details.hide",
    "details.to-run",
    ".letters",
    ".rnn-missing",
    ".exercise-panel",
    ".rnn-check:not([data-status=hint])",
    ".js-only:not(.guess)",
    "a[download]",
    ".downloads",
    ".not-on-paper",
    ".citation > .label", // the text cites by name and year
  ].join(",");
  const SVG = "http://www.w3.org/2000/svg";
  const XHTML = "http://www.w3.org/1999/xhtml";
  const IN_EVERY_CHAPTER = /^(Summary|Solutions|Where this goes|Common errors|Read next)/;
  const NAMED = new Set(["aria-labelledby", "aria-describedby", "for", "headers"]);
  const GUIDES = new Set(["index", "how-to-use"]); // their tables say where to go
  const answers = []; // {page, name, here, there, parts}

  const slugOf = (path) => path.replace(/^.*\//, "").replace(/\.html$/, "");
  const anchor = (slug, id) => `${slug}--${id}`;

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /** Where a page is named on paper: filled in when the pages are known. */
  const pageOf = (id) => make("span", { class: "page-of", "data-page-of": id }, "000");

  function prefixIds(article, slug) {
    for (const element of article.querySelectorAll("*")) {
      if (element.id) {
        element.dataset.id = element.id;
        element.id = anchor(slug, element.id);
      }
      for (const { name, value } of element.attributes) {
        if (value.includes("url(#")) {
          element.setAttribute(name, value.replaceAll("url(#", `url(#${slug}--`));
        } else if (NAMED.has(name)) {
          const ids = value.split(/\s+/).map((id) => anchor(slug, id));
          element.setAttribute(name, ids.join(" "));
        } else if (element.localName === "use" && value.startsWith("#")) {
          element.setAttribute(name, `#${slug}--${value.slice(1)}`);
        }
      }
    }
  }

  /** A link inside the book leads to a place in this document; else to the live page. */
  function turnLinks(article, page, plan) {
    for (const link of article.querySelectorAll("a[href]")) {
      const url = new URL(link.getAttribute("href"), new URL(page.path, location.origin));
      if (url.origin !== location.origin) continue;
      const path = url.pathname.slice(1);
      const inside = plan.pages.some((other) => other.path === path);
      if (inside && !url.hash.includes("=")) {
        const id = decodeURIComponent(url.hash.slice(1));
        link.setAttribute("href", `#${slugOf(path)}${id ? `--${id}` : ""}`);
        link.dataset.from = slugOf(page.path);
      } else if (plan.address && path.endsWith(".html")) {
        link.setAttribute("href", plan.address + path + url.hash);
      } else {
        link.replaceWith(make("span", { class: link.className }, ...link.childNodes));
      }
    }
  }

  /** What an answer answers: "Warm-up 1.2" before it, or the exercise that it is in. */
  function questionOf(fold) {
    let place = fold.closest(".exercise")?.querySelector("h3") ?? fold.previousElementSibling;
    while (place && !/^\s*(Warm-up|Exercise) \d/.test(place.textContent)) {
      place = place.previousElementSibling;
    }
    const name = place?.textContent.match(/(Warm-up|Exercise) \d+\.\d+/)?.[0];
    if (!name) throw new Error(`an answer to nothing: ${fold.textContent.slice(0, 60)}`);
    return name;
  }

  /** An answer goes to the end of the book; any other fold is open. */
  function turnFolds(article, page) {
    for (const fold of article.querySelectorAll("details.exercise-cells")) {
      fold.querySelector("summary").remove();
      fold.replaceWith(make("div", { class: "exercise-cells" }, ...fold.childNodes));
    }
    for (const fold of article.querySelectorAll("details")) {
      const title = fold.querySelector("summary");
      title.remove();
      const word = title.textContent.trim();
      if (!["Answer", "Solution"].includes(word)) {
        const head = make("p", { class: "opened-title" }, ...title.childNodes);
        fold.replaceWith(make("div", { class: "opened" }, head, ...fold.childNodes));
        continue;
      }
      const name = questionOf(fold);
      const id = name.toLowerCase().replace(" ", "-");
      const [here, there] = [`asked-${id}`, `answer-${id}`];
      const parts = [...fold.childNodes];
      const link = make("a", { href: `#${there}` }, `${word} to ${name.toLowerCase()}`);
      fold.replaceWith(make("p", { class: "to-answer", id: here }, link, ", page ", pageOf(there)));
      answers.push({ page, name, here, there, parts });
    }
  }

  /** The caption that belongs to a figure: the next one, before any other figure. */
  function captionOf(figure, captions, figures) {
    const follows = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
    const caption = captions.find((other) => follows(figure, other));
    const next = figures[figures.indexOf(figure) + 1];
    return caption && !(next && follows(next, caption)) ? caption : null;
  }

  /** A widget is its picture, and says where it moves. */
  function turnWidgets(article, page, plan) {
    const figures = [...article.querySelectorAll(".rnn-widget, .rnn-figure")];
    const captions = [...article.querySelectorAll(".figure-caption")];
    for (const widget of article.querySelectorAll(".rnn-widget")) {
      widget.removeAttribute("role");
      widget.removeAttribute("aria-label");
      const note = make("span", { class: "moves" }, " This figure moves");
      if (plan.address) {
        const home = plan.address + page.path;
        const id = widget.closest("section[id]")?.dataset.id; // its section, in the live page
        const link = make("a", { href: id ? `${home}#${id}` : home });
        link.append(home.replace(/^https?:\/\//, ""));
        note.append(": ", link);
      } else note.append(" in the pages of the book");
      note.append(".");
      const caption = captionOf(widget, captions, figures);
      if (caption) caption.append(note);
      else widget.after(make("p", { class: "figure-caption" }, note));
    }
  }

  function keepTogether(article) {
    for (const cell of article.querySelectorAll(".cell")) {
      const figure = cell.querySelector(".rnn-widget, .rnn-figure");
      const next = cell.nextElementSibling;
      if (figure && next?.matches(".figure-caption")) cell.classList.add("with-caption");
      const code = cell.querySelector(".cell_input pre");
      if (figure && code?.textContent.trim().split("\n").length < 9)
        cell.classList.add("one-piece");
      if (!cell.textContent.trim() && !figure) cell.remove();
    }
    for (const pre of article.querySelectorAll("pre")) {
      const lines = pre.textContent.trimEnd().split("\n").length;
      pre.classList.add(lines > 10 ? "long" : "short");
    }
    for (const text of article.querySelectorAll("p")) {
      if (/:$|^A starred section/.test(text.textContent.trim())) text.classList.add("leads-on");
    }
    for (const strong of article.querySelectorAll("p > strong:first-child")) {
      if (strong.textContent.startsWith("To run this")) strong.parentElement.remove();
    }
  }

  /** Signs that the fonts of the book lack are set with those that they have: raised and
   * lowered digits, and two marks. */
  const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵀ";
  const LOWERED = "₀₁₂₃₄₅₆₇₈₉₋";
  const PLAIN = "0123456789−T";
  const RARE = /[⁰⁴-⁹⁻ᵀ₀-₉₋✗▸★]/;
  const RUNS = /([⁰¹²³⁴-⁹⁻ᵀ]+|[₀-₉₋]+|✗|▸|★)/;

  function signOf(run, drawn) {
    if (run === "✗") return "×";
    if (run === "▸") return "→";
    if (run === "★") return drawn ? "⋆" : make("span", { class: "star" }, "⋆");
    const [signs, tag] = RAISED.includes(run[0]) ? [RAISED, "sup"] : [LOWERED, "sub"];
    const sign = document.createElementNS(drawn ? SVG : XHTML, drawn ? "tspan" : tag);
    sign.setAttribute("class", signs === RAISED ? "raised" : "lowered");
    sign.append(Array.from(run, (letter) => PLAIN[signs.indexOf(letter)]).join(""));
    return sign;
  }

  function setSigns(article) {
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode())
      if (RARE.test(walker.currentNode.data)) found.push(walker.currentNode);
    for (const node of found) {
      const around = node.parentElement;
      if (around.closest("title, desc, math")) continue;
      const drawn = around.closest("svg") && !around.closest("foreignObject");
      const parts = node.data.split(RUNS).map((part, k) => (k % 2 ? signOf(part, drawn) : part));
      node.replaceWith(...parts);
    }
  }

  const textOf = async (page) => (await fetch(`/${page.path}`)).text();

  function readPage(page, text, plan) {
    const slug = slugOf(page.path);
    const article = new DOMParser().parseFromString(text, "text/html").querySelector("article");
    for (const element of article.querySelectorAll(LEFT_OUT)) {
      if (element.matches("a[download]")) element.replaceWith(...element.childNodes);
      else element.remove();
    }
    if (page.title) article.querySelector("h1").textContent = page.title;
    prefixIds(article, slug);
    turnLinks(article, page, plan);
    turnWidgets(article, page, plan);
    turnFolds(article, page);
    keepTogether(article);
    setSigns(article);
    page.slug = slug;
    page.title = article
      .querySelector("h1")
      .textContent.trim()
      .replace(/^(\d+\.)\s*/, "$1 ");
    return make("section", { class: "chapter", id: slug }, ...article.childNodes);
  }

  function answerPage() {
    const section = make("section", { class: "chapter", id: "answers" });
    section.append(make("h1", {}, "Answers"));
    const say = "The answers to the warm-ups, and to exercises on paper. The pages and the ";
    section.append(make("p", {}, `${say}notebooks of the book check the others.`));
    let page = null;
    for (const answer of answers) {
      if (answer.page !== page) section.append(make("h2", {}, answer.page.title));
      page = answer.page;
      const back = make("a", { href: `#${answer.here}` }, answer.name);
      const head = make("p", { class: "answer-name" }, make("strong", {}, back), " ");
      head.append("page ", pageOf(answer.here));
      section.append(make("div", { class: "answer", id: answer.there }, head, ...answer.parts));
    }
    return section;
  }

  function entry(id, title, kind) {
    const dots = make("span", { class: "dots", "aria-hidden": "true" });
    const link = make("a", { href: `#${id}` }, make("span", { class: "entry" }, title), dots);
    link.append(pageOf(id));
    return make("li", { class: kind }, link);
  }

  function contents(plan) {
    const section = make("section", { class: "contents", id: "contents" });
    section.append(make("h1", {}, "Contents"));
    let [part, list] = [null, null];
    for (const page of plan.pages) {
      if (page.part !== part || !list) {
        if (page.part) section.append(make("p", { class: "part" }, page.part));
        section.append((list = make("ul", {})));
        part = page.part;
      }
      const item = entry(page.slug, page.title, "chapter-entry");
      list.append(item);
      const heads = document.querySelectorAll(`#${CSS.escape(page.slug)} h2`);
      if (!page.sections || !heads.length) continue;
      const inner = make("ul", {});
      for (const head of heads) {
        if (IN_EVERY_CHAPTER.test(head.textContent)) continue;
        const id = head.closest("section[id]").id;
        inner.append(entry(id, head.textContent.trim(), "section-entry"));
      }
      item.append(inner);
    }
    if (answers.length) list.append(entry("answers", "Answers", "chapter-entry"));
    return section;
  }

  /** A link to another chapter names the page, once for each place and section. */
  function namePages() {
    for (const section of document.querySelectorAll("section.chapter")) {
      const seen = new Set();
      for (const link of section.querySelectorAll("a[data-from]")) {
        const id = link.getAttribute("href").slice(1);
        const target = document.getElementById(id);
        if (!target) {
          link.setAttribute("href", `#${id.split("--")[0]}`);
          continue;
        }
        const there = target.closest("section.chapter");
        const bare = GUIDES.has(section.id) ? "pre, h1, h2, h3" : "pre, h1, h2, h3, table";
        const plain = !there || there === section || link.closest(bare);
        const again = seen.has(id) && section.id !== "glossary"; // there, each word by itself
        if (plain || again || ["glossary", "bibliography"].includes(there.id)) continue;
        seen.add(id);
        link.after(make("span", { class: "page-ref" }, "p.\u202f", pageOf(id)));
      }
    }
  }

  /** Each chapter has pages of its own kind: its title stands at their head. */
  function runningHeads(plan) {
    const quote = (text) => JSON.stringify(text.replace(/\s+/g, " "));
    const rules = [];
    const all = [...plan.pages, { slug: "answers", title: "Answers" }];
    for (const { slug, title } of [...all, { slug: "contents", title: "Contents" }]) {
      const name = `p-${slug}`;
      rules.push(`#${CSS.escape(slug)} { page: ${name}; }`);
      rules.push(`@page ${name} { @top-left { content: ${quote(title)}; }`);
      rules.push(`@top-right { content: ${quote(plan.title)}; }`);
      rules.push("@bottom-right { content: counter(page); } }");
    }
    document.head.append(make("style", {}, rules.join("\n")));
  }

  function titlePage(plan) {
    const section = make("section", { class: "title-page" });
    section.append(make("p", { class: "book-title" }, plan.title));
    section.append(make("p", { class: "book-author" }, plan.author));
    for (const line of plan.notes) section.append(make("p", { class: "note" }, line));
    return section;
  }

  async function join(plan) {
    const main = document.querySelector("main > article");
    const texts = await Promise.all(plan.pages.map(textOf));
    plan.pages.forEach((page, k) => main.append(readPage(page, texts[k], plan)));
    if (answers.length) main.append(answerPage());
    namePages();
    main.prepend(titlePage(plan), contents(plan));
    setSigns(document.getElementById("contents"));
    runningHeads(plan);
    await Promise.all([...document.fonts].map((face) => face.load().catch(() => null)));
    return answers.length;
  }

  /** What is wider than the lines is set smaller: a table of code, a long formula, columns
   * that a cell printed, which must not be broken. */
  function fit() {
    const width = document.querySelector("main").clientWidth;
    const all = [...document.querySelectorAll(".table-frame > table, div.math, pre")];
    const whole = make("style", {}, ".cell_output pre { white-space: pre !important }");
    document.head.append(whole);
    const wide = all.map((part) => [part, width / part.scrollWidth]).filter(([, r]) => r < 0.998);
    whole.remove();
    for (const [part, ratio] of wide) {
      const size = Number.parseFloat(getComputedStyle(part).fontSize);
      part.style.fontSize = `${(size * Math.max(ratio * 0.99, 0.6)).toFixed(2)}px`;
    }
    return wide.length;
  }

  function writeNumbers(numbers) {
    for (const place of document.querySelectorAll("[data-page-of]")) {
      place.textContent = numbers[place.dataset.pageOf] ?? "?";
    }
  }

  /** Titles as they are written: the outline of a PDF loses the space where a line ends. */
  function headings() {
    const all = document.querySelectorAll("h1, h2, h3, h4");
    return Array.from(all, (head) => head.textContent.replace(/\s+/g, " ").trim());
  }

  window.press = { join, fit, writeNumbers, headings };
})();
