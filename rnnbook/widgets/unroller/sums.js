// The gradient of one weight: what each step adds to it, and the sum.
import { button, el, math } from "../_runtime/controls.js";
import { FACTORS, gradient, part, rowAt } from "./numbers.js";
import { SYMBOLS, mark, matrix } from "./parts.js";

const of = (name) => el("span", { class: "tone backward" }, "d", math(name));

export function makeSums({ T, D, H, weight, choose, go }) {
  const choices = Object.keys(FACTORS).map((name) =>
    [name, button("", () => choose(name), { "aria-label": `Gradient of ${name}` })]);
  choices.forEach(([name, root]) => root.append("d", math(name)));
  const pick = el("div", { class: "rnn-row", role: "group", "aria-label": "Which weight" },
    el("span", { class: "quiet" }, "Gradient of"), choices.map(([, root]) => root));
  const body = el("div", { class: "sums" });
  let drawn, parts, total, left, right, product;

  // Anew for each weight: its shape is another.
  function build(name) {
    const [n, m] = { W: [H, H], U: [D, H], V: [H, D] }[name];
    [left, right, product, total] = [matrix(n, 1), matrix(1, m), matrix(n, m), matrix(n, m)];
    parts = Array.from({ length: T }, (_, k) => {
      const made = matrix(n, m, { class: "part" });
      made.root.addEventListener("click", () => go(k + 1));
      return made;
    });
    const { left: l, right: r } = FACTORS[name];
    const step = el("p", { class: "product" },
      el("span", { class: "term" }, el("span", { class: "what" }, SYMBOLS[l](), el("sup", {}, "T")), left.root),
      el("span", { class: "term" }, el("span", { class: "what" }, SYMBOLS[r]()), right.root),
      el("span", { class: "sign" }, "="), el("span", { class: "term lit" }, el("span", { class: "what" }, "this step’s part"), product.root));
    const terms = parts.flatMap(({ root }, k) => [
      ...(k ? [el("span", { class: "sign" }, "+")] : []),
      el("span", { class: "term" }, el("span", { class: "what number" }, `t = ${k + 1}`), root)]);
    body.replaceChildren(step, el("p", { class: "total" }, terms, el("span", { class: "sign" }, "="),
      el("span", { class: "term whole" }, el("span", { class: "what" }, of(name)), total.root)));
    drawn = name;
  }

  function show(s, result) {
    if (drawn !== s.weight) build(s.weight);
    const { left: l, right: r } = FACTORS[s.weight];
    left.set(rowAt(result, l, s.t).map((value) => [value]), "column");
    right.set([rowAt(result, r, s.t)], "row");
    product.set(part(result, s.weight, s.t), `part of step ${s.t}`);
    parts.forEach((made, k) => {
      made.set(part(result, s.weight, k + 1), `part of step ${k + 1}`);
      made.root.parentElement.classList.toggle("lit", k + 1 === s.t);
    });
    total.set(gradient(result, s.weight), `gradient of ${s.weight}, the sum`);
    for (const [name, root] of choices) mark(root, "aria-pressed", name === s.weight);
  }
  build(weight);
  return { root: el("div", { class: "gradient" }, pick, body), show };
}
