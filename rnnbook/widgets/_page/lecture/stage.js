// The stage: of the whole page only the elements of one slide are shown, where they stand.
// Nothing is moved or copied, so that a figure keeps what was set in it. Everything is
// hidden that is neither shown nor around what is shown (look.css).
const root = document.documentElement;
const ON = "lecture-on";
const AROUND = "lecture-around";
export const NARROW = 700; // pixels: below, nothing is enlarged, as on a phone

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
  article.parentElement.style.removeProperty("--unit");
}

// How wide a slide is laid out before it is enlarged, the first choice first: text at the
// measure of the page, a figure as the page has it (0: as wide as it is); and how far it
// may be enlarged, and at the least is, in a window of 1280 by 720.
const LOOKS = {
  widget: { widths: [864], most: 2.4, least: 0.75 },
  picture: { widths: [0], most: 2.6, least: 0.5 },
  text: { widths: [672, 860], most: 1.65, least: 1.05 },
  exhibit: { widths: [0], most: 1.5, least: 0.8 },
  claim: { widths: [760], most: 1.65, least: 1 },
  equations: { widths: [0], most: 3, least: 0.8 },
  title: { widths: [760], most: 1.9, least: 1 },
  wide: { widths: [0], most: 1.6, least: 0.8 },
};
const GOOD = 1.4; // text of this size needs no wider lines
const STEPS = 9;

function lookOf({ kind, nodes, first }, part) {
  if (kind === "figures" && nodes.some((each) => each.matches(".rnn-widget"))) return "widget";
  if (kind === "figures" && !nodes.some((each) => each.matches(".guess"))) return "picture";
  if (kind === "title" || kind === "sections") return "title";
  if (first) return part ? "exhibit" : "claim";
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
// be read from the last row, scrolls.
export function fit(article, slide, part) {
  const look = lookOf(slide, part);
  const { widths, most, least } = LOOKS[look];
  const set = (name, value) => article.style.setProperty(`--lecture-${name}`, value);
  const unit = Math.min(innerWidth / 1280, innerHeight / 720);
  article.parentElement.style.setProperty("--unit", Math.max(0.8, unit).toFixed(3));
  article.dataset.kind = look;
  // Beside notes a figure may be smaller: else its controls would be cut off.
  const beside = article.getBoundingClientRect().width / 1280;
  const room = look === "widget" ? Math.min(unit, beside) : unit;
  for (const width of widths) {
    set("width", width ? `${width}px` : "auto");
    if (innerWidth < NARROW) return set("scale", 1);
    const scale = largest(least * room, most * unit, (each) => {
      set("scale", each.toFixed(3));
      return fits(article);
    });
    set("scale", scale.toFixed(3));
    if (scale >= GOOD * unit) break;
  }
  return undefined;
}
