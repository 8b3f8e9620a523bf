"""The twelve bytes that open every DNS message (RFC 1035 §4.1.1), over UDP, over TCP, and link-local (RFC 4795)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dissectors.fields import FieldSpec, bits, flag, only, reading, u16, unused
from dissectors.header import Header
from dissectors.names.dns import OPERATIONS, REPLY_CODES

UPDATE = 5
STATEFUL = 6
MOST_ANSWERS = 100
MOST_AUTHORITIES = 10
MOST_ADDITIONAL = 10
"""Above these, payload on another port is taken for something else, as Wireshark does."""


def _is_response(h: Any) -> bool:
    return (h.flags & 0x8000) != 0  # type: ignore[no-any-return]


def _has_authenticated(h: Any) -> bool:
    return (h.flags & 0x8020) != 0  # type: ignore[no-any-return]


def _is_update(h: Any) -> bool:
    return (h.flags & 0x7800) == UPDATE << 11  # type: ignore[no-any-return]


def _is_no_update(h: Any) -> bool:
    return (h.flags & 0x7800) != UPDATE << 11  # type: ignore[no-any-return]


def operation_name(flags: int) -> str:
    """Operation and, for a response, its outcome."""
    operation = OPERATIONS.get(flags >> 11 & 15, "Unknown operation")
    if not flags & 0x8000:
        return operation
    return f"{operation} response, {REPLY_CODES.get(flags & 15, 'Unknown error')}"


def _show_flags(flags: int) -> str:
    return f"0x{flags:04x} {operation_name(flags)}"


def _identification() -> FieldSpec[int]:
    return u16(
        "dns.id",
        "Transaction ID",
        hex_digits=4,
        explain="Chosen at random by who asks; the answer repeats it, so that it finds its question, and forging one "
        "takes guessing (RFC 1035 §4.1.1, RFC 5452 §4).",
    )


def _response() -> FieldSpec[int]:
    return flag(
        "dns.flags.response",
        "Response",
        values=("Message is a query", "Message is a response"),
        explain="QR: 0 in a question, 1 in an answer (RFC 1035 §4.1.1).",
    )


def _operation() -> FieldSpec[int]:
    return bits(
        4,
        "dns.flags.opcode",
        "Operation",
        values=OPERATIONS,
        explain="What is asked for: nearly always a standard query (RFC 1035 §4.1.1); updates are 5 (RFC 2136).",
    )


def _truncated() -> FieldSpec[int]:
    return flag(
        "dns.flags.truncated",
        "Truncated",
        values=("Message is not truncated", "Message is truncated"),
        explain="TC: the answer did not fit into the datagram; the client asks again over TCP (RFC 1035 §4.1.1, "
        "RFC 7766 §5).",
    )


def _rcode() -> FieldSpec[int]:
    return only(
        bits(
            4,
            "dns.flags.rcode",
            "Reply code",
            values=REPLY_CODES,
            explain="How it went: 0 found, 3 (NXDOMAIN) no such name, 2 (SERVFAIL) the server failed, 5 refused "
            "(RFC 1035 §4.1.1).",
        ),
        _is_response,
    )


def _flags(*parts: FieldSpec[int]) -> FieldSpec[int]:
    return u16(
        "dns.flags",
        "Flags",
        hex_digits=4,
        show=_show_flags,
        parts=parts,
        explain="Question or answer, the operation, how to go about it, and the outcome (RFC 1035 §4.1.1).",
    )


def _dns_flags() -> FieldSpec[int]:
    return _flags(
        _response(),
        _operation(),
        only(
            flag(
                "dns.flags.authoritative",
                "Authoritative",
                values=("Server is not an authority for the domain", "Server is an authority for the domain"),
                explain="AA: the answer comes from a server of the zone itself, not from a cache (RFC 1035 §4.1.1).",
            ),
            _is_response,
        ),
        _truncated(),
        flag(
            "dns.flags.recdesired",
            "Recursion desired",
            values=("Do not query recursively", "Query recursively"),
            explain="RD: the server shall find the answer by itself, asking others; set by nearly every client "
            "(RFC 1035 §4.1.1).",
        ),
        only(
            flag(
                "dns.flags.recavail",
                "Recursion available",
                values=("Server cannot query recursively", "Server can query recursively"),
                explain="RA: this server asks others on behalf of its clients (RFC 1035 §4.1.1).",
            ),
            _is_response,
        ),
        flag("dns.flags.z", "Z", values=("reserved (0)", "reserved, but set"), explain="Always 0 (RFC 1035 §4.1.1)."),
        only(
            flag(
                "dns.flags.authenticated",
                "Authenticated data",
                explain="AD: in an answer, the server has checked the signatures of DNSSEC; in a question, the client "
                "wants to hear about it (RFC 4035 §3.2.3, RFC 6840 §5.7).",
            ),
            _has_authenticated,
        ),
        flag(
            "dns.flags.checkdisable",
            "Non-authenticated data",
            values=("Unacceptable", "Acceptable"),
            explain="CD: the client checks signatures itself and takes data that fails the server's check "
            "(RFC 4035 §3.2.2).",
        ),
        _rcode(),
    )


def _link_local_flags() -> FieldSpec[int]:
    return _flags(
        _response(),
        _operation(),
        flag(
            "dns.flags.conflict",
            "Conflict",
            values=("None", "The name is not considered unique"),
            explain="C: several responders own the name, or the sender suspects it (RFC 4795 §2.1.1).",
        ),
        _truncated(),
        flag(
            "dns.flags.tentative",
            "Tentative",
            values=("Not tentative", "Tentative"),
            explain="T: the responder has not yet verified that the name is its own (RFC 4795 §2.1.1).",
        ),
        unused(4),
        _rcode(),
    )


def _count(name: str, label: str, explain: str, when: Callable[[Any], bool] | None = None) -> FieldSpec[int]:
    spec = u16(name, label, explain=explain)
    return spec if when is None else only(spec, when)


def _queries() -> FieldSpec[int]:
    return _count("dns.count.queries", "Questions", "How many questions follow: 1 in practice.", _is_no_update)


def _answers() -> FieldSpec[int]:
    return _count(
        "dns.count.answers", "Answer RRs", "Records that answer the question (RFC 1035 §4.1.1).", _is_no_update
    )


def _authorities() -> FieldSpec[int]:
    return _count(
        "dns.count.auth_rr", "Authority RRs", "Records that point to the zone's servers, or its SOA where there is no "
        "answer (RFC 2308 §3).", _is_no_update
    )  # fmt: skip


def _additional() -> FieldSpec[int]:
    return _count("dns.count.add_rr", "Additional RRs", "Records that help: addresses of name servers, EDNS options.")


def _zones(at: FieldSpec[int]) -> FieldSpec[int]:
    return reading(_count("dns.count.zones", "Zones", "Zones to be updated: 1 (RFC 2136 §2.2)."), at, _is_update)


def _prerequisites(at: FieldSpec[int]) -> FieldSpec[int]:
    explain = "What must be so for the update to happen (RFC 2136 §2.4)."
    return reading(_count("dns.count.prerequisites", "Prerequisites", explain), at, _is_update)


def _updates(at: FieldSpec[int]) -> FieldSpec[int]:
    return reading(_count("dns.count.updates", "Updates", "Records to add or delete (RFC 2136 §2.5)."), at, _is_update)


class DNSHeader(Header):
    """RFC 1035 §4.1.1; the counts have other names in updates (RFC 2136 §2.2)."""

    identification = _identification()
    flags = _dns_flags()
    queries = _queries()
    zones = _zones(queries)
    answers = _answers()
    prerequisites = _prerequisites(answers)
    authorities = _authorities()
    updates = _updates(authorities)
    additional = _additional()


class DNSOverTCPHeader(Header):
    """RFC 1035 §4.2.2: the message's length stands before it."""

    length = u16(
        "dns.length",
        "Length",
        unit="bytes",
        explain="Over TCP the message's length comes first, since a stream has no borders (RFC 1035 §4.2.2).",
    )
    identification = _identification()
    flags = _dns_flags()
    queries = _queries()
    zones = _zones(queries)
    answers = _answers()
    prerequisites = _prerequisites(answers)
    authorities = _authorities()
    updates = _updates(authorities)
    additional = _additional()


class LinkLocalHeader(Header):
    """RFC 4795 §2.1.1."""

    identification = _identification()
    flags = _link_local_flags()
    queries = _queries()
    zones = _zones(queries)
    answers = _answers()
    prerequisites = _prerequisites(answers)
    authorities = _authorities()
    updates = _updates(authorities)
    additional = _additional()


AnyDNSHeader = DNSHeader | DNSOverTCPHeader | LinkLocalHeader


def looks_like_dns(h: DNSHeader) -> bool:
    """A standard query with one question, or an answer to it with counts that make sense; works on arrays too."""
    is_query, is_response = (h.flags & 0x8000) == 0, (h.flags & 0x8000) != 0
    asks = (h.queries == 1) & (h.answers + h.authorities == 0)
    answers = (h.queries <= 1) & (h.answers <= MOST_ANSWERS) & (h.authorities <= MOST_AUTHORITIES)
    plausible = (is_query & asks) | (is_response & answers)
    sized = (h.additional <= MOST_ADDITIONAL) & (h.stop - h.start > DNSHeader.size)
    # NetBIOS asks in the same form (RFC 1002 §4.2.1.2): a label of 32 bytes, then its own types NB or NBSTAT.
    netbios = (h.peek(12) == 32) & (h.peek(45) == 0) & (h.peek(46) == 0) & ((h.peek(47) | 1) == 33)
    return ((h.flags & 0x7800) == 0) & plausible & sized & (netbios == 0)
