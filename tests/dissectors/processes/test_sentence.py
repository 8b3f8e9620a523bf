"""What is known of an end in half a sentence."""

from __future__ import annotations

from dissectors.processes.ends import Ends
from dissectors.processes.sentence import LONGEST_COMMENT, comment, comments_on, described
from tests.dissectors.processes.found import found


def test_a_process_is_told_with_its_user() -> None:
    assert comment("sent", found("curl", 4711, user="alice", how="traced")) == (
        "sent by curl, pid 4711, user alice (traced)"
    )
    assert described(found("", 5, uid=0, unit="ssh.service")) == "a process, pid 5, uid 0, unit ssh.service"


def test_why_there_is_no_process_is_told() -> None:
    gone = found(user="alice", unknown="the process was gone")
    assert comment("received", gone) == "received by an unknown process, user alice (exact: the process was gone)"


def test_what_a_program_calls_itself_stays_one_line_of_text() -> None:
    told = comment("sent", found("a\x1b[2J\nb\u202e\ud800", 5))
    assert told == "sent by a\\033[2J\\nb\\u202E\ufffd\ufffd\ufffd, pid 5 (exact)"


def test_a_packet_has_a_comment_for_each_end_that_is_known() -> None:
    curl, nginx = found("curl", 7), found("nginx" * 1000, 9)
    assert comments_on(Ends(curl, None)) == ("sent by curl, pid 7 (exact)",)
    _, received = comments_on(Ends(curl, nginx))
    assert received.startswith("received by nginx")
    assert len(received) == LONGEST_COMMENT
