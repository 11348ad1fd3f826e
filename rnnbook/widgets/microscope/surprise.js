// Surprise: which letters the network did not expect.
import { shown } from "../_runtime/characters.js";
import { button, el, els, oneStop } from "../_runtime/controls.js";
import { mark, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { largestPlaces, meanOf, wordAt } from "./numbers.js";

export const FULL = 6; // nats at which the shade is full
const MANY = 5;

export const shadesOfSurprise = (surprise) => ({
  values: Array.from(surprise, (v) => v / FULL),
  marks: surprise,
});

// A letter in its word, as a label: h of “his”.
export function letterSaid(text, k) {
  const word = wordAt(text, k);
  return word.length > 1 ? `${shown(text[k])} of “${word}”` : `“${shown(text[k])}”`;
}

export function makeSurprise(w) {
  const [legend, all] = els("p", "legend", "facts");
  const row = el("div", { class: "rnn-row", role: "group", "aria-label": "Largest surprise" });
  const settle = oneStop(row);
  const root = el("div", { class: "panel" }, all, row, legend);
  write(
    legend,
    `Shade: how much each letter surprised the network, −ln P in nats; full at ${FULL}. ` +
      "Underlined: more than 3 nats, less than one chance in twenty.",
  );
  let known;
  const offer = (ctx, k) =>
    button(`${letterSaid(ctx.text, k)}: ${format(ctx.surprise[k])}`, () => w.set({ at: k }));
  return {
    root,
    shades: ({ surprise }) => shadesOfSurprise(surprise),
    draw(ctx) {
      const mean = meanOf(ctx.surprise);
      const count = Math.max(0, ctx.surprise.length - 1);
      write(
        all,
        `This text: ${format(mean)} nats a character over ${count} characters, perplexity ` +
          `${format(Math.exp(mean))}. Largest surprise (press one to go there):`,
      );
      const places = largestPlaces(ctx.surprise, MANY);
      const key = places.map((k) => `${k} ${format(ctx.surprise[k])}`).join() + ctx.text;
      if (key !== known) {
        row.replaceChildren(...places.map((k) => offer(ctx, k)));
        settle();
      }
      known = key;
      places.forEach((k, n) => mark(row.children[n], "aria-pressed", k === ctx.at));
      return "";
    },
  };
}
