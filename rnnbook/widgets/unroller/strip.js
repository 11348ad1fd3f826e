// The unrolled network: a column for each step, from the note that it reads, below, to
// the probabilities and the loss, above.
import { el, format, math } from "../_runtime/controls.js";
import { rowAt } from "./numbers.js";
import { SYMBOLS, mark, write } from "./parts.js";

const arrow = (text, letter, kind) => el("span", { class: `arrow ${kind}`, "aria-hidden": "true" }, text, letter ? math(letter) : "");

// A menu of notes for one place of the tune.
function menu(symbols, place, onInput) {
  const label = place.last ? "Last note, only predicted" : `Note ${place.t}, read at step ${place.t}`;
  const root = el("select", { "aria-label": label }, symbols.map((name, k) => el("option", { value: k }, name)));
  root.addEventListener("change", () => onInput(Number(root.value)));
  return root;
}

export function makeStrip({ symbols, T, H, go, play }) {
  const menus = Array.from({ length: T + 1 }, (_, k) =>
    menu(symbols, { t: k + 1, last: k === T }, (note) => play(k, note)));
  const columns = Array.from({ length: T }, (_, k) => {
    const loss = el("span", { class: "number loss" });
    const shares = symbols.map((name) => {
      const number = el("span", { class: "number" });
      return { root: el("span", { class: "share" }, el("span", {}, name), number), number };
    });
    const units = Array.from({ length: H }, () => el("span", { class: "number unit" }));
    const root = el("div", { class: "step" }, loss, el("span", { class: "shares" }, shares.map((s) => s.root)),
      arrow("↑ ", "V", "up"), el("span", { class: "state" }, units, arrow("→", "", "on")), arrow("↑ ", "U", "up"), menus[k]);
    root.addEventListener("click", ({ target }) => { if (target.tagName !== "SELECT") go(k + 1); });
    return { root, loss, shares, units };
  });
  const names = el("div", { class: "names" }, SYMBOLS.losses(), SYMBOLS.y(), "", SYMBOLS.h(), "", SYMBOLS.x());
  const last = el("div", { class: "step last" }, "", "", "", "", "", menus[T]);
  const root = el("div", { class: "strip" }, names, columns.map((column) => column.root), last);
  root.style.setProperty("--steps", T);

  function show(s, result) {
    menus.forEach((node, k) => { if (node.value !== String(s.notes[k])) node.value = s.notes[k]; });
    columns.forEach(({ root: column, loss, shares, units }, k) => {
      const t = k + 1;
      column.classList.toggle("lit", t === s.t);
      write(loss, format(result.losses[k]));
      rowAt(result, "y", t).forEach((share, n) => {
        write(shares[n].number, share.toFixed(2));
        shares[n].root.style.setProperty("--share", share);
        shares[n].root.classList.toggle("wanted", s.notes[t] === n);
      });
      rowAt(result, "h", t).forEach((value, n) => {
        write(units[n], format(value));
        units[n].style.setProperty("--size", Math.abs(value));
        mark(units[n], "data-sign", value < 0 ? "below" : "above");
      });
    });
  }
  return { root, show };
}
