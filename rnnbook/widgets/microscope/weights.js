// Weights as a file: what was trained here can be kept, sent, and read again.

// How the networks are called.
export const KINDS = {
  kjv_lstm: "LSTM, King James Bible",
  kjv_gru: "GRU, King James Bible",
  kjv_rnn: "vanilla RNN, King James Bible",
  tunes_lstm: "LSTM, tunes in ABC notation",
};

const FORMAT = "rnnbook character network";

// Numbers as text: float32, little-endian, in base64.
function packed(values) {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((v, k) => view.setFloat32(4 * k, v, true));
  const bytes = new Uint8Array(view.buffer);
  let text = "";
  for (let k = 0; k < bytes.length; k += 4096) {
    text += String.fromCharCode(...bytes.subarray(k, k + 4096));
  }
  return btoa(text);
}

function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, k) =>
    view.getFloat32(4 * k, true),
  );
}

const namesOf = ({ p }) => Object.keys(p);

// The text of a file.
export function toFile(name, net) {
  const values = Object.fromEntries(namesOf(net).map((each) => [each, packed(net.p[each])]));
  const sizes = { units: net.H, symbols: net.symbols.join("") };
  const about = { format: FORMAT, network: name, gates: net.gates, ...sizes };
  return JSON.stringify({ ...about, updates: net.trained ?? 0, values });
}

// What a file holds for this network: { p, trained }, or { says }, why not.
export function fromFile(text, name, net) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return { says: "This file holds no weights: wanted one that was downloaded here." };
  }
  if (file?.format !== FORMAT || !file.values) {
    return { says: "This file holds no weights: wanted one that was downloaded here." };
  }
  const same = file.gates?.join() === net.gates.join() && file.units === net.H;
  if (!same || file.symbols !== net.symbols.join("")) {
    const kind = `${file.gates?.length} gates and ${file.units} units`;
    const base = Object.keys(KINDS).find((each) => String(file.network).startsWith(each));
    const remedy = base ? `: choose “${KINDS[base]}” above` : "";
    return { says: `These weights are of another network (${kind})${remedy}.` };
  }
  const p = {};
  for (const each of namesOf(net)) {
    try {
      p[each] = unpacked(file.values[each]);
    } catch {
      p[each] = [];
    }
    const sound = p[each].length === net.p[each].length && p[each].every(Number.isFinite);
    if (!sound)
      return { says: `The weights ${each} in this file are damaged: nothing is changed.` };
  }
  return { p, trained: Number(file.updates) || 0 };
}

// Hands a text to the reader as a file.
export function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
