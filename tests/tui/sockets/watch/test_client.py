"""The screen's side: with a watcher in a thread of this process, and with real ones, as root and as nobody."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from dissectors.processes.attribution import Attribution, End
from tests.tui.capture.conftest import until
from tests.tui.sockets.watch.served import DETAILS, FOUND, SERVER, Served
from tui.capture.source import EngineError
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.processes import Owner, Process
from tui.sockets.watch import client as module
from tui.sockets.watch.client import ENDED, FAILED, WatchClient
from tui.sockets.watch.messages import MOST_FLOWS
from tui.sockets.watch.owner_messages import MOST_INODES
from tui.sockets.watch.watcher import OTHER_USERS

ONE = Socket("tcp", "ipv4", "ESTABLISHED", Endpoint("127.0.0.1", 80), Endpoint("127.0.0.1", 50_000), cookie=99)
FLOW = ("tcp", End("127.0.0.1", 80), End("127.0.0.1", 50_000))


class InAThread:
    """Starts watchers as threads, and takes the place of a broker."""

    def __init__(self) -> None:
        self.watchers: list[Served] = []
        self.settings: dict[str, Any] = {}
        self.arguments: list[tuple[str, ...]] = []
        self.refuses = self.is_full = False

    def start_child(self, name: str, descriptor: int, arguments: Sequence[str]) -> InAThread:
        assert name == "tui.sockets.watch.watcher"
        self.arguments.append(tuple(arguments))
        self._serve(descriptor)
        return self

    def watch(self, descriptor: int, namespace: str | None = None) -> None:
        if self.refuses:
            raise EngineError("broker-gone", "it is gone")
        self.arguments.append(("broker", namespace or ""))
        if not self.is_full:
            self._serve(descriptor)

    def wait(self, timeout: float | None = None) -> int:
        """Of a process that was started."""
        self.watchers[-1].thread.join(timeout)
        return 0

    def _serve(self, descriptor: int) -> None:
        watcher = Served(end=socket.socket(fileno=os.dup(descriptor)), **self.settings)
        self.watchers.append(watcher)
        watcher.start()


@pytest.fixture
def starter(monkeypatch: pytest.MonkeyPatch) -> Iterator[InAThread]:
    here = InAThread()
    monkeypatch.setattr(module, "start_child", here.start_child)
    yield here
    for watcher in here.watchers:
        watcher.wait()


def opened(broker: InAThread | None = None, namespace: str | None = None, **more: Any) -> WatchClient:
    client = WatchClient.open(broker, namespace, **more)  # type: ignore[arg-type]
    assert client.wait_ready(20)
    return client


def test_what_may_be_done_is_told(starter: InAThread) -> None:
    told: list[int] = []
    with opened(told=lambda: told.append(1)) as client:
        assert (client.is_alive, client.is_privileged, client.notice) == (True, True, "")
        assert (client.may_end, client.cannot_end) == (True, "")
        assert starter.arguments == [()]
        starter.watchers[0].lookout.cannot = ("nothing is traced",)
        client.watch(lambda batch: None)
        until(lambda: client.notice, "it is told")
        assert (client.notice, len(told)) == ("nothing is traced", 2)
    assert not client.is_alive
    assert (client.notice, len(told)) == ("nothing is traced", 2), "closed is not ended"


def test_a_user_is_told_what_only_root_sees(starter: InAThread) -> None:
    starter.settings = {"is_privileged": False, "may_end": False}
    with opened() as client:
        assert not client.is_privileged
        assert client.notice.startswith(OTHER_USERS)
        assert not client.may_end
        assert "root" in client.cannot_end
        with pytest.raises(PermissionError):
            client.end(ONE)


def test_the_broker_starts_it_where_there_is_one(starter: InAThread) -> None:
    with opened(starter, "blue") as client:
        assert client.is_alive
        assert starter.arguments == [("broker", "blue")]


@pytest.mark.parametrize("trouble", ["refuses", "is_full"])
def test_without_the_broker_this_process_starts_it(starter: InAThread, trouble: str) -> None:
    setattr(starter, trouble, True)
    with opened(starter, "blue") as client:
        assert client.is_alive
        assert starter.arguments[-1] == ("blue",)
        assert len(starter.watchers) == 1


def test_what_is_found_comes_to_the_handler(starter: InAThread) -> None:
    heard: list[Attribution] = []
    with opened() as client:
        client.watch(heard.extend)
        until(lambda: starter.watchers[0].lookout.is_watching)
        starter.watchers[0].lookout.ring([FOUND] * 250)
        until(lambda: len(heard) == 250)
        client.unwatch()
        until(lambda: not starter.watchers[0].lookout.is_watching)
    assert set(heard) == {FOUND}


def test_watching_may_begin_before_the_watcher_has(starter: InAThread) -> None:
    with WatchClient.open(None) as client:
        client.watch(lambda batch: None)
        client.ask([FLOW])  # type: ignore[list-item]
        until(lambda: starter.watchers[0].lookout.is_watching)
        until(lambda: starter.watchers[0].lookout.asked == [FLOW])


def test_many_flows_are_asked_about_in_parts(starter: InAThread) -> None:
    flows = [("udp", End("127.0.0.1", port), End("::1", 53)) for port in range(3 * MOST_FLOWS + 1)]
    with opened() as client:
        client.ask(flows)  # type: ignore[arg-type]
        until(lambda: len(starter.watchers[0].lookout.asked) == len(flows))
        assert starter.watchers[0].lookout.asked == flows


def test_owners_are_those_the_watcher_sees(starter: InAThread) -> None:
    with opened() as client:
        owners = starter.watchers[0].owners
        owners.held = {inode: (Owner(SERVER, 3), Owner(Process(8, 1, "x", 0), 4)) for inode in range(1, 30_000)}
        owners.hidden = frozenset({5})
        assert client.owners([0, 7, 40_000]) == {7: owners.held[7]}
        assert client.owners([0]) == {}
        assert owners.calls == 1
        assert client.of(range(1, MOST_INODES + 11)) == {one: owners.held[one] for one in range(1, MOST_INODES + 11)}
        assert owners.calls == 3
        assert client.hidden == {5}


def test_several_threads_may_ask_at_a_time(starter: InAThread) -> None:
    answers: list[object] = []
    with opened() as client:
        starter.watchers[0].owners.held = {inode: (Owner(SERVER, inode),) for inode in range(100)}

        def ask(inode: int) -> None:
            answers.append(client.owners([inode]) == {inode: (Owner(SERVER, inode),)})

        threads = [threading.Thread(target=ask, args=(inode,)) for inode in range(1, 40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [True] * 39


def test_a_process_is_told_about(starter: InAThread) -> None:
    with opened() as client:
        assert client.process(7, 100) == DETAILS
        assert client.process(7, 101) is None


def test_a_socket_is_closed(starter: InAThread) -> None:
    with opened() as client:
        client.end(ONE)
        (ended,) = starter.watchers[0].kernel.ended
        assert (ended.cookie, ended.local, ended.remote) == (ONE.cookie, ONE.local, ONE.remote)
        with pytest.raises(ValueError, match="unix"):
            client.end(Socket("unix", "unix", "", cookie=1))
        with pytest.raises(FileNotFoundError):
            client.end(ONE._replace(local=Endpoint("127.0.0.1", 0)))


def test_who_is_not_answered_in_time_goes_on(starter: InAThread) -> None:
    with opened() as client:
        held = threading.Event()

        def serve() -> list[Attribution]:
            held.wait(20)
            return []

        starter.watchers[0].lookout.serve = serve  # type: ignore[method-assign]
        starter.watchers[0].lookout.ring()
        assert client.owners([700], 0.01) is None
        assert client.process(7, None, 0.01) is None
        with pytest.raises(TimeoutError):
            client.end(ONE, 0.01)
        held.set()
        # Late answers are nobody's.
        assert client.process(7, None) == DETAILS


def test_its_end_is_told_once_and_this_process_answers_for_it(starter: InAThread) -> None:
    told: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener, opened(told=lambda: told.append(1)) as client:
        watcher = starter.watchers[0]
        watcher.owners.steps = None  # type: ignore[method-assign, assignment]
        assert client.owners([700]) == {}, "a bug of the watcher ends it"
        until(lambda: not client.is_alive)
        inode = os.fstat(listener.fileno()).st_ino
        (owner,) = client.owners([inode])[inode]
        assert owner.process.pid == os.getpid()
        details = client.process(os.getpid())
        assert details is not None
        assert details.process == owner.process
        until(lambda: len(told) == 2)
        assert (client.is_privileged, client.may_end, client.notice, client.cannot_end) == (False, False, ENDED, ENDED)
        with pytest.raises(ProcessLookupError, match="has ended"):
            client.end(ONE)
        client.watch(lambda batch: None)
        client.ask([FLOW])  # type: ignore[list-item]
        client.unwatch()


def test_why_it_could_not_go_on_is_told(starter: InAThread) -> None:
    with opened() as client:
        theirs = starter.watchers[0].channel_of_theirs
        theirs.send({"event": "failed", "text": "Operation not permitted"})
        client.watch(lambda batch: None)
        theirs.send({"event": "attributed", "rows": [None]})
        until(lambda: not client.is_alive)
        assert client.notice == client.cannot_end == f"{FAILED}: Operation not permitted"


def test_what_no_watcher_says_is_its_end(starter: InAThread) -> None:
    with opened() as client:
        client.watch(lambda batch: None)
        starter.watchers[0].channel_of_theirs.send({"event": "attributed", "rows": [[1, 2]]})
        until(lambda: not client.is_alive)


def test_other_systems_do_not_tell(starter: InAThread) -> None:
    with pytest.raises(OSError, match="only Linux"):
        WatchClient.open(None, for_platform="darwin")
    assert starter.arguments == []


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def start_child(name: str, descriptor: int, arguments: Sequence[str]) -> None:
        raise OSError(errno.EAGAIN, "too many")

    monkeypatch.setattr(module, "start_child", start_child)
    with pytest.raises(BlockingIOError):
        WatchClient.open(None)
