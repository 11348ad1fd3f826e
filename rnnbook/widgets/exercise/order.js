// The lines of a program, shuffled: the reader puts them in order, and of several that stand
// in one box chooses one. A box moves by its handle: dragged, or taken with Enter or the
// space bar, moved by arrows, set down by the same keys, put back by Escape; or by its two
// buttons.
import { button, el, uniqueId } from "../_runtime/controls.js";
import { mark } from "../_runtime/svg.js";
import { codeBlock, codeLine } from "./code.js";
import { draggable } from "./drag.js";

const HELP =
  "Press Enter or the space bar to take a box, the arrows to move it, Enter to set it down, " +
  "Escape to put it back.";

// The pieces as boxes, as they come: a line, or two of which one belongs.
function boxesOf({ pieces }) {
  const boxes = new Map();
  for (const piece of pieces) {
    const key = [piece.id, piece.instead].toSorted().join();
    boxes.set(key, [...(boxes.get(key) ?? []), piece]);
  }
  return [...boxes.values()];
}

// Each level of a program is four characters deep; below the head is the first.
const lineOf = ({ text, indent }) => codeLine(text, 4 * (indent + 1));

function alternatives(group, choose) {
  const name = uniqueId();
  return group.map((piece) => {
    const radio = el("input", { type: "radio", name });
    radio.addEventListener("change", () => choose(piece));
    return el("label", { class: "one-of" }, radio, lineOf(piece));
  });
}

// A box of the list: { root, handle, up, down, id(), text() }.
function makeBox(group, moves) {
  const box = { chosen: group.length === 1 ? group[0] : null };
  const handle = button("⠿", () => moves.take(box), { class: "handle", "aria-pressed": "false" });
  box.handle = handle;
  box.up = button("↑", () => moves.by(box, -1), { class: "move" });
  box.down = button("↓", () => moves.by(box, 1), { class: "move" });
  const several = group.length > 1;
  const lines = several
    ? el(
        "div",
        { class: "lines", role: "group" },
        ...alternatives(group, (piece) => {
          box.chosen = piece;
          moves.chosen(box);
        }),
      )
    : el("div", { class: "lines" }, lineOf(group[0]));
  if (several) lines.setAttribute("aria-label", "One of these lines belongs here");
  const kind = several ? "box pair" : "box";
  box.root = el("li", { class: kind }, handle, lines, el("span", {}, box.up, box.down));
  box.text = () => box.chosen?.text ?? `${group[0].text}, or another`;
  return box;
}

// What the handle and the buttons of each box are called, with its place.
function nameBoxes(boxes) {
  boxes.forEach((box, k) => {
    const place = `${box.text()}, place ${k + 1} of ${boxes.length}`;
    mark(box.handle, "aria-label", `Move ${place}`);
    mark(box.up, "aria-label", `Up: ${place}`);
    mark(box.down, "aria-label", `Down: ${place}`);
    for (const [each, end] of [
      [box.up, 0],
      [box.down, boxes.length - 1],
    ]) {
      mark(each, "aria-disabled", String(k === end));
    }
  });
}

// The list in its order, which moves change; say(text) tells them to those who do not see.
function makeList(groups, say) {
  const list = el("ol", { class: "boxes" });
  const made = { list, boxes: [] };
  // What has the focus stays where it is, for an element that moves would lose it.
  const show = () => {
    const roots = made.boxes.map(({ root }) => root);
    const still = roots.findIndex((root) => root.contains(document.activeElement));
    for (const root of roots.slice(0, Math.max(still, 0))) roots[still].before(root);
    list.append(...roots.slice(still + 1));
    nameBoxes(made.boxes);
  };
  made.place = (box) => `place ${made.boxes.indexOf(box) + 1} of ${made.boxes.length}`;
  made.moveTo = (box, to) => {
    const from = made.boxes.indexOf(box);
    if (to < 0 || to >= made.boxes.length || to === from) return;
    made.boxes.splice(to, 0, ...made.boxes.splice(from, 1));
    made.point(undefined);
    show();
    say(`${box.text()}: ${made.place(box)}.`);
  };
  made.by = (box, step) => made.moveTo(box, made.boxes.indexOf(box) + step);
  made.point = (piece) => {
    for (const { root, chosen } of made.boxes) {
      root.classList.toggle("pointed", piece !== undefined && chosen?.id === piece);
    }
  };
  const chosen = () => nameBoxes(made.boxes);
  const moves = { take: (box) => made.take(box), by: made.by, chosen };
  made.boxes = groups.map((group) => makeBox(group, moves));
  list.append(...made.boxes.map(({ root }) => root));
  chosen();
  return made;
}

// A box is taken by its handle, moved by arrows, set down again or put back.
function takeByKeys(made, say) {
  const { list } = made;
  let taken = null; // { box, from }
  const drop = (back) => {
    if (!taken) return;
    const { box, from } = taken;
    taken = null;
    mark(box.handle, "aria-pressed", "false");
    box.root.classList.remove("taken");
    if (back) made.moveTo(box, from);
    const now = made.place(box);
    say(back ? `Put back: ${box.text()}, ${now}.` : `Set down: ${box.text()}, ${now}.`);
  };
  made.take = (box) => {
    const again = taken?.box === box;
    drop(false);
    if (again) return;
    taken = { box, from: made.boxes.indexOf(box) };
    mark(box.handle, "aria-pressed", "true");
    box.root.classList.add("taken");
    say(`Taken: ${box.text()}, ${made.place(box)}. ${HELP}`);
  };
  list.addEventListener("keydown", (event) => {
    if (event.target !== taken?.box.handle) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) made.by(taken.box, step);
    else if (event.key === "Escape") drop(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("focusout", () => drop(false));
}

// judge(data, ids): the message for the lines in their order.
export function orderForm(data, { judge, say, remind }) {
  const made = makeList(boxesOf(data.lines), say);
  takeByKeys(made, say);
  draggable(made.list, ".box", (root, to) => {
    const box = made.boxes.find((each) => each.root === root);
    made.moveTo(box, to);
  });
  const several = data.lines.pieces.some(({ instead }) => instead);
  const told = several ? " Where a box holds several lines, choose the one that belongs." : "";
  const root = el(
    "div",
    { class: several ? "order several" : "order" },
    el("p", { class: "quiet" }, `Put the boxes into the order in which the lines run.${told}`),
    codeBlock(data.lines.head),
    made.list,
  );
  const check = () => {
    const open = made.boxes.filter(({ chosen }) => !chosen).length;
    const many = open === 1 ? "In one box" : `In ${open} boxes`;
    if (open) return remind(`${many} no line is chosen yet. Choose one in each.`);
    const ids = made.boxes.map(({ chosen }) => chosen.id);
    const message = judge(data, ids);
    made.point(message.piece);
    return message;
  };
  return { root, check };
}
