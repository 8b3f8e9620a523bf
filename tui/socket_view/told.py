"""What the thread that looks at the sockets tells the sockets screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui.panes.text_lines import Paragraph
    from tui.socket_view.picture import Picture
    from tui.sockets.seen import Key, Seen


class SocketsSeen(Message):
    """The machine's sockets were looked at, or are arranged in another way; a later picture replaces an earlier one."""

    def __init__(self, look: object, picture: Picture) -> None:
        super().__init__()
        self.look = look
        self.picture = picture

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, SocketsSeen)


class SocketsDetailed(Message):
    """More is known of some sockets, by their keys, than in the latest picture."""

    def __init__(self, look: object, seen: Mapping[Key, Seen]) -> None:
        super().__init__()
        self.look = look
        self.seen = seen


class SocketTold(Message):
    """All there is to read of one socket, by its key."""

    def __init__(self, look: object, key: Key, paragraphs: Sequence[Paragraph]) -> None:
        super().__init__()
        self.look = look
        self.key = key
        self.paragraphs = paragraphs


class SocketsFailed(Message):
    """The machine does not tell its sockets: a sentence why."""

    def __init__(self, look: object, sentence: str) -> None:
        super().__init__()
        self.look = look
        self.sentence = sentence
