"""What the command's exit status says, the one way in which commands give up, and how they tell what is wrong."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from tui.printing.visible import visible

if TYPE_CHECKING:
    from dissectors.capture_file.notice import Notice

DONE = 0
"""Also when nothing matched, and when whoever read the output had enough."""
DAMAGED = 1
"""The input is damaged or cut; what was readable was used."""
USAGE = 2
"""A wrong option, no such file, not a capture, a bad field or filter."""
NOT_ALLOWED = 3
"""No privilege to capture, or no such interface."""
INTERRUPTED = 130


class CommandError(Exception):
    """Ends a command with one line on standard error."""

    def __init__(self, message: str, status: int = USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def complain(message: str) -> None:
    """Print one line on standard error, in which nothing moves the cursor; that nobody reads it is no failure."""
    with contextlib.suppress(OSError):
        print(f"remora: {visible(' '.join(message.split()))}", file=sys.stderr)


def status_of_input(name: str, notice: Notice | None, status: int = DONE) -> int:
    """The status of a command that used all it could read; what is wrong with the input is told."""
    if notice is None:
        return status
    complain(f"{name}: {notice.message}")
    return DAMAGED if status == DONE else status
