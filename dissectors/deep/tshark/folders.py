"""Where on this machine we keep what tshark told or writes: folders of the user's that hold nothing but ours."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from dissectors.privilege import starts_as_another

_OF_NOBODY: Final = Path("/nonexistent/wireshark")
"""A folder that only root could make."""


def cache_folder() -> Path:
    """What can be made again; it need not exist."""
    from platformdirs import user_cache_path  # 10 ms that most commands need not wait for

    return user_cache_path("remora")


def large_files_folder() -> Path | None:
    """For files that may be more than a disk in memory holds: the cache folder, made if it is not there.

    None where it cannot be written: then wherever temporary files go.
    """
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None


def configuration_folder() -> Path:
    """Where our tsharks look for preferences, so that they find none of the user's; it need not exist."""
    return _OF_NOBODY if starts_as_another() else cache_folder() / "wireshark"
