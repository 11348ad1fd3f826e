"""What each part of an LSTM is worth, after Greff et al. 2017, on two tasks.

Eleven cells, with the search of the full suite for each: a part is left out, and the
freed weights make units (at most 1,600 parameters at 8 inputs, as in the map). A gate
that is left out has no weights. Forget bias 1 where there is a forget gate, but in the
three lines that are about it. Each finished line is kept in
_build/experiments/ablations/; a second start goes on from there. Three minutes.
"""

import sys
from collections import Counter

from _record import FOLDER, write

from rnnbook import CELLS, Cell, check_cell
from rnnbook.cells.coupled import lstm_coupled, lstm_coupled_backward
from rnnbook.cells.lstm import lstm, lstm_backward
from rnnbook.patch import patched
from rnnbook.training.memory import Contender
from rnnbook.training.suite import load_memory, memory_suite

KEPT = FOLDER.parents[1] / "_build" / "experiments" / "ablations"
TASKS = ["adding 20", "long lag 10"]
STATE = ("h", "c")


def no_input_gate():
    """c = f c_prev + g: in the lines of the coupled cell, whose one gate is f here."""
    forward = patched(
        lstm_coupled, ("c = (1 - i) * c_prev + i * g", "c = i * c_prev + g")
    )
    back = patched(
        lstm_coupled_backward,
        ("di = dc * s.g - dc * s.c_prev", "di = dc * s.c_prev"),
        ("dg, dc_prev = dc * s.i, dc * (1 - s.i)", "dg, dc_prev = dc, dc * s.i"),
    )
    return Cell("lstm_no_input_gate", forward, back, ("f", "g", "o"), STATE)


def no_output_gate():
    """h = tanh(c)."""
    forward = patched(
        lstm,
        ("a_i, a_f, a_g, a_o = ", "a_i, a_f, a_g = "),
        ("(xU + hW, 4,", "(xU + hW, 3,"),
        ("o = sigmoid(a_o)", "o = np.ones_like(a_i)"),
    )
    back = patched(
        lstm_backward,
        ("da_o = do * s.o * (1 - s.o)", ""),
        ("[da_i, da_f, da_g, da_o]", "[da_i, da_f, da_g]"),
    )
    return Cell("lstm_no_output_gate", forward, back, ("i", "f", "g"), STATE)


def no_tanh_of_c():
    """h = o c; the record's tanh_c holds c itself."""
    forward = patched(lstm, ("tanh_c = np.tanh(c)", "tanh_c = c"))
    back = patched(
        lstm_backward, ("dc = dc + dtanh_c * (1 - s.tanh_c**2)", "dc = dc + dtanh_c")
    )
    return Cell("lstm_no_tanh_of_c", forward, back, tuple("ifgo"), STATE)


def no_tanh_of_g():
    """g = a_g, a candidate without bounds."""
    forward = patched(lstm, ("g = np.tanh(a_g)", "g = a_g"))
    back = patched(lstm_backward, ("da_g = dg * (1 - s.g**2)", "da_g = dg"))
    return Cell("lstm_no_tanh_of_g", forward, back, tuple("ifgo"), STATE)


def contenders():
    """All of them, by name; each cell has passed the book's checks."""
    one = {"f": 1.0}
    made = [
        Contender("as it is, f=1", CELLS["lstm"], one),
        Contender("forget bias 0", CELLS["lstm"], {"f": 0.0}),
        Contender("forget bias 3", CELLS["lstm"], {"f": 3.0}),
        Contender("no forget gate", CELLS["lstm_1997"]),
        Contender("no input gate", no_input_gate(), one),
        Contender("no output gate", no_output_gate(), one),
        Contender("no tanh of c", no_tanh_of_c(), one),
        Contender("no tanh of g", no_tanh_of_g(), one),
        Contender("coupled", CELLS["lstm_coupled"]),
        # f = 1 - i: this starts its share of keeping where a forget bias of 1 does.
        Contender("coupled, i=-1", CELLS["lstm_coupled"], {"i": -1.0}),
        Contender("peepholes", CELLS["lstm_peephole"], one),
    ]
    for contender in made:
        check_cell(contender.cell)
    return {contender.name: contender for contender in made}


def main(tasks):
    """Run what is not there yet; write every task that all contenders have done."""
    KEPT.mkdir(parents=True, exist_ok=True)
    everyone = contenders()
    files = {name: KEPT / f"{name}.json" for name in everyone}
    for task in tasks or TASKS:
        for name, who in everyone.items():
            ran = memory_suite(who, "full", [task], budget=None, path=files[name])
            if ran.stopped != "done":
                sys.exit(f"{ran.stopped}: start it again, and it goes on from here")
    results = [load_memory(path) for path in files.values() if path.exists()]
    rows = [row for result in results for row in result.rows if row["finished"]]
    count = Counter(row["task"] for row in rows)
    whole = [task for task in TASKS if count[task] == len(files)]
    if whole:                                    # a task is stored once all have it
        settings = {"contenders": [result.settings for result in results]}
        rows = [row for task in whole for row in rows if row["task"] == task]
        write("10_ablations", settings, sum(row["seconds"] for row in rows), rows)


if __name__ == "__main__":
    main(sys.argv[1:])
