"""Tells a file's kind by its first bytes, never by its name."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from dissectors.capture_file import pcap, pcapng
from dissectors.capture_file.reader import Reader

Compression: TypeAlias = Literal["gzip", "zstd"]

HEAD_LENGTH: Final = 512
"""Bytes of a file's head that are enough to recognise it."""

_SKIPPABLE_FRAMES: Final = tuple(bytes([0x50 + n, 0x2A, 0x4D, 0x18]) for n in range(16))
_COMPRESSIONS: Final[tuple[tuple[bytes, Compression], ...]] = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    *((magic, "zstd") for magic in _SKIPPABLE_FRAMES),
)
_OTHERS: Final = (
    (b"snoop\0\0\0", "a snoop capture (editcap -F pcapng makes it one that can be read)"),
    (b"btsnoop\0", "a btsnoop capture (editcap -F pcapng makes it one that can be read)"),
    (b"RTSS", "a Network Monitor capture (editcap -F pcapng makes it one that can be read)"),
    (b"GMBU", "a Network Monitor capture (editcap -F pcapng makes it one that can be read)"),
    (b"TRSNIFF data", "a Sniffer capture (editcap -F pcapng makes it one that can be read)"),
    (b"XCP\0", "a NetXRay capture (editcap -F pcapng makes it one that can be read)"),
    (b"iptrace ", "an iptrace capture (editcap -F pcapng makes it one that can be read)"),
    (b"\xfd7zXZ\0", "xz-compressed (unpack it first, with xz -d)"),
    (b"BZh", "bzip2-compressed (unpack it first, with bzip2 -d)"),
    (b"\x04\x22\x4d\x18", "lz4-compressed (unpack it first, with lz4 -d)"),
    (b"\x1f\x9d", "compressed by compress (unpack it first, with gzip -d)"),
    (b"PK\x03\x04", "a zip archive (unpack it first)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive (unpack it first)"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ", "a program for Windows"),
    (b"\xcf\xfa\xed\xfe", "a program for macOS"),
    (b"#!", "a script"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"<!DOCTYPE", "an HTML or XML document"),
    (b"<?xml", "an XML document"),
)
_TAR_MAGIC_OFFSET: Final = 257


def compression_of(head: bytes) -> Compression | None:
    """How a file that begins with `head` is compressed; None if it is not, or in a way that cannot be unpacked."""
    return next((name for magic, name in _COMPRESSIONS if head.startswith(magic)), None)


def reader_for(head: bytes, interface_name: str | None = None) -> Reader | None:
    """A reader for the capture that begins with `head`; None if it is none, or too short to tell.

    `interface_name` is given to the interface of a pcap file, which has no place for it.
    """
    if head.startswith(pcapng.MAGIC):
        order_known = head[8:12] in pcapng.BYTE_ORDERS or len(head) < 12
        return pcapng.PcapngReader() if order_known else None
    found = pcap.magic_of(head)
    return pcap.PcapReader(*found, interface_name) if found is not None else None


def may_become_a_capture(head: bytes) -> bool:
    """Whether a file that is `head` and no more could, when it grows, turn out to be a capture."""
    magics = [number.to_bytes(4, order) for number in pcap.VARIANTS for order in ("little", "big")]
    magics += [pcapng.MAGIC, *(magic for magic, _ in _COMPRESSIONS)]
    return any(magic.startswith(head) for magic in magics)


def what_it_seems_to_be(head: bytes) -> str:
    """Words that continue "FILE is no capture that can be read: it seems to be ..."."""
    for magic, description in _OTHERS:
        if head.startswith(magic):
            return description
    if head[_TAR_MAGIC_OFFSET : _TAR_MAGIC_OFFSET + 5] == b"ustar":
        return "a tar archive (unpack it first)"
    if not head.strip(b"\0"):
        return "nothing but zero bytes"
    if _is_text(head):
        return "text"
    return f"unknown data that begins with {head[:8].hex(' ')}"


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut in two by the end of what was read is still text.
        if error.start < len(head) - 3 or error.start == 0:
            return False
        text = head[: error.start].decode("utf-8")
    return all(character.isprintable() or character in "\t\r\n\f" for character in text)
