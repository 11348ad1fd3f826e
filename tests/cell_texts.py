"""Random texts of cells: programs that are right, and what slips make of them."""

UNARY = ["np.tanh", "sigmoid", "np.sin", "np.cos", "np.square", "np.exp", "-"]
BINARY = [" + ", " - ", " * ", " / ", "max", "min", "mask"]
NUMBERS = ["0.5", "1", "2", "0.1", "1.5", "3", "1e-3", ".25"]
SLIPS = [
    "(", ")", "[", "]", ",", ":", "=", "+", "-", "*", "**", "@", "//", "==", ";", ".",
    " ", "\n", "    ", "\t", "#", '"', "'", '"""', "\\", "0", "1e999", "12", "0.5.1",
    "2x", "if a > b:", "for k in x:", "return", "lambda", "np.", "torch.tanh(a)",
    "np.dot(a, b)", "math.exp(a)", "a.T", "a[0]", "h_prev", "state", "sigmoid", "np",
    "xU", "axis=-1", "axis=0", "c = c + 1\n", "i", "f", "\u201c", "\uff08", "\u2212",
    "\u03c3", "\u00a0", "\r\n", "\r", "\f", "\x00", "\ud800", "None", "True",
    "x += 1\n", "[a, b]", "(h, c), Step(h)", "h,", "return h, c\n", "*", "/", "> 0",
    "def g(a):\n    return a\n", "class A(NamedTuple):\n    a: float\n", "pass\n", "_",
    "import torch\n", "K = 0.5\n", "K = (1, 2)\n", "-0.0", "1 / 0", "(a > 0)", "*a",
    "np.split(a, 3, axis=-1)", "np.concatenate([a, b], axis=-1)", "a if b else c",
    "__x", "yield", "a, b", "(1, 2)", "2 ** 0.5", "9007199254740993", "s.q", "relu(a)",
]  # fmt: skip


class Writer:
    """Writes one random program."""

    def __init__(self, rng):
        self.rng, self.lines, self.names = rng, [], []

    def pick(self, options):
        """One of `options`."""
        return options[self.rng.integers(len(options))]

    def chance(self, share):
        """True in this share of calls."""
        return self.rng.random() < share

    def value(self, depth):
        """An expression of one block that is no plain number."""
        if depth == 0 or self.chance(0.3):
            return self.pick(self.names)
        if self.chance(0.35):
            op, inside = self.pick(UNARY), self.value(depth - 1)
            return f"(-{inside})" if op == "-" else f"{op}({inside})"
        left, right = self.value(depth - 1), self.value(depth - 1)
        op = self.pick(BINARY)
        if self.chance(0.3) and op not in ("mask", " / "):
            right = self.pick(NUMBERS)
            if self.chance(0.5):
                left, right = right, left
        if op in ("max", "min"):
            return f"np.{op}imum({left}, {right})"
        if op == "mask":
            sign = self.pick("><")
            return f"({left} * ({right} {sign} {self.pick(['0', self.value(0)])}))"
        if op == " / ":
            return f"({left} / (1.5 + np.square({right})))"
        return f"({left}{op}{right})" if self.chance(0.7) else f"{left}{op}{right}"

    def let(self, name, text):
        """A line that sets a name."""
        self.lines.append(f"{name} = {text}")
        if name not in self.names:
            self.names.append(name)


def program(rng):
    """The text of a random cell that is right, without a record and backward."""
    w = Writer(rng)
    n, parts = int(rng.integers(1, 5)), ["h", "c", "m"][: rng.integers(1, 4)]
    own = ["P", "Q"][: rng.integers(0, 3)] if w.chance(0.4) else []
    rows = {name: int(rng.integers(1, 4)) for name in own}
    apart = w.chance(0.2)
    prev = [f"{name}_prev" for name in parts]
    tail = prev if apart else ["state"]
    if not apart:
        w.lines.append(f"{', '.join(prev)}{',' if len(prev) == 1 else ''} = state")
    w.names += prev
    gates = ["a_i", "a_f", "a_g", "a_o"][:n]
    if n == 1:
        w.let("a", w.pick(["xU + hW", "xU * hW", "hW + xU"]))
    elif w.chance(0.5):
        w.lines.append(f"{', '.join(gates)} = np.split(xU + hW, {n}, axis=-1)")
        w.names += gates
    else:
        for side in ("xU", "hW"):
            names = [f"{side}_{k}" for k in range(n)]
            w.lines.append(f"{', '.join(names)} = np.split({side}, {n}, axis=-1)")
            w.names += names
    for name, count in rows.items():
        names = [name] if count == 1 else [f"{name.lower()}_{k}" for k in range(count)]
        if count > 1:
            w.lines.append(f"{', '.join(names)} = np.split({name}, {count}, axis=-1)")
        w.names += names
    for k in range(rng.integers(0, 6)):
        w.let(w.pick([f"u{k}", "t", "c"]), w.value(2))
    for name in parts:
        text = w.value(3)
        if w.chance(0.2):
            text = f"mix({text}, {w.value(1)})"
        w.let(name, f"np.tanh({text}) + 0.3 * a" if n == 1 else text)
    if n == 1 or w.chance(0.6):
        base = "xU" if n == 1 else w.pick(gates) if "a_i" in w.names else "xU_0"
        w.let("h", f"{base} * h" if w.chance(0.3) else f"h + np.tanh({base})")
    for name in parts:                           # no part is made of weights alone
        w.let(name, f"{name} + 0.1 * {w.pick(prev)}")
    ending = w.pick(["({})", "{}"]) if len(parts) > 1 else w.pick(["({},)", "{},"])
    w.lines.append(f"return {ending.format(', '.join(parts))}")
    head = f"def cell(xU, hW, {', '.join([*tail, *own])}):"
    helper = "def mix(x, y):\n    z = sigmoid(x)\n    return z * x + (1 - z) * y\n\n\n"
    body = "".join(f"    {line}\n" for line in w.lines)
    if w.chance(0.3):
        helper, body = f"LEAK = 0.1\n{helper}", body.replace("0.1 *", "LEAK *")
    return f"{helper}{head}\n{body}"


def broken(rng, text):
    """The text with one to three slips in it."""
    for _ in range(int(rng.integers(1, 4))):
        at = int(rng.integers(len(text) + 1))
        size = int(rng.integers(0, 4))
        kind = rng.integers(6)
        if kind == 0:
            text = text[:at] + text[at + 1 + size :]
        elif kind == 1:
            text = text[:at] + SLIPS[rng.integers(len(SLIPS))] + text[at:]
        elif kind == 2:
            text = text[:at] + SLIPS[rng.integers(len(SLIPS))] + text[at + size :]
        else:
            lines = text.split("\n")
            k, m = rng.integers(len(lines), size=2)
            if kind == 3:
                lines[k], lines[m] = lines[m], lines[k]
            elif kind == 4:
                del lines[k]
            else:
                words = lines[k].split(" ")
                words[rng.integers(len(words))] = SLIPS[rng.integers(len(SLIPS))]
                lines[k] = " ".join(words)
            text = "\n".join(lines)
    return text
