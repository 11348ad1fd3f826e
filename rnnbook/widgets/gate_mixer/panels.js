// The settings of the three gates: a value each, and one thing that happens in time.
import { button, checkbox, el, els, math, oneStop } from "../_runtime/controls.js";
import { numberField, refusals, uniqueId } from "../_runtime/controls.js";
import { mark, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { OPEN, T, logit } from "./numbers.js";
import { scaledSlider, steps, whenNew } from "./parts.js";

// The slider of f is even in the pre-activation: there 0.9, 0.99 and 0.999 stand about
// as far apart as the logarithms of their half-lives do. Read back, a value keeps two
// digits of its distance from the nearer end.
const even = {
  to: logit,
  from(a) {
    const rest = Number((1 / (1 + Math.exp(Math.abs(a)))).toPrecision(2));
    return Number((a < 0 ? rest : 1 - rest).toFixed(6));
  },
};
const FORGET = { min: 0.01, max: 0.9999, step: "any", scale: even };
const OTHER = { min: 0.01, max: 0.99, step: 0.01 };
const MARKS = [0.5, 0.9, 0.99, 0.999];

// The gate, its trait, what happens in time, at which step at first, in words, and how
// to get what the slider cannot give.
const SHUT = "for i = 0 tick “shut from step”";
const GATES = [
  ["i", "input", "close_input_at", 20, "shut from step", SHUT],
  ["f", "forget", "reset_at", 85, "reset at step", "for f = 1 tick the 1997 cell"],
  ["o", "output", "open_output_at", 60, "shut until step", "for o = 0 tick “shut until step”"],
];

const check = ({ box, label }, ...more) => el("div", { class: "check" }, box, label, ...more);

function gateSlider(key, trait, end, set) {
  return scaledSlider({
    label: [`${trait} gate `, math(key)],
    role: key,
    ...(key === "f" ? FORGET : OTHER),
    usable: (v) => v > 0 && v < 1,
    wanted: `a number between 0 and 1, ends excluded; ${end}`,
    onInput: (v) => set({ [trait]: v }),
  });
}

function stepField(trait, event, does, set) {
  return numberField({
    "aria-label": `${trait} gate: ${does}`,
    min: 0,
    max: T - 1,
    step: 1,
    late: true,
    usable: (v) => Number.isInteger(v) && v >= 0 && v < T,
    wanted: `a whole step from 0 to ${T - 1}`,
    onInput: (v) => set({ [event]: v }),
  });
}

function panel([key, trait, event, at, does, end], set) {
  const value = gateSlider(key, trait, end, set);
  const extras = key === "f" ? forgetExtras(set, value.part) : null;
  let remembered = at;
  const timed = checkbox(does, (on) => set({ [event]: on ? remembered : null }));
  const field = stepField(trait, event, does, set);
  const named = { class: `panel ${key}`, role: "group", "aria-label": `${trait} gate` };
  const { above = [], below = [] } = extras ?? {};
  const root = el("div", named, value.root, above, check(timed, field.root), below);
  refusals(root); // last: nothing of the panel moves under a press
  const time = whenNew((step, off) => {
    timed.box.checked = step !== null && !off;
    timed.box.disabled = off;
    field.root.disabled = off || step === null;
    if (field.root.disabled) field.restore();
    remembered = step ?? remembered;
    field.set(remembered);
  });
  return {
    root,
    fit: () => extras?.fit(),
    update(s, half) {
      const off = key === "f" && s.carousel;
      const spoken = key === "f" ? `${s.forget}, half-life ${steps(half)}` : String(s[trait]);
      value.set(s[trait], spoken, off);
      time(s[event], off);
      extras?.update(s, half);
    },
  };
}

// Only the forget gate has these: four values to jump to, what they mean, and the cell
// that came before it.
function forgetExtras(set, part) {
  const marks = MARKS.map((f) => {
    const jump = button(String(f), () => set({ forget: f }), { "aria-label": `f = ${f}` });
    jump.style.setProperty("--part", part(f).toFixed(4));
    return jump;
  });
  const [halves, place] = [el("b"), el("span")];
  const preactivation = el("span", { class: "aside" }, math("a", "f"), " = ", place);
  const life = el("p", { class: "life" }, "half-life ", halves, preactivation);
  const id = uniqueId();
  const described = { "aria-describedby": id };
  const old = checkbox("1997 cell: f = 1", (on) => set({ carousel: on }), described);
  const says =
    `The cell of 1997 has no forget gate. Here the gate gets a = ${OPEN}: ` +
    "the sigmoid of that rounds to exactly 1, and no reset is possible.";
  const why = el("p", { class: "why", id }, says);
  const [scale] = els("div", "marks");
  scale.append(...marks);
  const settle = oneStop(scale);
  const apart = part(MARKS[3]) - part(MARKS[2]);
  const change = whenNew((carousel) => {
    old.box.checked = carousel;
    why.hidden = !carousel;
    for (const jump of marks) jump.disabled = carousel;
  });
  return {
    // Two of the values stand close: where their digits would touch, one steps back.
    fit() {
      const room = scale.clientWidth;
      marks[2].hidden = room > 0 && apart * (room - 18) < 40;
      settle();
    },
    above: [scale, life],
    below: [check(old), why],
    update(s, half) {
      change(s.carousel);
      marks.forEach((jump, k) => {
        mark(jump, "aria-pressed", !s.carousel && s.forget === MARKS[k]);
      });
      write(halves, steps(half));
      write(place, s.carousel ? OPEN : format(logit(s.forget)));
    },
  };
}

export function gatePanels(set) {
  const made = GATES.map((gate) => panel(gate, set));
  return {
    root: el(
      "div",
      { class: "panels" },
      made.map((each) => each.root),
    ),
    update: (s, half) => made.forEach((each) => each.update(s, half)),
    fit: () => made.forEach((each) => each.fit()),
  };
}
