"""What stands around the book: for who installs, cites, reports and changes it."""

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace

import first_cells
import numpy as np
import pytest
import yaml
from sequences import check_all, draw
from support import ROOT, markdown_of

from rnnbook import Cell, sigmoid
from rnnbook.exercises import checking
from rnnbook.exercises._verdict import judge

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml"))
GUIDES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(ROOT / "book" / name for name in ("how-to-use.md", "teach.md")),
]
SHELL = ("cp", "mkdir", "unzip", "sudo")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BUILT = shutil.ignore_patterns(
    ".venv", "_build", ".git", "*.egg-info", "build", "__pycache__", ".*_cache"
)
# What a reader without figures imports and runs; `seen` is what must not be there.
SMALL = """
import importlib, importlib.util, pkgutil, sys
import numpy as np
import rnnbook

for module in pkgutil.walk_packages(rnnbook.__path__, "rnnbook."):
    if module.name.split(".")[1] not in ("guesses", "viz", "widgets"):
        importlib.import_module(module.name)

from rnnbook import interop, tasks
from rnnbook.exercises import check, given

rng = np.random.default_rng(0)
for name, cell in rnnbook.CELLS.items():
    p = rnnbook.init_params(cell, D=2, H=3, rng=rng)
    x = rng.normal(size=(4, 2, 2))
    h, state, cache = rnnbook.unroll(cell, p, x)
    dp, _, _ = rnnbook.unroll_backward(cell, p, 2 * h, cache)
    loss = lambda **q: (rnnbook.unroll(cell, p._replace(**q), x)[0] ** 2).sum()
    assert rnnbook.gradcheck(loss, p._asdict(), dp._asdict()).ok, name
x, *_ = tasks.adding(rng, T=10, B=4)
assert x.shape == (10, 4, 2)
layers = interop.to_keras(rnnbook.CELLS["gru"], p := rnnbook.init_params(
    rnnbook.CELLS["gru"], D=2, H=3, rng=rng))
assert np.allclose(interop.from_keras(rnnbook.CELLS["gru"], layers).U, p.U)
assert check("6.1", 1, 2).status == "wrong", check("6.1", 1, 2)
assert given("6.3")
for name in ("viz", "widgets"):
    try:
        importlib.import_module(f"rnnbook.{name}")
    except ImportError as error:
        print(error)
names = ("matplotlib", "anywidget", "ipywidgets", "IPython", "traitlets", "torch")
print("there:", [name for name in names if importlib.util.find_spec(name)])
"""


def text(path):
    return path.read_text(encoding="utf-8")


def blocks(path, language=""):
    """The fenced blocks of a language in a Markdown file."""
    found = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", text(path), re.M | re.S)
    return [textwrap.dedent(block) for known, block in found if known == language]


def commands(path):
    """Each command of a block for a terminal, its lines joined, without its comment."""
    joined = [re.sub(r"\\\n\s*", "", block) for block in blocks(path)]
    lines = [line for block in joined for line in block.splitlines()]
    starts = ("make ", ".venv/bin/", "python ")
    return [line.split("  #")[0].strip() for line in lines if line.startswith(starts)]


def inline(path):
    """What stands between single backquotes."""
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text(path))


def recipes():
    """The Makefile's targets and the commands of each."""
    found, lines = {}, re.sub(r"\\\n\s*", "", text(ROOT / "Makefile")).splitlines()
    for line in lines:
        if target := re.match(r"([\w.-]+): ?(?!=)", line):
            current = found.setdefault(target[1], [])
        elif line.startswith("\t"):
            current.append(line.strip().lstrip("@"))
    return found


def readme_program():
    """The program of the README, and what it is said to print."""
    both = re.search(
        r"```python\n(.*?)```\n+```\n(.*?)```", text(ROOT / "README.md"), re.S
    )
    return both[1], both[2]


def run_python(python, *arguments, cwd):
    run = subprocess.run(
        [python, *arguments], cwd=cwd, capture_output=True, text=True, timeout=600
    )
    assert run.returncode == 0, run.stderr[-3000:]
    return run.stdout


# The small package


def test_the_program_of_the_readme_prints_what_stands_there(tmp_path):
    program, shown = readme_program()
    assert run_python(sys.executable, "-c", program, cwd=tmp_path) == shown
    assert len([line for line in program.splitlines() if line.strip()]) <= 20


def test_the_small_package_runs_with_numpy_and_tqdm_alone(new_venv, tmp_path):
    copy = shutil.copytree(ROOT, tmp_path / "copy", ignore=BUILT)
    small = tmp_path / "small.txt"
    small.write_text(f"{copy}\n", encoding="utf-8")
    python = new_venv(small)
    said = run_python(python, "-I", "-c", SMALL, cwd=tmp_path).splitlines()
    assert said[-1] == "there: []"
    for line, module in zip(said, ("rnnbook.viz", "rnnbook.widgets"), strict=False):
        assert line.startswith(f"{module} draws figures and needs matplotlib, any")
        assert line.endswith('run pip install ".[notebooks]"')
    assert len(said) == 3
    program, shown = readme_program()
    assert run_python(python, "-I", "-c", program, cwd=tmp_path) == shown


def test_whatever_shows_figures_installs_what_they_need():
    extras = PYPROJECT["project"]["optional-dependencies"]
    assert {"matplotlib", "anywidget"} <= set(extras["notebooks"])
    for name in ("book", "jupyter"):
        assert "rnnbook[notebooks]" in extras[name]
    assert "rnnbook[book,jupyter]" in extras["test"]
    assert "-e .[notebooks]" in text(ROOT / "binder" / "requirements.txt").splitlines()


# Guides


def test_every_command_of_the_guides_exists():
    targets, missing = set(recipes()), []
    for path in GUIDES:
        found = commands(path)
        assert found, path
        for command in found:
            program, *rest = shlex.split(command)
            if program == "make":
                names = [word for word in rest if "=" not in word]
                missing += [command for name in names if name not in targets]
            elif not (
                Path(sys.executable).with_name(Path(program).name).exists()
                or program in SHELL
            ):
                missing.append(command)
            files = re.findall(r"(?:tests|notebooks|scripts)/[\w./]+", command)
            missing += [f"{command}: {f}" for f in files if not (ROOT / f).exists()]
    assert not missing


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_every_file_that_a_guide_names_is_there(path):
    named = r"`([\w./-]+/[\w./-]*|\w+\.(?:md|toml|txt|cff|yml))`"
    names = set(re.findall(named, text(path)))
    made = (  # yet to make
        r"_build|course-private|^/?(bank|grades|reports|2027-spring)/|mine|"
        r"\.venv|NAME|ugrnn|fading|leaky|6\.7\.json|ch10"
    )
    places = (ROOT, ROOT / "rnnbook", ROOT / "notebooks", ROOT / "book" / "course")
    there = {n for n in names if any((place / n).exists() for place in places)}
    assert there and [n for n in names - there if not re.search(made, n)] == []


def test_the_recipe_for_a_cell_makes_a_cell():
    step, line = (b for b in blocks(ROOT / "CONTRIBUTING.md", "python") if "ugrnn" in b)
    scope = {"np": np, "sigmoid": sigmoid}
    scope["UGRNNStep"] = namedtuple("UGRNNStep", "z n h_prev")
    exec(step, scope)
    scope |= {"Cell": Cell, "HIDDEN": ("h",), "ugrnn": SimpleNamespace(**scope)}
    (cell,) = eval(f"({line})", scope)
    assert check_all(cell, draw(cell)).ok


def test_the_recipe_for_an_exercise_makes_one(tmp_path):
    (block,) = (b for b in blocks(ROOT / "CONTRIBUTING.md", "python") if "LEAKY" in b)
    assert len(block.splitlines()) <= 32
    file = tmp_path / "leaky.py"
    file.write_text(block, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("leaky", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    exercise = module.LEAKY
    assert judge(exercise, (module.leaky,)).status == "right"
    found = [judge(exercise, (mistake.wrong,)).mistake for mistake in exercise.mistakes]
    assert found == [mistake.says for mistake in exercise.mistakes] and len(found) == 5


def test_windows_gets_the_commands_that_make_runs():
    """PowerShell has no make: the same programs, with the same arguments."""
    block = next(b for b in blocks(ROOT / "README.md") if ".venv\\Scripts" in b)
    found = [line.split("  #")[0].strip() for line in block.splitlines()]
    script = text(ROOT / "scripts" / "install.sh")
    install = re.search(r"PIP_CONSTRAINT=(\S+) (\S+ -m pip .*?) \"\.\[\$1", script)
    build = next(c for c in recipes()["book"] if "jupyter-book" in c)
    build = build.replace("$(BIN)", ".venv/bin").split(" >")[0]
    wanted = [
        f'$env:PIP_CONSTRAINT = "{install[1]}"',
        f'{install[2]} ".[book,jupyter]"',
        build,
    ]
    said = [line.replace(".venv\\Scripts\\", ".venv/bin/") for line in found]
    assert [line for line in wanted if line not in said] == []
    assert said[0] == "py -m venv .venv"


def test_the_guides_tell_both_ways_to_test():
    for path in GUIDES[:2]:
        assert {"make test", "make test-all"} <= {*commands(path), *inline(path)}, path


# What GitHub and others read


def load(path):
    return yaml.safe_load(text(path))


def test_workflows_run_targets_that_exist():
    targets, run = set(recipes()), []
    for path in WORKFLOWS:
        workflow = load(path)
        assert workflow["name"] == path.stem and workflow["permissions"]
        for job in workflow["jobs"].values():
            assert job["timeout-minutes"] and job["runs-on"] and job["steps"]
            run += [step["run"] for step in job["steps"] if "run" in step]
            assert all(("run" in step) != ("uses" in step) for step in job["steps"])
    made = [re.fullmatch(r"make ([\w-]+) PYTHON=python", line) for line in run]
    assert {line[1] for line in made} == {"book", "test", "test-all"}
    assert {line[1] for line in made} <= targets


def test_the_package_is_tested_on_each_python_that_it_names():
    pythons = load(GITHUB / "workflows" / "test.yml")["jobs"]["test"]["strategy"]
    pythons = pythons["matrix"]["python"]
    assert PYPROJECT["project"]["requires-python"] == f">={pythons[0]}"
    script = text(ROOT / "scripts" / "install.sh")
    assert all(f"python{version}" in script for version in pythons)


def test_forms_ask_for_what_a_report_needs():
    kinds = {"input", "textarea", "dropdown", "checkboxes", "markdown"}
    forms = {path.stem: load(path) for path in FORMS if path.stem != "config"}
    assert set(forms) == {"text", "figure", "exercise"}
    for form in forms.values():
        assert {"name", "description", "body"} <= set(form)
        ids = [part["id"] for part in form["body"]]
        assert len(ids) == len(set(ids))
        for part in form["body"]:
            assert part["type"] in kinds and part["attributes"]["label"].strip()
            assert part["type"] != "dropdown" or part["attributes"]["options"]
        assert any(part.get("validations", {}).get("required") for part in form["body"])


def test_a_check_that_fails_says_where_to_report_it():
    (link,) = re.findall(r"\*(.+?)\*", checking.FAULT)
    pages = text(ROOT / "book" / "_ext" / "rnnbook_site" / "pages.py")
    assert f'("{link}", ' in pages


def test_hooks_run_what_make_has_installed():
    hooks = [hook for repo in load(ROOT / ".pre-commit-config.yaml")["repos"]
             for hook in repo["hooks"]]
    assert {hook["id"] for hook in hooks} == {"ruff", "codespell", "style"}
    for hook in hooks:
        program = shlex.split(hook["entry"])[0]
        assert hook["language"] == "system"
        assert program == "make" or program.startswith(".venv/bin/")


def test_the_citation_is_that_of_this_version():
    citation = load(ROOT / "CITATION.cff")
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["version"] == PYPROJECT["project"]["version"]
    assert citation["title"] == load(ROOT / "_config.yml")["title"]
    assert citation["authors"] == PYPROJECT["project"]["authors"]


def test_the_changelog_has_a_section_for_each_chapter():
    log = text(ROOT / "CHANGELOG.md")
    headings = re.findall(r"^### (.+)$", log, re.M)
    titles = [
        re.search(r"^# (.+)$", markdown_of(path), re.M)[1]
        for path in first_cells.chapters()
    ]
    assert [title for title in titles if title not in headings] == []
    assert f"## {PYPROJECT['project']['version']}" in log


def test_the_moving_picture_is_small_and_of_this_book():
    pictures = re.findall(r"!\[(.+?)\]\((\S+?)\)", text(ROOT / "README.md"))
    assert pictures
    for alt, name in pictures:
        assert len(alt) > 20 and (ROOT / name).stat().st_size < 400_000
