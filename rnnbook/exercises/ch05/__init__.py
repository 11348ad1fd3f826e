"""The exercises of chapter 5, a file for each."""

from rnnbook.exercises.ch05.bound import BOUND
from rnnbook.exercises.ch05.clipping import CLIPPING
from rnnbook.exercises.ch05.powers import POWERS
from rnnbook.exercises.ch05.product import PRODUCT
from rnnbook.exercises.ch05.radius import RADIUS
from rnnbook.exercises.ch05.transient import TRANSIENT

EXERCISES = (BOUND, TRANSIENT, PRODUCT, CLIPPING, POWERS, RADIUS)
