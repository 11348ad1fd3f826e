// Every control's sentence, and what the tasks ask.

export const CONTROL = {
  task: ["task", "What the networks shall learn. All of them read the same sequences."],
  lag: [
    "lag",
    "How far back the network must remember, in steps. A longer lag is a longer " +
      "way for the gradient.",
  ],
  batch: [
    "batch",
    "How many sequences a network reads before each update. More of them: a " +
      "steadier gradient, and more work.",
  ],
  seed: [
    "seed",
    "The number that all random numbers come from: weights and sequences. The " +
      "same seed gives the same run, here and in Python.",
  ],
  nets: [
    "cell",
    "The equations of one time step. Chapters 3, 6 and 8 derive the RNN, the LSTM and the GRU.",
  ],
  units: ["units", "How many numbers the state h has. More of them can keep more, and cost more."],
  rate: [
    "learning rate",
    "How large an update is. Too small: nothing happens. Too large: the loss jumps, or overflows.",
  ],
  clip: [
    "clip at",
    "A gradient that is longer than this number is shortened to it before the " +
      "update. “none” lets it pass.",
  ],
  forget_bias: [
    "forget bias",
    "Where the bias of the forget gate starts. 3: it keeps nearly all. −3: it " +
      "forgets at once. Cells without a forget gate (RNN, GRU) do not use it.",
  ],
  start: [
    "start of W",
    "How the recurrent weights W are drawn at the start. Identity and orthogonal " +
      "matrices pass on a gradient without making it smaller.",
  ],
  window: [
    "window",
    "Truncation: the sequence is cut into pieces of so many steps, and no gradient goes " +
      "from a piece to the one before. “whole” does not cut.",
  ],
  speed: ["speed", "How many updates a second the page tries to do. Slow lets you watch."],
  series: [
    "your series",
    "Numbers, with spaces, commas or lines between them. The networks learn to tell the next one.",
  ],
  text: [
    "your text",
    "The networks learn to tell the next character. Some thousand characters or more.",
  ],
  show: [
    "left chart",
    "Answers right is what you want; the loss is what the training makes smaller.",
  ],
  unit: ["unit", "One of the numbers of the state: a row of the pictures."],
  step: ["step", "One time step of the sequence: a column of the pictures."],
};

const steps = (n) => `${n} ${n === 1 ? "step" : "steps"}`;
const whole = (lag) => `(${steps(lag + 1)} in all.)`;
const each = (lag) => `(${steps(lag)} an update.)`;

// What each task asks; long(lag): how long its sequences are.
export const TASK = {
  recall: {
    name: "recall: the first sign",
    says: "The first step shows +1 or −1. Then comes noise. At the last step: which was it?",
    long: whole,
  },
  adding: {
    name: "adding: two marked numbers",
    says: "Two of many numbers are marked. At the last step: what is their sum, to 0.1?",
    long: whole,
  },
  order: {
    name: "order: which came first",
    says: "Two marked symbols, X or Y, stand among others. In which order did they come?",
    long: (lag) => `(About ${steps(lag + 1)} in all.)`,
  },
  copy: {
    name: "copy: say it again",
    says: "Read three symbols, wait, then write them again in their order.",
    long: (lag) => `(A wait of ${steps(lag)}.)`,
  },
  reber: {
    name: "Reber: a small grammar",
    says:
      "Strings of a grammar, symbol after symbol. Which may come next? The last but " +
      "one needs the second.",
    long: () => "",
  },
  parity: {
    name: "parity: odd or even",
    says: "Ones and zeros. At the last step: was the number of ones odd or even?",
    long: whole,
  },
  sine: {
    name: "sine: the next value",
    says: "Waves of many periods. At each step: what is the next value, to 0.1?",
    long: each,
  },
  series: {
    name: "your own series",
    says: "Your numbers, step by step. What is the next one?",
    long: each,
  },
  text: {
    name: "your own text",
    says: "Your text, character by character, or a poem. Which comes next?",
    long: each,
  },
};

export const CELL = {
  rnn: "RNN",
  irnn: "IRNN",
  relu: "ReLU RNN",
  rnn_relu: "ReLU RNN",
  rnn_sigmoid: "sigmoid RNN",
  lstm: "LSTM",
  lstm_1997: "LSTM 1997",
  lstm_coupled: "coupled LSTM",
  lstm_peephole: "peephole LSTM",
  gru: "GRU",
  gru_before: "GRU of 2014",
  own: "your own cell",
};
