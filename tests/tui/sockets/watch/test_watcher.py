"""The watcher's commands, with everything it looks at made up; and the real one, as root and as nobody."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator

import pytest

from dissectors.processes.attribution import End
from tests.tui.sockets.watch.served import DETAILS, FOUND, SERVER, Served
from tui.capture.channel import ChannelClosed, Message
from tui.sockets.entry import Endpoint
from tui.sockets.watch.closing import NEEDS_PRIVILEGE, NOT_THIS_KERNEL
from tui.sockets.watch.messages import (
    LARGEST_PID,
    MOST_FLOWS,
    attribution_row,
    process_row,
    read_attribution,
    read_details_row,
)
from tui.sockets.watch.owner_messages import MOST_INODES
from tui.sockets.watch.watcher import MOST_FOUND, NOR_SHORT, OTHER_USERS

ONE = ["tcp", "ipv4", ["127.0.0.1", 80], ["127.0.0.1", 50_000], 0, 99]


@pytest.fixture
def served() -> Iterator[Served]:
    watcher = Served()
    watcher.start()
    assert watcher.hear("told") == {"event": "told", "sees_all": True, "cannot_see": "", "cannot_end": ""}
    yield watcher
    watcher.end()


@pytest.mark.parametrize(
    ("privileged", "may_end", "refusal", "told"),
    [
        (False, False, errno.ENOENT, (False, f"{OTHER_USERS}: root sees those of all users", NEEDS_PRIVILEGE)),
        (True, True, errno.EOPNOTSUPP, (True, "", NOT_THIS_KERNEL)),
        (True, False, errno.ENOENT, (True, "", NEEDS_PRIVILEGE)),
    ],
)
def test_it_says_what_it_cannot(privileged: bool, may_end: bool, refusal: int, told: tuple[object, ...]) -> None:
    watcher = Served(is_privileged=privileged, may_end=may_end, refusal=refusal)
    watcher.start()
    message = watcher.hear("told")
    assert (message["sees_all"], message["cannot_see"], message["cannot_end"]) == told
    watcher.send({"command": "end", "id": 1, "socket": ONE})
    refused = watcher.hear("error")
    assert (refused["id"], refused["errno"], refused["text"]) == (1, errno.EPERM, told[2])
    assert watcher.kernel.ended == []
    watcher.end()


def test_what_is_found_comes_in_batches(served: Served) -> None:
    served.send({"command": "watch"})
    served.hear("told")
    assert served.lookout.is_watching
    served.lookout.ring([FOUND] * 3)
    assert served.hear("attributed")["rows"] == [attribution_row(FOUND)] * 3
    served.send({"command": "unwatch"})
    served.send({"command": "nothing", "id": 1})
    served.hear("error")
    assert not served.lookout.is_watching


def test_why_nothing_is_traced_is_told_when_it_watches(served: Served) -> None:
    served.lookout.cannot = ("nothing is traced: there is no tracefs", "and more")
    served.send({"command": "watch"})
    assert served.hear("told")["cannot_see"] == "nothing is traced: there is no tracefs; and more"


def test_what_fails_while_it_watches_is_told(served: Served) -> None:
    served.send({"command": "watch"})
    served.hear("told")
    served.lookout.cannot = ("no packets are seen any more",)
    served.lookout.ring()
    assert served.hear("told")["cannot_see"] == "no packets are seen any more"


def test_a_user_is_told_that_what_is_short_is_not_seen() -> None:
    watcher = Served(is_privileged=False)
    watcher.lookout.hears_packets = False
    watcher.start()
    assert watcher.hear("told")["cannot_see"] == f"{OTHER_USERS}: root sees those of all users"
    watcher.send({"command": "watch"})
    assert watcher.hear("told")["cannot_see"] == f"{NOR_SHORT}: root sees those of all users"
    watcher.end()


def test_flows_are_asked_about(served: Served) -> None:
    served.send({"command": "ask", "flows": [["udp", "::FFFF:1.2.3.4", 53, "2001:DB8::1", 65_535]]})
    rows = served.hear("attributed")["rows"]
    assert isinstance(rows, list)
    assert [read_attribution(row) for row in rows] == [FOUND]
    assert served.lookout.asked == [("udp", End("::ffff:1.2.3.4", 53), End("2001:db8::1", 65_535))]


def test_owners_are_told_by_inode(served: Served) -> None:
    served.owners.hidden = frozenset({5, 3})
    served.send({"command": "owners", "id": 4, "inodes": [1, 700]})
    part, answer = served.hear("part"), served.hear("answer")
    assert (part["id"], part["held"]) == (4, [700, 0, 3, 700, 1, 4])
    assert part["processes"] == [process_row(SERVER), [8, 1, "\udc80", 0, 0]]
    assert answer == {"event": "answer", "id": 4, "hidden": [3, 5]}


def test_a_process_is_told_about(served: Served) -> None:
    served.send({"command": "process", "id": 1, "pid": 7, "started": 100})
    assert read_details_row(served.hear("answer")["process"]) == DETAILS
    served.send({"command": "process", "id": 2, "pid": 7, "started": 101})
    assert served.hear("answer") == {"event": "answer", "id": 2, "process": None}


def test_one_socket_is_ended(served: Served) -> None:
    served.send({"command": "end", "id": 1, "socket": ONE})
    assert served.hear("answer") == {"event": "answer", "id": 1}
    (ended,) = served.kernel.ended
    assert (ended.protocol, ended.family, ended.local, ended.remote, ended.interface, ended.cookie) == (
        "tcp",
        "ipv4",
        Endpoint("127.0.0.1", 80),
        Endpoint("127.0.0.1", 50_000),
        0,
        99,
    )


def test_a_refusal_of_the_kernel_is_answered(served: Served) -> None:
    served.send({"command": "end", "id": 1, "socket": ["udp", "ipv6", ["::1", 0], None, 2, 99]})
    assert served.hear("error")["errno"] == errno.ENOENT


@pytest.mark.parametrize(
    "message",
    [
        {"command": "owners", "inodes": []},
        {"command": "owners", "id": 1},
        {"command": "owners", "id": 1, "inodes": ["/etc/passwd"]},
        {"command": "owners", "id": 1, "inodes": [-1]},
        {"command": "owners", "id": 1, "inodes": [1 << 64]},
        {"command": "owners", "id": 1, "inodes": [True]},
        {"command": "owners", "id": 1, "inodes": [1] * (MOST_INODES + 1)},
        {"command": "owners", "id": "1", "inodes": []},
        {"command": "owners", "id": -1, "inodes": []},
        {"command": "owners", "id": 1 << 60, "inodes": []},
        {"command": "watch", "id": 1},
        {"command": ["watch"]},
        {"command": "open", "id": 1, "path": "/etc/shadow"},
        {"command": "process", "id": 1, "pid": "1/../../etc"},
        {"command": "process", "id": 1, "pid": 0},
        {"command": "process", "id": 1, "pid": LARGEST_PID + 1},
        {"command": "process", "id": 1, "pid": 1, "started": "now"},
        {"command": "ask", "flows": [["tcp", "1.2.3.4", 1, "1.2.3.4", 1]] * (MOST_FLOWS + 1)},
        {"command": "ask", "flows": [["tcp", "1.2.3.4", 1]]},
        {"command": "ask", "flows": [["sctp", "1.2.3.4", 1, "1.2.3.4", 1]]},
        {"command": "ask", "flows": [["tcp", "localhost", 1, "1.2.3.4", 1]]},
        {"command": "ask", "flows": [["tcp", "1.2.3.4", 65_536, "1.2.3.4", 1]]},
        {"command": "ask", "flows": [["tcp", "1" * 70, 1, "1.2.3.4", 1]]},
        {"command": "ask", "flows": [["tcp", "1.2.3.4\0", 1, "1.2.3.4", 1]]},
        {"command": "ask", "flows": "all"},
        {"command": "end", "id": 1, "socket": ONE[:5]},
        {"command": "end", "id": 1, "socket": [*ONE[:5], (1 << 64) - 1]},
        {"command": "end", "id": 1, "socket": [*ONE[:5], None]},
        {"command": "end", "id": 1, "socket": ["unix", *ONE[1:]]},
        {"command": "end", "id": 1, "socket": ["tcp", "ipv6", *ONE[2:]]},
        {"command": "end", "id": 1, "socket": [*ONE[:3], [1, 2, 3], 0, 99]},
        {"command": "end", "id": 1, "socket": [*ONE[:4], 1 << 31, 99]},
    ],
    ids=lambda message: str(message)[:60],
)
def test_what_it_does_not_know_is_refused_and_it_goes_on(served: Served, message: Message) -> None:
    served.send(message)
    assert served.hear("error")["errno"] == errno.EINVAL
    assert (served.kernel.ended, served.lookout.asked, served.owners.calls) == ([], [], 0)
    served.send({"command": "process", "id": 9, "pid": 7})
    assert served.hear("answer")["id"] == 9


def test_a_flood_of_questions_keeps_nothing_from_being_heard(served: Served) -> None:
    # All of them are on their way before the first is answered.
    served.lookout.ring([FOUND])
    served.send_many([{"command": "owners", "id": number, "inodes": [700]} for number in range(2_000)])
    served.hear("attributed")
    assert served.owners.calls < 2_000
    for number in range(2_000):
        assert served.hear("answer")["id"] == number


def test_a_long_look_at_all_processes_keeps_nothing_from_being_heard(served: Served) -> None:
    served.owners.pauses = 1 << 60
    served.send({"command": "owners", "id": 1, "inodes": [700]})
    served.until(lambda: served.owners.calls)
    served.lookout.ring([FOUND])
    served.hear("attributed")


def test_it_holds_no_more_than_so_much_for_a_client_that_never_reads(served: Served) -> None:
    for _ in range(3):
        served.lookout.ring([FOUND] * MOST_FOUND)
        served.until(lambda: not served.lookout.found)
    assert len(served.watcher._found) <= MOST_FOUND
    calls = served.owners.calls
    served.send_many([{"command": "owners", "id": 1, "inodes": [700]}] * 100)
    served.lookout.ring()
    served.until(lambda: served.channel_of_theirs.is_backed_up)
    assert served.owners.calls == calls, "questions wait until the answers are read"


def test_descriptors_that_nobody_asked_for_are_closed(served: Served) -> None:
    read_end, write_end = os.pipe()
    with open(read_end, "rb") as left:
        for _ in range(3):
            served.channel.send({"command": "nothing", "id": 1}, write_end)
            served.hear("error")
        os.close(write_end)
        assert left.read() == b"", "nobody has the other end any more"


def test_it_ends_with_its_client(served: Served) -> None:
    served.channel.shutdown()
    with pytest.raises(ChannelClosed):
        served.hear_end()
    served.wait()


def test_it_ends_though_its_client_never_read() -> None:
    watcher = Served()
    watcher.start()
    watcher.lookout.ring([FOUND] * MOST_FOUND)
    watcher.until(lambda: watcher.channel_of_theirs.is_backed_up)
    watcher.end()
