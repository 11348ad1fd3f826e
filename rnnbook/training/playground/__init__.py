"""The playground: one network, one task, the same numbers in Python and in a page.

    net = Playground(task="recall", lag=20, cell="lstm")
    net.train(200)
"""

from rnnbook.training.playground.code import as_code
from rnnbook.training.playground.network import Playground
from rnnbook.training.playground.settings import SETTINGS, SettingsError

__all__ = ["SETTINGS", "Playground", "SettingsError", "as_code"]
