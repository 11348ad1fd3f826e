"""The exercises of chapter 11, a file for each."""

from rnnbook.exercises.ch11.beam import BEAM
from rnnbook.exercises.ch11.heat import HEAT
from rnnbook.exercises.ch11.influence import INFLUENCE
from rnnbook.exercises.ch11.nucleus import NUCLEUS
from rnnbook.exercises.ch11.temperature import TEMPERATURE
from rnnbook.exercises.ch11.units import UNITS

EXERCISES = (UNITS, TEMPERATURE, NUCLEUS, BEAM, INFLUENCE, HEAT)
