"""Whose the packets of a capture without a name are: kept beside its files, which cannot tell, and read with them.

As a pcapng file without packets, in the form in which saved captures tell it.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

from dissectors.capture_file import PcapngWriter, open_capture
from dissectors.capture_file.blocks import PROCESSES
from dissectors.errors import CaptureFileError
from dissectors.processes.attribution import Attribution
from dissectors.processes.attributions import Attributions
from dissectors.processes.stored import write_attributions

NAME: Final = "processes.pcapng"


def keep(folder: Path, attributions: Attributions) -> None:
    """Write what is known, for nobody else to read; where there is no room for it the packets are kept all the same."""
    with contextlib.suppress(OSError), open(folder / NAME, "wb", opener=_for_us_only) as file:
        writer = PcapngWriter(file)
        writer.section(application="Remora")
        for body in write_attributions(attributions.since(0), writer.byte_order):
            writer.block(PROCESSES, body)


def read(folder: Path) -> list[Attribution]:
    """What was kept; nothing where that cannot be read."""
    path = folder / NAME
    if not path.is_file():
        return []
    with contextlib.suppress(CaptureFileError), open_capture(path) as told:
        while told.refresh():
            pass
        return list(told.attributions)
    return []


def _for_us_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
