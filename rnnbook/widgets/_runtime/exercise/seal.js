// What `rnnbook/exercises/pages/_seal.py` scrambled, readable again. No encryption: see there.

// Bytes without end: xorshift32, whose state is the salt, the upper bits of each.
function stream(salt) {
  let state = parseInt(salt, 16) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 24;
  };
}

// The text of a sealed one: 8 hex digits of salt, and the bytes in base64.
export function unsealed(text) {
  const next = stream(text.slice(0, 8));
  const bytes = Uint8Array.from(atob(text.slice(8)), (c) => c.charCodeAt(0) ^ next());
  return new TextDecoder().decode(bytes);
}
