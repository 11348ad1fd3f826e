"""Quizzes as Moodle's own XML: Moodle reads no QTI 1.2 into its question bank.

Each known mistake stands beside its value, and hints come one after the other.
"""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from course.bank.qti import as_bytes
from course.bank.questions import Choice, Quiz, Variants, written

TOP = "$course$/top"


def moodle_xml(title: str, quizzes: Sequence[Quiz]) -> bytes:
    """The file of quizzes: a category for each, and one for the variants of each."""
    root = ET.Element("quiz")
    for quiz in quizzes:
        place = f"{TOP}/{_name(title)}/{_name(quiz.title)}"
        _category(root, place, quiz.about)
        for item in quiz.items:
            if not isinstance(item, Variants):
                _question(root, item)
        for item in quiz.items:
            if isinstance(item, Variants):
                _category(root, f"{place}/{_name(item.title)}", "Draw one of these.")
                for variant in item.items:
                    _question(root, variant)
    return as_bytes(root)


def _name(title):
    """A title as the name of a category: there a slash begins a part of its own."""
    return title.replace("/", "//")


def _category(root, place, about):
    question = ET.SubElement(root, "question", type="category")
    _text(ET.SubElement(question, "category"), place)
    _html(question, "info", about)


def _question(root, item):
    kind = "multichoice" if isinstance(item, Choice) else "numerical"
    question = ET.SubElement(root, "question", type=kind)
    _text(ET.SubElement(question, "name"), item.title)
    _html(question, "questiontext", item.text)
    _html(question, "generalfeedback", item.says)
    ET.SubElement(question, "defaultgrade").text = "1"
    ET.SubElement(question, "idnumber").text = item.ident
    if isinstance(item, Choice):
        for name, value in (("single", "true"), ("shuffleanswers", "false"),
                            ("answernumbering", "none")):  # fmt: skip
            ET.SubElement(question, name).text = value
        for k, choice in enumerate(item.choices):
            _html(_answer(question, k == item.right), None, choice)
    else:
        _values(question, item)


def _values(question, item):
    """The right value, then those of mistakes: Moodle takes the first that fits."""
    _value(_answer(question, True), item.answer, item.tolerance)
    for wrong in item.wrong:
        answer = _answer(question, False)
        _value(answer, wrong.value, wrong.tolerance)
        _html(answer, "feedback", wrong.says)
    for hint in item.hints:
        _html(question, "hint", hint)


def _answer(question, right):
    return ET.SubElement(question, "answer", fraction="100" if right else "0")


def _value(answer, value, tolerance):
    _text(answer, written(value))
    ET.SubElement(answer, "tolerance").text = written(tolerance)


def _html(parent, tag, markup):
    element = ET.SubElement(parent, tag) if tag else parent
    element.set("format", "html")
    _text(element, markup)


def _text(parent, text):
    ET.SubElement(parent, "text").text = text
