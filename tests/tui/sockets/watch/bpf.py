"""Runs classic BPF programs as the kernel does (Documentation/networking/filter.rst), as far as ours need it."""

from __future__ import annotations

from tui.sockets.watch.packet_filter import Instruction

ANCILLARY = 0xFFFF_F000


def run(program: list[Instruction], packet: bytes, ancillary: dict[int, int]) -> int:
    """How many bytes pass. What is loaded from behind the packet ends it with none."""
    a = x = place = 0
    memory = [0] * 16
    while True:
        code, if_true, if_false, k = program[place]
        place += 1
        if code in (0x20, 0x28, 0x30, 0x40, 0x48, 0x50):
            if k >= ANCILLARY:
                a = ancillary[k - ANCILLARY]
                continue
            size = {0x00: 4, 0x08: 2, 0x10: 1}[code & 0x18]
            start = k + (x if code & 0x40 else 0)
            if start + size > len(packet):
                return 0
            a = int.from_bytes(packet[start : start + size], "big")
        elif code == 0xB1:
            if k >= len(packet):
                return 0
            x = 4 * (packet[k] & 15)
        elif code == 0x01:
            x = k
        elif code == 0x02:
            memory[k] = a
        elif code == 0x60:
            a = memory[k]
        elif code == 0x54:
            a &= k
        elif code == 0x15:
            place += if_true if a == k else if_false
        elif code == 0x45:
            place += if_true if a & k else if_false
        elif code == 0x05:
            place += k
        elif code == 0x06:
            return k
        else:
            raise AssertionError(f"an unknown instruction {code:#x}")
