// A way in which a network writes, with its measures and its text: sampler, microscope.
import { chance } from "./bars.js";
import { shown } from "./characters.js";
import { button, el, els } from "./controls.js";
import { mark, write } from "./svg.js";
import { format, percent } from "./text.js";

const TITLES = { greedy: "greedy", sampling: "sampling", "top-k": "top-k", nucleus: "nucleus" };

// A way to write: its button, its measures, its text.
export function makeWay(method, onChoose) {
  const name = button(TITLES[method] ?? "beam search", onChoose);
  const [facts, begin, text] = els("span", "facts", "begin", "written");
  const page = el("p", { class: "page" }, begin, text);
  const root = el("div", { class: "way" }, el("div", { class: "head" }, name, facts), page);
  // Whether it is the one that was chosen.
  const choose = (s) => mark(name, "aria-pressed", s.method === method);
  return {
    root,
    choose,
    set(s, found) {
      choose(s);
      write(begin, s.begin);
      write(text, found?.text ?? "");
      const size = found?.text.length ?? 0;
      const each = size ? format(found.logProbability / size) : "–";
      write(facts, `ln P ${each} a character, repeated ${percent(found?.repeated ?? 0)}`);
    },
  };
}

// What is drawn next, in words.
export function sentenceOf(s, found, net, next) {
  const kept = found.after?.reduce((n, v) => n + (v > 0), 0);
  const way = TITLES[s.method] ?? "beam search";
  const top = found.before.indexOf(Math.max(...found.before));
  const best = `“${shown(net.symbols[top])}” with ${chance(found.before[top])}`;
  const size = found.text.length;
  const after = `After ${size} characters by ${way} the network expects ${best}`;
  if (next === undefined) return `${after}; the beam compares whole texts.`;
  const left = kept === 1 ? "one symbol is" : `${kept} symbols are`;
  return `${after}; ${left} left to draw from, and “${shown(net.symbols[next])}” comes next.`;
}
