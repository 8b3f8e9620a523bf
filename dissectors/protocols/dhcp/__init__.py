"""DHCP (RFC 2131, RFC 2132), in the clothes of BOOTP (RFC 951): how a machine comes to its address."""

from __future__ import annotations

from typing import Any, cast

from dissectors.names.dhcp import MESSAGE_TYPES
from dissectors.protocol import Layer, Protocol
from dissectors.protocols.dhcp.message import DHCPHeader, details


def _kind(layer: Layer[Any]) -> str:
    field = layer.find("dhcp.option.dhcp")
    if field is None:
        return ""
    number = cast(int, field.value)
    return MESSAGE_TYPES.get(number, f"Unknown ({number})")


def _heading(layer: Layer[Any]) -> str:
    kind = _kind(layer)
    return f"{DHCP.title} ({kind})" if kind else "Bootstrap Protocol"


def _info(layer: Layer[Any]) -> str:
    header: DHCPHeader = layer.header
    what = {1: "Boot Request", 2: "Boot Reply"}.get(header.operation, f"Unknown BOOTP message {header.operation}")
    kind = _kind(layer)
    return f"DHCP {kind:8s} - Transaction ID 0x{header.transaction:x}" if kind else what


DHCP = Protocol(
    name="dhcp",
    title="Dynamic Host Configuration Protocol",
    short="DHCP",
    references=("RFC 2131", "RFC 2132", "RFC 3046", "RFC 3442"),
    limitations=(
        "vendor data of other vendors than PXE stays bytes",
        "iSNS, coordinates and CableLabs configuration stay bytes",
    ),
    explain="Gives machines their address, and tells them mask, router and name servers (RFC 2131 §1).",
    header=DHCPHeader,
    rides_on=(("udp.port", 67), ("udp.port", 68), ("udp.port", 4011)),
    details=details,
    heading=_heading,
    info=_info,
)

PROTOCOLS = (DHCP,)
