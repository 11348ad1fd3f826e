"""The check of a bad call: it is told what came, what was wanted and the remedy.

Its own module, so that every table of bad calls is read by the same lines.
"""

import pytest


def assert_refused(row):
    """row: (call, exception, what came, what was wanted, remedy).

    The call must raise this very exception, with the three texts in its message.
    """
    call, kind, came, wanted, remedy = row
    with pytest.raises(kind) as refused:
        call()
    assert type(refused.value) is kind
    message = str(refused.value)
    missing = [text for text in (came, wanted, remedy) if text not in message]
    assert not missing, f"{message!r} does not say {missing}"
