"""The windows that chapter 3 compares a network with: those of (1.7), and as stored."""

import numpy as np
from support import ROOT

from rnnbook.results import load
from rnnbook.tasks import symbols_of


def test_windows_on_the_poems_are_as_stored_and_as_in_the_equation(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "scripts" / "experiments")
    import ch03_text

    name, train, validation, held_out = next(ch03_text.parts())
    stored = load("03_text")["numbers"][0]
    sizes = [len(train), len(validation), len(held_out)]
    assert (name, sizes) == ("poems", stored["sizes"])
    symbols = symbols_of(train + validation + held_out)
    windows = ch03_text.Windows(train, len(symbols))
    chosen = windows.chosen(validation, held_out)
    for key, value in stored["window"].items():
        np.testing.assert_allclose(chosen[key], value, rtol=1e-9)

    def mixed(symbol, q, beta):
        """(1.7) for a context q, from the text itself."""
        lower = mixed(symbol, q[1:], beta) if q else 1 / len(symbols)
        seen = sum(train.startswith(q, k) for k in range(len(train) - len(q)))
        both = sum(train.startswith(q + symbol, k) for k in range(len(train)))
        return (both + beta * lower) / (seen + beta)

    text, skip = held_out[:40], ch03_text.SETTINGS["skipped"]
    each = [mixed(text[k], text[k - 2 : k], 4) for k in range(skip, len(text))]
    np.testing.assert_allclose(windows.losses(text, 4)[3], -np.log(each).mean())
