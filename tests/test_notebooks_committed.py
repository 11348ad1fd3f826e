"""Notebooks are committed as `make notebooks` writes them."""

import json
import re
from pathlib import Path

import pytest
from support import markdown_of

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.rglob("*.ipynb"))
CHAPTERS = sorted(FOLDER.glob("[0-9][0-9]_*.ipynb"))
WIDGET = "application/vnd.rnnbook.widget+json"


@pytest.fixture(params=NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def notebook(request):
    return json.loads(request.param.read_text(encoding="utf-8"))


def code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def outputs(notebook):
    return [output for cell in code_cells(notebook) for output in cell["outputs"]]


def test_every_code_cell_was_run_in_order(notebook):
    cells = [c for c in code_cells(notebook) if "".join(c["source"]).strip()]
    counts = [cell["execution_count"] for cell in cells]
    remedy = "run it again: make notebooks NOTEBOOKS=..."
    assert counts == list(range(1, len(counts) + 1)), remedy
    assert outputs(notebook)


def test_no_live_widget_is_stored(notebook):
    assert "widgets" not in notebook["metadata"]
    for output in outputs(notebook):
        assert "application/vnd.jupyter.widget-view+json" not in output.get("data", {})


def test_a_stored_widget_has_a_picture_and_words(notebook):
    for output in outputs(notebook):
        data = output.get("data", {})
        if WIDGET in data:
            assert "<svg" in "".join(data["image/svg+xml"])
            assert "".join(data["text/plain"]).strip()
            assert data[WIDGET]["label"].strip()


def test_nothing_of_the_run_itself_is_stored(notebook):
    assert set(notebook["metadata"]) >= {"kernelspec", "language_info"}
    assert set(notebook["metadata"]["language_info"]) == {
        "name",
        "file_extension",
        "mimetype",
    }
    for cell in code_cells(notebook):
        assert "execution" not in cell["metadata"]
    text = json.dumps(outputs(notebook))
    assert not re.search(
        r"\b0x[0-9a-f]{8,}|ipykernel_\d+|/(home|root|tmp|Users)/", text
    )


def test_cells_have_distinct_ids(notebook):
    ids = [cell.get("id") for cell in notebook["cells"]]
    assert len({*ids, None}) == len(ids) + 1, "make notebooks gives a new cell its id"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_figures_of_a_chapter_are_numbered_one_after_the_other(path):
    text = markdown_of(path, outputs=True)
    found = re.findall(r"^\*\*Figure (\d+\.\d+)\.\*\*", text, re.M)
    chapter = int(path.stem[:2])
    assert found == [f"{chapter}.{k}" for k in range(1, len(found) + 1)]
    assert found


def test_there_are_notebooks():
    assert NOTEBOOKS
