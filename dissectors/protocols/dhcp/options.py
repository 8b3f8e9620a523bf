"""The options of DHCP (RFC 2132 and later): what a client is given beside its address."""

from __future__ import annotations

from collections.abc import Mapping

from dissectors.cursor import Cursor
from dissectors.fields import bits, group, ipv6, octets, u8, u64
from dissectors.header import Header
from dissectors.names.dhcp import ARCHITECTURES, MESSAGE_TYPES
from dissectors.protocols.dhcp.client_id import read_client_id, read_machine_id, read_name
from dissectors.protocols.dhcp.sub_options import (
    read_agent_information,
    read_vendor_classes,
    read_vendor_data,
    read_vendor_options,
)
from dissectors.protocols.dhcp.values import (
    Reader,
    address,
    duration,
    each,
    labels,
    moment,
    number8,
    number16,
    number32,
    octet_string,
    once,
    option_name,
    signed32,
    switch,
    text,
    time_field,
    words,
    wrong_length,
)
from dissectors.text import ipv4

NODE_TYPES = {1: "B-node", 2: "P-node", 4: "M-node", 8: "H-node"}
OVERLOADS = {1: "Boot file name holds options", 2: "Server host name holds options", 3: "Both hold options"}
YES = ("No", "Yes")
MESSAGE_TYPE = number8("dhcp", "DHCP", MESSAGE_TYPES, "Discover, offer, request, acknowledge: how a client comes to "
                       "its address (RFC 2131 §3.1).")  # fmt: skip
LEASE = number32("ip_address_lease_time", "IP address lease time", duration, "How long the address may be used.")
REQUESTED = number8("request_list_item", "Parameter request list item", explain="What the client wants to be told.")

CLASSES_INDEX = u8("dhcp.option.user_class", "User class")
CLASSES_LENGTH = number8("user_class.length", "Length")
CLASSES_DATA = octet_string("user_class.data", "Data")
AGENT_REQUIRED = number8("slp_directory_agent.value", "Mandatory")
AGENT_ADDRESS = address("slp_directory_agent.slpda_address", "Directory agent")
SCOPE_REQUIRED = number8("slp_service_scope.value", "Mandatory")
SCOPE = words("slp_service_scope.string", "Scope")
SEARCH_NAME = words("dhcp_dns_domain_search_list_fqdn", "Domain", "Tried behind names that are not whole (RFC 3397).")
SIP_ENCODING = number8("sip_server.encoding", "Encoding", {0: "Names", 1: "IPv4 addresses"})
SIP_NAME = words("sip_server.name", "SIP server name")
SIP_ADDRESS = address("sip_server.address", "SIP server address")
ROUTE = octets(
    "dhcp.option.classless_static_route",
    "Classless static route",
    explain="A network and the router for it; when given, the option router is ignored (RFC 3442).",
)
BAD_ROUTE = group("dhcp.option.classless_static.route", "A mask of more than 32 bits")
PCP = group("", "PCP server list")
PCP_LENGTH = number8("pcp.list_length", "List length")
PCP_SERVER = address("pcp.server", "PCP server")
SIX_MASK = number8("6RD.ipv4_mask_len", "IPv4 mask length")
SIX_LENGTH = number8("6RD.prefix_len", "6RD prefix length")
SIX_PREFIX = ipv6("dhcp.option.6RD.prefix", "6RD prefix")
SIX_RELAY = address("6RD.border_relay_ip", "Border relay")
STATUS = number8("bulk_lease.status_code", "Status code")
STATUS_TEXT = words("bulk_lease.status_code_message", "Status message")
PORT_OFFSET = number8("portparams.offset", "PSID offset")
PORT_LENGTH = number8("portparams.psid_length", "PSID length")
PORT_ID = octets("dhcp.option.portparams.psid", "PSID", length=2)
CIVIC_WHAT = number8("civic_location.what", "What")
CIVIC_COUNTRY = words("civic_location.country", "Country")
CIVIC_TYPE = number8("civic_location.ca_type", "CA type")
CIVIC_LENGTH = number8("civic_location.ca_length", "CA length")
CIVIC_VALUE = words("civic_location.ca_value", "CA value")
RESOLVER_NAME = words("rdnss.domain", "Domain")


class ResolverSelection(Header):
    """RFC 6731 §4.3."""

    reserved = bits(6, "dhcp.option.rdnss.reserved", "Reserved", hex_digits=2)
    preference = bits(2, "dhcp.option.rdnss.preference", "Preference")
    primary = address("rdnss.primary_dns", "Primary DNS server")
    secondary = address("rdnss.secondary_dns", "Secondary DNS server")


class AuthenticationHeader(Header):
    """RFC 3118 §2."""

    protocol = number8("dhcp_authentication.protocol", "Protocol", {0: "Configuration token", 1: "Delayed"})
    algorithm = number8("dhcp_authentication.alg_delay", "Algorithm")
    method = number8("dhcp_authentication.rdm", "Replay detection method")
    counter = u64("dhcp.option.dhcp_authentication.rdm_replay_detection", "Replay detection value", hex_digits=16)


def _read_authentication(cursor: Cursor) -> None:
    cursor.header(AuthenticationHeader)
    cursor.skip(cursor.remaining)


def _read_resolver(cursor: Cursor) -> None:
    cursor.header(ResolverSelection)
    start = cursor.position
    while cursor.remaining > 0:
        place = cursor.position
        cursor.add(RESOLVER_NAME, labels(cursor, start), place, cursor.position)


def _read_user_class(cursor: Cursor) -> None:
    """RFC 3004 §4; some clients send plain text instead."""
    number = 0
    while cursor.remaining > 0:
        size = cursor.number(1)
        if not 0 < size < cursor.remaining:
            cursor.skip(cursor.remaining)
            return
        with cursor.node(CLASSES_INDEX, f"User class {number}") as node:
            node.value = number
            cursor.take(CLASSES_LENGTH)
            cursor.take(CLASSES_DATA, size)
        number += 1


def _read_directory_agent(cursor: Cursor) -> None:
    cursor.take(AGENT_REQUIRED)
    while cursor.remaining >= 4:
        cursor.take(AGENT_ADDRESS)
    cursor.skip(cursor.remaining)


def _read_scope(cursor: Cursor) -> None:
    cursor.take(SCOPE_REQUIRED)
    text(SCOPE)(cursor)


def _read_search_list(cursor: Cursor) -> None:
    start = cursor.position
    while cursor.remaining > 0:
        place = cursor.position
        cursor.add(SEARCH_NAME, labels(cursor, start), place, cursor.position)


def _read_sip_servers(cursor: Cursor) -> None:
    encoding = cursor.take(SIP_ENCODING)
    start = cursor.position
    while cursor.remaining > 0:
        if encoding == 1:
            cursor.take(SIP_ADDRESS)
        else:
            place = cursor.position
            cursor.add(SIP_NAME, labels(cursor, start), place, cursor.position)


def _read_routes(cursor: Cursor) -> None:
    """RFC 3442: the mask's width, as many bytes of the network as it needs, the router."""
    if cursor.remaining < 5:
        wrong_length(cursor)
        return
    while cursor.remaining > 0:
        width = cursor.number(1)
        if width > 32:
            cursor.notice(BAD_ROUTE, "error", f"A mask of {width} bits", cursor.position, cursor.stop)
            cursor.skip(cursor.remaining)
            return
        significant = (width + 7) // 8
        size = 1 + significant + 4
        cursor.need(size)
        network = ipv4(int.from_bytes(cursor.peek(significant, 1).ljust(4, b"\0"), "big"))
        router = ipv4(cursor.number(4, 1 + significant))
        cursor.take(ROUTE, size, shown=f"{network}/{width} by {router}" if width else f"default by {router}")


def _read_civic(cursor: Cursor) -> None:
    """RFC 4776 §3.1."""
    cursor.take(CIVIC_WHAT)
    cursor.take(CIVIC_COUNTRY, 2)
    while cursor.remaining >= 2:
        cursor.take(CIVIC_TYPE)
        size = cursor.take(CIVIC_LENGTH)
        cursor.take(CIVIC_VALUE, min(size, cursor.remaining))


def _read_pcp(cursor: Cursor) -> None:
    """RFC 7291 §4."""
    while cursor.remaining > 0:
        with cursor.node(PCP), cursor.limit(cursor.take(PCP_LENGTH)):
            each(PCP_SERVER)(cursor)


def _read_six(cursor: Cursor) -> None:
    """RFC 5969 §7.1.1."""
    cursor.take(SIX_MASK)
    cursor.take(SIX_LENGTH)
    cursor.take(SIX_PREFIX)
    each(SIX_RELAY)(cursor)


def _read_status(cursor: Cursor) -> None:
    cursor.take(STATUS)
    text(STATUS_TEXT)(cursor)


def _read_ports(cursor: Cursor) -> None:
    once(PORT_OFFSET, PORT_LENGTH, PORT_ID)(cursor)


def _read_services(cursor: Cursor) -> None:
    """RFC 2937: in which order name services are asked."""
    while cursor.remaining >= 2:
        kind = cursor.number(2)
        name = "Domain Name Server Option" if kind == 6 else option_name(kind)
        cursor.add(SERVICE_ORDER, f"{name} ({kind})", cursor.position, cursor.position + 2)
        cursor.skip(2)
    cursor.skip(cursor.remaining)


SERVICE_ORDER = words("dhcp_name_service_search_option", "Name service")


def _addresses(names: Mapping[int, tuple[str, str]]) -> dict[int, Reader]:
    return {code: each(address(name, label)) for code, (name, label) in names.items()}


def _texts(names: Mapping[int, tuple[str, str]]) -> dict[int, Reader]:
    return {code: text(words(name, label)) for code, (name, label) in names.items()}


READERS: Mapping[int, Reader] = {
    **_addresses({
        4: ("time_server", "Time server"), 5: ("name_server", "Name server"), 7: ("log_server", "Log server"),
        8: ("quotes_server", "Quotes server"), 9: ("lpr_server", "LPR server"),
        10: ("impress_server", "Impress server"), 11: ("resource_location_server", "Resource location server"),
        16: ("swap_server", "Swap server"), 32: ("router_solicitation_address", "Router solicitation address"),
        41: ("nis_server", "NIS server"), 42: ("ntp_server", "Network time protocol server"),
        44: ("netbios_over_tcpip_name_server", "NetBIOS name server"),
        45: ("netbios_over_tcpip_dd_name_server", "NetBIOS datagram distribution server"),
        48: ("xwindows_system_font_server", "X Window font server"),
        49: ("xwindows_system_display_manager", "X Window display manager"),
        65: ("nis_plus_server", "NIS+ server"), 68: ("mobile_ip_home_agent", "Mobile IP home agent"),
        69: ("smtp_server", "SMTP server"), 70: ("pop3_server", "POP3 server"), 71: ("nntp_server", "NNTP server"),
        72: ("default_www_server", "WWW server"), 73: ("default_finger_server", "Finger server"),
        74: ("default_irc_server", "IRC server"), 75: ("streettalk_server", "StreetTalk server"),
        76: ("streettalk_da_server", "StreetTalk directory assistance server"),
        85: ("novell_dss.ip", "NDS server"), 92: ("associated_ip_option", "Associated IP address"),
        112: ("netinfo_parent_server_address", "NetInfo parent server"), 118: ("subnet_selection_option", "Subnet"),
        136: ("pana_agent", "PANA agent"), 138: ("capwap_access_controller", "CAPWAP access controller"),
        142: ("andsf_server", "ANDSF server"), 150: ("tftp_server_address", "TFTP server address"),
    }),
    **_texts({
        14: ("merit_dump_file", "Merit dump file"), 15: ("domain_name", "Domain name"), 17: ("root_path", "Root path"),
        18: ("extension_path", "Extensions path"), 40: ("nis_domain", "NIS domain"),
        47: ("netbios_over_tcpip_scope", "NetBIOS scope"), 56: ("message", "Message"),
        64: ("nis_plus_domain", "NIS+ domain"),
        66: ("tftp_server_name", "TFTP server name"), 67: ("bootfile_name", "Boot file name"),
        86: ("novell_ds_tree_name", "NDS tree name"), 87: ("novell_ds_context", "NDS context"),
        100: ("tz_pcode", "Time zone (POSIX)"), 101: ("tz_tcode", "Time zone (name)"),
        113: ("netinfo_parent_server_tag", "NetInfo parent server tag"), 114: ("captive_portal", "Captive portal"),
        137: ("lost_server_domain_name", "LoST server"), 160: ("captive_portal", "Captive portal"),
        161: ("mudurl", "MUD URL"), 209: ("pxe_config_file", "Configuration file"),
        210: ("pxe_path_prefix", "Path prefix"), 252: ("private_proxy_autodiscovery", "Proxy autodiscovery"),
    }),
    1: once(address("subnet_mask", "Subnet mask", "Which part of the address names the network (RFC 2132 §3.3).")),
    2: once(signed32("time_offset", "Time offset")),
    3: each(address("router", "Router", "The way out of this network: the default gateway (RFC 2132 §3.5).")),
    6: each(address("domain_name_server", "Domain name server", "Who answers for names (RFC 2132 §3.8).")),
    12: text(words("hostname", "Host name", "How the client calls itself (RFC 2132 §3.14).")),
    13: once(number16("boot_file_size", "Boot file size")),
    19: once(switch("ip_forwarding", "IP forwarding")),
    20: once(switch("non_local_source_routing", "Non-local source routing")),
    21: each(address("policy_filter.ip", "IP address"), address("policy_filter.subnet_mask", "Subnet mask")),
    22: once(number16("max_datagram_reassembly_size", "Maximum datagram reassembly size")),
    23: once(number8("default_ip_ttl", "Default IP time-to-live")),
    24: once(number32("path_mtu_aging_timeout", "Path MTU aging timeout", duration)),
    25: each(number16("path_mtu_plateau_table_item", "Path MTU plateau table item")),
    26: once(number16("interface_mtu", "Interface MTU")),
    27: once(switch("all_subnets_are_local", "All subnets are local", YES)),
    28: once(address("broadcast_address", "Broadcast address")),
    29: once(switch("perform_mask_discovery", "Perform mask discovery")),
    30: once(switch("mask_supplier", "Mask supplier", YES)),
    31: once(switch("perform_router_discover", "Perform router discovery")),
    33: each(address("static_route.ip", "Destination"), address("static_route.router", "Router")),
    34: once(switch("trailer_encapsulation", "Trailer encapsulation")),
    35: once(number32("arp_cache_timeout", "ARP cache timeout", duration)),
    36: once(switch("ethernet_encapsulation", "Ethernet encapsulation")),
    37: once(number8("tcp_default_ttl", "TCP default TTL")),
    38: once(number32("tcp_keepalive_interval", "TCP keepalive interval", duration)),
    39: once(switch("tcp_keepalive_garbage", "TCP keepalive garbage")),
    46: once(number8("netbios_over_tcpip_node_type", "NetBIOS node type", NODE_TYPES)),
    50: once(address("requested_ip_address", "Requested IP address", "Which address the client would like to have.")),
    51: once(LEASE),
    52: once(number8("option_overload", "Option overload", OVERLOADS)),
    53: once(MESSAGE_TYPE),
    54: once(address("dhcp_server_id", "DHCP server identifier", "Which server speaks or is meant (RFC 2132 §9.7).")),
    55: each(REQUESTED),
    57: once(number16("dhcp_max_message_size", "Maximum DHCP message size")),
    58: once(number32("renewal_time_value", "Renewal time", duration, "When to ask the same server again (T1).")),
    59: once(number32("rebinding_time_value", "Rebinding time", duration, "When to ask any server again (T2).")),
    60: text(words("vendor_class_id", "Vendor class identifier", "What kind of client it is.")),
    61: read_client_id,
    77: _read_user_class,
    78: _read_directory_agent,
    79: _read_scope,
    81: read_name,
    82: read_agent_information,
    90: _read_authentication,
    91: once(number32("client_last_transaction_time", "Client last transaction time", duration)),
    93: each(number16("client_system_architecture", "Client system architecture", ARCHITECTURES)),
    97: read_machine_id,
    99: _read_civic,
    116: once(number8("dhcp_auto_configuration", "Auto-configuration", {0: "Do not", 1: "Do"})),
    117: _read_services,
    119: _read_search_list,
    120: _read_sip_servers,
    121: _read_routes,
    124: read_vendor_classes,
    125: read_vendor_options,
    145: each(number8("forcerenew_nonce.algorithm", "Algorithm", {1: "HMAC-MD5"})),
    146: _read_resolver,
    151: _read_status,
    152: moment(time_field("bulk_lease.base_time", "Base time")),
    153: once(number32("bulk_lease.start_time_of_state", "Start time of state", duration)),
    154: moment(time_field("bulk_lease.query_start_time", "Query start time")),
    155: moment(time_field("bulk_lease.query_end_time", "Query end time")),
    156: once(number8("bulk_lease.dhcp_state", "DHCP state")),
    157: once(switch("bulk_lease.data_source", "Data source", ("Local", "Remote"))),
    158: _read_pcp,
    159: _read_ports,
    212: _read_six,
    249: _read_routes,
}  # fmt: skip
"""Option to the reader of its value; the value of all others is bytes."""

NETWORK_MAJOR = u8("dhcp.client_network_id_major", "Major version")
NETWORK_MINOR = u8("dhcp.client_network_id_minor", "Minor version")


def read_value(cursor: Cursor, code: int, vendor_class: str) -> None:
    """The value of an option, which ends with the cursor."""
    if code == 43:
        read_vendor_data(cursor, vendor_class)
    elif code == 94:
        if cursor.remaining == 3:
            cursor.skip(1)
            cursor.take(NETWORK_MAJOR)
            cursor.take(NETWORK_MINOR)
    elif code in READERS:
        READERS[code](cursor)
