"""The tune player: a tune in ABC notation, written by a network or by the reader."""

from rnnbook.tasks import decode, encode
from rnnbook.widgets._networks import NETWORKS, NetworkWidget, labels, network
from rnnbook.widgets._reading import passages
from rnnbook.widgets._traits import Choice, Given, Number, Text, Whole
from rnnbook.widgets.tune_player._abc import Tune, read_tune
from rnnbook.widgets.tune_player._writing import HEAD, head_of, write_tune

LONGEST = 600
KNOWN = [name for name in NETWORKS if name.startswith("tunes")]


class TunePlayer(NetworkWidget):
    """A tune as text, as notes over time, and as sound; a network writes others.

    tune: in ABC notation, "" for one that the network has not seen. network: which one
    writes. temperature, seed: of its sampling. tempo: eighths a minute.

        t = TunePlayer(seed=3)
        t.tune = t.write()
        sum(bar.full for bar in t.run().bars)    # bars that fill the metre
    """

    name = "tune_player"

    network = Choice("tunes_lstm", KNOWN, "these were trained on tunes")
    tune = Text("", 0, LONGEST, None, "it is read line by line")
    temperature = Number(0.7, 0.05, 2, "1 is the network's own")
    seed = Whole(1, 0, 999, "any of them will do")
    tempo = Whole(240, 60, 600, "eighths a minute", step="number of eighths")
    networks = Given(lambda _: labels(KNOWN))
    passages = Given(lambda _: passages("tunes"))

    @property
    def played(self):
        """The tune that is played: `tune`, or the first passage if there is none."""
        return self.tune or passages("tunes")[0]

    def run(self):
        """The tune as it is read, a `Tune`: metre, notes, bars, problems."""
        return read_tune(self.played)

    def write(self):
        """A tune by the network, with the metre and key of the present one."""
        net = network(self.network)
        head = head_of(self.played)
        head = head if set(head) <= set(net.symbols) else HEAD
        codes = write_tune(net, encode(head, net.symbols), self.temperature, self.seed)
        return head + (decode(codes, net.symbols) if codes else "")

    @property
    def label(self):
        """The widget in a sentence, for those who do not see it."""
        tune = self.run()
        return (
            f"Tune player: a tune of {len(tune.notes)} notes in {len(tune.bars)} bars, "
            f"which can be played."
        )

    def __repr__(self):
        return f"TunePlayer(network={self.network!r}, seed={self.seed})"


__all__ = ["Tune", "TunePlayer", "read_tune"]
