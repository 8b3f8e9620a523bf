"""The thread that looks, fed by a source that tells what it is told to; what it posts is heard here."""

from __future__ import annotations

import queue
from collections.abc import Iterator, Sequence

import pytest
from textual.message import Message

from dissectors.filters.errors import FilterError
from tests.tui.sockets.sights import ACCEPTED, ALL, OUTGOING, FakeSource
from tests.tui.sockets.story.made import info
from tests.tui.terminal import PATIENCE_SECONDS
from tui.panes.text_lines import Paragraph
from tui.socket_view.look import SocketLook
from tui.socket_view.order import Arrangement
from tui.socket_view.picture import Picture, Wish
from tui.socket_view.told import SocketsDetailed, SocketsFailed, SocketsSeen, SocketTold
from tui.sockets.entry import Socket
from tui.sockets.filtering import SocketFilter, compile_socket_filter
from tui.sockets.seen import Seen
from tui.sockets.snapshot import OwnedSocket

SELDOM = 3600.0


class Heard:
    """A look whose messages are waited for."""

    def __init__(self, source: FakeSource, **more: object) -> None:
        self.messages: queue.Queue[Message] = queue.Queue()
        self.source = source
        self.look = SocketLook(lambda: source, self.messages.put, **{"seconds": SELDOM, **more})

    def next(self) -> Message:
        return self.messages.get(timeout=PATIENCE_SECONDS)

    def picture(self) -> Picture:
        message = self.next()
        assert isinstance(message, SocketsSeen)
        return message.picture

    def begin(self) -> Picture:
        self.look.start()
        return self.picture()


@pytest.fixture
def heard() -> Iterator[Heard]:
    heard = Heard(FakeSource(notices=["some are hidden"]))
    yield heard
    heard.look.stop()
    assert not heard.look.is_running


def keys(picture: Picture) -> list[object]:
    return [line.key for line in picture.lines]


def test_it_looks_at_once_and_tells_all_there_is(heard: Heard) -> None:
    picture = heard.begin()
    assert [one.found for one in picture.seen] == list(ALL)
    assert picture.shown == picture.counts.total == 5
    assert picture.notices == ("some are hidden",)
    assert picture.paths == {14: "/run/a"}
    assert [picture.places[key] for key in keys(picture)] == list(range(5))


def test_it_looks_again_by_itself() -> None:
    heard = Heard(FakeSource(), seconds=0.001)
    first = heard.begin()
    assert heard.picture().time_ns > first.time_ns
    heard.look.stop()


def test_another_arrangement_needs_no_other_look(heard: Heard) -> None:
    heard.begin()
    heard.look.wish(Wish(Arrangement(kinds=frozenset({"udp"}))))
    picture = heard.picture()
    assert len(picture.lines) == 1
    assert picture.counts.total == 5
    assert heard.source.taken == [False]


def test_a_key_makes_it_look_now_even_while_it_is_paused(heard: Heard) -> None:
    heard.begin()
    heard.look.wish(Wish(is_paused=True))
    heard.source.entries = ALL[:2]
    heard.look.wish(Wish(is_paused=True, looks=1))
    assert len(heard.picture().seen) == 5  # the three that have closed fade
    assert len(heard.source.taken) == 2


def test_tcp_info_is_asked_for_what_is_in_sight_only(heard: Heard) -> None:
    heard.source.info[OUTGOING.socket.key] = info(rtt=5)
    heard.begin()
    heard.look.wish(Wish(in_sight=frozenset({OUTGOING.socket.key, ALL[4].socket.key})))
    message = heard.next()
    assert isinstance(message, SocketsDetailed)
    assert message.seen[OUTGOING.socket.key].found.socket.info == info(rtt=5)
    # Unix sockets have none.
    assert heard.source.asked == [OUTGOING.socket.key]


def test_what_came_into_sight_is_asked_once_a_look(heard: Heard) -> None:
    heard.begin()
    first, second = OUTGOING.socket.key, ACCEPTED.socket.key
    heard.look.wish(Wish(in_sight=frozenset({first})))
    heard.next()
    heard.look.wish(Wish(in_sight=frozenset({first, second})))
    heard.next()
    assert heard.source.asked == [first, second]
    heard.look.wish(Wish(in_sight=frozenset({first, second}), looks=1))
    heard.picture()
    assert sorted(heard.source.asked, key=str) == sorted([first, second, first, second], key=str)


@pytest.mark.parametrize(
    "arrangement", [Arrangement(sorted_by="rtt"), Arrangement(chosen=compile_socket_filter("sock.rtt > 1"))]
)
def test_what_depends_on_tcp_info_asks_it_of_all(heard: Heard, arrangement: Arrangement) -> None:
    heard.source.info[OUTGOING.socket.key] = info(rtt=9000)
    heard.begin()
    heard.look.wish(Wish(arrangement))
    assert keys(heard.picture())[0] == (OUTGOING.socket.key,)
    assert heard.source.taken == [False, True]


def test_the_watched_socket_is_told_of_after_each_look_and_when_it_is_another() -> None:
    def tell(seen: Seen, everything: Sequence[Seen]) -> list[Paragraph]:
        return [Paragraph(f"{seen.found.owners[0].process.name} of {len(everything)}")]

    heard = Heard(FakeSource(), tell=tell)
    heard.begin()
    heard.look.wish(Wish(watched=OUTGOING.socket.key))
    detailed, told = heard.next(), heard.next()
    assert isinstance(detailed, SocketsDetailed)
    assert isinstance(told, SocketTold)
    assert (told.key, told.paragraphs) == (OUTGOING.socket.key, (Paragraph("curl of 5"),))
    heard.look.wish(Wish(watched=OUTGOING.socket.key, looks=1))
    heard.picture()
    assert isinstance(heard.next(), SocketTold)
    heard.look.stop()


def test_a_machine_that_does_not_tell_is_asked_again(heard: Heard) -> None:
    heard.source.failure = "no more sockets"
    heard.look.start()
    failed = heard.next()
    assert isinstance(failed, SocketsFailed)
    assert failed.sentence == "no more sockets"
    heard.source.failure = ""
    heard.look.wish(Wish(looks=1))
    assert len(heard.picture().seen) == 5


def test_a_source_that_cannot_be_opened_is_told_and_tried_again() -> None:
    sources: list[FakeSource] = []

    def second_time() -> FakeSource:
        if not sources:
            sources.append(FakeSource())
            raise OSError(1, "not here")
        return sources[0]

    messages: queue.Queue[Message] = queue.Queue()
    look = SocketLook(second_time, messages.put, seconds=SELDOM)
    look.start()
    failed = messages.get(timeout=PATIENCE_SECONDS)
    assert isinstance(failed, SocketsFailed)
    assert failed.sentence == "not here"
    look.wish(Wish(looks=1))
    assert isinstance(messages.get(timeout=PATIENCE_SECONDS), SocketsSeen)
    look.stop()


def test_a_filter_that_fails_is_told_and_everything_is_shown(heard: Heard) -> None:
    class Slow(SocketFilter):
        def matches(self, entry: OwnedSocket) -> bool:
            raise FilterError("it takes too long", 0)

    heard.begin()
    heard.look.wish(Wish(Arrangement(chosen=Slow("x", None))))
    picture = heard.picture()
    assert "it takes too long" in picture.failure
    assert len(picture.lines) == 5


class Words:
    """Last words that a test puts in."""

    def __init__(self, *sockets: Socket) -> None:
        self.sockets = list(sockets)
        self.is_closed = False

    def read(self) -> list[Socket]:
        told, self.sockets = self.sockets, []
        return told

    def close(self) -> None:
        self.is_closed = True


def test_the_last_words_of_those_that_ended_are_heard() -> None:
    words = Words()
    heard = Heard(FakeSource(), make_last_words=lambda: words)
    heard.begin()
    words.sockets = [OUTGOING.socket._replace(info=info(bytes_sent=77))]
    heard.source.entries = ALL[:2]
    heard.look.wish(Wish(looks=1))
    closed = {one.key: one for one in heard.picture().seen if one.closed_ns is not None}
    assert closed[OUTGOING.socket.key].found.socket.info == info(bytes_sent=77)
    heard.look.stop()
    assert heard.source.is_closed.wait(PATIENCE_SECONDS)
    assert words.is_closed


def test_started_again_it_looks_anew_and_knows_what_it_saw(heard: Heard) -> None:
    heard.begin()
    heard.look.stop()
    assert heard.source.is_closed.wait(PATIENCE_SECONDS)
    heard.source.entries = ALL[1:]
    picture = heard.begin()
    assert sum(one.closed_ns is not None for one in picture.seen) == 1
    assert (picture.shown, picture.closed, len(picture.lines)) == (len(ALL) - 1, 1, len(ALL))
