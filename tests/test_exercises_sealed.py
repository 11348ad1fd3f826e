"""No answer to an exercise stands readable in a file of the built site."""

import html
import re

import pytest
from exercising import EXERCISES
from page_answers import words

LEAST = 6  # words of a sentence that no other text has by chance


def readable(text):
    """The words of a page that somebody sees who opens no solution."""
    text = re.sub(r"<details.*?</details>", " ", text, flags=re.DOTALL)
    text = re.sub(r"<(script|style)[^>]*>|</?\w[^>]*>", " ", text)
    return words(html.unescape(text))


@pytest.fixture(scope="module")
def texts(book_dir):
    """The words of each page and script, by the file's name."""
    found = {}
    for path in sorted(book_dir.rglob("*")):
        if path.suffix in (".html", ".js", ".json") and "vendor" not in path.parts:
            found[path.name] = readable(path.read_text(encoding="utf-8"))
    assert len([name for name in found if name.startswith("rnn-exercise-")]) == 84
    return found


def sentences():
    """The sentences that would give an answer away, by their first words."""
    found = {}
    for exercise in EXERCISES:
        for says in [exercise.meaning, *(m.says for m in exercise.mistakes)]:
            told = words(says)
            if len(told) >= LEAST:
                found.setdefault(tuple(told[:LEAST]), []).append(told)
    return found


def test_no_sentence_of_a_mistake_is_readable(texts):
    known, leaks = sentences(), []
    assert len(known) > 1000
    for name, text in texts.items():
        runs = zip(*(text[k:] for k in range(LEAST)), strict=False)
        for place, run in enumerate(runs):
            for told in known.get(run, ()):
                if text[place : place + len(told)] == told:
                    leaks.append((name, " ".join(told)))
    assert not leaks


def test_no_number_of_an_answer_stands_in_the_exercises_of_a_page(book_dir):
    """Outside of the folded solutions; numbers of three digits and more."""
    leaks = []
    for chapter in range(1, 15):
        (page,) = book_dir.glob(f"**/notebooks/{chapter:02d}_*.html")
        whole = page.read_text(encoding="utf-8")
        section = whole[whole.index('id="exercises"') :]
        text = " ".join(readable(section[: section.index("</article>")]))
        numbers = set(text.replace("_", "").split())
        for exercise in (e for e in EXERCISES if e.number.startswith(f"{chapter}.")):
            if exercise.code or exercise.inputs()[0]:
                continue
            for value in exercise.right():
                if isinstance(value, int) and value > 99 and str(value) in numbers:
                    leaks.append((exercise.number, value))
                fraction = f"{value:.4f}".partition(".")[2]
                if not isinstance(value, int) and fraction in numbers:
                    leaks.append((exercise.number, value))
    assert not leaks
