"""The tags of PPPoE (RFC 2516 appendix A, RFC 5578, Broadband Forum TR-101): type, length, value."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import AnySpec, bits, flag, group, octets, string, u8, u16, u32, unused
from dissectors.header import Header
from dissectors.protocol import Layer

END, VENDOR_SPECIFIC, CREDITS, METRICS = 0x0000, 0x0105, 0x0106, 0x0107
BROADBAND_FORUM = 3561
ACCESS_LOOP = 0x90
ERRORS = "Why the concentrator refuses, in words for people (RFC 2516 appendix A)."

TAGS = group("pppoed.tags", "PPPoE tags")
AC_NAME = string("pppoed.tags.ac_name", "AC-Name", explain="The concentrator's name for itself (RFC 2516 appendix A).")
VALUES: dict[int, AnySpec] = {
    0x0101: string(
        "pppoed.tags.service_name",
        "Service-Name",
        explain="Which service is wanted; empty for any (RFC 2516 appendix A).",
    ),
    0x0102: AC_NAME,
    0x0103: octets(
        "pppoed.tags.host_uniq", "Host-Uniq", explain="By which the asker knows its answer again (RFC 2516 appendix A)."
    ),
    0x0104: octets(
        "pppoed.tags.ac_cookie", "AC-Cookie", explain="Must be sent back, against floods (RFC 2516 appendix A)."
    ),
    0x0108: u16("pppoed.tags.seq_num", "Sequence number", hex_digits=4),
    0x0109: u16("pppoed.tags.credit_scale", "Credit scale factor"),
    0x0110: octets("pppoed.tags.relay_session_id", "Relay-Session-Id"),
    0x0111: octets("pppoed.tags.hurl", "HURL"),
    0x0112: octets("pppoed.tags.motm", "MOTM"),
    0x0120: octets("pppoed.tags.max_payload", "PPP-Max-Payload", explain="Largest PPP payload, above 1492 (RFC 4638)."),
    0x0121: octets("pppoed.tags.ip_route_add", "IP route add"),
    0x0201: string("pppoed.tags.service_name_error", "Service-Name-Error", explain=ERRORS),
    0x0202: string("pppoed.tags.ac_system_error", "AC-System-Error", explain=ERRORS),
    0x0203: string("pppoed.tags.generic_error", "Generic-Error", explain=ERRORS),
}
TAG = u16("pppoed.tag", "Tag", values={}, hex_digits=4)
TAG_LENGTH = u16("pppoed.tag_length", "Tag length")
UNKNOWN_DATA = octets("pppoed.tag.unknown_data", "Unknown data")

VENDOR_ID = u32("pppoed.tags.vendor_id", "Vendor id", values={BROADBAND_FORUM: "Broadband Forum"})
VENDOR_DATA = octets("pppoed.tags.vendor_unspecified", "Vendor unspecified")
VENDOR_TAGS = group("pppoed.tags.vendorspecific.tags", "Vendor specific PPPoE tags")
VENDOR_TAG = u8("pppoed.tags.vendorspecific.tag", "Tag", hex_digits=2)
VENDOR_TAG_LENGTH = u8("pppoed.tag_length_8", "Tag length")
RATES = (
    ("act_data_rate_up", "Actual data rate upstream"),
    ("act_data_rate_down", "Actual data rate downstream"),
    ("min_data_rate_up", "Minimum data rate upstream"),
    ("min_data_rate_down", "Minimum data rate downstream"),
    ("attainable_data_rate_up", "Attainable data rate upstream"),
    ("attainable_data_rate_down", "Attainable data rate downstream"),
    ("max_data_rate_up", "Maximum data rate upstream"),
    ("max_data_rate_down", "Maximum data rate downstream"),
    ("min_data_rate_up_lp", "Minimum data rate upstream in low power state"),
    ("min_data_rate_down_lp", "Minimum data rate downstream in low power state"),
    ("max_int_delay_up", "Maximum interleaving delay upstream"),
    ("act_int_delay_up", "Actual interleaving delay upstream"),
    ("max_int_delay_down", "Maximum interleaving delay downstream"),
    ("act_int_delay_down", "Actual interleaving delay downstream"),
)
"""TR-101 appendix R: tags 0x81 to 0x8e, in order."""
VENDOR_VALUES: dict[int, AnySpec] = {
    0x01: string("pppoed.tags.circuit_id", "Circuit id", explain="Which port of the DSLAM the line ends at (TR-101)."),
    0x02: string("pppoed.tags.remote_id", "Remote id", explain="Which subscriber the line belongs to (TR-101)."),
    **{0x81 + place: u32(f"pppoed.tags.{name}", label) for place, (name, label) in enumerate(RATES)},
}
LOOP = group("pppoed.tags.access_loop_encap", "Access loop encapsulation")


class AccessLoop(Header):
    """TR-101: how the subscriber's line carries Ethernet."""

    data_link = u8("pppoed.tags.access_loop_encap.data_link", "Data link", hex_digits=2)
    first = u8("pppoed.tags.access_loop_encap.encap_1", "Encapsulation 1", hex_digits=2)
    second = u8("pppoed.tags.access_loop_encap.encap_2", "Encapsulation 2", hex_digits=2)


class Credits(Header):
    """RFC 5578 §6."""

    forward = u16("pppoed.tags.credits.fcn", "Forward credit notification")
    backward = u16("pppoed.tags.credits.bcn", "Backward credit notification")


class LinkMetrics(Header):
    """RFC 5578 §6."""

    lead = unused(11)
    maximum_units = bits(2, "pppoed.tags.metrics.mdr_units", "Units of the maximum rate", hex_digits=4)
    current_units = bits(2, "pppoed.tags.metrics.cdr_units", "Units of the current rate", hex_digits=4)
    receive_only = flag("pppoed.tags.metrics.r", "Receive only")
    quality = u8("pppoed.tags.metrics.rlq", "Relative link quality", unit="%")
    resource = u8("pppoed.tags.metrics.resource", "Resource", unit="%")
    latency = u16("pppoed.tags.metrics.latency", "Latency", unit="ms")
    current_rate = u16("pppoed.tags.metrics.curr_drate", "Current data rate")
    maximum_rate = u16("pppoed.tags.metrics.max_drate", "Maximum data rate")


METRICS_NODE = octets("pppoed.tags.metrics", "Metrics")


def take_tags(cursor: Cursor) -> None:
    """All tags up to the end mark. Raises `Truncated` where one is longer than what is left."""
    with cursor.node(TAGS, "PPPoE tags"):
        while cursor.remaining:
            kind, length = cursor.number(2), cursor.number(2, 2)
            if kind == END:
                cursor.skip(cursor.remaining)
            elif kind in VALUES or kind in (VENDOR_SPECIFIC, CREDITS, METRICS):
                cursor.skip(4)
                with cursor.limit(length):
                    _take_value(cursor, kind)
            else:
                cursor.take(TAG)
                cursor.take(TAG_LENGTH)
                cursor.take(UNKNOWN_DATA, length)


def _take_value(cursor: Cursor, kind: int) -> None:
    if kind == VENDOR_SPECIFIC:
        _take_vendor(cursor)
    elif kind == CREDITS:
        cursor.header(Credits)
    elif kind == METRICS:
        with cursor.node(METRICS_NODE):
            cursor.header(LinkMetrics)
    else:
        spec = VALUES[kind]
        cursor.take(spec, spec.bits // 8 or cursor.remaining)


def _take_vendor(cursor: Cursor) -> None:
    if cursor.remaining < 4:
        cursor.skip(cursor.remaining)
        return
    if cursor.take(VENDOR_ID) != BROADBAND_FORUM:
        cursor.take(VENDOR_DATA, cursor.remaining)
        return
    with cursor.node(VENDOR_TAGS, "Vendor specific PPPoE tags"):
        while cursor.remaining:
            kind, length = cursor.number(1), cursor.number(1, 1)
            if kind in VENDOR_VALUES or kind == ACCESS_LOOP:
                cursor.skip(2)
                with cursor.limit(length):
                    _take_vendor_value(cursor, kind)
            else:
                cursor.take(VENDOR_TAG)
                cursor.take(VENDOR_TAG_LENGTH)
                cursor.take(UNKNOWN_DATA, length)


def _take_vendor_value(cursor: Cursor, kind: int) -> None:
    if kind == ACCESS_LOOP:
        with cursor.node(LOOP):
            cursor.header(AccessLoop)
    else:
        spec = VENDOR_VALUES[kind]
        cursor.take(spec, spec.bits // 8 or cursor.remaining)


def access_concentrator(layer: Layer[Any]) -> str:
    """` AC-Name='...'` where the packet tells one, else nothing."""
    found = layer.find(AC_NAME.name)
    return f" AC-Name='{found.text}'" if found is not None else ""
