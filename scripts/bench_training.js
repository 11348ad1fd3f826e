// What bench_training.py runs in the page: our training and TensorFlow.js, a step at a time.

// An LSTM as one would write it for speed in TensorFlow.js: the inputs of all steps in one
// product, one product a step, then readout, loss, gradients, clipping by the joint norm, Adam.
function coreStep({ T, B, D, H, O, each }) {
  const draw = (shape) => tf.variable(tf.randomUniform(shape, -1 / Math.sqrt(H), 1 / Math.sqrt(H)));
  const [U, W, V] = [draw([D, 4 * H]), draw([H, 4 * H]), draw([H, O])];
  const [b, by] = [tf.variable(tf.zeros([4 * H])), tf.variable(tf.zeros([O]))];
  const rows = each ? T * B : B;
  const x = each
    ? tf.oneHot(tf.randomUniform([T * B], 0, D, "int32"), D).toFloat()
    : tf.randomNormal([T * B, D]);
  const y = tf.oneHot(tf.randomUniform([rows], 0, O, "int32"), O).toFloat();
  const loss = () => {
    const steps = tf.unstack(x.matMul(U).add(b).reshape([T, B, 4 * H]));
    let [h, c] = [tf.zeros([B, H]), tf.zeros([B, H])];
    const all = [];
    for (const xU of steps) {
      const [i, f, g, o] = tf.split(xU.add(h.matMul(W)), 4, 1);
      c = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
      h = o.sigmoid().mul(c.tanh());
      if (each) all.push(h);
    }
    const out = (each ? tf.concat(all) : h).matMul(V).add(by);
    return tf.losses.softmaxCrossEntropy(y, out);
  };
  return clipped(loss);
}

// The same with the layers that most programs use.
function layersStep({ T, B, D, H, O, each }) {
  const model = tf.sequential();
  model.add(tf.layers.lstm({ units: H, inputShape: [T, D], returnSequences: Boolean(each) }));
  model.add(tf.layers.dense({ units: O }));
  const codes = tf.randomUniform([B, T], 0, D, "int32");
  const x = each ? tf.oneHot(codes, D).toFloat() : tf.randomNormal([B, T, D]);
  const shape = each ? [B, T] : [B];
  const y = tf.oneHot(tf.randomUniform(shape, 0, O, "int32"), O).toFloat();
  return clipped(() => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true })));
}

function clipped(loss) {
  const adam = tf.train.adam(0.01);
  return async () => {
    const value = tf.tidy(() => {
      const { value: found, grads } = tf.variableGrads(loss);
      const names = Object.keys(grads);
      const norm = tf.addN(names.map((name) => grads[name].square().sum())).sqrt();
      const factor = tf.minimum(1, tf.div(1, norm));
      const cut = Object.fromEntries(names.map((name) => [name, grads[name].mul(factor)]));
      adam.applyGradients(cut);
      return found;
    });
    const [number] = await value.data(); // waits until it is computed
    value.dispose();
    return number;
  };
}

// Our own, with the drawing of the data.
function ourStep({ T, B, D, H, each }) {
  const text = Array.from({ length: 40 * B * T }, (_, k) => {
    return String.fromCharCode(65 + ((k * 7919 + (k >> 3)) % D));
  }).join("");
  const common = { cell: "lstm", batch: B, units: H };
  const own = each ? { task: "text", lag: T, text } : { task: "recall", lag: T - 1 };
  const run = training.makeRun({ ...common, ...own }, { precision: "float32" });
  const step = () => run.update().loss;
  step.engine = run.engine;
  return step;
}

const KINDS = { ours: ourStep, "tfjs core": coreStep, "tfjs layers": layersStep };
const made = {};

// Steps a second: of `rounds` stretches of time the fastest, since others use the machine too.
window.measure = async ({ kind, size, seconds, backend }) => {
  if (kind !== "ours" && tf.getBackend() !== backend) await tf.setBackend(backend);
  const key = JSON.stringify([kind, size, backend]);
  made[key] ??= KINDS[kind](size);
  const step = made[key];
  await step();
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < 1000 * seconds || count < 2) {
    const value = await step();
    if (!Number.isFinite(value)) throw new Error(`${kind} ${backend}: the loss is ${value}`);
    count++;
  }
  return (1000 * count) / (performance.now() - start);
};

// The backends that start, each with what a small sum needs.
window.backends = async () => {
  const found = {};
  for (const name of ["cpu", "wasm", "webgl", "webgpu"]) {
    try {
      const there = await tf.setBackend(name);
      await tf.ready();
      const sum = await tf.tensor([1, 2]).add(1).sum().data();
      found[name] = there && sum[0] === 5 ? "" : "does not start here";
    } catch (error) {
      found[name] = String(error.message).split("\n")[0];
    }
  }
  return found;
};
