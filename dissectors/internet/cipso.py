"""The Commercial IP Security Option (draft-ietf-cipso-ipsecurity-01, FIPS 188 §6): labels of security domains."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import Field, group, octets, string, u8, u32
from dissectors.protocol import Layer

TAGS = {
    0: "Padding",
    1: "Restrictive Category Bitmap",
    2: "Enumerated Categories",
    5: "Ranged Categories",
    6: "Permissive Categories",
    7: "Free Form",
}
DOMAIN = u32("ip.cipso.doi", "DOI")
TAG = u8("ip.cipso.tag_type", "Tag Type", values=TAGS)
LEVEL = u8("ip.cipso.sensitivity_level", "Sensitivity Level")
CATEGORIES = string("ip.cipso.categories", "Categories")
CONTENT = octets("ip.cipso.tag_data", "Tag data")
MALFORMED = group("ip.cipso.malformed", "Malformed CIPSO tag")


def read_cipso(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    """Read the tags up to the option's end; the first unknown or wrong one ends it."""
    cursor.take(DOMAIN)
    while cursor.remaining > 0:
        start = cursor.position
        tag = cursor.take(TAG)
        if tag == 0:
            continue
        if tag not in TAGS:
            return
        length = cursor.peek(1)[0] if cursor.remaining else 1
        if length < (4 if tag != 7 else 2) or start + length > cursor.stop:
            cursor.notice(MALFORMED, "warning", f"CIPSO tag {tag} of {length} bytes", start, cursor.stop)
            return
        cursor.skip(1)
        if tag >= 6:
            cursor.take(CONTENT, length - 2)
            continue
        cursor.skip(1)
        cursor.take(LEVEL)
        if length > 4:
            content = cursor.peek(length - 4)
            cursor.add(CATEGORIES, _categories(tag, content), cursor.position, cursor.position + len(content))
            cursor.skip(len(content))


def _categories(tag: int, content: bytes) -> str:
    """The categories' numbers, with commas; of a bitmap, a list, or ranges from high to low."""
    if tag == 1:
        numbers = [str(8 * i + bit) for i, octet in enumerate(content) for bit in range(8) if octet & 0x80 >> bit]
        return ",".join(numbers)
    numbers = [str(int.from_bytes(content[i : i + 2], "big")) for i in range(0, len(content) - 1, 2)]
    if tag == 2:
        return ",".join(numbers)
    if len(numbers) % 2:
        numbers.append("0")
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return ",".join(high if high == low else f"{high}-{low}" for high, low in pairs)
