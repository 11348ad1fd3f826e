// The hints of an exercise.
import { button, el } from "../_runtime/controls.js";
import { nextHint } from "../_runtime/exercise/exercise.js";
import { mark, write } from "../_runtime/svg.js";
import { messageBox } from "./message.js";

// The hints, one at a time, in the notebook's words.
export function makeHints(data) {
  const list = el("div", { class: "hints", role: "status" });
  const all = data.hints.length;
  let given = 0;
  const next = button("", () => {
    if (given === all) return;
    list.append(messageBox(nextHint(data, given)));
    given += 1;
    count();
  });
  const count = () => {
    const left = all - given;
    write(next, left ? `${given ? "Next hint" : "Hint"} (${left} left)` : "No more hints");
    mark(next, "aria-disabled", String(!left));
  };
  count();
  return { list, next };
}
