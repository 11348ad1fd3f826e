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
    text, (frame,) = bundle([RUNTIME / "widget.js"])
    page.add_script_tag(content=f"{text}window.frame = need({json.dumps(frame)})")
    seen = page.evaluate("""async () => {
      const [seen, calls] = [[], new Map()];
      const el = document.body.appendChild(document.createElement("div"));
      el.style.width = "300px";
      const next = () => new Promise(requestAnimationFrame);
      const frames = async (what) => { await next(); await next(); seen.push(what); };
      const change = () => { for (const call of calls.values()) call(); };
      const build = (w) => ({
        stage: w.root,
        fit: (width) => seen.push(`fit ${width}`),
        draw: ({ a, b }, width) => { seen.push(`draw ${width} ${a} ${b}`); },
        stop: () => seen.push("stopped"),
      });
      const state = { a: 1, b: 2 };
      const model = {
        get: (name) => state[name],
        on: (e, call) => calls.set(e, call), off: (e) => calls.delete(e),
      };
      const about = { name: "none", settings: ["a", "b"], limits: {} };
      const page = { className: "rnn-widget-live" };
      Object.assign(el, page);
      const stop = frame.widget(build)({ model, el, ...about });
      seen.push("at once");
      state.a = 3;
      change();
      await frames("changed");
      el.style.width = "200px";
      await frames("narrower");
      change();
      stop();
      el.style.width = "100px";
      await frames("gone");
      return [...seen, calls.size];
    }""")
    assert seen[:3] == ["fit 300", "draw 300 1 2", "at once"]
    assert seen[3:5] == ["draw 300 3 2", "changed"]
    assert seen[5:] == ["fit 200", "draw 200 3 2", "narrower", "stopped", "gone", 0]


def test_a_control_shows_what_is_set_and_keeps_to_what_python_takes(page):
    text, (frame,) = bundle([RUNTIME / "widget.js"])
    page.add_script_tag(content=f"{text}window.frame = need({json.dumps(frame)})")
    seen = page.evaluate("""async () => {
      const el = document.body.appendChild(document.createElement("div"));
      const [state, set, calls] = [{ n: 3, kind: "a" }, [], {}];
      const model = {
        get: (name) => state[name], save_changes() {}, off() {},
        set(name, value) { state[name] = value; set.push([name, value]); },
        on: (e, call) => { calls[e] = call; },
      };
      const about = { name: "none", settings: ["n", "kind"],
        limits: { n: { min: 1, max: 9, whole: true } } };
      frame.widget((w) => {
        const slider = w.slider("n", { label: "n", step: 1 });
        const kinds = w.choices("kind", "kind", [["a", "A"], ["b", "B"]]);
        w.root.append(slider.root, kinds.root);
        return { draw: () => "" };
      })({ model, el, ...about });
      const [range, number, , second] = el.querySelectorAll("input, button");
      for (const value of ["7", "2.5", "10", "0"]) {
        number.value = value;
        number.dispatchEvent(new Event("input"));
      }
      second.click();
      state.n = 4;
      calls["change:n"]();
      await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
      return [range.min, range.max, set, range.value, second.ariaPressed];
    }""")
    assert seen == ["1", "9", [["n", 7], ["kind", "b"]], "4", "true"]
