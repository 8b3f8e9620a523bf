"""ARP's operations (IANA "ARP Parameters")."""

OPERATIONS = {
    1: "request",
    2: "reply",
    3: "reverse request",
    4: "reverse reply",
    5: "drarp request",
    6: "drarp reply",
    7: "drarp error",
    8: "inverse request",
    9: "inverse reply",
    10: "arp nak",
    11: "mars request",
    12: "mars multi",
    13: "mars mserv",
    14: "mars join",
    15: "mars leave",
    16: "mars nak",
    17: "mars unserv",
    18: "mars sjoin",
    19: "mars sleave",
    20: "mars grouplist request",
    21: "mars grouplist reply",
    22: "mars redirect map",
    23: "mapos unarp",
    24: "experimental 1",
    25: "experimental 2",
}
"""Wireshark's words, by which people search."""

FAMILIES = {
    **dict.fromkeys((3, 4), "RARP"),
    **dict.fromkeys((5, 6, 7), "DRARP"),
    **dict.fromkeys((8, 9), "Inverse ARP"),
    **dict.fromkeys(range(11, 23), "MARS"),
    23: "MAPOS",
}
"""What the protocol is called with an operation, where that is not ARP."""
