"""The shape of the repository: names, lengths, and nothing of one machine.

Who may import whom stands in pyproject.toml; `make style` checks it.
"""

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

TOP_LEVEL = {
    ".ci",
    ".git",
    ".gitattributes",
    ".github",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CITATION.cff",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
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
LONGEST_FUNCTION = 60


def relative(path):
    return path.relative_to(ROOT).as_posix()


def imports(tree):
    """(module, names) for each import in a syntax tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written in full"
            yield node.module, [alias.name for alias in node.names]


def test_no_module_is_hidden_by_a_name_of_its_package():
    code = "import importlib, pkgutil, sys, rnnbook\n"
    code += "for module in pkgutil.walk_packages(rnnbook.__path__, 'rnnbook.'):\n"
    code += "    importlib.import_module(module.name)\n"
    code += "    parent, _, name = module.name.rpartition('.')\n"
    code += "    found = getattr(sys.modules[parent], name)\n"
    code += "    if found is not sys.modules[module.name]:\n"
    code += "        print(module.name)\n"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120
    )
    assert (run.stdout, run.returncode) == ("", 0), run.stderr


def test_functions_fit_a_mind():
    """Statements only: a docstring and the lines of a long signature do not count."""
    long = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                if lines > LONGEST_FUNCTION:
                    long.append(f"{relative(path)}: {node.name}, {lines} lines")
    assert not long


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
    files += [path for path in ROOT.iterdir() if path.name in TOP_LEVEL - {".git"}]
    files = [p for p in files if p.suffix in TEXT or p.name in TOP_LEVEL | {"run"}]
    machine = re.compile(r"(?<![\w.~])/(home|root|opt|work|Users)/\w")
    for path in files:
        if path.is_file() and path != Path(__file__):
            found = machine.search(path.read_text(encoding="utf-8"))
            assert not found, f"{relative(path)}: {found}"


def test_torch_is_needed_for_interop_only():
    code = "import sys, rnnbook, rnnbook.widgets, rnnbook.exercises, rnnbook.viz"
    code += "; assert 'torch' not in sys.modules"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
