"""`python -m grading . assignment-1`: the command where there is this folder alone."""

import sys

from .command import main

sys.exit(main())
