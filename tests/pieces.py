"""How pytest-xdist gives the tests to its workers."""

import re

from xdist.scheduler.loadscope import LoadScopeScheduling

# Files of which each function, or each page, is a piece of its own: they take long, and
# a worker that got such a file last would keep the others waiting.
BY_FUNCTION = (
    "tests/browser/test_gallery.py",
    "tests/browser/test_cell_explorer_live.py",
    "tests/test_mutants.py",
)
# Files that are one piece: what an experiment has measured is there for all of them.
EXERCISES = re.compile(r"tests/test_exercises\w*\.py")
# Both read the HTML of all pages: one worker keeps what it has read.
MARKUP = ("tests/browser/test_markup.py", "tests/browser/test_exercise_pages.py")
BY_PAGE = "tests/browser/test_every_page.py"
# Each way to another engine is a piece, which has one browser: half of it is waiting.
WAY = re.compile(r"(webkit|firefox)-(http|file)-\w+")
ENGINES = re.compile(r"tests/browser/test_(other_engines|engine_\w+)\.py")


class InPieces(LoadScopeScheduling):
    """A file is a piece, run by one worker in its order; long files are several.

    A notebook's cells stay together: they share a kernel. A test that killed its worker
    is not run again, which would kill the next one.
    """

    def __init__(self, config, log=None):
        super().__init__(config, log)
        config.option.loadscopereorder = False  # as collected: what is long comes first

    def _split_scope(self, nodeid):
        file, _, test = nodeid.partition("::")
        if file == BY_PAGE and "[" in test:
            return f"{file} {re.split(r'[][-]', test)[1]}"  # test[page-...]
        if ENGINES.fullmatch(file):
            way = WAY.search(test)
            return way[0] if way else file
        if EXERCISES.fullmatch(file):
            return "exercises"
        if file in MARKUP:
            return "markup"
        return nodeid.partition("[")[0] if file in BY_FUNCTION else file

    def remove_node(self, node):
        """Give what a worker has left to the others. Returns: the test it died of."""
        work = self.assigned_work.pop(node)
        units = work.values()
        left = [(unit, test) for unit in units for test in unit if not unit[test]]
        if not left:
            return None
        unit, died_of = left[0]
        unit[died_of] = True
        again = {name: unit for name, unit in work.items() if not all(unit.values())}
        self.workqueue.update(again)
        for other in self.assigned_work:
            self._reschedule(other)
        return died_of
