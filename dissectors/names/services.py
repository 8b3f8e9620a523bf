"""Names of ports: the machine's own services file first, read when first asked for, then a shipped table.

The file is as trustworthy as the machine: it may be missing, huge or broken, so it is read up to a limit and
entries that are no service names (RFC 6335 §5.1) are left out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SERVICES_FILES: tuple[Path, ...] = (
    Path("/etc/services"),
    Path(os.environ.get("SYSTEMROOT", "C:\\Windows")) / "System32" / "drivers" / "etc" / "services",
)
"""Where systems keep the file (services(5)); the first one that can be read counts."""

FIRST_EPHEMERAL = 32768
"""By Linux's default."""

LARGEST_FILE = 4 << 20
"""Bytes read of a services file; Debian's has 13 thousand."""

_ENTRY = re.compile(r"([A-Za-z0-9][A-Za-z0-9+._/-]{0,62})\s+(\d{1,5})/([a-z-]{1,16})(?=\s|$)", re.ASCII)

SHIPPED = """
ftp-data 20 tcp; ftp 21 tcp; ssh 22 tcp; telnet 23 tcp; smtp 25 tcp; time 37 tcp udp; tacacs 49 tcp;
domain 53 tcp udp; bootps 67 udp; bootpc 68 udp; tftp 69 udp; gopher 70 tcp; finger 79 tcp; http 80 tcp udp;
kerberos 88 tcp udp; iso-tsap 102 tcp; pop3 110 tcp; sunrpc 111 tcp udp; auth 113 tcp; nntp 119 tcp; ntp 123 udp;
epmap 135 tcp udp; netbios-ns 137 udp; netbios-dgm 138 udp; netbios-ssn 139 tcp; imap2 143 tcp; snmp 161 tcp udp;
snmp-trap 162 tcp udp; bgp 179 tcp sctp; irc 194 tcp udp; ldap 389 tcp udp; svrloc 427 tcp udp; https 443 tcp udp;
microsoft-ds 445 tcp udp; kpasswd 464 tcp udp; submissions 465 tcp; isakmp 500 udp; login 513 tcp; shell 514 tcp;
syslog 514 udp; printer 515 tcp; route 520 udp; ripng 521 udp; dhcpv6-client 546 udp; dhcpv6-server 547 udp;
rtsp 554 tcp udp; nntps 563 tcp; submission 587 tcp; ipp 631 tcp udp; ldaps 636 tcp udp; ldp 646 tcp udp;
iscsi-target 860 tcp; rsync 873 tcp; domain-s 853 tcp udp; ftps-data 989 tcp; ftps 990 tcp; telnets 992 tcp;
imaps 993 tcp; pop3s 995 tcp; socks 1080 tcp; openvpn 1194 tcp udp; ms-sql-s 1433 tcp; ms-sql-m 1434 udp;
l2f 1701 udp; pptp 1723 tcp; radius 1812 tcp udp; radius-acct 1813 tcp udp; mqtt 1883 tcp; ssdp 1900 udp;
nfs 2049 tcp udp; gtp-control 2123 udp; gtp-user 2152 udp; docker 2375 tcp; docker-tls 2376 tcp;
etcd-client 2379 tcp; etcd-server 2380 tcp; m3ua 2905 sctp; m2pa 3565 sctp; mysql 3306 tcp; ms-wbt-server 3389 tcp udp;
stun 3478 tcp udp; diameter 3868 tcp sctp; epmd 4369 tcp; ipsec-nat-t 4500 udp; vxlan 4789 udp; sip 5060 tcp udp sctp;
sip-tls 5061 tcp udp sctp; xmpp-client 5222 tcp; xmpp-server 5269 tcp; mdns 5353 udp; llmnr 5355 tcp udp;
postgresql 5432 tcp; amqps 5671 tcp; amqp 5672 tcp; coap 5683 udp; rfb 5900 tcp; x11 6000 tcp; geneve 6081 udp;
redis 6379 tcp; sane-port 6566 tcp; ircd 6667 tcp; ircs-u 6697 tcp; bfd-control 3784 udp; bittorrent 6881 tcp udp;
afs3-fileserver 7000 udp; http-alt 8080 tcp udp; https-alt 8443 tcp; secure-mqtt 8883 tcp; cslistener 9000 tcp;
jetdirect 9100 tcp; elasticsearch 9200 tcp; git 9418 tcp; amanda 10080 tcp udp; zabbix-agent 10050 tcp;
zabbix-trapper 10051 tcp; memcache 11211 tcp udp; mongodb 27017 tcp; wireguard 51820 udp; s1-control 36412 sctp;
x2-control 36422 sctp; ng-control 38412 sctp
"""
"""Common services, from IANA's "Service Name and Transport Protocol Port Number Registry" or, where that has none,
the name everybody uses."""


def service_name(port: int, transport: str) -> str | None:
    """The name of a port for "tcp", "udp" or "sctp"; None where nobody named it."""
    return _system_names().get((port, transport)) or _shipped_names().get((port, transport))


def is_ephemeral(port: int) -> bool:
    """Whether systems give such a port to a client for one conversation.

    IANA's dynamic ports begin at 49152 (RFC 6335 §6), those of Linux at 32768 (ip_local_port_range, ip(7)). What this
    machine is set to does not matter: packets come from others too.
    """
    return port >= FIRST_EPHEMERAL


def parse_services(text: str) -> dict[tuple[int, str], str]:
    """Names by port and transport out of a services file (services(5)); the first entry of a port counts."""
    return _first_entries(_ENTRY.match(line.strip()) for line in text.splitlines())


def _first_entries(entries: Iterable[re.Match[str] | None]) -> dict[tuple[int, str], str]:
    names: dict[tuple[int, str], str] = {}
    for entry in entries:
        if entry is not None and int(entry[2]) <= 0xFFFF:
            names.setdefault((int(entry[2]), entry[3]), entry[1])
    return names


@cache
def _system_names() -> dict[tuple[int, str], str]:
    for path in SERVICES_FILES:
        try:
            # A FIFO or a device in the file's place would block or never end.
            if path.is_file():
                with path.open("rb") as file:
                    return parse_services(file.read(LARGEST_FILE).decode("utf-8", "replace"))
        except OSError:
            continue
    return {}


@cache
def _shipped_names() -> dict[tuple[int, str], str]:
    names: dict[tuple[int, str], str] = {}
    for entry in SHIPPED.split(";"):
        name, port, *transports = entry.split()
        names.update({(int(port), transport): name for transport in transports})
    return names
