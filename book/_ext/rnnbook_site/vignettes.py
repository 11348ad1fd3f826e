"""Small pictures for the openings of chapters: few words, numbers of the package.

`PICTURES[name]()` is (svg, what it shows). They are drawn in the palette's light
colours; svg.py turns these into variables of the page.
"""

import functools
from html import escape

import numpy as np

from rnnbook import (
    CELLS,
    init_params,
    log_likelihood,
    reader,
    translate,
    unroll,
)
from rnnbook.cells.lstm import lstm_backward
from rnnbook.interop import GATE_ORDERS
from rnnbook.results import character_network, load, translator
from rnnbook.tasks import DATE_SYMBOLS, ISO_SYMBOLS, encode, one_hot
from rnnbook.viz.palette import COLOUR

WIDTH, HEIGHT = 320, 180
PICTURES = {}


def picture(page):
    """The function below draws the opening of this page."""

    def keep(draw):
        @functools.cache
        def drawn():
            canvas = Canvas()
            return canvas.svg(said := draw(canvas)), said

        PICTURES[page] = drawn
        return drawn

    return keep


class Canvas:
    """Marks of an SVG of 320 by 180, in the colours of the palette."""

    def __init__(self):
        self.marks = []

    def svg(self, said):
        box = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}px"'
        start = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
        return f"{start}{''.join(self.marks)}</svg>"

    def line(self, points, colour, width=2.0, dash=""):
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.marks.append(
            f'<path d="{path}" fill="none" stroke="{COLOUR[colour]}"'
            f' stroke-width="{width}" stroke-linecap="round"'
            f' stroke-linejoin="round"{dashes}/>'
        )

    def arrow(self, start, end, colour="muted", width=1.6):
        """A line with a head at its end."""
        (x0, y0), (x1, y1) = start, end
        long = np.hypot(x1 - x0, y1 - y0)
        ux, uy = (x1 - x0) / long, (y1 - y0) / long
        left = (x1 - 6 * ux + 3.5 * uy, y1 - 6 * uy - 3.5 * ux)
        right = (x1 - 6 * ux - 3.5 * uy, y1 - 6 * uy + 3.5 * ux)
        self.line([start, end], colour, width)
        self.line([left, end, right], colour, width)

    def box(self, x, y, w, h, colour, full=1.0, edge=False):
        stroke = f' stroke="{COLOUR[colour]}" stroke-width="1.4"' if edge else ""
        self.marks.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="2"'
            f' fill="{COLOUR[colour]}" fill-opacity="{full:.2f}"{stroke}/>'
        )

    def dot(self, x, y, colour, size=4.0):
        self.marks.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{COLOUR[colour]}"/>'
        )

    def text(self, x, y, words, colour="ink", anchor="middle", size=13, style=""):
        self.marks.append(
            f'<text x="{x:.1f}" y="{y:.1f}" fill="{COLOUR[colour]}"'
            f' text-anchor="{anchor}" font-size="{size}"{style}>{escape(words)}</text>'
        )

    def curve(self, values, colour, x=(20, 250), y=(160, 20), width=2.4, dash=""):
        """Numbers from 0 to 1 from left to right; where the last one stands."""
        at = np.linspace(*x, len(values)), np.interp(values, (0, 1), y)
        self.line(list(zip(*at, strict=True)), colour, width, dash)
        return at[0][-1], at[1][-1]

    def axes(self, below="", beside="", x=(20, 250), y=(160, 20)):
        self.line([(x[0], y[1] - 6), (x[0], y[0]), (x[1] + 4, y[0])], "line", 1.4)
        self.text(x[1] + 4, y[0] + 14, below, "muted", "end", 12)
        self.text(x[0] + 6, y[1] + 2, beside, "muted", "start", 12)


ITALIC = ' font-style="italic"'


@picture("notebooks/learning")
def descent(canvas):
    canvas.axes("weight", "loss", x=(20, 300))
    w = np.linspace(-1.15, 1.15, 60)
    canvas.curve(w**2 / 1.4, "ink", x=(30, 290), width=1.8)
    spots, at = [], -1.05
    for _ in range(7):
        spots.append((160 + at * 130 / 1.15, np.interp(at**2 / 1.4, (0, 1), (160, 20))))
        at -= 0.18 * 2 * at
    canvas.line(spots, "backward", 1.4, "3 3")
    for x, y in spots:
        canvas.dot(x, y, "backward")
    return "The loss over a weight, a curve, and seven steps down to its lowest point."


@picture("notebooks/01_sequences")
def reading(canvas):
    words = ["the", "dog", "bites", "the", "man"]
    codes = np.array([0, 1, 2, 0, 3])
    p = init_params(CELLS["rnn"], 4, 3, np.random.default_rng(3))
    h = unroll(CELLS["rnn"], p, one_hot(codes[:, None], 4))[0][:, 0]
    for t, word in enumerate(words):
        x = 14 + t * 62
        canvas.text(x + 22, 168, word, "x", style=ITALIC)
        canvas.arrow((x + 22, 150), (x + 22, 126), "x")
        canvas.box(x, 40, 44, 82, "surface", 1, True)
        canvas.line([(x + 6, 81), (x + 38, 81)], "line", 1)
        for k, value in enumerate(h[t]):
            top = 81 - max(value, 0) * 36
            canvas.box(x + 7 + 11 * k, top, 8, abs(value) * 36, "h", 0.9)
        if t:
            canvas.arrow((x - 17, 81), (x - 2, 81), "h", 2)
    canvas.text(14, 26, "the state", "h", "start")
    return "Five words go into a chain of states; each step changes three numbers."


@picture("notebooks/02_squashing")
def curves(canvas):
    a = np.linspace(-4, 4, 80)
    canvas.line([(20, 90), (268, 90)], "line", 1.2)
    canvas.line([(144, 14), (144, 166)], "line", 1.2)
    end = canvas.curve((np.tanh(a) + 1) / 2, "g", x=(20, 264), y=(160, 20))
    canvas.text(end[0] + 6, end[1] - 2, "tanh", "g", "start")
    soft = 0.5 + 0.5 / (1 + np.exp(-a))
    end = canvas.curve(soft, "f", (20, 264), (160, 20), dash="6 4")
    canvas.text(end[0] + 6, end[1] + 17, "sigmoid", "f", "start")
    canvas.text(152, 172, "−1", "muted", "start", 12)
    canvas.text(152, 18, "1", "muted", "start", 12)
    return "tanh goes from −1 to 1, the sigmoid from 0 to 1."


def chain(canvas, y=(150, 92, 34), back=False):
    """Four steps of an RNN, unrolled: inputs below, outputs above."""
    names = zip("xho", y, ("x", "h", "ink"), strict=True)
    for name, height, colour in names:
        for t in range(4):
            canvas.box(25 + 78 * t, height - 16, 36, 30, colour, 0.14, True)
            label = f"{name}{'₁₂₃₄'[t]}"
            canvas.text(43 + 78 * t, height + 4, label, colour, style=ITALIC)
    for t in range(4):
        x = 43 + 78 * t
        canvas.arrow((x, y[0] - 18), (x, y[1] + 16), "forward")
        canvas.arrow((x, y[1] - 18), (x, y[2] + 16), "forward")
        canvas.arrow((x - 60, y[1] - 1), (x - 20, y[1] - 1), "h", 2)


@picture("notebooks/03_vanilla_rnn")
def unrolled(canvas):
    chain(canvas)
    return "Four steps of an RNN: each state takes an input and the state before it."


@picture("notebooks/04_bptt")
def backwards(canvas):
    for t in range(4):
        x = 43 + 78 * t
        canvas.box(x - 18, 64, 36, 30, "h", 0.14, True)
        canvas.text(x, 84, f"h{'₁₂₃₄'[t]}", "h", style=ITALIC)
        if t:
            canvas.arrow((x - 58, 72), (x - 20, 72), "forward", 1.4)
            canvas.arrow((x - 20, 86), (x - 58, 86), "backward", 2.2)
        canvas.arrow((x, 96), (160 + (x - 160) * 0.22, 140), "backward", 1.6)
    canvas.text(277, 24, "loss", "ink")
    canvas.arrow((271, 30), (271, 62), "backward", 2.2)
    canvas.arrow((283, 62), (283, 30), "forward", 1.4)
    canvas.text(160, 160, "one gradient of W", "backward", style=ITALIC)
    return "The gradient goes back from the loss over all steps; each adds its part."


@picture("notebooks/05_vanishing_exploding")
def fading(canvas):
    canvas.axes("steps back", "gradient (log)", x=(20, 240))
    lag = np.arange(41)
    for factor, colour, words in (
        (1.1, "backward", "× 1.1 each"),
        (1.0, "ink", "× 1"),
        (0.8, "rnn", "× 0.8 each"),
    ):
        height = 0.55 + np.log10(factor) * lag / 8
        end = canvas.curve(height, colour, x=(20, 240))
        canvas.text(end[0] + 6, end[1] + 4, words, colour, "start", 12)
    return "A product of 40 equal factors: 1.1 makes it grow, 0.8 makes it vanish."


@picture("notebooks/06_lstm")
def kept(canvas):
    canvas.axes("steps", "what is left in c", x=(20, 244))
    gates = (1.0, "c", "f = 1"), (0.97, "f", "0.97"), (0.8, "rnn", "0.8")
    for f, colour, words in gates:
        end = canvas.curve(0.85 * f ** np.arange(51), colour, x=(20, 244))
        canvas.text(end[0] + 8, end[1] + 4, words, colour, "start")
    return "What is left of a memory in 50 steps, for a forget gate of 1, 0.97 and 0.8."


@picture("notebooks/07_lstm_gradients")
def puzzle(canvas):
    cell, lags = CELLS["lstm"], 60
    p = init_params(cell, 2, 16, np.random.default_rng(1), {"f": 1.0})
    x = np.random.default_rng(2).normal(size=(100, 8, 2))
    steps = unroll(cell, p, x)[2].steps[::-1]
    dh, dc, gates = np.ones((8, 16)), np.zeros((8, 16)), 1.0
    sizes = []
    for s in steps[:lags]:
        whole = dc + dh * s.o * (1 - s.tanh_c**2)
        gates = gates * whole if not sizes else gates
        sizes.append((np.linalg.norm(whole), np.linalg.norm(gates)))
        da, _, (_, dc) = lstm_backward((dh, dc), s)
        dh, gates = da @ p.W.T, gates * s.f
    left = np.log10(np.array(sizes) / sizes[0][0])
    canvas.axes("steps back", "gradient (log)", x=(20, 216))
    high = np.interp(left, (-9, 0.5), (0, 1))
    for k, (colour, words, dash) in enumerate(
        (("lstm", "what arrives", ""), ("f", "gates alone", "6 4"))
    ):
        end = canvas.curve(high[:, k], colour, x=(20, 216), dash=dash)
        canvas.text(end[0] + 8, end[1] + 4, words, colour, "start")
    canvas.text(176, 104, "?", "muted", size=20)
    return "In an untrained LSTM more gradient arrives than its forget gates let by."


@picture("notebooks/08_gru")
def mixing(canvas):
    old, new, z = np.array([0.9, -0.4, 0.5]), np.array([-0.6, 0.7, 0.8]), 0.75
    parts = (("old state", old, "h", 20), ("candidate", new, "g", 128),
             ("new state", z * old + (1 - z) * new, "h", 236))  # fmt: skip
    for words, values, colour, x in parts:
        canvas.line([(x, 84), (x + 66, 84)], "line", 1.2)
        for k, value in enumerate(values):
            top = 84 - max(value, 0) * 56
            canvas.box(x + 6 + 20 * k, top, 14, abs(value) * 56, colour, 0.85)
        canvas.text(x + 33, 140, words, colour, size=12)
    canvas.text(53, 164, "z = 0.75", "z", style=ITALIC)
    canvas.text(161, 164, "1 − z = 0.25", "z", style=ITALIC)
    canvas.text(107, 89, "+", size=18)
    canvas.text(215, 89, "=", size=18)
    return "The new state: three quarters of the old one, one quarter of the candidate."


@picture("notebooks/09_deep_bidirectional")
def layers(canvas):
    rows = ((142, "x", 0), (98, "h", 1), (54, "o", -1))
    for y, colour, way in rows:
        for t in range(5):
            x = 34 + 56 * t
            canvas.box(x - 12, y - 11, 24, 22, colour, 0.2, True)
            if way > 0 and t:
                canvas.arrow((x - 42, y), (x - 14, y), colour, 2)
            if way < 0 and t:
                canvas.arrow((x - 14, y), (x - 42, y), colour, 2)
    for t in range(5):
        x = 34 + 56 * t
        canvas.arrow((x, 130), (x, 111), "x")
        canvas.arrow((x, 86), (x, 67), "muted")
    canvas.text(160, 28, "one layer reads from the end", "o", style=ITALIC)
    canvas.text(160, 174, "inputs", "x", size=12)
    return "Two layers over five inputs: one reads from the left, one from the right."


def learned(row):
    """The share of runs that learned a task."""
    return np.mean([updates is not None for updates in row["updates"]])


@picture("notebooks/10_memory_tests")
def memory_map(canvas):
    rows = load("10_memory")["numbers"]
    who = ["rnn", "rnn orthogonal", "gru z=1", "lstm f=1"]
    tasks = list(dict.fromkeys(row["task"] for row in rows))
    share = {
        (row["task"], row["contender"]): learned(row)
        for row in rows
    }
    for j, (name, words) in enumerate(
        zip(who, ("RNN", "orthogonal", "GRU z=1", "LSTM f=1"), strict=True)
    ):
        y = 26 + 36 * j
        canvas.text(80, y + 19, words, "ink", "end", 12)
        for k, task in enumerate(tasks):
            canvas.box(88 + 20.6 * k, y, 19, 30, "line", 0.35)
            full = share[task, name]
            canvas.box(88 + 20.6 * k, y + 30 * (1 - full), 19, 30 * full, "lstm", 0.8)
    said = f"{len(tasks)} tests: the share of ten runs that learned"
    canvas.text(88, 18, said, "muted", "start", 11.5)
    return "Four networks, eleven tests: bars, the share of ten runs that learned."


@picture("notebooks/11_character_model")
def letters(canvas):
    net = character_network("kjv_lstm", np.float64)
    text = "\nAnd the LORD spake unto Moses"
    codes = encode(text, net.symbols)
    each = log_likelihood(reader(net.cell, net.params, net.readout), codes[:, None])
    sure = np.exp(each).ravel()
    for k, (letter, likely) in enumerate(zip(text[1:], sure, strict=True)):
        x = 14 + k * 10.4
        canvas.box(x - 3.6, 128 - 88 * likely, 7.2, 88 * likely + 1, "lstm", 0.75)
        canvas.text(x, 150, letter, size=13)
    canvas.text(8, 24, "how likely the network held each letter", "muted", "start", 12)
    return "A verse, letter by letter: a bar says how likely a trained LSTM held each."


@picture("notebooks/12_encoder_decoder")
def looks(canvas):
    net, read = translator("dates"), "3 march 1987"
    codes = np.array([DATE_SYMBOLS.index(c) for c in read])
    x = one_hot(codes[:, None], len(DATE_SYMBOLS))
    out, weights = translate(CELLS["gru"], net, x, np.array([len(read)]), 11, 12)
    said = [ISO_SYMBOLS[k] for k in out[:, 0] if k < len(ISO_SYMBOLS) and k != 11]
    for k, letter in enumerate(read):
        canvas.text(66 + 19 * k, 24, letter, "x")
    for j, letter in enumerate(said):
        canvas.text(40, 44 + 14 * j, letter, "o")
        for k in range(len(read)):
            canvas.box(57.5 + 19 * k, 32 + 14 * j, 17.5, 13, "line", 0.25)
            canvas.box(57.5 + 19 * k, 32 + 14 * j, 17.5, 13, "h", weights[j, 0, k])
    return f"Where a network looks in “{read}” while it writes {''.join(said)}."


@picture("notebooks/13_frameworks")
def orders(canvas):
    shown = [("PyTorch, Keras", "torch"), ("CS231n", "cs231n"), ("ONNX", "onnx")]
    for j, (words, name) in enumerate(shown):
        y = 28 + 50 * j
        canvas.text(98, y + 21, words, "ink", "end")
        for k, gate in enumerate(GATE_ORDERS["lstm"][name]):
            canvas.box(108 + 50 * k, y, 46, 32, gate, 0.2, True)
            canvas.text(131 + 50 * k, y + 21, gate, gate, style=ITALIC)
    return "The blocks of an LSTM have another order in PyTorch, in CS231n, in ONNX."


@picture("notebooks/14_beyond")
def doubling(canvas):
    for j in range(4):
        y, reach = 150 - 42 * j, 2 ** (j - 1)
        for k in range(8):
            x = 26 + 38 * k
            done = k < 2**j
            if j:
                canvas.line([(x, y + 42), (x, y)], "line", 1.2)
                if k >= reach:
                    canvas.line([(x - 38 * reach, y + 42), (x, y)], "h", 1.4)
            canvas.dot(x, y, "h" if done else "muted", 5 if done else 3.5)
    canvas.text(26, 174, "8 steps", "muted", "start", 12)
    canvas.text(302, 12, "3 rounds", "h", "end", 12)
    return "Eight steps in three rounds; each joins pairs that are twice as far apart."


@picture("notebooks/museum")
def claim(canvas):
    w = np.array([[0.9, 3.0], [0.0, 0.9]])
    powers = [np.linalg.matrix_power(w, k) for k in range(71)]
    stretch = np.array([np.linalg.norm(power, 2) for power in powers])
    top, x, y = stretch.max(), (20, 296), (158, 66)
    canvas.text(20, 20, "“A spectral radius below 1", "ink", "start", 14, ITALIC)
    canvas.text(20, 38, "makes it shrink.”", "ink", "start", 14, ITALIC)
    canvas.axes("steps", "", x, y)
    one = y[0] - (y[0] - y[1]) / top
    canvas.line([(x[0], one), (x[1], one)], "muted", 1.2, "3 4")
    canvas.curve(stretch / top, "rnn", x, y)
    peak = x[0] + (x[1] - x[0]) * stretch.argmax() / 70
    canvas.dot(peak, y[1], "rnn")
    canvas.text(peak + 22, y[1] + 3, f"radius 0.9, yet {top:.0f}-fold", "rnn", "start")
    canvas.text(x[1], one - 6, "unchanged", "muted", "end", 12)
    return (
        f"How far a matrix of spectral radius 0.9 stretches: {top:.0f} times after"
        f" {stretch.argmax()} steps, before it shrinks."
    )
