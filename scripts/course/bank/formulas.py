"""Formulas as text that any page shows: TeX to HTML with letters, sub and sup alone.

No learning-management system has to know TeX or MathML for it, and a screen reader
reads it. What is not in the tables is refused: no formula is ever shown half.
"""

import html
import re

TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[{}^_&]|\s+|\d+(?:\.\d+)?|.", re.S)
LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "chi": "χ", "eta": "η", "kappa": "κ",
    "lambda": "λ", "sigma": "σ", "tau": "τ", "varepsilon": "ε", "Lambda": "Λ",
    "Delta": "Δ", "partial": "∂",
}  # fmt: skip
SIGNS = {
    "cdot": " · ", "approx": " ≈ ", "odot": " ⊙ ", "le": " ≤ ", "ge": " ≥ ",
    "ne": " ≠ ", "mid": " | ", "mapsto": " ↦ ", "times": " × ", "pm": "±",
    "dots": "…", "cdots": "⋯", "ast": "*", "top": "T", "sum": "∑", "prod": "∏",
    "lceil": "⌈", "rceil": "⌉", "qquad": " ", "quad": " ",
}  # fmt: skip
FUNCTIONS = {"tanh", "ln", "log", "exp", "max", "min"}
MARKS = {"bar": "\u0304", "hat": "\u0302"}
UPRIGHT = {"mathrm", "text", "operatorname"}
NOTHING = {"left", "right", "big", "Big", "bigl", "bigr", "displaystyle"}
SPACES = {r"\,": "\u2009", r"\;": " ", r"\ ": " ", r"\!": ""}
SPACED = {"=", "<", ">", "+"}


class FormulaError(ValueError):
    """A formula with something in it that cannot be shown as text."""


def formula(tex: str) -> str:
    """HTML for a formula.

    Raises: FormulaError that names what it does not know.
    """
    text = re.sub(r" +", " ", Reader(tex.strip()).row()).strip()
    text = text.replace("\u2009(", "(")
    return re.sub(r"(</su[bp]>)(?=<i>|\w)", "\\1\u2009", text)


class Reader:
    """Reads one formula from its beginning to its end."""

    def __init__(self, tex):
        self.tex = tex
        self.tokens = TOKEN.findall(tex)
        self.at = 0

    def row(self, end=None):
        """All up to the token `end`, which is taken."""
        found = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token == end:
                self.at += 1
                return "".join(found)
            if token in ("^", "_"):
                found.append(self.raised())
            elif token.isspace():
                self.at += 1
            elif token == "-":
                self.at += 1
                found.append(" − " if _is_operand(found) else "−")
            elif token[1:] in FUNCTIONS and _is_operand(found):
                found.append("\u2009" + self.one())
            else:
                found.append(self.one())
        if end:
            raise FormulaError(f"{end} is missing in the formula {self.tex}")
        return "".join(found)

    def raised(self):
        tag = {"^": "sup", "_": "sub"}[self.tokens[self.at]]
        self.at += 1
        inner = self.one().replace(" ", "")
        return f"<{tag}>{inner}</{tag}>"

    def one(self):
        """The next symbol, or all of the next group."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        if self.at == len(self.tokens):
            raise FormulaError(f"something is missing at the end of {self.tex}")
        token = self.tokens[self.at]
        self.at += 1
        if token == "{":
            return self.row("}")
        if token in SPACES:
            return SPACES[token]
        if token.startswith("\\"):
            return self.macro(token[1:])
        if token.isalpha():
            return f"<i>{token}</i>"
        if token in SPACED:
            return f" {html.escape(token)} "
        if token == "'":
            return "′"
        if token in "&}^_":
            raise FormulaError(f"{token} stands alone in the formula {self.tex}")
        return ", " if token == "," else html.escape(token)

    def macro(self, name):
        if name in LETTERS:
            return f"<i>{LETTERS[name]}</i>"
        if name in SIGNS:
            return SIGNS[name]
        if name in FUNCTIONS:
            return f"{name}\u2009"
        if name in NOTHING:
            return ""
        if name in UPRIGHT:
            return _upright(self.one())
        if name in ("mathit", "mathbf"):
            return self.one()
        if name in MARKS:
            return self.one().replace("</i>", MARKS[name] + "</i>", 1)
        if name in ("frac", "dfrac", "tfrac"):
            return f"{_part(self.argument())}/{_part(self.argument())}"
        if name == "sqrt":
            return f"√{_part(self.argument())}"
        if name == "binom":
            return f"({self.argument()} over {self.argument()})"
        if name == "begin":
            return self.matrix()
        if name in "{}|%":
            return name
        raise FormulaError(
            f"\\{name} in the formula {self.tex} has no text: give it a line in "
            f"scripts/course/bank/formulas.py"
        )

    def argument(self):
        """The next group; of bare digits the first, as TeX has it: \\frac12."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else ""
        if token.isdigit() and len(token) > 1:
            self.tokens[self.at] = token[1:]
            return token[0]
        return self.one()

    def matrix(self):
        """A matrix as NumPy writes it: [[1, 2], [3, 4]]."""
        inside = "".join(self.tokens[self.at :])
        found = re.match(r"\{pmatrix\}(.*?)\\end\{pmatrix\}", inside, re.S)
        if not found:
            raise FormulaError(f"wanted a pmatrix in the formula {self.tex}")
        self.tokens = self.tokens[: self.at] + TOKEN.findall(inside[found.end() :])
        rows = [
            "[" + ", ".join(formula(entry) for entry in row.split("&")) + "]"
            for row in found[1].split(r"\\")
        ]
        return "[" + ", ".join(rows) + "]"


def _is_operand(found):
    """Whether what stands before a minus is something to take away from."""
    before = re.sub(r"<[^>]*>", "", "".join(found)).rstrip("\u2009")
    return bool(before) and bool(re.search(r"[\w)\]′…|]$", before.rstrip(" ")))


def _upright(text):
    return re.sub(r"</?i>", "", text)


def _part(text):
    """`text` as part of a fraction, in parentheses if it has several parts."""
    text = text.strip()
    bare = re.sub(r"<sub>.*?</sub>|<[^>]*>", "", text)
    return f"({text})" if re.search(r"[ \u2009+−·/]", bare) else text
