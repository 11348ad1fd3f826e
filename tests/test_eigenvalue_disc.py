"""The eigenvalue disc: its matrix, its numbers, the same numbers in JavaScript."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node

from rnnbook.widgets import BookWidget, EigenvalueDisc

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
SETTINGS = [
    {},
    {"real": -0.5, "imaginary": 0.8, "coupling": 2.0},
    {"real": 0.9, "imaginary": 0, "second": 0.9, "coupling": 3},
    {"real": 1.2, "imaginary": 0, "second": -0.3},
    {"real": 0, "imaginary": 0, "second": 0, "coupling": 1},
    {"real": 0.6, "imaginary": 0.8},
]


def eigenvalues(s):
    w = EigenvalueDisc(**s)
    if w.imaginary:
        return [complex(w.real, w.imaginary), complex(w.real, -w.imaginary)]
    return [w.real, w.second]


@pytest.mark.parametrize("s", SETTINGS, ids=str)
def test_W_has_the_eigenvalues_that_were_set(s):
    found = np.sort_complex(np.linalg.eigvals(EigenvalueDisc(**s).W).astype(complex))
    wanted = np.sort_complex(np.array(eigenvalues(s), dtype=complex))
    np.testing.assert_allclose(found, wanted, atol=1e-7)  # double ones are sensitive


@pytest.mark.parametrize("s", SETTINGS, ids=str)
def test_states_and_products_are_powers_of_W(s):
    w = EigenvalueDisc(**s)
    run = w.run()
    for k in (0, 1, 7, 40):
        power = np.linalg.matrix_power(w.W, k)
        np.testing.assert_allclose(run.h[k], power[0], rtol=1e-10, atol=1e-12)
        assert run.product[k] == pytest.approx(np.linalg.norm(power, 2), rel=1e-10)
    assert run.radius == pytest.approx(max(map(abs, eigenvalues(s))), abs=1e-7)


def test_coupling_makes_the_product_rise_before_it_falls():
    plain = EigenvalueDisc(real=0.9, imaginary=0, second=0.9).run().product
    coupled = EigenvalueDisc(real=0.9, imaginary=0, second=0.9, coupling=2).run()
    assert (np.diff(plain) < 0).all()
    assert coupled.product.argmax() > 3 and coupled.product[40] < coupled.product.max()
    assert coupled.largest > 1 > coupled.radius


@pytest.mark.parametrize("name", ["real", "imaginary", "second", "coupling"])
@pytest.mark.parametrize("value", [9, -9, "far", True, float("nan")])
def test_bad_values_are_refused_with_a_remedy(name, value):
    w = EigenvalueDisc()
    before = getattr(w, name)
    with pytest.raises(traitlets.TraitError) as refused:
        setattr(w, name, value)
    assert f"{name} is {value!r}, wanted a number from" in str(refused.value)
    assert getattr(w, name) == before


RUN = """
import { readFileSync } from "node:fs";
import { makeCell } from "URL/_runtime/loop.js";
import { run } from "URL/eigenvalue_disc/numbers.js";
const results = JSON.parse(readFileSync(0, "utf8")).map((s) => {
  const { W, h1, h2, product, radius, largest } = run(makeCell(s.graphs.linear), s);
  const [a, b, c, d] = [W, h1, h2, product].map((v) => Array.from(v));
  return { W: a, h1: b, h2: c, product: d, radius, largest };
});
process.stdout.write(JSON.stringify(results));
"""


def test_javascript_gives_the_same_numbers(node_path):
    widgets = [EigenvalueDisc(**s) for s in SETTINGS]
    states = [widget.page_data()["state"] for widget in widgets]
    results = run_node(node_path, RUN.replace("URL", WIDGETS.as_uri()), states)
    for widget, found in zip(widgets, results, strict=True):
        run = widget.run()
        near = {"rtol": 1e-12, "atol": 1e-14}
        np.testing.assert_allclose(found["W"], widget.W.ravel(), **near)
        np.testing.assert_allclose(found["h1"], run.h[:, 0], **near)
        np.testing.assert_allclose(found["h2"], run.h[:, 1], **near)
        np.testing.assert_allclose(found["product"], run.product, **near)
        assert found["largest"] == pytest.approx(run.largest, rel=1e-12)
        # NumPy's own error at a double eigenvalue is about the root of rounding.
        assert found["radius"] == pytest.approx(run.radius, rel=1e-7, abs=1e-7)


def test_picture_is_well_formed_and_the_same_each_time():
    text = EigenvalueDisc().picture()
    ElementTree.fromstring(text)
    assert text.startswith("<svg") and "eigenvalues of W" in text
    assert text == EigenvalueDisc().picture() != EigenvalueDisc(real=0.5).picture()
