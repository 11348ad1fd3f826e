// The playground: networks that learn in the page, side by side, and why they do or not.
import { el, refusals } from "../_runtime/controls.js";
import { write } from "../_runtime/svg.js";
import { asCode, runner } from "../_runtime/training/training.js";
import { widget } from "../_runtime/widget.js";
import { addressed } from "./addressed.js";
import { inside } from "./inside.js";
import { missionCard } from "./mission_card.js";
import { MISSIONS } from "./missions.js";
import { ownCell } from "./own.js";
import { panels } from "./panels.js";
import { sayer } from "./says.js";
import { CELL } from "./sentences.js";
import { session } from "./session.js";
import { colours, namesOf, needed, networksOf } from "./settings.js";
import { share } from "./share.js";
import { stored } from "./stored.js";
import { table } from "./table.js";
import { taskBlock } from "./task.js";
import { transport } from "./transport.js";
import { beginner, chosen, warnings } from "./watching.js";

// The parts of the page in their order; hide(names) hides some of them.
function laidOut(w, made) {
  const fold = el("details", { class: "fold" });
  const within = el("div", { class: "within" }, made.which.root, made.within.root);
  fold.append(el("summary", {}, "Inside one network: state, gates, weights"), within);
  fold.addEventListener("toggle", () => w.redraw());
  const parts = {
    missions: [made.card.root],
    task: [made.task.root],
    run: [made.bar.root, made.bar.line, made.warned],
    panels: [made.panels.root],
    says: [made.said.root],
    networks: [made.nets.root],
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

// The same for all networks: a cell of a notebook for each.
function pythonOf(settings, updates) {
  try {
    return settings.map((each) => asCode(needed(each), updates)).join("\n");
  } catch (error) {
    return `# ${error.message}`;
  }
}

// What runs, and when it begins anew.
function training(w) {
  const run = session({ runner: runner(), changed: () => w.redraw() });
  const mine = ownCell(w, () => begins.now());
  const { own } = mine;
  const settings = () => networksOf(w.now(), own.text);
  const wanted = () => w.get("nets").includes("own");
  // The settings of what runs; for a moment after a change they are not those that are set.
  const running = { now: w.now() };
  const begin = () => {
    running.now = w.now();
    if (wanted()) mine.want();
    if (wanted() && !own.cell) return run.lack(settings(), own.says);
    const cells = w.get("nets").map((cell) => (cell === "own" ? own.cell : undefined));
    return run.start(settings(), { cells });
  };
  const begins = beginner(begin);
  // The stored run takes the place of a start that nobody has used yet.
  const store = stored(w, () => {
    const starts = store.startsFor(settings());
    if (!starts || w.get("mission") || run.runs.some((each) => each.updates)) return;
    running.now = w.now();
    run.start(settings(), { starts, key: "stored" });
  });
  const mission = (n) => {
    w.set({ mission: n, ...MISSIONS[n - 1]?.values });
    running.now = w.now();
    run.begin(settings());
  };
  const stop = () => [begins.stop, run.stop, store.stop, mine.stop].forEach((each) => each());
  return { run, running, begins, mission, settings, again: () => mine.want(true), stop };
}

// All parts of the page.
function build(w, { run, begins, mission, settings, again }) {
  const known = w.get("known");
  const redraw = () => w.redraw();
  const odd = [];
  const heard = (found) => {
    odd.splice(0, odd.length, ...found);
    run.arrive();
    if (w.get("nets").includes("own")) again();
  };
  // The new networks have new names at once; what the old ones did never stands there.
  const address = addressed(w, known, heard, () => begins.now());
  const done = new Set();
  const updates = () => Math.max(...run.runs.map((each) => each.updates), 0) || 200;
  return {
    odd,
    address,
    card: missionCard({ begin: mission, ended: () => run.pause(), done }),
    task: taskBlock(w, known),
    bar: transport(run, redraw),
    warned: el("p", { class: "warned", role: "status" }),
    said: sayer(),
    panels: panels(redraw),
    nets: table(w, known),
    which: chosen(redraw),
    within: inside(w.root, redraw),
    share: share({
      link: () => address.link(w.now()),
      code: () => pythonOf(settings(), updates()),
    }),
  };
}

export default widget((w) => {
  const learning = training(w);
  const { run, running, begins } = learning;
  const made = build(w, learning);
  const { stage, fold, hide } = laidOut(w, made);
  refusals(stage, made.share.root);
  begins.now();
  let began = JSON.stringify(learning.settings());

  function draw(s) {
    const settings = networksOf(s);
    const now = JSON.stringify(settings);
    if (run.runs.length !== settings.length) begins.now();
    else if (now !== began) begins.soon();
    began = now;
    // Curves and numbers stand under the names of the networks that they are of.
    const { nets, task } = running.now;
    const names = namesOf(running.now, CELL);
    const named = colours(nets).map((role, k) => [names[k], role]);
    hide(s.hide);
    made.card.draw(s.mission, run);
    made.task.draw(s);
    made.bar.draw();
    write(made.warned, warnings(run, made.odd, names));
    made.panels.draw({ run, named, s: { ...s, task } });
    made.nets.draw(s, namesOf(s, CELL));
    made.which.draw(names);
    const { look, squared } = run.runs[made.which.at];
    if (fold.open && !fold.hidden) made.within.draw(look, squared);
    made.address.write(s);
    return made.said.draw({ runs: run.runs, named, playing: run.playing });
  }

  function stop() {
    for (const each of [learning.stop, made.within.stop, made.address.stop]) each();
  }

  return { stage, fit: made.panels.fit, draw, stop };
});
