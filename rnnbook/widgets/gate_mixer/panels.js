// The settings of the three gates: a value each, and one thing that happens in time.
import { button, el, format, math, numberField, refusals, uniqueId } from "../_runtime/controls.js";
import { OPEN, T, logit } from "./mixer.js";
import { mark, scaledSlider, steps, write } from "./parts.js";

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

const GATES = [
  { key: "i", trait: "input", event: "close_input_at", at: 20, does: "shut from step",
    end: "for i = 0 tick “shut from step”" },
  { key: "f", trait: "forget", event: "reset_at", at: 85, does: "reset at step",
    end: "for f = 1 tick the 1997 cell" },
  { key: "o", trait: "output", event: "open_output_at", at: 60, does: "shut until step",
    end: "for o = 0 tick “shut until step”" },
];

function checkbox(label, onChange, attributes = {}) {
  const id = uniqueId();
  const box = el("input", { type: "checkbox", id, ...attributes });
  box.addEventListener("change", () => onChange(box.checked));
  return { box, root: el("div", { class: "check" }, box, el("label", { for: id }, label)) };
}

function panel({ key, trait, event, at, does, end }, change) {
  const value = scaledSlider({
    label: [`${trait} gate `, math(key)], role: key, ...(key === "f" ? FORGET : OTHER),
    usable: (v) => v > 0 && v < 1,
    wanted: `a number between 0 and 1, ends excluded; ${end}`, onInput: (v) => change({ [trait]: v }),
  });
  const extras = key === "f" ? forgetExtras(change, value.part) : null;
  let remembered = at;
  const timed = checkbox(does, (on) => change({ [event]: on ? remembered : null }));
  const field = numberField({ "aria-label": `${trait} gate: ${does}`, min: 0, max: T - 1, step: 1, late: true,
    usable: (v) => Number.isInteger(v) && v >= 0 && v < T, wanted: `a whole step from 0 to ${T - 1}`, onInput: (v) => change({ [event]: v }) });
  timed.root.append(field.root);
  const root = el("div", { class: `panel ${key}`, role: "group", "aria-label": `${trait} gate` },
    value.root, extras?.above ?? [], timed.root, extras?.below ?? []);
  refusals(root); // last: nothing of the panel moves under a press
  return {
    root,
    update(s, half) {
      const off = key === "f" && s.carousel;
      value.set(s[trait], key === "f" ? `${s.forget}, half-life ${steps(half)}` : String(s[trait]), off);
      timed.box.checked = s[event] !== null && !off;
      timed.box.disabled = off;
      field.root.disabled = off || s[event] === null;
      if (field.root.disabled) field.restore();
      remembered = s[event] ?? remembered;
      field.set(remembered);
      extras?.update(s, half);
    },
    fit: () => extras?.fit(),
  };
}

// Only the forget gate has these: four values to jump to, what they mean, and the cell
// that came before it.
function forgetExtras(change, part) {
  const marks = MARKS.map((f) => {
    const jump = button(String(f), () => change({ forget: f }), { "aria-label": `f = ${f}` });
    jump.style.setProperty("--part", part(f).toFixed(4));
    return jump;
  });
  const [halves, place] = [el("b"), el("span")];
  const life = el("p", { class: "life" }, "half-life ", halves,
    el("span", { class: "aside" }, math("a", "f"), " = ", place));
  const id = uniqueId();
  const old = checkbox("1997 cell: f = 1", (on) => change({ carousel: on }), { "aria-describedby": id });
  const why = el("p", { class: "why", id }, `The cell of 1997 has no forget gate. Here the gate gets a = ${OPEN}: ` +
    "the sigmoid of that rounds to exactly 1, and no reset is possible.");
  const scale = el("div", { class: "marks" }, marks);
  const apart = part(MARKS[3]) - part(MARKS[2]);
  return {
    // Two of the values stand close: where their digits would touch, one steps back.
    fit() { marks[2].hidden = scale.clientWidth > 0 && apart * (scale.clientWidth - 18) < 40; },
    above: [scale, life],
    below: [old.root, why],
    update(s, half) {
      old.box.checked = s.carousel;
      why.hidden = !s.carousel;
      marks.forEach((jump, k) => {
        if (jump.disabled !== s.carousel) jump.disabled = s.carousel;
        mark(jump, "aria-pressed", !s.carousel && s.forget === MARKS[k]);
      });
      write(halves, steps(half));
      write(place, s.carousel ? OPEN : format(logit(s.forget)));
    },
  };
}

export function gatePanels(change) {
  const made = GATES.map((gate) => panel(gate, change));
  return {
    root: el("div", { class: "panels" }, made.map((p) => p.root)),
    update: (s, half) => made.forEach((p) => p.update(s, half)),
    fit: () => made.forEach((p) => p.fit()),
  };
}
