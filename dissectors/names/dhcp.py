"""DHCP numbers: message types and options (IANA "Dynamic Host Configuration Protocol (DHCP) and BOOTP Parameters")."""

MESSAGE_TYPES = {
    1: "Discover", 2: "Offer", 3: "Request", 4: "Decline", 5: "ACK", 6: "NAK", 7: "Release", 8: "Inform",
    9: "Force Renew", 10: "Lease Query", 11: "Lease Unassigned", 12: "Lease Unknown", 13: "Lease Active",
    14: "Bulk Lease Query", 15: "Lease Query Done", 16: "Active Lease Query", 17: "Lease Query Status", 18: "TLS",
}  # fmt: skip

OPTIONS = {
    0: "Padding", 1: "Subnet Mask", 2: "Time Offset", 3: "Router", 4: "Time Server", 5: "Name Server",
    6: "Domain Name Server", 7: "Log Server", 8: "Quotes Server", 9: "LPR Server", 10: "Impress Server",
    11: "Resource Location Server", 12: "Host Name", 13: "Boot File Size", 14: "Merit Dump File",
    15: "Domain Name", 16: "Swap Server", 17: "Root Path", 18: "Extensions Path", 19: "IP Forwarding",
    20: "Non-Local Source Routing", 21: "Policy Filter", 22: "Maximum Datagram Reassembly Size",
    23: "Default IP Time-to-Live", 24: "Path MTU Aging Timeout", 25: "Path MTU Plateau Table",
    26: "Interface MTU", 27: "All Subnets are Local", 28: "Broadcast Address", 29: "Perform Mask Discovery",
    30: "Mask Supplier", 31: "Perform Router Discovery", 32: "Router Solicitation Address", 33: "Static Route",
    34: "Trailer Encapsulation", 35: "ARP Cache Timeout", 36: "Ethernet Encapsulation", 37: "TCP Default TTL",
    38: "TCP Keepalive Interval", 39: "TCP Keepalive Garbage", 40: "Network Information Service Domain",
    41: "Network Information Service Servers", 42: "Network Time Protocol Servers",
    43: "Vendor-Specific Information", 44: "NetBIOS over TCP/IP Name Server",
    45: "NetBIOS over TCP/IP Datagram Distribution Server", 46: "NetBIOS over TCP/IP Node Type",
    47: "NetBIOS over TCP/IP Scope", 48: "X Window System Font Server", 49: "X Window System Display Manager",
    50: "Requested IP Address", 51: "IP Address Lease Time", 52: "Option Overload", 53: "DHCP Message Type",
    54: "DHCP Server Identifier", 55: "Parameter Request List", 56: "Message", 57: "Maximum DHCP Message Size",
    58: "Renewal Time Value", 59: "Rebinding Time Value", 60: "Vendor Class Identifier",
    61: "Client Identifier", 62: "NetWare/IP Domain Name", 63: "NetWare/IP Options", 64: "NIS+ Domain",
    65: "NIS+ Servers", 66: "TFTP Server Name", 67: "Boot File Name", 68: "Mobile IP Home Agent",
    69: "SMTP Server", 70: "POP3 Server", 71: "NNTP Server", 72: "WWW Server", 73: "Finger Server",
    74: "IRC Server", 75: "StreetTalk Server", 76: "StreetTalk Directory Assistance Server",
    77: "User Class Information", 78: "Directory Agent", 79: "Service Scope", 80: "Rapid Commit",
    81: "Client Fully Qualified Domain Name", 82: "Agent Information", 83: "iSNS", 85: "NDS Servers",
    86: "NDS Tree Name", 87: "NDS Context", 88: "BCMCS Controller Domain Names", 89: "BCMCS Controller Addresses",
    90: "Authentication", 91: "Client Last Transaction Time", 92: "Associated IP",
    93: "Client System Architecture", 94: "Client Network Device Interface", 95: "LDAP",
    97: "Client Machine Identifier (UUID)", 98: "User Authentication", 99: "Civic Location",
    100: "PCode Time Zone", 101: "TCode Time Zone", 108: "IPv6-Only Preferred", 112: "NetInfo Parent Server Address",
    113: "NetInfo Parent Server Tag", 114: "Captive Portal", 116: "Auto-Configuration",
    117: "Name Service Search", 118: "Subnet Selection", 119: "Domain Search", 120: "SIP Servers",
    121: "Classless Static Route", 122: "CableLabs Client Configuration", 123: "Coordinate Location",
    124: "Vendor-Identifying Vendor Class", 125: "Vendor-Identifying Vendor-Specific Information",
    136: "PANA Agents", 137: "LoST Server", 138: "CAPWAP Access Controllers", 139: "Mobility Services Address",
    140: "Mobility Services Domain Name", 141: "SIP UA Configuration Service Domains", 142: "ANDSF Server",
    143: "Zero-Touch Redirect", 145: "Forcerenew Nonce Capable", 146: "RDNSS Selection", 150: "TFTP Server Address",
    151: "Status Code", 152: "Base Time", 153: "Start Time of State", 154: "Query Start Time",
    155: "Query End Time", 156: "DHCP State", 157: "Data Source", 158: "PCP Servers", 159: "Port Parameters",
    160: "Captive Portal (old)", 161: "Manufacturer Usage Description", 208: "PXELINUX Magic",
    209: "Configuration File", 210: "Path Prefix", 211: "Reboot Time", 212: "6RD", 213: "Access Network Domain Name",
    220: "Subnet Allocation", 221: "Virtual Subnet Selection", 249: "Private/Classless Static Route (Microsoft)",
    252: "Private/Proxy Autodiscovery", 255: "End",
}  # fmt: skip

AGENT_OPTIONS = {
    1: "Agent Circuit ID", 2: "Agent Remote ID", 3: "Reserved", 4: "DOCSIS Device Class", 5: "Link Selection",
    6: "Subscriber ID", 7: "RADIUS Attributes", 8: "Authentication", 9: "Vendor-Specific Information", 10: "Flags",
    11: "Server ID Override", 12: "Relay Agent ID", 13: "Access Technology Type", 14: "Access Network Name",
    15: "Access Point Name", 16: "Access Point BSSID", 17: "Operator ID", 18: "Operator Realm", 19: "Source Port",
    150: "Link Selection (Cisco)", 151: "VRF name/VPN ID", 152: "Server ID Override (Cisco)",
}  # fmt: skip

ARCHITECTURES = {
    0: "IA x86 PC", 1: "NEC/PC98", 2: "IA64 PC", 3: "DEC Alpha", 4: "Arc x86", 5: "Intel Lean Client", 6: "EFI IA32",
    7: "EFI BC", 8: "EFI Xscale", 9: "EFI x86-64", 10: "EFI ARM 32-bit", 11: "EFI ARM 64-bit",
}  # fmt: skip

HARDWARE_TYPES = {
    1: "Ethernet", 6: "IEEE 802", 7: "ARCNET", 11: "LocalTalk", 15: "Frame Relay", 16: "ATM", 17: "HDLC",
    18: "Fibre Channel", 19: "ATM", 20: "Serial line", 24: "IEEE 1394", 27: "EUI-64", 31: "IPsec tunnel",
    32: "InfiniBand", 255: "RFC 4361",
}  # fmt: skip
