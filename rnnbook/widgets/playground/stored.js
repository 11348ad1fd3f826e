// The stored run: what the page shows first. Its file is asked for once; where there is
// none, as in a notebook, the networks begin at their start.

// stored(w, got): got() is called when it has come; startsFor(settings): what goes on from
// it, if it was made with just these settings.
export function stored(w, got) {
  let data;
  const heard = ({ start } = {}) => {
    if (!start) return;
    data = start;
    got();
  };
  w.model.on("msg:custom", heard);
  w.model.send?.({ need: "playground", kind: "start" });
  const alike = (mine, its) =>
    Object.keys(its).every((name) => (mine[name] ?? its[name]) === its[name]);
  return {
    startsFor(settings) {
      const fits =
        data?.settings.length === settings.length &&
        settings.every((each, k) => alike(each, data.settings[k]));
      return fits ? data.runs.map((resume) => ({ resume })) : undefined;
    },
    stop: () => w.model.off("msg:custom", heard),
  };
}
