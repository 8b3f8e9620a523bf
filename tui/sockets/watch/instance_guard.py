"""Removes a tracefs instance when the process that made it has ended, however it ended: `kill -9` too.

Run with the descriptor of the folder of instances and the instance's name; it waits for the end of standard input.
Nothing of ours is imported, so that it begins at once and stays small.
"""

import os
import signal
import sys
import time

ATTEMPTS, PAUSE_SECONDS = 50, 0.1
"""The descriptors of a process that ends are closed one after the other, and an instance goes after the last."""


def main(arguments: list[str]) -> int:
    """Wait, and remove; an instance that is gone already needs nothing."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    folder, name = int(arguments[0]), arguments[1]
    while os.read(0, 4096):
        pass
    for _ in range(ATTEMPTS):
        try:
            os.rmdir(name, dir_fd=folder)
        except FileNotFoundError:
            return 0
        except OSError:
            time.sleep(PAUSE_SECONDS)
        else:
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
