// The table of the networks: a row a setting, a column a network.
import { button, el, uniqueId } from "../_runtime/controls.js";
import { mark, node, place, write } from "../_runtime/svg.js";
import { MARKS } from "./charts.js";
import { explainer, menu } from "./explain.js";
import { CELL } from "./sentences.js";
import { colours, EACH, MENU, MOST, of, shown, without, withMore, withOne } from "./settings.js";

// The values of a menu, with one that came from an address in its place.
function options(name, value, known) {
  if (name === "nets") return known.cells.map((cell) => [cell, CELL[cell] ?? cell]);
  if (name === "start") return known.starts.map((start) => [start, start]);
  const all = MENU[name].includes(value) ? MENU[name] : [...MENU[name], value];
  return all.toSorted((a, b) => a - b).map((v) => [v, shown(name, v)]);
}

function head(k, remove) {
  const id = uniqueId();
  const sign = node(null, "svg", { width: 14, height: 14, viewBox: "-7 -7 14 14" });
  node(sign, "path", { d: MARKS[k] });
  const name = el("span", { class: "netname", id });
  const out = button("×", remove, { class: "out", title: "Take this network away" });
  mark(sign, "aria-hidden", "true");
  const root = el("th", { scope: "col" }, el("div", {}, sign, name, out));
  return { root, name, out, id };
}

// The rows of the settings: [{ name, row, menus, cells }].
function rowsOf(w, label, heads) {
  return EACH.map((name) => {
    const { root, id } = label(name);
    const menus = heads.map((each, k) =>
      menu({ "aria-labelledby": `${id} ${each.id}` }, (value) =>
        w.set(withOne(w.now(), name, k, value)),
      ),
    );
    const cells = menus.map((each) => el("td", {}, each.root));
    const row = el("tr", { "data-name": name }, el("th", { scope: "row" }, root), ...cells);
    return { name, row, menus, cells };
  });
}

// table(w, known): { root, draw(s, names) }
export function table(w, known) {
  const { line, label } = explainer((name) => {
    rows.find((each) => each.name === name).row.after(below);
  });
  const below = el("tr", { class: "below" }, el("td", { colspan: MOST + 1 }, line));
  const heads = [0, 1, 2].map((k) => head(k, () => w.set(without(w.now(), k))));
  const add = button("+ network", () => w.set(withMore(w.now(), another(w.get("nets")))));
  const top = el("tr", {}, el("td", {}, add), ...heads.map((each) => each.root));
  const rows = rowsOf(w, label, heads);
  const body = el("tbody", {}, ...rows.map((each) => each.row), below);
  const root = el("table", { class: "networks" }, el("thead", {}, top), body);
  let drawn = "";
  return {
    root,
    // What the networks share stands elsewhere: while it moves, the table stays as it is.
    draw(s, names) {
      const key = [names, s.hide, ...EACH.map((name) => s[name])].join("; ");
      if (key === drawn) return;
      drawn = key;
      const roles = colours(s.nets);
      const here = (k) => k < s.nets.length;
      heads.forEach((each, k) => {
        each.root.hidden = !here(k);
        place(each.root, { style: `--tone: var(--rnn-${roles[k] ?? "muted"})` });
        write(each.name, here(k) ? names[k] : "");
        each.out.hidden = s.nets.length === 1;
        mark(each.out, "aria-label", `Take ${names[k] ?? ""} away`);
      });
      add.hidden = s.nets.length === MOST || s.hide.includes("nets");
      for (const { name, row, menus, cells } of rows) {
        row.hidden = s.hide.includes(name);
        menus.forEach((each, k) => {
          cells[k].hidden = !here(k);
          if (here(k)) each.set(of(s, name, k), options(name, of(s, name, k), known));
        });
      }
    },
  };
}

// The cell of one more network: one that is not there yet.
const another = (nets) =>
  ["lstm", "rnn", "gru"].find((cell) => !nets.includes(cell)) ?? nets.at(-1);
