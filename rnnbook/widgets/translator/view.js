// The translator: a source, a network, and a row of attention for each symbol written.
import { button, el, els, row, uniqueId, valued } from "../_runtime/controls.js";
import { makeCell } from "../_runtime/loop.js";
import { mark, node, place, redrawing, write } from "../_runtime/svg.js";
import { percent } from "../_runtime/text.js";
import { widget } from "../_runtime/widget.js";
import { LONGEST, STEPS, translate, unpack, wanted } from "./numbers.js";

const [TOP, PITCH] = [40, 21]; // of the first row, from row to row
const shown = (symbol) => (symbol === " " ? "␣" : symbol);

// The text that is read: what the network has no symbol for is taken out again.
function sourceField(w) {
  const id = uniqueId();
  const look = { type: "text", spellcheck: "false", autocomplete: "off", maxlength: LONGEST };
  const root = el("input", { id, class: "source", ...look });
  const send = (text) => {
    if (text) w.set({ source: text, hidden: 0 });
  };
  root.addEventListener("input", () => {
    const known = w.get("symbols")[w.get("task")][0];
    const clean = [...root.value.toLowerCase()].filter((c) => known.includes(c)).join("");
    if (clean !== root.value) root.value = clean;
    send(clean);
  });
  root.addEventListener("change", () => (root.value = w.get("source")));
  const longer = button("Longer", () => {
    const { source } = w.now();
    if (source.length < LONGEST) send(source + "3141592653589793238462"[source.length]);
  });
  const shorter = button("Shorter", () => send(w.get("source").slice(0, -1)));
  const label = el("label", { for: id }, "source");
  return {
    root: row("Source", label, root, shorter, longer),
    set({ task, source }) {
      if (document.activeElement !== root || root.value.trim()) {
        if (root.value !== source) root.value = source;
      }
      for (const each of [longer, shorter]) each.hidden = task !== "digits";
      mark(longer, "aria-disabled", source.length >= LONGEST);
      mark(shorter, "aria-disabled", source.length <= 1);
    },
  };
}

// A symbol of the source: its box, and what stands in it.
function drawHead(put, { x, step, symbol, gone }) {
  const group = put("g", { class: gone ? "head gone" : "head" }, undefined);
  const inside = redrawing(group);
  inside.put("rect", { x: x - step / 2, y: 0, width: step, height: TOP - 6 });
  inside.put("text", { x, y: 22 }, gone ? "×" : shown(symbol));
}

// A symbol that is written: its row of weights, and the symbol at its end.
function drawRow(put, s, found, t, { x, step, symbol }) {
  const T = s.source.length;
  const y = TOP + PITCH * t;
  const weights = found.weights[t] ?? [...s.source].map((_, j) => (j === T - 1 ? 1 : 0));
  const top = weights.indexOf(Math.max(...weights));
  const cell = { y, width: step - 3, height: PITCH - 4 };
  const inside = redrawing(put("g", {}, undefined));
  weights.forEach((weight, j) => {
    const look = { ...cell, x: x(j) - step / 2 + 1.5, "fill-opacity": weight.toFixed(3) };
    inside.put("rect", { ...look, class: `weight${j === top ? " top" : ""}` });
  });
  const end = found.wanted === null ? undefined : (found.wanted[t] ?? "end");
  const right = end === undefined ? "" : end === symbol ? " right" : " wrong";
  const said = right ? `${symbol}${right === " right" ? " ✓" : " ✗"}` : symbol;
  inside.put("text", { class: `out${right}`, x: x(T - 1) + step / 2 + 8, y: y + 14 }, said);
  inside.end();
}

// The source above; for each symbol written a row of weights, and the symbol at its end.
function drawGrid(svg, width, s, found) {
  const T = s.source.length;
  const symbols = [...found.output, ...(found.ended ? ["end"] : [])];
  const height = TOP + PITCH * Math.max(symbols.length, 6) + 6;
  const step = Math.min(30, (width - 64) / T);
  const x = (j) => 6 + step * (j + 0.5);
  const { put, end } = redrawing(svg);
  place(svg, { width, height });
  [...s.source].forEach((symbol, j) =>
    drawHead(put, { x: x(j), step, symbol, gone: j + 1 === s.hidden }),
  );
  symbols.slice(0, s.step).forEach((symbol, t) => drawRow(put, s, found, t, { x, step, symbol }));
  end();
}

// The last symbol shown, and the whole, in words.
function sentence(s, found) {
  const symbols = [...found.output, ...(found.ended ? ["the end"] : [])];
  const t = Math.min(s.step, symbols.length) - 1;
  let text = "Nothing is written yet. ";
  if (t >= 0) {
    text = `Symbol ${t + 1} is ${symbols[t]}. `;
    if (s.attend) {
      const weights = found.weights[t];
      const top = weights.indexOf(Math.max(...weights));
      const where = `“${shown(s.source[top])}” at position ${top + 1}`;
      text += `Its highest weight, ${percent(weights[top])}, is at ${where}. `;
    } else text += "The readout sees the last state of the encoder. ";
  }
  if (!found.ended) text += `No end came within ${STEPS} symbols. `;
  const verdict = found.ended && found.output === found.wanted ? "That is right." : null;
  const known = found.wanted === null;
  const right = known ? "This is no date as in training." : `Right would be ${found.wanted}.`;
  return `${text}The whole output is ${found.output || "empty"}. ${verdict ?? right}`;
}

// The drawing; a press on a symbol of the source hides it, another shows it again.
function makeGrid(w, hide) {
  const svg = node(null, "svg", { class: "grid", role: "img" });
  svg.addEventListener("click", ({ target }) => {
    const head = target.closest(".head");
    const j = [...svg.querySelectorAll(".head")].indexOf(head) + 1;
    if (head) hide(j === w.get("hidden") ? 0 : j);
  });
  return svg;
}

// What was translated last, while nothing is asked for that changes it.
function keeper(work) {
  let [known, kept] = ["", undefined];
  return (s) => {
    const key = [s.task, s.attend, s.hidden, s.source].join();
    if (key !== known) [known, kept] = [key, work(s)];
    return kept;
  };
}

const NETWORKS = [
  [true, "attention"],
  [false, "last state alone"],
];

export default widget((w) => {
  const cell = makeCell(w.get("graphs").gru);
  const [nets, symbols, months, examples] = ["nets", "symbols", "months", "examples"].map(w.get);
  const kept = {};
  const network = (name) => (kept[name] ??= unpack(nets, name));
  const change = (task) => ({ task, source: examples[task], hidden: 0 });
  const tasks = Object.keys(symbols).map((each) => [each, each]);
  const task = w.choices("task", "Task", tasks, { kind: "choices", change });
  const kind = w.choices("attend", "The readout sees", NETWORKS, { kind: "choices" });
  const field = sourceField(w);
  const [writeUpTo, hide] = [(n) => w.set({ step: n }), (j) => w.set({ hidden: j })];
  const translated = keeper((s) => {
    const p = network(`${s.task} ${s.attend ? "attention" : "last"}`);
    const found = translate(cell, p, symbols[s.task], s);
    return { ...found, wanted: wanted(s.task, s.source, months) };
  });
  const step = valued({ label: "symbols written", min: 0, max: STEPS, onInput: writeUpTo });
  const hidden = valued({ label: "hidden position", min: 0, onInput: hide });
  const svg = makeGrid(w, hide);
  const [settings, stage, told] = els("div", "settings", "stage", "told");
  stage.append(svg);
  settings.append(task.root, kind.root, field.root, step.root, hidden.root);
  w.root.append(settings, stage, told, w.live);

  function draw(s, width) {
    const found = translated(s);
    const written = found.output.length + found.ended;
    field.set(s);
    const upTo = Math.min(s.step, written);
    step.set(upTo, `${upTo} of ${written}`, { max: written });
    const name = s.hidden ? `${s.hidden}, “${shown(s.source[s.hidden - 1])}”` : "none";
    hidden.set(s.hidden, s.attend ? name : "no attention", { max: s.source.length });
    drawGrid(svg, width, s, found);
    const text = sentence(s, found);
    mark(svg, "aria-label", `Source ${s.source}. ${text}`);
    write(told, text);
    return text;
  }

  return { stage, draw };
});
