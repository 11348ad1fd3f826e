// What a check can say: for each status its mark and its heading, as in
// `rnnbook/exercises/_messages.py`.
const KINDS = {
  right: ["✓", "right."],
  "not attempted": ["○", "not attempted yet."],
  unfinished: ["◐", "right so far, not finished."],
  mistake: ["≈", "not yet. It looks like a known mistake."],
  wrong: ["✗", "not yet. Here is what differs."],
  misfit: ["□", "not yet. The answer has the wrong form."],
  error: ["!", "your function stopped with an error."],
  hint: ["→", "a hint."],
  found: ["→", "this is the line."],
};

// A message: { status, mark, heading, title, lines } and what else is known of it. Lines
// may hold `code` in backticks.
export function message({ number }, status, lines, more = {}) {
  const [mark, heading] = KINDS[status];
  return { status, mark, heading, title: `Exercise ${number}: ${heading}`, lines, ...more };
}
