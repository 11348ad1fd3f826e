"""A text that a glance at a page's source does not give away.

This is no encryption. The key stands beside the text, and `open` of `exercise/seal.js`
has the way back: somebody who runs that code can read all of it, as they can open the
solutions on the page. It keeps an answer from being read by accident, or found by a
search for a word of it.
"""

import base64
import hashlib
from collections.abc import Iterator


def sealed(text: str) -> str:
    """`text`, scrambled: 8 hex digits of salt, and the bytes in base64.

    The same text gives the same result, so that a book can be built twice.
    """
    data = text.encode()
    salt = hashlib.sha256(data).hexdigest()[:8]
    mixed = bytes(byte ^ key for byte, key in zip(data, _stream(salt), strict=False))
    return salt + base64.b64encode(mixed).decode()


def _stream(salt: str) -> Iterator[int]:
    """Bytes without end: xorshift32, whose state is the salt, upper bits of each."""
    state = int(salt, 16) or 1
    while True:
        state ^= state << 13 & 0xFFFFFFFF
        state ^= state >> 17
        state ^= state << 5 & 0xFFFFFFFF
        yield state >> 24
