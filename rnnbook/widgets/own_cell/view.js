// The reader's own cell: lines on the left, and what they mean on the right. The text is
// read by the language of cells; every figure runs the graph that comes out of it.
import { el, els, refusals, slider } from "../_runtime/controls.js";
import { readCell } from "../_runtime/language/language.js";
import { makeCell } from "../_runtime/loop.js";
import { write } from "../_runtime/svg.js";
import { widget } from "../_runtime/widget.js";
import { dropdown } from "../_runtime/words.js";
import { makeBackward } from "./backward.js";
import { makeEditor } from "./editor.js";
import { drawing } from "./graph.js";
import { makeInputs } from "./inputs.js";
import { keyOf, makeStep } from "./numbers.js";
import { makeOvertime } from "./overtime.js";
import { makeRuler } from "./ruler.js";
import { makeShare } from "./share.js";
import { makeSource } from "./source.js";
import { makeWiring } from "./wiring.js";

const VIEWS = [
  ["wiring", "Wiring"],
  ["backward", "Backward"],
  ["over time", "Over time"],
  ["gradient", "Gradient"],
];
const listed = (names) =>
  names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];

// What all figures need of a traced cell.
function understood(traced) {
  const { nodes, graph } = drawing(traced);
  return { traced, cell: makeCell(traced), nodes, graph, step: makeStep(traced, graph) };
}

const title = ({ traced: { name, gates, state } }) =>
  `${name}: ${gates.length > 1 ? "blocks" : "one block"} ${listed(gates)}, state ${listed(state)}`;

// The wiring with its sliders, under a line that says what is looked at.
function makeWiringPanel(w) {
  const reading = el("p", { class: "reading" });
  const place = el("div", { class: "drawn" });
  const at = () => w.get("at");
  const inputs = makeInputs({ at, set: (values) => w.set(values) });
  let [now, width, looked, values] = [undefined, 0, undefined, []];
  const read = (each) => {
    looked = each;
    const said = each && each.group.getAttribute("aria-label");
    write(reading, said ?? "Point at a node, or tap it, to read its line. Dashed boxes are inputs.");
  };
  const wiring = makeWiring(read, ({ block }) => block && inputs.focus(keyOf(...block)));
  place.append(wiring.root);
  const build = () => now && width && wiring.build(now.nodes, width, `Wiring of ${now.traced.name}`);
  read();
  return {
    root: el("div", { class: "wired" }, reading, place, inputs.root),
    fit(wide) {
      width = wide;
      build();
    },
    build(made) {
      now = made;
      inputs.build(now.traced, now.nodes);
      build();
    },
    draw(s) {
      values = now.step(s.at);
      wiring.show(values);
      inputs.show(s.at, values, now.graph);
      if (looked) read(looked);
      const parts = now.traced.state.map((part) => {
        const id = now.graph.outputs[part][0];
        return now.nodes.find((each) => each.id === id)?.group?.ariaLabel ?? `${part} = ${values[id].toFixed(2)}`;
      });
      return parts.join("; ");
    },
  };
}

// Size of W and a bias for each gate: of the networks of two of the figures.
function makeNetwork(w) {
  const radius = w.slider("radius", { label: "size of W", min: 0.5, max: 2, step: 0.05, role: "h" });
  const place = el("div");
  const root = el("div", { class: "sliders network" }, radius.root, place);
  let knobs = [];
  return {
    root,
    build({ traced: { gates } }) {
      knobs = gates.map((gate) => {
        const onInput = (v) => w.set({ biases: { ...w.get("biases"), [gate]: v } });
        const look = { label: `bias of ${gate}`, min: -3, max: 6, step: 0.5, role: gate };
        const usable = (v) => Math.abs(v) <= 100;
        return [gate, slider({ ...look, usable, wanted: "a number from −100 to 100", value: 0, onInput })];
      });
      place.replaceChildren(...knobs.map(([, knob]) => knob.root));
    },
    show: ({ biases }) => knobs.forEach(([gate, { set }]) => set(biases[gate] ?? 0)),
  };
}

// The texts to start from, and the sentence of the one that is there.
function makePresets(w, source, put) {
  const presets = w.get("presets");
  const about = el("p", { class: "about" });
  const options = presets.map((each) => [each.text, each.name]);
  const list = dropdown("Start from", [["", "your own text"], ...options], (text) => put(text || (source.kept() ?? w.get("text"))));
  return {
    root: el("div", { class: "presets" }, list.root, about),
    show(text) {
      const found = presets.find((each) => each.text === text);
      list.set(found ? text : "");
      write(about, found?.see ?? "");
    },
  };
}

export default widget((w) => {
  const put = (text) => {
    w.set({ text });
    source.keep(text);
  };
  const source = makeSource(w.root, (text) => w.set({ text }));
  const editor = makeEditor({ label: "The lines of the cell", onText: put });
  const presets = makePresets(w, source, put);
  const share = makeShare(source, () => w.get("text"));
  const wiring = makeWiringPanel(w);
  const overtime = makeOvertime(w, (at) => w.set({ at, view: "wiring" }));
  const panels = { wiring, backward: makeBackward(), "over time": overtime, gradient: makeRuler(w) };
  const network = makeNetwork(w);
  const views = w.choices("view", "What it means", VIEWS, { name: "", kind: "views" });
  const status = el("p", { class: "status" });
  const [stage, left, right] = els("div", "panels", "left", "right");
  const old = el("p", { class: "old" }, "Until these lines can be read, the figures show the lines before.");
  stage.append(network.root, ...Object.values(panels).map((panel) => panel.root));
  left.append(presets.root, editor.root, status, share.root);
  right.append(views.root, old, stage);
  w.group("Your own cell", { class: "bench" }, left, right);
  refusals(stage);
  let [text, read, now, built] = [undefined, {}, undefined, {}];

  function take() {
    text = w.get("text");
    read = readCell(text);
    if (read.cell) now = understood(read.cell);
    if (read.cell) built = {};
    editor.set(text);
    editor.say(read.errors ?? []);
    w.root.classList.toggle("refused", Boolean(read.errors));
    write(status, read.cell ? `Read. ${title(now)}.` : "");
    share.update(text);
  }
  function panel(s) {
    const shown = panels[s.view];
    for (const each of Object.values(panels)) each.root.hidden = each !== shown;
    network.root.hidden = s.view !== "over time" && s.view !== "gradient";
    if (!built.network) network.build(now);
    built.network = true;
    if (!built[s.view]) shown.build(s.view === "wiring" || s.view === "backward" ? now : now.cell);
    built[s.view] = true;
    network.show(s);
    return shown.draw(s);
  }
  function draw(s) {
    if (s.text !== text) take();
    presets.show(s.text);
    old.hidden = !read.errors || !now;
    stage.hidden = !now;
    const said = now ? panel(s) : "";
    if (!read.errors) return said;
    const [{ line, says, remedy }, ...more] = read.errors;
    const others = more.length ? ` And ${more.length} more.` : "";
    return `Line ${line}: ${says} ${remedy}${others}`;
  }
  const fit = (width) => {
    for (const each of Object.values(panels)) each.fit?.(width);
  };
  const stop = () => {
    editor.stop();
    source.stop();
    overtime.stop();
  };
  return { stage, fit, draw, stop };
});
