// Training beside the page: in a worker made of a blob, or in slices on the page's thread.
import source from "./training.worker.js";
import { makeTrainer } from "./trainer.js";

const PATIENCE = 3000; // milliseconds that a worker has to say that it is there

// A place to train in: { send(message), stop(), where }. heard(frame) is called for each frame,
// lost() when the worker does not start.
function inWorker(heard, lost) {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address);
  let there = false;
  const given = setTimeout(() => there || lost(), PATIENCE);
  worker.addEventListener("error", ({ message }) => {
    if (there) heard({ refused: { run: 0, says: `the training has stopped: ${message}` } });
    else lost();
  });
  worker.addEventListener("message", ({ data }) => {
    if (data.ready) {
      there = true;
      clearTimeout(given);
      URL.revokeObjectURL(address);
    } else heard(data);
  });
  const stop = () => {
    clearTimeout(given);
    worker.terminate();
  };
  return { send: (message) => worker.postMessage(message, []), stop, where: "worker" };
}

function onThisThread(heard) {
  const hear = makeTrainer((frame) => setTimeout(() => heard(frame), 0), { slice: 8 });
  return { send: hear, stop: () => hear({ do: "stop" }), where: "page" };
}

// tell(message): to where the training is, a worker if one starts.
function placed(heard, worker) {
  const sent = [];
  let place;
  const onPage = () => {
    place?.stop();
    place = onThisThread(heard);
    sent.forEach(place.send); // what the worker was told and did not hear
  };
  try {
    if (!worker) throw new Error("not wanted");
    place = inWorker(heard, onPage);
  } catch {
    onPage();
  }
  const tell = (message) => {
    if (message.do === "start") sent.length = 0;
    if (sent.length < 20) sent.push(message);
    place.send(message);
  };
  return { tell, stop: () => place.stop(), where: () => place.where };
}

export function runner({ worker = true } = {}) {
  const calls = new Set();
  const { tell, stop, where } = placed((frame) => calls.forEach((call) => call(frame)), worker);
  const hide = () => tell({ do: "hidden", value: document.hidden });
  document.addEventListener("visibilitychange", hide);
  return {
    start: (settings, { cells = [], starts = [], ...options } = {}) =>
      tell({
        do: "start",
        runs: settings.map((s, k) => ({ settings: s, cell: cells[k], ...starts[k] })),
        options: { precision: "float32", ...options },
      }),
    play: () => tell({ do: "play" }),
    pause: () => tell({ do: "pause" }),
    update: (n = 1) => tell({ do: "update", n }),
    speed: (value) => tell({ do: "speed", value }),
    rewind: () => tell({ do: "rewind" }),
    look: (which) => tell({ do: "look", which }),
    save: (run, { only } = {}) => tell({ do: "save", run, only }),
    on(call) {
      calls.add(call);
      return () => calls.delete(call);
    },
    get where() {
      return where();
    },
    stop() {
      document.removeEventListener("visibilitychange", hide);
      calls.clear();
      stop();
    },
  };
}
