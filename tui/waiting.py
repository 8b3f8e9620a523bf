"""What stands in an empty packet list while a capture waits: what it waits for, and how to make something happen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.capture.track import Plan
    from tui.lab.performance import Performance

LOOPBACK = ("lo", "lo0", "any")


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
