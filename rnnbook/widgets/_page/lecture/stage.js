// The stage: of the whole page only the elements of one slide are shown, where they stand.
// Nothing is moved or copied, so that a figure keeps what was set in it. Everything is
// hidden that is neither shown nor around what is shown (look.css).
const root = document.documentElement;
const ON = "lecture-on";
const AROUND = "lecture-around";

function unmark() {
  for (const name of [ON, AROUND]) {
    for (const each of document.querySelectorAll(`.${name}`)) each.classList.remove(name);
  }
}

// Show these elements of the page; `controls` are the lecture's own.
export function isolate(nodes, controls) {
  unmark();
  for (const node of [...nodes, ...controls]) {
    node.classList.add(ON);
    for (let up = node.parentElement; up && up !== root; up = up.parentElement) {
      up.classList.add(AROUND);
    }
  }
}

// The page as it was.
export function release(article) {
  unmark();
  root.classList.remove("lecture");
  for (const name of ["--lecture-scale", "--lecture-width"]) article.style.removeProperty(name);
  article.removeAttribute("data-kind");
}

// How wide a slide is laid out, before it is enlarged: text at the measure of the page, a
// figure as the page has it; and how far it may be enlarged, in a window of 1280 by 720.
const LOOKS = {
  widget: { width: 864, most: 2.4, least: 0.75 },
  picture: { width: 0, most: 2.6, least: 0.8 },
  text: { width: 672, most: 1.65, least: 1.2 },
  equations: { width: 0, most: 2.4, least: 1 },
  title: { width: 760, most: 1.9, least: 1.2 },
  wide: { width: 0, most: 1.6, least: 1 },
};
const STEPS = 9;

function lookOf({ kind, nodes }) {
  if (kind === "figures" && nodes.some((each) => each.matches(".rnn-widget"))) return "widget";
  if (kind === "figures" && !nodes.some((each) => each.matches(".guess"))) return "picture";
  if (kind === "title" || kind === "sections") return "title";
  if (kind === "equations") return "equations";
  return kind === "tables" || kind === "code" ? "wide" : "text";
}

const fits = (box) =>
  box.scrollHeight <= box.clientHeight + 1 && box.scrollWidth <= box.clientWidth + 1;

// The largest scale from low to high that will do; low, if none does.
function largest(low, high, does) {
  if (does(high)) return high;
  let [will, willNot] = [low, high];
  for (let step = 0; step < STEPS; step++) {
    const scale = (will + willNot) / 2;
    if (does(scale)) will = scale;
    else willNot = scale;
  }
  return will;
}

// The slide as large as it fits the window; what is too tall even at the least that can
// be read from the last row, scrolls. Returns whether it scrolls.
export function fit(article, slide) {
  const look = lookOf(slide);
  const { width, most, least } = LOOKS[look];
  const set = (scale) => article.style.setProperty("--lecture-scale", scale.toFixed(3));
  article.dataset.kind = look;
  article.style.setProperty("--lecture-width", width ? `${width}px` : "auto");
  if (innerWidth < 700) set(1);
  else {
    const unit = Math.min(innerWidth / 1280, innerHeight / 720);
    set(
      largest(least * unit, most * unit, (scale) => {
        set(scale);
        return fits(article);
      }),
    );
  }
  return article.scrollHeight > article.clientHeight + 1;
}
