// The card of a mission: choose one, begin, see how far it is, have a hint, and what next.
import { button, el, uniqueId } from "../_runtime/controls.js";
import { mark, write } from "../_runtime/svg.js";
import { menu } from "./explain.js";
import { MISSIONS, progressOf } from "./missions.js";

const title = (n, done) => `${done.has(n) ? "✓ " : ""}${n}. ${MISSIONS[n - 1].title}`;

// missionCard({ begin, ended, done }): begin(n) sets its settings; ended(n) is called once
// when its goal is reached; done: numbers of those that were reached before.
export function missionCard({ begin, ended, done }) {
  const id = uniqueId();
  let [at, reached] = [0, 0];
  const name = el("label", { for: id }, "Missions");
  const list = menu({ id }, (n) => begin(n));
  const again = button("Begin again", () => begin(at));
  const goal = el("p", { class: "goal" });
  const far = el("p", { class: "far quiet" });
  const hint = el("p");
  const fold = el("details", { class: "hint" }, el("summary", {}, "Hint"), hint);
  const seen = el("p", { class: "seen", role: "status" });
  const next = button("Next mission", () => begin(at + 1), { class: "rnn-button rnn-primary" });
  const head = el("div", { class: "rnn-row" }, name, list.root, again);
  const root = el("section", { class: "mission" }, head, goal, far, seen, fold, next);
  mark(root, "aria-label", "Mission");
  const first = "none: try what you like";
  const options = () => [[0, first], ...MISSIONS.map((_, k) => [k + 1, title(k + 1, done)])];
  return {
    root,
    draw(n, settings, runs) {
      if (n !== at) fold.open = false;
      if (n !== at) reached = 0;
      at = n;
      const mission = MISSIONS[n - 1];
      const state = mission?.reached(progressOf(settings, runs));
      if (state?.done && !reached) {
        reached = n;
        done.add(n);
        ended(n);
      }
      list.set(n, options());
      again.hidden = !mission;
      write(goal, mission?.goal ?? "");
      write(far, mission && !reached ? state.said : "");
      write(seen, reached ? `Done. ${mission.seen}` : "");
      write(hint, mission?.hint ?? "");
      fold.hidden = !mission || Boolean(reached);
      next.hidden = !reached || n === MISSIONS.length;
      root.classList.toggle("reached", Boolean(reached));
    },
    forget: () => (reached = 0),
  };
}
