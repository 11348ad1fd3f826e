// The missions: each begins from settings of its own, has a goal that the page checks
// while the networks learn, a hint, and what there is to see when it is done.
//
// reached(nets, all): how far it is, { done, said }. nets: [{ settings, updates, score,
// norm, diverged, arrives }], a network each; score: of the last 50 updates, all of whose
// sequences are new; arrives: the share of the gradient that is left at the first step.
import { percent, scientific } from "../_runtime/text.js";
import { shareOf } from "./charts.js";

const PASS = 0.95;
const FAIL = 0.6;
const passes = ({ updates, score }) => updates >= 50 && score >= PASS;

// What a mission says while the first network that counts is not there yet.
const answers = (net) =>
  net && net.updates ? `Now: ${percent(net.score)} right, wanted ${percent(PASS)}.` : "";
const best = (nets) => nets.toSorted((a, b) => (b.score || 0) - (a.score || 0))[0];

// The goal that one of some networks passes.
const onePasses = (counts) => (nets) => {
  const those = nets.filter(counts);
  if (!those.length) return { done: false, said: "None of the networks counts here." };
  return { done: those.some(passes), said: answers(best(those)) };
};

// The goal that one of some networks has not learned after so many updates.
const oneFails = (counts, least) => (nets) => {
  const those = nets.filter(counts);
  if (!those.length) return { done: false, said: "No network has what this mission asks for." };
  const [net] = those.toSorted((a, b) => a.score - b.score);
  const stays = `Now: ${percent(net.score || 0)} right`;
  return {
    done: net.updates >= least && net.score <= FAIL,
    said: net.updates ? `${stays} after ${net.updates} of ${least} updates.` : "",
  };
};

const usual = {
  task: "recall",
  lag: 20,
  batch: 32,
  seed: 1,
  units: [16],
  rate: [0.01],
  clip: [1],
  forget_bias: [1],
  start: ["default"],
  window: [0],
};
const alike = (net, other, names) => names.every((name) => net[name] === [other[name]].flat()[0]);

export const MISSIONS = [
  {
    title: "Who learns first?",
    goal: "Guess which of the three networks learns first. Then press Play until one has 95 % right.",
    hint: "Press Play. Nothing else is needed.",
    values: { ...usual, nets: ["rnn", "lstm", "gru"] },
    reached: onePasses(() => true),
    seen: "Look at the right chart: the network whose gradient arrives is the network that learns.",
  },
  {
    title: "Let the RNN remember",
    goal: "Make the vanilla RNN pass lag 40: 95 % right, with a cell of the kind RNN.",
    hint: "Its gradient is too small at the first step. Which start of W passes on a gradient as it is?",
    values: { ...usual, lag: 40, nets: ["rnn"] },
    reached: onePasses(({ settings: s }) => s.cell === "rnn" && s.task === "recall" && s.lag >= 40),
    seen: "An orthogonal W keeps the length of what it multiplies. So the gradient was there at the first step.",
  },
  {
    title: "Break the LSTM",
    goal: "Change one menu of this LSTM so that it still guesses after 300 updates (60 % or less).",
    hint: "How fast does it forget? That is a bias.",
    values: { ...usual, nets: ["lstm"] },
    reached: oneFails(
      ({ settings: s }) =>
        s.cell === "lstm" &&
        s.lag <= 20 &&
        s.lag >= 10 &&
        alike(s, usual, ["units", "rate", "clip", "start", "window"]),
      300,
    ),
    seen: "With a forget gate near 0 the LSTM loses nearly all at each step: state and gradient.",
  },
  {
    title: "The window that cannot learn",
    goal: "The lag is 8. Find the longest window with which the LSTM cannot learn, and train 200 updates.",
    hint: "The sign stands 8 steps before the answer. A window of 9 steps holds both.",
    values: { ...usual, lag: 8, nets: ["lstm"] },
    reached: oneFails(({ settings: s }) => s.lag === 8 && s.window === 8, 200),
    seen: "The gradient stopped one step before the sign. No number of updates can mend that.",
  },
  {
    title: "Before any training",
    goal: "Make a tenth of the gradient arrive over 40 steps without a single update.",
    hint: "The right chart shows it at once. Which cell can keep, and what must its gate start from?",
    values: { ...usual, lag: 40, nets: ["lstm"] },
    reached(nets) {
      const fresh = nets.filter((net) => net.updates === 0 && net.settings.lag >= 40);
      const most = Math.max(0, ...fresh.map((net) => net.arrives || 0));
      const said = fresh.length ? `Now: ${scientific(most)} arrives, wanted 0.1.` : "Rewind first.";
      return { done: most >= 0.1 && most <= 10, said };
    },
    seen: "You can see whether a network can learn before it has learned anything.",
  },
  {
    title: "Make it explode",
    goal: "Make the gradient of a network longer than 1,000, or make its numbers overflow.",
    hint: "Nothing must stop it: no tanh in the state, no clipping, steps that are too large.",
    values: { ...usual, nets: ["rnn"] },
    reached(nets) {
      const most = Math.max(0, ...nets.map((net) => net.longest || 0));
      const over = nets.some((net) => net.diverged);
      const said = most ? `Now: the longest was ${scientific(most)}, wanted 1,000.` : "";
      return { done: over || most > 1000, said };
    },
    seen: "Set “clip at” to 1 and rewind: the same network, and no update that ruins it.",
  },
  {
    title: "One unit is enough",
    goal: "Pass lag 10 with a single unit: 95 % right.",
    hint: "One number can hold one sign, if its cell can keep it. A larger learning rate saves time.",
    values: { ...usual, lag: 10, nets: ["rnn"], units: [1] },
    reached: onePasses(({ settings: s }) => s.units === 1 && s.task === "recall" && s.lag >= 10),
    seen: "What a task needs to keep is often small. What keeps it is the cell.",
  },
];

// What a mission sees of the networks.
export function progressOf(settings, runs) {
  return settings.map((each, k) => {
    const run = runs[k];
    return {
      settings: each,
      updates: run?.updates ?? 0,
      score: run?.score.recent(50) ?? Number.NaN,
      longest: run?.longest,
      diverged: run?.diverged,
      arrives: run?.look && shareOf(run.look).at(-1),
    };
  });
}
