"""Questions and answers over a channel, whose other end is this test."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from tests.tui.capture.conftest import until
from tui.capture.channel import Channel, Message
from tui.sockets.watch import exchange as module
from tui.sockets.watch.exchange import Exchange


class Talk:
    """An exchange and the other end of its channel."""

    def __init__(self, again: list[Channel] | None = None) -> None:
        ours, self.end = socket.socketpair()
        ours.setblocking(False)
        self.channel = Channel(self.end)
        self.again = again or []
        self.heard: list[Message] = []
        self.to_say: list[Message] = []
        self.ends = 0
        self.exchange = Exchange(
            Channel(ours),
            begin_again=lambda: self.again.pop() if self.again else None,
            hear=self.hear,
            more=lambda: self.to_say.pop(0) if self.to_say else None,
            ended=self.end_of_it,
        )
        self.exchange.start()

    def hear(self, message: Message) -> None:
        if message.get("event") == "nonsense":
            raise ValueError("nonsense")
        self.heard.append(message)

    def end_of_it(self) -> None:
        self.ends += 1

    def received(self, count: int) -> list[Message]:
        messages: list[Message] = []
        while len(messages) < count:
            messages += self.channel.receive()
        return messages

    def asked(self, *messages: Message, timeout: float = 20.0) -> list[tuple[list[Message], Message | None]]:
        """What is answered to each, asked one after the other in a thread."""
        answers: list[tuple[list[Message], Message | None]] = []

        def ask() -> None:
            for message in messages:
                question = self.exchange.ask(message, timeout)
                answers.append((question.parts, question.answer))

        threading.Thread(target=ask, daemon=True).start()
        return answers


@pytest.fixture
def talk() -> Iterator[Talk]:
    there = Talk()
    yield there
    there.channel.close()
    there.exchange.close()
    assert not there.exchange.is_alive
    assert there.ends == 1


def test_nothing_is_said_before_the_other_has_spoken(talk: Talk) -> None:
    talk.exchange.leave({"command": "watch"})
    talk.to_say.append({"command": "ask"})
    talk.end.settimeout(0.05)
    with pytest.raises(TimeoutError):
        talk.end.recv(1)
    talk.end.settimeout(None)
    talk.channel.send({"event": "told"})
    assert talk.received(2) == [{"command": "watch"}, {"command": "ask"}]
    assert talk.heard == [{"event": "told"}]


def test_answers_come_to_who_asked_in_parts(talk: Talk) -> None:
    talk.channel.send({"event": "told"})
    answers = talk.asked({"command": "owners"})
    (question,) = talk.received(1)
    for message in (
        {"event": "part", "id": question["id"], "held": [1]},
        {"event": "part", "id": question["id"], "held": [2]},
        {"event": "answer", "id": 12345},
        {"event": "answer", "id": question["id"]},
    ):
        talk.channel.send(message)
    until(lambda: answers)
    parts, answer = answers[0]
    assert [part["held"] for part in parts] == [[1], [2]]
    assert answer == {"event": "answer", "id": question["id"]}


def test_a_refusal_is_an_error_of_the_system(talk: Talk) -> None:
    talk.channel.send({"event": "told"})
    raised: list[OSError] = []

    def ask() -> None:
        try:
            talk.exchange.ask({"command": "end"}, 20)
        except OSError as error:
            raised.append(error)

    threading.Thread(target=ask, daemon=True).start()
    (question,) = talk.received(1)
    talk.channel.send({"event": "error", "id": question["id"], "errno": 1, "text": "only root may"})
    until(lambda: raised)
    assert isinstance(raised[0], PermissionError)
    assert raised[0].strerror == "only root may"


def test_what_was_given_up_before_it_was_said_is_never_said(talk: Talk) -> None:
    assert talk.exchange.ask({"command": "owners"}, 0.001).answer is None
    talk.channel.send({"event": "told"})
    talk.exchange.leave({"command": "watch"})
    assert talk.received(1) == [{"command": "watch"}]


def test_who_does_not_read_makes_nobody_wait(talk: Talk) -> None:
    talk.channel.send({"event": "told"})
    until(lambda: talk.heard)
    long: Message = {"command": "x" * 100_000}
    for _ in range(50):
        talk.exchange.leave(long)
    assert talk.received(50) == [long] * 50


@pytest.mark.parametrize("last", [b'{"event":"nonsense"}\n', b"no json\n", b""])
def test_everybody_who_waits_is_told_that_it_is_over(last: bytes) -> None:
    talk = Talk()
    talk.channel.send({"event": "told"})
    answers = talk.asked({"command": "owners"}, {"command": "more"})
    talk.received(1)
    talk.end.sendall(last)
    if not last:
        talk.channel.close()
    until(lambda: len(answers) == 2)
    assert [answer for _, answer in answers] == [None, None]
    until(lambda: talk.ends == 1)
    assert talk.exchange.ask({"command": "owners"}, 20).answer is None
    talk.exchange.leave({"command": "watch"})
    talk.exchange.close()
    talk.channel.close()


def test_one_that_ends_without_a_word_is_begun_again() -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    again = [Channel(ours)]
    talk = Talk(again)
    talk.exchange.leave({"command": "watch"})
    talk.channel.close()
    talk.channel = Channel(theirs)
    talk.channel.send({"event": "told"})
    assert talk.received(1) == [{"command": "watch"}]
    talk.channel.close()
    until(lambda: talk.ends == 1)
    talk.exchange.close()


def test_its_end_is_waited_for(talk: Talk) -> None:
    talk.channel.send({"event": "told"})
    until(lambda: talk.heard)
    closing = threading.Thread(target=talk.exchange.close)
    closing.start()
    assert talk.end.recv(100) == b"", "it is told that this is the end"
    assert talk.exchange.is_alive, "until the other side has closed"
    talk.channel.close()
    closing.join(20)
    assert talk.ends == 1


def test_who_does_not_end_is_left(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FAREWELL_SECONDS", 0.01)
    talk.channel.send({"event": "told"})
    talk.exchange.close()
    until(lambda: talk.ends == 1)
