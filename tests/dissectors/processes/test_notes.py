"""A saved capture says whose its packets are, to other readers in comments and to ours in a block."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.capture_file import MergedCapture, save_capture
from dissectors.packets.table import PacketTable
from dissectors.processes.ends import NOBODY
from tests.dissectors.capture_file.build import every_kind_of_block, read
from tests.dissectors.processes.found import BEGAN, CLIENT, SERVER, found
from tests.dissectors.processes.test_joined import AGAIN, port_used_again
from tests.dissectors.streams.frames import capture_of, ip, udp
from tests.dissectors.streams.talk import Talk

CURL = found("curl", 7, how="traced", user="alice")
NGINX = found("nginx", 9, local=SERVER, remote=CLIENT, how="listener")
SENT = "sent by curl, pid 7, user alice (traced)"
RECEIVED = "received by nginx, pid 9 (listener)"


def told(table: PacketTable) -> PacketTable:
    table.attributions.append([CURL, NGINX])
    return table


def saved(table: PacketTable, path: Path, rows: Iterable[int] | None = None) -> PacketTable:
    save_capture(table.capture, path, rows, processes=table.processes_to_save())  # type: ignore[arg-type]
    capture = open_capture(path)
    capture.refresh()
    assert capture.notice is None
    again = PacketTable(capture)
    again.number_streams(len(again))
    return again


def comments(table: PacketTable) -> dict[int, tuple[str, ...]]:
    found_by_row = {row: table.capture.comments(row) for row in range(len(table))}
    return {row: some for row, some in found_by_row.items() if some}


def test_what_is_known_comes_back(tmp_path: Path) -> None:
    again = saved(told(Talk().shake().table(tmp_path)), tmp_path / "saved.pcapng")
    assert list(again.attributions.since(0)) == [CURL, NGINX]
    assert [again.ends(row).text for row in range(3)] == ["curl → nginx", "nginx → curl", "curl → nginx"]
    assert comments(again) == {0: (SENT, RECEIVED)}


def test_saving_again_doubles_nothing(tmp_path: Path) -> None:
    again = saved(told(Talk().shake().table(tmp_path)), tmp_path / "saved.pcapng")
    twice = saved(again, tmp_path / "twice.pcapng")
    assert (tmp_path / "twice.pcapng").read_bytes() == (tmp_path / "saved.pcapng").read_bytes()
    assert comments(twice) == comments(again)


def test_a_part_keeps_what_belongs_to_it(tmp_path: Path) -> None:
    other = Talk(("10.0.0.3", 5), SERVER).wait(50).shake()
    table = told(Talk().shake().wait(5000).send(0).table(tmp_path, other))
    table.attributions.append([found("nc", 8, local=SERVER, remote=CLIENT._replace(address="10.0.0.3", port=5))])
    part = saved(table, tmp_path / "part.pcapng", [6])
    assert part.ends(0).text == "curl → nginx"
    assert comments(part) == {0: (SENT, RECEIVED)}
    assert len(part.attributions) == 2


def test_a_part_of_a_part_still_knows(tmp_path: Path) -> None:
    table = told(Talk().shake().wait(5000).send(1).send(0).table(tmp_path))
    part = saved(table, tmp_path / "part.pcapng", [0, 2, 3, 4])
    smaller = saved(part, tmp_path / "smaller.pcapng", [2, 3])
    assert [smaller.ends(row).text for row in range(2)] == ["nginx → curl", "curl → nginx"]


def test_rows_in_another_order_are_told_of_at_the_first(tmp_path: Path) -> None:
    again = saved(told(Talk().shake().table(tmp_path)), tmp_path / "saved.pcapng", [2, 1, 0])
    assert comments(again) == {0: (SENT, RECEIVED)}
    assert again.ends(2).text == "curl → nginx"


def test_a_port_used_again_stays_another_process_in_a_part(tmp_path: Path) -> None:
    table = port_used_again(tmp_path)
    table.attributions.append([found("curl", 7), found("nc", 8, time_ns=AGAIN)])
    both = saved(table, tmp_path / "both", [2, 3])
    assert [both.ends(row).text for row in (0, 1)] == ["curl", "nc"]
    # Without the second one's SYN nobody can tell them apart.
    mixed = saved(table, tmp_path / "mixed", [2, 4])
    assert [mixed.ends(row).text for row in (0, 1)] == ["", ""]
    assert saved(table, tmp_path / "second", [4]).ends(0).text == "nc"


def test_a_part_that_nobody_is_known_of_says_nothing(tmp_path: Path) -> None:
    other = Talk(("10.0.0.3", 5), SERVER).wait(50).shake()
    table = told(Talk().shake().table(tmp_path, other))
    again = saved(table, tmp_path / "part.pcapng", [3, 4, 5])
    assert (len(again.attributions), comments(again)) == (0, {})


def test_a_quoted_packet_is_known_but_the_error_is_nobodys(tmp_path: Path) -> None:
    sent = udp(CLIENT, SERVER)
    error = ip("10.0.0.1", "10.0.0.2", 1, struct.pack("!BBHI", 3, 3, 0, 0) + sent[14:])
    table = PacketTable(capture_of([sent, error, sent], tmp_path))
    table.attributions.append([found("dig", 7, protocol="udp", time_ns=0)])
    again = saved(table, tmp_path / "part.pcapng", [1, 2])
    assert again.ends(0) == NOBODY
    assert comments(again) == {1: ("sent by dig, pid 7 (exact)",)}
    assert [ends.text for _, ends in again.index.processes.of_row(0) or ()] == ["dig"]


@pytest.mark.parametrize("order", ["<", ">"])
def test_frames_of_a_pcapng_keep_what_they_had(tmp_path: Path, order: str) -> None:
    """A comment of its own, options, and the byte order."""
    before = read(tmp_path / "before", every_kind_of_block(order))
    table = PacketTable(before)
    first = saved(table, tmp_path / "after.pcapng")
    save_capture(before, tmp_path / "plain.pcapng")
    assert (tmp_path / "after.pcapng").read_bytes() == (tmp_path / "plain.pcapng").read_bytes()
    assert len(first) == len(table)


def test_a_comment_is_added_to_those_of_the_packet(tmp_path: Path) -> None:
    first = saved(Talk().shake().table(tmp_path), tmp_path / "plain.pcapng")
    with_own = tmp_path / "own.pcapng"
    save_capture(first.capture, with_own, processes=told(first).processes_to_save())  # type: ignore[arg-type]
    text = with_own.read_bytes()
    own = text.replace(SENT.encode(), b"what a person wrote here, as long as it".ljust(len(SENT), b"!"))
    (tmp_path / "changed.pcapng").write_bytes(own)
    capture = open_capture(tmp_path / "changed.pcapng")
    capture.refresh()
    twice = saved(PacketTable(capture), tmp_path / "twice.pcapng")
    assert [one[:4] for one in comments(twice)[0]] == ["sent", "what", "rece"]


def test_several_files_captured_together_are_saved_so(tmp_path: Path) -> None:
    Talk().shake().table(tmp_path)
    (tmp_path / "talk.pcap").rename(tmp_path / "one.pcap")
    Talk(("10.0.0.3", 5), SERVER).shake().table(tmp_path)
    with MergedCapture([tmp_path / "one.pcap", tmp_path / "talk.pcap"]) as merged:
        merged.refresh()
        again = saved(told(PacketTable(merged)), tmp_path / "saved.pcapng")
    assert sorted(again.ends(row).text for row in range(6)) == [
        "",
        "",
        "",
        "curl → nginx",
        "curl → nginx",
        "nginx → curl",
    ]


def test_pcap_has_no_place_for_it(tmp_path: Path) -> None:
    table = told(Talk().shake().table(tmp_path))
    save_capture(table.capture, tmp_path / "saved.pcap", processes=table.processes_to_save())  # type: ignore[arg-type]
    assert (tmp_path / "saved.pcap").read_bytes() == (tmp_path / "talk.pcap").read_bytes()


def test_without_a_table_the_files_own_word_is_kept(tmp_path: Path) -> None:
    again = saved(told(Talk().shake().table(tmp_path)), tmp_path / "saved.pcapng")
    save_capture(again.capture, tmp_path / "copy.pcapng")  # type: ignore[arg-type]
    assert (tmp_path / "copy.pcapng").read_bytes() == (tmp_path / "saved.pcapng").read_bytes()


def test_what_a_file_tells_late_is_told_all_the_same(tmp_path: Path) -> None:
    """Rows come while the capture is read: what is known grows."""
    first = saved(told(Talk().shake().send(0).table(tmp_path)), tmp_path / "saved.pcapng")
    capture = open_capture(tmp_path / "saved.pcapng")
    table = PacketTable(capture)

    def rows() -> Iterable[int]:
        while some := capture.refresh(1):
            yield from some

    again = saved(table, tmp_path / "again.pcapng", rows())
    assert list(again.attributions.since(0)) == list(first.attributions.since(0))
    assert comments(again) == comments(first)


def test_other_programs_read_such_a_file(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    hostile = found("a\x1b]0;x\x07\n", 7, how="traced", time_ns=BEGAN)
    table = Talk().shake().table(tmp_path)
    table.attributions.append([hostile, NGINX])
    path, copy = tmp_path / "saved.pcapng", tmp_path / "copy.pcapng"
    saved(table, path)
    run = [require_tool("tshark"), "-r", str(path), "-T", "fields", "-e", "frame.comment"]
    shown = subprocess.run(run, capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines() == [f"sent by a\\033]0;x\\a\\n, pid 7 (traced),{RECEIVED}", "", ""]
    assert [line for line in shown.stderr.splitlines() if "Running as user" not in line] == []
    counted = subprocess.run([require_tool("capinfos"), "-Mcr", str(path)], capture_output=True, text=True, check=True)
    assert counted.stdout.split()[-1] == "3"
    assert counted.stderr == ""
    edited = subprocess.run([require_tool("editcap"), str(path), str(copy)], capture_output=True, text=True, check=True)
    assert edited.stderr == ""
    capture = open_capture(copy)
    assert len(capture.refresh()) == 3
    assert capture.comments(0)[1] == RECEIVED
