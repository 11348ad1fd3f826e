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
const oneFails = (counts, least, lack) => (nets) => {
  const those = nets.filter(counts);
  if (!those.length) return { done: false, said: lack };
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
    goal:
      "Guess which of the three networks learns first. Then press Play until one " +
      "has 95 % right.",
    hint: "Press Play. Nothing else is needed.",
    values: { ...usual, nets: ["rnn", "lstm", "gru"] },
    reached: onePasses(() => true),
    seen: "Look at the right chart, and compare how much of each gradient arrives.",
  },
  {
    title: "Let the RNN remember",
    goal: "Make the vanilla RNN pass lag 40: 95 % right, with a cell of the kind RNN.",
    hint:
      "Its gradient is too small at the first step. Which start of W passes on a " +
      "gradient as it is?",
    values: { ...usual, lag: 40, nets: ["rnn"] },
    reached: onePasses(({ settings: s }) => s.cell === "rnn" && s.task === "recall" && s.lag >= 40),
    seen:
      "An orthogonal W, or the identity, keeps the length of what it multiplies. Rewind: " +
      "the right chart shows the gradient at the first step, before any update.",
  },
  {
    title: "Break the LSTM",
    goal:
      "Change one menu so that this LSTM forgets, and still guesses after 300 updates " +
      "(60 % right or less).",
    hint: "How fast does it forget? That is a bias.",
    values: { ...usual, nets: ["lstm"] },
    reached: oneFails(
      ({ settings: s }) =>
        s.cell === "lstm" &&
        s.lag <= 20 &&
        s.lag >= 10 &&
        alike(s, usual, ["units", "rate", "clip", "start", "window"]),
      300,
      "Put the other menus back as they were: here the LSTM itself shall forget.",
    ),
    seen:
      "A bias of 0 is a forget gate of 0.5. It halves the cell at each step: after 20 steps a " +
      "millionth is left, of the sign and of the gradient. A smaller bias leaves still less.",
  },
  {
    title: "The window that cannot learn",
    goal:
      "The lag is 20. Find the longest window with which the LSTM cannot learn, and " +
      "train 200 updates.",
    hint: "The sign stands 20 steps before the answer. A window of 21 steps holds both.",
    values: { ...usual, nets: ["lstm"] },
    reached: oneFails(
      ({ settings: s }) => s.task === "recall" && s.lag === 20 && s.window === 20,
      200,
      "This is not yet the window that is asked for.",
    ),
    seen:
      "The cut is just before the answer, so its gradient never comes to the sign. More " +
      "updates seldom mend that.",
  },
  {
    title: "Before any training",
    goal: "Make a tenth of the gradient arrive over 40 steps without a single update.",
    hint:
      "The right chart shows it at once. Which cell can keep, and what must its " +
      "gate start from?",
    values: { ...usual, lag: 40, nets: ["lstm"] },
    reached(nets) {
      const fresh = nets.filter((net) => net.updates === 0 && net.settings.lag >= 40);
      const most = Math.max(0, ...fresh.map((net) => net.arrives || 0));
      const said = fresh.length ? `Now: ${scientific(most)} arrives, wanted 0.1.` : "Rewind first.";
      return { done: most >= 0.1 && most < 1000, said };
    },
    seen: "You can see whether a network can learn before it has learned anything.",
  },
  {
    title: "Make it explode",
    goal:
      "Make one gradient of a network longer than 1,000, or make its numbers overflow. Most " +
      "gradients here are shorter than 10.",
    hint:
      "What holds the state of an RNN between −1 and 1? Take a cell without it, and larger " +
      "steps: a learning rate of 0.1.",
    values: { ...usual, nets: ["rnn"] },
    reached(nets) {
      const most = Math.max(0, ...nets.map((net) => net.longest || 0));
      const over = nets.some((net) => net.diverged);
      const said = most ? `The longest so far: ${scientific(most)}, wanted 1,000.` : "";
      return { done: over || most > 1000, said };
    },
    seen:
      "A ReLU lets the state grow, and each step back multiplies by W once more. Press “Loss”: " +
      "it jumped. Then put the RNN back at the same rate: tanh holds it.",
  },
  {
    title: "One unit is enough",
    goal: "Pass lag 10 with a single unit: 95 % right.",
    hint:
      "One number can hold one sign, if its cell can keep it: try the others. Some starts are " +
      "bad luck: after 500 updates take another seed.",
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
