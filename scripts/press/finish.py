"""A PDF from Chromium, read and finished with pypdf: page numbers, tags, no dates."""

import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

MARK = "\ue000"  # formulas.js puts it before the text of a formula


def page_numbers(data):
    """On which page each named place is, from 1."""
    reader = PdfReader(io.BytesIO(data))
    numbers = {}
    indices = {p.indirect_reference.idnum: n for n, p in enumerate(reader.pages, 1)}
    for name, place in reader.named_destinations.items():
        numbers[str(name).lstrip("/")] = indices[place.page.idnum]
    return numbers


def structure(root):
    """Every element of the structure tree below `root`."""
    stack = [root]
    while stack:
        element = stack.pop().get_object()
        if not isinstance(element, dict):
            continue
        if "/S" in element:
            yield element
        children = element.get("/K", [])
        if hasattr(children, "get_object"):
            children = children.get_object()
        stack += reversed(children if isinstance(children, list) else [children])


def name_formulas(root):
    """A Figure that is a formula becomes a Formula; how many there are."""
    count = 0
    for element in structure(root):
        text = element.get("/Alt")
        if text is not None and str(text).startswith(MARK):
            element[NameObject("/S")] = NameObject("/Formula")
            element[NameObject("/Alt")] = TextStringObject(str(text)[len(MARK) :])
            count += 1
    return count


def finish(data, title, author):
    """The bytes of the finished PDF: the same whenever it is made."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    name_formulas(writer._root_object["/StructTreeRoot"])
    writer.metadata = {"/Title": title, "/Author": author}
    writer._ID = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
