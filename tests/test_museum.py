"""The museum: every exhibit is complete, in the index, and cites what exists."""

import json
import re

import pytest
from support import ROOT, markdown_of, slug
from test_equations import CHAPTERS, cited_by, tags

MUSEUM = ROOT / "notebooks" / "museum.ipynb"
CELLS = json.loads(MUSEUM.read_text(encoding="utf-8"))["cells"]
VERDICT = re.compile(r"> \*\*(Refuted|Half true|It depends)\.\*\* \S")


def source(cell):
    return "".join(cell["source"])


def exhibits():
    """Claim -> its cells, from its heading to the next."""
    found, claim = {}, None
    for cell in CELLS:
        if cell["cell_type"] == "code":
            if claim:
                found[claim].append(cell)
            continue
        for part in re.split(r"^(?=#{2,3} )", source(cell), flags=re.M):
            heading = re.match(r"(#{2,3}) (.+)", part)
            if heading:
                claim = heading[2] if heading[1] == "###" else None
                found |= {claim: []} if claim else {}
            if claim:
                found[claim].append({"cell_type": "markdown", "source": [part]})
    return found


EXHIBITS = exhibits()


def test_the_index_lists_every_exhibit_in_its_order():
    table = source(CELLS[0])
    listed = re.findall(r"\(#([\w-]+)\)", table)
    wanted = re.findall(r"^#{2,3} (.+)$", markdown_of(MUSEUM), re.M)
    assert listed == [slug(heading) for heading in wanted if heading != "The way out"]


def test_the_page_says_how_many_exhibits_there_are():
    assert len(EXHIBITS) == 38
    first, last = source(CELLS[0]), source(CELLS[-1])
    assert "thirty-eight of them" in first and "Thirty-eight sentences" in last


@pytest.mark.parametrize("claim", EXHIBITS)
def test_exhibit_is_a_claim_a_truth_a_run_a_verdict_and_a_source(claim):
    assert claim[0] == claim[-1] == '"', "a claim stands in quotation marks"
    cells = EXHIBITS[claim]
    text = "\n".join(source(c) for c in cells if c["cell_type"] == "markdown")
    assert text.count("**In truth,**") == text.count("*Explained in*") == 1
    runs = [c for c in cells if c["cell_type"] == "code"]
    shown = [
        "".join(output["data"].get("text/markdown", []))
        for run in runs
        for output in run["outputs"]
        if "data" in output
    ]
    assert sum(bool(VERDICT.match(text)) for text in shown) == 1
    assert "verdict(" in source(runs[-1]), "the verdict comes last"
    condition = source(runs[-1]).split("verdict(")[1]
    assert not re.match(r'"[\w ]+", True', condition), "a verdict must be able to fail"
    outputs = [output for run in runs for output in run["outputs"]]
    assert any("text" in o or "image/svg+xml" in o["data"] for o in outputs)


def test_printed_lines_fit_the_page():
    for cell in CELLS:
        for output in cell.get("outputs", []):
            for line in "".join(output.get("text", [])).splitlines():
                assert len(line) <= 82, line


def test_equations_that_the_museum_cites_are_in_their_chapters():
    known = {tag for path in CHAPTERS for tag in tags(path)}
    code = [source(cell) for cell in CELLS if cell["cell_type"] == "code"]
    cited = set().union(*(cited_by(text) for text in code))
    assert len(cited) > 8
    assert cited <= known
