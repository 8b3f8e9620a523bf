"""Attributions: of processes, and of what is known without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.sockets.watch.fakes import CLIENT, CURL, NGINX, SERVER, WORKER, FakeHolders, made
from tui.sockets.snapshot import NOBODY, OTHER_USER, UNACCEPTED
from tui.sockets.units import Units
from tui.sockets.watch.beginnings import Beginning
from tui.sockets.watch.holders import Known
from tui.sockets.watch.looking import Look
from tui.sockets.watch.search import NO_SOCKET, SEVERAL, SHARED, TOO_SOON, Search
from tui.sockets.watch.telling import Telling
from tui.sockets.watch.tracefs import Connect

CONNECT = Connect(7, "curl", CLIENT, SERVER, 1, 2, False, None, None)


def telling(tmp_path: Path, *, uid: int = 0) -> Telling:
    (tmp_path / "x.service").mkdir(exist_ok=True)
    return Telling(FakeHolders({}), Units(tmp_path), uid=uid, user_name=lambda number: f"user{number}")


def search(tmp_path: Path, inode: int = 1, *, state: str = "", uid: int = 33, is_asked: bool = False) -> Search:
    (tmp_path / "x.service").mkdir(exist_ok=True)
    cgroup = (tmp_path / "x.service").stat().st_ino
    one = made(CLIENT, SERVER, inode, cookie=1, state=state, uid=uid)._replace(cgroup=cgroup)
    return Search("tcp", CLIENT, SERVER, 5, 0.0, Beginning(CLIENT, SERVER, 1, 5), is_asked, look=Look("exact", (one,)))


def test_a_process_is_told_with_its_own_user_and_unit(tmp_path: Path) -> None:
    told = telling(tmp_path).known(search(tmp_path), CURL)
    assert (told.how, told.pid, told.started, told.uid, told.user, told.unit, told.unknown) == (
        "exact", 700, 50, 1000, "user1000", "curl.service", "",
    )  # fmt: skip


def test_a_traced_process_that_is_gone_has_the_user_and_unit_of_its_socket(tmp_path: Path) -> None:
    told = telling(tmp_path).traced(search(tmp_path), CONNECT, 9)
    assert (told.how, told.pid, told.started, told.name, told.time_ns) == ("traced", 7, None, "curl", 9)
    assert (told.uid, told.user, told.unit) == (33, "user33", "x.service")


def test_a_traced_process_that_is_there_tells_itself(tmp_path: Path) -> None:
    told = telling(tmp_path).traced(search(tmp_path), CONNECT._replace(known=Known(CURL, ("curl",), "u")), 9)
    assert (told.pid, told.command, told.unit, told.uid) == (700, ("curl",), "u", 1000)


def test_without_a_process_the_user_and_unit_of_its_socket_are_told(tmp_path: Path) -> None:
    told = telling(tmp_path).unknown(search(tmp_path), "why")
    assert (told.pid, told.name, told.uid, told.user, told.unit, told.unknown) == (
        None, "", 33, "user33", "x.service", "why",
    )  # fmt: skip


def test_what_several_processes_have_in_common_is_told(tmp_path: Path) -> None:
    told = telling(tmp_path).unknown(search(tmp_path), processes=[NGINX, WORKER])
    assert (told.pid, told.name, told.uid, told.unknown) == (None, "nginx", 33, SEVERAL)
    shared = search(tmp_path)
    shared.look = Look("listener", (made(CLIENT, None, 1),))
    told = telling(tmp_path).unknown(shared, processes=[NGINX, CURL])
    assert (told.how, told.name, told.unknown) == ("listener", "", SHARED)


@pytest.mark.parametrize(
    ("inode", "state", "uid", "is_asked", "looker", "why"),
    [
        (0, "TIME-WAIT", 33, False, 0, TOO_SOON),
        (0, "ESTABLISHED", 33, False, 0, UNACCEPTED),
        (1, "", 33, False, 1000, OTHER_USER),
        (1, "", 33, False, 0, TOO_SOON),
        (1, "", 33, True, 33, NOBODY),
    ],
)
def test_why_there_is_no_process_is_told(
    tmp_path: Path, inode: int, state: str, uid: int, is_asked: bool, looker: int, why: str
) -> None:
    told = telling(tmp_path, uid=looker).unknown(search(tmp_path, inode, state=state, uid=uid, is_asked=is_asked))
    assert told.unknown == why


@pytest.mark.parametrize(("is_patient", "why"), [(True, NO_SOCKET), (False, TOO_SOON)])
def test_who_waits_has_no_socket_and_who_began_has_closed_it(tmp_path: Path, is_patient: bool, why: str) -> None:
    one = Search("udp", CLIENT, SERVER, 5, 0.0, is_patient=is_patient)
    told = telling(tmp_path).unknown(one)
    assert (told.how, told.uid, told.user, told.unknown) == ("exact", None, "", why)
