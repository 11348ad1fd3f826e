// The settings of the playground: what is shared by the networks, what each has of its
// own, the menus, and how they stand in an address. Names are those of the engine.

// One value for all networks.
export const SHARED = ["task", "lag", "batch", "seed", "series", "text"];
// A list, a value for each network; the last counts for those that have none. `nets` are
// the cells (in an address `cell` is the text of the reader's own).
export const EACH = ["nets", "units", "rate", "clip", "forget_bias", "start", "window"];
export const MOST = 3;
// What a teacher may hide: settings by name, and these parts of the page.
export const PARTS = ["missions", "task", "networks", "charts", "lags", "inside", "share"];

export const MENU = {
  units: [1, 2, 4, 8, 16, 32, 64],
  rate: [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1],
  clip: [0, 0.1, 0.3, 1, 3, 10],
  forget_bias: [-5, -3, -1, 0, 1, 3, 5],
  window: [0, 1, 4, 8, 9, 12, 16, 19, 20, 21, 24, 32, 40, 41],
  batch: [1, 4, 8, 16, 32, 64, 128],
};

const same = (a, b) => a === b;
const signed = (v) => String(v).replace("-", "−");
const SHOWN = {
  clip: (v) => (v ? String(v) : "none"),
  window: (v) => (v ? `${v} steps` : "whole"),
};
// How a value is shown in its menu.
export const shown = (name, value) => (SHOWN[name] ?? signed)(value);

// The value of network k, and lists with another value there.
export const of = (s, name, k) => s[name][Math.min(k, s[name].length - 1)];
const short = (list) => {
  let n = list.length;
  while (n > 1 && same(list[n - 1], list[n - 2])) n -= 1;
  return list.slice(0, n);
};
const whole = (s, name) => s.nets.map((_, k) => of(s, name, k));
export const withOne = (s, name, k, value) => {
  const list = whole(s, name);
  list[k] = value;
  return { [name]: name === "nets" ? list : short(list) };
};

// Without network k, or with one more like the last.
export const without = (s, k) =>
  Object.fromEntries(
    EACH.map((name) => {
      const list = whole(s, name).filter((_, other) => other !== k);
      return [name, name === "nets" ? list : short(list)];
    }),
  );
export const withMore = (s, cell) => ({ nets: [...s.nets, cell] });

// One flat object a network, as the engine takes it.
export function networksOf(s, cellText = "") {
  const shared = Object.fromEntries(SHARED.map((name) => [name, s[name]]));
  return s.nets.map((cell, k) => {
    const own = Object.fromEntries(EACH.slice(1).map((name) => [name, of(s, name, k)]));
    return { ...shared, cell, ...own, cell_text: cell === "own" ? cellText : "" };
  });
}

// The same without what its task does not read: a cell of a notebook shall be short.
export function needed({ series, text, ...others }) {
  const read = { series: { series }, text: { text } }[others.task];
  return { ...others, ...read };
}

// What a network is called: its cell, and where two have the same one, what differs.
const DIFFERS = {
  units: (v) => `${v} units`,
  rate: (v) => `rate ${v}`,
  clip: (v) => (v ? `clip ${v}` : "no clip"),
  forget_bias: (v) => `bias ${signed(v)}`,
  start: (v) => v,
  window: (v) => (v ? `window ${v}` : "whole"),
};
export function namesOf(s, labels) {
  return s.nets.map((cell, k) => {
    const name = labels[cell] ?? cell;
    const twins = s.nets.flatMap((other, j) => (other === cell && j !== k ? [j] : []));
    if (!twins.length) return name;
    const differs = EACH.slice(1).filter((each) =>
      twins.some((j) => of(s, each, j) !== of(s, each, k)),
    );
    const few = differs.slice(0, 2).map((each) => DIFFERS[each](of(s, each, k)));
    return few.length ? `${name}, ${few.join(", ")}` : `${name} ${k + 1}`;
  });
}

// The colours of the book for the networks: a cell has its own, if it is free.
const OWN = { rnn: "rnn", lstm: "lstm", gru: "gru" };
export function colours(nets) {
  const free = ["lstm", "rnn", "gru"];
  const take = (role) => free.splice(free.indexOf(role), 1)[0];
  const found = nets.map((cell) => {
    const role = OWN[cell.split("_")[0]] ?? (cell === "irnn" || cell === "relu" ? "rnn" : "");
    return free.includes(role) ? take(role) : "";
  });
  return found.map((role) => role || take(free[0]));
}

// --- the address

const listed = (value) => (Array.isArray(value) ? value.join(",") : value);
const number = (text) => (String(text).trim() === "" ? Number.NaN : Number(text));
const inside = (v, { min, max, whole: every } = {}) =>
  Number.isFinite(v) && !(v < min || v > max || (every && v % 1));

// One value of an address as it is taken; undefined if it is not.
function taken(name, text, known) {
  const list = name === "nets" ? known.cells : known[`${name}s`];
  if (Array.isArray(list)) return list.includes(text) ? text : undefined;
  if (name === "text" || name === "series") return text.slice(0, known.limits[name]?.max);
  const value = number(text);
  return inside(value, known.limits[name]) ? value : undefined;
}

function takenList(name, text, known) {
  const all = text.split(",").slice(0, MOST);
  const found = all.map((each) => taken(name, each.trim(), known));
  return found.length && !found.includes(undefined) ? found : undefined;
}

// Settings that an address asks for, and what of it was not taken: { values, odd }.
// known: { tasks, cells, starts, limits, missions }, lists and limits by name.
export function fromAddress(address, known) {
  const [values, odd] = [{}, []];
  const keep = (name, value) => {
    if (value === undefined) odd.push(`${name} = ${address[name].slice(0, 40)}`);
    else values[name] = value;
  };
  for (const name of SHARED) if (name in address) keep(name, taken(name, address[name], known));
  for (const name of EACH) if (name in address) keep(name, takenList(name, address[name], known));
  if ("hide" in address) {
    const all = address.hide.split(",").map((each) => each.trim());
    values.hide = all.filter((each) => [...PARTS, ...EACH, ...SHARED].includes(each));
  }
  if ("mission" in address) {
    const value = number(address.mission);
    keep(
      "mission",
      inside(value, { min: 0, max: known.missions, whole: true }) ? value : undefined,
    );
  }
  return { values, odd };
}

// What the address says of settings: nothing while all is as it was at first, everything
// from then on, so that a link means the same in every edition.
const NEEDS = { series: "series", text: "text" };
export function toAddress(s, first) {
  const names = [...SHARED, ...EACH, "mission", "hide"];
  const differs = names.some((name) => String(s[name]) !== String(first[name]));
  const said = (name) => {
    if (!differs || (NEEDS[name] && NEEDS[name] !== s.task)) return undefined;
    if (name === "mission") return s.mission || undefined;
    return listed(s[name]);
  };
  return Object.fromEntries(names.map((name) => [name, said(name)]));
}
