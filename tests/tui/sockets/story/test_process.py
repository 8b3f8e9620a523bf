"""The process of a socket."""

import pytest

from tests.tui.sockets.story.made import listening, owned, process, tcp, texts
from tui.sockets.process_details import Ancestor, ProcessDetails
from tui.sockets.snapshot import CLOSED, NOBODY, OTHER_USER, UNACCEPTED, UNANSWERED, OwnedSocket
from tui.sockets.story.around import MOST_OF_PROCESS, Around, around
from tui.sockets.story.process import process_line, process_remarks

ENTRY = owned(tcp())
DETAILS = ProcessDetails(
    ENTRY.owners[0].process,
    ("curl", "-v", "a b"),
    "/usr/bin/curl",
    "/home",
    1_000_000_000,
    (Ancestor(5, "bash"), Ancestor(1, "systemd")),
    "session-1.scope",
    (1000, 0, 0, 0),
    "something is hidden",
)


def heads(entry: OwnedSocket, near: Around, details: ProcessDetails | None = None) -> dict[str, str]:
    return {remark.head: remark.text for remark in process_remarks(entry, near, details, 41_000_000_000)}


def test_all_that_is_known_is_told() -> None:
    told = heads(ENTRY, Around(), DETAILS)
    assert told["process"] == "curl, process 7, which knows it as descriptor 3."
    assert told["command"] == "curl -v 'a b'"
    assert (told["program"], told["works in"]) == ("/usr/bin/curl", "/home")
    assert told["user"].startswith("root (0), started by ")
    assert told["started"].endswith(", 40 s ago.")
    assert told["started by"] == "bash 5 ← systemd 1"
    assert told["unit"] == "session-1.scope."
    assert told["not told"] == "something is hidden."


def test_a_process_may_have_no_name() -> None:
    entry = owned(tcp(), "")
    assert heads(entry, Around())["process"].startswith("(no name), process 7")
    assert process_line(entry, None).startswith("(no name) 7, of ")


def test_details_of_another_process_are_not_mixed_in() -> None:
    assert "command" not in heads(owned(tcp(), pid=8), Around(), DETAILS)
    assert process_line(owned(tcp(), uid=0, pid=8), DETAILS) == "curl 8, of root"
    assert process_line(ENTRY, DETAILS).endswith(": curl -v 'a b'")


def test_those_who_inherited_it_are_named() -> None:
    entry = OwnedSocket(tcp(), tuple(process("worker", pid) for pid in range(1, 13)))
    told = heads(entry, Around())
    assert told["also held by"].startswith("worker 2, worker 3")
    assert told["also held by"].endswith("worker 9 and 3 more: they inherited it (fork(2)).")


def test_other_sockets_of_the_process_are_listed_and_counted() -> None:
    others = [owned(tcp(cookie=port, remote=tcp().local), uid=1000) for port in range(MOST_OF_PROCESS + 3)]
    remarks = list(process_remarks(ENTRY, around(ENTRY, [owned(listening("::", 22)), *others]), None))
    told = texts(remarks)
    assert f"{MOST_OF_PROCESS + 4} other sockets of this process:" in told
    assert "tcp LISTEN [::]:ssh" in told
    assert told[-1] == "and 4 more"


def test_who_made_it_is_told_where_another_holds_it() -> None:
    assert heads(owned(tcp(uid=0)), Around())["made by"] == "the socket was made by root (0)."


@pytest.mark.parametrize("why", [OTHER_USER, CLOSED, UNACCEPTED, NOBODY, UNANSWERED, "reasons of its own"])
def test_without_a_process_it_says_why(why: str) -> None:
    told = heads(OwnedSocket(tcp(uid=0), (), why, "x.service"), Around())
    assert told["process"].startswith(why)
    assert (told["user"], told["unit"]) == ("root (0), who may do everything on this machine.", "x.service.")
    assert process_line(OwnedSocket(tcp(), (), why), None) == ""


def test_endless_command_lines_are_cut() -> None:
    details = ProcessDetails(ENTRY.owners[0].process, ("curl", "x" * 30_000))
    assert len(process_line(ENTRY, details)) < 300
    told = heads(ENTRY, Around(), details)["command"]
    assert (len(told), told[-1]) == (2000, "…")


def test_one_that_has_let_go_of_a_connection_is_told_so() -> None:
    told = heads(owned(tcp("FIN-WAIT-2", inode=0)), Around())
    assert told["process"].startswith("curl, process 7, which has closed it")
