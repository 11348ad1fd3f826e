"""Scripts that ask the browser what lies where a pointer would press, and how wide.

A click that a test dispatches to an element, or a key, reaches the element also where
another block lies over it; so here the browser is asked what lies at the place.
"""

from book_pages import resize

HEIGHT, WIDTHS = 800, (1440, 1280, 800, 390)

# Each control stands at least once under the pointer: as the page loads, with all that
# folds unfolded, and, where there is a button for the contents, with the contents open.
# A skip link is on the page while it has the focus.
COVERED = """() => {
  const name = (e) => e ? [e.localName, ...e.classList].join(".") : "nothing";
  const parts = (e) =>
    [...e.getClientRects()].filter((part) => part.width > 1 && part.height > 1);
  const isHit = (e, { x, y, width, height }) => {
    const hit = document.elementFromPoint(x + width / 2, y + height / 2);
    const own = [e, ...(e.labels ?? [])].some((part) => part.contains(hit));
    return own || (e.localName === "label" && hit === e.control) || name(hit);
  };
  function pointAt(e) {
    if (e.matches(".skip-link")) e.focus();
    else document.activeElement.blur();
    let over = [];
    for (const block of ["nearest", "center"]) { // to scroll for each takes long
      e.scrollIntoView({ block, behavior: "instant" });
      over = parts(e).map((part) => isHit(e, part)).filter((hit) => hit !== true);
      if (!over.length) break;
    }
    return over.map((hit) => `${name(e)} "${e.textContent.trim()}" under ${hit}`);
  }
  let seen = 0;
  function look(where, state) {
    const controls = [...document.querySelectorAll(
      `${where} :is(a[href], button, summary, input, select, textarea, label,
        [tabindex="0"], [role=button], [role=slider])`)];
    const visible = controls.filter(
      (e) => e.checkVisibility({ visibilityProperty: true }) && parts(e).length);
    seen += visible.length;
    return visible.flatMap(pointAt).map((line) => `${state}: ${line}`);
  }
  const folds = [...document.querySelectorAll("details:not([open])")];
  const menu = document.querySelector(".nav-button");
  const found = look("body", "as loaded");
  for (const fold of folds) fold.open = true;
  // What was in a fold, and what stands behind one, over which the fold may lie.
  const unfolded = "article :is(details, details + *, :has(> details) + *)";
  found.push(...look(unfolded, "unfolded"));
  for (const fold of folds) fold.open = false;
  if (menu?.checkVisibility()) {
    menu.click();
    found.push(...look(".book-nav", "contents"));
    menu.click();
  }
  return [seen, found];
}"""

# Which two meet of the links, the notice and the lines of the heading.
OVERLAPS = """() => {
  const words = document.createRange();
  const lines = (e) => {
    const texts = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), found = [];
    while (texts.nextNode()) {
      words.selectNodeContents(texts.currentNode);
      found.push(...words.getClientRects());
    }
    return found;
  };
  const boxes = [...document.querySelectorAll(".page-links a, .no-script, article h1")]
    .flatMap((e) => (e.localName === "h1" ? lines(e) : [e.getBoundingClientRect()])
      .map((box) => ({ e, box })));
  const meet = ({ box: a }, { box: b }) => a.left < b.right && b.left < a.right
    && a.top < b.bottom && b.top < a.bottom;
  return boxes.flatMap((one, k) => boxes.slice(k + 1)
    .filter((other) => other.e !== one.e && meet(one, other))
    .map((other) => `"${one.e.textContent}" and "${other.e.textContent}"`));
}"""


def at_widths(page, scripts=True):
    """Each width in turn, set on the page."""
    for width in WIDTHS:
        if scripts:
            resize(page, width, HEIGHT)
        else:  # no figure has to answer, and no frame tells of itself
            page.set_viewport_size({"width": width, "height": HEIGHT})
        yield width
