// The playground: networks that learn in the page, side by side, and why they do or not.
import { el, refusals } from "../_runtime/controls.js";
import { write } from "../_runtime/svg.js";
import { asCode, runner } from "../_runtime/training/training.js";
import { widget } from "../_runtime/widget.js";
import { addressed } from "./addressed.js";
import { inside } from "./inside.js";
import { missionCard } from "./mission_card.js";
import { MISSIONS } from "./missions.js";
import { panels } from "./panels.js";
import { sayer } from "./says.js";
import { CELL } from "./sentences.js";
import { session } from "./session.js";
import { colours, namesOf, networksOf } from "./settings.js";
import { share } from "./share.js";
import { table } from "./table.js";
import { taskBlock } from "./task.js";
import { transport } from "./transport.js";
import { beginner, chosen, restWhileHidden, warnings } from "./watching.js";

// The parts of the page in their order; hide(names) hides some of them.
function laidOut(w, made) {
  const fold = el("details", { class: "fold" });
  const within = el("div", { class: "within" }, made.which.root, made.within.root);
  fold.append(el("summary", {}, "Inside one network: state, gates, weights"), within);
  fold.addEventListener("toggle", () => w.redraw());
  const parts = {
    missions: [made.card.root],
    task: [made.task.root],
    run: [made.bar.root, made.bar.line, made.warned, made.said.root],
    charts: [made.panels.root],
    networks: [made.nets.root, made.nets.line],
    inside: [fold],
    share: [made.share.root],
  };
  const stage = w.group("Playground", { class: "playground" }, ...Object.values(parts).flat());
  const hide = (names) => {
    for (const [name, all] of Object.entries(parts)) {
      for (const each of all) each.hidden = names.includes(name);
    }
  };
  return { stage, fold, hide };
}

// A mission's settings are set whole, and the networks begin anew, in the order in which
// a reader would do it.
function beginMission(w, run, n) {
  const mission = MISSIONS[n - 1];
  w.set({ mission: n, ...mission?.values });
  if (run.runs.some((each) => each.updates)) run.rewind();
  run.clearGhost();
}

function build(w) {
  const known = w.get("known");
  const redraw = () => w.redraw();
  const run = session({ runner: runner(), changed: redraw });
  const begins = beginner(() => run.start(networksOf(w.now())));
  const odd = [];
  const address = addressed(w, known, (found) => odd.splice(0, odd.length, ...found));
  const pace = { now: 0 };
  const speed = (value) => {
    pace.now = value;
    run.speed(value);
    redraw();
  };
  const made = {
    card: missionCard({
      begin: (n) => beginMission(w, run, n),
      ended: () => run.pause(),
      done: new Set(),
    }),
    task: taskBlock(w, known),
    bar: transport(run, speed),
    warned: el("p", { class: "warned", role: "status" }),
    said: sayer(),
    panels: panels(redraw),
    nets: table(w, known),
    which: chosen((k) => run.look(k)),
    within: inside(w.root, redraw),
    share: share({ link: () => address.link(w.now()), code: () => asCode(networksOf(w.now())) }),
  };
  return { run, begins, odd, address, pace, made };
}

export default widget((w) => {
  const { run, begins, odd, address, pace, made } = build(w);
  const { stage, fold, hide } = laidOut(w, made);
  refusals(stage, made.share.root);
  const rest = restWhileHidden(run);
  begins.now();
  let began = JSON.stringify(networksOf(w.now()));

  function draw(s) {
    const settings = networksOf(s);
    const names = namesOf(s, CELL);
    const named = colours(s.nets).map((role, k) => [names[k], role]);
    const now = JSON.stringify(settings);
    if (now !== began) begins.soon();
    began = now;
    hide(s.hide);
    made.card.draw(s.mission, settings, run.runs);
    made.task.draw(s);
    made.bar.draw(s, pace.now);
    write(made.warned, warnings(run, odd, names));
    made.panels.draw({ run, named, s });
    made.nets.draw(s, names);
    made.which.draw(names);
    if (fold.open && !fold.hidden) made.within.draw(run.runs[made.which.at]?.look);
    address.write(s);
    const { runs, playing } = run;
    return made.said.draw({ runs, named, playing, task: { share: true } });
  }

  function stop() {
    for (const each of [rest, begins.stop, run.stop, made.within.stop, address.stop]) each();
  }

  return { stage, fit: made.panels.fit, draw, stop };
});
