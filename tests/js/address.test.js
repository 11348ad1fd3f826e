// The address: round trip, nonsense, and one entry of the history for many changes.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addressOf,
  flushAddress,
  onAddress,
  parseHash,
  readAddress,
  toHash,
  writeAddress,
} from "../../rnnbook/widgets/_runtime/address.js";

const written = [];
const listeners = {};
globalThis.location = { href: "file:///a%20folder/p.html#lag=3", hash: "#lag=3" };
globalThis.history = {
  state: null,
  replaceState(state, title, url) {
    written.push(url);
    location.href = url;
    location.hash = url.includes("#") ? url.slice(url.indexOf("#")) : "";
  },
};
globalThis.addEventListener = (name, call) => (listeners[name] = call);
globalThis.removeEventListener = (name) => delete listeners[name];

test("what is written is read again, character by character", () => {
  const values = { text: "a&b=c%d +é\n#", list: "1,2:3", "odd name": "x" };
  assert.deepEqual(parseHash(toHash(values)), values);
});

test("nothing that is typed into an address breaks the page", () => {
  assert.deepEqual(parseHash("a-section-of-the-page"), {});
  assert.deepEqual(parseHash("%"), {});
  assert.deepEqual(parseHash("a=%E0%A4%A&b=1&&=&=3&c"), { b: "1" });
  assert.deepEqual(parseHash(`a=${"x".repeat(30_000)}`), {});
  assert.equal({}.polluted, parseHash("__proto__=1&a=2").polluted);
  assert.deepEqual(Object.keys(parseHash("__proto__=1&a=2")), ["a"]);
});

test("many changes are one, others' names stay, undefined takes one away", () => {
  writeAddress({ cell: "gru" });
  for (let k = 0; k < 50; k++) writeAddress({ lag: k });
  assert.equal(readAddress().lag, "49");
  writeAddress({ other: undefined });
  assert.deepEqual(Object.keys(readAddress()), ["lag", "cell"]);
  flushAddress();
  assert.deepEqual(written, ["file:///a%20folder/p.html#lag=49&cell=gru"]);
  writeAddress({ lag: undefined, cell: undefined });
  flushAddress();
  assert.equal(written.at(-1), "file:///a%20folder/p.html");
});

test("a section's name in the address is left alone until there is something to say", () => {
  Object.assign(location, { href: "file:///p.html#missions", hash: "#missions" });
  const before = written.length;
  writeAddress({ lag: undefined });
  flushAddress();
  assert.equal(written.length, before);
  assert.deepEqual(readAddress(), {});
});

test("another address is told, its own writing is not", () => {
  const heard = [];
  const stop = onAddress((values) => heard.push(values));
  writeAddress({ lag: 7 });
  flushAddress();
  listeners.hashchange();
  assert.deepEqual(heard, []);
  location.hash = "#lag=9";
  listeners.hashchange();
  assert.deepEqual(heard, [{ lag: "9" }]);
  stop();
  assert.deepEqual(listeners, {});
});

test("what waits to be written gives way to a link that was followed meanwhile", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const go = (hash) => Object.assign(location, { href: `file:///p.html${hash}`, hash });
  go("#lag=3");
  const heard = [];
  const stop = onAddress((values) => heard.push(values));
  writeAddress({ lag: 7 });
  go("#lag=9");
  t.mock.timers.tick(500); // and the browser tells of it only now
  listeners.hashchange();
  t.mock.timers.tick(1000);
  assert.deepEqual(heard, [{ lag: "9" }]);
  assert.equal(location.hash, "#lag=9");
  stop();
});

test("the address of settings is that of this page with them alone", () => {
  location.href = "http://localhost/p.html#x=1";
  assert.equal(addressOf({ lag: 2, cell: "rnn" }), "http://localhost/p.html#lag=2&cell=rnn");
});

test("a page that may not write its address works on", () => {
  history.replaceState = () => {
    throw new Error("SecurityError");
  };
  writeAddress({ lag: 1 });
  assert.doesNotThrow(flushAddress);
});
