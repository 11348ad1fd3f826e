"""The exercises of chapter 12, a file for each."""

from rnnbook.exercises.ch12.additive import ADDITIVE
from rnnbook.exercises.ch12.attend import ATTEND
from rnnbook.exercises.ch12.attend_back import ATTEND_BACK
from rnnbook.exercises.ch12.bridge import BRIDGE
from rnnbook.exercises.ch12.by_hand import BY_HAND
from rnnbook.exercises.ch12.longer import LONGER

EXERCISES = (BY_HAND, BRIDGE, ATTEND, ATTEND_BACK, ADDITIVE, LONGER)
