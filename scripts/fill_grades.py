"""Put scores into the gradebook that Canvas or Moodle has exported.

python scripts/fill_grades.py COURSE.yml canvas GRADEBOOK.csv SCORES.csv

SCORES.csv is what `nbgrader export` writes. The new file stands beside GRADEBOOK.csv,
with `-filled` in its name: import it. What could not be placed is said.
"""

import argparse
import sys
from pathlib import Path

from course.columns import SYSTEMS, ColumnsError, filled, read_scores, unfinished
from course.faults import CourseError
from course.plan import read_course


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("course", type=Path, help="the course file")
    parser.add_argument("system", choices=sorted(SYSTEMS))
    parser.add_argument("gradebook", type=Path, help="what the system has exported")
    parser.add_argument("scores", type=Path, help="what nbgrader has exported")
    given = parser.parse_args()
    try:
        course, system = read_course(given.course), SYSTEMS[given.system]
        scores = given.scores.read_bytes()
        export = given.gradebook.read_bytes()
        result = filled(system, course, read_scores(scores), export)
    except (ColumnsError, CourseError, OSError) as error:
        sys.exit(f"fill_grades: {error}")
    path = given.gradebook.with_stem(f"{given.gradebook.stem}-filled")
    path.write_bytes(result.data)
    print(*unfinished(scores), *result.notes, f"Import {path}", sep="\n")


if __name__ == "__main__":
    main()
