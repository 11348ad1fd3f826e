"""Code in lines, so that a narrow screen can wrap each of them.

A line becomes an element that knows its indent; the comment at its end is an element,
too. The text stays as it is: what is copied is the code. Styles: assets/css/code.css.
"""

import re

BLOCK = re.compile(
    r'(<div class="highlight-(?:python|default) notranslate">'
    r'<div class="highlight"><pre>)(.*?)(</pre>)',
    re.S,
)
DEEP = 12  # spaces at the beginning of a line that a phone has room for
INDENT = re.compile(r"(?:<[^>]*>)*( +)")
# Room, then a comment, and nothing behind it.
REMARK = re.compile(r'(?P<room>(?:<span class="w">)? +(?:</span>)?)'
                    r'(?P<said><span class="c1">.*</span>)$')  # fmt: skip


def line_html(line):
    """One line of highlighted code, its newline included."""
    indent = INDENT.match(line)
    deep = f' style="--i:{min(len(indent[1]), DEEP)}"' if indent else ""
    code = line.removesuffix("\n")
    if indent and len(indent[1]) > DEEP:  # on a phone what is further in goes
        start, end = indent.start(1) + DEEP, indent.end(1)
        code = f'{code[:start]}<span class="in">{code[start:end]}</span>{code[end:]}'
    remark = REMARK.search(code)
    if remark and re.sub(r"<[^>]*>", "", code[: remark.start()]).strip():
        # One space stays in the line: what is copied has one before its comment.
        room = remark["room"].removeprefix(" ")
        first = remark["room"][: -len(room)] if room else remark["room"]
        end = f'{first}<span class="rem">{room}{remark["said"]}</span>'
        code = code[: remark.start()] + end
    return f'<span class="cl"{deep}>{code}{line[len(line.rstrip(chr(10))):]}</span>'


def in_lines(body):
    """The HTML of a page with each block of code cut into lines."""

    def cut(match):
        lines = match[2].splitlines(keepends=True)
        return match[1] + "".join(map(line_html, lines)) + match[3]

    return BLOCK.sub(cut, body)
