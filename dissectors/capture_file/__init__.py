"""Capture files in and out: pcap and pcapng of every kind, plain or compressed, saved or still growing.

    with open_capture("trace.pcapng") as capture:
        for row in capture.refresh():
            frame, data = capture.frames.frame(row), capture.data(row)

`CaptureFile.frames` holds numpy columns of all frames, `view` the bytes that their offsets count in.
"""

from dissectors.capture_file.capture import CaptureFile, Notice, open_capture
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
from dissectors.capture_file.frames import NO_TIME, Frame, FrameBatch, Frames

__all__ = [
    "NO_TIME",
    "CaptureFile",
    "Clock",
    "Contents",
    "Frame",
    "FrameBatch",
    "Frames",
    "Interface",
    "InterfaceStatistics",
    "Notice",
    "Option",
    "ResolvedName",
    "Secrets",
    "Section",
    "open_capture",
]
