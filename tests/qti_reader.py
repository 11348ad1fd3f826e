"""A reader of QTI 1.2 packages, written from the specification alone.

`read_package` gives the assessments of a zip; `Item.judge` runs response processing;
`breaches` finds elements that the content models of the specification do not allow.
"""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass, field

CP = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
# Children in their order, of the elements that are used; "" is text alone.
MODELS = {
    "questestinterop": "assessment",
    "assessment": "(qtimetadata )*(section )+",
    "section": "(qtimetadata )*(selection_ordering )?((item|section) )*",
    "selection_ordering": "(selection )*",
    "selection": "(selection_number )?(selection_extension )?",
    "selection_extension": "(points_per_item )?",
    "qtimetadata": "(qtimetadatafield )+",
    "qtimetadatafield": "fieldlabel fieldentry",
    "item": "(itemmetadata )?(presentation )?(resprocessing )*(itemfeedback )*",
    "itemmetadata": "(qtimetadata )*",
    "presentation": "((material|response_lid|response_str) )+",
    "material": "(mattext )+",
    "response_lid": "(material )?render_choice",
    "response_str": "(material )?render_fib",
    "render_choice": "(response_label )*",
    "render_fib": "(response_label )*",
    "response_label": "(material )*",
    "resprocessing": "outcomes (respcondition )+",
    "outcomes": "(decvar )+",
    "respcondition": "conditionvar (setvar )*(displayfeedback )*",
    "conditionvar": "((and|or|other|varequal|varlte|vargte) )+",
    "or": "((and|or|other|varequal|varlte|vargte) )+",
    "and": "((and|or|other|varequal|varlte|vargte) )+",
    "itemfeedback": "((flow_mat|material) )+",
    "flow_mat": "((flow_mat|material) )+",
}
REQUIRED = {
    "assessment": "ident", "section": "ident", "item": "ident", "itemfeedback": "ident",
    "response_lid": "ident", "response_str": "ident", "response_label": "ident",
    "varequal": "respident", "vargte": "respident", "varlte": "respident",
    "displayfeedback": "linkrefid",
}  # fmt: skip


@dataclass
class Item:
    """An item as it was read. choices: text by identifier, empty for a number."""

    ident: str
    title: str
    text: str
    kind: str
    choices: dict
    processing: ET.Element
    feedback: dict = field(default_factory=dict)

    def judge(self, response):
        """(score, texts of feedback) of a response, by the conditions in order."""
        score, said = 0.0, []
        for condition in self.processing.iter(f"{QTI}respcondition"):
            if not all(holds(test, response) for test in condition[0]):
                continue
            for variable in condition.iter(f"{QTI}setvar"):
                score = float(variable.text)
            for shown in condition.iter(f"{QTI}displayfeedback"):
                said.append(self.feedback[shown.get("linkrefid")])
            if condition.get("continue", "No") == "No":
                break
        return score, said


def holds(test, response):
    """Whether a test of a condition is true for a response, a number or a choice."""
    name = test.tag.removeprefix(QTI)
    if name == "other":
        return True
    if name in ("or", "and"):
        return (any if name == "or" else all)(holds(part, response) for part in test)
    if name == "varequal":
        same = isinstance(response, str)
        return response == test.text if same else response == float(test.text)
    limit = float(test.text)
    return {"vargte": response >= limit, "varlte": response <= limit}[name]


def read_package(data):
    """{title of an assessment: its items}; items of variants are among them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        days = {info.date_time for info in archive.infolist()}
        assert days == {(1980, 1, 1, 0, 0, 0)}  # no file says when it was made
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        resources = manifest.findall(f".//{CP}resource")
        named = {file.get("href") for file in manifest.iter(f"{CP}file")}
        assert named | {"imsmanifest.xml"} == set(archive.namelist())
        idents = {resource.get("identifier") for resource in resources}
        for dependency in manifest.iter(f"{CP}dependency"):
            assert dependency.get("identifierref") in idents
        found = {}
        for resource in resources:
            if resource.get("type") == "imsqti_xmlv1p2":
                text = archive.read(resource.find(f"{CP}file").get("href"))
                root = ET.fromstring(text)
                assert not breaches(root)
                title = root.find(f"{QTI}assessment").get("title")
                found[title] = [read_item(e) for e in root.iter(f"{QTI}item")]
        return found


def read_item(element):
    """An `Item` of an element."""
    fields = {
        f[0].text: f[1].text or "" for f in element.iter(f"{QTI}qtimetadatafield")
    }
    presentation = element.find(f"{QTI}presentation")
    labels = presentation.findall(f".//{QTI}render_choice/{QTI}response_label")
    return Item(
        element.get("ident"),
        element.get("title"),
        presentation.find(f"{QTI}material/{QTI}mattext").text,
        fields["question_type"],
        {label.get("ident"): text_of(label) for label in labels},
        element.find(f"{QTI}resprocessing"),
        {f.get("ident"): text_of(f) for f in element.findall(f"{QTI}itemfeedback")},
    )


def text_of(element):
    return "".join(text.text or "" for text in element.iter(f"{QTI}mattext"))


def breaches(root):
    """Elements that stand where they may not, or lack what they must have."""
    found = []
    for element in root.iter():
        name = element.tag.removeprefix(QTI)
        children = "".join(f"{child.tag.removeprefix(QTI)} " for child in element)
        model = MODELS.get(name, "")
        if not re.fullmatch(model + ("" if model.endswith(("*", "+", "?")) else " ")
                            if model else "", children):  # fmt: skip
            found.append(f"{name} has {children or 'nothing'}")
        if name in REQUIRED and not element.get(REQUIRED[name]):
            found.append(f"{name} has no {REQUIRED[name]}")
    return found
