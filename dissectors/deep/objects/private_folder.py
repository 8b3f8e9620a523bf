"""A folder that another program writes into: ours alone, gone when it is no longer needed, however that comes about.

What a program that was killed left behind is removed when the next one is made.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Final

from dissectors.deep.tshark.folders import large_files_folder
from dissectors.privilege import hand_over, starts_as_another

_PREFIX: Final = "remora-objects-"


class PrivateFolder:
    """Made at once, in the user's cache folder: what is written may be more than a disk in memory holds."""

    def __init__(self) -> None:
        """Raises OSError."""
        above = _above()
        _sweep(above)
        # Whose it is tells the name, so that others know whether its maker still lives.
        self.path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=above))
        hand_over(self.path)
        atexit.register(self.remove)

    def remove(self) -> None:
        """All that is in it is lost; may be called again."""
        atexit.unregister(self.remove)
        shutil.rmtree(self.path, ignore_errors=True)


def _above() -> Path:
    # Another user may not look into our folders.
    folder = large_files_folder() if not starts_as_another() else None
    return folder or Path(tempfile.gettempdir())


def _sweep(above: Path) -> None:
    """Remove the folders whose makers ended without doing so."""
    with contextlib.suppress(OSError):
        for found in above.glob(f"{_PREFIX}*"):
            maker = found.name.removeprefix(_PREFIX).partition("-")[0]
            if maker.isdigit() and len(maker) <= 10 and not _lives(int(maker)) and _is_ours(found):
                shutil.rmtree(found, ignore_errors=True)


def _lives(process: int) -> bool:
    if os.name != "posix":
        # Asking by a signal would end it.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def _is_ours(folder: Path) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())
