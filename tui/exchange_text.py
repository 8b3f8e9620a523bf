"""How the bytes of an exchange look in each form: text, hexadecimal, arrays; for the follow command and its screen."""

from __future__ import annotations

from typing import Final, Literal

from dissectors.streams.following.parts import CUT

Form = Literal["ascii", "utf8", "hex", "raw", "c", "yaml", "http"]
FORMS: Final[tuple[Form, ...]] = ("ascii", "utf8", "hex", "raw", "c", "yaml", "http")
FORM_TITLES: Final[dict[Form, str]] = {
    "ascii": "ASCII", "utf8": "UTF-8", "hex": "hex dump", "raw": "raw", "c": "C arrays", "yaml": "YAML", "http": "HTTP",
}  # fmt: skip

MARKS: Final = (">", "<")
"""Before what the client and what the server said: the same as the colour, for those who see none."""
SIDES: Final = ("client", "server")

HEX_WIDTH: Final = 16
HEX_GROUP: Final = 8
C_WIDTH: Final = 8
BASE64_WIDTH: Final = 57
"""Bytes that make 76 characters."""

_ASCII: Final = "".join(chr(byte) if 0x20 <= byte < 0x7F or byte in b"\n\r\t" else "." for byte in range(256))


def ascii_text(data: bytes) -> str:
    """A dot for every byte that is no printable ASCII; the ends of lines and tabs stay."""
    return data.decode("latin-1").translate(_ASCII)  # a str is indexed by code like any table


def printable_text(data: bytes) -> str:
    """The same with dots for all control characters: a character a byte."""
    return ascii_text(data).translate({0x0A: ".", 0x0D: ".", 0x09: "."})


def hex_line(offset: int, data: bytes) -> str:
    """`00000010  48 6f 73 74 ...  Host: re mora.tes`, laid out as tshark does; up to HEX_WIDTH bytes."""
    halves = [data[:HEX_GROUP], data[HEX_GROUP:]]
    digits = "  ".join(half.hex(" ") for half in halves)
    text = " ".join(printable_text(half) for half in halves if half)
    return f"{hex_offset(offset)}{digits:<{3 * HEX_WIDTH}}  {text}"


def hex_offset(offset: int) -> str:
    """What a line of the hex dump begins with."""
    return f"{offset:08x}  "


def c_line(data: bytes, *, is_last: bool) -> str:
    """Up to C_WIDTH elements of an array."""
    return ", ".join(f"0x{byte:02x}" for byte in data) + (" };" if is_last else ",")


def gap_words(kind: int, length: int) -> str:
    """What stands in place of bytes that are not there."""
    amount = f"{length} byte" if length == 1 else f"{length} bytes"
    if kind == CUT:
        return f"[{amount} not captured: the packet was cut]"
    return f"[{amount} missing in capture file]"
