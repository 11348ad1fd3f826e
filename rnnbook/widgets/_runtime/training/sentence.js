// One sentence that says what is happening, with its numbers.

const percent = (share) => `${Math.round(100 * share)} %`;

// A number of a size that one reads: 0.031, 12, 1e-9.
export function small(value) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-3 || size >= 1e4) return value.toExponential(0).replace("e+", "e");
  return String(Number(value.toPrecision(2)));
}

const steps = (n) => `${n} ${n === 1 ? "step" : "steps"}`;

function cutBefore({ s }, reach) {
  return (
    `The gradient is cut after every ${steps(s.window)}, and the answer depends on an input ` +
    `${steps(reach)} back: what stands there cannot be learned through the gradient.`
  );
}

function stopped({ updates }) {
  return (
    `A number was no longer finite after ${updates} updates, so the run has stopped: take a ` +
    "smaller learning rate, or clip the gradients."
  );
}

// net: the network; found: { byLag, reach, score } of what was looked at.
export function sentenceOf(net, { byLag, reach, score }) {
  const { task, s, updates } = net;
  if (net.diverged) return stopped(net);
  const guessing = percent(task.chance.score);
  const known = `${percent(score)} of the answers looked at are right (guessing: ${guessing})`;
  const lag = reach > 0 ? reach : byLag.length - 1;
  const share = byLag[lag] / byLag[0];
  const where = reach > 0 ? `at the input that counts, ${steps(lag)} back` : `${steps(lag)} back`;
  if (!(byLag[0] > 0)) return `The answer sends no gradient back any more: ${known}.`;
  if (s.window > 0 && reach >= s.window && score < 0.9) return cutBefore(net, reach);
  const size = `the gradient from the answer is ${small(share)} of itself ${where}`;
  if (updates === 0) return `Before the first update ${size}.`;
  if (score >= 0.95 && reach > 0) return `Learned: ${known}; ${size}.`;
  if (share < 1e-6)
    return `The gradient vanishes: it is ${small(share)} of itself ${where}, and ${known}.`;
  if (share > 1e3)
    return `The gradient explodes: it is ${small(share)} times itself ${where}, and ${known}.`;
  return `After ${updates} updates ${size}; ${known}.`;
}
