// What a lecture has beside the slide: its title above, the way on and the tools below, and
// the dialogs. Each key has its button here or in a dialog.
import { button, el } from "../../_runtime/controls.js";
import { HELP } from "./keys.js";
import { KINDS } from "./cut.js";

const ICONS = {
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  point: "M12 3v4m0 10v4M3 12h4m10 0h4M12 12h.01",
  notes: "M4 5h16v11h-9l-4 4v-4H4z",
  caption: "M4 5h16v14H4zM7 15h10",
  full: "M4 9V4h5m6 0h5v5m0 6v5h-5m-6 0H4v-5",
  help: "M9 9a3 3 0 1 1 4 2.800c-.7.4-1 .9-1 1.700M12 17.500h.01",
  leave: "M6 6l12 12M18 6L6 18",
};

function icon(name) {
  const box = document.createElement("span");
  box.innerHTML = `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
  return box.firstChild;
}

function tool(name, label, key, act) {
  const made = button("", act, {
    class: `tool ${name}`,
    "aria-label": label,
    title: `${label} (${key})`,
  });
  made.append(icon(name));
  return made;
}

// At the edges, for a mouse; who uses keys has keys.
const zone = (name, act) => {
  const made = button("", act, {
    class: `lecture-zone ${name}`,
    tabindex: "-1",
    "aria-hidden": "true",
  });
  made.append(icon(name));
  return made;
};

// acts: by name. Returns the elements, and show(state).
export function makeBar(acts) {
  const title = el("h1", { class: "lecture-title" });
  const section = el("p", { class: "lecture-section" });
  const count = button("", acts.overview, { class: "count", title: "All slides (O)" });
  const done = el("span", { class: "done-part" });
  const point = tool("point", "Pointer", "P", acts.toggle);
  const notes = tool("notes", "Notes", "N", acts.notes);
  const caption = tool("caption", "Caption", "C", acts.caption);
  const tools = [
    caption,
    point,
    notes,
    tool("full", "Whole screen", "F", acts.full),
    tool("help", "Keys", "?", acts.help),
    tool("leave", "Leave", "Escape", acts.escape),
  ];
  if (!document.fullscreenEnabled) tools[3].remove();
  const shown = tools.filter((each, k) => k !== 3 || document.fullscreenEnabled);
  const way = el(
    "div",
    { class: "way" },
    tool("back", "Previous slide", "←", acts.back),
    count,
    tool("next", "Next slide", "→", acts.next),
  );
  const foot = el(
    "nav",
    { class: "lecture-foot", "aria-label": "Slides" },
    el("div", { class: "progress-line", "aria-hidden": "true" }, done),
    section,
    way,
    el("div", { class: "tools" }, ...shown),
  );
  const told = el("p", { class: "unseen", role: "status" });
  const head = el("div", { class: "lecture-head" }, title);
  const show = ({ slide, at, of, part, captioned }) => {
    title.replaceChildren(slide.title());
    head.classList.toggle("empty", !title.textContent && !title.firstElementChild);
    section.replaceChildren(slide.section());
    count.replaceChildren(`${at} / ${of}`, el("span", { class: "unseen" }, `${part}, all slides`));
    done.style.width = `${(100 * at) / of}%`;
    caption.disabled = !slide.caption;
    caption.setAttribute("aria-pressed", captioned);
  };
  const black = el("div", { class: "lecture-black", hidden: true });
  black.addEventListener("click", acts.black);
  return {
    parts: [head, foot, told, zone("back", acts.back), zone("next", acts.next), black],
    told,
    show,
    black,
    point,
  };
}

function dialog(label, ...children) {
  const root = el("dialog", { class: "lecture-dialog", "aria-label": label });
  const close = button("Close", () => root.close(), { class: "close" });
  root.append(el("div", { class: "top-line" }, el("h2", {}, label), close), ...children);
  root.addEventListener("click", ({ target }) => target === root && root.close());
  return root;
}

export function helpDialog(acts) {
  const list = el(
    "dl",
    {},
    ...HELP.flatMap(([keys, what]) => [
      el("dt", {}, ...keys.split(", ").map((key) => el("kbd", {}, key))),
      el("dd", {}, what),
    ]),
  );
  const say =
    "Keys in a control of a figure move the control: arrows move a slider. Escape goes " +
    "back to the slides. Page Up and Page Down, which a presenter’s remote sends, always turn.";
  const root = dialog("Keys", list, el("p", {}, say));
  const also = [
    ["Notes beside the slide", "split"],
    ["Black screen", "black"],
    ["Dark or light", "theme"],
  ];
  const act = (name) => () => {
    root.close();
    acts[name]();
  };
  root.append(
    el("div", { class: "rnn-row" }, ...also.map(([text, name]) => button(text, act(name)))),
  );
  return root;
}

// go(k): to a slide; choose(kinds): what is a slide from now on; forget(): the room.
export function overviewDialog({ go, choose, forget }) {
  const list = el("ol", { class: "slides" });
  const boxes = el("fieldset", {}, el("legend", {}, "What is a slide"));
  const root = dialog(
    "All slides",
    list,
    boxes,
    button(
      "Forget what the room said",
      () => {
        forget();
        root.close();
      },
      { class: "forget" },
    ),
  );
  const show = (slides, at, kinds, counts) => {
    list.replaceChildren(
      ...slides.map((slide, k) => {
        const made = button(
          "",
          () => {
            root.close();
            go(k);
          },
          { "aria-current": k === at ? "true" : false },
        );
        made.append(slide.name());
        return el("li", {}, made);
      }),
    );
    const made = Object.entries(KINDS)
      .filter(([kind]) => counts[kind])
      .map(([kind, text]) => {
        const box = el("input", { type: "checkbox", checked: kinds.includes(kind) });
        box.addEventListener("change", () => {
          choose(kind, box.checked);
          boxes.querySelectorAll("input")[[...counted(counts)].indexOf(kind)]?.focus();
        });
        return el("label", {}, box, ` ${text} (${counts[kind]})`);
      });
    boxes.replaceChildren(boxes.firstChild, ...made);
  };
  const counted = (counts) => Object.keys(KINDS).filter((kind) => counts[kind]);
  return {
    root,
    show,
    open() {
      root.showModal();
      const current = list.querySelector("[aria-current]");
      current?.focus();
      current?.scrollIntoView({ block: "center", behavior: "instant" });
    },
  };
}
