// The two drawings of the cell, for a text column and for a phone, kept up to date.
import rules from "./wiring.css";
import { el, format } from "../_runtime/controls.js";

const ROOM = 47; // what six characters take on a plate

const parse = (text) => document.importNode(
  new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);

export function makeDiagram({ title, drawings: texts }) {
  const drawings = Object.entries(texts).map(([size, text]) => {
    const svg = parse(text);
    svg.querySelector("style").textContent = rules;
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    svg.classList.add(`rnn-${size}`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `Wiring diagram of the ${title} cell; its numbers are in the sentence that goes with it`);
    return svg;
  });
  const root = el("div", { class: "rnn-diagram" }, ...drawings);
  const plates = [...root.querySelectorAll(".plate")].map((plate) => {
    const number = plate.querySelector(".num");
    const text = number.appendChild(document.createTextNode(""));
    return { number, text, ahead: plate.dataset.node, back: plate.dataset.grad };
  });
  const parts = [...root.querySelectorAll("[data-on]")].map((part) => [part, part.dataset.on.split(" ")]);

  let backward = false;
  return {
    root,
    show(stage) {
      backward = Boolean(stage.back);
      drawings.forEach((svg) => svg.classList.toggle("backward", backward));
      for (const [part, on] of parts) part.classList.toggle("dim", stage.key !== "all" && !on.includes(stage.key));
    },
    update(values) {
      for (const { number, text, ahead, back } of plates) {
        const name = backward ? back : ahead;
        if (!name) continue; // a plate that is there in one direction only
        const next = format(values[name], backward ? 3 : 2);
        if (text.data === next) continue;
        text.data = next;
        // What is longer than six characters is drawn closer: the plate is as wide as it is.
        const long = next.length > 6;
        if (long !== number.hasAttribute("textLength")) {
          for (const [name, value] of [["textLength", ROOM], ["lengthAdjust", "spacingAndGlyphs"]]) {
            if (long) number.setAttribute(name, value);
            else number.removeAttribute(name);
          }
        }
      }
    },
  };
}
