"""Plug-ins: what installed distributions declare as entry points, found without the import of `importlib.metadata`.

That import takes as long as all our protocols together, and hardly any machine has a plug-in. So the folders of
`sys.path` are looked through for a declaration first; only where there is one the standard library is asked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_METADATA = (".dist-info", ".egg-info")


def entry_points(group: str) -> Iterable[EntryPoint]:
    """The entry points of a group in all installed distributions."""
    if not any(_may_declare(folder or ".", group) for folder in sys.path):
        return ()
    # Imported here: see above.
    from importlib import metadata

    return metadata.entry_points(group=group)


def _may_declare(folder: str, group: str) -> bool:
    """Whether a distribution in a folder of `sys.path` speaks of the group; yes for archives, which may hold some."""
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.name.endswith(_METADATA)]
    except NotADirectoryError:
        return True
    except OSError:
        return False
    return any(_speaks_of(os.path.join(folder, name, "entry_points.txt"), group.encode()) for name in names)


def _speaks_of(path: str, group: bytes) -> bool:
    try:
        with open(path, "rb", buffering=0) as file:
            return group in file.readall()
    except OSError:
        return False
