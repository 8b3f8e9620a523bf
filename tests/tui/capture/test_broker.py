from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.capture.conftest import Datagrams, open_output, records, until
from tui.capture import children, engines
from tui.capture.broker import Broker, enter_network_namespace
from tui.capture.channel import Channel, ChannelClosed, Message
from tui.capture.source import EngineError, Request, Source


class Scripted:
    """An engine whose frames are waiting already: so many a call, then an error if there is one."""

    engine = "scripted"
    drain_seconds = 0.0

    def __init__(self, frames: int, error: EngineError | None = None) -> None:
        self.link_type: int | None = 1
        self.waiting, self.error = frames, error
        self.files: list[int] = [0]
        self.ours, self.theirs = os.pipe()
        os.write(self.theirs, b"x")
        self.closed = False

    def fileno(self) -> int:
        return self.ours

    def read(self, limit: int) -> int:
        if not self.waiting and self.error is not None:
            raise self.error
        taken = min(limit, self.waiting)
        self.waiting -= taken
        self.files[-1] += taken
        return taken

    def failed(self) -> EngineError | None:
        return None

    def stop(self) -> None:
        pass

    def switch(self, descriptor: int) -> None:
        os.close(descriptor)
        self.files.append(0)

    def written_bytes(self) -> int:
        return 24 + 100 * self.files[-1]

    def dropped(self) -> int | None:
        return 3

    def close(self) -> None:
        self.closed = True
        os.close(self.ours)
        os.close(self.theirs)


class Serving:
    """A broker in a thread of this process, with scripted engines."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.sources: list[Scripted] = []
        self.script: list[Scripted] = []
        self.folder = folder

        def open_source(engine: str, request: Request, descriptor: int) -> Source:
            os.close(descriptor)
            self.sources.append(self.script.pop(0))
            return self.sources[-1]

        monkeypatch.setattr(engines, "open_source", open_source)
        monkeypatch.setattr(engines, "choose", lambda requested, machine: "scripted")
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        self.channel = Channel(ours)
        self.thread = threading.Thread(target=Broker(Channel(theirs)).run)
        self.thread.start()
        self.heard: list[Message] = []

    def start(self, number: int, source: Scripted, **more: object) -> None:
        self.script.append(source)
        self.send({"command": "start", "id": number, "interface": "lo", **more}, with_file=True)

    def send(self, message: Message, with_file: bool = False) -> None:
        descriptor = open_output(self.folder / "out.pcap") if with_file else None
        self.channel.send(message, descriptor)
        if descriptor is not None:
            os.close(descriptor)

    def hear(self, event: str, number: int | None = None) -> Message:
        """Receive until this event has come."""
        while True:
            for message in self.heard:
                if message["event"] == event and number in (None, message.get("id")):
                    self.heard.remove(message)
                    return message
            self.heard += self.channel.receive()

    def end(self) -> None:
        self.channel.close()
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Serving]:
    broker = Serving(monkeypatch, tmp_path)
    assert broker.hear("ready")["process"] == os.getpid()
    yield broker
    broker.end()
    assert all(source.closed for source in broker.sources)


def test_a_capture_starts_counts_and_stops(serving: Serving) -> None:
    serving.start(1, Scripted(5))
    assert serving.hear("started") == {"event": "started", "id": 1, "engine": "scripted", "link_type": 1}
    serving.send({"command": "stop", "id": 1})
    stopped = serving.hear("stopped")
    assert (stopped["code"], stopped["captured"], stopped["dropped"]) == ("asked", 5, 3)


def test_several_run_at_a_time(serving: Serving) -> None:
    serving.start(1, Scripted(5))
    serving.start(2, Scripted(7))
    serving.hear("started", 1)
    serving.hear("started", 2)
    for number, frames in ((2, 7), (1, 5)):
        serving.send({"command": "stop", "id": number})
        assert serving.hear("stopped", number)["captured"] == frames


def test_a_group_shares_its_packets(serving: Serving) -> None:
    serving.start(1, Scripted(5), packets=8, group=1)
    until(lambda: serving.sources and serving.sources[0].waiting == 0)
    serving.start(2, Scripted(9), packets=8, group=1)
    assert serving.hear("stopped", 2)["captured"] == 3
    assert serving.hear("stopped", 1)["code"] == "packets"


def test_a_file_is_left_when_it_is_full(serving: Serving) -> None:
    source = Scripted(0)
    serving.start(1, source)
    serving.hear("started")
    serving.send({"command": "switch", "id": 1, "at_packets": 4}, with_file=True)
    serving.send({"command": "nothing", "id": 99})
    serving.hear("error", 99)
    source.waiting = 10
    serving.hear("switched")
    until(lambda: source.waiting == 0)
    assert source.files == [4, 6]
    serving.send({"command": "switch", "id": 1, "at_packets": 5}, with_file=True)
    serving.hear("switched")
    assert source.files == [4, 6, 0], "a file that has more already is left at once"
    serving.send({"command": "switch", "id": 1, "at_bytes": 10_000}, with_file=True)
    serving.send({"command": "switch", "id": 1})
    serving.hear("switched")
    assert source.files == [4, 6, 0, 0]


def test_an_error_ends_one_capture_only(serving: Serving) -> None:
    error = EngineError("disk-full", "the disk is full")
    error.frames = 2
    serving.start(1, Scripted(5, error))
    serving.start(2, Scripted(1))
    stopped = serving.hear("stopped", 1)
    assert (stopped["code"], stopped["text"], stopped["captured"]) == ("disk-full", "the disk is full", 7)
    serving.send({"command": "stop", "id": 2})
    assert serving.hear("stopped", 2)["code"] == "asked"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"command": "start", "id": 1}, "bad-command"),
        ({"command": "start", "id": 1, "interface": ""}, "bad-command"),
        ({"command": "start", "id": 1, "interface": "x" * 64}, "bad-command"),
        ({"command": "start", "id": 1, "interface": 7}, "bad-command"),
        ({"command": "start", "id": 1, "interface": "lo", "filter": "a\0b"}, "bad-filter"),
        ({"command": "start", "id": 1, "interface": "lo", "snaplen": 0}, "bad-command"),
        ({"command": "start", "id": 1, "interface": "lo", "snaplen": 1 << 30}, "bad-command"),
        ({"command": "start", "id": 1, "interface": "nosuch0"}, "no-such-interface"),
        ({"command": "switch", "id": 1}, "bad-command"),
        ({"command": "open", "id": 1, "path": "/etc/passwd"}, "bad-command"),
        ({"command": "watch", "id": 1}, "bad-command"),
        ({"command": "watch", "id": 1, "namespace": 7}, "bad-command"),
        ({"command": "watch", "id": 1, "namespace": "x" * 256}, "bad-command"),
        ({"command": "stop"}, "bad-command"),
        ({"command": "stop", "id": "1"}, "bad-command"),
    ],
)
def test_a_bad_command_is_refused_and_the_broker_goes_on(serving: Serving, message: Message, code: str) -> None:
    serving.send(message, with_file=True)
    assert serving.hear("error")["code"] == code
    serving.start(5, Scripted(1))
    serving.hear("started", 5)


def test_a_start_wants_its_file(serving: Serving) -> None:
    serving.send({"command": "start", "id": 1, "interface": "lo"})
    assert serving.hear("error")["code"] == "bad-command"


@pytest.mark.parametrize("flags", [os.O_RDONLY, os.O_WRONLY])
def test_only_files_that_the_caller_may_write_are_written(serving: Serving, tmp_path: Path, flags: int) -> None:
    descriptor = os.open(tmp_path / "file", flags | os.O_CREAT)
    serving.channel.send({"command": "start", "id": 1, "interface": "lo"}, descriptor)
    os.close(descriptor)
    assert serving.hear("error")["code"] == "bad-output"


def test_devices_and_pipes_are_no_files(serving: Serving) -> None:
    for descriptor in (os.open("/dev/null", os.O_RDWR), *os.pipe()):
        serving.channel.send({"command": "start", "id": 1, "interface": "lo"}, descriptor)
        os.close(descriptor)
        assert serving.hear("error")["code"] == "bad-output"


def test_a_watcher_is_started_on_a_socket(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, int, tuple[str, ...]]] = []

    def start_child(module: str, descriptor: int, arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
        started.append((module, os.fstat(descriptor).st_ino, arguments))
        return subprocess.Popen([sys.executable, "-I", "-S", "-c", ""])

    monkeypatch.setattr(children, "start_child", start_child)
    ours, theirs = socket.socketpair()
    inode = os.fstat(theirs.fileno()).st_ino
    with ours:
        with theirs:
            serving.channel.send({"command": "watch", "id": 1, "namespace": "blue"}, theirs.fileno())
        assert ours.recv(1) == b"", "nobody but the watcher has the other end"
    assert started == [("tui.sockets.watch.watcher", inode, ("blue",))]


def test_it_ends_with_the_other_side(serving: Serving) -> None:
    serving.start(1, Scripted(1))
    serving.hear("started")
    serving.channel.shutdown()
    with pytest.raises(ChannelClosed):
        serving.hear("never")


def test_a_namespace_must_be_a_name() -> None:
    for name in ("../../etc", ".", "no such namespace"):
        with pytest.raises(OSError, match=r"namespace|No such"):
            enter_network_namespace(name)


def test_two_captures_into_two_files(broker: object, datagrams: Datagrams, tmp_path: Path) -> None:
    from tui.capture.client import BrokerClient

    assert isinstance(broker, BrokerClient)
    heard: list[Message] = []
    numbers = []
    for name in ("a.pcap", "b.pcap"):
        descriptor = open_output(tmp_path / name)
        numbers.append(broker.start(Request("lo", datagrams.filter), descriptor, heard.append))
        os.close(descriptor)
    until(lambda: sum(m["event"] == "started" for m in heard) == 2, "both started")
    datagrams.send(4)
    for number in numbers:
        broker.stop(number)
    until(lambda: sum(m["event"] == "stopped" for m in heard) == 2, "both stopped")
    assert records(tmp_path / "a.pcap") == records(tmp_path / "b.pcap")
    assert datagrams.payloads(records(tmp_path / "a.pcap")) == datagrams.sent
