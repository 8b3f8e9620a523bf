"""How often fields have which value, as tables: TCP's flags, times to live, ports, ICMP's types and codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from dissectors.names import icmp_types, icmpv6_types
from dissectors.names.services import service_name
from dissectors.statistics.value_counts import PairCounts, ValueCounts
from dissectors.transport.tcp_header import flag_names
from tui import wording
from tui.statistics.columns import Column, or_dash, shown
from tui.statistics.quantities import percent, share
from tui.statistics.tables import Table

if TYPE_CHECKING:
    from tui.statistics.subject import Subject

_COUNTS: Final = (
    shown("Packets", "packets", wording.count),
    shown("Share", "share", percent),
)


def flag_tables(subject: Subject) -> list[Table]:
    """TCP's flags, each combination that there is. Raises CaptureFileError, as all here."""
    return [_values(subject, "flags", "TCP flags", "tcp.flags", "TCP flags", _flag_words, "0x{:03x}")]


def ttl_tables(subject: Subject) -> list[Table]:
    """How many more routers packets might have passed."""
    tables = [
        _values(subject, "ttl", "IPv4: time to live", "ip.ttl", "TTL", str),
        _values(subject, "ttl", "IPv6: hop limit", "ipv6.hlim", "Hop limit", str),
    ]
    return [table for table in tables if table.records]


def icmp_tables(subject: Subject) -> list[Table]:
    """What ICMP was used for."""
    tables = [
        _types(subject, "ICMP", "icmp", icmp_types.TYPES, icmp_types.CODES),
        _types(subject, "ICMPv6", "icmpv6", icmpv6_types.TYPES, icmpv6_types.CODES),
    ]
    return [table for table in tables if table.records]


def port_tables(subject: Subject) -> list[Table]:
    """Packets to and from each port of TCP, UDP and SCTP, the most used first."""
    return [table for transport in ("tcp", "udp", "sctp") if (table := _ports(subject, transport)).records]


def _ports(subject: Subject, transport: str) -> Table:
    to, of = (
        Counter(dict(subject.counted(ValueCounts, f"{transport}.{side}").values())) for side in ("dstport", "srcport")
    )
    both = to + of
    records = [
        {
            "protocol": transport,
            "port": port,
            "service": service_name(port, transport) if subject.shows_names else None,
            "packets_to": to[port],
            "packets_from": of[port],
            "filter": subject.filter(f"{transport}.port == {port}"),
        }
        for port, _ in sorted(both.items(), key=lambda item: (-item[1], item[0]))
    ]
    columns = (
        shown("Port", "port", str),
        shown("Service", "service", or_dash, right=False),
        shown("Packets to it", "packets_to", wording.count),
        shown("from it", "packets_from", wording.count),
    )
    return Table(
        "ports",
        f"{transport.upper()} ports: {wording.count(len(records))}",
        columns,
        records,
        name=f"{transport.upper()} ports",
        key="port",
        tells_count=True,
    )


def _values(
    subject: Subject,
    kind: str,
    title: str,
    field: str,
    heading: str,
    words: Callable[[int], str],
    literal: str = "{}",
) -> Table:
    found = subject.counted(ValueCounts, field).values()
    total = sum(count for _, count in found)
    records: list[dict[str, Any]] = [
        {
            "field": field,
            "value": value,
            "text": words(value),
            "packets": count,
            "share": share(count, total),
            "filter": subject.filter(f"{field} == {literal.format(value)}"),
        }
        for value, count in found
    ]
    name = Column(heading, lambda one: one["text"], right=words is str, by="value")
    return Table(kind, title, (name, *_COUNTS), records, "there are none", heading, "value")


def _flag_words(flags: int) -> str:
    return f"{flag_names(flags)} (0x{flags:03x})"


def _types(
    subject: Subject,
    title: str,
    protocol: str,
    types: Mapping[int, str],
    codes: Mapping[int, Mapping[int, str]],
) -> Table:
    found = subject.counted(PairCounts, f"{protocol}.type", f"{protocol}.code").values()
    total = sum(count for _, count in found)
    records: list[dict[str, Any]] = [
        {
            "protocol": protocol,
            "icmp_type": number,
            "code": code,
            "text": types.get(number, "Unknown"),
            "code_text": codes.get(number, {}).get(code),
            "packets": count,
            "share": share(count, total),
            "filter": subject.filter(f"{protocol}.type == {number} && {protocol}.code == {code}"),
        }
        for (number, code), count in found
    ]
    name = Column("Type", lambda one: f"{one['text']} ({one['icmp_type']})", right=False, by="icmp_type")
    code_name = Column("Code", lambda one: f"{one['code_text'] or ''} ({one['code']})".strip(), right=False, by="code")
    return Table(
        "icmp",
        f"{title} types and codes",
        (*_COUNTS, name, code_name),
        records,
        "there are none",
        title,
        ("icmp_type", "code"),
    )
