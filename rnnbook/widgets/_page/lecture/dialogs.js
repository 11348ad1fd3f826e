// The two lists over a slide: the keys, and all slides with what is one.
import { button, el } from "../../_runtime/controls.js";
import { KINDS } from "./cut.js";
import { HELP } from "./keys.js";

const SAY =
  "A key in a control of a figure belongs to the control: arrows move a slider. Escape goes " +
  "back to the slides. Page Up and Page Down, which a presenter’s remote sends, always turn.";

function dialog(label, ...children) {
  const root = el("dialog", { class: "lecture-dialog", "aria-label": label });
  const close = button("Close", () => root.close(), { class: "close" });
  root.append(el("div", { class: "top-line" }, el("h2", {}, label), close), ...children);
  root.addEventListener("click", ({ target }) => target === root && root.close());
  return root;
}

export function helpDialog(acts) {
  const list = el("dl");
  for (const [keys, what] of HELP) {
    const names = keys.split(", ").map((key) => el("kbd", {}, key));
    list.append(el("dt", {}, ...names), el("dd", {}, what));
  }
  const more = { split: "Notes beside the slide", black: "Black screen", theme: "Dark or light" };
  const row = el("div", { class: "rnn-row" });
  const root = dialog("Keys and more", row, list, el("p", {}, SAY));
  for (const [name, text] of Object.entries(more)) {
    const act = () => {
      root.close();
      acts[name]();
    };
    row.append(button(text, act));
  }
  return root;
}

// What is a slide: a box for each kind that the page has.
function makeBoxes(choose) {
  const root = el("fieldset", {}, el("legend", {}, "What is a slide"));
  const boxes = new Map();
  const show = (kinds, counts) => {
    for (const [kind, text] of Object.entries(KINDS)) {
      if (!counts[kind]) continue;
      if (!boxes.has(kind)) {
        const box = el("input", { type: "checkbox" });
        box.addEventListener("change", () => choose(kind, box.checked));
        boxes.set(kind, box);
        root.append(el("label", {}, box, ` ${text} (${counts[kind]})`));
      }
      boxes.get(kind).checked = kinds.includes(kind);
    }
  };
  return { root, show };
}

// go(k): to a slide; choose(kind, isOne): whether a kind is one from now on; forget(): what
// the room said. Returns the dialog as `root`, show(slides, at, kinds, counts) and open().
export function overviewDialog({ go, choose, forget }) {
  const list = el("ol", { class: "slides" });
  const boxes = makeBoxes(choose);
  const empty = button("Forget what the room said", () => {
    root.close();
    forget();
  });
  const root = dialog("All slides", list, boxes.root, empty);
  const item = (slide, k, at) => {
    const made = button("", () => {
      root.close();
      go(k);
    });
    made.append(slide.name());
    if (k === at) made.setAttribute("aria-current", "true");
    return el("li", {}, made);
  };
  return {
    root,
    show(slides, at, kinds, counts) {
      list.replaceChildren(...slides.map((slide, k) => item(slide, k, at)));
      boxes.show(kinds, counts);
    },
    open() {
      root.showModal();
      const current = list.querySelector("[aria-current]");
      current.focus();
      current.scrollIntoView({ block: "center", behavior: "instant" });
    },
  };
}
