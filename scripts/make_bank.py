"""Write the question bank of the whole book, for an instructor without a course file.

python scripts/make_bank.py [FOLDER]      (course-private/bank, if no folder is named)
"""

import sys
from pathlib import Path

from course.bank import make_bank

ROOT = Path(__file__).resolve().parents[1]


def main():
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "course-private" / "bank"
    for path in make_bank(None, into):
        print(path)


if __name__ == "__main__":
    main()
