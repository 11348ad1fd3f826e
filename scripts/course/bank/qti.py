"""Quizzes as QTI 1.2: the assessment files of a content package.

A numerical question has one condition, that of the right values: Canvas takes every
range of numbers in a question for a right answer. So the known mistakes stand in a list
in the feedback to wrong answers. (`moodle.py` says each beside its value.)
"""

import xml.etree.ElementTree as ET

from course.bank.from_exercises import list_of_mistakes
from course.bank.questions import Choice, Item, Numerical, Quiz, Variants, written

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd"
RESPONSE = "response1"
KINDS = {Choice: "multiple_choice_question", Numerical: "numerical_question"}


def assessment(quiz: Quiz) -> bytes:
    """The file of a quiz."""
    root = ET.Element(
        "questestinterop",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": INSTANCE,
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
        },
    )
    whole = _add(root, "assessment", ident=quiz.ident, title=quiz.title)
    _metadata(whole, cc_maxattempts="1")
    section = _add(whole, "section", ident="root_section")
    for item in quiz.items:
        if isinstance(item, Variants):
            _variants(section, item)
        else:
            _item(section, item)
    return as_bytes(root)


def as_bytes(root: ET.Element) -> bytes:
    """An element as a file: indented, in UTF-8, the same at each run."""
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _add(parent, tag, text=None, **attributes):
    element = ET.SubElement(parent, tag, attributes)
    element.text = text
    return element


def _metadata(parent, **fields):
    table = _add(parent, "qtimetadata")
    for label, entry in fields.items():
        field = _add(table, "qtimetadatafield")
        _add(field, "fieldlabel", label)
        _add(field, "fieldentry", entry)


def _variants(parent, group):
    """A section of which one item is drawn."""
    section = _add(parent, "section", ident=group.ident, title=group.title)
    ordering = _add(section, "selection_ordering")
    selection = _add(ordering, "selection")
    _add(selection, "selection_number", "1")
    _add(_add(selection, "selection_extension"), "points_per_item", "1")
    for item in group.items:
        _item(section, item)


def _item(parent, item: Item):
    element = _add(parent, "item", ident=item.ident, title=item.title)
    _metadata(
        _add(element, "itemmetadata"),
        question_type=KINDS[type(item)],
        points_possible="1",
        assessment_question_identifierref=f"{item.ident}-ref",
    )
    presentation = _add(element, "presentation")
    _text(presentation, item.text)
    processing = ET.SubElement(element, "resprocessing")
    outcomes = _add(processing, "outcomes")
    _add(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE",
         vartype="Decimal")  # fmt: skip
    fill = _choice if isinstance(item, Choice) else _numerical
    for ident, text in fill(presentation, processing, item):
        feedback = _add(element, "itemfeedback", ident=ident)
        _text(_add(feedback, "flow_mat"), text)


def _text(parent, markup):
    _add(_add(parent, "material"), "mattext", markup, texttype="text/html")


def _choice(presentation, processing, item):
    response = _add(presentation, "response_lid", ident=RESPONSE, rcardinality="Single")
    render = _add(response, "render_choice")
    for k, choice in enumerate(item.choices, 1):
        _text(_add(render, "response_label", ident=f"choice{k}"), choice)
    if item.says:
        _feedback(_condition(processing, "Yes", "other"), "general_fb")
    _scores(_condition(processing, "No", "varequal", f"choice{item.right + 1}"))
    return [("general_fb", item.says)] if item.says else []


def _numerical(presentation, processing, item):
    response = _add(presentation, "response_str", ident=RESPONSE, rcardinality="Single")
    render = _add(response, "render_fib", fibtype="Decimal")
    _add(render, "response_label", ident="answer1")
    condition = _condition(processing, "No")
    either = _add(condition.find("conditionvar"), "or")
    _add(either, "varequal", written(item.answer), respident=RESPONSE)
    both = _add(either, "and")
    low, high = item.range
    _add(both, "vargte", written(low), respident=RESPONSE)
    _add(both, "varlte", written(high), respident=RESPONSE)
    _scores(condition)
    feedback = []
    if item.says:
        _feedback(condition, "correct_fb")
        feedback.append(("correct_fb", item.says))
    if mistakes := list_of_mistakes(item):
        _feedback(_condition(processing, "Yes", "other"), "general_incorrect_fb")
        feedback.append(("general_incorrect_fb", mistakes))
    return feedback


def _condition(parent, goes_on, test=None, value=None):
    condition = ET.SubElement(parent, "respcondition", {"continue": goes_on})
    variable = _add(condition, "conditionvar")
    if test:
        attributes = {"respident": RESPONSE} if value else {}
        ET.SubElement(variable, test, attributes).text = value
    return condition


def _scores(condition):
    _add(condition, "setvar", "100", action="Set", varname="SCORE")


def _feedback(condition, ident):
    _add(condition, "displayfeedback", feedbacktype="Response", linkrefid=ident)
