from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from dissectors.capture_file import MergedCapture, open_capture
from tests.conftest import PROJECT
from tests.tui.capture.conftest import ENGINES, Datagrams, Heard, Wires, is_running, records, until
from tui.capture.client import BrokerClient
from tui.capture.events import Counted, Failed, Rotated, Started, Stopped
from tui.capture.follower import Batch, Follower
from tui.capture.limits import Limits, Ring
from tui.capture.session import LiveCapture
from tui.capture.source import EngineError
from tui.capture.temporary import recovered

engine_of_each = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture(autouse=True)
def engine_is_there(request: pytest.FixtureRequest, require_tool: Callable[[str], str]) -> None:
    if getattr(request.node, "callspec", None) and request.node.callspec.params.get("engine") == "dumpcap":
        require_tool("dumpcap")


def run(live: LiveCapture, *interfaces: str, **settings: object) -> None:
    live.start(interfaces or ("lo",), **settings)  # type: ignore[arg-type]
    until(lambda: live.state != "starting", "started")
    assert live.state == "running", live.errors


def finish(live: LiveCapture) -> None:
    live.stop()
    assert live.wait_stopped(20)


@engine_of_each
def test_what_is_sent_is_in_the_file(live: LiveCapture, datagrams: Datagrams, heard: Heard, engine: str) -> None:
    run(live, capture_filter=datagrams.filter, engine=engine)
    datagrams.send(200)
    finish(live)
    assert live.engine == engine
    assert datagrams.payloads(records(live.files[0])) == datagrams.sent
    assert (live.statistics().captured, live.statistics().dropped) == (200, 0)
    assert live.capture.dropped == 0
    assert [type(event) for event in heard if not isinstance(event, Counted)] == [Started, Stopped]
    assert live.files[0].stat().st_mode & 0o777 == 0o600


@engine_of_each
def test_numbering_goes_on_after_stop_and_start(live: LiveCapture, datagrams: Datagrams, engine: str) -> None:
    run(live, capture_filter=datagrams.filter, engine=engine)
    datagrams.send(5)
    finish(live)
    live.restart()
    until(lambda: live.state == "running", "started again")
    datagrams.send(7)
    finish(live)
    assert len(live.files) == 1
    assert live.capture.refresh() == range(12)
    assert datagrams.payloads([live.capture.data(row) for row in range(12)]) == datagrams.sent
    assert live.statistics().captured == 12


@engine_of_each
def test_a_long_frame_is_cut_at_the_snapshot_length(live: LiveCapture, datagrams: Datagrams, engine: str) -> None:
    run(live, capture_filter=datagrams.filter, engine=engine, snaplen=60)
    datagrams.send(1, size=500)
    finish(live)
    live.capture.refresh()
    frame = live.capture.frames.frame(0)
    assert (frame.captured_length, frame.original_length) == (60, 542)


def test_the_list_gets_every_frame_while_it_is_captured(live: LiveCapture, datagrams: Datagrams) -> None:
    run(live, capture_filter=datagrams.filter)
    arrived = threading.Event()

    def deliver(batch: Batch) -> None:
        live.capture.append(batch.frames)
        if len(live.capture.frames) >= 50:
            arrived.set()

    follower = Follower(live.capture, deliver)
    follower.start()
    datagrams.send(50)
    assert arrived.wait(20), "the follower saw all frames before the stop"
    finish(live)
    follower.stop()
    assert len(live.capture.frames) == 50


def test_two_interfaces_are_one_capture_in_the_order_of_time(
    broker: BrokerClient, datagrams: Datagrams, live: LiveCapture, tmp_path: Path
) -> None:
    run(live, "lo", "any", capture_filter=datagrams.filter)
    until(lambda: all(track.link_type for track in live._tracks), "both started")
    datagrams.send(10)
    finish(live)
    live.capture.refresh()
    times = live.capture.frames.column("time")
    assert len(times) == 20
    assert (times[1:] >= times[:-1]).all()
    assert {i.name for i in live.capture.interfaces} == {"lo", "any"}
    assert [count.captured for count in live.statistics().interfaces] == [10, 10]
    saved = tmp_path / "both.pcapng"
    assert live.save(saved) == 20
    with open_capture(saved) as read:
        assert read.refresh() == range(20)
        assert [(i.name, i.link_type) for i in read.interfaces] == [
            (i.name, i.link_type) for i in live.capture.interfaces
        ]
    assert live.is_saved


def test_an_interface_is_changed_without_leaving(live: LiveCapture, datagrams: Datagrams) -> None:
    run(live, capture_filter=datagrams.filter)
    datagrams.send(3)
    until(lambda: live.files[0].stat().st_size > 24, "frames in the file")
    live.change(["any"])
    until(lambda: live.state == "running" and live.interfaces == ("any",), "changed")
    until(lambda: any(track.interface == "any" and track.link_type for track in live._tracks), "started")
    datagrams.send(4)
    finish(live)
    live.capture.refresh()
    assert [live.capture.frames.frame(row).link_type for row in range(7)] == [1] * 3 + [113] * 4


def test_a_filter_is_changed_in_the_same_file(live: LiveCapture, datagrams: Datagrams) -> None:
    run(live, capture_filter=datagrams.filter)
    live.change(capture_filter="tcp port 1")
    until(lambda: live.state == "running" and live.plan.capture_filter == "tcp port 1", "changed")
    datagrams.send(3)
    finish(live)
    assert len(live.files) == 1
    assert records(live.files[0]) == []


def test_a_pcap_name_grows_itself(live: LiveCapture, datagrams: Datagrams, tmp_path: Path) -> None:
    named = tmp_path / "named.pcap"
    run(live, capture_filter=datagrams.filter, file=named)
    datagrams.send(3)
    finish(live)
    assert live.files == (named,)
    assert not live.is_temporary
    assert live.close() == named
    assert len(records(named)) == 3


def test_a_pcapng_name_is_written_at_the_end(live: LiveCapture, datagrams: Datagrams, tmp_path: Path) -> None:
    named = tmp_path / "named.pcapng"
    run(live, capture_filter=datagrams.filter, file=named)
    datagrams.send(3)
    finish(live)
    assert live.close() == named
    with open_capture(named) as read:
        assert read.refresh() == range(3)
        assert read.interfaces[0].name == "lo"
    assert recovered(tmp_path / "captures") == ()


@engine_of_each
def test_a_packet_limit_is_exact(live: LiveCapture, datagrams: Datagrams, heard: Heard, engine: str) -> None:
    run(live, capture_filter=datagrams.filter, engine=engine, limits=Limits(packets=17))
    datagrams.send(40)
    assert live.wait_stopped(20)
    assert datagrams.payloads(records(live.files[0])) == datagrams.sent[:17]
    assert heard[-1] == Stopped("packets", "the number of packets asked for is reached")


def test_a_packet_limit_counts_all_interfaces(live: LiveCapture, datagrams: Datagrams) -> None:
    run(live, "lo", "any", capture_filter=datagrams.filter, limits=Limits(packets=15))
    until(lambda: all(track.link_type for track in live._tracks), "both started")
    datagrams.send(40)
    assert live.wait_stopped(20)
    assert sum(len(records(path)) for path in live.files) == 15


def test_a_file_size_limit_is_overstepped_by_less_than_a_frame(live: LiveCapture, datagrams: Datagrams) -> None:
    run(live, capture_filter=datagrams.filter, limits=Limits(size_bytes=20_000))
    while not live.wait_stopped(0):
        datagrams.send(20, size=100)
    assert 20_000 <= live.files[0].stat().st_size < 21_600


def test_a_duration_ends_the_capture(live: LiveCapture, heard: Heard) -> None:
    live.start(["lo"], capture_filter="tcp port 1", limits=Limits(duration_seconds=0.1))
    assert live.wait_stopped(20)
    assert len(heard.of(Started)) == 1
    assert heard.of(Stopped) == [Stopped("duration", "the time asked for is over")]


def test_a_ring_keeps_its_newest_files(live: LiveCapture, datagrams: Datagrams, heard: Heard, tmp_path: Path) -> None:
    run(
        live,
        capture_filter=datagrams.filter,
        file=tmp_path / "ring.pcap",
        ring=Ring(packets=10, keep_files=2),
        limits=Limits(files=4),
    )
    for number in range(1, 4):
        datagrams.send(10)
        until(lambda number=number: len(heard.of(Rotated)) >= number, f"file {number} is full")  # type: ignore[misc]
    datagrams.send(10)
    assert live.wait_stopped(20)
    files = sorted(tmp_path.glob("ring_*.pcap"))
    payloads = [payload for path in files for payload in datagrams.payloads(records(path))]
    assert payloads == datagrams.sent[-len(payloads) :]
    assert len(files) == 2
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_ring_of_two_interfaces_loses_nothing(
    live: LiveCapture, datagrams: Datagrams, heard: Heard, tmp_path: Path
) -> None:
    run(
        live,
        *("lo", "any"),
        capture_filter=datagrams.filter,
        file=tmp_path / "ring.pcapng",
        ring=Ring(size_bytes=2000),
    )
    until(lambda: all(track.link_type for track in live._tracks), "both started")
    while len(heard.of(Rotated)) < 2:
        datagrams.send(5)
    finish(live)
    last = live.close()
    files = sorted(tmp_path.glob("ring_*.pcapng"))
    assert last == files[-1]
    payloads: dict[int, list[bytes]] = {1: [], 113: []}
    for path in files:
        with open_capture(path) as read:
            for row in read.refresh():
                link_type = read.frames.frame(row).link_type
                payloads[link_type] += datagrams.payloads([read.data(row)], 14 if link_type == 1 else 16)
    assert payloads == {1: datagrams.sent, 113: datagrams.sent}
    assert list((tmp_path / "captures").iterdir()) == []


@pytest.mark.parametrize("name", ["ring.pcap", "ring.pcapng"])
def test_a_ring_stops_after_the_number_of_files(
    live: LiveCapture, datagrams: Datagrams, heard: Heard, tmp_path: Path, name: str
) -> None:
    run(
        live,
        capture_filter=datagrams.filter,
        file=tmp_path / name,
        ring=Ring(size_bytes=2000),
        limits=Limits(files=2),
    )
    while not live.wait_stopped(0):
        datagrams.send(5)
    assert heard[-1] == Stopped("files", "the number of files asked for is reached")
    last = live.close()
    files = sorted(path for path in tmp_path.iterdir() if path.is_file())
    assert len(files) == 2
    assert last == files[-1]


# Faults -----------------------------------------------------------------------------------------------------


def test_an_unknown_interface_is_told_with_the_nearest_names(live: LiveCapture, heard: Heard) -> None:
    live.start(["l0"])
    assert live.wait_stopped(20)
    (failed,) = heard.of(Failed)
    assert isinstance(failed, Failed)
    assert (failed.code, failed.interface) == ("no-such-interface", "l0")
    assert "did you mean lo" in failed.text


@engine_of_each
def test_a_bad_filter_is_told_in_libpcaps_words(live: LiveCapture, heard: Heard, engine: str) -> None:
    live.start(["lo"], capture_filter="udp prt 5", engine=engine)
    assert live.wait_stopped(20)
    (failed,) = heard.of(Failed)
    assert isinstance(failed, Failed)
    assert failed.code == "bad-filter"
    assert "syntax error" in failed.text


@engine_of_each
def test_a_deleted_interface_ends_the_capture_and_keeps_its_frames(
    wires: Wires, heard: Heard, tmp_path: Path, engine: str
) -> None:
    client = BrokerClient.spawn(wires.near)
    live = LiveCapture(client, heard.append, tmp_path)
    try:
        run(live, wires.near_interface, engine=engine)
        with wires.packet_socket(wires.far, wires.far_interface) as sender:
            sender.send(b"\xff" * 6 + b"\x02" + bytes(5) + b"\x88\xb5" + b"kept" * 15)
        until(lambda: any(b"kept" in frame for frame in records(live.files[0])), "the frame is in the file")
        subprocess.run(["ip", "-n", wires.near, "link", "del", wires.near_interface], check=True)
        assert live.wait_stopped(20)
        (failed,) = heard.of(Failed)
        assert isinstance(failed, Failed)
        assert failed.code == "interface-gone", failed
        assert "has disappeared" in failed.text
        assert any(b"kept" in frame for frame in records(live.files[0]))
    finally:
        live.discard()
        client.close()


@engine_of_each
def test_a_full_disk_keeps_whole_frames_and_a_restart_goes_on(
    broker: BrokerClient, datagrams: Datagrams, heard: Heard, small_disk: Path, engine: str
) -> None:
    live = LiveCapture(broker, heard.append, small_disk)
    run(live, capture_filter=datagrams.filter, engine=engine)
    while not live.wait_stopped(0):
        datagrams.send(50, size=900)
    (failed,) = heard.of(Failed)
    assert isinstance(failed, Failed)
    assert failed.code == "disk-full"
    assert "free some space" in failed.text
    before = records(live.files[0])
    assert live.statistics().captured == len(before)
    assert datagrams.payloads(before) == datagrams.sent[: len(before)]
    assert len(before) > 100
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    live.restart()
    until(lambda: live.state == "running", "started again")
    datagrams.send(3)
    finish(live)
    after = records(live.files[0])
    assert after[: len(before)] == before
    assert datagrams.payloads(after)[-3:] == datagrams.sent[-3:]
    live.discard()


def test_a_killed_broker_is_told_and_takes_dumpcap_along(
    live: LiveCapture, broker: BrokerClient, heard: Heard, require_tool: Callable[[str], str]
) -> None:
    require_tool("dumpcap")
    run(live, capture_filter="tcp port 1", engine="dumpcap")
    children = [child.pid for child in psutil.Process(broker.process_id).children(recursive=True)]
    assert children
    os.kill(broker.process_id, signal.SIGKILL)
    assert live.wait_stopped(20)
    (failed,) = heard.of(Failed)
    assert isinstance(failed, Failed)
    assert failed.code == "broker-gone"
    until(lambda: not any(map(is_running, children)), "dumpcap has ended")
    live.restart()
    until(lambda: len(heard.of(Failed)) == 2, "a restart says so again")
    assert live.state == "stopped"


@engine_of_each
def test_nothing_outlives_a_killed_viewer_and_the_capture_is_found_again(
    datagrams: Datagrams, require_root: None, tmp_path: Path, engine: str
) -> None:
    code = (
        "import sys, time, pathlib\n"
        "from tui.capture.client import BrokerClient\nfrom tui.capture.session import LiveCapture\n"
        "broker = BrokerClient.spawn()\nlive = LiveCapture(broker, folder=pathlib.Path(sys.argv[1]))\n"
        "live.start(['lo'], capture_filter=sys.argv[2], engine=sys.argv[3])\n"
        "while live.state != 'running': time.sleep(0.01)\n"
        "print(broker.process_id, flush=True)\ntime.sleep(120)\n"
    )
    viewer = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path), datagrams.filter, engine], stdout=subprocess.PIPE, cwd=PROJECT
    )
    assert viewer.stdout is not None
    broker = int(viewer.stdout.readline())
    family = [broker, *(child.pid for child in psutil.Process(broker).children(recursive=True))]
    assert (len(family) > 1) == (engine == "dumpcap")
    datagrams.send(5)
    files = list(tmp_path.rglob("*.pcap"))
    until(lambda: len(records(files[0])) == 5, "frames in the file")
    assert recovered(tmp_path) == ()
    viewer.kill()
    viewer.wait()
    until(lambda: not any(map(is_running, family)), "the broker and its programs have ended")
    (leftover,) = recovered(tmp_path)
    assert leftover.interfaces == ("lo",)
    with MergedCapture(leftover.files) as capture:
        assert capture.refresh() == range(5)
        assert capture.notice is None
    leftover.discard()
    assert recovered(tmp_path) == ()


def test_without_privilege_a_sentence_says_what_to_do(tmp_path: Path, require_root: None) -> None:
    code = (
        "import sys, pathlib\nfrom dissectors.privilege import drop_privilege\ndrop_privilege()\n"
        "from tui.capture.session import LiveCapture\n"
        "live = LiveCapture(folder=pathlib.Path(sys.argv[1]))\n"
        "live.start(['lo'])\nlive.wait_stopped(20)\nprint(*live.errors)\nlive.discard()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=False,
        env={key: value for key, value in os.environ.items() if not key.startswith("SUDO_")},
    )
    assert ran.returncode == 0, ran.stderr
    assert "no permission to capture on lo: " in ran.stdout
    assert "cap-add" in ran.stdout, "root without the capability sits in a container"


UNPRIVILEGED = """
import os, sys, time, socket, pathlib
from tui.capture.client import BrokerClient
from dissectors.privilege import drop_privilege, effective_capabilities
broker = BrokerClient.spawn()
if "SUDO_UID" in os.environ:
    from tui.capture.session import LiveCapture  # this python may be out of the other user's reach
said = drop_privilege()
from tui.capture.session import LiveCapture
assert broker.wait_ready()
folder = pathlib.Path(sys.argv[1])

def check():
    for task in os.listdir("/proc/self/task"):
        assert effective_capabilities(f"self/task/{task}") == 0, task
    assert effective_capabilities(broker.process_id) >> 13 & 1, "the broker may capture"

def until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, live.errors
        time.sleep(0.005)

def started(interface):
    until(lambda: live.state == "running" and any(t.interface == interface and t.number for t in live._tracks)
          and all(t.link_type for t in live._tracks))

sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); sink.bind(("127.0.0.1", 0))
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
live = LiveCapture(broker, folder=folder)
live.start(["lo"], capture_filter=f"udp dst port {sink.getsockname()[1]}")
started("lo"); check()
sender.sendto(b"one", sink.getsockname())
live.stop(); assert live.wait_stopped(20); check()
live.restart(); started("lo"); check()
sender.sendto(b"two", sink.getsockname())
live.change(["any"]); started("any"); check()
sender.sendto(b"three", sink.getsockname())
live.stop(); assert live.wait_stopped(20)
live.capture.refresh()
try:
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
except PermissionError:
    said += " no socket"
print([live.capture.data(row).split(b"\\0")[-1][-5:] for row in range(len(live.capture.frames))])
print(os.getresuid(), {path.stat().st_uid for path in live.files}, said)
live.discard(); broker.close()
"""


@pytest.mark.parametrize("caller", [None, 65534], ids=["plain root", "sudo"])
def test_the_viewer_holds_no_privilege_while_the_broker_captures(caller: int | None, require_root: None) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SUDO_")}
    with tempfile.TemporaryDirectory() as folder:
        if caller is not None:
            environment |= {"SUDO_UID": str(caller), "SUDO_GID": str(caller)}
            os.chown(folder, caller, caller)
        ran = subprocess.run(
            [sys.executable, "-c", UNPRIVILEGED, folder],
            capture_output=True,
            text=True,
            cwd=PROJECT,
            check=False,
            env=environment,
        )
    assert ran.returncode == 0, ran.stderr
    frames, ids = ran.stdout.splitlines()
    assert all(word in frames for word in ("one", "two", "three"))
    user = caller or 0
    assert ids.startswith(f"({user}, {user}, {user}) {{{user}}}")
    assert ids.endswith("no socket")
    assert ("Running as root" in ids) == (caller is None)


def test_a_pipe_cannot_be_read_again(tmp_path: Path) -> None:
    live = LiveCapture(folder=tmp_path)
    reader, writer = os.pipe()
    live.start_pipe(reader)
    os.close(writer)
    assert live.wait_stopped(20)
    with pytest.raises(EngineError):
        live.restart()
    live.discard()


def test_a_capture_wants_an_interface_and_a_ring_a_name(tmp_path: Path) -> None:
    live = LiveCapture(folder=tmp_path)
    with pytest.raises(ValueError, match="interface"):
        live.start([])
    with pytest.raises(ValueError, match="-w"):
        live.start(["lo"], ring=Ring(packets=5))
