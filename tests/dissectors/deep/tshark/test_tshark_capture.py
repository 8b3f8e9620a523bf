"""What is overridden of pyshark, each with what pyshark would do otherwise: a change of either fails here."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import inspect
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Callable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from pyshark import config as pyshark_config
from pyshark.capture import capture as pyshark_capture
from pyshark.capture.capture import Capture, StopCapture
from pyshark.tshark.tshark import get_process_path

from dissectors.deep.choices.decode_as import DecodeAs
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark.program import Tshark
from dissectors.deep.tshark.splitters import Lines, PacketXml
from dissectors.deep.tshark.tshark_capture import Stop, TsharkCapture
from tests.conftest import PROJECT, SAMPLES
from tests.dissectors.deep import fake_tshark as fakes
from tests.dissectors.deep.fake_tshark import fake_tshark
from tests.dissectors.deep.left_behind import nothing_left_behind, nothing_runs

PACKET = b"<packet>some</packet>"

USED = {
    "__init__": "f173de59",
    "packets_from_tshark": "b27acbd3",
    "_go_through_packets_from_fd": "0cd4c976",
    "_create_stderr_handling_task": "182cf7a1",
    "close_async": "24cf26f1",
    "get_parameters": "5418a3a6",
}
"""What runs of pyshark's own, with the beginning of the checksum of its source."""


def capture_of(path: str, choices: DeepChoices | None = None, **more: object) -> TsharkCapture[bytes]:
    return TsharkCapture(Tshark(path, (4, 0, 17)), choices or DeepChoices(), PacketXml(), **more)  # type: ignore[arg-type]


def test_it_is_the_pyshark_that_this_was_written_for() -> None:
    assert metadata.version("pyshark") == "0.6"
    assert '"pyshark==0.6"' in (PROJECT / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize("name", USED)
def test_what_runs_of_pyshark_is_what_was_read(name: str) -> None:
    source = inspect.getsource(getattr(Capture, name))
    assert hashlib.sha256(source.encode()).hexdigest()[:8] == USED[name], "read it again, then change the checksum"


async def test_no_loop_and_no_child_watcher_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(Capture, "_setup_eventloop", lambda self: made.append(self))
    assert capture_of("tshark").eventloop is asyncio.get_running_loop()
    assert made == []
    Capture()
    assert len(made) == 1


async def test_the_version_is_not_asked_for_while_the_loop_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(path: object = None) -> object:
        raise AssertionError("tshark -v is run")

    monkeypatch.setattr(pyshark_capture, "get_tshark_version", ask)
    words = capture_of("tshark", display_filter="tcp").get_parameters()
    assert words[:2] == ["-Y", "tcp"]
    with pytest.raises(AssertionError, match="tshark -v is run"):
        Capture(display_filter="tcp", eventloop=asyncio.get_running_loop()).get_parameters()


async def test_no_file_of_the_working_folder_chooses_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.touch()
    (tmp_path / "config.ini").write_text(f"[tshark]\ntshark_path = {other}\n")
    # Where pyshark found itself when it was imported.
    monkeypatch.setattr(pyshark_config, "fp_config_path", tmp_path / "config.ini")
    assert capture_of("/usr/bin/none")._get_tshark_path() == "/usr/bin/none"
    assert get_process_path(str(tmp_path / "nowhere" / "tshark")) == str(other)


async def words_of(folder: Path, choices: DeepChoices, **more: object) -> list[str]:
    """The command line that is run."""
    told = folder / "words"
    capture = capture_of(fake_tshark(folder, f"printf '%s\\n' \"$@\" >'{told}'; {fakes.SWALLOWS}"), choices, **more)
    await capture.run([], lambda item: None)
    await capture.close()
    return told.read_text().splitlines()


async def test_the_command_line_is_pysharks_with_ours(tmp_path: Path) -> None:
    choices = DeepChoices(preferences=("tcp.a:b",), decode_as=(DecodeAs("tcp.port", 8888, "http"),))
    words = await words_of(tmp_path, choices, display_filter="tcp", parameters=("-e", "x"))
    assert words == [
        *("-l", "-n", "-T", "pdml", "-Y", "tcp", "-n", "-o", "tcp.a:b", "-d", "tcp.port==8888,http"),
        *("-e", "x", "-r", "-"),
    ]


async def test_names_are_resolved_only_when_asked(tmp_path: Path) -> None:
    assert "-N" not in await words_of(tmp_path, DeepChoices())
    words = await words_of(tmp_path, DeepChoices(resolve_names=True), output="")
    assert "-T" not in words
    assert words[words.index("-N") + 1] == "mnNtdv"


async def test_it_is_started_ahead_and_used_once(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    path = fake_tshark(tmp_path, f"echo started >>'{starts}'; echo '{PACKET.decode()}'; {fakes.SWALLOWS}")
    async with nothing_left_behind(tmp_path):
        capture = capture_of(path)
        assert not capture.is_alive
        await capture.start()
        await capture.start()
        assert capture.is_alive
        found: list[bytes] = []
        await capture.run([b"anything"], found.append)
        await capture.close()
        assert not capture.is_alive
    assert (found, starts.read_text()) == ([PACKET], "started\n")


async def test_the_environment_is_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRESHARK_CONFIG_DIR", "/somewhere")
    monkeypatch.setenv("WIRESHARK_DEBUG", "1")
    told = tmp_path / "told"
    for profile in (None, "Mine"):
        capture = capture_of(fake_tshark(tmp_path, f"env >'{told}'; {fakes.SWALLOWS}"), DeepChoices(profile=profile))
        await capture.run([], lambda item: None)
        await capture.close()
        lines = [line for line in told.read_text().splitlines() if line.startswith("WIRESHARK_")]
        assert len(lines) == 1
        assert (lines == ["WIRESHARK_CONFIG_DIR=/somewhere"]) is (profile is not None)


async def test_output_is_read_while_input_is_written(tmp_path: Path) -> None:
    """More of both than pipes hold; what writes all first would wait for ever."""
    size = 4 << 20
    capture = TsharkCapture(Tshark(fake_tshark(tmp_path, "exec cat"), (4, 0, 17)), DeepChoices(), Lines(), "text")
    found: list[list[bytes]] = []

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(size >> 16):
            yield b"x" * 65535 + b"\n"

    async with nothing_left_behind(tmp_path):
        await capture.run(chunks(), found.append)
        await capture.close()
    assert sum(len(line) + 1 for lines in found for line in lines) == size


async def test_who_has_enough_is_not_kept_waiting_for_the_end(tmp_path: Path) -> None:
    assert Stop is StopCapture
    path = fake_tshark(tmp_path, f"echo '{PACKET.decode()}{PACKET.decode()}'; {fakes.HANGS_IN_A_CHILD}")
    found: list[bytes] = []

    def take(item: bytes) -> None:
        found.append(item)
        raise Stop

    async with nothing_left_behind(tmp_path):
        capture = capture_of(path)
        await capture.run([b"x"], take)
        assert (found, capture.is_alive) == ([PACKET], True)
        await capture.close()


async def test_an_exception_of_whoever_takes_comes_through(tmp_path: Path) -> None:
    path = fake_tshark(tmp_path, f"echo '{PACKET.decode()}'; {fakes.HANGS}")

    def take(item: bytes) -> None:
        raise BrokenPipeError

    async with nothing_left_behind(tmp_path):
        capture = capture_of(path)
        with pytest.raises(BrokenPipeError):
            await capture.run([b"x"], take)
        await capture.close()


async def test_an_exception_of_what_is_fed_comes_through(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"x"
        raise KeyError("gone")

    async with nothing_left_behind(tmp_path):
        capture = capture_of(fake_tshark(tmp_path, fakes.SWALLOWS))
        with pytest.raises(KeyError):
            await capture.run(chunks(), lambda item: None)
        await capture.close()


async def test_a_status_is_told_once_and_closing_raises_nothing(tmp_path: Path) -> None:
    """pyshark raises when it closes, in words of its own."""
    capture = capture_of(fake_tshark(tmp_path, "echo 'tshark: no' >&2; exit 2"))
    with pytest.raises(TsharkFailed, match="ended with status 2: no"):
        await capture.run([], lambda item: None)
    await capture.close()
    await capture.close()

    class Ended:
        pid, returncode = 1, 2

    with pytest.raises(pyshark_capture.TSharkCrashException):
        await Capture._cleanup_subprocess(Capture(eventloop=asyncio.get_running_loop()), Ended())


async def test_odd_lines_of_warnings_do_not_end_the_reading_of_them(tmp_path: Path) -> None:
    """pyshark's reader fails at what is no UTF-8."""
    stream = asyncio.StreamReader()
    stream.feed_data(b"\xff\n")
    stream.feed_eof()
    with pytest.raises(UnicodeDecodeError):
        await Capture._handle_process_stderr_forever(Capture(eventloop=asyncio.get_running_loop()), stream)
    capture = capture_of(fake_tshark(tmp_path, f"printf '\\377\\nRunning as user\\nlast' >&2; {fakes.SWALLOWS}"))
    await capture.run([], lambda item: None)
    await capture.close()
    assert capture.warnings == ["\N{REPLACEMENT CHARACTER}", "last"]


async def test_one_that_is_forgotten_runs_no_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[object] = []
    monkeypatch.setattr(Capture, "close", lambda self: closed.append(self))
    stock = Capture(eventloop=asyncio.get_running_loop())
    stock._running_processes.add(object())
    del stock
    gc.collect()
    assert len(closed) == 1
    capture = capture_of(fake_tshark(tmp_path, fakes.SWALLOWS))
    await capture.start()
    process = capture._process
    assert process is not None
    capture.__del__()
    assert len(closed) == 1
    await capture.close()


WITHOUT_CHILD_WATCHERS = """
import asyncio, asyncio.events, asyncio.unix_events, sys

# What Python 3.14 does not have any more: child watchers, and a current loop that is made when it is asked for.
policies = (asyncio.events.AbstractEventLoopPolicy, asyncio.unix_events._UnixDefaultEventLoopPolicy)
for place in (asyncio, asyncio.events, asyncio.unix_events, *policies):
    for name in [name for name in vars(place) if name.lower().replace("_", "").endswith("childwatcher")]:
        delattr(place, name)

def get_event_loop(self):
    if self._local._loop is None:
        raise RuntimeError("There is no current event loop in thread 'MainThread'.")
    return self._local._loop

policies[1].get_event_loop = get_event_loop
"""


def without_child_watchers(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_CHILD_WATCHERS + textwrap.dedent(code)],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        timeout=60,
        check=False,
    )


def test_it_works_without_what_python_3_14_removed(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    ran = without_child_watchers(
        f"""
        from dissectors import PacketTable, open_capture
        from dissectors.deep.decoder import DeepDecoder

        async def main():
            with open_capture({str(SAMPLES / "http.pcapng")!r}) as capture:
                capture.refresh()
                decoder = DeepDecoder(PacketTable(capture))
                for row in (3, 5):
                    print([root.name for root in (await decoder.decode(row)).roots])
                await decoder.close()

        asyncio.run(main())
        """
    )
    assert ran.stderr == ""
    assert ran.stdout.splitlines()[0] == "['frame', 'eth', 'ip', 'tcp', 'http']"
    assert len(ran.stdout.splitlines()) == 2


def test_pysharks_own_way_does_not(require_tool: Callable[[str], str]) -> None:
    """Neither without a current loop nor with one."""
    require_tool("tshark")
    ran = without_child_watchers(
        f"""
        import pyshark
        for loop in (None, asyncio.new_event_loop()):
            asyncio.set_event_loop(loop)
            try:
                pyshark.FileCapture({str(SAMPLES / "http.pcapng")!r})
            except (RuntimeError, AttributeError) as error:
                print(type(error).__name__, error)
            else:
                print("works")
        """
    )
    lines = ran.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["RuntimeError", "AttributeError"], ran.stderr
    assert "child_watcher" in lines[1] or "ChildWatcher" in lines[1]


def test_a_viewer_that_is_killed_leaves_no_tshark(tmp_path: Path) -> None:
    path = fake_tshark(tmp_path, f"touch {tmp_path}/up; cat >/dev/null")
    code = f"""
import asyncio, os, signal
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.tshark.program import Tshark
from dissectors.deep.tshark.splitters import PacketXml
from dissectors.deep.tshark.tshark_capture import TsharkCapture

async def main():
    spares = [TsharkCapture(Tshark({path!r}, (4, 0, 17)), DeepChoices(), PacketXml()) for _ in range(2)]
    for spare in spares:
        await spare.start()
    while not os.path.exists({str(tmp_path / "up")!r}):
        await asyncio.sleep(0.01)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, timeout=60, check=False)
    assert ran.returncode == -9
    assert nothing_runs(str(tmp_path))
