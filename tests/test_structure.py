"""The shape of the repository: layers, lengths, and nothing of one machine."""

import ast
import fnmatch
import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "rnnbook"
SOURCES = sorted(PACKAGE.rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))

# A module imports what stands above it, never what stands below.
LAYERS = [
    "_types",
    "activations",
    "gradcheck",
    "_draw",
    "_need",
    "norm",
    "params",
    "cells",
    "_traced",
    "trace",
    "initial",
    "_validate",
    "_explain",
    "plain",
    "engine",
    "unroll",
    "masks",
    "truncated",
    "gains",
    "normed",
    "dropout",
    "layers",
    "_stack",
    "stack",
    "diagnostics",
    "heads",
    "embedding",
    "optim",
    "schedules",
    "tree",
    "_fit",
    "tasks",
    "train",
    "tagger",
    "store",
    "results",
    "interop",
    "viz",
    "widgets",
    "exercises",
]
# What a layer may import besides the standard library and NumPy.
LIBRARIES = {
    "interop": {"torch"},
    "train": {"tqdm"},
    "viz": {"IPython", "matplotlib", "matplotlib_inline"},
    "widgets": {"IPython", "anywidget", "ipywidgets", "matplotlib", "traitlets"},
    "exercises": {"IPython", "matplotlib"},
}
TOP_LEVEL = {
    ".ci",
    ".git",
    ".gitattributes",
    ".gitignore",
    "LICENSE",
    "LICENSE-text",
    "Makefile",
    "README.md",
    "_config.yml",
    "_toc.yml",
    "binder",
    "book",
    "notebooks",
    "pyproject.toml",
    "requirements.txt",
    "rnnbook",
    "scripts",
    "tests",
}
TEXT = {".py", ".js", ".css", ".html", ".md", ".yml", ".toml", ".txt", ".sh", ".ipynb"}
LONGEST = 200


def relative(path):
    return path.relative_to(ROOT).as_posix()


def layer(module):
    """The layer that a module of the package belongs to; None for the package."""
    return module.split(".")[1] if "." in module else None


def imports(tree):
    """(module, names) for each import in a syntax tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written in full"
            yield node.module, [alias.name for alias in node.names]


def modules_imported(path):
    """Every module that a file imports, `from rnnbook import unroll` resolved."""
    for module, names in imports(ast.parse(path.read_text(encoding="utf-8"))):
        inside = [n for n in names if module == "rnnbook" and n in LAYERS]
        yield from ([f"rnnbook.{name}" for name in inside] or [module])


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_imports_go_down_the_list_of_layers_only(path):
    own = path.relative_to(PACKAGE).with_suffix("").parts[0]
    if own == "__init__":
        return  # the package's own names, taken from every layer
    assert own in LAYERS, f"say in LAYERS where {own} belongs"
    for module in modules_imported(path):
        root = module.split(".")[0]
        if root == "rnnbook":
            assert layer(module), f"import the module that defines it, not {module}"
            assert LAYERS.index(layer(module)) <= LAYERS.index(own), module
        else:
            allowed = sys.stdlib_module_names | {"numpy"} | LIBRARIES.get(own, set())
            assert root in allowed, f"{own} may not import {root}"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_file_fits_a_mind(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_curated_names_are_all_there_and_no_logic_with_them():
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    plain = (ast.Expr, ast.Import, ast.ImportFrom, ast.Assign)
    assert all(isinstance(node, plain) for node in tree.body)
    rnnbook = importlib.import_module("rnnbook")
    taken = {name for _, names in imports(tree) for name in names}
    assert taken == set(rnnbook.__all__)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=relative)
def test_notebook_imports_public_names_only(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        source = re.sub(r"^\s*[%!].*$", "", "".join(cell["source"]), flags=re.M)
        for module, names in imports(ast.parse(source)):
            if module.split(".")[0] != "rnnbook":
                continue
            assert not any(part.startswith("_") for part in module.split("."))
            public = importlib.import_module(module)
            known = getattr(public, "__all__", None) or dir(public)
            assert not [n for n in names if n.startswith("_") or n not in known]


def test_top_level_holds_only_what_is_listed():
    ignored = (ROOT / ".gitignore").read_text().split()
    patterns = [pattern.rstrip("/") for pattern in ignored]
    names = {
        path.name
        for path in ROOT.iterdir()
        if not any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns)
    }
    assert names - TOP_LEVEL == set()


def test_no_file_names_a_path_of_one_machine():
    folders = [ROOT / name for name in TOP_LEVEL - {".git"} if (ROOT / name).is_dir()]
    files = [path for folder in folders for path in folder.rglob("*")]
    files += [path for path in ROOT.iterdir() if path.name in TOP_LEVEL]
    files = [p for p in files if p.suffix in TEXT or p.name in TOP_LEVEL | {"run"}]
    machine = re.compile(r"(?<![\w.~])/(home|root|opt|work|Users)/\w")
    for path in files:
        if path.is_file() and path != Path(__file__):
            found = machine.search(path.read_text(encoding="utf-8"))
            assert not found, f"{relative(path)}: {found}"


def test_torch_is_needed_for_interop_only():
    code = "import sys, rnnbook, rnnbook.widgets, rnnbook.exercises, rnnbook.viz"
    code += "; assert 'torch' not in sys.modules"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
