// Train: the network goes on learning, from the reader's own text.
import { button, choices, el, row } from "../_runtime/controls.js";
import { inSlices } from "../_runtime/slices.js";
import { write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { texts } from "../_runtime/texts.js";
import { runner } from "../_runtime/training/training.js";
import { leftOut, textField } from "../_runtime/words.js";
import { countsLoss, heldLoss, lessonOf, settingsOf, writtenBy } from "./lesson.js";
import { lossSaid, makeTable } from "./measure.js";
import { download, fromFile, toFile } from "./weights.js";

const [MOST, EVERY] = [200_000, 2500]; // characters; milliseconds between two looks
const RATES = [0.001, 0.003, 0.01].map((rate) => [rate, String(rate)]);
const count = (n) => Math.round(n).toLocaleString("en");

// The text to learn: typed, pasted, from a file, or two poems of Lewis Carroll.
function makeSource(w, renewed) {
  const shipped = texts(w);
  const state = { text: "" };
  const field = textField({
    label: "your text",
    max: MOST,
    rows: 6,
    onInput(text) {
      state.text = text;
      field.took(text);
      renewed();
      full(text.length === MOST);
    },
  });
  const full = (now) => field.say(now ? `It holds ${count(MOST)} characters, and no more.` : "");
  const put = (text) => {
    state.text = text.slice(0, MOST);
    field.set(state.text);
    renewed();
    full(text.length > MOST);
  };
  const poems = () =>
    shipped.get("carroll", (known) => {
      if (known) put(known.train);
      else field.say("The poems could not be loaded: their file is not here.");
    });
  const files = el("input", {
    type: "file",
    accept: ".txt,.md,.csv,.abc,text/*",
    hidden: true,
    "aria-label": "A file with a text",
  });
  files.addEventListener("change", async () => {
    const [file] = files.files;
    files.value = "";
    if (file) put(await file.text());
  });
  const open = button("Open a file", () => files.click());
  const offer = button("Two poems of Lewis Carroll", poems);
  const root = el("div", { class: "source" }, row("A text", offer, open, files), field.root);
  return { root, state, say: field.say, stop: shipped.stop };
}

// Before and now, side by side.
function makeSamples() {
  const made = ["before", "now"].map((title) => {
    const page = el("p", { class: "page" });
    const head = el("p", { class: "head" }, `It writes, ${title}:`);
    return [el("div", { class: "way" }, head, page), page];
  });
  const root = el("div", { class: "rnn-ways" }, ...made.map(([part]) => part));
  return { root, set: (k, text) => write(made[k][1], text) };
}

// What a network makes of the lesson, found in slices: its loss, then its text.
function judge(net, lesson, onLoss, onTyped) {
  let stop = inSlices(heldLoss(net, lesson), {
    onDone(loss) {
      onLoss(loss);
      stop = inSlices(writtenBy(net), { onDone: onTyped });
    },
  });
  return () => stop();
}

// One network under training. tell(state) is called with what is news.
function makeLesson({ base, net, lesson, rate, tell }) {
  const training = runner();
  const state = { updates: 0, perSecond: 0, playing: false, net, rate };
  let [looked, stop, closed] = [performance.now(), () => {}, false];
  const keep = ({ params, updates }) => {
    const p = Object.fromEntries(
      Object.keys(net.p).map((name) => [name, Float32Array.from(params[name])]),
    );
    state.net = { ...net, p, trained: (net.trained ?? 0) + updates };
    stop();
    stop = judge(
      state.net,
      lesson,
      (loss) => tell({ ...state, loss, after: updates }),
      (text) => tell({ ...state, text }),
    );
  };
  training.on(({ runs, playing, perSecond, refused, saved }) => {
    if (closed) return;
    if (refused) tell({ ...state, refused: refused.says });
    if (saved?.params) keep(saved);
    if (!runs?.[0]) return;
    const [run] = runs;
    Object.assign(state, { updates: run.updates, perSecond, playing, diverged: run.diverged });
    tell({ ...state });
    const due = performance.now() - looked > EVERY;
    if (run.updates && !run.diverged && (due || !playing)) {
      looked = performance.now();
      training.save(0, { only: "params" });
    }
  });
  const symbols = net.symbols.join("");
  training.start([settingsOf(base, net, lesson, rate)], { starts: [{ params: net.p, symbols }] });
  return {
    state,
    play: training.play,
    pause: training.pause,
    stop() {
      closed = true;
      stop();
      training.stop();
    },
  };
}

function progressSaid({ updates, perSecond, playing, diverged }, { lanes, window }) {
  if (diverged) return "A number is no longer finite: take a smaller rate, and begin again.";
  const read = `${count(updates)} updates, ${count(updates * lanes * window)} characters read`;
  if (!playing) return `${read}. It waits.`;
  return `${read}, ${count(perSecond * lanes * window)} a second.`;
}

const risen = ({ loss, updates }) =>
  `This loss was lowest after ${count(updates)} updates: ${format(loss)}. Since then it has ` +
  "risen: the network learns your text by heart. More text helps, or fewer updates.";

// What is shown of a lesson: its table, its samples, its line.
function makeReport() {
  const line = el("p", { class: "progress", role: "status" });
  const heads = ["before", "now", "n-gram of your text"];
  const table = makeTable("Loss on the held-out end of your text (in brackets: perplexity)", heads);
  const note = el("p", { class: "note", role: "status" });
  let best;
  const samples = makeSamples();
  const [known, row_] = [[], "loss"];
  const root = el("div", { class: "report", hidden: true }, line, table.root, note, samples.root);
  return {
    root,
    line,
    clear() {
      known.length = 0;
      best = undefined;
      write(note, "");
      root.hidden = false;
      [0, 1].forEach((k) => samples.set(k, ""));
      table.set(row_, []);
    },
    loss(k, value) {
      known[k] = lossSaid(value);
      table.set(row_, known);
    },
    // The loss after so many updates, and whether it has begun to rise.
    follow(loss, updates) {
      this.loss(1, loss);
      if (!best || loss <= best.loss) best = { loss, updates };
      write(note, loss > 1.01 * best.loss ? risen(best) : "");
    },
    text: samples.set,
  };
}

// The buttons that act on a lesson.
function makeButtons(act) {
  const train = button("Train", act.train, { class: "rnn-button rnn-primary" });
  const back = button("Back to the shipped network", act.back);
  const save = button("Download the weights", act.save);
  const files = el("input", {
    type: "file",
    accept: ".json,application/json",
    hidden: true,
    "aria-label": "A file with weights",
  });
  files.addEventListener("change", async () => {
    const [file] = files.files;
    files.value = "";
    if (file) act.load(await file.text());
  });
  const load = button("Load weights", () => files.click());
  const root = row("Training", train, back, save, load, files);
  return { root, train, back, save };
}

const ABOUT =
  "The network goes on learning, from your text, in your browser: it reads the text again and " +
  "again, and each update moves its weights a little. The last tenth is held out: when the loss " +
  "there rises again, the network has begun to learn your text by heart. All other views show " +
  "the trained network, until you go back.";

// What can be said before the first update; how to stop that.
function before(net, plan, report) {
  const onLoss = (loss) => report.loss(0, loss);
  const onTyped = (text) => report.text(0, text);
  report.clear();
  const counts = inSlices(countsLoss(plan), { onDone: (loss) => report.loss(2, loss) });
  return [judge(net, plan, onLoss, onTyped), counts];
}

// The lesson under way: begin(rate), end(), toggle(rate), follow(name).
function makeCourse({ w, now, own, source, report, changed }) {
  const course = { lesson: undefined, at: undefined };
  let stops = [];
  course.end = () => {
    course.lesson?.stop();
    stops.forEach((stop) => stop());
    course.lesson = undefined;
    stops = [];
    changed();
  };
  const tell = (plan, state) => {
    if (state.refused) {
      course.end();
      return write(report.line, state.refused);
    }
    write(report.line, progressSaid(state, plan));
    if (state.loss !== undefined) report.follow(state.loss, state.after);
    if (state.text !== undefined) report.text(1, state.text);
    changed();
    if (state.net.trained === undefined || own.get(course.at) === state.net) return undefined;
    own.set(course.at, state.net);
    return w.redraw();
  };
  course.begin = (rate) => {
    const { net, s } = now();
    const plan = net && lessonOf(net, source.state.text);
    source.say(plan?.says ?? leftOut(plan?.unknown ?? []));
    if (!plan || plan.says) return;
    course.at = s.network;
    const base = Object.keys(w.get("stages")).find((name) => s.network.startsWith(name));
    stops = before(net, plan, report);
    const told = (state) => tell(plan, state);
    course.lesson = makeLesson({ base, net, lesson: plan, rate, tell: told });
    course.lesson.play();
  };
  course.toggle = (rate) => {
    const { lesson } = course;
    if (!lesson) course.begin(rate);
    else if (lesson.state.playing) lesson.pause();
    else lesson.play();
  };
  return course;
}

// What the other buttons do.
const actionsOf = ({ w, now, own, source, report, course }) => ({
  back() {
    course.end();
    own.delete(now().s.network);
    report.root.hidden = true;
    w.redraw();
  },
  save() {
    const { net, s } = now();
    if (net) download(`${s.network}-weights.json`, toFile(s.network, net));
  },
  load(text) {
    const { net, s } = now();
    const found = net && fromFile(text, s.network, net);
    source.say(found?.says ?? "");
    if (!found || found.says) return;
    course.end();
    own.set(s.network, { ...net, ...found });
    w.redraw();
  },
});

// own: the networks that were trained here, by the name of the one that they come from.
export function makeTrain(w, now, own) {
  const parts = { w, now, own, source: makeSource(w, () => course.end()), report: makeReport() };
  const changed = () => {
    const { lesson } = course;
    write(buttons.train, lesson?.state.playing ? "Pause" : lesson ? "Go on" : "Train");
    buttons.back.disabled = !own.has(now().s?.network) && !lesson;
  };
  let [, [rate]] = RATES;
  let known;
  const rates = choices("Learning rate", RATES, (value) => {
    rate = value;
    rates.set(rate);
    course.end();
  });
  rates.set(rate);
  const course = (parts.course = makeCourse({ ...parts, changed }));
  const buttons = makeButtons({ train: () => course.toggle(rate), ...actionsOf(parts) });
  const legend = el("p", { class: "legend" }, ABOUT);
  const shown = [legend, parts.source.root, rates.root, buttons.root, parts.report.root];
  return {
    root: el("div", { class: "panel" }, ...shown),
    stop() {
      course.end();
      parts.source.stop();
    },
    draw({ s, net }) {
      if (course.lesson && s.network !== course.at) course.end();
      if (s.network !== known) {
        parts.source.say("");
        parts.report.root.hidden = true; // it is of the other network
      }
      known = s.network;
      changed();
      const trained = own.get(s.network)?.trained;
      if (trained === undefined) return `${count(net.H)} units; nothing has been trained here yet.`;
      return `This network has had ${count(trained)} more updates, on your text.`;
    },
  };
}
