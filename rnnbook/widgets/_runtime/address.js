// The page's address as a place for settings: #lag=20&cell=lstm.
//
//   readAddress()            { lag: "20", cell: "lstm" }: texts; {} of anything else
//   writeAddress({ lag: 8 }) sets these names, leaves others; undefined takes one away
//   onAddress(call)          call(values) when the reader goes back, or types another;
//                            returns how to stop
//   addressOf(values)        the whole address of this page with these settings alone
//   writeSection(id)         the section in view, where no settings stand
//   inBook(root)             whether root stands in a page of the book: in a notebook the
//                            address is not the figure's
//
// A hash without "=" is a section's name and none of ours: it reads as {}. Writing takes
// the place of the present entry, so that "back" leaves the page; many changes within a
// moment are one, as browsers refuse more than some hundred in half a minute.
const PAUSE = 400; // ms
const MOST = 20_000; // characters of a hash that are read at all

// A name in an address, decoded; as it is where a "%" begins nothing.
export function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const hash = () => globalThis.location?.hash?.slice(1) ?? "";

// One "name=value", decoded; nothing if it is neither.
function pair(part) {
  const at = part.indexOf("=");
  if (at < 1) return [];
  try {
    const both = [part.slice(0, at), part.slice(at + 1)].map((text) =>
      decodeURIComponent(text.replaceAll("+", " ")),
    );
    return [both];
  } catch {
    return []; // a "%" that begins nothing
  }
}

// { name: text } of a hash, the last of a name counts.
export function parseHash(text) {
  if (text.length > MOST) return {};
  const values = Object.fromEntries(text.split("&").flatMap(pair));
  delete values.__proto__;
  return values;
}

// Readable: what an address allows as it is, stays as it is.
const encode = (text) =>
  encodeURIComponent(text).replace(/%(?:2C|3A|2F|40)/g, (code) => decodeURIComponent(code));

// The hash of values, without "#"; undefined, null and "" are left out.
export function toHash(values) {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
    .join("&");
}

let waiting = {};
let timer = 0;
let from; // the hash of the address that what waits is to be written into
let wrote;

// With what waits to be written; what is to be taken away is not there any more.
export const readAddress = () => parseHash(toHash({ ...parseHash(hash()), ...waiting }));

// What waits is written now.
export function flushAddress() {
  clearTimeout(timer);
  timer = 0;
  const text = toHash({ ...parseHash(hash()), ...waiting });
  waiting = {};
  if (text === hash()) return;
  // A section's name stays where there is nothing to write.
  if (!text && !hash().includes("=")) return;
  put(text);
}

function put(text) {
  wrote = text;
  try {
    const here = location.href.split("#")[0];
    history.replaceState(history.state, "", text ? `${here}#${text}` : here);
  } catch {
    wrote = undefined; // a frame without an address of its own, or too many changes
  }
}

// Settings of a figure that is out of sight give way to the section.
export function writeSection(id) {
  const { figure } = parseHash(hash());
  const named = figure && document.getElementById(figureId(figure));
  const { top = 0, bottom = 0 } = named?.getBoundingClientRect() ?? {};
  const seen = named && bottom > 0 && top < innerHeight;
  if (id === hash() || (hash().includes("=") && (!named || seen))) return;
  put(id);
}

// What a figure is called in the page: "6.4" stands at #figure-6-4.
export const figureId = (name) => `figure-${name.split(".").slice(0, 2).join("-")}`;

export function writeAddress(values) {
  Object.assign(waiting, values);
  if (!timer) wait();
}

// Where another hash stands by then, somebody has followed a link: what it asks for is heard
// first, and takes the place of what waits.
function wait() {
  from = hash();
  timer = setTimeout(() => (hash() === from ? flushAddress() : wait()), PAUSE);
}

export function onAddress(call) {
  const heard = () => {
    // A section's name is none of ours: what is set stays.
    if (hash() === wrote || (hash() && !hash().includes("="))) return;
    wrote = undefined;
    waiting = {};
    call(readAddress());
  };
  addEventListener("hashchange", heard);
  addEventListener("pagehide", flushAddress);
  return () => {
    removeEventListener("hashchange", heard);
    removeEventListener("pagehide", flushAddress);
  };
}

export const addressOf = (values) => `${location.href.split("#")[0]}#${toHash(values)}`;

export const inBook = (root) => Boolean(root.closest(".rnn-widget-live"));
