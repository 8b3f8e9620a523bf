"""A capture as it was opened: its packets, where more of them come from, and what becomes of it at the end."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dissectors.capture_file import MergedCapture, open_capture
from dissectors.deep.choices.decode_as import DecodeAs, native_registry
from dissectors.packets.table import PacketTable
from tui.capture import kept_processes
from tui.live_source import CaptureOptions, LiveSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.capture.client import BrokerClient
    from tui.capture.temporary import Leftover
    from tui.lab.performance import Performance
    from tui.lab.scenes import Scene
    from tui.lab.stage import Stage
    from tui.loading import Source
    from tui.process_watch import ProcessWatch


@dataclass(slots=True)
class Opened:
    """What the packets screen shows."""

    table: PacketTable
    source: Source
    path: Path | None = None
    """The saved file; None for a live capture."""
    leftover: Leftover | None = None
    """It was left by a crash."""
    saved_in: Path | None = None
    """Where all of it was saved last."""
    performance: Performance | None = None
    """The scene of the lab that is captured."""
    decisions: tuple[DecodeAs, ...] = ()
    """What its packets are to be decoded as, unless the user decides otherwise."""
    process_watch: ProcessWatch | None = None
    """Who tells of the processes behind its packets, while these are this machine's own."""

    @property
    def live(self) -> LiveSource | None:
        return self.source if isinstance(self.source, LiveSource) else None


def open_interfaces(
    broker: BrokerClient | None, interfaces: Sequence[str], capture_filter: str, options: CaptureOptions
) -> Opened:
    """Begin a live capture. Raises EngineError or ValueError."""
    source = LiveSource(broker)
    source.begin(interfaces, capture_filter, options)
    table = PacketTable(source.capture)
    source.live.attributions = table.attributions
    return Opened(table, source)


def open_pipe(descriptor: int) -> Opened:
    """Begin to read what a pipe delivers; the descriptor is closed at its end. Raises EngineError."""
    source = LiveSource()
    source.begin_pipe(descriptor)
    return Opened(PacketTable(source.capture), source)


def open_path(path: Path, *, tail: bool = False, packets: int | None = None) -> Opened:
    """Open a saved capture, one that grows (`tail`), or a FIFO. Raises CaptureFileError, EngineError or OSError."""
    from tui.growing_file import GrowingFileSource
    from tui.loading import FileSource  # brings Textual along, which a live capture does not wait for

    if stat.S_ISFIFO(os.stat(path).st_mode):
        return open_pipe(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
    capture = open_capture(path)
    source = GrowingFileSource(capture, path.name) if tail else FileSource(capture, path.name, packets)
    return Opened(PacketTable(capture), source, path.absolute())


def open_leftover(leftover: Leftover) -> Opened:
    """Open what a crash left. Raises CaptureFileError."""
    from tui.loading import FileSource

    capture = MergedCapture(leftover.files)
    table = PacketTable(capture)
    table.attributions.append(kept_processes.read(leftover.folder))
    return Opened(table, FileSource(capture, "left behind by a crash"), None, leftover)


def open_scene(broker: BrokerClient | None, scene: Scene, stage: Stage) -> Opened:
    """Begin to capture a scene, which is played when the screen is there. Raises EngineError."""
    from tui.lab.performance import Performance

    try:
        opened = open_interfaces(broker, (scene.interface,), scene.capture_filter(stage), CaptureOptions())
    except BaseException:
        stage.close()
        raise
    assert opened.live is not None
    if stage.port != scene.port and stage.port:
        # The scene's own port was taken or reserved: its protocol is spoken on another one.
        usual = opened.table.registry.find((f"{scene.protocol}.port", scene.port))
        if usual is not None:
            opened.decisions = (DecodeAs(f"{scene.protocol}.port", stage.port, usual.name),)
            opened.table.decode_by(native_registry(opened.table.registry, opened.decisions))
    opened.live.title = f"lab {scene.name}"
    opened.live.is_disposable = True
    opened.performance = Performance(scene, stage, opened.live)
    return opened
