// Programs with one mistake each: the reader points at the line, then chooses the mend.
import { button, el, oneStop, uniqueId } from "../_runtime/controls.js";
import { mark, write } from "../_runtime/svg.js";
import { codeLine } from "./code.js";

const HELP =
  "Each program has one wrong line. Choose that line, then press Check. " +
  "If it is the one, you choose what should stand there.";
const CAPTION =
  "What the program gives, one number of each result. A star: it is not the right one.";

function makeLines(source, choose) {
  const lines = source.map((text, k) => {
    const number = el("span", { class: "number", "aria-hidden": "true" }, String(k + 1));
    const bare = text.trim();
    const name = `Line ${k + 1}: ${bare || "empty"}`;
    const look = { class: "code-line", "aria-pressed": "false", "aria-label": name };
    const made = button(number, () => choose(k), look);
    made.append(codeLine(text));
    return made;
  });
  const root = el(
    "div",
    { class: "program", role: "group", "aria-label": "The program" },
    ...lines,
  );
  oneStop(root);
  return { root, set: (at) => lines.forEach((each, k) => mark(each, "aria-pressed", k === at)) };
}

function makeMends(mends, choose) {
  const name = uniqueId();
  const legend = el("legend", {}, "What should stand there?");
  const choices = mends.map((text, k) => {
    const radio = el("input", { type: "radio", name });
    radio.addEventListener("change", () => choose(k));
    return el("label", { class: "one-of" }, radio, codeLine(text));
  });
  const root = el("fieldset", { class: "mends", hidden: true }, legend, ...choices);
  return {
    root,
    open(line) {
      write(legend, `What should stand in line ${line + 1}?`);
      root.hidden = false;
    },
    close() {
      root.hidden = true;
      for (const { firstChild } of choices) firstChild.checked = false;
    },
  };
}

// One of the programs: { root, line(), mend() }.
function makeFault({ source, numbers, mends }, changed) {
  const now = {};
  const offered = makeMends(mends, (k) => (now.mend = k));
  const lines = makeLines(source, (k) => {
    now.line = k;
    now.mend = undefined;
    lines.set(k);
    offered.close();
    changed();
  });
  const beside = el("pre", { class: "beside", tabindex: "0" }, numbers);
  mark(beside, "role", "region");
  mark(beside, "aria-label", "What the program gives");
  const caption = el("p", { class: "quiet" }, CAPTION);
  const root = el(
    "div",
    { class: "fault" },
    lines.root,
    ...(numbers ? [caption, beside] : []),
    offered.root,
  );
  return { root, now, open: () => offered.open(now.line) };
}

// What is said when a program is mended, and others are not yet.
function mended(data, message, left) {
  const others = left === 1 ? "One more program has" : `${left} more programs have`;
  const title = `Exercise ${data.number}: this program is right now.`;
  return { ...message, status: "found", title, lines: [`${others} a fault: press Next.`] };
}

// The programs, one shown at a time: { root, at() }.
function makePrograms(faults, cleared, say) {
  const made = faults.map((fault) => makeFault(fault, cleared));
  const count = made.length;
  const where = el("span", { class: "count" });
  let shown = 0;
  const show = (to) => {
    shown = (to + count) % count;
    made.forEach(({ root }, k) => (root.hidden = k !== shown));
    const done = made[shown].now.done ? ": right now ✓" : "";
    write(where, `Program ${shown + 1} of ${count}${done}`);
  };
  const go = (step) => {
    show(shown + step);
    cleared();
    say(`${where.textContent}.`);
  };
  const buttons = [button("Previous", () => go(-1)), button("Next", () => go(1))];
  const walk = el("div", { class: "rnn-row", role: "group" }, where, ...buttons);
  mark(walk, "aria-label", "Programs");
  walk.hidden = count === 1;
  show(0);
  const at = () => ({ k: shown, ...made[shown] });
  const done = () => {
    made[shown].now.done = true;
    show(shown);
    return made.filter(({ now }) => !now.done).length;
  };
  return { parts: [walk, ...made.map(({ root }) => root)], at, done };
}

// judge(data, k, line, mend): the message for a line, and for what should stand there; a
// line that is right is "found", and then the mends are offered.
export function faultForm(data, { judge, remind, cleared, say }) {
  const programs = makePrograms(data.faults, cleared, say);
  const help = el("p", { class: "quiet" }, HELP);
  const root = el("div", { class: "fault" }, help, ...programs.parts);
  const check = () => {
    const { k, now, open } = programs.at();
    if (now.line === undefined) return remind("Choose the line that is wrong first.");
    const message = judge(data, k, now.line, now.mend);
    if (message.status === "found") {
      open();
      const next = `Now choose what should stand in line ${now.line + 1}, then check again.`;
      return { ...message, lines: [...message.lines, next] };
    }
    if (message.status !== "right") return message;
    const left = programs.done();
    return left ? mended(data, message, left) : message;
  };
  return { root, check };
}
