"""What is offered where a socket's packets are not captured: a new capture, or that the open one goes on where they
pass. Nothing begins before the user has said so, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tui import wording
from tui.capture.source import ANY, EngineError
from tui.screens.dialogs import Choice, QuestionDialog
from tui.socket_view.capture import is_seen_on

if TYPE_CHECKING:
    from tui.live_source import LiveSource
    from tui.opened import Opened
    from tui.screens.packets import PacketsScreen
    from tui.screens.sockets import SocketsScreen
    from tui.socket_view.prospect import Prospect
    from tui.viewer_app import ViewerApp

NO_CAPTURE = "No capture is running"


class CaptureOffers:
    """Mixed into the sockets screen; wants a `ViewerApp` around it."""

    @property
    def _sockets_screen(self) -> SocketsScreen:
        return cast("SocketsScreen", self)

    @property
    def _viewer(self) -> ViewerApp:
        return cast("ViewerApp", self._sockets_screen.app)

    def is_being_captured(self, prospect: Prospect, packets: PacketsScreen) -> bool:
        """Whether the open capture will have its packets as they come."""
        live = _live(packets)
        if live is None or not live.is_running or live.is_pipe:
            return False
        plan = live.live.plan
        return not plan.capture_filter and is_seen_on(prospect.interface, plan.interfaces)

    def show_packets(self, prospect: Prospect, packets: PacketsScreen) -> None:
        """Go to the packets; what was to be followed or drawn can be as soon as there are some."""
        expression = prospect.expression
        if prospect.aim != "packets":
            verb = "follow" if prospect.aim == "follow" else "draw"
            self._viewer.tell(f"There is nothing to {verb} yet: its packets appear here as they come.")
        self._sockets_screen.end(lambda: packets.put_filter(expression, is_applied=True))

    def offer_capture(self, prospect: Prospect) -> None:
        """No capture is open: ask whether to begin one."""
        if not self._may_capture(prospect, NO_CAPTURE):
            return
        where = words_of(prospect.interface)

        def answered(key: str | None) -> None:
            if key == "y":
                self._begin(prospect)

        choices = [Choice("y", "yes", prospect.expression), Choice("n", "no", "stay with the sockets")]
        sentence = f"{NO_CAPTURE}: capture on {where} and show this socket's packets?"
        self._viewer.push_screen(QuestionDialog(f"Capture on {where}?", choices, sentence), answered)

    def offer_more(self, prospect: Prospect, packets: PacketsScreen) -> None:
        """The open capture has no packet of it: say why, and offer what would help."""
        live = _live(packets)
        if live is not None and live.is_pipe:
            live = None
        why = why_not_captured(prospect.interface, live) if live is not None else ""
        why = why or f"{packets.state.title} has no packet of this socket"
        if not self._may_capture(prospect, why):
            return
        choices = []
        if live is not None:
            plan = live.live.plan
            wider = words_of(*wider_interfaces(prospect.interface, plan.interfaces))
            unfiltered = ", no capture filter" if plan.capture_filter else ""
            choices.append(Choice("o", "go on", f"this capture, on {wider}{unfiltered}"))
        choices += [
            Choice("b", "begin anew", f"another capture, on {words_of(prospect.interface)}"),
            Choice("f", "filter", "this capture, as it is"),
            Choice("c", "cancel", "stay with the sockets"),
        ]

        def answered(key: str | None) -> None:
            if key == "b":
                self._begin(prospect)
            elif key == "f":
                self.show_packets(prospect, packets)
            elif key == "o" and live is not None:
                self._go_on(prospect, packets, live)

        self._viewer.push_screen(QuestionDialog("Its packets are not captured", choices, f"{why}."), answered)

    def _may_capture(self, prospect: Prospect, why: str) -> bool:
        """Whether it is of any use to ask; else it is told what is missing."""
        permission = prospect.permission
        if permission is None or permission.allowed:
            return True
        remedy = f": {permission.remedies[0]} changes that" if permission.remedies else ""
        self._viewer.tell(f"{why}, and none can begin, as {permission.reason}{remedy}.", "warning")
        return False

    def _begin(self, prospect: Prospect) -> None:
        viewer, interface, expression = self._viewer, prospect.interface, prospect.expression
        self._sockets_screen.end(
            lambda: viewer.after_asking(lambda: viewer.begin_capture((interface,), "", expression))
        )

    def _go_on(self, prospect: Prospect, packets: PacketsScreen, live: LiveSource) -> None:
        try:
            live.change(wider_interfaces(prospect.interface, live.live.plan.interfaces), "")
        except EngineError as error:
            self._viewer.tell(wording.sentence(error.text), "error")
        else:
            self.show_packets(prospect, packets)


def why_not_captured(interface: str, live: LiveSource) -> str:
    """What keeps a live capture from having the packets that pass an interface."""
    plan = live.live.plan
    on = words_of(*plan.interfaces)
    if not live.is_running:
        return f"The capture on {on} is stopped, and has no packet of this socket"
    if not is_seen_on(interface, plan.interfaces):
        where = "may pass any interface" if interface == ANY else f"pass {interface}"
        return f"The capture runs on {on}, and this socket's packets {where}"
    return f"The capture takes only what {plan.capture_filter} lets through, and has no packet of this socket"


def wider_interfaces(interface: str, captured: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are captured on and another; `any` stands alone: with others each packet would be there twice."""
    return (ANY,) if ANY in (interface, *captured) else tuple(dict.fromkeys((*captured, interface)))


def words_of(*interfaces: str) -> str:
    """Interfaces in a sentence."""
    return "all interfaces" if ANY in interfaces else " and ".join(interfaces)


def _live(packets: PacketsScreen) -> LiveSource | None:
    opened: Opened | None = getattr(packets, "opened", None)
    return opened.live if opened is not None else None
