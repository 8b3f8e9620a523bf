"""TCP options that are obsolete, experimental, or of routers and satellites."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import bits, flag, octets, u8, u16, u24, u32, unused
from dissectors.header import Header
from dissectors.names.tcp import EXPERIMENTS, QUICK_START_RATES
from dissectors.protocol import Layer
from dissectors.transport.tcp_common_options import read_cookie
from dissectors.transport.tcp_options import Option, option_node

ECHO_VALUE = u32("tcp.options.echo_value", "Value")
CONNECTION_COUNT = u32("tcp.options.cc_value", "Connection count")
DIGEST = octets(
    "tcp.options.md5.digest",
    "Digest",
    explain="Proof that the sender knows the password: MD5 over segment and password, used between BGP routers "
    "(RFC 2385 §2).",
)
KEY_ID = u8("tcp.options.ao.keyid", "Key ID", explain="Which key made the MAC (RFC 5925 §2.2).")
NEXT_KEY_ID = u8(
    "tcp.options.ao.rnextkeyid", "Next key ID", explain="Which key its sender wants to receive next (RFC 5925 §2.2)."
)
MAC = octets("tcp.options.ao.mac", "MAC", explain="Proof that the sender knows the key (RFC 5925 §2.2).")
EXPERIMENT = u16(
    "tcp.options.experimental.exid",
    "Experiment",
    values=EXPERIMENTS,
    hex_digits=4,
    explain="Whose experiment it is, so that many can share two kinds (RFC 6994 §3).",
)
EXPERIMENT_DATA = octets("tcp.options.experimental.data", "Value")
ECT0_BYTES = u24("tcp.options.acc_ecn.ee0b", "ECT(0) bytes")
CE_BYTES = u24(
    "tcp.options.acc_ecn.eceb", "CE bytes", explain="Payload bytes that arrived marked by a congested router."
)
ECT1_BYTES = u24("tcp.options.acc_ecn.ee1b", "ECT(1) bytes")
FAST_OPEN_EXPERIMENT = 0xF989
ACK_RATE_EXPERIMENT = 0x00AC
ACCURATE_ECN_ORDER_0, ACCURATE_ECN_ORDER_1 = 172, 174


class QuickStart(Header):
    """RFC 4782 §3.1 and §4.2: a router's answer to a request for a faster start."""

    function = unused(4)
    rate = bits(4, "tcp.options.qs.rate", "Rate", values=QUICK_START_RATES)
    ttl_difference = u8("tcp.options.qs.ttl_diff", "TTL difference")


class AckRate(Header):
    """draft-ietf-tcpm-ack-rate-request."""

    rate = bits(7, "tcp.options.tarr.rate", "Rate")
    reserved = bits(1, "tcp.options.tar.reserved", "Reserved")


class SpaceCapabilities(Header):
    """CCSDS 714.0-B-2 §3.2.3."""

    vector = u8(
        "tcp.options.scps.vector",
        "Capabilities",
        hex_digits=2,
        parts=(
            flag("tcp.options.scpsflags.bets", "Best-effort transport (BETS)"),
            flag("tcp.options.scpsflags.snack1", "Short SNACK"),
            flag("tcp.options.scpsflags.snack2", "Long SNACK"),
            flag("tcp.options.scpsflags.compress", "Header compression"),
            flag("tcp.options.scpsflags.nlts", "Network layer timestamp"),
            bits(3, "tcp.options.scpsflags.reserved", "Reserved"),
        ),
    )
    connection = u8("tcp.options.scps.binding", "Connection ID")


class NegativeAcknowledgment(Header):
    """CCSDS 714.0-B-2 §3.4.2."""

    offset = u16("tcp.options.snack.offset", "Offset")
    lost = u16("tcp.options.snack.size", "Size")


BINDING_ID = u8("tcp.options.scps.binding.id", "Binding space")
BINDING_LENGTH = u8("tcp.options.scps.binding.len", "Length")
BINDING_DATA = octets("tcp.options.scps.binding.data", "Data")
OPAQUE = octets("", "Value")


def read_echo(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    value = cursor.take(ECHO_VALUE)
    return str(value), f"ECHO={value}"


def read_connection_count(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    value = cursor.take(CONNECTION_COUNT)
    return str(value), f"CC={value}"


def read_digest(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    cursor.take(DIGEST, cursor.remaining)
    return "", "MD5"


def read_authentication(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    cursor.take(KEY_ID)
    cursor.take(NEXT_KEY_ID)
    if cursor.remaining:
        cursor.take(MAC, cursor.remaining)
    return "", "TCP-AO"


def read_quick_start(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    rate = QUICK_START_RATES[cursor.header(QuickStart).rate]
    return rate, f"QSresp={rate}"


def read_byte_counters(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    """RFC 9768 §3.2.3: up to three counters, from the end less of them; the kind tells their order."""
    ect1_first = cursor.data[cursor.position - 2] == ACCURATE_ECN_ORDER_1
    told = []
    for spec, name in _counters(ect1_first):
        if cursor.remaining >= 3:
            told.append(f"{name}={cursor.take(spec)}")
    return ", ".join(told).replace("=", " "), " ".join(told) or "AccECN"


def _counters(ect1_first: bool) -> tuple[tuple[Any, str], ...]:
    first, last = (ECT0_BYTES, "EE0B"), (ECT1_BYTES, "EE1B")
    if ect1_first:
        first, last = last, first
    return first, (CE_BYTES, "ECEB"), last


def read_space_capabilities(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    if cursor.remaining == 2:
        header = cursor.header(SpaceCapabilities)
        return f"0x{header.vector:02x}", f"SCPS Connection ID={header.connection}"
    while cursor.remaining >= 2:
        cursor.take(BINDING_ID)
        start = cursor.position
        length = cursor.number(1) >> 4
        cursor.add(BINDING_LENGTH, length, start, start + 1)
        cursor.skip(1)
        if length:
            cursor.take(BINDING_DATA, min(length, cursor.remaining))
    return "extended", ""


def read_negative_acknowledgment(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    header = cursor.header(NegativeAcknowledgment)
    return f"offset {header.offset}, size {header.size}", ""


def read_experiment(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    """RFC 6994: the first two bytes say which experiment it is."""
    experiment = cursor.take(EXPERIMENT)
    name = EXPERIMENTS.get(experiment, "Unknown")
    if experiment == FAST_OPEN_EXPERIMENT:
        return name, read_cookie(cursor, layer)[1]
    if experiment == ACK_RATE_EXPERIMENT and cursor.remaining:
        cursor.header(AckRate)
    if cursor.remaining:
        cursor.take(EXPERIMENT_DATA, cursor.remaining)
    return name, f"ExID={experiment:X}"


def read_opaque(cursor: Cursor, layer: Layer[Any]) -> tuple[str, str]:
    cursor.take(OPAQUE, cursor.remaining)
    return "", ""


CC_NODE = option_node("tcp.options.cc", "Connection count", "Of T/TCP, which nobody uses any more (RFC 1644).")
ECHO_NODE = option_node("tcp.options.echo", "Echo", "Replaced by timestamps (RFC 1072, RFC 7323).")
ACCURATE_ECN_NODE = option_node(
    "tcp.options.acc_ecn",
    "Accurate ECN",
    "How many bytes of payload arrived with which ECN mark, counted without end (RFC 9768 §3.2.3).",
)
EXPERIMENT_NODE = option_node(
    "tcp.options.experimental", "Experiment", "Two kinds are kept free for experiments (RFC 4727, RFC 6994)."
)

RARE_OPTIONS = {
    6: Option("Echo", ECHO_NODE, read_echo, exactly=6),
    7: Option("Echo reply", ECHO_NODE, read_echo, exactly=6),
    11: Option("CC", CC_NODE, read_connection_count, exactly=6),
    12: Option("CC.NEW", CC_NODE, read_connection_count, exactly=6),
    13: Option("CC.ECHO", CC_NODE, read_connection_count, exactly=6),
    19: Option(
        "MD5 signature",
        option_node("tcp.options.md5", "MD5 signature", "Authentication, mostly between BGP routers (RFC 2385)."),
        read_digest,
        exactly=18,
    ),
    20: Option("SCPS capabilities", option_node("tcp.options.scps", "SCPS capabilities"), read_space_capabilities),
    21: Option(
        "Selective negative acknowledgment",
        option_node("tcp.options.snack", "Selective negative acknowledgment"),
        read_negative_acknowledgment,
        exactly=6,
    ),
    22: Option("SCPS record boundary", option_node("tcp.options.scpsrec", "SCPS record boundary"), exactly=2),
    23: Option(
        "SCPS corruption experienced", option_node("tcp.options.scpscor", "SCPS corruption experienced"), exactly=2
    ),
    27: Option("Quick-Start", option_node("tcp.options.qs", "Quick-Start"), read_quick_start, exactly=8),
    29: Option(
        "Authentication (TCP-AO)",
        option_node("tcp.options.ao", "Authentication (TCP-AO)", "The successor of MD5 signatures (RFC 5925)."),
        read_authentication,
        at_least=4,
    ),
    76: Option("Riverbed probe", option_node("tcp.options.rvbd.probe", "Riverbed probe"), read_opaque, at_least=3),
    78: Option(
        "Riverbed transparency",
        option_node("tcp.options.rvbd.trpy", "Riverbed transparency"),
        read_opaque,
        exactly=16,
    ),
    ACCURATE_ECN_ORDER_0: Option("Accurate ECN", ACCURATE_ECN_NODE, read_byte_counters),
    ACCURATE_ECN_ORDER_1: Option("Accurate ECN", ACCURATE_ECN_NODE, read_byte_counters),
    253: Option("Experiment", EXPERIMENT_NODE, read_experiment, at_least=4),
    254: Option("Experiment", EXPERIMENT_NODE, read_experiment, at_least=4),
}
