"""Differentiated services codepoints (IANA "DSCP Field Codepoints") and ECN codepoints (RFC 3168 §5)."""

DSCP = {
    0: "Default",
    1: "Lower Effort",
    8: "Class Selector 1",
    10: "Assured Forwarding 11",
    12: "Assured Forwarding 12",
    14: "Assured Forwarding 13",
    16: "Class Selector 2",
    18: "Assured Forwarding 21",
    20: "Assured Forwarding 22",
    22: "Assured Forwarding 23",
    24: "Class Selector 3",
    26: "Assured Forwarding 31",
    28: "Assured Forwarding 32",
    30: "Assured Forwarding 33",
    32: "Class Selector 4",
    34: "Assured Forwarding 41",
    36: "Assured Forwarding 42",
    38: "Assured Forwarding 43",
    40: "Class Selector 5",
    44: "Voice Admit",
    45: "Non-Queue-Building",
    46: "Expedited Forwarding",
    48: "Class Selector 6",
    56: "Class Selector 7",
}

_SHORT = {0: "CS0", 1: "LE", 44: "VOICE-ADMIT", 45: "NQB", 46: "EF"}

ECN = {
    0: "Not ECN-Capable Transport",
    1: "ECN-Capable Transport, ECT(1)",
    2: "ECN-Capable Transport, ECT(0)",
    3: "Congestion Experienced",
}

_SHORT_ECN = ("Not-ECT", "ECT(1)", "ECT(0)", "CE")


def short_name(codepoint: int) -> str:
    """`CS3`, `AF41`, `EF`; the number itself where it has no name."""
    if codepoint in _SHORT or codepoint not in DSCP:
        return _SHORT.get(codepoint, str(codepoint))
    words = DSCP[codepoint].split()
    return ("CS" if words[0] == "Class" else "AF") + words[-1]


def traffic_class(octet: int) -> str:
    """`0xe0 (DSCP: CS7, ECN: Not-ECT)` for the byte that holds both."""
    return f"0x{octet:02x} (DSCP: {short_name(octet >> 2)}, ECN: {_SHORT_ECN[octet & 3]})"
