"""What is said of a socket."""

from tui.sockets.story.remark import Remark, warning


def test_a_warning_is_a_remark_with_weight() -> None:
    assert warning("full", "queue") == Remark("full", "queue", "warning")
    assert Remark("plain").weight == "plain"
