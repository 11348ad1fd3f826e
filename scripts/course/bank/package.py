"""The content package: a zip with a manifest and a folder for each quiz."""

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence

from course.bank.qti import as_bytes, assessment
from course.bank.questions import Quiz

CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
MD = "http://www.imsglobal.org/xsd/imsmd_v1p2"
CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
META = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
BEGINNING = (1980, 1, 1, 0, 0, 0)  # of time, in a zip: no file has the day it was made


def package(ident: str, title: str, quizzes: Sequence[Quiz]) -> bytes:
    """A zip of quizzes as QTI 1.2. The same quizzes make the same bytes."""
    files = {"imsmanifest.xml": _manifest(ident, title, quizzes)}
    for quiz in quizzes:
        files[_path(quiz)] = assessment(quiz)
        files[_meta_path(quiz)] = _meta(quiz)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            info = zipfile.ZipInfo(path, BEGINNING)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()


def _path(quiz):
    return f"{quiz.ident}/{quiz.ident}.xml"


def _meta_path(quiz):
    return f"{quiz.ident}/assessment_meta.xml"


def _manifest(ident, title, quizzes):
    root = ET.Element(
        "manifest", {"xmlns": CP, "xmlns:imsmd": MD, "identifier": f"{ident}-manifest"}
    )
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "IMS Content"
    ET.SubElement(metadata, "schemaversion").text = "1.1.3"
    general = ET.SubElement(ET.SubElement(metadata, "imsmd:lom"), "imsmd:general")
    text = ET.SubElement(ET.SubElement(general, "imsmd:title"), "imsmd:string")
    text.text = title
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    for quiz in quizzes:
        _resource(resources, quiz.ident, "imsqti_xmlv1p2", _path(quiz))
        ET.SubElement(resources[-1], "dependency", identifierref=f"{quiz.ident}-meta")
        _resource(resources, f"{quiz.ident}-meta", META, _meta_path(quiz), href=True)
    return as_bytes(root)


def _resource(resources, ident, kind, path, href=False):
    attributes = {"identifier": ident, "type": kind} | ({"href": path} if href else {})
    resource = ET.SubElement(resources, "resource", attributes)
    ET.SubElement(resource, "file", href=path)


def _meta(quiz):
    """What Canvas wants to know of a quiz: it comes in unpublished, for practice."""
    root = ET.Element("quiz", {"xmlns": CANVAS, "identifier": quiz.ident})
    fields = {
        "title": quiz.title,
        "description": f"<p>{quiz.about}</p>",
        "shuffle_answers": "false",
        "scoring_policy": "keep_highest",
        "hide_results": "" if quiz.answers else "always",
        "quiz_type": "practice_quiz",
        "points_possible": f"{len(quiz.items)}.0",
        "show_correct_answers": str(quiz.answers).lower(),
        "allowed_attempts": "1",
        "available": "false",
    }
    for name, value in fields.items():
        ET.SubElement(root, name).text = value
    return as_bytes(root)
