"""An instructor's own pages and settings: honoured, or refused by name."""

import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
import yaml
from book_pages import PHONE, visit
from support import ROOT

PAGE = """# A course

```{toggle}
The toggle's answer.
```

```{admonition} Solution to 1
:class: dropdown
The first answer.
```

```{note}
:class: dropdown
A folded note.
```

```{dropdown} Solution to 2
The second answer.
```

:::::{tab-set}
::::{tab-item} NumPy
In NumPy.
::::
::::{tab-item} torch
In torch.
::::
:::::

::::{grid} 1 2 2 2
:::{grid-item-card} First week
Sequences.
:::
:::{grid-item}
Free text.
:::
::::

```{figure} dot.svg
:name: dot
A dot.
```

See {numref}`dot`. What is $h^2$, and what is $\\cancel{h}$?
"""
DOT = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
)


def build(folder, page=PAGE, **changes):
    """A book of one page under the book's own settings, changed; (status, log)."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    for key, value in changes.items():
        config[key] = {**config[key], **value} if isinstance(value, dict) else value
    config["sphinx"]["local_extensions"] = {"rnnbook_site": str(ROOT / "book/_ext")}
    config["sphinx"]["config"]["html_static_path"] = [str(ROOT / "book/assets")]
    config["bibtex_bibfiles"] = [str(ROOT / "book/references.bib")]
    folder.mkdir(exist_ok=True)
    (folder / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: course\n", encoding="utf-8"
    )
    (folder / "course.md").write_text(page, encoding="utf-8")
    (folder / "dot.svg").write_text(DOT, encoding="utf-8")
    program = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-c", program, "build", "--all", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=200)
    return run.returncode, re.sub(r"\x1b\[[0-9;]*m", "", run.stdout + run.stderr)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The page as it is built, with the settings that this theme honours."""
    folder = tmp_path_factory.mktemp("guest") / "a course"
    status, log = build(
        folder,
        logo="dot.svg",
        html={
            "announcement": "Exam on <b>Friday</b>",
            "extra_footer": "<p>Room 12</p>",
            "use_edit_page_button": True,
        },
        repository={"url": "https://github.com/t/c.git", "path_to_book": "rnn"},
    )
    html = (folder / "_build/html/course.html").read_text(encoding="utf-8")
    return SimpleNamespace(
        html=html, log=log, status=status, folder=folder / "_build/html"
    )


def test_grids_tabs_dropdowns_and_toggles_keep_their_content(course):
    assert course.status == 0 and "WARNING" not in course.log
    kept = ["toggle’s answer", "first answer", "second answer", "folded note"]
    for text in (*kept, "In NumPy", "In torch", "Sequences.", "Free text", "Fig. 1"):
        assert text in course.html, text
    assert "{numref}" not in course.html


def test_what_the_settings_say_is_on_the_page(course):
    for text in ("Exam on <b>Friday</b>", "<p>Room 12</p>", 'class="logo"',
                 'href="https://github.com/t/c/blob/main/rnn/course.md"',
                 'href="https://github.com/t/c/edit/main/rnn/course.md"',
                 'href="https://github.com/t/c/issues"'):  # fmt: skip
        assert text in course.html, text
    assert ".git/" not in course.html
    assert (course.folder / ".nojekyll").exists()


def test_answers_are_hidden_until_they_are_asked_for(course, open_page):
    page = open_page(viewport=PHONE)
    visit(page, (course.folder / "course.html").as_uri())
    for label, answer in (
        ("Solution to 1", "The first answer."),
        ("Note", "A folded note."),
        ("Solution to 2", "The second answer."),
        ("Click to show", "The toggle’s answer."),
    ):
        hidden = page.get_by_text(answer)
        assert not hidden.is_visible()
        page.locator("summary", has_text=label).click()
        assert hidden.is_visible()
    assert page.get_by_text("In NumPy.").is_visible()
    assert not page.get_by_text("In torch.").is_visible()
    page.get_by_text("torch", exact=True).click()
    assert page.get_by_text("In torch.").is_visible()
    assert not page.get_by_text("In NumPy.").is_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_mathjax_sets_the_formulas_that_mathml_cannot_show(course, open_page):
    page = open_page()
    visit(page, (course.folder / "course.html").as_uri())
    assert page.locator("article span.math > math msup").is_visible()
    formula = page.locator("article .math.tex")
    assert formula.count() == 1
    assert formula.locator("mjx-menclose").is_visible()
    assert "cancel" not in formula.inner_text()


def test_content_that_nobody_knows_ends_the_build_and_idle_settings_are_named(
    tmp_path,
):
    status, log = build(
        tmp_path / "book",
        "# A\n\n```{mermaid}\na --> b\n```\n",
        html={
            "comments": {"hypothesis": True},
            "analytics": {"google_analytics_id": "G"},
        },
        launch_buttons={"thebe": True},
    )
    assert status != 0 and "content is missing" in log and "mermaid" in log
    for name in ("html: comments", "html: analytics", "launch_buttons: thebe"):
        assert f"`{name}` in _config.yml changes nothing" in log
