"""The `remora` command: `python -m tui` is the same."""

from __future__ import annotations

import gc
import os
import sys

from tui.cli import run
from tui.told_to_end import die_of

OBJECTS_BEFORE_COLLECTION = 50_000
"""What is imported and dissected stays, so that looking for garbage after every 700 objects finds none."""

SECONDS_OF_A_THREAD = 0.001
"""How long one thread goes on when another wants to: keys wait for it, while a worker decodes or filters."""


def main() -> None:
    """Run the command line and leave with its exit status."""
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)
    sys.setswitchinterval(SECONDS_OF_A_THREAD)
    # numpy's linear algebra is not used here; to start its threads takes as long as all the rest of numpy.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    status = run(sys.argv[1:])
    die_of(status)
    sys.exit(status)


if __name__ == "__main__":
    main()
