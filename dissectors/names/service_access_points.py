"""IEEE 802.2: service access points, and what the control field's bits ask for."""

SERVICE_ACCESS_POINTS = {
    0x00: "NULL LSAP",
    0x02: "LLC Sub-Layer Management",
    0x04: "SNA Path Control",
    0x06: "TCP/IP",
    0x08: "SNA",
    0x0C: "SNA",
    0x0E: "PROWAY network management",
    0x10: "NetWare",
    0x14: "ISO Network Layer (OSLAN 1)",
    0x18: "Texas Instruments",
    0x20: "ISO Network Layer",
    0x34: "ISO Network Layer",
    0x42: "Spanning Tree BPDU",
    0x4E: "EIA RS-511",
    0x54: "ISO Network Layer (OSLAN 2)",
    0x7E: "X.25 (ISO 8208)",
    0x80: "XNS",
    0x82: "BACnet",
    0x86: "Nestar",
    0x8E: "PROWAY station list",
    0x98: "ARP",
    0xAA: "SNAP",
    0xB4: "HP JetDirect",
    0xBA: "Banyan Vines",
    0xBC: "Banyan Vines",
    0xE0: "NetWare",
    0xF0: "NetBIOS",
    0xF4: "IBM Net Management",
    0xF8: "HP Extended LLC",
    0xFA: "Ungermann-Bass",
    0xFC: "Remote Program Load",
    0xFE: "ISO Network Layer",
    0xFF: "Global LSAP",
}

SUPERVISORY = {0: "Receiver ready", 1: "Receiver not ready", 2: "Reject", 3: "Selective reject"}
SHORT_SUPERVISORY = {0: "RR", 1: "RNR", 2: "REJ", 3: "SREJ"}

COMMANDS = {
    0x00: ("UI", "Unnumbered information"),
    0x01: ("SIM", "Set initialization mode"),
    0x03: ("SARM", "Set asynchronous response mode"),
    0x08: ("UP", "Unnumbered poll"),
    0x0B: ("SABM", "Set asynchronous balanced mode"),
    0x10: ("DISC", "Disconnect"),
    0x13: ("SARME", "Set asynchronous response mode extended"),
    0x18: ("UA", "Unnumbered acknowledge"),
    0x1B: ("SABME", "Set asynchronous balanced mode extended"),
    0x20: ("SNRM", "Set normal response mode"),
    0x21: ("FRMR", "Frame reject"),
    0x23: ("RESET", "Reset"),
    0x2B: ("XID", "Exchange identification"),
    0x31: ("CFGR", "Configure"),
    0x33: ("SNRME", "Set normal response mode extended"),
    0x38: ("TEST", "Test"),
    0x3B: ("BCN", "Beacon"),
}
"""Modifier bits of unnumbered frames: short and long name."""
RESPONSES = COMMANDS | {
    0x01: ("RIM", "Request initialization mode"),
    0x03: ("DM", "Disconnected mode"),
    0x10: ("RD", "Request disconnect"),
}
