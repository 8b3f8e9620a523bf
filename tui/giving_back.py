"""Memory that was freed goes back to the system, where the C library would keep it: after work on many packets."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress


def give_back() -> None:
    """Takes some milliseconds, in which other threads run on. Does nothing where the C library is not GNU's."""
    if sys.platform != "linux":
        return
    # musl has no such function.
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
