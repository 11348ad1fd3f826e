// A text for an address: short, of letters, digits, "-" and "_" alone.
//
//   pack(text)    a promise of it: "z" and the text deflated, where the browser can do
//                 that and it is shorter; "t" and the text as it is, otherwise; both as
//                 base64url of UTF-8
//   unpack(code)  a promise of the text; undefined for anything that pack did not make
const MOST = 20_000; // characters of a code, and of a text that comes out of one

const toBase64 = (bytes) =>
  btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const fromBase64 = (code) =>
  Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.codePointAt(0));

// All that a reader gives, up to a limit: what was packed by somebody else may grow without
// end.
async function rest(reader, parts = [], length = 0) {
  const { done, value } = await reader.read();
  if (done) return Uint8Array.from(parts.flatMap((part) => [...part]));
  if (length + value.length <= 4 * MOST)
    return rest(reader, [...parts, value], length + value.length);
  await reader.cancel();
  throw new RangeError("too long");
}

async function through(Stream, bytes) {
  const { readable, writable } = new Stream("deflate-raw");
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(bytes), writer.close()]).catch(() => {});
  const whole = await rest(readable.getReader());
  await written;
  return whole;
}

export async function pack(text) {
  const bytes = new TextEncoder().encode(text);
  try {
    const small = await through(globalThis.CompressionStream, bytes);
    if (small.length < bytes.length) return `z${toBase64(small)}`;
  } catch {
    // no such stream in this browser
  }
  return `t${toBase64(bytes)}`;
}

export async function unpack(code) {
  if (typeof code !== "string" || code.length > MOST || !/^[zt][\w-]+$/.test(code)) {
    return undefined;
  }
  try {
    const bytes = fromBase64(code.slice(1));
    const whole = code[0] === "z" ? await through(globalThis.DecompressionStream, bytes) : bytes;
    const text = new TextDecoder("utf-8", { fatal: true }).decode(whole);
    return text.length <= MOST ? text : undefined;
  } catch {
    return undefined;
  }
}
