from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from tests.tui.capture.conftest import is_running, open_output, records, until
from tui.capture.dumpcap import DumpcapSource
from tui.capture.pcap_output import RECORD
from tui.capture.source import EngineError, Request

MESSAGE = """
def say(kind, text):
    data = text.encode() + b"\\0"
    os.write(2, kind.encode() + len(data).to_bytes(3, "big") + data)
"""


def program(folder: Path, script: str) -> str:
    """A stand-in for dumpcap that does what the script says."""
    path = folder / "dumpcap"
    path.write_text(f"#!{sys.executable} -S\nimport os, signal, struct, sys, time\n{MESSAGE}\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def pcap(magic: int = 0xA1B23C4D, *fractions: int) -> str:
    """Python that writes a capture of 4-byte frames."""
    return (
        f"os.write(1, struct.pack('=IHHiIII', {magic}, 2, 4, 0, 0, 262144, 1) + "
        f"b''.join(struct.pack('=IIII', 9, f, 4, 4) + b'data' for f in {list(fractions)}))"
    )


def ended(source: DumpcapSource) -> EngineError:
    """Read until the end and return what it means."""
    found: list[EngineError] = []

    def read() -> bool:
        try:
            source.read(100)
        except EngineError as error:
            found.append(error)
        return bool(found)

    until(read, "it ended")
    source.close()
    return found[0]


def test_whole_records_reach_the_file(tmp_path: Path) -> None:
    script = f"{pcap(0xA1B23C4D, 1, 2, 3)}; os.write(1, b'half'); time.sleep(60)"
    source = DumpcapSource(program(tmp_path, script), Request("lo"), open_output(tmp_path / "a.pcap"))
    assert source.link_type is None
    count = [0]

    def read() -> bool:
        count[0] += source.read(2)
        return count[0] == 3

    until(read, "three frames")
    assert source.link_type == 1
    source.close()
    assert records(tmp_path / "a.pcap") == [b"data"] * 3


def test_microseconds_become_nanoseconds(tmp_path: Path) -> None:
    source = DumpcapSource(
        program(tmp_path, pcap(0xA1B2C3D4, 7, 999_999)), Request("lo"), open_output(tmp_path / "a.pcap")
    )
    ended(source)
    data = (tmp_path / "a.pcap").read_bytes()
    assert [RECORD.unpack_from(data, 24 + 20 * n)[1] for n in range(2)] == [7000, 999_999_000]


@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        ("say('B', '0:syntax error')", "bad-filter", "syntax error"),
        ("import io; a, b = b\"You don't have permission to capture\\0\", b'more\\0'\n"
         "inner = b'E' + len(a).to_bytes(3, 'big') + a + b'E' + len(b).to_bytes(3, 'big') + b\n"
         "os.write(2, b'E' + len(inner).to_bytes(3, 'big') + inner)", "no-permission", "may not capture on lo"),
        ("say('E', 'The interface is no longer attached.')", "interface-gone", "disappeared"),
        ("say('E', 'There is no device named lo')", "no-such-interface", "no interface lo"),
        ("sys.exit(3)", "engine-failed", "status 3"),
        ("os.write(1, b'x' * 100)", "engine-failed", "not pcap"),
        (pcap() + "; os.write(1, b'\\xff' * 100)", "engine-failed", "not pcap"),
    ],
)  # fmt: skip
def test_what_it_says_becomes_a_sentence(tmp_path: Path, script: str, code: str, words: str) -> None:
    source = DumpcapSource(program(tmp_path, script), Request("lo"), open_output(tmp_path / "a.pcap"))
    error = ended(source)
    assert error.code == code
    assert words in error.text


def test_drops_come_at_the_end(tmp_path: Path) -> None:
    script = f"signal.signal(2, lambda *_: (say('D', '5:0'), sys.exit(0)))\n{pcap()}\ntime.sleep(60)"
    source = DumpcapSource(program(tmp_path, script), Request("lo"), open_output(tmp_path / "a.pcap"))
    until(lambda: source.read(1) or source.link_type, "it runs")
    assert source.dropped() is None
    source.stop()
    assert source.dropped() == 5
    source.close()


def test_one_that_will_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.capture.dumpcap.EXIT_SECONDS", 0.1)
    script = f"signal.signal(2, signal.SIG_IGN)\n{pcap()}\ntime.sleep(60)"
    source = DumpcapSource(program(tmp_path, script), Request("lo"), open_output(tmp_path / "a.pcap"))
    until(lambda: source.read(1) or source.link_type, "it runs")
    process = source._process.pid
    source.close()
    assert not is_running(process)


def test_the_output_may_change_before_it_says_anything(tmp_path: Path) -> None:
    script = f"sys.stdin; time.sleep(0.05); {pcap(0xA1B23C4D, 1)}"
    source = DumpcapSource(program(tmp_path, script), Request("lo"), open_output(tmp_path / "a.pcap"))
    source.switch(open_output(tmp_path / "b.pcap"))
    ended(source)
    assert os.path.getsize(tmp_path / "a.pcap") == 0
    assert records(tmp_path / "b.pcap") == [b"data"]
