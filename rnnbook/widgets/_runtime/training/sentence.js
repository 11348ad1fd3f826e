// One sentence or two that say what is happening, with their numbers.
import { scientific } from "../text.js";

const RECENT = 50; // updates whose answers are counted
const percent = (share) => `${Math.round(100 * share)} %`;
const steps = (n) => `${n} ${n === 1 ? "step" : "steps"}`;

// The share of right answers of the last updates, as the page's chart has it; before the
// first update that of what was looked at.
function recent({ scores, every }, score) {
  const last = scores.subarray(-Math.max(1, Math.ceil(RECENT / every)));
  return last.length ? last.reduce((a, b) => a + b, 0) / last.length : score;
}

function stopped({ updates }) {
  return (
    `A number was no longer finite after ${updates} ${updates === 1 ? "update" : "updates"}, so ` +
    "the run has stopped: take a smaller learning rate, or clip the gradients."
  );
}

const timesThat = (share) =>
  share === 0 ? "0" : `${scientific(share)} times that at the answer's step`;

// net: the network; found: { byLag, reach, score } of what was looked at.
export function sentenceOf(net, { byLag, reach, score }) {
  if (net.diverged) return stopped(net);
  const { task, s, updates } = net;
  const right = recent(net.history, score);
  const known = `${percent(right)} right (a guess: ${percent(task.chance.score)})`;
  const learned = right >= 0.95 ? "Learned: " : "";
  if (!(byLag[0] > 0)) return `${learned}${known}. The answer sends no gradient back any more.`;
  const lag = reach > 0 ? reach : byLag.length - 1;
  const where = `${reach > 0 ? "the input that counts," : "an input"} ${steps(lag)} back`;
  if (s.window > 0 && reach >= s.window && right < 0.9) {
    const cut = `The window cuts the gradient off before it comes to ${where}.`;
    return updates ? `${cut} ${known}.` : cut;
  }
  const share = byLag[lag] / byLag[0];
  const size = `At ${where}, the gradient is ${timesThat(share)}.`;
  const there = `at ${where}, it is ${timesThat(share)}`;
  if (updates === 0) return `Before the first update. ${size}`;
  if (reach > 0 && right >= 0.95)
    return share < 1e-6
      ? `Learned: ${known}. Its state holds fast and lets almost no gradient pass: ${there}.`
      : `Learned: ${known}. ${size}`;
  if (reach > 0 && share < 1e-6) return `The gradient vanishes: ${there}. ${known}.`;
  if (share > 1e3) return `The gradient explodes: ${there}. ${known}.`;
  return `After ${updates} updates: ${known}. ${size}`;
}
