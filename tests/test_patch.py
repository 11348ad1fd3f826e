"""A function or a module with places of its source changed."""

import inspect
import sys
import traceback

import pytest

from rnnbook.cells import params
from rnnbook.patch import patched, patched_module, replaced

SCALE = 3.0


def scaled(x):
    y = SCALE * x
    return y + 1


def closed():
    shift = 2.0

    def shifted(x):
        return x + shift

    return shifted


class Nested:
    @staticmethod
    def half(x):
        y = x / 2
        return y


def test_change_is_made_and_the_function_stays_as_it_was():
    assert patched(scaled, ("SCALE * x", "SCALE + x"))(2.0) == 6.0
    assert patched(scaled)(2.0) == scaled(2.0) == 7.0


def test_changes_are_made_in_order_each_in_what_the_last_one_left():
    changed = patched(scaled, ("y + 1", "y + 10"), ("10", "20"), ("x\n", "x * x\n"))
    assert changed(2.0) == 32.0


def test_indentation_of_the_function_is_taken_off():
    changed = patched(Nested.half, ("    y = x / 2\n    return y", "    return x / 4"))
    assert changed(8.0) == 2.0


def test_globals_are_those_of_the_function_and_none_is_set():
    before = dict(globals())
    changed = patched(scaled, ("1", "2"))
    assert changed.__globals__["scaled"] is changed
    assert changed.__globals__["SCALE"] is SCALE
    assert dict(globals()) == before


def test_changed_source_is_shown():
    broken = patched(scaled, ("SCALE * x", "SCALE / (x - x)"))
    assert "SCALE / (x - x)" in inspect.getsource(broken)
    with pytest.raises(ZeroDivisionError) as caught:
        broken(1.0)
    assert "y = SCALE / (x - x)" in "".join(traceback.format_tb(caught.tb))


@pytest.mark.parametrize("old, count", [("y - 1", 0), ("y", 2)])
def test_text_that_is_not_there_once_is_refused(old, count):
    words = f"stands {count} times in scaled, wanted once: give the text as it is there"
    with pytest.raises(ValueError, match=words):
        patched(scaled, (old, "z"))


@pytest.mark.parametrize("function", [len, eval("lambda x: x")], ids=["built in", "evaluated"])
def test_function_without_source_is_refused(function):
    with pytest.raises(TypeError, match="has no source, wanted a function of a file"):
        patched(function, ("x", "y"))


def test_closure_is_refused():
    with pytest.raises(TypeError, match="shifted is a closure.*pass them as arguments"):
        patched(closed(), ("x +", "x -"))


def test_module_is_made_anew_beside_the_one_that_others_have():
    before = dict(vars(params))
    made = patched_module("rnnbook.cells.params", ("class Params(", "class Others("))
    assert made.__name__ == "rnnbook.cells.params" and not hasattr(made, "Params")
    assert dict(vars(params)) == before and sys.modules[made.__name__] is params
    with pytest.raises(ValueError, match="stands 0 times in rnnbook.cells.params"):
        patched_module("rnnbook.cells.params", ("class Others(", ""))


def test_text_is_replaced_under_the_same_rule():
    assert replaced("a b", "it", ("a", "c"), ("c b", "d")) == "d"
    with pytest.raises(ValueError, match="'a' stands 2 times in it"):
        replaced("a a", "it", ("a", "c"))
