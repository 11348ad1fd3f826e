// The training of the playground in a worker of its own.
import { makeTrainer } from "./trainer.js";

const hear = makeTrainer((frame) => self.postMessage(frame, []), { slice: 30 });
self.addEventListener("message", ({ data }) => hear(data));
self.postMessage({ ready: true }, []);
