"""No look for garbage while a thread makes very many objects that stay, such as the tree of a large answer.

A look stops all other threads, and takes in the new objects again and again: a tenth of a second each time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def garbage_waits() -> Iterator[None]:
    """For a thread that makes many objects: garbage waits until it is done. Several threads may be in it."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            # Into the oldest generation, without a look at each of them. What others have frozen would not be any more.
            gc.freeze()
            gc.unfreeze()
        if collects:
            gc.enable()
