// A page cut into slides. A slide is nothing but a list of elements of the page, which are
// shown while all others are hidden:
//
//   { id, kind, place, nodes, first, title(), name(), section() }
//
// id: for the address, "figure-6.4"; place: where it stands in the page; nodes: what is
// shown; first: what of it is shown before the next step, if there are two; title(): its
// title as a fragment, made anew each time, formulas and all, empty where the slide has
// its own; name(): as in a list; section(): the heading above.
export const KINDS = {
  figures: "Figures, and what to predict",
  equations: "Equations",
  exercises: "Exercises",
  sections: "Titles of sections",
  tables: "Tables",
  code: "Code",
};
export const USUAL = ["figures", "equations", "exercises"];

const MOST = 4; // equations of one slide
const LONG = 110; // characters of a title
const PICTURE = ".rnn-figure, .rnn-widget:not(.exercise-panel *)";
const VERDICT = ":is(.callout-refuted, .callout-half-true, .callout-it-depends, .callout-true)";
const HEADING = ":scope > :is(h1, h2, h3, h4)";
const AFTER_TITLE = ".headerlink, .tick, .done, .chapter-number";

const fragment = (...parts) => {
  const made = document.createDocumentFragment();
  made.append(...parts);
  return made;
};

function bold(text) {
  const made = document.createElement("b");
  made.textContent = text;
  return made;
}

// What an element says.
export function textOf(node) {
  const copy = node.cloneNode(true);
  const box = document.createElement("div");
  box.append(copy);
  for (const part of box.querySelectorAll(".headerlink, .tick, .done, script")) part.remove();
  return box.textContent.trim().replace(/\s+/g, " ");
}

// The contents of a heading, as a fragment.
export function headingOf(section) {
  const heading = section?.querySelector(HEADING);
  if (!heading) return fragment("");
  const copy = heading.cloneNode(true);
  for (const part of copy.querySelectorAll(AFTER_TITLE)) part.remove();
  return fragment(...copy.childNodes);
}

const sectionOf = (node) => node.closest("section:has(> :is(h1, h2, h3, h4))");
const chapterPart = (node) => {
  let found = sectionOf(node);
  while (found?.parentElement.closest("article section")?.querySelector(":scope > h2")) {
    found = found.parentElement.closest("section");
  }
  return found;
};

// "Figure 6.4." and the first sentence of a caption, if it is a title.
function captionTitle(caption, number) {
  const range = document.createRange();
  const [, ...rest] = [...caption.childNodes].filter((node) => textOf(node));
  range.setStartAfter(caption.querySelector("strong"));
  for (const node of rest) {
    const end = node.nodeType === Node.TEXT_NODE && /[.?!:](?=\s|$)/.exec(node.data);
    if (!end) continue;
    range.setEnd(node, end.index + (end[0] === "?" ? 1 : 0));
    const words = range.cloneContents();
    const { length } = textOf(words);
    const side = /^(above|below|left|right)\b/i.test(textOf(words));
    if (length < 8 || length > LONG || side) break;
    return fragment(bold(number), " ", words);
  }
  return fragment(bold(number), " ", headingOf(sectionOf(caption)));
}

// What a caption is written under: the pictures of the block before it, or that block.
function pictured(caption) {
  let block = caption;
  while (block.parentElement.localName !== "section") block = block.parentElement;
  const own = [...block.querySelectorAll(PICTURE)];
  if (own.length) return own;
  for (let back = block.previousElementSibling; back; back = back.previousElementSibling) {
    if (back.matches("section, h2, h3, p, .guess")) break;
    const found = back.matches(PICTURE) ? [back] : [...back.querySelectorAll(PICTURE)];
    if (found.length) return found;
  }
  const output = block.previousElementSibling?.querySelector(":scope > .cell_output");
  return [output ?? block.previousElementSibling].filter(Boolean);
}

function figures(article) {
  const taken = new Set();
  const slides = [...article.querySelectorAll(".figure-caption")].map((caption) => {
    const number = textOf(caption.querySelector("strong")).replace(/\.$/, "");
    const pictures = pictured(caption);
    pictures.forEach((each) => taken.add(each));
    const id = number.toLowerCase().replace(" ", "-");
    const title = () => captionTitle(caption, number);
    return {
      id,
      kind: "figures",
      place: pictures[0] ?? caption,
      nodes: [...pictures, caption],
      caption,
      title,
    };
  });
  const bare = [...article.querySelectorAll(PICTURE)].filter((each) => !taken.has(each));
  for (const [k, picture] of bare.entries()) {
    if (isInside(picture)) continue;
    const label = picture.getAttribute("aria-label")?.split(":")[0];
    const id = picture.dataset.widget ?? `picture-${k + 1}`;
    const title = () => (label ? fragment(label) : headingOf(sectionOf(picture)));
    slides.push({ id, kind: "figures", place: picture, nodes: [picture], title });
  }
  return slides;
}

// Within something that is a slide of its own.
const isInside = (node) =>
  Boolean(node.closest("section.exercise, details") || exhibitOf(node) || node.closest("#summary"));

const exhibitOf = (node) => {
  const section = sectionOf(node);
  return section?.querySelector(":scope > h3, :scope > h2") && section.querySelector(VERDICT)
    ? section
    : null;
};

function guesses(article) {
  return [...article.querySelectorAll(".guess[data-figure]")].map((guess) => ({
    id: `predict-${guess.dataset.figure}`,
    kind: "figures",
    place: guess,
    nodes: [guess],
    guess,
    title: () => fragment(bold("What do you predict?"), ` Before Figure ${guess.dataset.figure}`),
  }));
}

const numberOf = (display) => display.id.slice(3).replace("-", ".");

function equations(article) {
  const tagged = [...article.querySelectorAll("div.math[id^=eq-]")];
  const displays = tagged.length ? tagged : [...article.querySelectorAll("div.math")];
  const groups = new Map();
  for (const display of displays.filter((each) => !isInside(each))) {
    const part = chapterPart(display);
    if (!groups.has(part)) groups.set(part, []);
    groups.get(part).push(display);
  }
  return [...groups].flatMap(([part, all]) => {
    const size = Math.ceil(all.length / Math.ceil(all.length / MOST));
    const count = Math.ceil(all.length / size);
    return Array.from({ length: count }, (_, k) => {
      const nodes = all.slice(k * size, (k + 1) * size);
      return { ...equationSlide(nodes, part), place: nodes[0], nodes };
    });
  });
}

function equationSlide(nodes, part) {
  const [first, last] = [nodes[0], nodes.at(-1)];
  const id = first.id ? `equation-${numberOf(first)}` : `display-${part.id}`;
  const numbers =
    first === last ? `(${numberOf(first)})` : `(${numberOf(first)}) to (${numberOf(last)})`;
  const title = () => (first.id ? fragment(bold(numbers), " ", headingOf(part)) : headingOf(part));
  return { id, kind: "equations", title };
}

// The children of a section that are shown, without its heading.
const bodyOf = (section) =>
  [...section.children].filter(
    (each) => !each.matches("h2, h3, h4, section, span, .exercise-cells"),
  );

// A panel without a form to answer in leads to the notebook, and nowhere else.
const NO_PART = "details, .exercise-panel:not(:has(.rnn-asleep, .rnn-widget))";

function exercises(article) {
  return [...article.querySelectorAll("section.exercise")].map((section) => {
    const nodes = bodyOf(section).filter((each) => !each.matches(NO_PART));
    const number = /\d+\.\d+/.exec(section.querySelector(HEADING).textContent)[0];
    const title = () => headingOf(section);
    return { id: `exercise-${number}`, kind: "exercises", place: section, nodes, title };
  });
}

// Claim first; the run and the verdict when the room has voted.
function exhibits(article) {
  const found = new Set([...article.querySelectorAll(VERDICT)].map(exhibitOf));
  found.delete(null);
  return [...found].map((section, k) => {
    const heading = section.querySelector(HEADING);
    const run = bodyOf(section)
      .filter((each) => !isWay(each))
      .flatMap(outputsOf);
    const title = () => fragment(bold(`Exhibit ${k + 1}`));
    const name = () => fragment(bold(`Exhibit ${k + 1}`), " ", headingOf(section));
    return {
      id: section.id,
      kind: "exhibits",
      place: section,
      nodes: [heading, ...run],
      first: [heading],
      title,
      name,
      vote: heading,
    };
  });
}

// "Explained in chapter 4: ..." leads away.
const isWay = (node) => node.localName === "p" && /^Explained in\b/.test(node.textContent);

// A cell of an exhibit without its code, which would fill the screen.
const outputsOf = (node) =>
  node.matches(".cell") ? [...node.querySelectorAll(":scope > .cell_output")] : [node];

function front(article) {
  const section = article.querySelector("section:has(> h1)");
  const [heading] = article.querySelectorAll("h1");
  if (!heading) return [];
  const opening = [...article.querySelectorAll(".opening :is(.question, .opening-picture)")];
  const lead = section?.querySelector(":scope > p");
  return [
    {
      id: "title",
      kind: "title",
      place: heading,
      nodes: [heading, ...(opening.length ? opening : [lead])].filter(Boolean),
      title: () => fragment(),
    },
  ];
}

function summary(article) {
  const section = article.querySelector("section#summary");
  if (!section) return [];
  return [
    {
      id: "summary",
      kind: "summary",
      place: section,
      nodes: bodyOf(section),
      title: () => headingOf(section),
    },
  ];
}

function sections(article) {
  return [...article.querySelectorAll("section:has(> h2):not(.exercise, #summary, .progress)")].map(
    (section) => {
      const nodes = [
        section.querySelector(":scope > h2"),
        section.querySelector(":scope > p"),
      ].filter(Boolean);
      return { id: section.id, kind: "sections", place: section, nodes, title: () => fragment() };
    },
  );
}

const titled = (node) => () => headingOf(sectionOf(node));

function tables(article) {
  return [...article.querySelectorAll(".table-frame")]
    .filter((each) => !isInside(each))
    .map((node, k) => ({
      id: `table-${k + 1}`,
      kind: "tables",
      place: node,
      nodes: [node],
      title: titled(node),
    }));
}

function code(article) {
  return [...article.querySelectorAll(".cell:has(> .cell_input)")]
    .filter((each) => !isInside(each))
    .map((cell, k) => {
      const nodes = [...cell.children].filter((each) => !each.querySelector(PICTURE));
      return { id: `code-${k + 1}`, kind: "code", place: cell, nodes, title: titled(cell) };
    });
}

const inOrder = (a, b) =>
  a.place === b.place
    ? 0
    : a.place.compareDocumentPosition(b.place) & Node.DOCUMENT_POSITION_FOLLOWING
      ? -1
      : 1;

// All slides of an article, of every kind, in the order of the page.
export function cut(article) {
  const makers = [
    front,
    sections,
    guesses,
    figures,
    equations,
    exercises,
    exhibits,
    tables,
    code,
    summary,
  ];
  const slides = makers.flatMap((make) => make(article)).toSorted(inOrder);
  for (const slide of slides) {
    const own = slide.place.localName === "section" && slide.kind !== "summary";
    slide.section = () => headingOf(sectionOf(own ? slide.place.parentElement : slide.place));
    slide.name ??= () => (textOf(slide.title()) ? slide.title() : slide.section());
  }
  return slides;
}
