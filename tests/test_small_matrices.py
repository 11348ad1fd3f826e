"""Norms, singular values, eigenvalues and clipping in JavaScript: NumPy's numbers."""

import sys
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest
from support import run_node

from rnnbook import clip_by_element, clip_by_norm
from rnnbook.widgets import BookWidget

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
RUN = """
import { readFileSync } from "node:fs";
import * as small from "URL/_runtime/small.js";
const calls = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(calls.map(([name, ...args]) => {
  const result = small[name](...args);
  return typeof result === "number" ? result : Array.from(result);
})));
"""


@pytest.fixture(scope="session")
def in_javascript(node_path):
    """in_javascript(calls): the results of [name, arguments...], in Node."""

    code = RUN.replace("URL", WIDGETS.as_uri())

    def run(calls):
        return run_node(node_path, code, calls)

    return run


def flat(W):
    return np.asarray(W, dtype=float).ravel().tolist()


def matrices():
    rng = np.random.default_rng(0)
    some = [rng.normal(size=size) for size in ((1, 1), (3, 2), (5, 5), (24, 24))]
    q, _ = np.linalg.qr(rng.normal(size=(6, 6)))
    return [*some, q, np.eye(4), np.diag([3.0, 1e-3, 0.0]), 1e8 * some[2]]


def test_singular_values_are_numpys(in_javascript):
    found = in_javascript([["singularValues", flat(W), *W.shape] for W in matrices()])
    for W, values in zip(matrices(), found, strict=True):
        expected = np.linalg.svd(W, compute_uv=False)
        np.testing.assert_allclose(
            values, expected, rtol=1e-12, atol=1e-12 * expected[0]
        )


def test_largest_singular_value_is_the_first(in_javascript):
    found = in_javascript(
        [["largestSingularValue", flat(W), *W.shape] for W in matrices()]
    )
    expected = [np.linalg.norm(W, 2) for W in matrices()]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def two_by_two():
    rng = np.random.default_rng(1)
    special = ["0.9 2; 0 0.9", "0 1; -1 0", "0 0; 0 0", "1 1e-9; 0 1", "-2 0; 0 1"]
    rows = [[row.split() for row in W.split(";")] for W in (*special, "1e6 1; 1 1e-6")]
    return [*rng.normal(size=(30, 2, 2)), *(np.array(W, float) for W in rows)]


def test_two_by_two_singular_values_are_numpys(in_javascript):
    found = in_javascript([["singularValues2", flat(W)] for W in two_by_two()])
    for W, values in zip(two_by_two(), found, strict=True):
        expected = np.linalg.svd(W, compute_uv=False)
        scale = expected[0]
        np.testing.assert_allclose(values, expected, rtol=1e-12, atol=1e-12 * scale)


def test_two_by_two_eigenvalues_are_numpys(in_javascript):
    found = in_javascript([["eigenvalues2", flat(W)] for W in two_by_two()])
    assert any(value[0][1] > 0 for value in found)
    for W, values in zip(two_by_two(), found, strict=True):
        ours = [complex(*value) for value in values]
        expected = np.linalg.eigvals(W)
        if abs(abs(expected[0]) - abs(expected[1])) > 1e-9:
            expected = expected[np.argsort(-abs(expected))]
        elif expected[0].imag < 0:
            expected = expected[::-1]
        scale = max(1e-300, np.abs(W).max())
        np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-12 * scale)
        assert abs(ours[0]) >= abs(ours[1])


def test_norm_neither_overflows_nor_vanishes(in_javascript):
    values = [[3.0, -4.0], [3e200, 4e200], [3e-200, 4e-200], [0.0, 0.0], []]
    found = in_javascript([["norm", v] for v in values])
    np.testing.assert_allclose(found, [5, 5e200, 5e-200, 0, 0], rtol=1e-12)


def test_clipping_is_the_packages(in_javascript):
    pair = namedtuple("pair", "w b")
    rng = np.random.default_rng(2)
    cases = [(rng.normal(0, s, 2), c) for s in (0.1, 3) for c in (0.2, 1.0, 5.0)]
    for name, clip in (
        ("clipByNorm", clip_by_norm),
        ("clipByElement", clip_by_element),
    ):
        found = in_javascript([[name, g.tolist(), c] for g, c in cases])
        for (g, c), ours in zip(cases, found, strict=True):
            expected, _ = clip(pair(g[:1], g[1:]), c)
            np.testing.assert_allclose(ours, np.concatenate(expected), rtol=1e-12)
