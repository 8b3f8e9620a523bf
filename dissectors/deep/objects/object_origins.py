"""The fields from which is known where an object came from, as tshark prints them, packet by packet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dissectors.deep.objects.object_names import Origin, base_name
from dissectors.deep.tshark.field_lines import Fields, fields_of

if TYPE_CHECKING:
    from dissectors.deep.tshark.feeding import Rows

DISPLAY_FILTER: Final = "http.file_data || imf || ftp-data || tftp || smb.file || smb2.filename"
FIELDS: Final = (
    "http.request.uri", "http.response_for.uri", "http.host", "http.content_type", "imf.subject", "imf.from",
    "frame.protocols", "ftp-data.command", "tftp.source_file",
    "tftp.destination_file", "smb.file", "smb2.filename", "ip.src", "ipv6.src",
)  # fmt: skip
MOST_ORIGINS: Final = 200_000


class Origins:
    """Takes the lines."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._found: list[Origin] = []
        self._named: set[tuple[str, str]] = set()
        """What goes on through several packets is where it was first named."""

    def take(self, lines: list[bytes]) -> None:
        """Lines of FIELDS, as `Lines` gives them; what is none is passed over."""
        for line in lines:
            told = fields_of(line, FIELDS)
            if told is not None and 1 <= told[0] <= len(self.rows) and len(self._found) < MOST_ORIGINS:
                number, fields = told
                row = int(self.rows[number - 1])
                self._found += (replace(origin, frame=number) for origin in self._of_packet(row, fields))

    def of(self, protocol: str) -> list[Origin]:
        """In the order of packets."""
        return [origin for origin in self._found if origin.protocol == protocol]

    def _of_packet(self, row: int, fields: Fields) -> Iterator[Origin]:
        yield from _of_http(row, fields)
        sender = (fields["imf.from"] or [""])[0]
        for subject in fields["imf.subject"]:
            yield Origin("imf", row, f"{subject}.eml", sender, "message/rfc822")
        source = (fields["ipv6.src"] or fields["ip.src"] or [""])[-1]
        named = [("ftp-data", text.partition(" ")[2]) for text in fields["ftp-data.command"]]
        named += [("tftp", name) for name in (*fields["tftp.source_file"], *fields["tftp.destination_file"])]
        named += [("smb", name) for name in (*fields["smb.file"], *fields["smb2.filename"])]
        for protocol, name in named:
            # Paths are written as part of the name by some, and left out by others.
            for known in dict.fromkeys([name, name.replace("\\", "/").rpartition("/")[2]]):
                if known and (protocol, known) not in self._named:
                    self._named.add((protocol, known))
                    yield Origin(protocol, row, known, source)


def _of_http(row: int, fields: Fields) -> Iterator[Origin]:
    """A frame may hold the ends of several messages; what is told of each stands in the same order."""
    types, hosts = fields["http.content_type"], fields["http.host"]
    answered, asked = fields["http.response_for.uri"], fields["http.request.uri"]
    if not answered and not asked and "http" in (fields["frame.protocols"] or [""])[0].split(":"):
        # A message that did not end names nothing.
        yield Origin("http", row, "")
    for place, uri in enumerate((*answered, *asked)):
        media = types[place] if place < len(types) else types[-1] if types else ""
        host = hosts[-1] if hosts else ""
        if "://" in uri:
            host = uri.partition("://")[2].partition("/")[0]
        yield Origin("http", row, base_name(uri), host, media.partition(";")[0].strip())
