"""Sockets with their owners at one moment, and what could not be seen."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.tui.sockets.test_processes import make_process
from tui.sockets.entry import Endpoint, Protocol, Socket
from tui.sockets.namespaces import NoNamespace
from tui.sockets.processes import Owners
from tui.sockets.snapshot import CLOSED, NOBODY, OTHER_USER, UNACCEPTED, LinuxSource, open_source
from tui.sockets.units import Units

ONE = Socket("tcp", "ipv4", "LISTEN", Endpoint("127.0.0.1", 80), uid=33, inode=700, cookie=1)


class Kernel:
    def __init__(self, *sockets: Socket) -> None:
        self.sockets = list(sockets)
        self.is_open = True
        self.asked: list[tuple[list[Protocol], bool]] = []

    def all(self, protocols: Iterable[Protocol], *, with_details: bool) -> list[Socket]:
        assert not gc.isenabled()
        self.asked.append((list(protocols), with_details))
        return self.sockets

    def close(self) -> None:
        self.is_open = False


def source(proc: Path, *sockets: Socket, uid: int = 0) -> LinuxSource:
    units = Units(proc / "cgroups")
    return LinuxSource(
        Kernel(*sockets), Owners(proc), units, uid=uid, clock=lambda: 5, unit_of_process=lambda pid: f"{pid}.service"
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


def test_users_are_told_what_only_root_sees(tmp_path: Path) -> None:
    taken = source(tmp_path, ONE, ONE._replace(cookie=2), uid=1000).take(["tcp", "packet"], with_details=False)
    assert taken.notices == (
        "the processes of 2 sockets are not known: root sees those of all users",
        "packet sockets are told to root only",
    )
    single = source(tmp_path, ONE, uid=1000).take(["tcp"], with_details=False)
    assert single.notices == ("the process of 1 socket is not known: root sees those of all users",)


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


def test_elsewhere_psutil_tells() -> None:
    with open_source(for_platform="darwin") as machine:
        assert not isinstance(machine, LinuxSource)
    with pytest.raises(NoNamespace):
        open_source("blue", for_platform="darwin")
