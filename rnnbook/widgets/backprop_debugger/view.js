// The backprop debugger: checkboxes on the lines of the backward, and the report of the
// check. All numbers were made in Python, by running the altered source.
import { button, el, format, keepDrawn, liveRegion, mount, uniqueId } from "../_runtime/controls.js";

// Bars run from 1e-7, where rounding begins, to 1.
const LOWEST = 7;
const share = (error) => (error ? Math.min(1, Math.max(0, 1 + Math.log10(error) / LOWEST)) : 0);

function termRow(term, onChange) {
  const id = uniqueId();
  const box = el("input", { type: "checkbox", id, "aria-describedby": `${id}-code` });
  box.addEventListener("change", () => onChange(term.key, !box.checked));
  const state = el("span", { class: "state" });
  const gone = el("del", {}, term.old);
  const put = el("ins", {}, term.new);
  const code = el("code", { id: `${id}-code` }, term.before, gone, put, term.after);
  const name = el("label", { for: id }, `${term.label} `, el("span", { class: "eq" }, `(${term.equation})`));
  const root = el("li", {}, el("div", { class: "head" }, box, name, state), code);
  return {
    root,
    box,
    update(off) {
      box.checked = !off;
      root.classList.toggle("off", off);
      state.textContent = off ? "switched off" : "";
      put.hidden = !off;
    },
  };
}

function arrayRow([name, shape]) {
  const bar = el("span", { class: "bar" });
  const error = el("td", { class: "error" });
  const verdict = el("td", { class: "verdict" });
  const root = el("tr", {}, el("th", { scope: "row" }, el("i", {}, `d${name}`)),
    el("td", { class: "shape" }, `(${shape.join(", ")})`), el("td", { class: "track" }, bar), error, verdict);
  return {
    root,
    update(value) {
      root.classList.toggle("wrong", value > 0);
      bar.style.setProperty("--part", share(value).toFixed(4));
      error.textContent = value ? format(value) : "< 1e−7";
      verdict.textContent = value ? "WRONG" : "ok";
    },
  };
}

function render({ model, el: root }) {
  mount(root, "backprop_debugger");
  const terms = model.get("terms");
  const arrays = model.get("arrays");
  const checks = model.get("checks");
  const set = (off) => { model.set("off", off); model.save_changes(); };
  const toggle = (key, off) => {
    const now = new Set(model.get("off"));
    if (off) now.add(key); else now.delete(key);
    set(terms.map((term) => term.key).filter((k) => now.has(k)));
  };
  const rows = terms.map((term) => termRow(term, toggle));
  const lines = arrays.map(arrayRow);
  // The button is then disabled: keep the keyboard's place, at the first term mended.
  const mend = button("switch all on", () => {
    const first = terms.findIndex((term) => model.get("off").includes(term.key));
    set([]);
    rows[first]?.box.focus();
  }, { class: "rnn-button mend" });
  const heading = el("tr", {}, ["gradient", "shape", "relative error", "", "check"].map((text) =>
    (text ? el("th", { scope: "col" }, text) : el("td"))));
  const table = el("table", {}, el("thead", {}, heading), el("tbody", {}, lines.map((line) => line.root)));
  const whole = el("p", { class: "whole" });
  const live = liveRegion();
  const all = el("div", { class: "debugger" },
    el("div", { class: "terms" }, el("ul", {}, rows.map((row) => row.root)), mend),
    el("div", { class: "report" }, table, whole), live.root);
  if (!root.closest(".rnn-widget")) {
    all.setAttribute("role", "group");
    all.setAttribute("aria-label", "Backprop debugger");
  }
  root.append(all);

  function draw() {
    const off = model.get("off");
    const found = checks[terms.map((term) => (off.includes(term.key) ? 1 : 0)).join("")];
    terms.forEach((term, k) => rows[k].update(off.includes(term.key)));
    lines.forEach((line, k) => line.update(found[k]));
    mend.disabled = off.length === 0;
    const error = found[found.length - 1];
    whole.replaceChildren("Error of all parameters together: ", el("b", {}, error ? format(error) : "< 1e−7"));
    const wrong = arrays.filter((_, k) => found[k] > 0).map(([name]) => `d${name}`);
    live.tell(wrong.length ? `Wrong: ${wrong.join(", ")}.` : "All gradients are right.");
  }

  return keepDrawn({ model, settings: ["off"], draw, live });
}

export default { render };
