"""tshark's summaries of saved and growing tables, with colours, ended early, and against tshark on the file itself."""

from __future__ import annotations

import asyncio
import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dissectors.capture_file import open_capture
from dissectors.capture_file.writer import PcapWriter
from dissectors.deep.choices.decode_as import DecodeAs
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.columns.psml import Colours, PacketSummary, SummaryBatch
from dissectors.deep.columns.summary_stream import SummaryStream
from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark.program import Tshark, find_tshark
from dissectors.packets.table import PacketTable
from tests.dissectors.deep.left_behind import descriptors, opened_since


@pytest.fixture
def tshark(require_tool: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tshark:
    """With configuration and caches of the test's own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return find_tshark(require_tool("tshark"))


@pytest.fixture
def dns(samples: Path) -> Iterator[PacketTable]:
    with open_capture(samples / "dns.pcapng") as capture:
        while capture.refresh():
            pass
        yield PacketTable(capture)


def answers(
    table: PacketTable, tshark: Tshark, choices: DeepChoices | None = None, *, with_colours: bool = False
) -> list[PacketSummary]:
    async def ask() -> list[PacketSummary]:
        stream = SummaryStream(table, tshark, choices or DeepChoices(), with_colours=with_colours)
        stream.more(len(table))
        stream.finish()
        found: list[PacketSummary] = []
        await stream.run(found.extend)
        assert stream.fed == len(table)
        return found

    return asyncio.run(ask())


@pytest.mark.parametrize("name", ["dns", "http", "wire", "hello-ipv6", "udp-unreachable"])
def test_rows_are_those_of_tshark_on_the_file(name: str, tshark: Tshark, samples: Path) -> None:
    path = samples / f"{name}.pcapng"
    columns = 'gui.column.format:"No.","%m","Protocol","%p","Info","%i"'
    told = subprocess.run(
        [tshark.path, "-n", "-r", path, "-T", "tabs", "-o", columns], capture_output=True, text=True, check=True
    )
    expected = [line.lstrip(" ").split("\t", 2) for line in told.stdout.split("\n")[:-1]]
    with open_capture(path) as capture:
        while capture.refresh():
            pass
        found = answers(PacketTable(capture), tshark)
    assert [[str(one.number), one.protocol, one.info] for one in found] == expected
    assert all(one.colours is None for one in found)


def test_usual_colours(dns: PacketTable, tshark: Tshark) -> None:
    assert {one.colours for one in answers(dns, tshark, with_colours=True)} == {Colours("12272e", "daeeff")}


def test_the_users_own_colours_without_the_users_preferences(dns: PacketTable, tshark: Tshark, tmp_path: Path) -> None:
    theirs = tmp_path / "config" / "wireshark"
    theirs.mkdir(parents=True)
    (theirs / "colorfilters").write_text("@Mine@frame.number < 3@[65535,0,0][0,65535,0]\n")
    (theirs / "disabled_protos").write_text("dns\n")
    found = answers(dns, tshark, with_colours=True)
    assert [one.colours for one in found[:3]] == [Colours("00ff00", "ff0000")] * 2 + [None]
    assert found[0].protocol == "DNS"


def test_colours_of_a_profile(dns: PacketTable, tshark: Tshark, tmp_path: Path) -> None:
    profile = tmp_path / "config" / "wireshark" / "profiles" / "night"
    profile.mkdir(parents=True)
    (profile / "colorfilters").write_text("@Night@dns@[0,0,0][65535,65535,65535]\n")
    found = answers(dns, tshark, DeepChoices(profile="night"), with_colours=True)
    assert {one.colours for one in found} == {Colours("ffffff", "000000")}


def test_choices_hold(tshark: Tshark, samples: Path) -> None:
    with open_capture(samples / "udp.pcapng") as capture:
        while capture.refresh():
            pass
        table = PacketTable(capture)
        port = int(next(field.value for field in table.dissection(0).find("udp.dstport")))  # type: ignore[arg-type]
        choices = DeepChoices(decode_as=(DecodeAs("udp.port", port, "syslog"),))
        assert {one.protocol for one in answers(table, tshark)} != {"Syslog"}
        assert "Syslog" in {one.protocol for one in answers(table, tshark, choices)}


def test_rows_that_come_later_are_answered_when_they_come(dns: PacketTable, tshark: Tshark) -> None:
    async def ask() -> list[int]:
        stream = SummaryStream(dns, tshark, DeepChoices())
        numbers: list[int] = []
        arrived = asyncio.Event()

        def take(batch: SummaryBatch) -> None:
            numbers.extend(one.number for one in batch)
            arrived.set()

        running = asyncio.ensure_future(stream.run(take))
        for stop in range(1, len(dns) + 1):
            stream.more(stop)
            async with asyncio.timeout(20):
                while len(numbers) < stop:
                    arrived.clear()
                    await arrived.wait()
            assert len(numbers) == stop
        stream.finish()
        await running
        return numbers

    assert asyncio.run(ask()) == list(range(1, len(dns) + 1))


def test_nothing_to_ask_for_is_no_failure(dns: PacketTable, tshark: Tshark) -> None:
    async def ask() -> None:
        stream = SummaryStream(dns, tshark, DeepChoices())
        stream.finish()
        await stream.run(lambda batch: pytest.fail("a batch of nothing"))

    asyncio.run(ask())


def test_cancelling_ends_tshark_at_once_and_leaves_nothing(dns: PacketTable, tshark: Tshark) -> None:
    async def ask() -> None:
        dns.capture.view()  # a file is mapped once
        before = descriptors()
        stream = SummaryStream(dns, tshark, DeepChoices())
        stream.more(len(dns))
        running = asyncio.ensure_future(stream.run(lambda batch: None))
        while not stream.fed:
            await asyncio.sleep(0.01)
        process = stream._capture._process
        assert process is not None
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert process.returncode is not None
        assert not opened_since(before)

    asyncio.run(ask())


def test_a_tshark_that_prints_garbage_is_told(dns: PacketTable, tmp_path: Path) -> None:
    fake = tmp_path / "tshark"
    fake.write_text("#!/bin/sh\necho '<packet>nonsense</packet>'\nexec cat >/dev/null\n")
    fake.chmod(0o755)
    with pytest.raises(TsharkFailed, match="cannot be read"):
        answers(dns, Tshark(str(fake), (4, 0, 17)))


def test_a_tshark_that_ends_is_told(dns: PacketTable, tmp_path: Path) -> None:
    fake = tmp_path / "tshark"
    fake.write_text("#!/bin/sh\necho no memory >&2\nexit 2\n")
    fake.chmod(0o755)
    with pytest.raises(TsharkFailed, match="no memory"):
        answers(dns, Tshark(str(fake), (4, 0, 17)))


HOSTILE = [
    b"</section></packet><packet>\n<section>1</section>",
    b"&lt;&amp;&#x27;\"'",
    b"\x00\x01\x1b[31m\r\n\x7f\x9b",
    b"\xff\xfe\xc3\xe2\x80\xae",
    b"<" * 3_000,
]


def test_hostile_packets_through_tshark(tshark: Tshark, tmp_path: Path) -> None:
    path = tmp_path / "hostile.pcap"
    with path.open("wb") as file:
        writer = PcapWriter(file, 1)
        for number, text in enumerate(HOSTILE):
            payload = b"<14>" + text
            udp = struct.pack("!HHHH", 40_000, 514, 8 + len(payload), 0) + payload
            ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), number, 0, 64, 17, 0, bytes(4), bytes(4))
            writer.write(number, bytes(12) + b"\x08\x00" + ip + udp)
    with open_capture(path) as capture:
        while capture.refresh():
            pass
        found = answers(PacketTable(capture), tshark, with_colours=True)
    assert [one.protocol for one in found] == ["Syslog"] * len(HOSTILE)
    assert found[0].info == "USER.INFO: </section></packet><packet>\\n<section>1</section>"
    assert found[1].info == "USER.INFO: &lt;&amp;&#x27;\"'"
    assert "<<<<" in found[4].info
    assert all(one.info.startswith("USER.INFO: ") for one in found)
