// The way into lecture mode (lecture/lecture.js): by the button in the bar, by the key L,
// or by an address, ?lecture, #lecture or #lecture=figure-6.4. Its script comes then.
const here = document.currentScript?.src;
const button = document.querySelector(".lecture-button");
let coming;

function enter(slide) {
  coming ??= new Promise((done) => {
    const script = document.createElement("script");
    script.src = new URL("rnn-lecture.js", here).href;
    script.addEventListener("load", done);
    script.addEventListener("error", () => button.remove()); // it was not copied along
    document.head.append(script);
  });
  coming.then(() => window.rnnbookLecture(slide));
}

function follow() {
  const asked = /[?#&]lecture(?:=([^&#]*))?(?=[&#]|$)/.exec(location.hash || location.search);
  if (asked) enter(asked[1] ?? "");
}

if (button) {
  button.addEventListener("click", () => enter());
  addEventListener("keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
    if (key !== "L" || ctrlKey || metaKey || altKey) return;
    if (!target.closest?.("input, textarea, select, [contenteditable]")) enter();
  });
  addEventListener("hashchange", follow);
  follow();
}
