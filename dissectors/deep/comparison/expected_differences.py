"""Differences between the native decoders and tshark that are meant, each with its reason: a second opinion has to
tell what is news from what is only another way to say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from dissectors.fields import PROTOCOL, SPECS

if TYPE_CHECKING:
    from dissectors.fields import Field

MEANT: Final[Mapping[str, str]] = {
    "*checksum.status": "Remora verifies checksums, tshark leaves that off by default",
    "*checksum_calculated": "Remora verifies checksums, tshark leaves that off by default",
    "*checksum_bad*": "Remora verifies checksums, tshark leaves that off by default",
    "*checksum.bad*": "Remora verifies checksums, tshark leaves that off by default",
    "tcp.options.sack*[lr]e": "tshark counts bytes from the conversation's first one, Remora as they are sent",
    "*.checksum_coverage": "Remora verifies checksums, tshark leaves that off by default",
    "frame.offset_shift": "neither shifts times",
    "frame.time_delta_displayed": "tshark saw the context of the packet only",
    "frame.protocols": "each lists the layers that it knows",
    "frame.coloring_rule.*": "a colouring rule of Wireshark's",
    "frame.file_off": "tshark was given the packet through a pipe",
    "*.completeness*": "Remora tells what was seen up to this packet or of all, tshark what it was given",
    "*.stream": "tshark counts conversations among the packets that it was given",
    "*.stream.*": "tshark counts conversations among the packets that it was given",
    "tcp.analysis*": "the sequence analysis looks at other packets: Remora at all, tshark at those that it was given",
    "*.analysis.*": "concluded from other packets: Remora looks at all, tshark at those that it was given",
    "*_resolved": "a name for a number",
    "*.oui*": "a name for a number",
    "*.expert*": "each remarks what it finds remarkable",
    "_ws.*": "each remarks what it finds remarkable",
}
"""Patterns of field names."""

NOT_READ: Final = "concluded, not read from bytes"
GROUPING: Final = "a line that only groups or explains"
NOT_NATIVE: Final = "a field that Remora does not have"
ELSEWHERE: Final = "in bytes that Remora did not put together or decrypt"


def reason_for(ours: Field, theirs: Field, verdict: str) -> str:
    """Why two fields of the same name may differ in this way; empty where that is news."""
    if verdict in ("same", "text"):
        return ""
    return _meant(ours.name) if ours.name else GROUPING


def reason_for_lone(field: Field, verdict: str) -> str:
    """Why only one side has a field; empty where that is news."""
    if not field.name:
        return GROUPING
    if verdict == "only tshark" and field.spec.kind is not PROTOCOL and field.name not in SPECS:
        return NOT_NATIVE
    meant = _meant(field.name)
    if meant:
        return meant
    return NOT_READ if field.generated or field.stop <= field.start else ""


def _meant(name: str) -> str:
    return next((reason for pattern, reason in MEANT.items() if fnmatchcase(name, pattern)), "")
