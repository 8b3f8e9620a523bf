"""The views of the statistics screen: which kinds of statistics each shows, and whose messages these need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui.statistics.kinds import MAKERS

if TYPE_CHECKING:
    from dissectors.statistics.messages import Spoken
    from tui.statistics.kind_names import KindName
    from tui.statistics.kinds import Printed
    from tui.statistics.subject import Subject


@dataclass(frozen=True, slots=True)
class View:
    """One tab."""

    name: str
    title: str
    kinds: tuple[KindName, ...]
    spoken: tuple[Spoken, ...] = ()
    """Protocols whose packets are dissected for it, while it shows what there is."""
    is_of_now: bool = False
    """It tells of the last seconds, which pass without packets too."""
    nothing: str = ""
    """What to say where it has no parts."""
    has_hash: bool = False
    """It tells the file's hash."""
    joins_told: bool = False
    """What the deep decoder tells of packets joins in."""

    def parts(self, subject: Subject) -> Iterator[Printed]:
        """What it shows by now. Raises CaptureFileError."""
        for kind in self.kinds:
            yield from MAKERS[kind](subject)


VIEWS: Final = (
    View("overview", "Overview", ("overview",), has_hash=True),
    View("hierarchy", "Hierarchy", ("hierarchy",), joins_told=True),
    View("endpoints", "Endpoints", ("endpoints",), ("dns", "mdns"), nothing="No packet tells who sent it."),
    View(
        "usage",
        "Top",
        ("hosts", "protocols", "programs", "processes"),
        ("dns", "mdns"),
        is_of_now=True,
        nothing="No packet came.",
    ),
    View("io", "I/O graph", ()),
    View("packets", "Packets", ("lengths", "gaps", "flags", "ttl", "ports", "icmp", "pings")),
    View("dns", "DNS", ("dns",), ("dns",), nothing="No queries and answers of DNS."),
    View("http", "HTTP", ("http",), ("http",), nothing="No requests and answers of HTTP: HTTPS is among TLS."),
    View("tls", "TLS", ("tls",), ("tls",), nothing="No beginnings of TLS connections."),
    View("responses", "Times", ("responses", "rtt"), ("dns", "http", "tls")),
)
"""In the order of their tabs."""
