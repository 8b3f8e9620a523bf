"""From the command line to the last line, in real terminals, with real captures on loopback."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from dissectors.capture_file import open_capture
from dissectors.privilege import effective_capabilities
from tests.conftest import SAMPLES
from tests.tui.capture.conftest import Datagrams, Wires, is_running, small_disk, until, wires  # noqa: F401
from tests.tui.fake_machine import frames, pcap, record
from tests.tui.terminal import PROJECT, Pty, Tmux
from tui import viewer
from tui.exit_status import NOT_ALLOWED, CommandError
from tui.viewer_request import ViewerRequest

BROKER = "tui.capture.broker"
START = Callable[..., Tmux]


@pytest.fixture
def start(open_terminal: Callable[..., Tmux]) -> START:
    """A function that runs `remora` with arguments in a terminal that is large enough for all of it."""
    return partial(open_terminal, columns=140, lines=36)


@pytest.fixture
def datagrams() -> Iterator[Datagrams]:
    traffic = Datagrams()
    yield traffic
    traffic.close()


def viewer_of(tmp_path: Path) -> psutil.Process:
    """The process of the viewer that runs in this test."""
    return next(process for process in viewers(tmp_path) if BROKER not in process.cmdline())


def broker_of(viewer: psutil.Process) -> psutil.Process:
    return next(child for child in viewer.children() if BROKER in child.cmdline())


def viewers(tmp_path: Path) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            is_ours = process.environ().get("XDG_STATE_HOME") == str(tmp_path)
            if is_ours and process.cmdline()[1:3] == ["-m", "tui"]:
                yield process
        except psutil.Error:
            continue


def converse(port: int, *lines: bytes) -> None:
    """Lines sent by a client and answered by a server, as with netcat."""
    with (
        socket.create_server(("127.0.0.1", port)) as listener,
        socket.create_connection(("127.0.0.1", port)) as client,
        listener.accept()[0] as server,
    ):
        for line in lines:
            client.sendall(line)
            server.recv(1000)
            server.sendall(line.upper())
            client.recv(1000)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def captured(shown: str) -> int:
    found = re.search(r"([\d,]+) captured", shown)
    return int(found[1].replace(",", "")) if found else -1


def empty_field(terminal: Tmux, placeholder: str, *before: str) -> None:
    """Textual follows ctrl+u later than letters typed right behind it: wait until the field is empty."""
    terminal.press(*before, "C-u")
    terminal.wait_for(placeholder)


# One line in place of a screen.


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("-i", "nosuch0"), 3, b"there is no interface nosuch0"),
        (("-i", "lo", "-b", "filesize:1"), 2, b"-w"),
        (("-i", "lo", "-a", "soon"), 2, b"-a soon"),
        (("no/such/file",), 2, b"neither a file nor a command"),
        ((str(PROJECT / "README.md"),), 2, b"README.md"),
        ((str(SAMPLES / "udp.pcapng"), "-Y", "udp.port =="), 2, b""),
        (("-",), 2, b"standard input is a terminal"),
    ],
)
def test_what_cannot_be_shown_is_one_line_and_a_status(arguments: tuple[str, ...], status: int, words: bytes) -> None:
    if arguments[0] == "-i" and not effective_capabilities():
        pytest.skip("wants to be root, to capture")
    terminal = Pty(["-m", "tui", *arguments])
    terminal.wait_for(b"\n")
    assert terminal.end() == status
    assert words in terminal.output
    assert b"\x1b" not in terminal.output
    assert terminal.output.startswith(b"remora: ")
    assert len(terminal.output.splitlines()) == 1


def without_capabilities(*arguments: str) -> list[str]:
    """A command line for Python that gives up every privilege first: what a user without any sees."""
    program = (
        "import sys; from dissectors import privilege; privilege._clear_capabilities(); "
        f"sys.argv[1:] = {list(arguments)!r}; from tui.__main__ import main; main()"
    )
    return ["-c", program]


def test_without_permission_to_capture_the_line_says_how_to_get_it(require_root: None) -> None:
    terminal = Pty(without_capabilities("-i", "lo"), columns=300)
    terminal.wait_for(b"\n")
    assert terminal.end() == 3
    assert b"no permission to capture on lo" in terminal.output
    assert len(terminal.output.splitlines()) == 1


# Live.


@pytest.mark.root
@pytest.mark.tools
def test_a_conversation_on_loopback_is_shown_by_a_process_without_privilege(
    require_root: None, start: START, tmp_path: Path
) -> None:
    port = free_port()
    terminal = start("-i", "lo", "-f", f"tcp port {port}")
    terminal.wait_for("Waiting for packets on lo", "nc -l -p 1234", "live")
    viewer = viewer_of(tmp_path)
    broker = broker_of(viewer)
    converse(port, b"hello\n", b"world\n")
    shown = terminal.wait_for("[SYN]", "[SYN, ACK]", "[PSH, ACK]", "[FIN, ACK]", "Transmission Control Protocol")
    assert "0 dropped" in shown
    assert f"→ {port} [SYN]" in shown
    terminal.press("/", f"tcp.len == 6 && tcp.dstport == {port}", "Enter")
    terminal.wait_for(" 2 displayed", "✓ 2 of")
    terminal.press("Home")
    terminal.wait_for("hello.")
    terminal.press("/")
    empty_field(terminal, "show only packets that match")
    terminal.press("Enter")
    first = captured(terminal.wait_until(lambda now: "captured" in now and " 2 displayed" not in now))

    def privileges() -> list[int]:
        tasks = os.listdir(f"/proc/{viewer.pid}/task")
        return [effective_capabilities(f"{viewer.pid}/task/{task}") for task in tasks]

    assert set(privileges()) == {0}
    assert effective_capabilities(broker.pid) != 0

    # Stopped: what passes now is not captured. Going on, the numbers go on.
    terminal.press("Space")
    terminal.wait_for("stopped")
    converse(port, b"unseen\n")
    terminal.press("Space")
    terminal.wait_for("live")
    converse(port, b"seen\n")
    terminal.press("G")
    terminal.wait_until(lambda now: captured(now) > first and "Len=5 " in now and "Len=7 " not in now)
    terminal.wait_until(lambda now: re.search(rf"^. +{captured(now)} ", now, re.MULTILINE) is not None)

    # Elsewhere and with another filter, in the same capture.
    other = free_port()
    terminal.press("i")
    terminal.wait_for("Capture on", "[x] lo")
    empty_field(terminal, "none: all packets", "BTab")
    terminal.press("tcp prt")
    terminal.wait_for("syntax error")
    empty_field(terminal, "none: all packets")
    terminal.press(f"tcp port {other}", "Enter")
    terminal.wait_until(lambda now: "Capture on" not in now)

    def elsewhere_is_seen(now: str) -> bool:
        if f"→ {other} " in now:
            return True
        converse(other, b"elsewhere\n")
        return False

    terminal.wait_until(elsewhere_is_seen)
    converse(port, b"unseen\n")
    converse(other, b"the last\n")
    terminal.press("G")
    terminal.wait_for("Len=9 ")
    assert set(privileges()) == {0}
    assert broker.is_running()

    # Leaving: save it all.
    terminal.press("q")
    terminal.wait_for("The capture is not saved")
    terminal.press("s")
    terminal.wait_for("Save packets")
    empty_field(terminal, "any other name for pcapng")
    terminal.press(str(tmp_path / "kept.pcapng"), "Enter")
    shown = terminal.wait_for("captured, 0 dropped, saved in")
    until(lambda: not is_running(broker.pid), "the broker ends")
    with open_capture(tmp_path / "kept.pcapng") as capture:
        data = [capture.data(row) for row in capture.refresh()]
    assert f"{len(data)} captured" in shown
    for line, is_there in ((b"world", True), (b"unseen", False), (b"elsewhere", True), (b"the last", True)):
        assert any(line in frame for frame in data) == is_there, line
    assert not list((tmp_path / "remora" / "captures").iterdir())


@pytest.mark.root
@pytest.mark.tools
def test_a_viewer_that_is_killed_takes_the_broker_along_and_its_capture_is_offered_at_the_next_start(
    require_root: None, start: START, tmp_path: Path, datagrams: Datagrams
) -> None:
    terminal = start("-i", "lo", "-f", datagrams.filter)
    terminal.wait_for("live")
    datagrams.send(3)
    terminal.wait_for(" 3 captured")
    viewer = viewer_of(tmp_path)
    broker = broker_of(viewer)
    viewer.send_signal(signal.SIGKILL)
    until(lambda: not is_running(broker.pid), "the broker ends")
    terminal.close()

    again = start()
    shown = again.wait_for("Captures that were not saved", "Samples to learn from")
    line = next(line for line in shown.splitlines() if re.match(r"  \d{4}-\d\d-\d\d ", line))
    assert line.rstrip().endswith("lo")
    while "opens it (Ctrl+S" not in (shown := again.screen()):
        again.press("Down")
        again.wait_until(lambda now, before=shown: now.splitlines()[-4:] != before.splitlines()[-4:])
    again.press("Enter")
    again.wait_for(" 3 captured", "UDP")
    again.press("Escape")
    again.wait_for("Captures that were not saved")
    again.press("Delete")
    again.wait_for("Discard the capture?")
    again.press("y")
    again.wait_until(lambda now: "Captures that were not saved" not in now and "Samples" in now)
    assert not list((tmp_path / "remora" / "captures").iterdir())


@pytest.mark.root
@pytest.mark.tools
def test_a_named_capture_with_limits_ends_by_itself_and_is_left_without_a_question(
    require_root: None, start: START, tmp_path: Path, datagrams: Datagrams
) -> None:
    file = tmp_path / "named.pcapng"
    terminal = start("-i", "lo", "-f", datagrams.filter, "-w", str(file), "-c", "4", "-n")
    terminal.wait_for("live")
    datagrams.send(6)
    terminal.wait_for(" 4 captured", "stopped")
    terminal.press("q")
    terminal.wait_for(f"4 captured, 0 dropped, saved in {file}")
    with open_capture(file) as capture:
        assert capture.is_pcapng or capture.refresh()
        assert len(capture.frames) == 4 or len(capture.refresh()) == 4


@pytest.mark.root
@pytest.mark.tools
def test_a_ring_of_files_is_followed_from_one_to_the_next(
    require_root: None, start: START, tmp_path: Path, datagrams: Datagrams
) -> None:
    terminal = start("-i", "lo", "-f", datagrams.filter, "-w", str(tmp_path / "ring.pcap"), "-b", "packets:5")
    terminal.wait_for("live")
    datagrams.send(5)
    until(lambda: len(list(tmp_path.glob("ring_*.pcap"))) == 2, "the next file")
    datagrams.send(2)
    terminal.wait_for(" 7 captured", " 2 displayed")
    terminal.press("q")
    terminal.wait_for("7 captured, 0 dropped, saved in")


@pytest.mark.root
@pytest.mark.tools
def test_a_new_capture_begins_with_number_one(
    require_root: None, start: START, tmp_path: Path, datagrams: Datagrams
) -> None:
    terminal = start("-i", "lo", "-f", datagrams.filter)
    terminal.wait_for("live")
    datagrams.send(3)
    terminal.wait_for(" 3 captured")
    terminal.press("r")
    terminal.wait_for("The capture is not saved")
    terminal.press("d")
    terminal.wait_for(" 0 captured", "Waiting for packets", "live")
    datagrams.send(1)
    terminal.wait_for(" 1 captured", " 1 displayed")
    terminal.press("C-w")
    terminal.wait_for("The capture is not saved")
    terminal.press("d")
    terminal.wait_for("Interfaces", "Samples to learn from")
    terminal.press("q")
    shown = terminal.wait_for("1 captured, 0 dropped, discarded")
    assert "3 captured, 0 dropped, discarded" in shown


# Faults: a sentence on the screen, and the packets so far.


@pytest.mark.root
@pytest.mark.tools
def test_an_interface_that_vanishes_is_told_and_its_packets_stay(
    require_root: None,
    require_tool: Callable[[str], str],
    start: START,
    wires: Wires,  # noqa: F811
) -> None:
    ip = require_tool("ip")
    terminal = start("-i", wires.near_interface, "--netns", wires.near)
    terminal.wait_for("live")
    with wires.packet_socket(wires.far, wires.far_interface) as far:
        far.send(frames(1)[0].ljust(60, b"\0"))
    terminal.wait_for(" 1 captured", " 1 displayed")
    subprocess.run([ip, "-n", wires.near, "link", "del", wires.near_interface], check=True)
    terminal.wait_for("stopped", wires.near_interface, " ! ", " 1 captured")


@pytest.mark.root
@pytest.mark.tools
def test_a_full_disk_is_told_and_what_fitted_stays(
    require_root: None,
    start: START,
    small_disk: Path,  # noqa: F811
    datagrams: Datagrams,
) -> None:
    terminal = start("-i", "lo", "-f", datagrams.filter, XDG_STATE_HOME=str(small_disk))
    terminal.wait_for("live")
    datagrams.send(400, 1000)
    shown = terminal.wait_for("stopped", " ! ", "free some space")
    terminal.wait_until(lambda now: captured(now) > 10 and "UDP" in now)
    assert "Esc" in shown


@pytest.mark.root
@pytest.mark.tools
def test_a_broker_that_is_killed_is_told_and_the_packets_stay(
    require_root: None, start: START, tmp_path: Path, datagrams: Datagrams
) -> None:
    terminal = start("-i", "lo", "-f", datagrams.filter)
    terminal.wait_for("live")
    datagrams.send(2)
    terminal.wait_for(" 2 captured")
    broker_of(viewer_of(tmp_path)).send_signal(signal.SIGKILL)
    terminal.wait_for("the capture process has ended", "stopped", " 2 captured")
    terminal.press("Escape", "Space")
    terminal.wait_for("the capture process has ended")
    terminal.press("q")
    terminal.wait_for("The capture is not saved")
    terminal.press("d")
    terminal.wait_for("2 captured, 0 dropped, discarded")


# Pipes and growing files.


@pytest.mark.tools
def test_a_capture_on_standard_input_is_read_while_keys_come_from_the_terminal(start: START) -> None:
    feed = (
        "import os, subprocess, sys\n"
        f"cat = subprocess.Popen(['cat', {str(SAMPLES / 'udp.pcapng')!r}], stdout=subprocess.PIPE)\n"
        "os.dup2(cat.stdout.fileno(), 0)\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'tui', '-'])\n"
    )
    terminal = start(before=feed)
    terminal.wait_for("standard input", " 2 captured", "UDP")
    terminal.press("q")
    terminal.wait_for("The capture is not saved")
    terminal.press("d")
    terminal.wait_for("2 captured, discarded")


@pytest.mark.tools
def test_a_file_that_another_program_writes_is_followed(start: START, tmp_path: Path) -> None:
    path = tmp_path / "growing.pcap"
    path.write_bytes(pcap(*frames(2)))
    terminal = start("--tail", str(path))
    terminal.wait_for(" 2 captured", "live")
    with path.open("ab") as file:
        file.write(record(3, frames(1)[0]))
    terminal.wait_for(" 3 captured", "3 displayed")
    terminal.press("q")
    terminal.wait_until(lambda now: "Decoded packet" not in now)


@pytest.mark.tools
def test_no_more_packets_are_read_than_asked_for(start: START) -> None:
    terminal = start(str(SAMPLES / "hello.pcapng"), "-c", "5")
    terminal.wait_for(" 5 captured", "5 displayed")


@pytest.mark.tools
def test_the_screen_is_drawn_on_the_terminal_though_errors_go_to_a_file(start: START, tmp_path: Path) -> None:
    log = tmp_path / "log"
    redirect = (
        "import os, sys\n"
        f"os.dup2(os.open({str(log)!r}, os.O_WRONLY | os.O_CREAT), 2)\n"
        f"os.execv(sys.executable, [sys.executable, '-m', 'tui', {str(SAMPLES / 'udp.pcapng')!r}])\n"
    )
    terminal = start(before=redirect)
    terminal.wait_for(" 2 captured", "UDP")
    terminal.press("q")
    terminal.wait_until(lambda now: "Decoded packet" not in now)
    assert log.read_bytes() == b""


@pytest.mark.usefixtures("require_root")
def test_what_asks_about_a_network_namespace_is_opened_before_the_privilege_goes() -> None:
    assert viewer.opened_there(ViewerRequest()) is None
    assert viewer.opened_there(ViewerRequest(network_namespace="no-such-one")) is None
    opened = viewer.opened_there(ViewerRequest(network_namespace=str(os.getpid())))
    assert opened is not None
    with opened.counters, opened.kernels.source() as source:
        assert "lo" in opened.counters.read().interfaces
        source.take(["tcp"], with_details=False)
    opened.kernels.close()


def test_a_network_namespace_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.viewer.engines.choose", lambda requested, machine: "libpcap")
    with pytest.raises(CommandError, match="no network namespace no-such-one") as caught:
        viewer.check_interfaces(ViewerRequest(interfaces=("lo",), network_namespace="no-such-one"))
    assert caught.value.status == NOT_ALLOWED
