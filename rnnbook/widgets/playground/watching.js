// Small parts of the playground's view: when training begins and rests, which network is
// looked into, and what stands in the way.
import { button, el } from "../_runtime/controls.js";
import { mark } from "../_runtime/svg.js";

const WAIT = 200; // ms after the last change of a setting, until the networks begin anew

// Begins the training anew a moment after the settings have changed.
export function beginner(begin) {
  let timer = 0;
  const later = () => {
    timer = 0;
    begin();
  };
  return {
    soon() {
      clearTimeout(timer);
      timer = setTimeout(later, WAIT);
    },
    // What waits is done now.
    now() {
      clearTimeout(timer);
      later();
    },
    stop: () => clearTimeout(timer),
  };
}

// Which of the networks is looked into: { root, at, draw(names) }.
export function chosen(onChoose) {
  const root = el("div", { class: "rnn-row", role: "group", "aria-label": "Network" });
  let [at, shown] = [0, ""];
  const choose = (k) => {
    at = k;
    onChoose();
  };
  return {
    root,
    get at() {
      return at;
    },
    draw(names) {
      at = Math.min(at, names.length - 1);
      root.hidden = names.length < 2;
      if (shown !== names.join("\n")) {
        shown = names.join("\n");
        root.replaceChildren(...names.map((name, k) => button(name, () => choose(k))));
      }
      Array.from(root.children, (each, k) => mark(each, "aria-pressed", k === at));
    },
  };
}

// What stands in the way, in words: what the engine refuses, what an address asked for
// in vain.
export function warnings(run, odd, names) {
  const refused = run.refused.map(({ run: k, says }) =>
    k === undefined ? says : `${names[k]}: ${says}`,
  );
  const vain = odd.length ? [`The link asked for what is not to be had: ${odd.join("; ")}.`] : [];
  return [...refused, ...vain].join(" ");
}
