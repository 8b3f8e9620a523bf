"""Running tshark so that its answers depend on the capture alone: no user's profile, time zone or names."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

PACKET_ALONE = (
    "ip.defragment:FALSE",
    "ipv6.defragment:FALSE",
    "tcp.desegment_tcp_streams:FALSE",
    "tcp.analyze_sequence_numbers:FALSE",
    "tcp.relative_sequence_numbers:FALSE",
    "tcp.calculate_timestamps:FALSE",
    "tcp.track_bytes_in_flight:FALSE",
    "udp.calculate_timestamps:FALSE",
    "arp.detect_duplicate_ips:FALSE",
    "tls.desegment_ssl_records:FALSE",
    "tls.desegment_ssl_application_data:FALSE",
    "http.desegment_headers:FALSE",
    "http.desegment_body:FALSE",
    "ip.check_checksum:TRUE",
    "tcp.check_checksum:TRUE",
    "udp.check_checksum:TRUE",
    "udplite.check_checksum:TRUE",
    "udplite.ignore_checksum_coverage:FALSE",
    "sctp.checksum:crc-32c",
)
"""Preferences that make a field depend on its own packet only."""

SEPARATOR, AGGREGATOR = "\f", "\t"
"""Both are escaped inside values, so that a line splits safely."""


@cache
def _configuration() -> str:
    """An empty folder in place of the user's profile."""
    return tempfile.mkdtemp(prefix="remora-oracle-")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run tshark; what it writes to standard error and its exit status are the caller's to judge."""
    return subprocess.run(["tshark", *arguments], env=environment(), capture_output=True, check=False)


def environment() -> dict[str, str]:
    """What Wireshark's programs run with."""
    return os.environ | {"TZ": "UTC", "LC_ALL": "C.UTF-8", "WIRESHARK_CONFIG_DIR": _configuration()}


def preferences() -> list[str]:
    """The words of a command line that make a field depend on its own packet only."""
    return [word for preference in PACKET_ALONE for word in ("-o", preference)]


@cache
def known_fields() -> dict[str, str]:
    """Every field and protocol that tshark knows, by name, with its type (FT_...)."""
    known: dict[str, str] = {}
    for line in run("-G", "fields").stdout.decode("utf-8", "replace").splitlines():
        columns = line.split("\t")
        if columns[0] == "P":
            known[columns[2]] = "FT_PROTOCOL"
        elif columns[0] == "F":
            known[columns[2]] = columns[3]
    return known


def field_values(path: Path, names: Sequence[str], *, alone: bool = True) -> Iterator[dict[str, list[str]]]:
    """For each packet of a file, the occurrences of the fields that occur. Custom blocks are no packets.

    `names` must not repeat a name, for then tshark leaves the earlier column empty.
    """
    asked = ("_ws.col.Protocol", *names)
    words = [word for name in asked for word in ("-e", name)]
    output = run(
        *("-n", *(preferences() if alone else ()), "-r", str(path), "-T", "fields"),
        *("-E", f"separator={SEPARATOR}", "-E", f"aggregator={AGGREGATOR}", "-E", "quote=d", *words),
    )
    for line in output.stdout.split(b"\n")[:-1]:
        cells = line.decode("utf-8", "surrogateescape").split(SEPARATOR)
        if cells[0] != '"PCAPNG"':
            yield {name: cell[1:-1].split(AGGREGATOR) for name, cell in zip(names, cells[1:], strict=True) if cell}
