"""The links of a book with an address: on every page, and to files that are there."""

import json
import re
import shutil
import subprocess
import sys
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup
from support import ROOT
from test_first_cells import BUILT

ADDRESS = "https://github.com/example/rnnbook"    # it is read, and never asked
MAIN = "/example/rnnbook/blob/main/"
ROW = re.compile(r'<p class="page-links">.*?</p>', re.S)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The pages of a copy whose _config.yml has an address and a hub."""
    folder = tmp_path_factory.mktemp("launch")
    copy = shutil.copytree(ROOT, folder / "copy", ignore=BUILT)
    config = yaml.safe_load((copy / "_config.yml").read_text(encoding="utf-8"))
    config["repository"]["url"] = ADDRESS
    config["launch_buttons"]["jupyterhub_url"] = "https://hub.example"
    (copy / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    program = "from jupyter_book.cli.main import main; main()"
    for command in (
        ["scripts/first_cells.py"],
        ["-c", program, "build", "-q", "-W", "-n", "--path-output", folder, "."],
    ):
        run = subprocess.run(
            [sys.executable, *command],
            cwd=copy,
            capture_output=True,
            text=True,
            timeout=500,
        )
        assert run.returncode == 0, (run.stdout + run.stderr)[-3000:]
    return folder / "_build" / "html"


def links_of(page):
    """{name: address} of the row above the text of a page."""
    row = ROW.search(page.read_text(encoding="utf-8"))
    soup = BeautifulSoup(row[0] if row else "", "html.parser")
    return {a.get_text(): a["href"] for a in soup.select("a")}


def in_the_repository(links):
    """{service: the file that its link opens}, each read as that service reads it."""
    found = {}
    for name, link in links.items():
        parts = urlsplit(link)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if name == "GitHub":
            found[name] = parts.path.partition(MAIN)[2]
        elif name == "Colab":
            assert parts.netloc == "colab.research.google.com"
            found[name] = unquote(parts.path).partition(f"/github{MAIN}")[2]
        elif name == "Binder":
            assert link.startswith("https://mybinder.org/v2/gh/example/rnnbook/main?")
            found[name] = query["urlpath"].removeprefix("lab/tree/")
        elif name == "JupyterHub":
            assert (query["repo"], query["branch"]) == (ADDRESS, "main")
            found[name] = query["urlpath"].removeprefix("lab/tree/rnnbook/")
    return found


@pytest.mark.all
def test_every_page_links_to_its_own_file(site):
    pages = [*(site / "book").glob("*.html"), *(site / "notebooks").glob("*.html")]
    assert len(pages) > 25
    for page in pages:
        links = links_of(page)
        files = in_the_repository(links)
        notebook = page.parent.name == "notebooks"
        wanted = {"GitHub", "Binder", "Colab", "JupyterHub"} if notebook else {"GitHub"}
        assert set(files) == wanted, page
        (file,) = set(files.values())
        assert (ROOT / file).is_file() and (ROOT / file).stem == page.stem
        assert links["Report an error"] == f"{ADDRESS}/issues"
        assert ("VS Code" in links) is notebook
        if notebook:
            clone = parse_qs(urlsplit(links["VS Code"]).query)
            assert clone == {"url": [ADDRESS], "ref": ["main"]}


@pytest.mark.all
def test_a_notebook_of_the_site_installs_from_the_address(site):
    for link in (site / "notebooks").glob("*.html"):
        name = links_of(link)["Download this notebook"]
        notebook = json.loads((link.parent / name).read_text(encoding="utf-8"))
        first = next(c for c in notebook["cells"] if c["cell_type"] == "code")
        assert f"{ADDRESS}/archive/main.zip" in "".join(first["source"]), name


def test_pages_without_an_address_have_no_such_links(book_dir):
    found = [set(links_of(page)) for page in book_dir.glob("notebooks/*.html")]
    assert found and all(links == {"Download this notebook"} for links in found)
    assert all(links_of(page) == {} for page in book_dir.glob("book/*.html"))
