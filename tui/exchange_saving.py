"""A followed conversation in a file: what is shown, in the form in which it is shown, and what the file is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from tui import wording
from tui.exchange_text import SIDES, Form
from tui.printing.exchange_writer import ExchangeWriter

if TYPE_CHECKING:
    from dissectors.streams.following.followable import Followable
    from tui.file_saving import Write

ENDINGS: dict[Form, str] = {
    "ascii": "txt", "utf8": "txt", "hex": "txt", "raw": "bin", "c": "c", "yaml": "yaml", "http": "txt",
}  # fmt: skip


def usual_name(exchange: Followable, form: Form, side: int | None) -> str:
    """`tcp-3-client.bin`."""
    whose = "" if side is None else f"-{SIDES[side]}"
    return f"{exchange.file_name}{whose}.{ENDINGS[form]}"


def exchange_saving(exchange: Followable, form: Form, side: int | None) -> Write:
    """Writes all that was said so far, or what one side said."""
    # An exchange of its own: what is on the screen is read on by the screen.
    own = exchange.afresh()

    def write(file: BinaryIO, is_stopped: Callable[[], bool]) -> str:
        writer = ExchangeWriter(own, form, side, file)
        writer.write_on(is_stopped)
        writer.end()
        writer.flush()
        return wording.size(file.tell())

    return write
