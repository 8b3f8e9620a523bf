"""libpcap through ctypes: the shared library, capture filters, and the error text it gives. Standard library only."""

from __future__ import annotations

import ctypes
import functools
import sys
from ctypes import POINTER, c_char_p, c_int, c_ubyte, c_uint, c_uint32, c_ushort, c_void_p

from tui.capture.source import SNAPLEN, EngineError

INSTALL = "install libpcap (Debian, Ubuntu: apt install libpcap0.8)"
NETMASK_UNKNOWN = 0xFFFFFFFF
ERROR_BUFFER = 256
PRECISION_NANO = 1

LINKTYPE_ETHERNET = 1
LINKTYPE_RAW = 101
LINKTYPE_LINUX_SLL = 113

_DLT_OF_LINKTYPE = {101: 14 if sys.platform.startswith("openbsd") else 12, 104: 104, 100: 11}
"""DLT numbers that differ from the LINKTYPE number in a file, on the platforms at hand."""


class Instruction(ctypes.Structure):
    _fields_ = (("code", c_ushort), ("jt", c_ubyte), ("jf", c_ubyte), ("k", c_uint32))


class Program(ctypes.Structure):
    _fields_ = (("length", c_uint), ("instructions", POINTER(Instruction)))


class Counters(ctypes.Structure):
    _fields_ = (("received", c_uint), ("dropped", c_uint), ("dropped_by_interface", c_uint), ("more", c_uint * 8))


Filter = tuple[tuple[int, int, int, int], ...]
"""A compiled filter: code, jump if true, jump if false, operand."""


@functools.cache
def library() -> ctypes.CDLL | None:
    """The library with its functions declared; None where it is not installed."""
    names = {
        "darwin": ("libpcap.A.dylib", "/usr/lib/libpcap.A.dylib", "libpcap.dylib"),
        "win32": ("wpcap.dll",),
    }.get(sys.platform, ("libpcap.so.0.8", "libpcap.so.1", "libpcap.so"))
    for name in names:
        try:
            lib = ctypes.CDLL(name, use_errno=True)
        except OSError:
            continue
        return _declare(lib)
    return None


def require_library() -> ctypes.CDLL:
    lib = library()
    if lib is None:
        raise EngineError("no-engine", f"libpcap is not installed: {INSTALL}")
    return lib


def check_filter(text: str, link_type: int = LINKTYPE_ETHERNET) -> str | None:
    """What is wrong with a capture filter, in libpcap's own words; None: it is good. Takes about 0.1 ms.

    Without libpcap every filter but the empty one is refused, with what to install.
    """
    if not text.strip():
        return None
    try:
        compile_filter(text, link_type)
    except EngineError as error:
        return error.text
    return None


def compile_filter(text: str, link_type: int = LINKTYPE_ETHERNET, snaplen: int = SNAPLEN) -> Filter:
    """The filter's program for frames of a link type. Raises EngineError (bad-filter, no-engine)."""
    lib = library()
    if lib is None:
        raise EngineError("no-engine", f"capture filters are compiled by libpcap, which is missing: {INSTALL}")
    handle = lib.pcap_open_dead(_DLT_OF_LINKTYPE.get(link_type, link_type), snaplen)
    if not handle:
        raise EngineError("engine-failed", "libpcap has no memory for a filter")
    try:
        return compile_on(handle, text)
    finally:
        lib.pcap_close(handle)


def compile_on(handle: int, text: str) -> Filter:
    """Compile for an open handle: a live one knows how the kernel stores VLAN tags."""
    lib = require_library()
    program = Program()
    if lib.pcap_compile(handle, ctypes.byref(program), text.encode(errors="replace"), 1, NETMASK_UNKNOWN):
        raise EngineError("bad-filter", error_text(handle))
    try:
        return tuple((i.code, i.jt, i.jf, i.k) for i in program.instructions[: program.length])
    finally:
        lib.pcap_freecode(ctypes.byref(program))


def set_filter(handle: int, text: str) -> None:
    """Compile and attach a filter to a live handle. Raises EngineError."""
    lib = require_library()
    program = Program()
    if lib.pcap_compile(handle, ctypes.byref(program), text.encode(errors="replace"), 1, NETMASK_UNKNOWN):
        raise EngineError("bad-filter", error_text(handle))
    try:
        if lib.pcap_setfilter(handle, ctypes.byref(program)):
            raise EngineError("engine-failed", error_text(handle))
    finally:
        lib.pcap_freecode(ctypes.byref(program))


def error_text(handle: int) -> str:
    """The last error of a handle, in libpcap's words."""
    text: bytes = require_library().pcap_geterr(handle)
    return text.decode(errors="replace").strip()


def version() -> str | None:
    """As "libpcap version 1.10.3 (...)"; None where it is not installed."""
    lib = library()
    return None if lib is None else lib.pcap_lib_version().decode(errors="replace")


def _declare(lib: ctypes.CDLL) -> ctypes.CDLL:
    signatures: tuple[tuple[str, object, tuple[object, ...]], ...] = (
        ("pcap_create", c_void_p, (c_char_p, c_char_p)),
        ("pcap_activate", c_int, (c_void_p,)),
        ("pcap_set_snaplen", c_int, (c_void_p, c_int)),
        ("pcap_set_promisc", c_int, (c_void_p, c_int)),
        ("pcap_set_timeout", c_int, (c_void_p, c_int)),
        ("pcap_set_buffer_size", c_int, (c_void_p, c_int)),
        ("pcap_set_tstamp_precision", c_int, (c_void_p, c_int)),
        ("pcap_setnonblock", c_int, (c_void_p, c_int, c_char_p)),
        ("pcap_get_selectable_fd", c_int, (c_void_p,)),
        ("pcap_datalink", c_int, (c_void_p,)),
        ("pcap_dispatch", c_int, (c_void_p, c_int, c_void_p, c_void_p)),
        ("pcap_breakloop", None, (c_void_p,)),
        ("pcap_stats", c_int, (c_void_p, POINTER(Counters))),
        ("pcap_dump_fopen", c_void_p, (c_void_p, c_void_p)),
        ("pcap_dump_flush", c_int, (c_void_p,)),
        ("pcap_dump_close", None, (c_void_p,)),
        ("pcap_compile", c_int, (c_void_p, POINTER(Program), c_char_p, c_int, c_uint32)),
        ("pcap_setfilter", c_int, (c_void_p, POINTER(Program))),
        ("pcap_freecode", None, (POINTER(Program),)),
        ("pcap_open_dead", c_void_p, (c_int, c_int)),
        ("pcap_geterr", c_char_p, (c_void_p,)),
        ("pcap_statustostr", c_char_p, (c_int,)),
        ("pcap_lib_version", c_char_p, ()),
        ("pcap_close", None, (c_void_p,)),
    )
    for name, result, arguments in signatures:
        function = getattr(lib, name)
        function.restype = result
        function.argtypes = arguments
    return lib
