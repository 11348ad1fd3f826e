"""The inliner of ES modules: what it reads, in which order, and what it refuses."""

import json
import re
import subprocess
from pathlib import Path

import pytest

import rnnbook
from rnnbook.widgets._bundle import as_function, bundle, modules

RUNTIME = Path(rnnbook.__file__).parent / "widgets" / "_runtime"


@pytest.fixture
def folder(tmp_path):
    """folder(name=text ...) writes files; returns their folder."""

    def write(**files):
        for name, text in files.items():
            path = tmp_path / re.sub(r"_(js|svg)$", r".\1", name)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def evaluate(node_path, text):
    """The JSON that an ES module prints."""
    run = subprocess.run(
        [node_path, "--input-type=module", "--eval", text],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def made(entry, name):
    """A JavaScript expression for the exports of one file without imports."""
    return f"({as_function(entry / name, lambda path: path.name)})()"


def test_files_come_after_what_they_import_and_once():
    order = [path.name for path in modules(RUNTIME / "loop.js")]
    assert order == ["graph.js", "linear.js", "loop.js"]


def test_functions_constants_classes_and_default_are_exported(folder, node_path):
    text = (
        "export function f() { return 1; }\n"
        "export async function later() { return 2; }\n"
        "export function* many() { yield 6; }\n"
        "export const k = 3;\n"
        "export class C { four() { return 4; } }\n"
        "export default { five: 5 };\n"
    )
    m = made(folder(a_js=text), "a.js")
    code = (
        f"const m = {m}; console.log(JSON.stringify("
        "[m.f(), await m.later(), m.k, new m.C().four(), m.default.five, ...m.many()]))"
    )
    assert evaluate(node_path, code) == [1, 2, 3, 4, 5, 6]


def test_what_is_not_exported_stays_inside(folder, node_path):
    text = "const hidden = 1;\nexport const seen = hidden + 1;\n"
    m = made(folder(a_js=text), "a.js")
    assert evaluate(node_path, f"console.log(JSON.stringify({m}))") == {"seen": 2}


def test_lines_of_comment_stay_behind(folder, node_path):
    text = '// What it is.\nexport const a = "// no comment"; // 1\n  // Within.\n'
    path = folder(a_js=text)
    assert "What it is" not in as_function(path / "a.js", lambda path: path.name)
    found = evaluate(node_path, f"console.log(JSON.stringify({made(path, 'a.js')}))")
    assert found == {"a": "// no comment"}


def test_a_picture_is_imported_as_its_text(folder, node_path):
    svg = '<svg aria-label="a `quote` ${x} \\ back">\n</svg>'
    m = made(folder(a_svg=svg), "a.svg")
    assert evaluate(node_path, f"console.log(JSON.stringify({m}))") == {"default": svg}


def test_imports_become_needs_with_names_renamed_and_default(folder):
    text = (
        'import { a, b as c } from "./other.js";\n'
        'import picture from "./p.svg";\n'
        "export const d = a + c + picture;\n"
    )
    path = folder(
        a_js=text, other_js="export const a = 1;\nexport const b = 2;\n", p_svg=""
    )
    function = as_function(path / "a.js", lambda path: path.name)
    assert 'const { a, b: c } = need("other.js");' in function
    assert 'const { default: picture } = need("p.svg");' in function


@pytest.mark.parametrize(
    "line",
    [
        'import * as all from "./b.js";',
        'import "./b.js";',
        "import { a } from './b.js';",
        "export { a };",
        "export let a = 1;",
        "export * as all from './b.js';",
        'export * from "./b.js";',
        'import("./b.js");',
    ],
)
def test_forms_that_are_not_read_are_refused_with_the_line(folder, line):
    path = folder(a_js=line + "\n")
    with pytest.raises(ValueError) as refused:
        as_function(path / "a.js", lambda path: path.name)
    assert str(refused.value) == f"a.js: {line!r} is not a form that is read here"


def test_a_name_that_the_other_file_does_not_export_is_refused(folder):
    path = folder(
        a_js='import { one, tow } from "./b.js";\n',
        b_js="export const one = 1;\nexport const two = 2;\n",
    )
    with pytest.raises(
        ValueError, match="a.js imports tow from b.js, which exports one"
    ):
        as_function(path / "a.js", lambda path: path.name)


def test_a_circle_of_imports_is_refused(folder):
    path = folder(
        a_js='import { b } from "./b.js";\nexport const a = 1;\n',
        b_js='import { a } from "./a.js";\nexport const b = 1;\n',
    )
    with pytest.raises(ValueError, match="a.js -> b.js -> a.js"):
        modules(path / "a.js")


def test_the_bundled_runtime_runs_and_each_file_runs_once(node_path):
    text, (graph, unroll) = bundle([RUNTIME / "graph.js", RUNTIME / "loop.js"])
    code = (
        f"{text}\nconsole.log(JSON.stringify([typeof need({json.dumps(graph)}).compile,"
        f" typeof need({json.dumps(unroll)}).unrollBackward,"
        f" need({json.dumps(graph)}) === need({json.dumps(graph)})]))"
    )
    assert evaluate(node_path, code) == ["function", "function", True]
    assert text.count('"_runtime/graph.js":') == 1


def test_a_worker_comes_as_the_text_of_a_script(folder, node_path):
    root = folder(
        base_js="export const two = 2;\n",
        view_js='import source from "./sum.worker.js";\nexport default source;\n',
    )
    sum_worker = 'import { two } from "./base.js";\nglobalThis.found = two + 3;\n'
    (root / "sum.worker.js").write_text(sum_worker, encoding="utf-8")
    assert [path.name for path in modules(root / "view.js")] == [
        "sum.worker.js",
        "view.js",
    ]
    text = as_function(root / "sum.worker.js", lambda path: path.name)
    code = (
        f"(0, eval)(({text})().default);\n"
        "console.log(JSON.stringify([globalThis.found]));"
    )
    assert evaluate(node_path, code) == [5]


def test_what_is_there_already_is_not_sent_again(folder, node_path):
    root = folder(
        base_js="export const two = 2;\n",
        first_js='import { two } from "./base.js";\nexport default two;\n',
        later_js='import { two } from "./base.js";\nexport default two + 1;\n',
    )
    text, (first,) = bundle([root / "first.js"])
    more, (later,) = bundle([root / "later.js"], beyond=[root / "first.js"])
    assert "base.js" in text and '"base.js":' not in more
    both = f"need({json.dumps(first)}).default, need({json.dumps(later)}).default"
    code = f"{text}{more}console.log(JSON.stringify([{both}]));"
    assert evaluate(node_path, code) == [2, 3]
