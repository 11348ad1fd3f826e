// What a lecture has beside the slide: its title above; below, where one is, the way on and
// the tools. What has a key has a button here or in a dialog (dialogs.js).
import { button, el } from "../../_runtime/controls.js";

const ICONS = {
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  point: "M12 3v4m0 10v4M3 12h4m10 0h4M12 12h.01",
  notes: "M4 5h16v11h-9l-4 4v-4H4z",
  caption: "M4 5h16v14H4zM7 15h10",
  full: "M4 9V4h5m6 0h5v5m0 6v5h-5m-6 0H4v-5",
  help: "M3 7h18v10H3zM7 11h.01M12 11h.01M17 11h.01M8 14h8",
  leave: "M6 6l12 12M18 6L6 18",
};

function icon(name) {
  const box = document.createElement("span");
  const path = `<path d="${ICONS[name]}"/>`;
  box.innerHTML = `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${path}</svg>`;
  return box.firstChild;
}

function tool(name, label, key, act) {
  const look = { class: `tool ${name}`, "aria-label": label, title: `${label} (${key})` };
  const made = button("", act, look);
  made.append(icon(name));
  return made;
}

// At the edges, for a mouse; who uses keys has keys.
function zone(name, act) {
  const look = { class: `lecture-zone ${name}`, tabindex: "-1", "aria-hidden": "true" };
  const made = button("", act, look);
  made.append(icon(name));
  return made;
}

function makeTools(acts) {
  const tools = {
    caption: tool("caption", "Caption", "C", acts.caption),
    point: tool("point", "Pointer", "P", acts.toggle),
    notes: tool("notes", "Notes", "N", acts.notes),
    full: tool("full", "Whole screen", "F", acts.full),
    help: tool("help", "Keys and more", "?", acts.help),
    leave: tool("leave", "Leave", "Escape", acts.escape),
  };
  if (!document.fullscreenEnabled) delete tools.full;
  return tools;
}

function makeFoot(acts, tools) {
  const section = el("p", { class: "lecture-section" });
  const count = button("", acts.overview, { class: "count", title: "All slides (O)" });
  const done = el("span", { class: "done-part" });
  const back = tool("back", "Previous slide", "←", acts.back);
  const next = tool("next", "Next slide", "→", acts.next);
  const root = el("nav", { class: "lecture-foot", "aria-label": "Slides" });
  root.append(
    el("div", { class: "progress-line", "aria-hidden": "true" }, done),
    section,
    el("div", { class: "way" }, back, count, next),
    el("div", { class: "tools" }, ...Object.values(tools)),
  );
  const show = ({ slide, at, of, part }) => {
    section.replaceChildren(slide.section());
    count.replaceChildren(`${at} / ${of}`, el("span", { class: "unseen" }, `${part}, all slides`));
    done.style.width = `${(100 * at) / of}%`;
  };
  return { root, show };
}

// acts: by name. Returns the elements `parts`, two of them by name, and show(state).
export function makeBar(acts) {
  const tools = makeTools(acts);
  const foot = makeFoot(acts, tools);
  const title = el("h1", { class: "lecture-title" });
  const head = el("div", { class: "lecture-head" }, title);
  const told = el("p", { class: "unseen", role: "status" });
  const black = el("div", { class: "lecture-black", hidden: true });
  black.addEventListener("click", acts.black);
  const zones = [zone("back", acts.back), zone("next", acts.next)];
  const show = (state) => {
    title.replaceChildren(state.slide.title());
    head.classList.toggle("empty", !title.childElementCount && !title.textContent);
    foot.show(state);
    tools.caption.disabled = !state.slide.caption;
    tools.caption.setAttribute("aria-pressed", state.captioned);
    tools.notes.setAttribute("aria-pressed", state.hasNotes);
  };
  return { parts: [head, foot.root, told, ...zones, black], told, show, black, point: tools.point };
}
