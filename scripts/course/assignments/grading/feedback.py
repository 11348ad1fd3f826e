"""What the page of feedback is made of: filters for its template.

What students have written is shown, and nothing of it runs: their HTML is cleaned, and
of their outputs only text and pictures are kept.
"""

import html
import re
from base64 import b64encode

import bleach
from nbconvert.filters import strip_ansi
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from .report import HERE, face, palette

TAGS = set(
    "p br hr h1 h2 h3 h4 h5 h6 ul ol li strong em b i code pre blockquote sub sup "
    "table thead tbody tr th td a dl dt dd del".split()
)
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$(?!\s)([^$\n]+?)(?<!\s)\$(?!\d)", re.S)
NAMES = {"check": "answer", "words": "your words"}


def course_style(name):
    """The style of a page: the book's colours and text face, and its own rules."""
    rules = (HERE / name).read_text(encoding="utf-8")
    return f"{palette()}{face()}\n{rules}"


def first_heading(source, level=1):
    """The heading of a text, without its marks."""
    words = html.escape(source.partition("\n")[0].lstrip("# "))
    return f"<h{level}>{words}</h{level}>"


def exercise_name(grade_id):
    """ "check-6-3" as a student reads it."""
    kind, _, number = grade_id.partition("-")
    return f"Exercise {number.replace('-', '.')}, {NAMES.get(kind, kind)}"


def student_markdown(source, skip=False):
    """Markdown as HTML in which nothing runs. skip: without its first line."""
    text = source.partition("\n")[2] if skip else source
    cleaned = bleach.clean(
        markdown2html_mistune(text),
        tags=TAGS,
        attributes={"a": ["href", "title"]},
        protocols={"http", "https", "mailto"},
        strip=True,
    )
    return with_formulas(cleaned)


def with_formulas(text):
    """TeX between dollars as MathML, which browsers show by themselves.

    Without latex2mathml, or where it cannot read a formula, the TeX stays.
    """
    try:
        from latex2mathml.converter import convert
    except ImportError:
        return text

    def shown(match):
        try:
            kind = "block" if match[1] else "inline"
            return convert(html.unescape(match[1] or match[2]), display=kind)
        except Exception:
            return match[0]

    return FORMULA.sub(shown, text)


def student_output(output):
    """An output of a cell as HTML: text and pictures alone."""
    kind = output["output_type"]
    if kind == "stream":
        return box(text_of(output["text"]))
    if kind == "error":
        trace = strip_ansi("\n".join(output["traceback"]) or output["ename"])
        return box(trace, "error")
    data = output.get("data", {})
    if "image/png" in data:
        return picture("image/png", re.sub(r"\s", "", text_of(data["image/png"])))
    if "image/svg+xml" in data:
        raw = text_of(data["image/svg+xml"]).encode()
        return picture("image/svg+xml", b64encode(raw).decode("ascii"))
    return box(text_of(data.get("text/plain", "")))


def text_of(value):
    return value if isinstance(value, str) else "".join(value)


def box(text, kind=""):
    if not text.strip():
        return ""
    return f'<div class="output {kind}"><pre>{html.escape(text)}</pre></div>'


def picture(kind, data):
    source = f"data:{kind};base64,{html.escape(data)}"
    image = f'<img alt="A figure of your notebook" src="{source}">'
    return f'<div class="output">{image}</div>'

