// The scan: one clock for a loop and for the rounds of a scan, and the tree of what the
// pair of one step is made of. A press on the grid takes hold of a step and a round.
import { button, el, els, refusals } from "../_runtime/controls.js";
import { clamp, mark, node, show, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { ROUNDS, T, firstOf, run, tree } from "./numbers.js";

const SLIDERS = {
  clock: { label: "clock", step: 1 },
  step: { label: "step looked at", step: 1, role: "h" },
  lam: { label: "factor λ", step: 0.01, role: "f" },
};
const KINDS = [
  ["fixed", "the same at all steps"],
  ["input", "0 at steps 6 and 12"],
];
const [LEFT, PITCH, LOOP, FIRST] = [66, 40, 24, 72];

const rounds = (clock) => Math.min(clock, ROUNDS);
const height = (k) => FIRST + k * PITCH;

function makeNames(svg) {
  const name = (y, text) => node(svg, "text", { class: "name", x: 0, y: y + 5 }, text);
  name(LOOP, "loop");
  name(height(0), "pairs");
  for (let k = 1; k <= ROUNDS; k++) name(height(k), `round ${k}`);
}

function makeGrid(parent, width) {
  const size = { width, height: height(ROUNDS) + 44 };
  const svg = node(parent, "svg", { ...size, role: "img", class: "chart" });
  const x = (t) => LEFT + ((t - 0.5) * (width - LEFT - 4)) / T;
  const r = Math.min(8, (width - LEFT) / T / 2.6);
  makeNames(svg);
  const span = node(svg, "rect", { class: "span", y: height(0) - 14, height: 28, rx: 6 });
  const branches = node(svg, "path", { class: "tree" });
  const [loop, pairs] = [[], []];
  for (let t = 1; t <= T; t++) {
    const square = { x: x(t) - r, y: LOOP - r, width: 2 * r, height: 2 * r, rx: 2 };
    loop.push(node(svg, "rect", { class: "state", ...square }));
    const column = Array.from({ length: ROUNDS + 1 }, (_, k) =>
      node(svg, "circle", { class: "pair", cx: x(t), cy: height(k), r }),
    );
    pairs.push(column);
    const odd = { class: "tick", x: x(t), y: height(ROUNDS) + 26, "text-anchor": "middle" };
    if (t % 5 === 0 || t === 1) node(svg, "text", odd, String(t));
  }
  node(svg, "text", { class: "name", x: 0, y: height(ROUNDS) + 26 }, "step");
  const ring = node(svg, "circle", { class: "ring", r: r + 4 });
  const clears = [6, 12].map((t) => node(svg, "path", { class: "clear", d: slash(x(t), r) }));
  return { svg, x, span, branches, loop, pairs, ring, clears };
}

// Over a step that clears the state, across its pair.
const slash = (x, r) => `M${x - r} ${height(0) + r}L${x + r} ${height(0) - r}`;

// The step and the tick of the clock that lie under a pointer.
function under(svg, event, width) {
  const { left, top, width: seen } = svg.getBoundingClientRect();
  const scale = width / seen;
  const across = ((event.clientX - left) * scale - LEFT) / (width - LEFT - 4);
  const step = clamp(Math.ceil(across * T), 1, T);
  const y = (event.clientY - top) * scale;
  const clock = y < (LOOP + FIRST) / 2 ? step : clamp(Math.round((y - FIRST) / PITCH), 0, ROUNDS);
  return { step, clock };
}

function grab(svg, w, width) {
  let held = false;
  const move = (event) => w.set(under(svg, event, width));
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    held = true;
    svg.setPointerCapture(event.pointerId);
    move(event);
  });
  svg.addEventListener("pointermove", (event) => held && move(event));
  for (const kind of ["pointerup", "pointercancel"]) {
    svg.addEventListener(kind, () => (held = false));
  }
}

function sentence({ clock, step, kind }, { products, sums, h, combined }) {
  const k = rounds(clock);
  const first = firstOf(k, step);
  const covers = first === step ? `step ${step} alone` : `steps ${first} to ${step}`;
  const pair = `(${format(products[k][step - 1])}, ${format(sums[k][step - 1])})`;
  const whole = first === 1;
  const value = whole
    ? `It reaches the first step, so its second number is h${sub(step)} = ${format(h[step - 1])}.`
    : `It does not reach the first step yet.`;
  const cleared = kind === "input" && products[k][step - 1] === 0;
  const why = cleared ? " Its first number is 0: a cleared step lies in it." : "";
  const loop = `The loop has made ${clock} of ${T} steps`;
  const scan = `the scan ${k} of ${ROUNDS} rounds, and combined ${combined[k]} pairs`;
  return `${loop}, ${scan}. The pair of step ${step} covers ${covers}: ${pair}. ${value}${why}`;
}

const sub = (n) => [...String(n)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("");

function drawGrid({ span, branches, loop, pairs, ring, clears, x }, { clock, step, kind }) {
  const k = rounds(clock);
  loop.forEach((square, t) => square.classList.toggle("ready", t < clock));
  pairs.forEach((column, t) =>
    column.forEach((circle, round) => {
      circle.classList.toggle("ready", round <= k);
      circle.classList.toggle("whole", t < 2 ** round);
    }),
  );
  const lines = tree(k, step).map(
    ([at, t, s]) => `M${x(t)} ${height(at)}L${x(s)} ${height(at - 1)}`,
  );
  mark(branches, "d", lines.join(""));
  const [from, to] = [x(firstOf(k, step)) - 12, x(step) + 12];
  mark(span, "x", from);
  mark(span, "width", to - from);
  mark(ring, "cx", x(step));
  mark(ring, "cy", height(k));
  for (const path of clears) show(path, kind === "input");
}

export default widget((w) => {
  const [grid] = els("div", "grid");
  const sliders = w.sliders(SLIDERS);
  const kind = w.choices("kind", "Factor λ", KINDS);
  const tick = (by) => w.set({ clock: clamp(w.get("clock") + by, 0, T) });
  const back = button("‹ Back", () => tick(-1));
  const next = button("One tick ›", () => tick(1), { class: "rnn-button rnn-primary" });
  const told = el("p", { class: "told" });
  const given = { inputs: w.get("inputs"), marked: w.get("marked") };
  const ticks = el("div", { class: "ticks" }, back, next);
  w.root.append(grid, ticks, sliders, kind.root, told, w.live);
  refusals(w.root);
  let parts;

  function fit(width) {
    grid.replaceChildren();
    parts = makeGrid(grid, width);
    grab(parts.svg, w, width);
  }

  function draw(s) {
    drawGrid(parts, s);
    back.disabled = s.clock === 0;
    next.disabled = s.clock === T;
    const text = sentence(s, run({ ...s, ...given }));
    mark(parts.svg, "aria-label", `A row for the loop and five for the scan. ${text}`);
    write(told, text);
    return text;
  }

  return { stage: grid, fit, draw };
});
