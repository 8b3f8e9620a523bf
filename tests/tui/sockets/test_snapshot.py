"""Sockets with their owners at one moment, and what could not be seen."""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.tui.sockets.test_processes import make_process
from tui.sockets.diag_messages import Side
from tui.sockets.entry import Endpoint, Protocol, Socket
from tui.sockets.namespaces import NoNamespace
from tui.sockets.processes import Owners
from tui.sockets.snapshot import CLOSED, NOBODY, OTHER_USER, UNACCEPTED, UNANSWERED, LinuxSource, open_source
from tui.sockets.units import Units

ONE = Socket("tcp", "ipv4", "LISTEN", Endpoint("127.0.0.1", 80), uid=33, inode=700, cookie=1)


class Kernel:
    def __init__(self, *sockets: Socket) -> None:
        self.sockets = list(sockets)
        self.is_open = True
        self.asked: list[tuple[list[Protocol], bool]] = []
        self.found: list[tuple[Protocol, Side, Side, int]] = []

    def all(self, protocols: Iterable[Protocol], *, with_details: bool) -> list[Socket]:
        assert not gc.isenabled()
        self.asked.append((list(protocols), with_details))
        return self.sockets

    def find(self, protocol: Protocol, local: Side, remote: Side, interface: int = 0) -> Socket | None:
        self.found.append((protocol, local, remote, interface))
        return next((one for one in self.sockets if one.protocol == protocol and one.local is not None), None)

    def close(self) -> None:
        self.is_open = False


class Holders(Owners):
    """Who may look into all processes if they are root's."""

    def __init__(self, proc: Path, *, is_privileged: bool) -> None:
        super().__init__(proc)
        self._is_privileged = is_privileged

    @property
    def is_privileged(self) -> bool:
        return self._is_privileged


def source(proc: Path, *sockets: Socket, uid: int = 0, is_privileged: bool | None = None) -> LinuxSource:
    units = Units(proc / "cgroups")
    owners = Holders(proc, is_privileged=uid == 0 if is_privileged is None else is_privileged)
    return LinuxSource(
        Kernel(*sockets), owners, units, uid=uid, clock=lambda: 5, unit_of_process=lambda pid: f"{pid}.service"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_each_has_its_owner_and_unit(tmp_path: Path) -> None:
    make_process(tmp_path, 7, "server", {3: 700})
    with source(tmp_path, ONE) as machine:
        taken = machine.take(["tcp"], with_details=True)
    (entry,) = taken.sockets
    assert (entry.socket, entry.owners[0].process.name, entry.unit, entry.unknown) == (ONE, "server", "7.service", "")
    assert (taken.time_ns, taken.notices) == (5, ())


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_without_an_owner_the_cgroup_tells_the_unit(tmp_path: Path) -> None:
    folder = tmp_path / "cgroups" / "web.service"
    folder.mkdir(parents=True)
    with source(tmp_path, ONE._replace(cgroup=folder.stat().st_ino)) as machine:
        (entry,) = machine.take(["tcp"], with_details=True).sockets
        assert (entry.unit, entry.unknown) == ("web.service", NOBODY)


@pytest.mark.parametrize(
    ("one", "uid", "why"),
    [
        (ONE, 1000, OTHER_USER),
        (ONE, 33, NOBODY),
        (ONE, 0, NOBODY),
        (ONE._replace(uid=None), 1000, NOBODY),
        (ONE._replace(inode=0, state="TIME-WAIT"), 1000, CLOSED),
        (ONE._replace(inode=0, state="FIN-WAIT-2"), 1000, CLOSED),
        (ONE._replace(inode=0, state="SYN-RECEIVED"), 1000, UNACCEPTED),
        (ONE._replace(inode=0, state="ESTABLISHED"), 1000, UNACCEPTED),
    ],
)
def test_why_there_is_no_owner(tmp_path: Path, one: Socket, uid: int, why: str) -> None:
    (entry,) = source(tmp_path, one, uid=uid).take(["tcp"], with_details=False).sockets
    assert (entry.owners, entry.unknown) == ((), why)


def test_who_is_not_told_in_time_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Holders, "of", lambda self, inodes: None)
    sockets = (ONE, ONE._replace(cookie=2, inode=0, state="TIME-WAIT"))
    taken = source(tmp_path, *sockets, uid=1000).take(["tcp"], with_details=True)
    assert [entry.unknown for entry in taken.sockets] == [UNANSWERED, CLOSED]
    assert taken.notices == ()


def test_a_user_who_is_told_by_root_sees_all(tmp_path: Path) -> None:
    taken = source(tmp_path, ONE, uid=1000, is_privileged=True).take(["tcp"], with_details=False)
    assert (taken.sockets[0].unknown, taken.notices) == (NOBODY, ())


def test_root_without_capabilities_sees_its_own_only(tmp_path: Path) -> None:
    taken = source(tmp_path, ONE, uid=0, is_privileged=False).take(["tcp"], with_details=False)
    assert taken.sockets[0].unknown == OTHER_USER
    assert taken.notices == ("the process of 1 socket is not known: root sees others' with CAP_SYS_PTRACE only",)


def test_users_are_told_what_only_root_sees(tmp_path: Path) -> None:
    taken = source(tmp_path, ONE, ONE._replace(cookie=2), uid=1000).take(["tcp", "packet"], with_details=False)
    assert taken.notices == ("the processes of 2 sockets are not known: root sees those of all users",)
    single = source(tmp_path, ONE, uid=1000).take(["tcp"], with_details=False)
    assert single.notices == ("the process of 1 socket is not known: root sees those of all users",)


def test_details_are_of_the_same_sockets_in_their_order(tmp_path: Path) -> None:
    now = ONE._replace(receive_queue=3)
    kernel = Kernel(now)
    given = [
        Socket("unix", "unix", "LISTEN", inode=5, cookie=1),
        ONE,
        ONE._replace(cookie=2),
        ONE._replace(protocol="udp", local=Endpoint("::1", 53), remote=Endpoint("::2", 7), family="ipv6", interface=4),
        ONE._replace(protocol="raw"),
        ONE._replace(local=None),
    ]
    machine = LinuxSource(kernel, Owners(tmp_path), Units(tmp_path), uid=0)
    assert machine.details(given) == [given[0], now, *given[2:]]
    here, nobody = (b"\x7f\0\0\x01", 80), (bytes(4), 0)
    assert kernel.found == [
        ("tcp", here, nobody, 0),
        ("tcp", here, nobody, 0),
        ("udp", (bytes(15) + b"\x01", 53), (bytes(15) + b"\x02", 7), 4),
    ]


def test_owners_are_looked_for_only_when_asked(tmp_path: Path) -> None:
    (entry,) = source(tmp_path, ONE, uid=1000).take(["tcp"], with_details=False, with_owners=False).sockets
    assert (entry.owners, entry.unknown) == ((), "")


def test_collections_go_on_afterwards(tmp_path: Path) -> None:
    gc.enable()
    source(tmp_path, ONE).take(["tcp"], with_details=False)
    assert gc.isenabled()


def test_closing_closes_what_asks_the_kernel(tmp_path: Path) -> None:
    kernel = Kernel()
    with LinuxSource(kernel, Owners(tmp_path), Units(tmp_path), uid=0):
        assert kernel.is_open
    assert not kernel.is_open


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel is asked")
def test_details_of_the_machines_own() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as client:
        wanted = {listener.getsockname()[1], client.getsockname()[1]}
        with open_source(owners=Holders(Path("/nowhere"), is_privileged=False)) as machine:
            entries = machine.take(["tcp"], with_details=False).sockets
            mine = [e.socket for e in entries if e.socket.local is not None and e.socket.local.port in wanted]
            assert all(one.info is None for one in mine)
            client.send(b"hello")
            detailed = machine.details(mine)
    assert [one.key for one in detailed] == [one.key for one in mine]
    assert {one.state: one.info is not None for one in detailed} == {"LISTEN": True, "ESTABLISHED": True}
    assert 5 in [one.receive_queue for one in detailed], "as it is now"


def test_elsewhere_psutil_tells() -> None:
    with open_source(for_platform="darwin") as machine:
        assert not isinstance(machine, LinuxSource)
    with pytest.raises(NoNamespace):
        open_source("blue", for_platform="darwin")
