"""Files that pages load and that are not written by hand."""

import filecmp
import importlib.util
import re
import shutil
from pathlib import Path

from rjsmin import jsmin

LOADER = Path(__file__).parents[2] / "assets" / "js" / "loader.js"
BUNDLE = "rnn-widgets.js"
# What has remarks and indents, for those who write it; the data of figures has none.
WRITTEN = ("css/*.css", "js/*.js", "rnn-page.js", "rnn-lecture.js", "rnn-widget*.js")
REMARK = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def write_if_changed(path, text):
    """Leave an equal file alone, so that browsers' caches stay warm."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf8") != text:
        path.write_text(text, encoding="utf8")


def copy_if_changed(source, target):
    if target.exists() and filecmp.cmp(source, target, shallow=False):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def mathjax_folder():
    """Where pip put MathJax; found without importing Django, which is not needed."""
    spec = importlib.util.find_spec("mathjax")
    if spec is None:
        raise RuntimeError(
            "MathJax is not installed: pip install -r requirements.txt "
            "(the package django-static-mathjax carries it)"
        )
    return (
        Path(next(iter(spec.submodule_search_locations))) / "static" / "mathjax" / "es5"
    )


def copy_mathjax(static):
    """tex-chtml.js, its fonts, and the TeX extensions that it fetches when needed."""
    source, target = mathjax_folder(), static / "vendor" / "mathjax"
    names = [Path("tex-chtml.js")]
    for folder in ("output/chtml/fonts/woff-v2", "input/tex/extensions"):
        names += [p.relative_to(source) for p in sorted((source / folder).iterdir())]
    for name in names:
        copy_if_changed(source / name, target / name)


def make_assets(app):
    if app.builder.format != "html":
        return
    from rnnbook.viz.palette import palette_css, paper_css
    from rnnbook.widgets import WIDGETS, site_bundle, site_files
    from rnnbook.widgets._page import lecture_script, page_script

    static = Path(app.outdir) / "_static"
    for folder in app.config.html_static_path:  # Sphinx would wait for a changed page
        source = Path(app.srcdir) / folder
        for file in sorted(path for path in source.rglob("*") if path.is_file()):
            copy_if_changed(file, static / file.relative_to(source))
    write_if_changed(static / "css" / "palette.css", palette_css())
    write_if_changed(static / "css" / "paper.css", paper_css())
    write_if_changed(
        static / BUNDLE, site_bundle() + "\n" + LOADER.read_text(encoding="utf8")
    )
    # A panel looks alike before its widget is there.
    write_if_changed(static / "css" / "exercise.css", WIDGETS["exercise"]._rules)
    course = app.config.rnnbook_course
    write_if_changed(static / "rnn-page.js", page_script(course.get("exercises")))
    write_if_changed(static / "rnn-lecture.js", lecture_script())
    apart = {f"rnn-exercise-{number}.js" for number in course.get("sealed_off", ())}
    for name, text in site_files().items():
        if name not in apart:
            write_if_changed(static / name, text)


def lean(path):
    """A style sheet or a script as pages get it: without remarks, scripts tight."""
    text = path.read_text(encoding="utf8")
    return REMARK.sub("", text) if path.suffix == ".css" else jsmin(text)


def make_lean(app, exception):
    """Comes last, for Sphinx itself copies sheets and scripts after the pages."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for pattern in WRITTEN:
        for file in sorted(static.glob(pattern)):
            write_if_changed(file, lean(file))


def copy_notebooks(app, exception):
    """Each chapter's notebook, as committed, beside its page, for the download link."""
    if exception or app.builder.format != "html":
        return
    for docname in app.env.found_docs:
        source = Path(app.env.doc2path(docname))
        if source.suffix == ".ipynb":
            shutil.copyfile(source, Path(app.outdir) / f"{docname}.ipynb")


def setup(app):
    app.connect("builder-inited", make_assets)
    app.connect("build-finished", copy_notebooks)
    app.connect("build-finished", make_lean, priority=900)
