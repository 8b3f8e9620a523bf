"""Saving a followed conversation: what is shown, in the form in which it is shown, away from the screen's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dissectors.capture_file.atomic import atomic_file
from dissectors.errors import RemoraError
from dissectors.streams.follow import Exchange
from tui import wording
from tui.exchange_text import SIDES, Form
from tui.printing.exchange_writer import ExchangeWriter

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.streams.follow import Followed

ENDINGS: dict[Form, str] = {
    "ascii": "txt", "utf8": "txt", "hex": "txt", "raw": "bin", "c": "c", "yaml": "yaml", "http": "txt",
}  # fmt: skip


def usual_name(protocol: Followed, stream: int, form: Form, side: int | None) -> str:
    """`tcp-3-client.bin`."""
    whose = "" if side is None else f"-{SIDES[side]}"
    return f"{protocol}-{stream}{whose}.{ENDINGS[form]}"


def problem_with(text: str) -> str:
    """Why a file cannot have that name; empty if it can."""
    path = Path(text).expanduser()
    if path.is_dir():
        return "that is a folder"
    if path.exists():
        return "there is such a file already"
    return "" if path.parent.is_dir() else f"there is no folder {path.parent}"


class ExchangeSaving:
    """Writes in a thread; `tell` is called there with a sentence when it has ended."""

    def __init__(
        self,
        table: PacketTable,
        protocol: Followed,
        stream: int,
        form: Form,
        side: int | None,
        path: Path,
        tell: Callable[[str], object],
    ) -> None:
        # An exchange of its own: what is on the screen is read on by the screen.
        self._exchange = Exchange(table, protocol, stream)
        self._form: Form = form
        self._side, self._path, self._tell = side, path, tell
        self._stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, name="save conversation", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """Leave no file behind if it has not ended."""
        self._stopped.set()

    def _run(self) -> None:
        try:
            with atomic_file(self._path, overwrite=False) as file:
                writer = ExchangeWriter(self._exchange, self._form, self._side, file)
                writer.write_on(self._stopped.is_set)
                if self._stopped.is_set():
                    raise RemoraError("saving was stopped")
                writer.end()
                writer.flush()
                size = file.tell()
        except (RemoraError, OSError) as error:
            self._tell(str(error))
            return
        self._tell(f"Saved {wording.size(size)} in {self._path}")
