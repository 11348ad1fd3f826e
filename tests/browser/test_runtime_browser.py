"""The runtime, bundled as the page loads it, equals Python in Chromium as well."""

import json
from pathlib import Path

import pytest

import rnnbook
from rnnbook.widgets._bundle import as_function, bundle

TESTS = Path(__file__).resolve().parents[1]
RUNTIME = Path(rnnbook.__file__).parent / "widgets" / "_runtime"
GOLDEN = sorted((TESTS / "golden").glob("*.json"))


def script(change=lambda text: text):
    """A classic script: `window.differences(golden)` by the bundled runtime."""
    text, (graph, unroll) = bundle([RUNTIME / "graph.js", RUNTIME / "loop.js"])
    parity = as_function(TESTS / "js" / "parity.js", lambda path: path.name)
    runtime = f"{{ ...need({json.dumps(graph)}), ...need({json.dumps(unroll)}) }}"
    return (
        f'(() => {{\n"use strict";\n{change(text)}\nconst parity = ({parity})();\n'
        f"window.differences = (golden) => parity.differences({runtime}, golden);\n"
        "})();"
    )


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_equal_to_python_to_1e_12_in_chromium(page, path):
    page.add_script_tag(content=script())
    assert page.evaluate("golden => differences(golden)", read(path)) == []


def test_an_op_broken_in_the_bundle_is_named(page):
    def broken(text):
        assert text.count("Math.tanh(${a})") == 1
        return text.replace("Math.tanh(${a})", "Math.sinh(${a})")

    page.add_script_tag(content=script(broken))
    golden = read(TESTS / "golden" / "ops.json")
    (found,) = page.evaluate("golden => differences(golden)", golden)
    assert found.startswith("every op: op tanh, node ")


def test_there_are_golden_files_for_each_cell():
    assert {path.stem for path in GOLDEN} == {"ops", *rnnbook.CELLS}


def test_a_widget_is_kept_drawn_until_it_is_taken_away(page):
    text, (controls,) = bundle([RUNTIME / "controls.js"])
    page.add_script_tag(content=f"{text}window.controls = need({json.dumps(controls)})")
    seen = page.evaluate("""async () => {
      const [seen, calls] = [[], new Map()];
      const stage = document.body.appendChild(document.createElement("div"));
      stage.style.width = "300px";
      const next = () => new Promise(requestAnimationFrame);
      const frames = async (what) => { await next(); await next(); seen.push(what); };
      const change = () => { for (const call of calls.values()) call(); };
      const stop = controls.keepDrawn({
        model: { on: (e, call) => calls.set(e, call), off: (e) => calls.delete(e) },
        settings: ["a", "b"], stage, live: { stop: () => seen.push("silent") },
        fit: (width) => seen.push(`fit ${width}`),
        draw: (width) => seen.push(`draw ${width}`),
      });
      seen.push("at once");
      change();
      await frames("changed");
      stage.style.width = "200px";
      await frames("narrower");
      change();
      stop();
      stage.style.width = "100px";
      await frames("gone");
      return [...seen, calls.size];
    }""")
    assert seen[:5] == ["fit 300", "draw 300", "at once", "draw 300", "changed"]
    assert seen[5:] == ["fit 200", "draw 200", "narrower", "silent", "gone", 0]
