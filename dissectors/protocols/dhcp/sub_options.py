"""Options made of options: relay agent information (RFC 3046), vendor-specific data, PXE (RFC 4578)."""

from __future__ import annotations

from collections.abc import Mapping

from dissectors.cursor import Cursor
from dissectors.fields import FieldSpec, flag, group, ipv4, mac, octets, string, u8, u16, u24, u32, unused
from dissectors.header import Header
from dissectors.names.dhcp import AGENT_OPTIONS
from dissectors.protocols.dhcp.values import Reader, once, raw, text

SUB_LENGTH = u8("dhcp.option.suboption_length", "Length", unit="bytes")
NO_LENGTH = group("dhcp.missing_subopt_length", "No room for a length")
NO_VALUE = group("dhcp.missing_subopt_value", "No room for the value")

_AGENT = "dhcp.option.agent_information_option"
AGENT_TYPE = u8(f"{_AGENT}.suboption", "Agent information sub-option", values=AGENT_OPTIONS)
AGENT_HIDDEN = octets(f"{_AGENT}.value", "Value", hidden=True)
AGENT_VALUE = octets(f"{_AGENT}.value", "Value")
VPN_OUI = u24(f"{_AGENT}.vrf_name.vpn_id.oui", "VPN OUI", hex_digits=6)
VPN_INDEX = u32(f"{_AGENT}.vrf_name.vpn_id.index", "VPN index", hex_digits=8)
VPN_ID_BYTES = 8
"""Kind, organization and its own number (RFC 2685 §4)."""
VRF_GLOBAL = u8(f"{_AGENT}.vrf_name.global", "Global")
VRF_NAME = string(f"{_AGENT}.vrf_name", "VRF name")
VI_ENTERPRISE = u32(f"{_AGENT}.vi.enterprise", "Enterprise")
VI_LENGTH = u8(f"{_AGENT}.vi.data_length", "Data length", unit="bytes")
VI_DATA = octets("", "Data")


def _read_vpn(cursor: Cursor) -> None:
    """Cisco's, later RFC 6607: 0 and a name, 1 and an RFC 2685 VPN ID, or 255 for the global one."""
    kind = cursor.number(1)
    if kind == 255 and cursor.remaining == 1:
        cursor.take(VRF_GLOBAL)
    elif kind == 1 and cursor.remaining == VPN_ID_BYTES:
        cursor.skip(1)
        cursor.take(VPN_OUI)
        cursor.take(VPN_INDEX)
    else:
        text(VRF_NAME)(cursor)


def _read_agent_vendor(cursor: Cursor) -> None:
    """RFC 4243 §4."""
    while cursor.remaining > 0:
        cursor.take(VI_ENTERPRISE)
        size = cursor.take(VI_LENGTH)
        if size:
            cursor.take(VI_DATA, size)


AGENT: Mapping[int, Reader] = {
    1: raw(octets(f"{_AGENT}.agent_circuit_id", "Agent circuit ID", explain="Which port of the relay the client "
                  "hangs on (RFC 3046 §3.1).")),
    2: raw(octets(f"{_AGENT}.agent_remote_id", "Agent remote ID", explain="Which client, by the relay's word "
                  "(RFC 3046 §3.2).")),
    3: raw(octets(f"{_AGENT}.reserved", "Reserved")),
    4: once(u32(f"{_AGENT}.docsis_device_class", "DOCSIS device class", hex_digits=8)),
    5: once(ipv4(f"{_AGENT}.link_selection", "Link selection")),
    6: text(string(f"{_AGENT}.subscriber_id", "Subscriber ID")),
    7: raw(octets(f"{_AGENT}.radius_attributes", "RADIUS attributes")),
    8: raw(octets(f"{_AGENT}.authentication", "Authentication")),
    9: _read_agent_vendor,
    10: once(u8(f"{_AGENT}.flags", "Flags", hex_digits=2)),
    11: once(ipv4(f"{_AGENT}.server_id_override", "Server ID override")),
    12: raw(octets(f"{_AGENT}.relay_agent_id", "Relay agent ID")),
    14: text(string(f"{_AGENT}.ani_network_name", "Access network name")),
    15: text(string(f"{_AGENT}.ani_ap_name", "Access point name")),
    16: once(mac(f"{_AGENT}.ani_ap_bssid", "Access point BSSID")),
    17: raw(octets(f"{_AGENT}.ani_operator_id", "Operator ID")),
    18: text(string(f"{_AGENT}.ani_operator_realm", "Operator realm")),
    150: once(ipv4(f"{_AGENT}.link_selection_cisco", "Link selection (Cisco)")),
    151: _read_vpn,
    152: once(ipv4(f"{_AGENT}.server_id_override_cisco", "Server ID override (Cisco)")),
}  # fmt: skip


def read_agent_information(cursor: Cursor) -> None:
    """Sub-options up to the option's end."""
    while cursor.remaining > 0:
        _read_sub_option(cursor, AGENT_TYPE, AGENT_OPTIONS, AGENT, AGENT_HIDDEN, AGENT_VALUE)


def _read_sub_option(
    cursor: Cursor,
    kind: FieldSpec[int],
    names: Mapping[int, str],
    readers: Mapping[int, Reader],
    hidden: FieldSpec[bytes],
    shown: FieldSpec[bytes],
) -> None:
    """Type, length, value; the node carries the type."""
    code = cursor.number(1)
    with cursor.node(kind, f"{kind.label}: ({code}) {names.get(code, 'Unknown')}") as node:
        node.value = code
        cursor.skip(1)
        if not cursor.remaining:
            cursor.notice(NO_LENGTH, "error", "No room for a length", cursor.position - 1, cursor.position)
            return
        size = cursor.take(SUB_LENGTH)
        if size > cursor.remaining:
            cursor.notice(NO_VALUE, "error", "No room for the value", cursor.position - 1, cursor.position)
            cursor.skip(cursor.remaining)
            return
        start = cursor.position
        reader = readers.get(code)
        with cursor.limit(size):
            if reader is None:
                cursor.take(shown, size)
                return
            cursor.take(hidden, size)
            cursor.position = start
            reader(cursor)


_PXE = "dhcp.option.vendor.pxeclient"
PXE_NAMES = {
    1: "MTFTP IP address",
    2: "MTFTP client port",
    3: "MTFTP server port",
    4: "MTFTP timeout",
    5: "MTFTP delay",
    6: "Discovery control",
    7: "Discovery multicast address",
    8: "Boot servers",
    9: "Boot menu",
    10: "Menu prompt",
    71: "Boot item",
    255: "End",
}
PXE_TYPE = u8(f"{_PXE}.suboption", "PXE sub-option", values=PXE_NAMES)
PXE_PADDING = u8(f"{_PXE}.padding", "Padding")
PXE_END = u8(f"{_PXE}.end", "End")
VENDOR_VALUE = octets("dhcp.option.vendor.value", "Value")
VENDOR_HIDDEN = octets("dhcp.option.vendor.value", "Value", hidden=True)


class DiscoveryControl(Header):
    """RFC 4578 §2.4 leaves it to the PXE specification 2.1, table 3-1."""

    control = u8(
        f"{_PXE}.discovery_control",
        "Discovery control",
        hex_digits=2,
        parts=(
            unused(4),
            flag(f"{_PXE}.discovery_control.bstrap", "Take the boot file name as it is"),
            flag(f"{_PXE}.discovery_control.serverlist", "Only servers of the list"),
            flag(f"{_PXE}.discovery_control.multicast", "No multicast"),
            flag(f"{_PXE}.discovery_control.broadcast", "No broadcast"),
        ),
    )


def _read_control(cursor: Cursor) -> None:
    cursor.header(DiscoveryControl)
    cursor.fields[-1].children.reverse()  # the lowest bit is named first


SERVERS = octets(f"{_PXE}.boot_servers", "Boot servers")
SERVER_TYPE = u16(f"{_PXE}.boot_servers.type", "Type")
SERVER_COUNT = u8(f"{_PXE}.boot_servers.count", "Count")
SERVER_ADDRESS = ipv4(f"{_PXE}.boot_servers.ip", "IP address")
MENU = octets(f"{_PXE}.boot_menu", "Boot menu")
MENU_TYPE = u16(f"{_PXE}.boot_menu.type", "Type")
MENU_LENGTH = u8(f"{_PXE}.boot_menu.length", "Length")
MENU_TEXT = string(f"{_PXE}.boot_menu.desc", "Description")
PROMPT = octets(f"{_PXE}.menu_prompt", "Menu prompt")
PROMPT_TIMEOUT = u8(f"{_PXE}.menu_prompt.timeout", "Timeout", unit="seconds")
PROMPT_TEXT = string(f"{_PXE}.menu_prompt.prompt", "Prompt")
ITEM = octets(f"{_PXE}.boot_item", "Boot item")
ITEM_TYPE = u16(f"{_PXE}.boot_item.type", "Type")
ITEM_LAYER = octets(f"{_PXE}.boot_item.layer", "Layer")


def _read_servers(cursor: Cursor) -> None:
    with cursor.node(SERVERS):
        while cursor.remaining > 0:
            cursor.take(SERVER_TYPE)
            for _ in range(cursor.take(SERVER_COUNT)):
                cursor.take(SERVER_ADDRESS)


def _read_menu(cursor: Cursor) -> None:
    with cursor.node(MENU):
        while cursor.remaining > 0:
            cursor.take(MENU_TYPE)
            cursor.take(MENU_TEXT, cursor.take(MENU_LENGTH))


def _read_prompt(cursor: Cursor) -> None:
    with cursor.node(PROMPT):
        cursor.take(PROMPT_TIMEOUT)
        text(PROMPT_TEXT)(cursor)


def _read_item(cursor: Cursor) -> None:
    with cursor.node(ITEM):
        cursor.take(ITEM_TYPE)
        cursor.take(ITEM_LAYER, cursor.remaining)


PXE: Mapping[int, Reader] = {
    1: once(ipv4(f"{_PXE}.mtftp_ip", "MTFTP IP address")),
    2: once(u16(f"{_PXE}.mtftp_client_port", "MTFTP client port", little_endian=True)),
    3: once(u16(f"{_PXE}.mtftp_server_port", "MTFTP server port", little_endian=True)),
    4: once(u8(f"{_PXE}.mtftp_timeout", "MTFTP timeout")),
    5: once(u8(f"{_PXE}.mtftp_delay", "MTFTP delay")),
    6: _read_control,
    7: once(ipv4(f"{_PXE}.multicast_address", "Multicast address")),
    8: _read_servers,
    9: _read_menu,
    10: _read_prompt,
    71: _read_item,
}


def read_vendor_data(cursor: Cursor, vendor_class: str) -> None:
    """Option 43, whose form the vendor class of the same message decides (RFC 2132 §8.4)."""
    if not vendor_class.startswith("PXEClient"):
        raw(VENDOR_VALUE)(cursor)
        return
    while cursor.remaining > 0:
        code = cursor.number(1)
        if code == 0:
            cursor.take(PXE_PADDING)
        elif code == 255:
            cursor.take(PXE_END)
        else:
            _read_sub_option(cursor, PXE_TYPE, PXE_NAMES, PXE, VENDOR_HIDDEN, VENDOR_VALUE)


ENTERPRISE = u32("dhcp.option.vi.enterprise", "Enterprise", explain="Whose data follows (IANA enterprise numbers).")
ENTERPRISE_LENGTH = u8("dhcp.option.vi.length", "Length", unit="bytes")
CLASS_ENTERPRISE = u32("dhcp.option.vi_class.enterprise", "Enterprise")
CLASS_LENGTH = u8("dhcp.option.vi_class.length", "Length", unit="bytes")
CLASS_DATA = string("dhcp.option.vi_class.data", "Vendor class data")
VENDOR_TYPE = u8("dhcp.vendor.suboption", "Sub-option")
VENDOR_DATA = octets("dhcp.vendor.data", "Data")


BROADBAND_FORUM = 3561
_DEVICE = "dhcp.option.vi.tr111"
DEVICE_TYPE = u8(f"{_DEVICE}.suboption", "TR-111 sub-option")
DEVICE_HIDDEN = octets("dhcp.option.vi.value", "Value", hidden=True)
DEVICE = {
    2: string(f"{_DEVICE}.device_serial_number", "Device serial number"),
    3: string(f"{_DEVICE}.device_product_class", "Device product class"),
    4: string(f"{_DEVICE}.gateway_manufacturer_oui", "Gateway manufacturer OUI"),
    5: string(f"{_DEVICE}.gateway_serial_number", "Gateway serial number"),
    6: string(f"{_DEVICE}.gateway_product_class", "Gateway product class"),
}


def _read_device(cursor: Cursor) -> None:
    """Which gateway a device hangs on (TR-111 part 1, annex A)."""
    code = cursor.number(1)
    with cursor.node(DEVICE_TYPE) as node:
        node.value = code
        cursor.skip(1)
        with cursor.limit(cursor.take(SUB_LENGTH)):
            start = cursor.position
            if code in DEVICE:
                text(DEVICE[code])(cursor)
            cursor.position = start
            cursor.take(DEVICE_HIDDEN, cursor.remaining)


def read_vendor_classes(cursor: Cursor) -> None:
    """RFC 3925 §3."""
    while cursor.remaining > 0:
        cursor.take(CLASS_ENTERPRISE)
        size = cursor.take(CLASS_LENGTH)
        with cursor.limit(size):
            text(CLASS_DATA)(cursor)


def read_vendor_options(cursor: Cursor) -> None:
    """RFC 3925 §4."""
    while cursor.remaining > 0:
        enterprise = cursor.take(ENTERPRISE)
        size = cursor.take(ENTERPRISE_LENGTH)
        with cursor.limit(size):
            while cursor.remaining > 0:
                if enterprise == BROADBAND_FORUM:
                    _read_device(cursor)
                else:
                    _read_sub_option(cursor, VENDOR_TYPE, {}, {}, VENDOR_DATA, VENDOR_DATA)
