"""What a look at the sockets tells."""

from __future__ import annotations

from tui.socket_view.picture import Picture
from tui.socket_view.told import SocketsDetailed, SocketsFailed, SocketsSeen


def test_only_the_newest_picture_of_those_that_wait_is_shown() -> None:
    look = object()
    seen = SocketsSeen(look, Picture())
    assert seen.can_replace(SocketsSeen(look, Picture()))
    assert not seen.can_replace(SocketsDetailed(look, {}))
    assert not seen.can_replace(SocketsFailed(look, "it does not tell"))
