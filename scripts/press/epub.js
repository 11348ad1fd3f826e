// The joined book as the chapters of an EPUB: XHTML with MathML, links from file to file.
(function () {
  "use strict";
  const ONLY_PAPER = ".page-ref, .page-of, .title-page, .contents";
  const XHTML = "http://www.w3.org/1999/xhtml";
  const fileOf = (section) => `${section.id}.xhtml`;

  /** Formulas as MathML alone, each with a text for readers that cannot show it. */
  async function onlyMathML(say) {
    for (const box of document.querySelectorAll("mjx-container")) {
      box.replaceWith(box.querySelector("mjx-assistive-mml > math"));
    }
    for (const math of document.querySelectorAll("math")) {
      math.setAttribute("alttext", say(math));
      math.removeAttribute("aria-hidden");
    }
  }

  function turnLinks() {
    for (const link of document.querySelectorAll('a[href^="#"]')) {
      const target = document.getElementById(link.getAttribute("href").slice(1));
      const there = target?.closest("section.chapter");
      if (!there) link.replaceWith(...link.childNodes);
      else if (target === there) link.setAttribute("href", fileOf(there));
      else link.setAttribute("href", `${fileOf(there)}#${target.id}`);
      link.removeAttribute("data-from");
    }
  }

  function headings(section) {
    return [...section.querySelectorAll("h2")].map((head) => {
      const id = head.closest("[id]").id;
      return { title: head.textContent.trim(), href: `${fileOf(section)}#${id}` };
    });
  }

  function asXhtml(section) {
    const title = section.querySelector("h1").textContent.trim();
    const page = document.implementation.createDocument(XHTML, "html", null);
    const [head, body] = ["head", "body"].map((name) => page.createElementNS(XHTML, name));
    page.documentElement.setAttribute("lang", "en");
    page.documentElement.append(head, body);
    const name = page.createElementNS(XHTML, "title");
    name.textContent = title;
    const sheet = page.createElementNS(XHTML, "link");
    sheet.setAttribute("rel", "stylesheet");
    sheet.setAttribute("href", "book.css");
    head.append(name, sheet);
    body.append(page.importNode(section, true));
    const text = new XMLSerializer().serializeToString(page);
    const has = ["svg", "math"].filter((kind) => section.querySelector(kind));
    return { file: fileOf(section), title, text, has, sections: headings(section) };
  }

  async function epubChapters() {
    await onlyMathML(await window.formulas.speech());
    turnLinks();
    for (const element of document.querySelectorAll(ONLY_PAPER)) element.remove();
    for (const line of document.querySelectorAll(".to-answer, .answer-name")) {
      for (const node of line.childNodes) if (node.nodeType === 3) node.textContent = "";
    }
    return [...document.querySelectorAll("section.chapter")].map(asXhtml);
  }

  window.press.epubChapters = epubChapters;
})();
