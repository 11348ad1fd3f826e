// Writing on from the caret: five ways, side by side, with one seed.
import { button, el, row } from "../_runtime/controls.js";
import { luck } from "../_runtime/luck.js";
import { pieces } from "../_runtime/slices.js";
import { write } from "../_runtime/svg.js";
import { makeWay, sentenceOf } from "../_runtime/ways.js";
import { METHODS, pick, writer } from "../sampler/numbers.js";

const SHOWN = 60; // characters of the beginning that are shown

const ABOUT =
  "Five ways to go on from the caret, all with the same random numbers. A low temperature takes " +
  "likely letters, a high one any; top-k keeps the k most likely, the nucleus the likeliest that " +
  "have the probability p together; the beam looks for the most probable text.";

function makeButtons(w, take) {
  const most = w.limits.length.max;
  const to = (length) => w.set({ length: Math.min(length, most) });
  const next = () => w.set({ seed: (w.get("seed") + 1) % (w.limits.seed.max + 1) });
  const seed = el("span", { class: "quiet" });
  const over = button("Put it into the text", take, { class: "rnn-button rnn-primary" });
  const one = button("One character", () => to(w.get("length") + 1));
  const root = row(
    "Write",
    over,
    one,
    button("None", () => to(0)),
    button("New seed", next),
    seed,
  );
  return { root, set: (s) => write(seed, `seed ${s.seed}`) };
}

export function makeWrite(w, now) {
  const [writers, piece] = [new WeakMap(), pieces(w)];
  const writerOf = (net) => {
    if (!writers.has(net)) writers.set(net, writer(net));
    return writers.get(net);
  };
  const ways = METHODS.map((method) => makeWay(method, () => w.set({ method })));
  let [found, said] = [undefined, ""];
  const take = () => {
    const { text, at, s } = now();
    const written = found?.[s.method].text ?? "";
    const all = (text.slice(0, at + 1) + written).slice(-w.limits.text.max);
    if (written) w.set({ text: all, at: all.length - 1 });
  };
  const buttons = makeButtons(w, take);
  const sliders = w.sliders({
    length: { label: "characters", step: 1 },
    temperature: { label: "temperature", step: 0.05 },
    k: { label: "top-k: k", step: 1 },
    p: { label: "nucleus: p", step: 0.01 },
    width: { label: "beam: width", step: 1 },
  });
  const about = el("p", { class: "legend" }, ABOUT);
  const texts = el("div", { class: "rnn-ways" }, ...ways.map((way) => way.root));
  const root = el("div", { class: "panel writing" }, about, sliders, buttons.root, texts);
  return {
    root,
    draw({ s, net, codes, at, text, steps }) {
      buttons.set(s);
      const { late, due } = piece();
      const begin = codes.slice(0, at + 1);
      const written = writerOf(net).advance(begin, s, late, steps[at]);
      if (!due(written.done)) return said;
      found = written.texts;
      const before = text.slice(Math.max(0, at + 1 - SHOWN), at + 1);
      ways.forEach((way, k) => way.set({ ...s, begin: before }, found[METHODS[k]]));
      const own = found[s.method];
      const u = luck(s.seed, own.text.length + 1).at(-1);
      const next = s.method === "beam" ? undefined : pick(own.after, u);
      return (said = sentenceOf(s, own, net, next));
    },
  };
}
