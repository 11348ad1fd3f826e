// The two drawings of the cell, for a text column and for a phone, kept up to date.
import rules from "./wiring.css";
import { el } from "../_runtime/controls.js";
import { place, write } from "../_runtime/svg.js";
import { format } from "../_runtime/text.js";

const ROOM = 47; // what six characters take on a plate
const TIGHT = { textLength: ROOM, lengthAdjust: "spacingAndGlyphs" };

function parse(text, size, title) {
  const read = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const svg = document.importNode(read, true);
  svg.querySelector("style").textContent = rules;
  for (const side of ["width", "height"]) svg.removeAttribute(side);
  svg.classList.add(`rnn-${size}`);
  const where = "its numbers are in the sentence that goes with it";
  place(svg, { role: "img", "aria-label": `Wiring diagram of the ${title} cell; ${where}` });
  for (const part of svg.children) place(part, { "aria-hidden": "true" });
  return svg;
}

// What is longer than six characters is drawn closer: the plate is as wide as it is.
function writeNumber(number, text) {
  write(number, text);
  if (text.length > 6) place(number, TIGHT);
  else for (const name in TIGHT) number.removeAttribute(name);
}

export function makeDiagram({ title, drawings: texts }) {
  const drawings = Object.entries(texts).map(([size, text]) => parse(text, size, title));
  const root = el("div", { class: "rnn-diagram" }, ...drawings);
  const plates = Array.from(root.querySelectorAll(".plate"), (plate) => ({
    number: plate.querySelector(".num"),
    ...plate.dataset,
  }));
  const parts = [...root.querySelectorAll("[data-on]")];
  let backward = false;
  return {
    root,
    show({ key, back }) {
      backward = Boolean(back);
      for (const svg of drawings) svg.classList.toggle("backward", backward);
      for (const part of parts) {
        const on = key === "all" || part.dataset.on.split(" ").includes(key);
        part.classList.toggle("dim", !on);
      }
    },
    update(values) {
      for (const { number, node, grad } of plates) {
        const name = backward ? grad : node;
        if (!name) continue; // a plate that is there in one direction only
        const text = format(values[name], backward ? 3 : 2);
        if (number.textContent !== text) writeNumber(number, text);
      }
    },
  };
}
