"""One address claimed by two machines: ARP spoofing (RFC 826) and its like of neighbour discovery (RFC 4861).

And sweeps: one machine asks for many addresses that nobody has. Both look at every ARP and neighbour message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from dissectors.gathering import bytes_at
from dissectors.layers import LayerRows
from dissectors.streams.endpoints import ADDRESS_BYTES
from dissectors.streams.patterns.batch import Batch, Bytes
from dissectors.streams.patterns.finding import (
    MOST_OF_A_KIND,
    NANOSECONDS,
    SHOWN_PACKETS,
    Finding,
    Severity,
    address_text,
    count_text,
    span_text,
)
from dissectors.streams.patterns.grouping import Integers, groups, number_octets
from dissectors.text import mac

KIND = "address-claimed-twice"
TITLE = "One address, two machines"

MOST_ADDRESSES = 1 << 16
MOST_CLAIMANTS = 8
HANDED_ON = 300 * NANOSECONDS
"""An address that was silent for so long may have been given to another machine."""
OFTEN = 4
"""Changes between the claimants: machines that only take over do not change back and forth."""

SHARED_BY_ROUTERS = (
    bytes.fromhex("00005e0001"),  # VRRP over IPv4, and CARP (RFC 9568 §7.3)
    bytes.fromhex("00005e0002"),  # VRRP over IPv6
    bytes.fromhex("00000c07ac"),  # HSRP
    bytes.fromhex("00000c9ff0"),  # HSRP version 2
    bytes.fromhex("000573a000"),  # HSRP over IPv6
    bytes.fromhex("0007b40001"),  # GLBP
)
"""Beginnings of hardware addresses that move between routers by design."""

THRESHOLD = (
    "Two hardware addresses that claim one IP address on the same link and interface. Told as a warning when the "
    "claims go back and forth, else as a note; not at all where one of them is a virtual router's (VRRP, HSRP, GLBP), "
    f"or where the first was silent for {HANDED_ON // NANOSECONDS} s before the second spoke: then the address was "
    "handed on."
)
DOUBT = (
    "A host with two cards on one link, a proxy that answers for others, a failover pair without a virtual hardware "
    "address, or two machines set to the same address by mistake look the same. The switch's table tells which port "
    "each hardware address is at."
)

_ARP_BYTES, _NEIGHBOUR_BYTES = 28, 32
_ETHERNET_IPV4 = np.frombuffer(bytes.fromhex("000108000604"), np.uint8)
_SOLICITATION, _ADVERTISEMENT = 135, 136
_SOURCE_OPTION, _TARGET_OPTION = 1, 2
_OVERRIDE = 0x20

Link = bytes
"""Interface, VLANs and tunnel: addresses of different links have nothing to do with each other."""
LINK_BYTES = 8


@dataclass(frozen=True, slots=True)
class Claims:
    """Who says to have which address; one entry a message."""

    rows: Integers
    """Within the piece."""
    who: Bytes
    """n x 6: hardware addresses."""
    what: Bytes
    """n x ADDRESS_BYTES."""


@dataclass(slots=True)
class _Claimant:
    first_row: int
    first_time: int
    last_time: int
    count: int = 0
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Address:
    claimants: dict[bytes, _Claimant] = field(default_factory=dict)
    last: bytes = b""
    changes: int = 0


class ClaimWatch:
    """Remembers up to MOST_ADDRESSES addresses with their claimants."""

    def __init__(self) -> None:
        self._known: dict[tuple[Link, bytes], _Address] = {}

    def add(self, batch: Batch) -> None:
        """Take in a batch."""
        for claims in (_arp_claims(batch), _neighbour_claims(batch)):
            if claims is not None:
                self._add(batch, claims)

    def _add(self, batch: Batch, claims: Claims) -> None:
        links = links_of(batch, claims.rows)
        keys = np.concatenate([links, claims.what], axis=1)
        times = batch.times[claims.rows]
        for own in groups(number_octets(keys)):
            place = own[0]
            key = links[place].tobytes(), claims.what[place].tobytes()
            known = self._known.get(key)
            if known is None:
                if len(self._known) >= MOST_ADDRESSES:
                    continue
                known = self._known[key] = _Address()
            _claim(known, claims, own, times, batch.piece.first)

    def findings(self) -> list[Finding]:
        """What was seen so far."""
        contested = {key: known for key, known in self._known.items() if _is_contested(known)}
        several = _several(contested)
        found = [_finding(key[1], known, several) for key, known in contested.items()]
        return found[:MOST_OF_A_KIND]


def _claim(known: _Address, claims: Claims, own: Integers, times: Integers, first_row: int) -> None:
    """Take in the claims of one address."""
    who = claims.who[own]
    changed = np.flatnonzero(np.concatenate([[True], (who[1:] != who[:-1]).any(axis=1)]))
    stops = np.concatenate([changed[1:], [len(own)]])
    for start, stop in zip(changed.tolist(), stops.tolist(), strict=True):
        name = who[start].tobytes()
        if known.last and known.last != name:
            known.changes += 1
        known.last = name
        row, begin, end = int(claims.rows[own[start]]) + first_row, int(times[own[start]]), int(times[own[stop - 1]])
        claimant = known.claimants.get(name)
        if claimant is None:
            if len(known.claimants) >= MOST_CLAIMANTS:
                continue
            claimant = known.claimants[name] = _Claimant(row, begin, end)
        claimant.last_time = max(claimant.last_time, end)
        claimant.count += stop - start
        room = SHOWN_PACKETS - len(claimant.rows)
        claimant.rows += (claims.rows[own[start : min(stop, start + room)]] + first_row).tolist() if room > 0 else []


def _is_contested(known: _Address) -> bool:
    if len(known.claimants) < 2 or any(who.startswith(SHARED_BY_ROUTERS) for who in known.claimants):
        return False
    earlier, later = sorted(known.claimants.values(), key=lambda one: one.first_row)[:2]
    return known.changes > 1 or later.first_time - earlier.last_time < HANDED_ON


def _several(contested: dict[tuple[Link, bytes], _Address]) -> dict[bytes, set[bytes]]:
    """By later claimant the addresses that were another's before."""
    found: dict[bytes, set[bytes]] = {}
    for (_, address), known in contested.items():
        for who in sorted(known.claimants, key=lambda one: known.claimants[one].first_row)[1:]:
            found.setdefault(who, set()).add(address)
    return found


def _finding(address: bytes, known: _Address, several: dict[bytes, set[bytes]]) -> Finding:
    host = address_text(address)
    order = sorted(known.claimants, key=lambda one: known.claimants[one].first_row)
    first, second = (known.claimants[who] for who in order[:2])
    goes_back = known.changes > 1
    others = max((several.get(who, set()) - {address} for who in order[1:]), key=len, default=set())
    severity: Severity = "error" if goes_back and others else "warning" if goes_back else "note"
    names = " and ".join(f"{mac(who)} ({count_text(known.claimants[who].count, 'time')})" for who in order[:2])
    more = f" and {len(order) - 2} more" if len(order) > 2 else ""
    if goes_back:
        how = f"the claims changed {count_text(known.changes, 'time')} between them"
    else:
        gap = max(second.first_time - first.last_time, 0)
        how = f"the second took over, {span_text(gap)} after the first was last heard"
    busiest = max(order[1:], key=lambda one: len(several.get(one, ())))
    also = f"; {mac(busiest)} claims {len(others)} more that were others'" if others else ""
    rows = sorted({*first.rows[:4], *second.rows[:4]})
    is_four = address[0] == 4
    return Finding(
        kind=KIND,
        title="ARP spoofing or address conflict" if goes_back and is_four else TITLE,
        severity=severity,
        certainty="likely" if goes_back and (others or known.changes >= OFTEN) else "possible",
        sentence=f"{host} is claimed by {names}{more}: {how}{also}.",
        hosts=(host, *(mac(who) for who in order[:MOST_CLAIMANTS])),
        ports=(),
        packets=tuple(row + 1 for row in rows),
        count=sum(claimant.count for claimant in known.claimants.values()),
        filter=f"arp.src.proto_ipv4 == {host}"
        if is_four
        else f"icmpv6.nd.na.target_address == {host} || (icmpv6.type == {_SOLICITATION} && ipv6.src == {host})",
        threshold=THRESHOLD,
        doubt=DOUBT,
    )


def arp_messages(batch: Batch) -> tuple[LayerRows, Bytes] | None:
    """ARP messages over Ethernet about IPv4, and their 28 bytes."""
    layers = batch.layers("arp")
    if layers is None:
        return None
    layers = layers.select(layers.starts + _ARP_BYTES <= layers.stops)
    data = bytes_at(batch.data, layers.starts, _ARP_BYTES)
    usual = (data[:, :6] == _ETHERNET_IPV4).all(axis=1)
    return (layers.select(usual), data[usual]) if usual.any() else None


def _arp_claims(batch: Batch) -> Claims | None:
    """Requests claim too: who asks says who it is (RFC 826). Probes claim nothing (RFC 5227 §1.1)."""
    found = arp_messages(batch)
    if found is None:
        return None
    layers, data = found
    claims = (data[:, 7] <= 2) & (data[:, 6] == 0) & data[:, 14:18].any(axis=1) & (data[:, 8] & 1 == 0)
    claims &= data[:, 8:14].any(axis=1)
    what = np.zeros((int(claims.sum()), ADDRESS_BYTES), np.uint8)
    what[:, 0], what[:, 1:5] = 4, data[claims, 14:18]
    return Claims(layers.rows[claims], data[claims, 8:14], what) if claims.any() else None


def _neighbour_claims(batch: Batch) -> Claims | None:
    """Advertisements of a target, and solicitations that name their own source."""
    layers = batch.layers("icmpv6")
    if layers is None:
        return None
    layers = layers.select((layers.starts + _NEIGHBOUR_BYTES <= layers.stops) & ~layers.quoted)
    data = bytes_at(batch.data, layers.starts, _NEIGHBOUR_BYTES)
    networks = batch.below(layers)
    # Without the override flag several may answer for one address by right: anycast (RFC 4861 §7.2.7).
    tells = (data[:, 0] == _ADVERTISEMENT) & (data[:, 24] == _TARGET_OPTION) & (data[:, 4] & _OVERRIDE > 0)
    asks = (data[:, 0] == _SOLICITATION) & (data[:, 24] == _SOURCE_OPTION)
    chosen = (tells | asks) & (data[:, 25] == 1) & (networks >= 0)
    if not chosen.any():
        return None
    what = np.zeros((int(chosen.sum()), ADDRESS_BYTES), np.uint8)
    sources = batch.networks.addresses[networks[chosen], 0]
    what[:, 0] = 6
    what[:, 1:] = np.where(tells[chosen, None], data[chosen, 8:24], sources[:, 1:])
    named = what[:, 1:].any(axis=1)
    return Claims(layers.rows[chosen][named], data[chosen, 26:32][named], what[named])


def links_of(batch: Batch, rows: Integers) -> Bytes:
    """n x LINK_BYTES: what tells one link from another."""
    found = np.zeros((len(rows), LINK_BYTES), np.uint8)
    frames = batch.index.capture.frames
    interfaces = frames.column("interface", batch.piece.first, batch.piece.first + batch.piece.count)
    found[:, :2] = interfaces[rows].astype(">u2").view(np.uint8).reshape(-1, 2)
    for protocol, offset, at, length in (("vlan", 0, 2, 2), ("ieee8021ad", 0, 4, 2), ("vxlan", 4, 5, 3)):
        for places, own in _tags(batch, protocol, rows, offset, length):
            found[places, at : at + length] = own
    return found


def _tags(batch: Batch, protocol: str, rows: Integers, offset: int, length: int) -> Iterator[tuple[Integers, Bytes]]:
    layers = batch.layers(protocol)
    if layers is not None:
        layers = layers.select(layers.starts + offset + length <= layers.stops)
        at = np.clip(np.searchsorted(layers.rows, rows, "right") - 1, 0, None)
        there = np.flatnonzero(layers.rows[at] == rows) if len(layers.rows) else np.zeros(0, np.int64)
        own = bytes_at(batch.data, layers.starts[at[there]] + offset, length)
        if protocol != "vxlan":
            own = own.copy()
            own[:, 0] &= 0x0F  # without the priority
        yield there, own
