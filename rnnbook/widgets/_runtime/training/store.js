// All numbers of a run in one block of memory, so that WebAssembly sees them too and no
// update allocates anything.

// A memory of our own, with the methods of WebAssembly.Memory that are used here.
function plainMemory(bytes) {
  const memory = { buffer: new ArrayBuffer(bytes) };
  memory.grow = (pages) => {
    const old = new Uint8Array(memory.buffer);
    memory.buffer = new ArrayBuffer(old.length + pages * 65536);
    new Uint8Array(memory.buffer).set(old);
  };
  return memory;
}

const FIRST = 1024; // entries before the first array: offsets of what a step works on

// makeStore(Kind, memory): place({ name: length }) says where each array stands, as the
// number of its first entry in `all`; view(name) is the array; offsets are 1024 whole
// numbers. Called again with other lengths it places anew: what comes before the first
// changed length keeps its numbers.
export function makeStore(Kind, memory = plainMemory(65536)) {
  const size = Kind.BYTES_PER_ELEMENT;
  const store = { memory, all: new Kind(memory.buffer), at: {}, length: {} };
  store.place = (lengths) => {
    let end = FIRST;
    for (const [name, length] of Object.entries(lengths)) {
      store.at[name] = end;
      store.length[name] = length;
      end += Math.ceil(length / 4) * 4; // on a border of 16 bytes
    }
    const missing = end * size - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    store.all = new Kind(memory.buffer);
    store.offsets = new Int32Array(memory.buffer, 0, FIRST);
    return store.at;
  };
  store.view = (name) => store.all.subarray(store.at[name], store.at[name] + store.length[name]);
  return store;
}
