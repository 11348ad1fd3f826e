"""Plots: each draws the numbers it is given on the Axes it is given."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnnbook.viz import (
    COLOUR,
    plot_connectivity,
    plot_eigenvalues,
    plot_half_life,
    plot_singular_values,
)


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_eigenvalues_stand_beside_the_unit_circle(ax):
    W = np.array([[0.0, -0.5], [0.5, 0.0]])
    assert plot_eigenvalues(ax, W, label="W") is ax
    circle, points = ax.lines
    assert np.allclose(np.hypot(*circle.get_data()), 1)
    assert np.allclose(points.get_xdata(), 0)
    assert sorted(points.get_ydata()) == pytest.approx([-0.5, 0.5])
    assert points.get_color() == COLOUR["backward"] and points.get_label() == "W"
    assert ax.get_aspect() == 1 and ax.get_xlabel() and ax.get_ylabel()


def test_singular_values_from_the_largest_down(ax):
    assert plot_singular_values(ax, np.diag([0.5, 3.0, 1.0]), label="W") is ax
    one, line = ax.lines
    assert list(one.get_ydata()) == [1, 1]
    assert list(line.get_xdata()) == [1, 2, 3]
    assert line.get_ydata() == pytest.approx([3, 1, 0.5])
    assert ax.get_yscale() == "log" and texts(ax) == ["W"]


def test_connectivity_rows_are_shares_of_their_largest(ax):
    norms = np.array([[2.0, 0, 0], [1.0, 4.0, 0], [0, 0, 0]])
    assert plot_connectivity(ax, norms, "abc") is ax
    (mesh,) = ax.collections
    shares = np.asarray(mesh.get_array()).reshape(3, 3)
    assert np.allclose(shares, [[1, 0, 0], [0.25, 1, 0], [0, 0, 0]])
    assert [t.get_text() for t in ax.get_xticklabels()] == ["a", "b", "c"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", "b", "c"]
    bottom, top = ax.get_ylim()
    assert bottom > top                          # the first step stands on top
    assert (norms[1] == [1, 4, 0]).all()


def test_connectivity_is_drawn_in_one_colour_of_the_palette(ax):
    plot_connectivity(ax, np.tril(np.ones((3, 3))) * [[1], [2], [3]])
    drawn = io.StringIO()
    ax.figure.savefig(drawn, format="svg")
    assert COLOUR["backward"] in drawn.getvalue()


def test_half_life_curves_pass_one_half_at_their_half_life(ax):
    assert plot_half_life(ax, [0.5, 0.9]) is ax
    curves, points = ax.lines[::2], ax.lines[1::2]
    for f, curve, point in zip([0.5, 0.9], curves, points, strict=True):
        steps, kept = curve.get_data()
        assert np.allclose(kept, f**steps)
        (at,), (half,) = point.get_data()
        assert f**at == pytest.approx(0.5) and half == 0.5
    assert texts(ax) == ["f = 0.5", "f = 0.9"]


@pytest.mark.parametrize(
    ("call", "parts"),
    [
        (lambda ax: plot_eigenvalues(ax, np.ones((2, 3))),
         ["W has shape (2, 3)", "square", "one gate's block"]),
        (lambda ax: plot_singular_values(ax, np.ones((2, 3, 3))),
         ["W has shape (2, 3, 3)", "one matrix", "one by one"]),
        (lambda ax: plot_connectivity(ax, np.ones((2, 3))),
         ["norms has shape (2, 3)", "(T, T)", "connectivity"]),
        (lambda ax: plot_connectivity(ax, np.ones(3)),
         ["norms has shape (3,)", "(T, T)", "connectivity"]),
        (lambda ax: plot_connectivity(ax, np.ones((3, 3)), "ab"),
         ["2 names", "wanted 3", "pass the 3 symbols"]),
        (lambda ax: plot_half_life(ax, [0.5, 1.0]),
         ["f is [0.5 1. ]", "0 < f < 1", "no half-life"]),
        (lambda ax: plot_half_life(ax, []), ["f is []", "0 < f < 1", "one or more"]),
    ],
)  # fmt: skip
def test_bad_calls_are_told_what_came_what_was_wanted_and_the_remedy(ax, call, parts):
    with pytest.raises(ValueError) as error:
        call(ax)
    assert not [part for part in parts if part not in str(error.value)]
    assert not ax.lines and not ax.collections
