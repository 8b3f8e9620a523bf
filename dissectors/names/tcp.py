"""Names for TCP: option kinds, experiments and MPTCP's numbers (IANA "TCP Parameters")."""

OPTION_KINDS = {
    0: "End of option list",
    1: "No-operation",
    2: "Maximum segment size",
    3: "Window scale",
    4: "SACK permitted",
    5: "SACK",
    6: "Echo",
    7: "Echo reply",
    8: "Timestamps",
    9: "Partial order connection permitted",
    10: "Partial order service profile",
    11: "Connection count (CC)",
    12: "CC.NEW",
    13: "CC.ECHO",
    14: "Alternate checksum request",
    15: "Alternate checksum data",
    16: "Skeeter",
    17: "Bubba",
    18: "Trailer checksum",
    19: "MD5 signature",
    20: "SCPS capabilities",
    21: "Selective negative acknowledgments",
    22: "SCPS record boundary",
    23: "SCPS corruption experienced",
    24: "SNAP",
    26: "TCP compression filter",
    27: "Quick-Start response",
    28: "User timeout",
    29: "TCP authentication",
    30: "Multipath TCP",
    34: "Fast open cookie",
    69: "Encryption negotiation",
    76: "Riverbed probe",
    78: "Riverbed transparency",
    172: "Accurate ECN order 0",
    174: "Accurate ECN order 1",
    253: "Experiment 1",
    254: "Experiment 2",
}

EXPERIMENTS = {
    0x00AC: "ACK rate request (TARR)",
    0x0348: "Host ID",
    0x0A0D: "Autonomous system compensation",
    0x0CA0: "Capability option",
    0x0ED0: "Extended data offset",
    0x454E: "Encryption negotiation",
    0x5323: "Service number",
    0x75EC: "Timestamp interval",
    0xACC0: "Accurate ECN order 0",
    0xACC1: "Accurate ECN order 1",
    0xACCE: "Accurate ECN",
    0xE2D4: "Shared memory communications over RDMA (SMC-R)",
    0xF989: "Fast open",
    0xF990: "Low latency",
}
"""Experiment identifiers (RFC 6994 §8)."""

MULTIPATH_SUBTYPES = {
    0: "Multipath Capable",
    1: "Join Connection",
    2: "Data Sequence Signal",
    3: "Add Address",
    4: "Remove Address",
    5: "Change Subflow Priority",
    6: "TCP Fallback",
    7: "Fast Close",
    8: "TCP Reset",
}
"""RFC 8684 §7.2."""

RESET_REASONS = {
    0: "Unspecified",
    1: "MPTCP-specific error",
    2: "Lack of resources",
    3: "Administratively prohibited",
    4: "Too much outstanding data",
    5: "Unacceptable performance",
    6: "Middlebox interference",
}
"""RFC 8684 §7.3."""

QUICK_START_RATES = {0: "no rate"} | {
    step: f"{40 * 2**step / 1000:g} Mbit/s" if step > 4 else f"{40 * 2**step} kbit/s" for step in range(1, 16)
}
"""RFC 4782 §3.1: 40,000 bit/s times 2 to the power of the field."""
