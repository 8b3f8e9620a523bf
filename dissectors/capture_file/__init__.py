"""Capture files in and out: pcap and pcapng of every kind, plain or compressed, saved or still growing.

    with open_capture("trace.pcapng") as capture:
        for row in capture.refresh():
            frame, data = capture.frames.frame(row), capture.data(row)

`CaptureFile.frames` holds numpy columns of all frames, `view` the bytes that their offsets count in.
`save_capture` writes chosen frames to a new file; `PcapWriter` writes frames that come from elsewhere.
"""

from dissectors.capture_file.ahead import read_ahead
from dissectors.capture_file.capture import CaptureFile, open_capture
from dissectors.capture_file.clock import Clock
from dissectors.capture_file.contents import (
    Contents,
    Interface,
    InterfaceStatistics,
    Option,
    ResolvedName,
    Secrets,
    Section,
)
from dissectors.capture_file.frames import NO_TIME, FrameBatch, FrameRecord, Frames
from dissectors.capture_file.merged import MergedCapture
from dissectors.capture_file.notice import Notice
from dissectors.capture_file.saving import (
    SaveFormat,
    format_for,
    save_capture,
    save_captures,
    write_frames,
)
from dissectors.capture_file.writer import PcapngWriter, PcapWriter

__all__ = [
    "NO_TIME",
    "CaptureFile",
    "Clock",
    "Contents",
    "FrameBatch",
    "FrameRecord",
    "Frames",
    "Interface",
    "InterfaceStatistics",
    "MergedCapture",
    "Notice",
    "Option",
    "PcapWriter",
    "PcapngWriter",
    "ResolvedName",
    "SaveFormat",
    "Secrets",
    "Section",
    "format_for",
    "open_capture",
    "read_ahead",
    "save_capture",
    "save_captures",
    "write_frames",
]
