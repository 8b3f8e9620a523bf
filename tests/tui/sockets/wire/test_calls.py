"""What became of the calls to a listener."""

from pathlib import Path

from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import capture_of, udp
from tests.dissectors.streams.talk import ACK, RST, SERVER, SYN, Talk
from tests.tui.sockets.story.made import listening
from tui.sockets.wire.calls import calls_of

LISTENER = listening("10.0.0.1", 80)


def caller(number: int) -> Talk:
    talk = Talk((f"10.0.0.{number}", 40_000))
    return talk.wait(10 * number)


def test_each_call_is_opened_half_open_refused_or_not_answered(tmp_path: Path) -> None:
    talks = [
        caller(2).shake(),
        caller(3).send(0, SYN).send(1, SYN | ACK),
        caller(4).send(0, SYN).send(1, RST | ACK),
        caller(5).send(0, SYN).wait(1000).send(0, SYN, back=1),
        caller(6).send(0, SYN).send(1, SYN | ACK).send(0, RST),
    ]
    calls = calls_of(talks[0].table(tmp_path, *talks[1:]), LISTENER)
    assert calls is not None
    assert (calls.made, calls.opened, calls.half_open, calls.unanswered, calls.refused) == (5, 1, 1, 1, 1)
    assert calls.last_unanswered == calls.last
    assert calls.last is not None
    assert calls.last.packet == sum(len(talk.frames) for talk in talks)


def test_calls_from_above_and_below_are_told_alike(tmp_path: Path) -> None:
    above, below = Talk(("10.0.0.9", 1)).shake(), Talk(("10.0.0.0", 1)).shake()
    calls = calls_of(above.table(tmp_path, below), LISTENER)
    assert calls is not None
    assert (calls.made, calls.opened) == (2, 2)


def test_without_calls_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert calls_of(PacketTable(capture_of([udp(("10.0.0.2", 1), SERVER)], tmp_path)), LISTENER) is None
    assert calls_of(Talk().send(0).table(tmp_path), LISTENER) is None
    assert calls_of(Talk().shake().table(tmp_path), listening("10.0.0.1", 81)) is None
