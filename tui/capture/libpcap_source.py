"""The libpcap engine: pcap_dump itself is the callback, so that no Python runs for a frame.

Frames wait at most 20 ms in a 64 MiB ring; each round of reading ends with a flush to the file.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
from ctypes import c_char_p, c_int, c_int64, c_size_t, c_void_p

from tui.capture import libpcap, pcap_output
from tui.capture.source import ANY, EngineError, Request

TIMEOUT_MILLISECONDS = 20
BUFFER_BYTES = 64 << 20
WRITE_BUFFER_BYTES = 1 << 18
SOL_PACKET = 263
PACKET_IGNORE_OUTGOING = 23

_CODES = {
    -5: ("no-such-interface", "there is no interface {name}"),
    -8: ("no-permission", "no permission to capture on {name}"),
    -9: ("interface-down", "the interface {name} is down: ip link set {name} up"),
    -11: ("no-permission", "no permission for promiscuous mode on {name}: try without it (-p)"),
}


class LibpcapSource:
    """A running capture; the descriptor given is this object's from now on."""

    engine = "libpcap"
    drain_seconds = 0.06

    def __init__(self, request: Request, descriptor: int) -> None:
        self._lib = libpcap.require_library()
        self._libc = _libc()
        self._dump = ctypes.cast(self._lib.pcap_dump, c_void_p)
        self._dumper: int | None = None
        self._snaplen = request.snaplen
        self._dropped = 0
        self._interface = request.interface
        self._handle = open_handle(request)
        try:
            if request.capture_filter.strip():
                libpcap.set_filter(self._handle, request.capture_filter)
            if self._lib.pcap_setnonblock(self._handle, 1, ctypes.create_string_buffer(libpcap.ERROR_BUFFER)):
                raise EngineError("engine-failed", libpcap.error_text(self._handle))
            self._selectable: int = self._lib.pcap_get_selectable_fd(self._handle)
            if _is_loopback(self._interface):
                _ignore_outgoing(self._selectable)
            self._begin(descriptor)
        except BaseException:
            self._lib.pcap_close(self._handle)
            raise
        self.link_type: int | None = pcap_output.existing_link_type(self._descriptor)

    def fileno(self) -> int:
        return self._selectable

    def read(self, limit: int) -> int:
        taken: int = self._lib.pcap_dispatch(self._handle, limit, self._dump, self._dumper)
        self._flush()
        if taken < 0:
            text = libpcap.error_text(self._handle)
            if "disappeared" in text or "No such device" in text or not _exists(self._interface):
                raise EngineError("interface-gone", f"the interface {self._interface} has disappeared")
            if "went down" in text or "Network is down" in text:
                return 0
            raise EngineError("engine-failed", text)
        return taken

    def failed(self) -> EngineError | None:
        if not _exists(self._interface):
            return EngineError("interface-gone", f"the interface {self._interface} has disappeared")
        return None

    def stop(self) -> None:
        pass

    def switch(self, descriptor: int) -> None:
        self._flush()
        self._lib.pcap_dump_close(self._dumper)
        self._dumper = None
        self._begin(descriptor)

    def written_bytes(self) -> int:
        return self._length

    def dropped(self) -> int | None:
        counters = libpcap.Counters()
        if self._lib.pcap_stats(self._handle, ctypes.byref(counters)) == 0:
            self._dropped = counters.dropped + counters.dropped_by_interface
        return self._dropped

    def close(self) -> None:
        if self._dumper is not None:
            self._lib.pcap_dump_close(self._dumper)
            self._dumper = None
        self._lib.pcap_close(self._handle)

    def _begin(self, descriptor: int) -> None:
        """Let pcap_dump_fopen write its header: on a file that goes on, over the same header."""
        existing = pcap_output.existing_link_type(descriptor)
        old_header = os.pread(descriptor, pcap_output.HEADER.size, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        stream = self._libc.fdopen(descriptor, b"r+b")
        if not stream:
            raise pcap_output.output_error(ctypes.get_errno())
        self._libc.setvbuf(stream, None, 0, WRITE_BUFFER_BYTES)
        dumper = self._lib.pcap_dump_fopen(self._handle, stream)
        if not dumper:
            raise EngineError("engine-failed", libpcap.error_text(self._handle))
        self._dumper, self._stream = dumper, stream
        self._descriptor = descriptor
        self._length = 0
        self._flush()
        if existing is not None:
            now = pcap_output.existing_link_type(descriptor)
            if now != existing:
                os.pwrite(descriptor, old_header, 0)
                raise EngineError("bad-output", f"the file holds link type {existing}, {self._interface} has {now}")
            self._libc.fseeko(stream, 0, os.SEEK_END)
            self._length = os.lseek(descriptor, 0, os.SEEK_CUR)

    def _flush(self) -> None:
        # pcap_dump tells nobody of a failed write; the stream remembers it.
        if self._lib.pcap_dump_flush(self._dumper) or self._libc.ferror(self._stream):
            failure = pcap_output.why_not(self._descriptor)
            self._length, failure.frames = pcap_output.cut_to_whole_records(self._descriptor, self._length)
            raise failure
        self._length = os.lseek(self._descriptor, 0, os.SEEK_CUR)


def open_handle(request: Request) -> int:
    """An activated pcap_t, without a filter. Raises EngineError."""
    lib = libpcap.require_library()
    errors = ctypes.create_string_buffer(libpcap.ERROR_BUFFER)
    handle: int | None = lib.pcap_create(request.interface.encode(), errors)
    if not handle:
        raise EngineError("engine-failed", errors.value.decode(errors="replace"))
    lib.pcap_set_snaplen(handle, request.snaplen)
    lib.pcap_set_promisc(handle, int(request.promiscuous and request.interface != ANY))
    lib.pcap_set_timeout(handle, TIMEOUT_MILLISECONDS)
    lib.pcap_set_buffer_size(handle, BUFFER_BYTES)
    lib.pcap_set_tstamp_precision(handle, libpcap.PRECISION_NANO)
    status: int = lib.pcap_activate(handle)
    if status < 0:
        text = libpcap.error_text(handle) or lib.pcap_statustostr(status).decode(errors="replace")
        lib.pcap_close(handle)
        code, sentence = _CODES.get(status, ("engine-failed", "{text}"))
        raise EngineError(code, sentence.format(name=request.interface, text=text))
    return handle


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.fdopen.restype = c_void_p
    libc.fdopen.argtypes = (c_int, c_char_p)
    libc.setvbuf.argtypes = (c_void_p, c_void_p, c_int, c_size_t)
    libc.ferror.argtypes = (c_void_p,)
    libc.fseeko.argtypes = (c_void_p, c_int64, c_int)
    return libc


def _exists(interface: str) -> bool:
    if interface == ANY:
        return True
    try:
        socket.if_nametoindex(interface)
    except OSError:
        return False
    return True


def _is_loopback(interface: str) -> bool:
    return interface == "lo"


def _ignore_outgoing(descriptor: int) -> None:
    """Leave loopback's second copy in the kernel (Linux 4.20); libpcap would throw it away after copying it."""
    with contextlib.suppress(OSError, AttributeError), socket.socket(fileno=os.dup(descriptor)) as copy:
        copy.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
