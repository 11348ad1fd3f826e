"""A test for a class before and after: twenty sentences, twice, in two orders."""

import hashlib
import html

from course.bank import claims, texts
from course.bank.from_museum import claim, true_sentence
from course.bank.prose import plain
from course.bank.questions import Choice, Quiz

BEFORE = (
    "Before the course. What you get here does not count. No answer is shown, so that "
    "the same test can be used again after the course."
)
AFTER = "After the course. The same sentences as before, in another order."


def items() -> list[Choice]:
    """The twenty questions; they have three choices each."""
    held = [true_sentence(anchor) for anchor in claims.TEST_TRUE]
    rest = claims.TEST_REFUTED + claims.TEST_CONDITION
    return held + [claim(anchor) for anchor in rest]


def forms() -> tuple[Quiz, Quiz]:
    """The test before, which says nothing of the answers, and the one after."""
    return (
        Quiz("rnn-test-before", "Test before the course", BEFORE, _order("before"),
             answers=False),
        Quiz("rnn-test-after", "Test after the course", AFTER, _order("after")),
    )  # fmt: skip


def _order(form):
    """The questions in an order that is the same at each run."""

    def place(item):
        return hashlib.sha256(f"{form} {item.ident}".encode()).hexdigest()

    ordered = sorted(items(), key=place)
    return tuple(
        Choice(f"{i.ident}-{form}", f"Sentence {k}", i.text, i.choices, i.right,
               i.says if form == "after" else "")
        for k, i in enumerate(ordered, 1)
    )  # fmt: skip


def key_page() -> str:
    """The answers for the instructor, as a page of HTML that needs nothing else."""
    before, after = (
        {item.ident.removesuffix(f"-{form}"): k for k, item in enumerate(q.items, 1)}
        for form, q in zip(("before", "after"), forms(), strict=True)
    )
    entries = [
        f"<li><p><b>{_sentence(i)}</b></p><p>{i.choices[i.right]} "
        f"<span>(After: sentence {after[i.ident]}.)</span></p><p>{i.says}</p></li>"
        for i in sorted(items(), key=lambda i: before[i.ident])
    ]
    total = len(texts.exhibits())
    return PAGE.format(entries="\n".join(entries), count=len(entries), total=total)


def _sentence(item):
    inside = item.text.partition("<blockquote>")[2].partition("</blockquote>")[0]
    return html.escape(plain(inside))


PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Test before and after: the answers</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 "Source Serif 4", Georgia, serif; max-width: 42rem;
  margin: 2rem auto; padding: 0 1rem; }}
h1 {{ line-height: 1.2; }}
ol {{ padding-left: 2rem; }}
li {{ padding: 0.75rem 0; border-top: 1px solid #8886; break-inside: avoid; }}
li p {{ margin: 0.25rem 0; }}
li span {{ white-space: nowrap; }}
</style>
</head>
<body>
<main>
<h1>Test before and after: the answers</h1>
<p>For the instructor. Do not give this page to students.</p>
<p>{count} sentences from the {total} exhibits of the museum of misconceptions. Some
stand there as they are here; of some the opposite stands there. Give the test before
the course without its answers, and after the course with them. One point for each
right answer. Compare the same student's two sums, not two classes: nothing is known of
how hard the sentences are.</p>
<p>The numbers are those of the test before. The test after has the same sentences in
another order; its numbers stand beside the answers.</p>
<ol>
{entries}
</ol>
</main>
</body>
</html>
"""
