"""The kernel's memory that a socket has: what each figure of ss's skmem:() means (ss(8), socket(7))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tui.sockets.entry import SocketMemory
from tui.sockets.story.quantities import byte_words
from tui.sockets.story.remark import Remark

MEMORY_MEANINGS: Final[Mapping[str, tuple[str, str]]] = {
    "receive": ("r", "what came and was not read, with the kernel's own overhead: a byte may cost a kilobyte"),
    "receive_limit": ("rb", "the most it may have for that (SO_RCVBUF; TCP lets it grow, tcp_rmem)"),
    "send": ("t", "handed to the network card and not gone yet"),
    "send_limit": ("tb", "the most it may have for sending (SO_SNDBUF; TCP lets it grow, tcp_wmem)"),
    "forward": ("f", "reserved and not used yet"),
    "queued": ("w", "to be sent, or sent and not acknowledged yet"),
    "options": ("o", "for its options, such as filters (BPF)"),
    "backlog": ("bl", "came while the program was busy with the socket, and waits to be looked at"),
    "dropped": ("d", "packets dropped, because there was no room or nobody wanted them"),
}
"""By the names in `SocketMemory`: ss's letters, and what it is."""


def memory_remarks(memory: SocketMemory) -> Iterator[Remark]:
    """Each figure that is not 0."""
    for name, (letters, meaning) in MEMORY_MEANINGS.items():
        value = getattr(memory, name)
        if value:
            amount = f"{value:,}" if name == "dropped" else byte_words(value)
            yield Remark(f"{amount}: {meaning}.", letters)
