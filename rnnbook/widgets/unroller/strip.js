// The unrolled network: a column for each step, from the note that it reads, below, to
// the probabilities and the loss, above.
import { el, els, math } from "../_runtime/controls.js";
import { mark, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { rowAt } from "./numbers.js";
import { SYMBOLS, number, numbers, oneLit } from "./parts.js";

const arrow = (text, letter, kind) => {
  const hidden = { class: `arrow ${kind}`, "aria-hidden": "true" };
  return el("span", hidden, text, letter ? math(letter) : "");
};

// A menu of notes for one place of the tune.
function menu(symbols, t, last, onInput) {
  const label = last ? "Last note, only predicted" : `Note ${t}, read at step ${t}`;
  const options = symbols.map((name, k) => el("option", { value: k }, name));
  const root = el("select", { "aria-label": label }, options);
  root.addEventListener("change", () => onInput(Number(root.value)));
  return root;
}

function makeColumn(symbols, H, chosen, go) {
  const loss = number("loss");
  const shares = symbols.map((name) => {
    const value = number();
    return { value, root: el("span", { class: "share" }, el("span", {}, name), value) };
  });
  const units = numbers(H, "unit");
  const [all, state] = els("span", "shares", "state");
  all.append(...shares.map((share) => share.root));
  state.append(...units, arrow("→", "", "on"));
  const [up, in_] = ["V", "U"].map((letter) => arrow("↑ ", letter, "up"));
  const root = el("div", { class: "step" }, loss, all, up, state, in_, chosen);
  root.addEventListener("click", ({ target }) => {
    if (target.tagName !== "SELECT") go();
  });
  return { root, loss, shares, units };
}

function showColumn({ loss, shares, units }, t, s, result) {
  write(loss, format(result.losses[t - 1]));
  rowAt(result, "y", t).forEach((share, n) => {
    write(shares[n].value, share.toFixed(2));
    shares[n].root.style.setProperty("--share", share);
    shares[n].root.classList.toggle("wanted", s.notes[t] === n);
  });
  rowAt(result, "h", t).forEach((value, n) => {
    write(units[n], format(value));
    units[n].style.setProperty("--size", Math.abs(value));
    mark(units[n], "data-sign", value < 0 ? "below" : "above");
  });
}

export function makeStrip({ symbols, T, H, go, play }) {
  const menus = Array.from({ length: T + 1 }, (_, k) =>
    menu(symbols, k + 1, k === T, (note) => play(k, note)),
  );
  const columns = Array.from({ length: T }, (_, k) =>
    makeColumn(symbols, H, menus[k], () => go(k + 1)),
  );
  const [names, last, root] = els("div", "names", "step last", "strip");
  names.append(SYMBOLS.losses(), SYMBOLS.y(), "", SYMBOLS.h(), "", SYMBOLS.x());
  last.append("", "", "", "", "", menus[T]);
  root.append(names, ...columns.map((column) => column.root), last);
  root.style.setProperty("--steps", T);
  const light = oneLit("at-step");
  let shown;
  const show = (s, result) => {
    light(columns[s.t - 1].root);
    if (result === shown) return; // another step alone has changed
    shown = result;
    menus.forEach((node, k) => {
      if (node.value !== String(s.notes[k])) node.value = s.notes[k];
    });
    columns.forEach((column, k) => showColumn(column, k + 1, s, result));
  };
  return { root, show };
}
