"""Run notebooks and store their outputs, so that a second run changes no byte.

    python scripts/execute_notebooks.py [notebook ...]

Without names: every notebook under notebooks/. What a run leaves behind by chance
(times, widget ids, process numbers in tracebacks) is not stored. A file is replaced
in one step, and only after its whole notebook has run.
"""

import argparse
import os
import sys
import time
from pathlib import Path

# One thread, as in `make`: sums of floats then come out the same every time.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")

import nbformat  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError  # noqa: E402

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# The picture and our own description of a widget stay; a live view has no meaning
# in a file, and a bitmap beside an SVG is the same figure twice.
KEPT = {
    "text/plain",
    "text/html",
    "text/markdown",
    "text/latex",
    "image/svg+xml",
    "image/png",
    "application/vnd.rnnbook.widget+json",
    "application/papermill.record/text/plain",
    "application/papermill.record/text/html",
    "application/papermill.record/text/latex",
    "application/papermill.record/image/svg+xml",
}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}


def committed_data(data, where):
    """The part of an output's mime bundle that is stored."""
    kept = {mime: value for mime, value in data.items() if mime != WIDGET_VIEW}
    if "image/svg+xml" in kept:
        kept.pop("image/png", None)
    unknown = sorted(set(kept) - KEPT)
    if unknown:
        raise ValueError(
            f"{where} gives output of type {', '.join(unknown)}, which pages cannot "
            f"show: print it, draw it as SVG, or add the type to KEPT in {__file__}"
        )
    return kept


def clean(notebook, name):
    """Drop from an executed notebook what the next run would write differently."""
    other = {k: v for k, v in notebook.metadata.items() if k != "widgets"}
    notebook.metadata = nbformat.from_dict(
        {**other, "kernelspec": KERNEL, "language_info": LANGUAGE}
    )
    for number, cell in enumerate(notebook.cells, start=1):
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            if "data" in output:
                where = f"{name}, cell {number} ({cell.id})"
                output.data = nbformat.from_dict(committed_data(output.data, where))
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
    return notebook


def read(path):
    """A notebook whose cells all have an id that does not change from run to run."""
    notebook = nbformat.read(path, as_version=4)
    raw = path.read_text(encoding="utf-8")
    for number, cell in enumerate(notebook.cells, start=1):
        if f'"id": "{cell.get("id")}"' not in raw:
            cell["id"] = f"cell-{number}"
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
    return notebook


def execute(path):
    """Run the notebook at `path` and replace the file by the run one."""
    notebook = read(path)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,  # where a kernel cuts what it prints is chance
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.reset_execution_trackers()
    with client.setup_kernel():  # unlike client.execute(), lets Ctrl-C through
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
    nbformat.validate(clean(notebook, path.name))
    part = path.with_name(f".{path.name}.tmp")
    try:
        part.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(description="run notebooks, store their outputs")
    parser.add_argument("notebooks", nargs="*", type=Path)
    paths = parser.parse_args().notebooks or sorted(
        path for path in NOTEBOOKS.rglob("*.ipynb") if path.parent.name[0] != "."
    )
    for path in map(Path.resolve, paths):
        started, before = time.perf_counter(), path.read_bytes()
        try:
            execute(path)
        except (CellExecutionError, ValueError) as error:
            sys.exit(f"{path.name} was left as it was:\n{error}")
        except KeyboardInterrupt:
            sys.exit(f"\nstopped: {path.name} was left as it was")
        news = "outputs as stored" if path.read_bytes() == before else "written"
        name = os.path.relpath(path)
        print(f"{name}: {news}, {time.perf_counter() - started:.1f} s", flush=True)


if __name__ == "__main__":
    main()
