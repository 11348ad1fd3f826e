// The gradient of one weight: what each step adds to it, and the sum.
import { choices, el, els, math } from "../_runtime/controls.js";
import { FACTORS, gradient, part, rowAt } from "./numbers.js";
import { SYMBOLS, matrix, oneLit } from "./parts.js";

const sign = (text) => el("span", { class: "sign" }, text);
// A matrix with what it is above it.
const term = (kind, above, root) => el("span", { class: kind }, above, root);
const what = (kind, ...parts) => el("span", { class: kind }, ...parts);

// The matrices of one weight: two factors, their product, a part for each step, the sum.
function makeMatrices(body, name, { T, go }) {
  const [left, right, product, total] = [matrix(), matrix(), matrix(), matrix()];
  const parts = Array.from({ length: T }, (_, k) => {
    const made = matrix("part");
    made.root.addEventListener("click", () => go(k + 1));
    return made;
  });
  const [l, r] = [FACTORS[name].left, FACTORS[name].right].map((each) => SYMBOLS[each]());
  const [step, whole] = els("p", "product", "total");
  step.append(
    term("term", what("what", l, el("sup", {}, "T")), left.root),
    term("term", what("what", r), right.root),
    sign("="),
    term("term lit", what("what", "this step’s part"), product.root),
  );
  parts.forEach(({ root }, k) => {
    if (k) whole.append(sign("+"));
    whole.append(term("term", what("what number", `t = ${k + 1}`), root));
  });
  const of = what("tone backward", "d", math(name));
  whole.append(sign("="), term("term whole", what("what", of), total.root));
  body.replaceChildren(step, whole);
  return { name, left, right, product, total, parts, light: oneLit("lit") };
}

// What does not depend on the step: what each of them adds, and the sum.
function showTotal(made, result) {
  made.parts.forEach((each, k) =>
    each.set(part(result, made.name, k + 1), `part of step ${k + 1}`),
  );
  made.total.set(gradient(result, made.name), `gradient of ${made.name}, the sum`);
  made.shown = result;
}

export function makeSums({ weight, choose, ...sizes }) {
  const options = Object.keys(FACTORS).map((name) => {
    return [name, ["d", math(name)], { "aria-label": `Gradient of ${name}` }];
  });
  const pick = choices("Which weight", options, choose, { name: "Gradient of" });
  const [root, body] = els("div", "gradient", "sums");
  root.append(pick.root, body);
  let made = makeMatrices(body, weight, sizes);

  function show(s, result) {
    if (made.name !== s.weight) made = makeMatrices(body, s.weight, sizes);
    const { left, right } = FACTORS[s.weight];
    made.left.set(
      rowAt(result, left, s.t).map((value) => [value]),
      "column",
    );
    made.right.set([rowAt(result, right, s.t)], "row");
    made.product.set(part(result, s.weight, s.t), `part of step ${s.t}`);
    made.light(made.parts[s.t - 1].root.parentElement);
    if (made.shown !== result) showTotal(made, result);
    pick.set(s.weight);
  }
  return { root, show };
}
