// The card of a mission: choose one, begin, see how far it is, have a hint, and what next.
import { button, el, uniqueId } from "../_runtime/controls.js";
import { mark, write } from "../_runtime/svg.js";
import { menu } from "./explain.js";
import { MISSIONS, progressOf } from "./missions.js";

const FREE =
  "A mission has a goal of about two minutes, which the page checks. Or change what you like.";
const STORED =
  "These three networks have learned for 600 updates. Press Rewind, then Play, to see it happen.";
const title = (n, done) => `${done.has(n) ? "✓ " : ""}${n}. ${MISSIONS[n - 1].title}`;
const options = (done) => [
  [0, "choose one of seven"],
  ...MISSIONS.map((_, k) => [k + 1, title(k + 1, done)]),
];

// The parts of the card.
function parts(enter, at) {
  const id = uniqueId();
  const list = menu({ id }, enter);
  const again = button("Begin again", () => enter(at()));
  const [goal, far] = ["goal", "far quiet"].map((name) => el("p", { class: name }));
  const hint = el("p");
  const fold = el("details", { class: "hint" }, el("summary", {}, "Hint"), hint);
  const seen = el("p", { class: "seen", role: "status" });
  const next = button("Next mission", () => enter(at() + 1), { class: "rnn-button rnn-primary" });
  const head = el(
    "div",
    { class: "rnn-row" },
    el("label", { for: id }, "Missions"),
    list.root,
    again,
  );
  const root = el("section", { class: "mission" }, head, goal, far, seen, fold, next);
  mark(root, "aria-label", "Mission");
  return { root, list, again, goal, far, hint, fold, seen, next };
}

// missionCard({ begin, ended, done }): begin(n) sets its settings; ended(n) is called once
// when its goal is reached; done: numbers of those that were reached before.
export function missionCard({ begin, ended, done }) {
  let [at, reached] = [0, false];
  const part = parts(
    (n) => {
      reached = false;
      begin(n);
    },
    () => at,
  );
  // Whether the goal is reached, and how far it is; once reached it stays so.
  const judge = (n, mission, run) => {
    if (n !== at) [at, reached, part.fold.open] = [n, false, false];
    const state = mission?.reached(progressOf(run.settings, run.runs));
    if (!state?.done || reached) return state?.said ?? "";
    reached = true;
    done.add(n);
    ended(n);
    return state.said;
  };
  return {
    root: part.root,
    draw(n, run) {
      const mission = MISSIONS[n - 1];
      const far = judge(n, mission, run);
      part.list.set(n, options(done));
      part.again.hidden = !mission;
      write(part.goal, mission?.goal ?? (run.stored ? STORED : FREE));
      write(part.far, reached ? "" : far);
      write(part.seen, reached ? `Done. ${mission.seen}` : "");
      write(part.hint, mission?.hint ?? "");
      part.fold.hidden = !mission || reached;
      part.next.hidden = !reached || n === MISSIONS.length;
      part.root.classList.toggle("reached", reached);
    },
  };
}
