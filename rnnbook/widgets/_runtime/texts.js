// The texts that a site ships for measuring, asked for when a reader wants a measure.
//
// A figure asks its model: { need: name, kind: "text" }. The answer is a custom message,
// from the page's loader or from a kernel: { text } or { missing }.

const kept = new Map();

// texts(w): { get(name, done), stop }; done(text) is called with { name, train, held_out,
// order }, or with nothing if it is not to be had.
export function texts(w) {
  const waiting = new Map();
  const answer = (name, text) => {
    if (text) kept.set(name, text);
    const call = waiting.get(name);
    waiting.delete(name);
    call?.(text);
  };
  const heard = ({ text, missing } = {}) => {
    if (text) answer(text.name, text);
    else if (missing) answer(missing);
  };
  w.model.on("msg:custom", heard);
  return {
    get(name, done) {
      if (kept.has(name)) return done(kept.get(name));
      waiting.set(name, done);
      return w.model.send?.({ need: name, kind: "text" });
    },
    stop: () => w.model.off("msg:custom", heard),
  };
}
