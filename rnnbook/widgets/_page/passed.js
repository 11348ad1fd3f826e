// Which part of the page the reader is in.
const THIRD = 3; // of the screen's height: a part that begins above its first third

// The last of the `sections` that begins above it. Those after it are not asked: they may
// not be laid out yet; nor those in a section that rests (site.js): they would be.
export function lastPassed(sections) {
  let passed;
  for (const section of sections) {
    if (section.parentElement.closest(".rests")) continue;
    if (section.getBoundingClientRect().top >= innerHeight / THIRD) break;
    passed = section;
  }
  return passed;
}
