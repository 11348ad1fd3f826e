"""Write what pages need of the exercises: rnnbook/exercises/pages/stored.

Without arguments only what is out of date: all of it takes a minute or two. With
numbers, these: `python scripts/make_exercises.py 6.3 6.4`.
"""

import json
import sys

from rnnbook.exercises.pages import all_exercises, exported, made_of, stored_path


def lines(data):
    """JSON with a line for each thing at its top, so that a change can be seen."""
    top = (f"{json.dumps(key)}: {json.dumps(value)}" for key, value in data.items())
    return "{\n" + ",\n".join(top) + "\n}\n"


def is_fresh(exercise):
    path = stored_path(exercise.number)
    if not path.exists():
        return False
    return json.loads(path.read_text(encoding="utf-8"))["made_of"] == made_of(exercise)


def main(numbers):
    exercises = list(all_exercises())
    for exercise in exercises:
        if exercise.number in numbers or (not numbers and not is_fresh(exercise)):
            data = {"made_of": made_of(exercise), **exported(exercise)}
            path = stored_path(exercise.number)
            path.parent.mkdir(exist_ok=True)
            path.write_text(lines(data), encoding="utf-8", newline="\n")
            print(exercise)
    wanted = {stored_path(exercise.number) for exercise in exercises}
    for path in set(stored_path("0.0").parent.glob("*.json")) - wanted:
        path.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
