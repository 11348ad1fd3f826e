// The settings of the microscope in the page's address: #network=kjv_gru&look=units&unit=7.
import { inBook, onAddress, readAddress, writeAddress } from "../_runtime/address.js";

const WORDS = ["network", "look", "text", "show", "order", "measure", "method"];
const NUMBERS = ["at", "unit", "hold", "length", "temperature", "k", "p", "width", "seed"];

// A number that the setting takes, or nothing.
function numberOf(text, { min = 0, max = 999, whole } = {}) {
  const value = Number(text);
  const fits = text.trim() !== "" && value >= min && value <= max;
  return fits && (!whole || value % 1 === 0) ? value : undefined;
}

// What of an address the widget can take; all else is left out. The text is looked through
// when the network is there, and so are `unit` and `show`.
export function settingsOf(values, limits, known) {
  const found = {};
  for (const name of WORDS) {
    const value = values[name];
    const taken = known[name]
      ? known[name].includes(value)
      : value && value.length <= limits.text.max;
    if (taken) found[name] = value;
  }
  const whole = { unit: { min: 0, max: 999, whole: true } };
  for (const name of NUMBERS) {
    if (values[name] === undefined) continue;
    const value = numberOf(String(values[name]), limits[name] ?? whole[name]);
    if (value !== undefined) found[name] = value;
  }
  if (String(values.clamped) === "1") found.clamped = true;
  return found;
}

// keep(s) writes what differs from how the page began; stop ends the listening.
export function makeAddress(w, known) {
  if (!inBook(w.root)) return { keep() {}, stop() {} };
  const began = w.now();
  const take = (values) => {
    const found = settingsOf(values, w.limits, known);
    if (Object.keys(found).length) w.set(found);
  };
  take(readAddress());
  const stop = onAddress((values) => {
    w.set(began);
    take(values);
  });
  const differs = (s, name) => (s[name] === began[name] ? undefined : s[name]);
  const names = [...WORDS, ...NUMBERS, "clamped"];
  return {
    stop() {
      stop();
      writeAddress(Object.fromEntries(names.map((name) => [name, undefined])));
    },
    keep(s) {
      const values = [...WORDS, ...NUMBERS].map((name) => [name, differs(s, name)]);
      writeAddress({ ...Object.fromEntries(values), clamped: s.clamped ? 1 : undefined });
    },
  };
}
