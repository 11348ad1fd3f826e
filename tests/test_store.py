"""Files of parameters: exact, whole or not at all, and nothing else is read."""

# ruff: noqa: E501 -- a row of a table is read as one line

import os
import pickle
import signal
import stat
import subprocess
import sys
import textwrap
import time
import warnings
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook import (
    CELLS,
    Embedding,
    Gains,
    Params,
    Statistics,
    adam_start,
    init_params,
    init_readout,
    load,
    save,
    sgd_start,
    unroll,
)
from rnnbook.patch import patched_module


class Mine(NamedTuple):
    """A reader's own parameters."""

    A: np.ndarray
    note: str


def test_the_order_of_an_array_in_memory_is_kept(tmp_path):
    """Products round otherwise in another order: then nothing is resumed to the bit."""
    for order in "CF":
        save(tmp_path / "a.npz", np.asarray(np.ones((3, 4)), order=order))
        flags = load(tmp_path / "a.npz").flags
        assert (flags.c_contiguous, flags.f_contiguous) == (order == "C", order == "F")


def network(dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    p = init_params(CELLS["lstm"], 2, 3, rng, dtype=dtype)
    return {"layers": [p, p], "head": init_readout(3, 2, rng, dtype), "seed": seed}


def assert_same(a, b):
    """Types, dtypes, byte orders, shapes and every bit the same."""
    assert type(a) is type(b)
    if isinstance(a, np.ndarray):
        assert a.dtype.str == b.dtype.str and a.shape == b.shape
        assert a.tobytes() == b.tobytes()
    elif isinstance(a, dict):
        assert list(a) == list(b)
        for key in a:
            assert_same(a[key], b[key])
    elif isinstance(a, (list, tuple)):
        assert len(a) == len(b)
        for one, other in zip(a, b, strict=True):
            assert_same(one, other)
    else:
        assert a == b or (a != a and b != b)


EVERYTHING = {
    "float32 and the order of Fortran": [np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))],
    "odd floats": np.array([np.nan, -0.0, np.inf, 5e-324]),
    "whole": (np.arange(3), np.uint8(3) * np.ones(2, np.uint8), np.array(True)),
    "byte order": np.array([1, 2], ">i4"),
    "empty": (np.zeros((0, 3)), [], (), {}, np.array(7.5)),
    "plain": [None, True, -3, 10**30, 0.1, float("inf"), float("nan"), "é\n/..", ""],
    "optimisers": [adam_start(Params(np.ones((1, 2)), np.ones((2, 2)), np.ones(2))), sgd_start(Embedding(np.ones((2, 2))))],
    "normalisation": [Gains(*np.ones((2, 3))), Statistics(*np.ones((4, 2, 3)))],
    "../up": {"": {"deep": [[[(np.ones(1),)]]]}},
}


@pytest.mark.parametrize("tree", [EVERYTHING, *EVERYTHING.values(), network(np.float32)])
def test_what_is_loaded_is_what_was_saved_to_the_last_bit(tree, tmp_path):
    save(tmp_path / "net.npz", tree)
    assert_same(load(tmp_path / "net.npz"), tree)
    assert_same(load(str(tmp_path / "net.npz"), like=tree), tree)
    assert os.listdir(tmp_path) == ["net.npz"]


@pytest.mark.parametrize("name", CELLS)
def test_parameters_of_every_cell_come_back_and_give_the_same_states(name, tmp_path):
    cell, rng = CELLS[name], np.random.default_rng(0)
    p, x = init_params(cell, 2, 3, rng), rng.normal(size=(4, 2, 2))
    save(tmp_path / "p", p)
    back = load(tmp_path / "p")
    assert type(back) is type(p)
    np.testing.assert_array_equal(unroll(cell, back, x)[0], unroll(cell, p, x)[0])


leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
    st.builds(
        lambda shape, kind: np.random.default_rng(0).normal(size=shape).astype(kind),
        st.lists(st.integers(0, 3), max_size=3), st.sampled_from("?bHiqefdg"),
    ),
)  # fmt: skip
trees = st.recursive(
    leaves,
    lambda part: st.one_of(
        st.lists(part, max_size=3),
        st.lists(part, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=4), part, max_size=3),
        st.builds(Params, part, part, part),
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(tree=trees)
def test_any_tree_comes_back(tree, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "tree"
    save(path, tree)
    assert_same(load(path, like=tree), tree)


def test_loaded_arrays_can_be_written_to_and_do_not_touch_the_file(tmp_path):
    save(tmp_path / "p", network())
    load(tmp_path / "p")["head"].V[:] = 0
    assert load(tmp_path / "p")["head"].V.all()


def test_the_same_tree_gives_the_same_bytes_and_numpy_reads_them(tmp_path):
    save(tmp_path / "a", network())
    save(tmp_path / "b", network())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with np.load(tmp_path / "a", allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["0"], network()["layers"][0].U)


def test_own_types_are_given_to_load(tmp_path):
    tree = [Mine(np.ones(2), "kept"), init_readout(2, 2, np.random.default_rng(0))]
    save(tmp_path / "p", tree)
    assert_same(load(tmp_path / "p", types=(Mine,)), tree)


# What is refused when it is read.


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "net.npz"
    save(path, {"p": Params(np.ones((1, 2)), np.zeros((2, 2), np.float32), np.ones(2)), "k": 3})
    return path


# Every 37th place in each run (each part of the file has some), all in test-all.
places = pytest.mark.parametrize("every", [37, pytest.param(1, marks=pytest.mark.all)])


@places
def test_a_file_cut_off_anywhere_is_refused(small, every):
    content = small.read_bytes()
    for n in range(0, len(content), every):
        small.write_bytes(content[:n])
        with pytest.raises(ValueError, match="net.npz .*wanted rnnbook parameters"):
            load(small)


@places
def test_a_byte_changed_anywhere_is_refused_or_changes_nothing(small, every):
    content, tree = small.read_bytes(), load(small)
    refused = 0
    for n in range(0, len(content), every):
        for flip in (1, 0x80, 0xFF):
            spoiled = bytearray(content)
            spoiled[n] ^= flip
            small.write_bytes(spoiled)
            try:
                back = load(small)
            except ValueError as error:
                refused += 1
                assert "wanted rnnbook parameters" in str(error)
            else:
                assert_same(back, tree)
    assert refused > len(content) / every


class Bomb:
    """Pickled, this would write a file when it is read."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_foreign_files_are_refused_and_nothing_in_them_is_run(tmp_path):
    bomb, path = Bomb(tmp_path / "boom"), tmp_path / "file"
    objects = np.array([bomb], dtype=object)

    def write(*args, how=np.savez, **arrays):
        with open(path, "wb") as file:
            how(file, *args, **arrays)

    foreign = {
        "text": lambda: path.write_text("not a net"),
        "empty": lambda: path.write_bytes(b""),
        "pickle": lambda: path.write_bytes(pickle.dumps(bomb)),
        "npy": lambda: write(np.ones(3), how=np.save),
        "npy of objects": lambda: write(objects, how=np.save),
        "npz": lambda: write(U=np.ones(3)),
        "npz of objects": lambda: write(U=objects),
        "npz of objects described": lambda: write(description=objects),
        "npz with a description": lambda: write(description=np.ones(3)),
        "npz with texts": lambda: write(U=np.array(["a"])),
        "compressed npz": lambda: write(how=np.savez_compressed, U=np.ones(3)),
    }
    for what, make in foreign.items():
        make()
        with pytest.raises(ValueError, match="wanted rnnbook parameters"):
            load(path)
        assert not (tmp_path / "boom").exists(), what


def write_with(path, text, **arrays):
    arrays["description"] = np.frombuffer(text.encode(), np.uint8)
    with open(path, "wb") as file:
        np.savez(file, **arrays)


HEAD = '{"format": "rnnbook parameters, version 1", "tree": '
WRONG = {
    "another version": (HEAD.replace("1", "2") + '["plain", 1]}', "version 2': update rnnbook"),
    "an array too few": (HEAD + '["list", [[0, ["array", "0"]], [1, ["array", "7"]]], "list"]}', "damaged"),
    "an array used twice": (HEAD + '["list", [[0, ["array", "0"]], [1, ["array", "0"]]], "list"]}', "damaged"),
    "an array too many": (HEAD + '["plain", 1]}', "1 arrays that belong nowhere"),
    "an unknown kind": (HEAD + '["set", [[0, ["array", "0"]]], "set"]}', "damaged"),
    "an unknown kind of number": (HEAD + '["set", 1, "set"]}', "damaged"),
    "a plain list": (HEAD + '["plain", [1]]}', "damaged"),
    "an unknown type": (HEAD + '["record", [["a", ["array", "0"]]], "Theirs"]}', "NamedTuple Theirs of a, not known here: pass types=(Theirs,)"),
    "a type of other fields": (HEAD + '["record", [["V", ["array", "0"]]], "Params"]}', "NamedTuple Params of V, here it has U, W, b"),
    "no tree": (HEAD.replace(', "tree": ', "}"), "damaged"),
    "nested without end": (HEAD + "[" * 100_000, "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_whole_file_that_does_not_hang_together_is_refused(case, tmp_path):
    text, why = WRONG[case]
    needed = '"0"' in text or case == "an array too many"
    write_with(tmp_path / "p", text, **({"0": np.ones(2)} if needed else {}))
    with pytest.raises(ValueError) as refused:
        load(tmp_path / "p")
    assert why in str(refused.value) and "wanted rnnbook" in str(refused.value)


@pytest.mark.parametrize("array", [np.array(["text"]), np.ones(2, complex), np.array([None])])
def test_arrays_of_other_kinds_are_refused(array, tmp_path):
    write_with(tmp_path / "p", HEAD + '["array", "0"]}', **{"0": array})
    with pytest.raises(ValueError, match="ValueError: an array of .* bytes"):
        load(tmp_path / "p")


@pytest.mark.parametrize("change", ["none", "compressed", "twice"])
def test_a_zip_that_was_packed_anew_or_holds_a_name_twice_is_refused(change, small):
    with zipfile.ZipFile(small) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    packing = zipfile.ZIP_DEFLATED if change == "compressed" else zipfile.ZIP_STORED
    with warnings.catch_warnings(), zipfile.ZipFile(small, "w", packing) as archive:
        warnings.simplefilter("ignore")  # that a name is there twice
        for name, data in parts + (parts[:1] if change == "twice" else []):
            archive.writestr(name, data)
    if change == "none":
        assert load(small)["k"] == 3
    else:
        with pytest.raises(ValueError, match="is a zip that something else wrote"):
            load(small)


P = network()
UNLIKE = {
    "dtype": (network(np.float32), "tree['layers'][0]['U'] is <f8 (2, 12), like has <f4 (2, 12)"),
    "shape": ({**P, "head": P["head"]._replace(V=np.ones((4, 2)))}, "tree['head']['V'] is <f8 (3, 2), like has <f8 (4, 2)"),
    "type": ({**P, "head": tuple(P["head"])}, "tree['head'] is Readout (V, b), like has tuple (0, 1)"),
    "length": ({**P, "layers": P["layers"][:1]}, "tree['layers'] is list (0, 1), like has list (0)"),
    "keys": ({"layers": 0, "head": 0}, "tree is dict (layers, head, seed), like has dict (layers, head)"),
    "kind of number": ({**P, "seed": 0.5}, "tree['seed'] is int (), like has float ()"),
    "a list for a tuple": ({**P, "layers": tuple(P["layers"])}, "is list (0, 1), like has tuple (0, 1)"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNLIKE)
def test_a_file_of_another_network_is_refused(case, tmp_path):
    like, why = UNLIKE[case]
    save(tmp_path / "p", P)
    with pytest.raises(ValueError) as refused:
        load(tmp_path / "p", like=like)
    assert why in str(refused.value) and "leave like out" in str(refused.value)


@pytest.mark.parametrize(
    "tree, came",
    [
        (np.array([None]), "tree is a ndarray of dtype object"),
        ({"a": [np.array(["text"])]}, "tree['a'][0] is a ndarray of dtype <U4"),
        ({"a": {1: np.ones(1)}}, "tree['a'] is a dict with the keys 1"),
        ([np.float64(1)], "tree[0] is a float64"),
        (Params(1, 2, {3}), "tree['b'] is a set"),
        ([np.ma.ones(1)], "tree[0] is a MaskedArray of dtype float64"),
        ([1j * np.ones(1)], "tree[0] is a ndarray of dtype complex128"),
    ],
)  # fmt: skip
def test_what_could_not_come_back_exactly_is_not_saved(tree, came, tmp_path):
    save(tmp_path / "p", P)
    with pytest.raises(TypeError) as refused:
        save(tmp_path / "p", tree)
    for text in (came, "wanted arrays of numbers", "float(v)"):
        assert text in str(refused.value)
    assert_same(load(tmp_path / "p"), P)
    assert os.listdir(tmp_path) == ["p"]


def test_a_missing_file_and_a_missing_folder_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nothing.npz"):
        load(tmp_path / "nothing.npz")
    with pytest.raises(FileNotFoundError, match="no folder, wanted one .*mkdir"):
        save(tmp_path / "none" / "p", P)


def test_a_file_that_cannot_be_written_is_named_and_not_the_one_beside_it(tmp_path):
    with pytest.raises(
        IsADirectoryError, match="is a folder, wanted the name of a file"
    ):
        save(tmp_path, P)
    with pytest.raises(OSError, match=r"/proc/p\.npz could not be written") as refused:
        save("/proc/p.npz", P)
    assert ".tmp" not in str(refused.value)
    assert os.listdir(tmp_path) == []


# Whole or not at all.


@pytest.mark.parametrize("failing", ["numpy.savez", "os.fsync", "os.replace"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(failing, error, tmp_path, monkeypatch):
    save(tmp_path / "p", P)

    def fail(*args, **options):
        raise error

    monkeypatch.setattr(failing, fail)
    with pytest.raises(type(error)):
        save(tmp_path / "p", network(seed=1))
    monkeypatch.undo()
    assert_same(load(tmp_path / "p"), P)
    assert os.listdir(tmp_path) == ["p"]


KILLED = """
    import os, signal, sys
    import numpy as np
    import rnnbook
    def die(*args, **options):
        os.kill(os.getpid(), signal.SIGKILL)
    {patch}
    rnnbook.save(sys.argv[1], [np.full(1000, 2.0)])
"""
MOMENTS = {
    "before the file is written": "np.savez = die",
    "half way through it": "np.savez = lambda file, **arrays: (file.write(b'x' * 100), file.flush(), die())",
    "before it is on the disk": "os.fsync = die",
    "before it takes the name": "os.replace = die",
}


def run_python(code, *args):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, args)]
    return subprocess.Popen(command, env=env, stderr=subprocess.PIPE)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_write_leaves_the_old_file(moment, tmp_path):
    path = tmp_path / "p"
    save(path, [np.ones(1000)])
    before = path.read_bytes()
    child = run_python(KILLED.format(patch=MOMENTS[moment]), path)
    _, err = child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL, err.decode()
    assert path.read_bytes() == before
    left = [name for name in os.listdir(tmp_path) if name != "p"]
    assert len(left) <= 1 and all(n.startswith(".p.") and n.endswith(".tmp") for n in left)
    save(path, [np.zeros(3)])  # what a crash left is in nobody's way
    assert_same(load(path), [np.zeros(3)])


def test_writes_killed_at_any_time_leave_a_whole_file(tmp_path):
    path = tmp_path / "p"
    code = """
        import sys, itertools, numpy as np, rnnbook
        for k in itertools.count():
            rnnbook.save(sys.argv[1], [np.full(300_000, float(k))] * 2)
    """
    for delay in (0.02, 0.05, 0.11, 0.17):
        path.unlink(missing_ok=True)
        child = run_python(code, path)
        end = time.monotonic() + 60
        while not path.exists() and time.monotonic() < end:
            time.sleep(0.005)
        time.sleep(delay)
        child.kill()
        child.communicate(timeout=60)
        one, two = load(path)
        assert len(one) == 300_000 and (one == one[0]).all() and (two == one).all()


def test_a_link_stays_a_link_and_the_mask_of_the_user_holds(tmp_path):
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "p", tmp_path / "link"
    link.symlink_to(target)
    old = os.umask(0o027)
    try:
        save(link, P)
    finally:
        os.umask(old)
    assert link.is_symlink() and stat.S_IMODE(target.stat().st_mode) == 0o640
    assert_same(load(link), P)


MUTANTS = {
    "written in place": ("os.replace(fresh, path)", "path.write_bytes(fresh.read_bytes())", "fail"),
    "what a failure leaves is not cleared": ("fresh.unlink(missing_ok=True)", "pass", "fail"),
    "bytes left over": ("math.prod(shape) * dtype.itemsize != len(rest)", "False", "bytes"),
    "order of Fortran ignored": ('order="F" if fortran else "C"', 'order="C"', "exact"),
    "types not checked": ("if fields != tuple(parts):", "if fields is None:", "types"),
    "arrays left over": ("        if arrays:\n", "        if False:\n", "types"),
    "like not looked into": ("        if like is not None:\n", "        if False:\n", "like"),
    "version not looked at": ('if text["format"] != FORMAT:', "if False:", "types"),
    "lists for tuples": ('"tuple": tuple}', '"tuple": list}', "exact"),
    "not copied": ('return array.copy(order="K")', "return array", "writable"),
}  # fmt: skip


@pytest.mark.all
@pytest.mark.parametrize("mutant", [None, *MUTANTS])
def test_mutant_of_the_store_is_seen(mutant, monkeypatch, tmp_path):
    old, new, by = MUTANTS.get(mutant, ("import io", "import io", None))
    made = patched_module("rnnbook.training.store", (old, new))
    for name in ("save", "load"):
        monkeypatch.setitem(globals(), name, getattr(made, name))
    folder = iter(range(100))

    def fresh():
        path = tmp_path / str(next(folder))
        path.mkdir()
        return path

    def fails():
        with pytest.MonkeyPatch.context() as patch:
            test_a_write_that_fails_leaves_the_old_file_and_nothing_else("os.replace", OSError(), fresh(), patch)
        with pytest.MonkeyPatch.context() as patch:
            test_a_write_that_fails_leaves_the_old_file_and_nothing_else("os.fsync", OSError(), fresh(), patch)

    def bytes_left():
        header = np.lib.format.magic(1, 0) + b"v\0" + b"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }".ljust(118)
        with pytest.raises(ValueError):
            made._array(header[:-1] + b"\n" + np.ones(2).tobytes())

    checks = {
        "fail": fails,
        "bytes": bytes_left,
        "exact": lambda: test_what_is_loaded_is_what_was_saved_to_the_last_bit(EVERYTHING, fresh()),
        "types": lambda: [test_a_whole_file_that_does_not_hang_together_is_refused(case, fresh()) for case in WRONG],
        "like": lambda: [test_a_file_of_another_network_is_refused(case, fresh()) for case in UNLIKE],
        "writable": lambda: test_loaded_arrays_can_be_written_to_and_do_not_touch_the_file(fresh()),
    }  # fmt: skip
    for name, check in checks.items():
        if name != by:
            continue
        with pytest.raises((AssertionError, ValueError, TypeError, pytest.fail.Exception)):
            check()
    if mutant is None:
        for check in checks.values():
            check()
