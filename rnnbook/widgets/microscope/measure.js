// Measure: held-out loss of the network beside that of the best table of counts, both
// computed here.
import { encode } from "../_runtime/characters.js";
import { button, el, row } from "../_runtime/controls.js";
import { ngramLosses } from "../_runtime/ngrams.js";
import { inSlices } from "../_runtime/slices.js";
import { write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { texts } from "../_runtime/texts.js";
import { lossesOf, meanOf } from "./numbers.js";

const PASSAGE = [24_000, 28_000]; // of the held-out part
const MANY = "Three texts can be measured: a passage takes a second or two, all of it some more.";

// A table with a row for each model; a cell holds a loss and its perplexity.
export function makeTable(caption, columns) {
  const head = el("tr", {}, el("td"), ...columns.map((name) => el("th", { scope: "col" }, name)));
  const body = el("tbody");
  const name = el("caption", {}, caption);
  const root = el("table", { class: "losses" }, name, el("thead", {}, head), body);
  const rows = new Map();
  const set = (model, values) => {
    if (!rows.has(model)) {
      const cells = columns.map(() => el("td"));
      rows.set(model, cells);
      body.append(el("tr", {}, el("th", { scope: "row" }, model), ...cells));
    }
    rows.get(model).forEach((cell, k) => write(cell, values[k] ?? "–"));
  };
  const clear = () => {
    rows.clear();
    body.replaceChildren();
  };
  return { root: el("div", { class: "scrolls" }, root), set, clear };
}

export const lossSaid = (nats) => `${format(nats)} (${format(Math.exp(nats))})`;

// Both losses of a text, one after the other; onPart gets words, onDone the two means.
function measureBoth(net, known, text, { onPart, onDone }) {
  const [codes] = encode(net, text);
  const count = codes.length.toLocaleString("en");
  let stop = inSlices(lossesOf(net, codes), {
    onPart: (so) =>
      onPart(`The network has read ${so.length.toLocaleString("en")} of ${count} characters.`),
    onDone(losses) {
      const network = meanOf(losses, 0);
      stop = inSlices(ngramLosses(known.train, text, known.order), {
        onPart: (part) => onPart(`The table counts: ${Math.round(100 * (part ?? 0))} %.`),
        onDone: (all) => onDone(network, meanOf(all.at(-1))),
      });
    },
  });
  return () => stop();
}

const ABOUT =
  "How well does the network guess text that it has never seen? Beside it the best table of " +
  "counts of chapter 11 (an n-gram with Kneser–Ney smoothing), counted here, now, on the same " +
  "training text. Smaller is better; a perplexity of 4 is as hard as a fair choice among 4.";

// measure(label, textOf): both losses of a text, into the table.
function makeMeter(w, now, line, table) {
  const source = texts(w);
  let [stop, turn] = [() => {}, 0];
  const end = () => {
    turn += 1;
    stop();
  };
  const start = (label, net, text, known) => {
    const name = `${label}, ${text.length.toLocaleString("en")} characters`;
    stop = measureBoth(net, known, text, {
      onPart: (said) => write(line, said),
      onDone(network, ngram) {
        table.set(name, [lossSaid(network), lossSaid(ngram)]);
        const better = network < ngram ? "The network" : "The table of counts";
        write(line, `${better} is less surprised. The n-gram has order ${known.order}.`);
      },
    });
  };
  const measure = (label, textOf) => {
    const { net, corpus } = now();
    if (!net) return;
    end();
    const mine = turn;
    write(line, "The text that the network was trained on is on its way, about 250 kB ...");
    source.get(corpus, (known) => {
      if (mine !== turn) return; // meanwhile the reader has chosen another network
      const text = known ? textOf(known) : "";
      if (!known) write(line, "The text could not be loaded: its file is not here.");
      else if (text.length < 2) write(line, "Wanted: a text of two characters or more.");
      else start(label, net, text, known);
    });
  };
  return { measure, source, stop: end };
}

export function makeMeasure(w, now) {
  const line = el("p", { class: "progress", role: "status" });
  const caption = "Loss in nats a character (in brackets: perplexity)";
  const table = makeTable(caption, ["network", "n-gram"]);
  const { measure, source, stop } = makeMeter(w, now, line, table);
  const passage = () => measure("held out", (known) => known.held_out.slice(...PASSAGE));
  const buttons = row(
    "Measure",
    button("A held-out passage", passage, { class: "rnn-button rnn-primary" }),
    button("All that is held out", () => measure("held out", (known) => known.held_out)),
    button("The text above", () => measure("the text above", () => now().text)),
  );
  const legend = el("p", { class: "legend" }, ABOUT);
  const root = el("div", { class: "panel" }, legend, buttons, line, table.root);
  let key;
  return {
    root,
    stop() {
      stop();
      source.stop();
    },
    draw({ name, trained }) {
      const measured = `${name} ${trained}`;
      if (measured === key) return MANY;
      stop();
      table.clear();
      write(line, "");
      key = measured;
      return MANY;
    },
  };
}
