"""The golden files say what Python computes today, and Node has run them."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import make_golden  # noqa: E402

FRESH = make_golden.everything()


def same(fresh, stored, where):
    """Equal in all but numbers, which may differ by 1e-13: CPUs round differently."""
    if isinstance(fresh, dict):
        assert list(fresh) == list(stored), where
        for key in fresh:
            same(fresh[key], stored[key], f"{where}.{key}")
    elif isinstance(fresh, list) and fresh and isinstance(fresh[0], float):
        np.testing.assert_allclose(stored, fresh, rtol=1e-13, atol=1e-13, err_msg=where)
    elif isinstance(fresh, list):
        assert len(fresh) == len(stored), where
        for k, (a, b) in enumerate(zip(fresh, stored, strict=True)):
            same(a, b, f"{where}[{k}]")
    elif isinstance(fresh, float):
        assert stored == pytest.approx(fresh, rel=1e-13, abs=1e-13), where
    else:
        assert fresh == stored, where


@pytest.mark.parametrize("name", FRESH)
def test_golden_file_is_what_python_computes_today(name):
    path = make_golden.GOLDEN / name
    assert path.exists(), f"{name} is missing: run make files"
    stored = json.loads(path.read_text(encoding="utf-8"))
    fresh = json.loads(json.dumps(FRESH[name], allow_nan=False))
    same(fresh, stored, name)


def test_no_other_golden_file_is_left_over():
    assert {path.name for path in make_golden.GOLDEN.iterdir()} == set(FRESH)


def test_golden_numbers_are_of_a_size_that_1e_12_can_be_asked_of():
    for name, data in FRESH.items():
        for case in data["graphs"]:
            assert np.abs(case["values"]).max() < 1e3, name
        for case in data["sequences"]:
            for array in case["expected"].values():
                assert 1e-6 < np.abs(array).max() < 1e3, name


def test_the_freshness_check_sees_a_digit_changed():
    stored = json.loads(json.dumps(FRESH["lstm.json"]))
    stored["sequences"][1]["expected"]["dW"][3] *= 1 + 1e-11
    with pytest.raises(AssertionError, match="dW"):
        same(FRESH["lstm.json"], stored, "lstm.json")
