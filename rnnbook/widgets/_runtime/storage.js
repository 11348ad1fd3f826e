// What a reader's browser keeps for this book: texts by key, on this device and nowhere else.
//
//   load(key)           the text, or null
//   save(key, text)     keeps it; whether it lasts beyond this page
//   forget(key)         as if nothing had been saved
//   lasts()             whether this browser keeps anything
//   watch(key, call)    call() when another tab has changed it; returns what ends that
//
// Nothing here throws. Where storage is forbidden or full, or there is none, a text lives
// as long as the page, for all scripts of the page.

// One for the page, whichever script asks: each of them has a copy of this file.
const memory = (globalThis.rnnbookMemory ??= new Map());

function attempt(use, otherwise) {
  try {
    return use(globalThis.localStorage);
  } catch {
    return otherwise;
  }
}

export function load(key) {
  if (memory.has(key)) return memory.get(key);
  return attempt((store) => store.getItem(key), null);
}

// What could not be saved counts, on this page, for more than what was saved before it.
export function save(key, text) {
  const kept = attempt((store) => {
    store.setItem(key, text);
    return store.getItem(key) === text;
  }, false);
  if (kept) memory.delete(key);
  else memory.set(key, text);
  return kept;
}

export function forget(key) {
  memory.delete(key);
  const gone = attempt((store) => {
    store.removeItem(key);
    return store.getItem(key) === null;
  }, true);
  if (!gone) memory.set(key, null);
}

export function lasts() {
  const probe = "rnnbook-probe";
  return attempt((store) => {
    store.setItem(probe, "1");
    store.removeItem(probe);
    return true;
  }, false);
}

export function watch(key, call) {
  // A key of null: everything was cleared.
  const heard = (event) => {
    if (event.key !== key && event.key !== null) return;
    memory.delete(key);
    call();
  };
  globalThis.addEventListener?.("storage", heard);
  return () => globalThis.removeEventListener?.("storage", heard);
}
