"""Plots: each draws the numbers it is given on the Axes it is given."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnnbook import (
    CELLS,
    Cell,
    Directions,
    Params,
    Stack,
    fit,
    init_params,
    unroll,
    unroll_stack,
    unroll_stack_backward,
)
from rnnbook.viz import (
    COLOUR,
    plot_connectivity,
    plot_directions,
    plot_eigenvalues,
    plot_gates,
    plot_grid,
    plot_half_life,
    plot_history,
    plot_layers,
    plot_sequence,
    plot_singular_values,
    plot_states,
    plot_wiring,
)


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_wiring_names_each_box_and_each_wire(ax):
    assert plot_wiring(ax, "gru") is ax
    names = {"$h_{t-1}$", "$h_t$", "$x_t$", "$r_t$", "$z_t$", "$n_t$", "1 −"}
    assert names <= set(texts(ax)) and "$c_t$" not in texts(ax)
    with pytest.raises(ValueError, match="cell is 'rnn', wanted 'lstm' or 'gru'"):
        plot_wiring(ax, "rnn")


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


@pytest.mark.parametrize("T, layers", [(5, 3), (4, 1), (1, 2)])
def test_grid_counts_the_ways_that_a_gradient_of_ones_counts(ax, T, layers):
    """In a linear network of ones each way adds 1, at the inputs and at the states."""

    def linear(xU, hW, state):
        return (xU + hW,), Params(xU, hW, xU)

    def back(dstate, step):
        return dstate[0], dstate[0], (0.0,)

    cell = Cell("ones", linear, back, ("a",), ("h",))
    one = Params(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1))
    dh = np.zeros((T, 1, 1))
    dh[-1] = 1
    ways = []
    for k in range(layers, 0, -1):
        p = Stack((Directions(one),) * k)
        cache = unroll_stack(cell, p, np.zeros((T, 1, 1)))[2]
        ways.append(unroll_stack_backward(cell, p, dh, cache)[1].ravel())
    assert plot_grid(ax, T, layers) is ax
    shown = [text for text in ax.texts if text.get_bbox_patch()]
    inputs = [int(t.get_text()) for t in shown if t.get_position()[1] == 0]
    assert inputs == ways[0].tolist()
    # The gradient of layer 1, U being 1, is that of the inputs.
    first = [int(t.get_text()) for t in shown if t.get_position()[1] == 1]
    assert first == ways[0].tolist()
    top = [int(t.get_text()) for t in shown if t.get_position()[1] == layers]
    assert top == ways[-1].tolist() and len(shown) == T * (layers + 1)
    heads = [a.arrow_patch for a in ax.texts if getattr(a, "arrow_patch", None)]
    assert len(heads) == T * layers + (T - 1) * layers


def arrows(ax):
    """(start, end) of each arrow, as the drawing gives them."""
    found = [a for a in ax.texts if getattr(a, "arrow_patch", None)]
    return {(a.xyann, a.xy) for a in found}


def boxes(ax):
    return {text.get_text() for text in ax.texts if text.get_bbox_patch()}


def test_a_layer_reads_the_layer_below_and_its_own_last_state(ax):
    assert plot_layers(ax, T=3, layers=2) is ax
    assert boxes(ax) == {
        *(f"$x_{t}$" for t in (1, 2, 3)),
        *(f"$h^{layer}_{t}$" for layer in (1, 2) for t in (1, 2, 3)),
    }
    up = {((t, k - 1), (t, k)) for t in (1, 2, 3) for k in (1, 2)}
    on = {((t - 1, k), (t, k)) for t in (2, 3) for k in (1, 2)}
    out = {((t, 2), (t, 2.85)) for t in (1, 2, 3)}
    assert arrows(ax) == up | on | out


def test_the_backward_direction_goes_the_other_way(ax):
    assert plot_directions(ax, T=3) is ax
    assert len(boxes(ax)) == 12
    level = [(a, b) for a, b in arrows(ax) if a[1] == b[1]]
    assert sorted((y, b < a) for (a, y), (b, _) in level) == [
        (1, False), (1, False), (2, True), (2, True),
    ]  # fmt: skip


def test_half_life_curves_pass_one_half_at_their_half_life(ax):
    assert plot_half_life(ax, [0.5, 0.9]) is ax
    curves, points = ax.lines[::2], ax.lines[1::2]
    for f, curve, point in zip([0.5, 0.9], curves, points, strict=True):
        steps, kept = curve.get_data()
        assert np.allclose(kept, f**steps)
        (at,), (half,) = point.get_data()
        assert f**at == pytest.approx(0.5) and half == 0.5
    assert texts(ax) == ["f = 0.5", "f = 0.9"]


def test_states_have_a_column_a_step_and_a_row_a_unit(ax):
    values = np.array([[0.0, -0.5], [1.0, 0.25], [0.0, 0.0]])
    assert plot_states(ax, values, "abc") is ax
    (mesh,) = ax.collections
    assert np.array_equal(np.asarray(mesh.get_array()).reshape(2, 3), values.T)
    assert mesh.get_clim() == (-1, 1)
    assert [t.get_text() for t in ax.get_xticklabels()] == ["a", "b", "c"]
    colours = mesh.cmap(mesh.norm([-1.0, -0.5, 0.0, 0.5, 1.0]))
    assert colours[:, 3] == pytest.approx([1, 0.5, 0, 0.5, 1], abs=0.01)
    assert np.allclose(colours[0, :3], colours[1, :3])
    assert not np.allclose(colours[1, :3], colours[3, :3])


def test_sequence_draws_each_number_of_each_column(ax):
    x = np.array([[0.5, 0.0], [-1.0, 1.0], [0.25, 0.0]])
    assert plot_sequence(ax, x, ["number", "mark"]) is ax
    assert [t.get_text() for t in ax.get_yticklabels()] == ["number", "mark"]
    for lines, column in zip(ax.collections, x.T, strict=True):
        low, high = np.array([segment[:, 1] for segment in lines.get_segments()]).T
        assert high - low == pytest.approx(column)


def test_gates_are_those_of_the_record_and_of_one_unit(ax):
    cell, rng = CELLS["lstm"], np.random.default_rng(3)
    p = init_params(cell, 2, 3, rng)
    _, _, cache = unroll(cell, p, rng.normal(size=(5, 4, 2)))
    assert plot_gates(ax, cache.steps, ["i", "o"], b=2, unit=1) is ax
    for line, name in zip(ax.lines, ["i", "o"], strict=True):
        assert list(line.get_xdata()) == [1, 2, 3, 4, 5]
        seen = [getattr(step, name)[2, 1] for step in cache.steps]
        assert list(line.get_ydata()) == seen
        assert line.get_color() == COLOUR[name]
    assert texts(ax) == ["i", "o"]


def quick_fit(updates=6, lr=0.1):
    p = Params(np.ones((1, 1)), np.ones((1, 1)), np.ones(1))

    def gradients(net):
        (p,) = net
        return float(p.U[0, 0] ** 2), (Params(2 * p.U, 0 * p.W, 0 * p.b),)

    check = {"validate": lambda net: net[0].U[0, 0] ** 2, "every": 3}
    return fit((p,), gradients, updates, lr=lr, progress=False, **check)


def test_history_shows_losses_validations_and_baseline(ax):
    done = quick_fit()
    assert plot_history(ax, done, baseline=0.4, label="error", cell="gru") is ax
    loss, checks, baseline = ax.lines
    assert list(loss.get_ydata()) == list(done.loss)
    assert np.array_equal(checks.get_xydata(), done.validation)
    assert set(baseline.get_ydata()) == {0.4}
    assert texts(ax) == ["error", "baseline"] and loss.get_color() == COLOUR["gru"]


GATES = CELLS["rnn"].forward(np.ones((1, 1)), np.ones((1, 1)), (np.ones((1, 1)),))[1]


@pytest.mark.parametrize(
    ("call", "parts"),
    [
        (lambda ax: plot_states(ax, np.ones((2, 3, 3))),
         ["values has shape (2, 3, 3)", "(T, units)", "h[:, b]"]),
        (lambda ax: plot_states(ax, np.array([[np.nan]])),
         ["finite", "values has shape (1, 1)", "h[:, b]"]),
        (lambda ax: plot_states(ax, np.ones((3, 2)), "ab"),
         ["2 names", "wanted 3", "symbols"]),
        (lambda ax: plot_sequence(ax, np.ones(3)), ["x has shape (3,)", "h[:, b]"]),
        (lambda ax: plot_sequence(ax, np.ones((3, 2)), ["one"]),
         ["names has 1 names", "wanted 2", "leave it out"]),
        (lambda ax: plot_gates(ax, [GATES], ["f"]), ["no f", "some of h", "fields"]),
        (lambda ax: plot_history(ax, quick_fit(lr=0)._replace(loss=np.empty(0))),
         ["no update", "one or more", "done.stopped"]),
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
