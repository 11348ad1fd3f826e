// What is said to the reader, as a notebook's check says it: one box, a mark before the
// title, `code` in backticks. No meaning hangs on a colour.
import { el } from "../_runtime/controls.js";

// A text with `code` in backticks, as nodes.
export const inline = (text) =>
  text.split("`").map((part, k) => (k % 2 ? el("code", {}, part) : part));

export function messageBox({ status, mark, title, lines }) {
  const sign = el("span", { "aria-hidden": "true" }, `${mark} `);
  return el(
    "div",
    { class: "rnn-check", "data-status": status.replace(" ", "-") },
    el("p", {}, el("strong", {}, sign, ...inline(title))),
    ...lines.map((line) => el("p", {}, ...inline(line))),
  );
}
