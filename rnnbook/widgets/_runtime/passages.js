// The text that a network reads: chosen, typed, and shown in shades.
import { decode, encode } from "./characters.js";
import { button, el, oneStop } from "./controls.js";
import { leftOut, textField } from "./words.js";

export const passagesOf = (w, network) => w.get("passages")[w.get("corpora")[network]];

export function makeText(w, nets) {
  const field = textField({
    label: "text",
    max: w.limits.text.max,
    rows: 3,
    onInput(typed) {
      const net = nets.get(w.get("network"));
      const [codes, unknown] = net ? encode(net, typed) : [[], []];
      const taken = net ? decode(net, codes) : typed;
      field.say(leftOut(unknown) || (taken ? "" : "Wanted: one character or more."));
      if (!taken) return;
      field.took(taken);
      w.set({ text: taken, at: taken.length - 1 });
    },
  });
  const presets = el("div", { class: "rnn-row" });
  const settle = oneStop(presets);
  const set = ({ network }, text) => {
    field.set(text);
    if (presets.dataset.network === network) return;
    presets.dataset.network = network;
    const offer = (passage, k) =>
      button(`Passage ${k + 1}`, () => w.set({ text: passage, at: Math.min(20, passage.length) }));
    presets.replaceChildren(...passagesOf(w, network).map(offer));
    settle();
  };
  return { root: el("div", { class: "rnn-texts" }, presets, field.root), set };
}

// A text in shades, -1 ... 1, one for each character; a click or a drag of the mouse looks
// at a character. What has no shade comes later.
export function makeColoured(onLook) {
  const root = el("p", { class: "rnn-reading" });
  const look = ({ target }) => {
    const k = [...root.children].indexOf(target);
    if (k >= 0) onLook(k);
  };
  root.addEventListener("click", look);
  root.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse" && event.buttons === 1) look(event);
  });
  let [known, spans, kinds, parts] = [undefined, [], [], []];
  return {
    root,
    set(text, values, at) {
      if (text !== known) {
        known = text;
        spans = [...text].map((c) => el("span", {}, c === "\n" ? "↵\n" : c));
        [kinds, parts] = [[], []];
        root.replaceChildren(...spans);
      }
      spans.forEach((span, k) => {
        const v = values[k];
        const name = v === undefined ? "later" : v < 0 ? "less" : "more";
        const kind = `${name}${k === at ? " at" : ""}`;
        const part = Math.round(60 * Math.min(1, Math.abs(v ?? 0)));
        if (kind !== kinds[k]) span.className = kinds[k] = kind;
        if (part === parts[k]) return;
        parts[k] = part;
        span.style.setProperty("--part", `${part}%`);
      });
    },
  };
}
