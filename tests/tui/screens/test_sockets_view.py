from __future__ import annotations

import queue

from textual.message import Message

from tests.tui.sockets.sights import OUTGOING, FakeSource
from tests.tui.terminal import PATIENCE_SECONDS
from tui.screens.sockets_view import CLOSED_FROM_HERE, GONE, SocketsView
from tui.socket_view.told import SocketsSeen, SocketTold
from tui.sockets.process_details import ProcessDetails
from tui.sockets.story.remark import Part, Remark


def heard(messages: queue.Queue[Message], kind: type[Message]) -> Message:
    while True:
        message = messages.get(timeout=PATIENCE_SECONDS)
        if isinstance(message, kind):
            return message


def test_whoever_listens_hears_of_a_fresh_look_and_nobody_after_the_end() -> None:
    source = FakeSource()
    view = SocketsView(make_source=lambda: source)
    messages: queue.Queue[Message] = queue.Queue()
    view.listen(messages.put)
    assert isinstance(heard(messages, SocketsSeen), SocketsSeen)
    view.close()
    assert source.is_closed.wait(PATIENCE_SECONDS)
    assert not view.look.is_running


def test_the_socket_is_told_of_with_its_process_and_what_packets_say() -> None:
    view = SocketsView(make_source=FakeSource)
    asked: list[tuple[int, int]] = []

    def process(pid: int, started: int) -> ProcessDetails:
        asked.append((pid, started))
        return ProcessDetails(OUTGOING.owners[0].process, command=("curl", "http://lab/"))

    view.process = process
    view.compared = lambda seen: [Part("The wire", [Remark("nothing is missing")])]
    messages: queue.Queue[Message] = queue.Queue()
    view.listen(messages.put)
    heard(messages, SocketsSeen)
    view.want(watched=OUTGOING.socket.key)
    told = heard(messages, SocketTold)
    assert isinstance(told, SocketTold)
    text = "\n".join(paragraph.head + paragraph.text for paragraph in told.paragraphs)
    assert "curl http://lab/" in text
    assert "nothing is missing" in text
    assert asked == [(30, 100)]
    view.close()


def test_one_that_has_closed_is_told_as_it_was() -> None:
    source = FakeSource()
    view = SocketsView(make_source=lambda: source)
    messages: queue.Queue[Message] = queue.Queue()
    view.listen(messages.put)
    heard(messages, SocketsSeen)
    source.entries = ()
    view.look_now()
    heard(messages, SocketsSeen)
    view.want(watched=OUTGOING.socket.key)
    told = heard(messages, SocketTold)
    assert isinstance(told, SocketTold)
    assert told.paragraphs[0].text == GONE
    view.closed_from_here.add(OUTGOING.socket.key)
    view.look_now()
    told = heard(messages, SocketTold)
    assert isinstance(told, SocketTold)
    assert told.paragraphs[0].text == CLOSED_FROM_HERE
    view.close()


def test_this_machines_own_sockets_are_seen() -> None:
    view = SocketsView()
    messages: queue.Queue[Message] = queue.Queue()
    view.listen(messages.put)
    message = heard(messages, SocketsSeen)
    assert isinstance(message, SocketsSeen)
    assert message.picture.time_ns
    view.close()
