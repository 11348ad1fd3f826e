"""The Sphinx extension's own parts, without a build."""

# ruff: noqa: E501 -- a row of a table is read as one line

import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes

from rnnbook.interop import FORMS, LAYOUTS
from rnnbook.viz.palette import ROLES, paper_css

sys.path.append(str(Path(__file__).resolve().parents[2] / "book" / "_ext"))

from rnnbook_site import (  # noqa: E402
    layouts,
    outputs,
    pages,
    search,
    structure,
    svg,
)

DRAWING = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
     width="70pt" height="30pt" viewBox="0 0 70 30">
 <metadata>who, when</metadata>
 <defs><clipPath id="a"><path d="M0 0"/></clipPath><path id="m" d="M0 0"/></defs>
 <g id="unused" clip-path="url(#a)" style="fill: #00795A"><use xlink:href="#m"/></g>
 <circle fill="#b9480e" stroke="#123456"/>
</svg>"""


def drawn(prefix):
    return svg.inline_svg(DRAWING, 'A "name" & more', prefix)


def test_a_drawing_gets_a_name_and_loses_its_metadata():
    text = drawn("p")
    assert 'role="img"' in text and "A &quot;name&quot; &amp; more" in text
    assert "metadata" not in text and "<?xml" not in text and "svg:" not in text


def test_ids_of_two_drawings_differ_and_references_follow():
    one, two = drawn("p"), drawn("q")
    ids = [set(re.findall(r'\bid="([^"]+)"', text)) for text in (one, two)]
    assert ids == [{"p-a", "p-m"}, {"q-a", "q-m"}]
    assert "url(#p-a)" in one and 'href="#p-m"' in one


def test_colours_of_the_palette_become_variables_and_others_stay():
    text = drawn("p")
    assert "fill: var(--rnn-i, #00795a)" in text
    assert "fill: var(--rnn-f, #b9480e)" in text and 'fill="#b9480e"' not in text
    assert 'stroke="#123456"' in text


def test_a_drawing_is_the_same_with_less_to_send():
    text = svg.inline_svg(
        """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
 <g> <g id="kept"> <path d="M 1.234567 -0.001  L 2e-05 30"/> <use href="#kept"/> </g> </g>
 <text transform="rotate(-0 1.5 2)" x="1.006">a <tspan>b</tspan> c</text>
 <path transform="translate(1.23456 2) scale(0.015625 -1)" d="M0 0"/>
</svg>""", "name", "p",
    )  # fmt: skip
    words = text.replace(' aria-hidden="true"', "")
    assert 'd="M1.23 0L2e-05 30"' in text and 'x="1.01">a <tspan>b</tspan> c<' in words
    assert 'transform="translate(1.23 2) scale(0.015625 -1)"' in text
    assert "rotate" not in text and text.count("<g") == 1 and "> <" not in text


def test_the_state_of_a_widget_cannot_end_its_script():
    data = {
        outputs.WIDGET_MIME: {
            "widget": "w",
            "label": 'says "x"',
            "state": {"t": "</script><!--"},
        },
        outputs.SVG_MIME: DRAWING,
    }
    html = outputs.widget_html(data, "w1")
    inner = html.split('class="rnn-widget-state">')[1].split("</script>")[0]
    assert "<!--" not in inner and r"<\/script>" in inner
    assert 'aria-label="says &quot;x&quot;"' in html


def test_what_is_heavy_in_a_state_stands_apart_in_equal_files():
    heavy, light = list(range(20_000)), [1, 2]
    state = {"draws": heavy, "T": 3, "few": light}
    stays, ids, files = outputs.parted(state)
    assert stays == {"T": 3, "few": light} and list(ids) == ["draws"]
    assert files[ids["draws"]].startswith("[0,1,2")
    assert outputs.parted({"other": heavy})[1] == {"other": ids["draws"]}
    data = {
        outputs.WIDGET_MIME: {"widget": "w", "label": "w", "state": state},
        outputs.SVG_MIME: DRAWING,
    }
    first, states = outputs.widget_html(data, "w1"), {}
    later = outputs.widget_html(data, "w1", states)
    assert "data-apart" not in first and len(first) > 100_000
    assert len(later) < 2_000 and states == files and ids["draws"] in later


def app_with(path):
    env = SimpleNamespace(doc2path=lambda name: f"/book/{path}")
    return SimpleNamespace(env=env, srcdir="/book")


def test_links_to_a_repository_need_its_address():
    app = app_with("notebooks/06_lstm.ipynb")
    hubs = {
        "binderhub_url": "https://binder.example",
        "colab_url": "https://co.example",
    }
    options = {
        "repository_url": "",
        "repository_branch": "main",
        "launch_buttons": hubs,
    }
    assert pages.launch_links(app, "notebooks/06_lstm", options) == []
    options["repository_url"] = "https://github.com/someone/rnnbook.git"
    links = dict(pages.launch_links(app, "notebooks/06_lstm", options))
    assert links == {
        "GitHub": "https://github.com/someone/rnnbook/blob/main/notebooks/06_lstm.ipynb",
        "Binder": "https://binder.example/v2/gh/someone/rnnbook/main"
        "?urlpath=lab/tree/notebooks/06_lstm.ipynb",
        "Colab": "https://co.example/github/someone/rnnbook/blob/main/notebooks/06_lstm.ipynb",
        "VS Code": "vscode://vscode.git/clone"
        "?url=https%3A%2F%2Fgithub.com%2Fsomeone%2Frnnbook&ref=main",
        "Report an error": "https://github.com/someone/rnnbook/issues",
    }
    links = pages.launch_links(app_with("book/index.md"), "book/index", options)
    assert [name for name, _ in links] == ["GitHub", "Report an error"]


@pytest.mark.parametrize(
    ("url", "branch", "folder", "found"),
    [
        ("https://h.example/t/c.git", "", "", ("https://h.example/t/c", "main", "")),
        ("https://h.example/t/c/", "dev", "", ("https://h.example/t/c", "dev", "")),
        (
            "https://h.example/t/c/tree/dev/rnn",
            "",
            "",
            ("https://h.example/t/c", "dev", "rnn"),
        ),
        (
            "https://h.example/t/c/tree/dev",
            "main",
            "/rnn/",
            ("https://h.example/t/c", "main", "rnn"),
        ),
        (None, None, None, ("", "main", "")),
    ],
)
def test_the_address_of_a_repository_may_be_that_of_a_browser(
    url, branch, folder, found
):
    options = {
        "repository_url": url,
        "repository_branch": branch,
        "path_to_docs": folder,
    }
    assert pages.repository(options) == found


def test_notebooks_open_on_a_hub_and_pages_can_be_edited():
    options = {
        "repository_url": "https://git.example/t/c",
        "path_to_docs": "rnn",
        "use_edit_page_button": True,
        "launch_buttons": {
            "jupyterhub_url": "https://hub.example/",
            "colab_url": "https://co.example",
        },
    }
    links = dict(
        pages.launch_links(
            app_with("notebooks/06_lstm.ipynb"), "notebooks/06_lstm", options
        )
    )
    assert list(links) == [
        "Source", "Edit", "JupyterHub", "VS Code", "Report an error"
    ]  # fmt: skip
    assert (
        links["Edit"] == "https://git.example/t/c/edit/main/rnn/notebooks/06_lstm.ipynb"
    )
    assert links["JupyterHub"] == (
        "https://hub.example/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgit.example%2Ft%2Fc"
        "&urlpath=lab%2Ftree%2Fc%2Frnn%2Fnotebooks%2F06_lstm.ipynb&branch=main"
    )


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("by (6.3) and (6.10a)", ["6.3", "6.10a"]), ("(6), 6.3, (v6.3), (1.2.3)", [])],
)
def test_what_counts_as_a_citation_of_an_equation(text, numbers):
    assert structure.CITED.findall(text) == numbers


def test_comments_in_code_link_to_equations_that_exist():
    env = SimpleNamespace(rnnbook_equations={"6.3": "notebooks/06_lstm"})
    builder = SimpleNamespace(get_relative_uri=lambda a, b: f"../{b}.html")
    app = SimpleNamespace(env=env, builder=builder)
    line = 'x <span class="c1"># (6.3) (9.9)</span> <span class="s1">"(6.3)"</span>'
    linked = pages.link_comments(app, "book/notation", line)
    assert linked == (
        'x <span class="c1"># <a class="eqref" href="../notebooks/06_lstm.html#eq-6-3">'
        '(6.3)</a> (9.9)</span> <span class="s1">"(6.3)"</span>'
    )


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\sigma(0) = \tfrac12", "σ(0) = ½"),
        (r"\ln\tfrac{1}{2} / \ln f", "ln ½ / ln f"),
        (r"3\cdot 10^{-5}", "3 · 10^-5"),
        (r"\prod_{t=1}^T f_t", "∏_t=1^T f_t"),
        (r"i_t \odot g_t", "i_t ⊙ g_t"),
        (r"\frac{\partial c}{\partial h}", "∂c/∂h"),
        (r"1 / (1 + e^{-a})", "1 / (1 + e^-a)"),
        (r"\tanh(c), \mathrm{d}h", "tanh(c), dh"),
    ],
)
def test_the_search_knows_formulas_without_their_tex(tex, text):
    assert search.plain_formula(tex) == text


def test_paper_takes_the_colours_of_light_mode():
    light, dark = ROLES["ink"]
    on_paper = paper_css()
    assert on_paper.startswith("@media print {\n:root:root:root { --rnn-i: ")
    assert f"--rnn-ink: {light};" in on_paper and dark not in on_paper


def test_the_comma_behind_a_formula_stays_with_it_and_no_other_goes():
    stop = nodes.Text(".")
    bold = nodes.strong("", "", nodes.math("", "b"))
    parts = [nodes.literal("", "U"), stop, nodes.math("", "a"), stop.copy(), bold]
    paragraph = nodes.paragraph("", "", *parts, nodes.Text(", so"))
    structure.keep_together(None, paragraph, "")
    assert paragraph.astext() == "U.a.b, so"
    assert [n.astext() for n in paragraph.findall(nodes.inline)] == ["a.", "b,"]


def test_what_a_cell_says_after_a_caption_is_text_of_the_page():
    picture = '<div class="rnn-figure"><svg viewBox="0 0 300 200"></svg></div>'
    drawn, said = (nodes.container(nb_element="cell_code") for _ in range(2))
    caption, text = (nodes.paragraph("", text) for text in ("Figure 1.1.", "More."))
    drawn += nodes.raw("", picture, format="html")
    said += nodes.container("", caption, text)
    section = nodes.section("", drawn, said, nodes.paragraph("", "Last."))
    structure.stand_beside(caption)
    assert [part.astext() for part in section][1:] == ["More.", "Last."]
    assert section[0]["classes"] == ["captioned"]
    assert section[0].children == [drawn, said]


@pytest.mark.parametrize("least, beside", [(624, True), (625, False)])
def test_a_picture_that_would_scroll_beside_its_caption_stands_above_it(least, beside):
    style = f'style="width:480pt;--least:{least}px"'
    picture = f'<div class="rnn-figure"><svg viewBox="0 0 480 300" {style}></svg></div>'
    drawn = nodes.container(nb_element="cell_code")
    drawn += nodes.raw("", picture, format="html")
    caption = nodes.paragraph("", "Figure 1.1.")
    section = nodes.section("", drawn, caption)
    structure.stand_beside(caption)
    assert (section[0] is not drawn) is beside


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_tables_of_layouts_name_every_layer_and_array_of_the_package(kind):
    header, *rows = layouts.layout_rows(kind)
    assert {len(row) for row in rows} == {len(header)}
    text = "\n".join(" ".join(row) for row in rows)
    for row in LAYOUTS:
        if row.cell.split("_")[0] == kind:
            wanted = [layouts.NAMES[row.library], *row.arrays]
            line = next(r for r in rows if f"`{row.layer}`" in r[1].split("<br>")
                        and r[0] == wanted[0])  # fmt: skip
            assert all(f"`{name}`" in " ".join(line) for name in wanted[1:])
            assert kind == "rnn" or f"`{' '.join(row.gates)}`" in line
            assert ("both act" in line[4]) is ("both act" in row.biases)
            assert ("added" in line[4]) is ("sum" in row.biases)
            assert not row.reset or row.reset in line
    assert not re.search(r"\d?K\b", text), "K is known where the cell is"


def test_axes_are_written_as_shapes():
    assert layouts.shape("K D", 4) == "$(4H, D)$"
    assert layouts.shape("n 2K", 3) == "$(n, 6H)$"
    assert layouts.shape("K", 1) == "$(H,\\!)$"
    assert layouts.shape("H+D K") == "$(H + D, K)$"


def test_forms_of_texts_have_a_row_each():
    header, *rows = layouts.form_rows()
    assert [row[0] for row in rows] == [form.name for form in FORMS]
    for form, row in zip(FORMS, rows, strict=True):
        assert f"{form.equation}$" in row[1]
