"""`remora read`: what is printed and saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.capture_file import save_capture
from tests.conftest import SAMPLES
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.talk import Talk
from tests.oracle import tshark
from tui import cli

HELLO = str(SAMPLES / "hello.pcapng")
DNS = str(SAMPLES / "dns.pcapng")

Output = pytest.CaptureFixture[bytes]


def read(capfdbinary: Output, *arguments: str) -> bytes:
    """What a successful `remora read` prints."""
    assert cli.run(["read", *arguments]) == 0
    return capfdbinary.readouterr().out


def test_only_the_packets_of_a_filter_are_printed(capfdbinary: Output) -> None:
    output = read(capfdbinary, HELLO, "-Y", "tcp.flags.syn == 1 && tcp.flags.ack == 0")
    assert output.count(b"\n") == 1
    assert b"[SYN]" in output


def test_a_count_counts_packets_read(capfdbinary: Output) -> None:
    assert read(capfdbinary, HELLO, "-c", "2").count(b"\n") == 2
    assert read(capfdbinary, HELLO, "-c", "2", "-Y", "frame.number > 2") == b""


def test_no_match_is_no_error(capfdbinary: Output) -> None:
    assert read(capfdbinary, HELLO, "-Y", "udp") == b""


def test_objects_have_layers_values_and_byte_ranges(capfdbinary: Output) -> None:
    lines = read(capfdbinary, DNS, "-T", "jsonl").splitlines()
    packet = json.loads(lines[0])
    assert packet["number"] == 1
    assert [layer["name"] for layer in packet["layers"]] == ["frame", "eth", "ip", "udp", "dns"]
    (source,) = [field for field in packet["layers"][2]["fields"] if field["name"] == "ip.src"]
    assert (source["value"], source["start"], source["stop"]) == ("127.0.0.1", 26, 30)


def test_chosen_fields_of_objects(capfdbinary: Output) -> None:
    packet = json.loads(read(capfdbinary, DNS, "-c", "1", "-T", "jsonl", "-e", "ip.addr", "-e", "udp.dstport"))
    assert packet["fields"]["ip.addr"] == ["127.0.0.1", "127.0.0.1"]
    assert isinstance(packet["fields"]["udp.dstport"][0], int)


def test_trees_and_bytes(capfdbinary: Output) -> None:
    output = read(capfdbinary, HELLO, "-c", "1", "-V", "-x").decode()
    assert output.startswith("Frame 1: ")
    assert "    Source Port: " in output
    assert "\n0000  00 00 00 00 00 00 " in output


def test_summary_lines_stand_before_bytes_where_they_are_asked_for(capfdbinary: Output) -> None:
    first, blank, data, *_ = read(capfdbinary, HELLO, "-c", "1", "-P", "-x").decode().splitlines()
    assert "[SYN]" in first
    assert (blank, data[:6]) == ("", "0000  ")
    assert read(capfdbinary, HELLO, "-c", "1", "-x").startswith(b"0000  ")


def test_chosen_frames_are_saved_and_nothing_is_printed(capfdbinary: Output, tmp_path: Path) -> None:
    saved = tmp_path / "saved.pcapng"
    assert read(capfdbinary, HELLO, "-Y", "tcp.flags.syn", "-w", str(saved)) == b""
    assert read(capfdbinary, str(saved)).count(b"[SYN") == 2


def test_a_pipe_takes_the_saved_frames(capfdbinary: Output, tmp_path: Path) -> None:
    saved = tmp_path / "saved.pcapng"
    saved.write_bytes(read(capfdbinary, HELLO, "-c", "3", "-w", "-"))
    assert read(capfdbinary, str(saved)).count(b"\n") == 3


FIELDS = (
    *("frame.number", "frame.time_epoch", "frame.len", "eth", "eth.addr", "ip", "ip.addr", "ip.flags", "ip.id"),
    *("tcp.port", "tcp.flags", "tcp.flags.syn", "tcp.options", "tcp.payload", "udp", "udp.checksum"),
    *("dns", "dns.qry.name", "dns.flags", "data", "frame.protocols", "_ws.col.Protocol", "_ws.col.Nonsense"),
)
LAYOUTS = (
    (),
    ("header=y",),
    ("header=y", "quote=d", "bom=y", "separator=,"),
    ("occurrence=f", "quote=s"),
    ("occurrence=l", "separator=/s"),
    ("aggregator=;", "separator=|"),
)


@pytest.mark.parametrize("layout", LAYOUTS, ids=" ".join)
@pytest.mark.parametrize("sample", ["hello.pcapng", "dns.pcapng"])
def test_fields_are_byte_for_byte_tsharks(
    capfdbinary: Output, require_tool: Callable[[str], str], sample: str, layout: tuple[str, ...]
) -> None:
    require_tool("tshark")
    words = [word for name in FIELDS for word in ("-e", name)] + [word for one in layout for word in ("-E", one)]
    ours = read(capfdbinary, str(SAMPLES / sample), "-T", "fields", *words)
    assert ours == tshark.run("-n", "-r", str(SAMPLES / sample), "-T", "fields", *words).stdout


def test_who_prints_natively_what_tshark_chose_hears_of_deep_on_a_terminal(
    capfdbinary: Output, monkeypatch: pytest.MonkeyPatch, require_tool: Callable[[str], str]
) -> None:
    require_tool("tshark")
    foreign = [DNS, "-Y", "dns.time"]
    hint = b"with --deep it also decodes them"
    assert cli.run(["read", *foreign]) == 0
    assert hint not in capfdbinary.readouterr().err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    for arguments, is_told in ((foreign, True), ([*foreign, "--deep"], False), ([DNS, "-Y", "dns"], False)):
        assert cli.run(["read", *arguments]) == 0
        assert (hint in capfdbinary.readouterr().err) == is_told


def test_processes_are_printed_filtered_and_saved(capfdbinary: Output, tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path, Talk(("10.0.0.3", 5), SERVER).wait(50).shake())
    nginx = found("ng\x1b[inx", 9, local=SERVER, remote=CLIENT, how="listener")
    table.attributions.append([found("curl", 7), nginx])
    told, part = tmp_path / "told.pcapng", tmp_path / "part.pcapng"
    save_capture(table.capture, told, processes=table.processes_to_save())  # type: ignore[arg-type]
    fields = ("-T", "fields", "-e", "frame.number", "-e", "proc.name", "-e", "proc.pid")
    expected = b"1\tcurl,ng\x1b[inx\t7,9\n2\tng\x1b[inx,curl\t9,7\n3\tcurl,ng\x1b[inx\t7,9\n"
    assert read(capfdbinary, str(told), "-Y", 'proc.name == "curl"', *fields) == expected
    assert read(capfdbinary, str(told), "-Y", 'proc.how == "listener" && frame.number > 1', "-w", str(part)) == b""
    assert read(capfdbinary, str(part), *fields, "-c", "1") == b"1\tng\x1b[inx,curl\t9,7\n"
    tree = read(capfdbinary, str(part), "-V", "-c", "1")
    assert b"[Sent by ng\\033[inx, pid 9]" in tree
    assert b"\x1b" not in tree
    read(capfdbinary, str(part), "-w", str(told))
    assert told.read_bytes() == part.read_bytes()
