"""A PDF from Chromium, read and finished with pypdf: page numbers, tags, no dates."""

import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

MARK = "\ue000"  # formulas.js puts it before the text of a formula


def page_numbers(data):
    """On which page each named place is, from 1."""
    reader = PdfReader(io.BytesIO(data))
    numbers = {}
    indices = {p.indirect_reference.idnum: n for n, p in enumerate(reader.pages, 1)}
    for name, place in reader.named_destinations.items():
        numbers[str(name).lstrip("/")] = indices[place.page.idnum]
    return numbers


def children(element):
    """What stands below an element of the structure tree, always as a list."""
    kids = element["/K"] if "/K" in element else []
    return kids if isinstance(kids, list) else [kids]


def structure(root):
    """Every element of the structure tree below `root`."""
    stack = [root]
    while stack:
        element = stack.pop().get_object()
        if not isinstance(element, dict):
            continue
        if "/S" in element:
            yield element
        stack += reversed(children(element))


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


def items(outline):
    """Every item of an outline."""
    item = outline.get("/First")
    while item is not None:
        item = item.get_object()
        yield item
        yield from items(item)
        item = item.get("/Next")


def mend_outline(root, headings):
    """Write each title as it stands in `headings`: where a heading has two lines,
    Chromium joins its words."""
    written = {"".join(heading.split()): heading for heading in headings}
    for item in items(root["/Outlines"]):
        if title := written.get("".join(str(item["/Title"]).split())):
            item[NameObject("/Title")] = TextStringObject(title)


class Prune:
    """Take out the groups without a meaning, nine of ten elements: Chromium has one for
    each run of letters. What is in them goes to the element around them."""

    def __init__(self, root):
        self.owners = {}  # of marked content: {key of a page: [element of each number]}
        numbers = root["/ParentTree"]["/Nums"]
        for key, value in zip(numbers[::2], numbers[1::2], strict=True):
            if isinstance(value.get_object(), ArrayObject):
                self.owners[int(key)] = value.get_object()
        root[NameObject("/K")] = ArrayObject(self.kept(root))

    def kept(self, element):
        """What is left below an element: (page, drawing, number), references."""
        left = []
        for kid in children(element):
            below = kid.get_object()
            if isinstance(below, NumberObject):
                left.append((element.raw_get("/Pg"), None, below))
            elif "/S" not in below:  # of marks elsewhere, or the place of a link
                page = (below if "/Pg" in below else element).raw_get("/Pg")
                below[NameObject("/Pg")] = page
                drawing = below.raw_get("/Stm") if "/Stm" in below else None
                mark = (page, drawing, below.get("/MCID"))
                left.append(mark if "/MCID" in below else kid)
            elif below["/S"] == "/NonStruct" and not {"/Alt", "/ActualText"} & {*below}:
                left += self.kept(below)
            else:
                self.fill(below, self.kept(below))
                left.append(below.indirect_reference)
        return left

    def fill(self, element, left):
        """Give an element what is below it, and make it the owner of its marks."""
        own = next((kid[0] for kid in left if isinstance(kid, tuple)), None)
        if own is not None:
            element[NameObject("/Pg")] = own
        kids = ArrayObject()
        for kid in left:
            if isinstance(kid, tuple):
                kids.append(self.mark(element, own, *kid))
            else:
                if "/S" in kid.get_object():
                    kid.get_object()[NameObject("/P")] = element.indirect_reference
                kids.append(kid)
        element[NameObject("/K")] = kids

    def mark(self, element, own, page, drawing, number):
        holder = page if drawing is None else drawing
        owners = self.owners[int(holder.get_object()["/StructParents"])]
        owners[int(number)] = element.indirect_reference
        if page == own and drawing is None:
            return number
        entries = {"/Type": NameObject("/MCR"), "/Pg": page, "/MCID": number}
        if drawing is not None:
            entries["/Stm"] = drawing
        return DictionaryObject({NameObject(k): v for k, v in entries.items()})


def finish(data, title, author, headings):
    """The bytes of the finished PDF: the same whenever it is made."""
    reader = PdfReader(io.BytesIO(data))
    mend_outline(reader.root_object, headings)
    root = reader.root_object["/StructTreeRoot"]
    name_formulas(root)
    Prune(root)
    writer = PdfWriter(clone_from=reader)  # takes only what is still referred to
    writer.metadata = {"/Title": title, "/Author": author}
    writer.pdf_header = reader.pdf_header
    writer._ID = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
