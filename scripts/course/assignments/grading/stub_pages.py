"""The pages of the exercises: there are none while a notebook is graded."""


def sealed(*_):
    raise LookupError("The exercises themselves are not here while you are graded.")


stored = all_exercises = site_exercises = sealed
