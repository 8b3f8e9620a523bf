"""tsharks that are broken: a clear sentence, soon, and nothing left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import NoTshark, TsharkFailed
from dissectors.deep.tshark import tshark_capture
from dissectors.deep.tshark.program import Tshark, find_tshark
from dissectors.deep.tshark.splitters import PacketXml
from dissectors.deep.tshark.tshark_capture import TsharkCapture
from tests.dissectors.deep import fake_tshark as fakes
from tests.dissectors.deep.fake_tshark import fake_tshark
from tests.dissectors.deep.left_behind import nothing_left_behind

SOON = 20.0
PACKET = b'<packet><proto name="frame"/></packet>'


def endless() -> Iterator[bytes]:
    """More than any pipe holds."""
    for _ in range(100):
        yield bytes(1 << 16)


async def answers(path: str, most: int | None = None) -> tuple[list[bytes], list[str]]:
    """What a tshark answers that is given some megabytes, and its warnings."""
    capture = TsharkCapture(Tshark(path, (4, 0, 17)), DeepChoices(), PacketXml())
    found: list[bytes] = []
    try:
        async with asyncio.timeout(SOON):
            await capture.run(endless(), found.append)
    finally:
        async with asyncio.timeout(SOON):
            await capture.close()
    return found, capture.warnings


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (fakes.DIES_AT_ONCE, "tshark 4.0.17 ended with status 1: it is broken"),
        (fakes.KILLED, "tshark 4.0.17 was ended by SIGKILL"),
        ("head -c 100000 >/dev/null; kill -9 $$", "tshark 4.0.17 was ended by SIGKILL"),
        ("exit 2", "tshark 4.0.17 ended with status 2"),
        (f"echo '{PACKET.decode()}'; kill -SEGV $$", "tshark 4.0.17 was ended by SIGSEGV"),
        ("exec >&-; exec sleep 1000", "tshark 4.0.17 closed its output and goes on running: it was stopped"),
        ("exec >&-; sleep 1000; exit 0", "tshark 4.0.17 closed its output and goes on running: it was stopped"),
    ],
)
async def test_a_tshark_that_fails_is_told_in_its_own_words(what: str, told: str, tmp_path: Path) -> None:
    async with nothing_left_behind(tmp_path):
        with pytest.raises(TsharkFailed) as failed:
            await answers(fake_tshark(tmp_path, what))
        assert str(failed.value) == told


@pytest.mark.parametrize("what", [fakes.HANGS, fakes.HANGS_IN_A_CHILD, "trap '' TERM INT HUP; sleep 1000; exit 0"])
async def test_a_tshark_that_hangs_is_ended_when_it_is_given_up(what: str, tmp_path: Path) -> None:
    async with nothing_left_behind(tmp_path):
        work = asyncio.ensure_future(answers(fake_tshark(tmp_path, what)))
        await asyncio.sleep(0.1)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work


@pytest.mark.parametrize("what", [fakes.HANGS, fakes.HANGS_IN_A_CHILD, "cat >/dev/null; sleep 1000; exit 0"])
async def test_a_tshark_that_does_not_go_on_is_given_up(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tshark_capture, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(tshark_capture, "_LOOK_SECONDS", 0.05)
    async with nothing_left_behind(tmp_path):
        with pytest.raises(TsharkFailed, match="has not gone on for 0 seconds: it was stopped"):
            await answers(fake_tshark(tmp_path, what))


async def test_one_that_has_nothing_to_do_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tshark_capture, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(tshark_capture, "_LOOK_SECONDS", 0.02)

    async def late() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.sleep(0.3)

    capture = TsharkCapture(Tshark(fake_tshark(tmp_path), (4, 0, 17)), DeepChoices(), PacketXml())
    try:
        await capture.run(late(), lambda packet: None)
    finally:
        await capture.close()


async def test_garbage_is_no_packet(tmp_path: Path) -> None:
    async with nothing_left_behind(tmp_path):
        assert await answers(fake_tshark(tmp_path, fakes.PRINTS_GARBAGE)) == ([], [])


@pytest.mark.parametrize("what", [fakes.FLOODS_ERRORS, fakes.FLOODS_ERRORS_WITHOUT_LINES])
async def test_a_flood_of_warnings_blocks_nothing(what: str, tmp_path: Path) -> None:
    async with nothing_left_behind(tmp_path):
        found, warnings = await answers(fake_tshark(tmp_path, f"echo '{PACKET.decode()}'; {what}"))
    assert found == [PACKET]
    assert 1 <= len(warnings) <= 50
    assert max(map(len, warnings)) <= 500


@pytest.mark.parametrize(("mode", "told"), [(0o755, "Exec format error"), (0o644, "Permission denied")])
async def test_one_that_cannot_be_started_is_told(mode: int, told: str, tmp_path: Path) -> None:
    path = tmp_path / "tshark"
    path.write_bytes(b"\x7fELF nothing of the sort")
    path.chmod(mode)
    async with nothing_left_behind(tmp_path):
        with pytest.raises(TsharkFailed, match=f"{path} cannot be started: .*{told}"):
            await answers(str(path))
        with pytest.raises(TsharkFailed, match=f"{path} cannot be started"):
            find_tshark(str(path))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there are no capabilities here")
async def test_neither_it_nor_what_it_starts_holds_a_capability(tmp_path: Path) -> None:
    told = tmp_path / "told"
    what = f"grep CapEff /proc/$$/status >'{told}'; sh -c 'grep -h Cap... /proc/$$/status' >>'{told}'; {fakes.SWALLOWS}"
    await answers(fake_tshark(tmp_path, what))
    # Inherited, permitted, effective, bounding, ambient; what root cannot get back is not even bounding.
    held = [int(line.split()[1], 16) for line in told.read_text().splitlines() if not line.startswith("CapBnd")]
    assert held == [0] * 5


@pytest.mark.parametrize(
    ("version", "found"),
    [
        (fakes.VERSION, (4, 0, 17)),
        ("TShark (Wireshark) 4.4.0rc1-90-g1c6c0eee2f28 (v4.4.0).", (4, 4, 0)),
        ("TShark (Wireshark) 5.2.1.", (5, 2, 1)),
        ("TShark (Wireshark) 10.0.0", (10, 0, 0)),
        ("TShark 3.0.14 (Git commit 0123456789ab)", (3, 0, 14)),
        (f"loading plugin 1.2.3\nmy tshark plugin 0.1 is here\n{fakes.VERSION}", (4, 0, 17)),
        (f"Running as user root and group root. This could be dangerous.\n\n{fakes.VERSION}", (4, 0, 17)),
    ],
)
def test_the_version_is_found_whatever_is_printed_before(version: str, found: tuple[int, ...], tmp_path: Path) -> None:
    assert find_tshark(fake_tshark(tmp_path, version=version)).version == found


def test_one_that_is_too_old_is_none(tmp_path: Path) -> None:
    path = fake_tshark(tmp_path, version="TShark (Wireshark) 2.6.10 (Git v2.6.10)")
    with pytest.raises(NoTshark, match=r"is tshark 2\.6\.10, and 3\.0 is the oldest that can be used: update it"):
        find_tshark(path)


@pytest.mark.parametrize("version", ["", "something else 1.2", "no tshark at all"])
def test_one_that_says_no_version_is_told(version: str, tmp_path: Path) -> None:
    with pytest.raises(TsharkFailed, match="does not say a version of tshark: reinstall it"):
        find_tshark(fake_tshark(tmp_path, version=version))


def test_none_at_all_is_told_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoTshark, match="there is no tshark on this machine: install it"):
        find_tshark()
    with pytest.raises(NoTshark, match="No such file or directory; install it"):
        find_tshark(str(tmp_path / "tshark"))


@pytest.mark.parametrize("version", ["sleep 1000; exit 0", "exec yes"])
def test_one_that_never_says_its_version_is_given_up(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dissectors.deep.tshark.program._PATIENCE_SECONDS", 0.3)
    path = tmp_path / "tshark"
    path.write_text(f"#!/bin/sh\n{version}\n")
    path.chmod(0o755)
    with pytest.raises(TsharkFailed, match=r"did not answer within 0\.3 seconds|does not say a version"):
        find_tshark(str(path))
