"""What an empty packet list says: what a capture waits for and how to make something happen, or why none is there."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final

from tui import wording

if TYPE_CHECKING:
    from tui.capture.track import Plan
    from tui.lab.performance import Performance
    from tui.messages import Mode

LOOPBACK = ("lo", "lo0", "any")
WIDEST_LINE: Final = 76
"""Cells."""


def waiting_lines(title: str, plan: Plan, performance: Performance | None, *, is_running: bool) -> tuple[str, ...]:
    """Lines for the list, at most 76 cells wide but for names from the machine."""
    if not plan.interfaces or plan.interfaces == ("pipe",):
        return ("", f"Waiting for packets from {title} …" if is_running else f"No packet came from {title}.")
    if not is_running:
        return ("", "No packet was captured.", "", "Space starts again, i chooses another interface or filter,",
                "Ctrl+W goes to the start screen.")  # fmt: skip
    if performance is not None:
        return ("", "The scene begins when the capture does …")
    lines = ["", f"Waiting for packets on {title} …"]
    if plan.capture_filter:
        lines.append(f"Only those that match the capture filter: {plan.capture_filter}")
    if any(interface in LOOPBACK for interface in plan.interfaces):
        lines += [
            "",
            "Loopback is silent until two programs here talk. In two terminals:",
            "    nc -l -p 1234          listens (on some systems: nc -l 1234)",
            "    nc 127.0.0.1 1234      connects; then type a line and press Enter",
            "or play a scene: remora lab hello",
        ]
    else:
        lines += ["", "To make some, in another terminal: ping a machine, or open a web page."]
    lines += ["", "i chooses another interface or filter, Space stops."]
    return tuple(lines)


def no_packets_lines(mode: Mode) -> tuple[str, ...]:
    """For a file without a packet."""
    if mode == "reading":
        return ("", "Reading …")
    if mode == "live":
        return ("", "The file holds no packets yet.")
    return ("", "The file holds no packets.", "", "Ctrl+O opens another one, Ctrl+W goes to the start screen.")


def nothing_matches_lines(display_filter: str, *, is_working: bool, is_stopped: bool = False) -> tuple[str, ...]:
    """For a list of which nothing is displayed though there are packets."""
    if is_working:
        return ("", "Filtering …")
    if not display_filter:
        return ()
    if is_stopped:
        return ("", f"Stopped before any packet was found: {display_filter}", "", "To see all again: Esc.")
    return ("", f"No packet matches: {display_filter}", "", "To see all again: Esc.")


def unknown_processes_lines(notice: str, *, is_watched: bool, is_any_known: bool) -> tuple[str, ...]:
    """Why a filter for processes may find none; `notice` says in half a sentence which ones cannot be seen."""
    if notice:
        told = wording.sentence(notice)
    elif is_any_known:
        return ()
    elif is_watched:
        told = "No process has been found out about yet."
    else:
        told = (
            "Nobody knows whose these packets are: that is found out while a machine's own packets are captured on it."
        )
    return ("", *wrap(told, WIDEST_LINE))
