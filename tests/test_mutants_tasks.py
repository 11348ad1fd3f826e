"""The tests of tasks, initialisation and diagnostics see what they are for.

A mutant is a module's source with one text replaced. A test that is named beside it,
run on the mutant's functions, must fail.
"""

# ruff: noqa: E501 -- a row of a table is read as one line


import numpy as np
import pytest
import test_characters
import test_corpora
import test_diagnostics
import test_initial
import test_tasks

from rnnbook import CELLS
from rnnbook.patch import patched_module

pytestmark = pytest.mark.all

TESTS = {**vars(test_tasks), **vars(test_characters), **vars(test_initial)}
TESTS |= {**vars(test_diagnostics), **vars(test_corpora)}

# module: (old text, new text, test, its arguments)
MUTANTS = {
    "tasks._recall": [
        ("2 * target - 1, 1", "1 - 2 * target, 1", "recall_draws_what_it_drew_before"),
        ("rng.integers(0, 2, B)", "rng.integers(0, 2, B)[::-1]", "recall_draws_what_it_drew_before"),
        ("x[0, :, 1] = ", "x[-1, :, 1] = ", "recall_draws_what_it_drew_before"),
    ],
    "tasks._adding": [
        ("rng.integers(0, T // 2, B), rng", "rng.integers(0, T, B), rng", "adding_marks_one_step_in_each_half"),
        ("rng.integers(T // 2, T, B)", "rng.integers(T // 2, T - 1, B)", "adding_numbers_fill_the_interval_and_marks_their_halves"),
        ("rng.uniform(low, high, (T, B))", "rng.uniform(0, 1, (T, B))", "adding_numbers_fill_the_interval_and_marks_their_halves"),
        ("(high - low) ** 2 / 6", "(high - low) ** 2 / 12", "adding_baseline_is_the_published_one_and_that_of_the_draws", 0, 1, 0.167),
        ("T + T // 10 + 1, B", "T + T // 10, B", "adding_1997_is_as_the_paper_says"),
        ("rng.integers(0, 10, B)", "rng.integers(0, 9, B)", "adding_1997_second_mark_is_equally_likely_at_every_unmarked_step"),
        ("T // 2 - 1, B)", "T // 2, B)", "adding_1997_is_as_the_paper_says"),
        ("second += second >= first", "second += 0", "adding_1997_second_mark_is_equally_likely_at_every_unmarked_step"),
        ("second += second >= first", "second += second > first", "adding_1997_is_as_the_paper_says"),
        ("x[0, :, 1] = x[lengths - 1", "x[1, :, 1] = x[lengths - 1", "adding_1997_is_as_the_paper_says"),
        ("x[lengths - 1, each, 1] = -1", "x[-1, each, 1] = -1", "adding_1997_is_as_the_paper_says"),
        ("x[np.arange(len(x))[:, None] >= lengths] = 0", "pass", "adding_1997_is_as_the_paper_says"),
        ("(x[:, :, 1] == 1)).sum", "x[:, :, 1]).sum", "adding_1997_is_as_the_paper_says"),
        ("0.5 + target[:, None] / 4", "0.5 + target[:, None] / 2", "adding_1997_is_as_the_paper_says"),
        ("(2 - first_step) / 3 / 16", "2 / 3 / 16", "adding_1997_baseline_is_that_of_the_draws", 20),
    ],
    "tasks._temporal_order": [
        ('"EBabcdXY"', '"EBabcdYX"', "temporal_order_reads_back_as_its_class"),
        ("rng.integers(2, 6, rng", "rng.integers(2, 8, rng", "temporal_order_reads_back_as_its_class"),
        ("rng.integers(2, 6, rng", "rng.integers(2, 5, rng", "temporal_order_distractors_are_equally_likely"),
        ("T + T // 10 + 1))", "T + T // 10))", "temporal_order_windows_of_experiment_6", 2, [(10, 20), (50, 60)]),
        ("rng.integers(0, T // 10 + 1)", "rng.integers(0, T // 10)", "temporal_order_windows_of_experiment_6", 2, [(10, 20), (50, 60)]),
        ("3: (10, 33, 66)", "3: (10, 30, 60)", "temporal_order_windows_of_experiment_6", 3, [(10, 20), (33, 43), (66, 76)]),
        ("2 * target[k] + kind", "target[k] + 2 * kind", "temporal_order_reads_back_as_its_class"),
        ("row[0], row[-1] = 0, 1", "row[0], row[-1] = 1, 0", "temporal_order_reads_back_as_its_class"),
        ("1 / 2 **", "1 / 4 *", "temporal_order_windows_of_experiment_6", 3, [(10, 20), (33, 43), (66, 76)]),
    ],
    "tasks._copying": [
        ("rng.integers(0, symbols, ", "rng.integers(0, symbols - 1, ", "copying_symbols_are_equally_likely"),
        ("codes[length + T - 1] =", "codes[length + T] =", "copying_tells_keeps_still_and_asks"),
        ("target[-length:] = shown", "target[-length:] = shown[::-1]", "copying_tells_keeps_still_and_asks"),
        ("target[-length:] = shown", "target[:length] = shown", "copying_tells_keeps_still_and_asks"),
        ("length * np.log(symbols) / (T + 2 * length)", "length * np.log(symbols) / (T + length)", "copying_baseline_is_the_loss_of_blank_then_a_guess"),
        ("length * np.log(symbols) / (T", "length * np.log2(symbols) / (T", "copying_baseline_is_the_loss_of_blank_then_a_guess"),
    ],
    "tasks._long_lag": [
        ("codes[0] = codes[-1] = ", "codes[0] = codes[-2] = ", "long_lag_ends_as_it_began"),
        ("rng.integers(lag - 1, lag + 1, B)", "rng.integers(lag - 1, lag, B)", "long_lag_has_two_sequences_or_many"),
        ("rng.integers(0, lag - 1, (", "rng.integers(0, lag, (", "long_lag_ends_as_it_began"),
        ("np.arange(lag - 1)[:, None]", "np.arange(lag - 1)[::-1, None]", "long_lag_ends_as_it_began"),
        ("codes[1:], np.full", "codes[:-1], np.full", "long_lag_ends_as_it_began"),
    ],
    "tasks._reber": [
        ('3: {"T": 3, "V": 5}', '3: {"P": 3, "V": 5}', "every_reber_string_is_legal_by_an_independent_expression"),
        ('2: {"S": 2, "X": 4}', '2: {"S": 2, "X": 3}', "every_reber_string_is_legal_by_an_independent_expression"),
        ('4: {"X": 3, "S": 6}', '4: {"X": 2, "S": 6}', "every_reber_string_is_legal_by_an_independent_expression"),
        ('5: {"P": 4, "V": 6}', '5: {"P": 3, "V": 6}', "every_reber_string_is_legal_by_an_independent_expression"),
        ('{branch: "last"}', '{"T": "last"}', "every_reber_string_is_legal_by_an_independent_expression"),
        ("rng.integers(len(ways))]", "rng.integers(3) // 2]", "reber_forks_are_even"),
        ("target[: len(row) - 1, k] = row[1:]", "target[: len(row) - 1, k] = row[:-1]", "embedded_reber_says_what_follows_and_what_could"),
        ("_legal(text)[1:]", "_legal(text)[:-1]", "embedded_reber_says_what_follows_and_what_could"),
        ("[1 : T + 1])", "[:T])", "continual_reber_is_strings_without_a_gap"),
        ("while count <= T:", "while count < T:", "continual_reber_is_strings_without_a_gap"),
        ("(lowest > highest)", "(lowest >= highest)", "predicts_legal_wants_just_the_legal_ones_on_top"),
        (" & legal.any(axis=-1)", "", "predicts_legal_wants_just_the_legal_ones_on_top"),
        ("np.where(legal, -np.inf, scores)", "np.where(legal, -np.inf, 0.5)", "predicts_legal_wants_just_the_legal_ones_on_top"),
    ],
    "tasks._characters": [
        ("sorted(set(text))", "set(text)", "decode_reverses_encode"),
        ("np.log(seen[both[:context]] / n)", "np.log(len(text) / n)", "corpus_baseline_is_the_entropy_of_the_counts"),
        ("sum(each) / (len(text) - context)", "sum(each) / len(text)", "corpus_baseline_is_the_entropy_of_the_counts"),
        (".reshape(B, S).T", ".reshape(S, B)", "lanes_are_the_text_in_order"),
        ("rng.integers(left + 1)", "rng.integers(left + 2)", "lanes_are_the_text_in_order"),
        ("rng.integers(left + 1)", "rng.integers(max(left, 1))", "lanes_begin_anywhere_within_what_is_left_over"),
        ("range(0, len(stream), T)", "range(0, len(stream) - T, T)", "windows_put_together_are_the_stream"),
    ],
    "tasks._corpora": [
        ("{4: 1, 9: 2}", "{4: 2, 9: 1}", "split_takes_each_tenth_paragraph", "tunes"),
        ("k % 10", "k % 9", "split_takes_each_tenth_paragraph", "kjv"),
        ('"\\n\\n".join(some)', '"\\n".join(some)', "split_takes_each_tenth_paragraph", "kjv"),
    ],
    "tasks._tunes": [
        ("(first, WITHIN))", "(second, WITHIN))", "tunes_that_ship_are_drawn_by_the_rules"),
        ("self.nats -=", "self.nats +=", "tunes_that_ship_are_drawn_by_the_rules"),
    ],
    "tasks._ngrams": [
        ("counts[k] - taken[k]", "counts[k]", "ngrams_are_probabilities", "kneser-ney"),
        ("np.bincount(group, taken), total", "np.bincount(group) * 1.0, total", "ngrams_are_probabilities", "kneser-ney"),
        ("whole = total + room", "whole = total", "ngrams_are_probabilities", "witten-bell"),
        ("kinds if smoothing", "total if smoothing", "ngrams_are_their_equations_written_again"),
        ("p[: n - 1] = below[: n - 1]", "pass", "ngrams_are_their_equations_written_again"),
        ("and n < order:", "and n < 0:", "kneser_ney_counts_the_different_characters_before"),
    ],
    "nets.initial": [
        ("uniform(-bound, bound, shape)", "uniform(0, bound, shape)", "uniform_fills_its_interval"),
        ("np.sqrt(6 / (n + m))", "np.sqrt(6 / n)", "glorot_variance_is_two_over_the_sum_of_the_fans"),
        ("np.sqrt(6 / (n + m))", "np.sqrt(3 / (n + m))", "glorot_variance_is_two_over_the_sum_of_the_fans"),
        (" * np.sign(np.diag(r))", "", "orthogonal_is_drawn_without_a_favoured_sign_or_direction"),
        ("gain * q *", "q *", "orthogonal_has_orthonormal_rows_or_columns"),
        ("rng.normal(size=", "rng.uniform(size=", "orthogonal_is_drawn_without_a_favoured_sign_or_direction"),
        ("scale * np.eye", "np.eye", "identity_carries_a_relu_state_on"),
        ("np.abs(np.linalg.eigvals(W.astype(np.float64)))", "np.linalg.svd(W, compute_uv=False)", "spectral_radius_is_set"),
        ("np.abs(np.linalg.eigvals(W.astype(np.float64)))", "np.linalg.eigvals(W).real", "spectral_radius_of_complex_eigenvalues_and_dtype"),
        ("(radius / largest)).astype(W.dtype)", "(radius / largest)).astype(float)", "spectral_radius_of_complex_eigenvalues_and_dtype"),
        ("old.copy()", "old", "with_blocks_draws_each_gate_by_itself", CELLS["lstm"], np.float64),
        ("k * H : (k + 1) * H] = block", "k * H : (k + 1) * H] = block.T", "with_blocks_puts_each_matrix_where_its_gate_is"),
        ("if gate in wanted:", "if True:", "with_blocks_replaces_the_gates_that_are_named_only"),
    ],
    "measures.diagnostics": [
        ("for step in reversed(steps):\n        _, _, rows", "for step in steps:\n        _, _, rows", "jacobian_matches_differences", CELLS["lstm"], 5),
        ("np.concatenate(rows, axis=1)\n\n\ndef step", "np.concatenate(rows, axis=1).T\n\n\ndef step", "jacobian_matches_differences", CELLS["gru"], 1),
        ("np.concatenate(rows, axis=1)\n\n\ndef step", "np.concatenate(rows[::-1], axis=1)\n\n\ndef step", "jacobian_matches_differences", CELLS["lstm"], 1),
        ("step_backward(cell, p, unit, step)", "step_backward(cell, p, unit, steps[0])", "jacobian_is_the_product_of_the_steps_last_first", CELLS["rnn"]),
        ("        state = tuple(np.asarray(part)[None] for part in state)", "        state = None", "jacobian_matches_differences", CELLS["lstm"], 1),
        ("seeds          # the output", "1.0  # the output", "connectivity_matches_differences", CELLS["rnn"], False),
        ("_checked_V(V, p).T", "_checked_V(V, p).T[::-1] * 2", "connectivity_matches_differences", CELLS["lstm"], True),
        ("norms[:, s] =", "norms[s, :] =", "connectivity_matches_differences", CELLS["lstm"], False),
        ("np.sqrt((dx**2).sum(axis=1))", "(dx**2).sum(axis=1)", "connectivity_matches_differences", CELLS["gru"], False),
        ("dxU @ p.U.T", "dxU @ abs(p.U).T", "connectivity_matches_differences", CELLS["gru"], False),
        ("np.abs(np.linalg.eigvals(W)).max", "np.linalg.eigvals(W).real.max", "spectral_radius_of_what_is_known"),
        ("np.abs(np.linalg.eigvals(W)).max", "np.linalg.svd(W, compute_uv=False).max", "spectral_radius_of_what_is_known"),
        ("compute_uv=False)", "compute_uv=False)[..., ::-1]", "singular_values_bound_every_product"),
        ("norms.append(np.sqrt(sum((part**2).sum() for part in dstate)))\n        _, _, dstate, _ = step_backward(cell, p, dstate, step)", "_, _, dstate, _ = step_backward(cell, p, dstate, step)\n        norms.append(np.sqrt(sum((part**2).sum() for part in dstate)))", "gradient_by_lag_is_what_the_jacobians_say", CELLS["lstm"]),
        ("np.log(2)", "np.log(3)", "half_life_halves"),
    ],
}  # fmt: skip
# Hypothesis raises a group if one mutant fails in more than one way.
FAILURES = (AssertionError, IndexError, KeyError, ValueError, ExceptionGroup)
ROWS = [(where, *row) for where, rows in MUTANTS.items() for row in rows]


def run(monkeypatch, module, name, *args):
    """Run a test with the functions of `module` in place of the package's."""
    test = TESTS[f"test_{name}"]
    inner = test.hypothesis.inner_test if hasattr(test, "hypothesis") else test
    for key, value in vars(module).items():
        if not key.startswith("_") and key in inner.__globals__:
            monkeypatch.setitem(inner.__globals__, key, value)
    test(*args)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {row[2]}"[:60])
def test_mutant_is_seen(row, monkeypatch):
    where, old, new, name, *args = row
    module = patched_module(f"rnnbook.{where}", (old, new))
    with pytest.raises(FAILURES):
        run(monkeypatch, module, name, *args)


@pytest.mark.parametrize("where", MUTANTS)
def test_the_same_tests_pass_on_the_source_as_it_is(where, monkeypatch):
    module = patched_module(f"rnnbook.{where}")
    for _, _, name, *args in MUTANTS[where]:
        run(monkeypatch, module, name, *args)
