"""Linux packet sockets from Python: opened without a gap, filtered in the kernel, their counters accumulated.

packet(7). What the kernel takes out of a frame (VLAN tags) and what a cooked socket leaves out (the link-layer
header) is put back as libpcap does, so that all engines write the same bytes. Standard library only.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import socket
import struct

from tui.capture import libpcap
from tui.capture.source import ANY, EngineError, Request

SOL_PACKET = 263
PACKET_ADD_MEMBERSHIP = 1
PACKET_STATISTICS = 6
PACKET_AUXDATA = 8
PACKET_IGNORE_OUTGOING = 23
PACKET_MR_PROMISC = 1
PACKET_OUTGOING = 4
SO_ATTACH_FILTER = 26
ETH_P_ALL = 3
ETH_P_8021Q = 0x8100
TP_STATUS_VLAN_VALID, TP_STATUS_VLAN_TPID_VALID = 1 << 4, 1 << 6

ETHERNET, RAW, LINUX_SLL = libpcap.LINKTYPE_ETHERNET, libpcap.LINKTYPE_RAW, libpcap.LINKTYPE_LINUX_SLL
SLL_HEADER = struct.Struct("!HHH8sH")
"""Packet type, ARPHRD type, address length, address, protocol."""

_ARPHRD_ETHERNET = (1, 772)
_ARPHRD_IP = (512, 519, 768, 769, 776, 778, 823, 65534)
"""Devices whose frames begin with the IP header: PPP, tunnels, WireGuard."""
_FILTER_FIELDS = {0: 4, 14: 0}
"""Offset in the SLL header -> the kernel's ancillary word: packet type, protocol."""
_SKF_AD_OFFSET = 0xFFFFF000
_BPF_LOAD_CLASSES = (0, 1)
_BPF_ABSOLUTE, _BPF_MODE_MASK, _BPF_INDEXED, _BPF_MSH = 0x20, 0xE0, 0x40, 0xA0
_BPF_RETURN = 6


class PacketSocket:
    """A socket that hears one interface, or any; nothing unfiltered has entered it."""

    def __init__(self, request: Request) -> None:
        self.interface = request.interface
        self.snaplen = request.snaplen
        self._dropped = 0
        hardware = 0 if request.interface == ANY else hardware_type(request.interface)
        if request.interface != ANY and hardware in _ARPHRD_ETHERNET:
            self.link_type = ETHERNET
        elif request.interface != ANY and hardware in _ARPHRD_IP:
            self.link_type = RAW
        else:
            self.link_type = LINUX_SLL
        self.is_cooked = self.link_type == LINUX_SLL
        try:
            # Protocol 0 hears nothing until it is bound, so that no frame passes before the filter is there.
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM if self.is_cooked else socket.SOCK_RAW, 0)
        except PermissionError as error:
            raise EngineError("no-permission", f"no permission to capture on {request.interface}") from error
        except OSError as error:
            raise EngineError("engine-failed", f"no packet socket: {error.strerror}") from error
        try:
            self.loopback_index = _loopback_index()
            self._attach_filter(request)
            self._ignore_loopback_copies()
            if request.promiscuous and request.interface != ANY:
                self._listen_promiscuously()
        except BaseException:
            self.socket.close()
            raise

    def bind(self) -> None:
        """From now on frames arrive. Raises EngineError."""
        index = 0 if self.interface == ANY else _index_of(self.interface)
        # Python's own bind wants a name and so cannot say "any", which is index 0.
        address = struct.pack("=HHiHBB8s", socket.AF_PACKET, socket.htons(ETH_P_ALL), index, 0, 0, 0, b"")
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.bind(self.socket.fileno(), address, len(address)):
            number = ctypes.get_errno()
            if number == errno.ENETDOWN:
                raise EngineError(
                    "interface-down", f"the interface {self.interface} is down: ip link set {self.interface} up"
                )
            raise EngineError("engine-failed", f"{self.interface}: {os.strerror(number)}")

    def failed(self) -> EngineError | None:
        """Why poll reports an error: a vanished interface ends the capture, one that is only down does not."""
        self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if self.interface == ANY:
            return None
        try:
            socket.if_nametoindex(self.interface)
        except OSError:
            return EngineError("interface-gone", f"the interface {self.interface} has disappeared")
        return None

    def dropped(self) -> int:
        """Frames lost since the start; the kernel forgets its count each time it tells it."""
        with contextlib.suppress(OSError):
            answer = self.socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 12)
            self._dropped += struct.unpack_from("=II", answer)[1]
        return self._dropped

    def close(self) -> None:
        self.socket.close()

    def _attach_filter(self, request: Request) -> None:
        everything = ((_BPF_RETURN, 0, 0, request.snaplen),)
        program = self._compile(request) if request.capture_filter.strip() else everything
        packed = b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
        code = ctypes.create_string_buffer(packed, len(packed))
        described = struct.pack("@HP", len(program), ctypes.addressof(code))
        try:
            self.socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, described)
        except OSError as error:
            raise EngineError("bad-filter", f"the kernel refuses the filter: {error.strerror}") from error

    def _compile(self, request: Request) -> libpcap.Filter:
        """By libpcap: for the live interface, because then it knows where the kernel keeps VLAN tags."""
        if libpcap.library() is None:
            return libpcap.compile_filter(request.capture_filter)
        from tui.capture.libpcap_source import open_handle  # only for filters

        handle = open_handle(Request(request.interface, "", request.snaplen, False))
        try:
            program = libpcap.compile_on(handle, request.capture_filter)
        finally:
            libpcap.require_library().pcap_close(handle)
        if self.is_cooked:
            program = for_cooked_socket(program)
        return tuple((code, jt, jf, request.snaplen if code == _BPF_RETURN and k else k) for code, jt, jf, k in program)

    def _ignore_loopback_copies(self) -> None:
        """On loopback each frame passes twice, out and in: the first is not ours to show."""
        if self.interface == "lo":
            with contextlib.suppress(OSError):
                self.socket.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)

    def _listen_promiscuously(self) -> None:
        with contextlib.suppress(OSError):
            index = socket.if_nametoindex(self.interface)
            membership = struct.pack("=iHH8s", index, PACKET_MR_PROMISC, 0, b"")
            self.socket.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership)


def hardware_type(interface: str) -> int:
    """The kernel's ARPHRD number of an interface. Raises EngineError if there is no such interface."""
    import fcntl  # Linux only, as all of this

    get_hardware_address = 0x8927
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        try:
            answer = fcntl.ioctl(any_socket, get_hardware_address, struct.pack("16s24x", interface.encode()[:15]))
        except OSError as error:
            raise EngineError("no-such-interface", f"there is no interface {interface}") from error
    return int(struct.unpack_from("=H", answer, 16)[0])


def for_cooked_socket(program: libpcap.Filter) -> libpcap.Filter:
    """Move a filter that was compiled for the SLL header to a socket whose frames begin behind that header.

    Raises EngineError for a filter that looks at what the kernel does not tell there.
    """
    moved = []
    for code, jt, jf, k in program:
        if code & 7 in _BPF_LOAD_CLASSES and code & _BPF_MODE_MASK in (_BPF_ABSOLUTE, _BPF_INDEXED, _BPF_MSH):
            if k >= _SKF_AD_OFFSET:
                pass
            elif k >= SLL_HEADER.size:
                k -= SLL_HEADER.size
            elif k in _FILTER_FIELDS and code & _BPF_MODE_MASK == _BPF_ABSOLUTE:
                k = _SKF_AD_OFFSET + _FILTER_FIELDS[k]
            else:
                raise EngineError("bad-filter", "this filter cannot be used with the af_packet engine on any")
        moved.append((code, jt, jf, k))
    return tuple(moved)


def with_vlan_tag(frame: bytes, link_type: int, tag_protocol: int, tag: int) -> bytes:
    """Put a tag back before the frame's type field: bytes 12 of Ethernet, 14 of the SLL header."""
    if link_type == RAW:
        return frame
    place = SLL_HEADER.size - 2 if link_type == LINUX_SLL else 12
    if len(frame) < place:
        return frame
    return b"".join((frame[:place], struct.pack("!HH", tag_protocol, tag), frame[place:]))


def _loopback_index() -> int:
    with contextlib.suppress(OSError):
        return socket.if_nametoindex("lo")
    return -1


def _index_of(interface: str) -> int:
    try:
        return socket.if_nametoindex(interface)
    except OSError as error:
        raise EngineError("no-such-interface", f"there is no interface {interface}") from error
