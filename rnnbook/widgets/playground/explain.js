// Labels that explain: a tap on one shows its sentence in the line below its group.
import { button, el, uniqueId } from "../_runtime/controls.js";
import { mark, write } from "../_runtime/svg.js";
import { CONTROL } from "./sentences.js";

// explainer(): { line, label(name) }; a label is { root, id }.
export function explainer() {
  const line = el("p", { class: "explained", role: "status", id: uniqueId() });
  const made = new Map();
  let open = "";
  const show = (name) => {
    open = name === open ? "" : name;
    for (const [each, root] of made) mark(root, "aria-expanded", each === open);
    write(line, open ? `${CONTROL[open][0]}: ${CONTROL[open][1]}` : "");
  };
  return {
    line,
    label(name) {
      const [text] = CONTROL[name];
      const id = uniqueId();
      const root = button(text, () => show(name), {
        class: "why",
        id,
        "aria-expanded": "false",
        "aria-controls": line.id,
        title: `What is ${text}?`,
      });
      made.set(name, root);
      return { root, id };
    },
  };
}

// A native list: { root, set(value, options) }; options: [[value, text], ...].
export function menu(attributes, onChoose) {
  const root = el("select", { class: "rnn-select", ...attributes });
  let [known, list] = ["", []];
  root.addEventListener("change", () => onChoose(list[root.selectedIndex][0]));
  return {
    root,
    set(value, options) {
      const key = options.map(([, text]) => text).join("\n");
      if (key !== known) {
        [known, list] = [key, options];
        root.replaceChildren(...options.map(([, text]) => el("option", {}, text)));
      }
      list = options;
      const at = options.findIndex(([each]) => each === value);
      if (root.selectedIndex !== at) root.selectedIndex = at;
    },
  };
}
