"""What the command's exit status says, and the one way in which commands give up."""

from __future__ import annotations

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
