"""The microscope: what it shows of a network, counted, trained, in both languages."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets
from support import run_node
from tiny_networks import given, known, tiny

from rnnbook import (
    adam,
    adam_start,
    clip_by_norm,
    flatten,
    log_likelihood,
    readout,
    readout_backward,
    softmax_cross_entropy,
    unflatten,
    unroll,
    unroll_backward,
)
from rnnbook.results import character_network, load
from rnnbook.tasks import (
    corpus,
    encode,
    lanes,
    ngram_losses,
    one_hot,
    split,
    windows,
)
from rnnbook.widgets import BookWidget, Microscope
from rnnbook.widgets._networks import read_of
from rnnbook.widgets._texts import site_texts, text_of
from rnnbook.widgets.microscope._facts import FACTS, chance, facts, follows

WIDGETS = Path(sys.modules[BookWidget.__module__].__file__).parent
VERSES = "34:1 I will bless\nthe LORD at all\n34:2 My soul Shall make\n1:1 x (y"
RATE, WINDOW, LANES = 0.02, 7, 3
START = """
import { readFileSync } from "node:fs";
import * as characters from "URL/_runtime/characters.js";
import * as microscope from "URL/microscope/numbers.js";
import * as weights from "URL/microscope/weights.js";
import * as lesson from "URL/microscope/lesson.js";
import { settingsOf } from "URL/microscope/address.js";
import { facts, follower, follows } from "URL/_runtime/facts.js";
import { ngramLosses } from "URL/_runtime/ngrams.js";
import { atOnce } from "URL/_runtime/slices.js";
import { makeRun } from "URL/_runtime/training/run.js";
const { makeNetwork, reader, encode } = characters;
const given = JSON.parse(readFileSync(0, "utf8"));
const print = (found) => process.stdout.write(JSON.stringify(found));
const lists = (rows) => rows.map((row) => [...row]);
"""


def in_javascript(node_path, code, values):
    return run_node(node_path, START.replace("URL", WIDGETS.as_uri()) + code, values)


def test_n_grams_that_the_page_counts_are_pythons(node_path):
    parts = split(corpus("tunes"))
    cases = [
        ("abracadabra" * 3, "abra zcad", 4),
        ("ab" * 20 + "c", "abcabd", 6),
        (parts.train[:9000], parts.held_out[:700], 8),
    ]
    code = "print(given.map((c) => lists(atOnce(ngramLosses(...c)))));"
    for case, found in zip(cases, in_javascript(node_path, code, cases), strict=True):
        np.testing.assert_allclose(found, ngram_losses(*case), rtol=0, atol=1e-12)


@pytest.mark.all
def test_n_grams_of_the_whole_bible_are_chapter_elevens(node_path):
    text = text_of("kjv")
    case = [text["train"], text["held_out"], text["order"]]
    code = "print(microscope.meanOf(atOnce(ngramLosses(...given)).at(-1)));"
    wanted = load("11_compare")["numbers"]["kjv"]["models"]["n-gram"]["held_out"]
    assert in_javascript(node_path, code, case) == pytest.approx(wanted, abs=5e-5)


def test_surprise_is_minus_the_log_of_what_the_network_gave(monkeypatch, node_path):
    nets = [tiny(cell) for cell in ("lstm", "gru", "rnn")]
    known(monkeypatch, *nets)
    text = "ab\ncab dde"
    code = """print(given.map(([network, text]) => {
      const net = makeNetwork(network);
      const [codes] = encode(net, text);
      const slow = reader(net);
      let steps = [];
      while (steps.length < codes.length) steps = slow(codes, undefined, () => true);
      return [...microscope.surprises(codes, steps)].slice(1);
    }));"""
    found = in_javascript(node_path, code, [(given(net), text) for net in nets])
    for net, row in zip(nets, found, strict=True):
        seen = Microscope(network=net.name, text=text, show="h", unit=0).run()
        wanted = -log_likelihood(read_of(net), encode(text, net.symbols))
        np.testing.assert_allclose(seen.surprise[1:], wanted, rtol=0, atol=1e-12)
        np.testing.assert_allclose(row, wanted, rtol=0, atol=1e-12)
        assert seen.nats == pytest.approx(wanted.mean(), abs=1e-12)
        assert np.isnan(seen.surprise[0])


def test_facts_and_the_unit_that_follows_one_are_the_same_in_both(node_path):
    wanted = facts(VERSES)
    column, at = wanted["column"], VERSES.index("the")
    assert column[:3].tolist() == [1, 2, 3] and column[at - 1] == 0 and column[at] == 1
    assert wanted["number"][:6].tolist() == [1, 1, 1, 1, 0, 0]
    assert wanted["word"][VERSES.index("bless") + 4] == 5
    assert wanted["name"][VERSES.index("LORD") + 3] == 1 == wanted["name"][5]
    assert np.isnan(facts("no verse\n3:4 x")["verse"][:9]).all()
    values = np.random.default_rng(0).normal(size=(len(VERSES), 5))
    values[:, 3] += 0.2 * column
    values[:, 1] = 2.0
    code = """const fact = facts(given[0]);
      const named = Object.entries(fact);
      print(named.map(([name, row]) => [name, [...row], [...follows(given[1], row)],
        atOnce(follower(given[1], row))]));"""
    found = in_javascript(node_path, code, [VERSES, values.tolist()])
    assert [name for name, *_ in found] == list(FACTS)
    for name, row, r, best in found:
        np.testing.assert_array_equal(np.array(row, float), wanted[name])
        rs = follows(values, wanted[name])
        np.testing.assert_allclose(r, rs, rtol=0, atol=1e-12)
        assert best["unit"] == np.abs(rs).argmax() and rs[1] == 0
        assert best["control"] == pytest.approx(chance(values, wanted[name]), abs=1e-12)
    np.testing.assert_allclose(
        follows(values, column)[0], np.corrcoef(values[:, 0], column)[0, 1]
    )


def test_the_verse_is_followed_far_better_than_by_chance():
    unit, r, control = Microscope().follower("verse")
    assert abs(r) > 0.9 > 2 * control
    with pytest.raises(KeyError):
        Microscope().follower("moon")


def python_updates(net, text, updates):
    """Losses and parameters of so many updates, in the words of chapter 11."""
    flat = flatten((net.params, net.readout))
    parts, memory, state, losses = (net.params, net.readout), adam_start(flat), None, []
    S, stream = len(net.symbols), lanes(encode(text, net.symbols), LANES)
    pairs = zip(windows(stream[:-1], WINDOW), windows(stream[1:], WINDOW), strict=True)
    for x, target in list(pairs)[:updates]:
        p, head = parts
        h, state, cache = unroll(net.cell, p, one_hot(x, S), state)
        loss, do = softmax_cross_entropy(readout(head, h), target)
        dhead, dh = readout_backward(head, h, do)
        dp, _, _ = unroll_backward(net.cell, p, dh, cache)
        grads, _ = clip_by_norm(flatten((dp, dhead)), 1.0)
        flat, memory = adam(flatten(parts), grads, memory, RATE)
        parts = unflatten(parts, flat)
        losses.append(loss)
    return losses, np.concatenate([part.ravel() for part in flat])


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_training_on_is_the_loop_of_chapter_eleven(node_path, cell):
    net, text = tiny(cell), "abc ab cab\nacb dab " * 6  # no e: the network keeps it
    assert set(text) < set(net.symbols)
    code = """const [network, text, cell, sizes] = given;
      const net = makeNetwork(network);
      const plan = { train: text, lanes: sizes[2], window: sizes[1] };
      const settings = lesson.settingsOf("kjv_" + cell, net, plan, sizes[0]);
      const symbols = net.symbols.join("");
      const run = makeRun(settings, { precision: "float64", params: net.p, symbols });
      const losses = [1, 2, 3, 4].map(() => run.update().loss);
      const names = Object.keys(net.p);
      print([losses, names.map((name) => [...run.params[name]]).flat()]);"""
    sizes = [RATE, WINDOW, LANES]
    losses, flat = in_javascript(node_path, code, [given(net), text, cell, sizes])
    wanted, parameters = python_updates(net, text, 4)
    np.testing.assert_allclose(losses, wanted, rtol=0, atol=1e-9)
    np.testing.assert_allclose(flat, parameters, rtol=0, atol=1e-9)


def test_a_lesson_holds_out_its_end_and_says_what_it_lacks(node_path):
    code = """const net = makeNetwork(given[0]);
      const part = ({ train, held, lanes, says, unknown }) =>
        ({ train: train?.length, held: held?.length, lanes, says, unknown });
      print(given[1].map((text) => part(lesson.lessonOf(net, text))));"""
    texts = ["abc de\n" * 100, "abZ", "ab " * 30_000, "a ЖЖЖ" * 400]
    long, short, most, foreign = in_javascript(node_path, code, [given(tiny()), texts])
    assert (long["train"], long["held"], long["lanes"]) == (630, 70, 4)
    assert short["unknown"] == ["Z"] and "has 2 characters" in short["says"]
    assert "wanted 400 or more" in short["says"]
    assert (most["held"], most["lanes"]) == (2000, 32)
    assert "knows 800 of these 2000 characters" in foreign["says"]


def test_a_file_of_weights_comes_back_and_a_wrong_one_is_refused(node_path):
    code = """const [one, other] = given[0].map(makeNetwork);
      const file = weights.toFile("kjv_lstm", { ...one, trained: 12 });
      const { p, trained } = weights.fromFile(file, "kjv_lstm", one);
      const same = Object.keys(one.p).every((name) =>
        p[name].every((v, k) => v === Math.fround(one.p[name][k])));
      const cut = JSON.parse(file);
      cut.values.V = cut.values.V.slice(0, 8);
      const wrong = ["{", "{}", JSON.stringify(cut)];
      const says = wrong.map((text) => weights.fromFile(text, "kjv_lstm", one).says);
      print([same, trained, says, weights.fromFile(file, "kjv_gru", other).says]);"""
    found = in_javascript(node_path, code, [[given(tiny()), given(tiny("gru"))]])
    same, trained, says, other = found
    assert same and trained == 12
    assert says[0] == says[1] and "holds no weights" in says[0] and "V" in says[2]
    assert "another network" in other and "choose “LSTM, King James Bible”" in other


def test_an_address_gives_what_the_widget_takes_and_nothing_else(node_path):
    about = Microscope._about["limits"]
    good = {"look": "units", "unit": "7", "at": "12", "temperature": "0.5", "text": "A"}
    bad = {"look": "moon", "unit": "7.5", "at": "-1", "temperature": "hot", "seed": ""}
    code = "print(given[0].map((v) => settingsOf(v, given[1], { look: ['units'] })));"
    cases = [{**good, "clamped": "1"}, bad]
    taken, none = in_javascript(node_path, code, [cases, about])
    assert taken == {"look": "units", "unit": 7, "at": 12, "temperature": 0.5,
                     "text": "A", "clamped": True}  # fmt: skip
    assert none == {}
    Microscope(**taken)


def test_verses_and_names_are_counted(node_path):
    code = """print([microscope.versesOf(given[0]),
      microscope.byOccurrence("x Abx Ab", "Ab", [NaN, 1, 2, 3, 0, 0, 4, 5])]);"""
    text = "1:1 a\n1:2 b\n1:2 c\n2:3 d\n2:4 e"
    verses, costs = in_javascript(node_path, code, [text])
    assert verses == {"count": 4, "next": 2}
    assert costs == [2.5, 4.5]


def test_a_made_up_name_stays_as_surprising_as_it_was():
    """The sentence of the page's panel Limits."""
    text = (WIDGETS / "microscope" / "limits.js").read_text(encoding="utf-8")
    story = text[text.index('"1:1 And Quintep') : text.index('am Quintep.\\n"') + 15]
    story = "".join(json.loads(part.strip(" +;")) for part in story.splitlines())
    assert story.count("Quintep") == 5
    for name in ("kjv_lstm", "kjv_gru"):
        seen = Microscope(network=name, text=story, show="h", unit=0).run().surprise
        starts = [k for k in range(len(story)) if story.startswith("Quintep", k)]
        costs = [seen[k : k + 7].mean() for k in starts]
        assert min(costs) > 0.6 * costs[0] > 2, (name, costs)


def test_measured_is_both_losses_of_the_same_characters():
    text = "M:6/8\nK:D\nAFD FGF|F2G F2D|\n"
    found = Microscope(network="tunes_lstm", show="h").measured(text)
    net = character_network("tunes_lstm", np.float64)
    wanted = -log_likelihood(read_of(net), encode(text, net.symbols)).mean()
    assert found.network == pytest.approx(wanted, abs=1e-12)
    counted = ngram_losses(split(corpus("tunes")).train, text, 7)[-1, 1:].mean()
    assert found.ngram == pytest.approx(counted, abs=1e-12)


def test_a_page_has_true_numbers_before_the_network_is_there():
    widget = Microscope()
    first, seen = widget.page_data()["state"]["first"], widget.run()
    assert first["text"] == widget.read and first["at"] == widget.here
    np.testing.assert_allclose(first["surprise"], seen.surprise[1:], atol=5e-4)
    log_y = seen.log_y[widget.here]
    best = int(log_y.argmax())
    assert first["next"][0] == [widget.symbols[best], round(np.exp(log_y[best]), 5)]
    assert len(json.dumps(widget.page_data())) < 8000


def test_texts_stand_in_files_of_their_own_and_a_kernel_gives_them(monkeypatch):
    files = site_texts()
    assert list(files) == [f"rnn-text-{n}.js" for n in ("kjv", "tunes", "carroll")]
    assert json.dumps(split(corpus("kjv")).held_out) in files["rnn-text-kjv.js"]
    widget, sent = Microscope(), []
    monkeypatch.setattr(widget, "send", lambda *a, **more: sent.append(a[0]))
    for need, kind in (("tunes", "text"), ("moon", "text"), (None, "text"), ("x", "y")):
        widget._handle_custom_msg({"need": need, "kind": kind}, [])
    assert sent == [{"text": text_of("tunes")}, {"missing": "moon"}]


@pytest.mark.parametrize(
    "name, value, said",
    [
        ("look", "moon", "one of surprise"),
        ("text", "é", "a text of 0 to 1200 characters"),
        ("unit", 128, "kjv_lstm has 128 units"),
        ("show", "r", "one of i, f, g, o, c, h"),
        ("seed", 1000, "from 0 to 999"),
    ],
)
def test_what_cannot_be_meant_is_refused(name, value, said):
    with pytest.raises(traitlets.TraitError, match=said):
        Microscope(**{name: value})


def test_the_picture_shows_the_text_and_the_bars():
    picture = Microscope(text="In the beginning", at=3).picture()
    ElementTree.fromstring(picture)
    assert picture == Microscope(text="In the beginning", at=3).picture()
    assert picture != Microscope(text="In the beginning", at=4).picture()
