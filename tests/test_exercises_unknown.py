"""Exercises: wrong answers of no known kind, and how they are told apart."""

import numpy as np
from exercising import each_exercise, parts, said, submit
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from rnnbook.exercises import check, find, given


@each_exercise
@settings(max_examples=15, deadline=None)
@hypothesis_given(data=st.data())
def test_random_wrong_answer_is_never_right(exercise, data):
    case = data.draw(st.integers(0, len(exercise.inputs()) - 1))
    which = data.draw(st.integers(0, len(exercise.outputs) - 1))
    size = data.draw(st.sampled_from([1e-5, 1e-2, 1.0, 1e3, np.nan, np.inf]))
    size = max(size, 0.02) if exercise.atol > 1e-3 else size
    seed = data.draw(st.integers(0, 2**31))
    calls = []

    def spoilt(*inputs):
        answer = list(parts(exercise, exercise.right(*inputs)))
        rng = np.random.default_rng(seed)
        calls.append(None)
        if len(calls) == case + 1:
            value = np.array(answer[which], float)
            at = rng.integers(value.size)
            value.flat[at] += size * (1 + abs(value.flat[at])) * rng.choice([-1, 1])
            answer[which] = value if value.ndim else float(value)
        return answer

    message = submit(exercise, spoilt)
    assert message.status in ("wrong", "mistake"), message
    if np.isnan(size):
        assert "NaN" in said(message)


@each_exercise
def test_difference_names_the_first_wrong_quantity(exercise):
    order = exercise.order or exercise.outputs
    last = order[-1]

    def off(*inputs):
        right = parts(exercise, exercise.right(*inputs))
        values = dict(zip(exercise.outputs, right, strict=True))
        return (values | {last: values[last] * 1.2345}).values()

    def all_off(*inputs):
        return [v * 1.2345 for v in parts(exercise, exercise.right(*inputs))]

    first = exercise.blocks.get(order[0], order)[0]
    message = submit(exercise, all_off)
    assert (message.status, message.quantity) == ("wrong", first)
    assert "Right: `" not in said(message)
    message = submit(exercise, off)
    assert (message.status, message.quantity) == ("wrong", last)
    assert f"`{last}` is the first quantity that differs" in said(message)
    assert "Right: `" in said(message)


def test_difference_says_where_and_how_much():
    def off(*inputs):
        h, c = find("6.3").right(*inputs)
        h[0, -1] += 0.25
        h[0, 0] += 0.125
        return h, c

    message = check("6.3", off)
    value = off(*given("6.3"))[0][0, 2]
    assert "2 of 6 entries differ; the largest difference, 0.25" in said(message)
    assert f"at `h[0, 2]`, where yours is {value:.4g}" in said(message)
    assert "`xU (2, 12), hW (2, 12), c_prev (2, 3)`" in said(message)


def test_difference_in_a_block_is_named_by_the_block():
    def off(*inputs):
        da, dc_prev = find("6.4").right(*inputs)
        da[:, da.shape[1] // 2] *= 1.1  # the first unit of the third block
        return da, dc_prev

    message = check("6.4", off)
    assert message.quantity == "da_g"
    assert "Right: `da_i`, `da_f`, `da_o`, `dc_prev`" in said(message)


def test_difference_in_a_sequence_names_its_first_step():
    def off(*inputs):
        hs, c = find("6.5").right(*inputs)
        hs[2:] += 0.1
        return hs, c

    assert "The first wrong step is 2." in said(check("6.5", off))


def test_answer_that_is_right_for_one_shape_only_is_refused():
    def loses_the_batch(xU, hW, c_prev):
        h, c = find("6.3").right(xU, hW, c_prev)
        return h, c * (1 + 0.1 * (len(c) == 5))

    message = check("6.3", loses_the_batch)
    assert message.status == "wrong"
    assert "(5, 8)" in said(message) and "before it was right" in said(message)
