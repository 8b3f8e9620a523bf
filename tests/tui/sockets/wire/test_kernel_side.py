"""The kernel's figures, counted as packets are."""

from dissectors.streams.ladders.states import State
from tests.tui.sockets.story.made import info, listening, tcp
from tui.sockets.wire.kernel_side import UNKNOWN, received_bytes, state_name, unacknowledged


def test_what_was_not_sent_needs_no_acknowledgment() -> None:
    assert unacknowledged(tcp(send_queue=1000, info=info(notsent_bytes=900))) == 100
    assert unacknowledged(tcp(send_queue=1000, info=info())) == 1000
    assert unacknowledged(tcp(send_queue=1000)) is None
    assert unacknowledged(None) is None
    assert unacknowledged(listening("::", 80, info=info())) is None


def test_a_fin_is_no_byte() -> None:
    assert received_bytes(tcp("CLOSE-WAIT"), 4) == 3
    assert received_bytes(tcp(), 4) == 4


def test_states_have_names() -> None:
    assert state_name(State.FIN_WAIT_1) == "FIN-WAIT-1"
    assert state_name(None) == UNKNOWN
