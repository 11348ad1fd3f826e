// Limits: what a network of this size cannot do, with runs that show it.
import { button, el, row } from "../_runtime/controls.js";
import { inSlices } from "../_runtime/slices.js";
import { write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { atRest, read, scores } from "../_runtime/characters.js";
import { luck } from "../_runtime/luck.js";
import { nextProbabilities, pick } from "../sampler/numbers.js";
import { byOccurrence, versesOf } from "./numbers.js";

const [NAME, MANY, LONG] = ["Quintep", 5, 2000];
const STORY =
  "1:1 And Quintep went up to the city, and the king said unto\n" +
  "Quintep, What hast thou done? And Quintep answered the king, and\n" +
  "Quintep said unto the king, I am Quintep.\n";

// A long text, drawn at temperature 0.6, a character at a time.
function* drawn(net, length, seed) {
  let state = atRest(net);
  for (const c of "\n1:1 ") state = read(net, state, net.symbols.indexOf(c));
  let text = "1:1 ";
  for (const u of luck(seed, length)) {
    const code = pick(nextProbabilities(scores(net, state.h), { temperature: 0.6 }), u);
    text += net.symbols[code];
    state = read(net, state, code);
    yield text;
  }
  return text;
}

function nameSaid({ text, surprise, done }) {
  if (!done) return "The network is reading ...";
  const costs = byOccurrence(text, NAME, surprise);
  if (costs.length < MANY)
    return `Press the button: “${NAME}” must stand in the text ${MANY} times.`;
  const listed = costs.map((v) => format(v)).join(", ");
  const [first, last] = [costs[0], costs.at(-1)];
  const verdict =
    last > 0.6 * first
      ? "You would know the name the second time. This network pays about the same each time."
      : "It has become cheaper: this network does keep something of it.";
  return `Nats a letter of “${NAME}”, each time: ${listed}. ${verdict}`;
}

function makeVerses(now) {
  const line = el("p", { class: "told", role: "status" });
  let stop = () => {};
  const said = (text) => {
    const { count, next } = versesOf(text);
    const part = count ? `; in ${next} of ${count} places the next number is one more` : "";
    const verdict =
      count > 2 && next < count / 2
        ? " It has learned the look of counting, and cannot count."
        : "";
    return `${LONG.toLocaleString("en")} characters, ${count + 1} verses${part}.${verdict}`;
  };
  const run = () => {
    stop();
    const { net, s } = now();
    if (!net) return;
    stop = inSlices(drawn(net, LONG, s.seed), {
      onPart: (text) => write(line, `It writes: ${text.length} characters.`),
      onDone: (text) => write(line, said(text)),
    });
  };
  const forget = () => {
    stop();
    write(line, "");
  };
  return { run, line, stop: () => stop(), forget };
}

export function makeLimits(w, now) {
  const verses = makeVerses(now);
  const [remember, told] = [el("p"), el("p", { class: "told" })];
  const use = () => w.set({ text: STORY, at: STORY.length - 1 });
  const count = el("p");
  const root = el(
    "div",
    { class: "panel limits" },
    remember,
    row("A made-up name", button("Read a story about Quintep", use)),
    told,
    count,
    row("Verses", button("Let it write verses, and check the numbers", verses.run)),
    verses.line,
    el("p", { class: "legend" }),
  );
  write(remember, `1. It cannot learn a new word by reading. Five times “${NAME}”:`);
  write(count, "2. It cannot count. A verse number should be one more than the last:");
  write(
    root.lastChild,
    "And it knows nothing of the world: no fact, no question, no meaning. All that it has is " +
      "which letter tends to follow which, some dozens of letters back. A large language model " +
      "is trained on the same task, with far more weights, far more text, and a memory of " +
      "another kind (chapter 12).",
  );
  let known;
  return {
    root,
    stop: verses.stop,
    draw(ctx) {
      const writer = `${ctx.name} ${ctx.trained}`;
      if (writer !== known) verses.forget();
      known = writer;
      const bible = ctx.corpus === "kjv";
      for (const part of root.children) part.hidden = !bible && part !== root.lastChild;
      const said = bible ? nameSaid(ctx) : "";
      write(told, said);
      return "";
    },
  };
}
