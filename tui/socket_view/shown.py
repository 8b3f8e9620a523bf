"""The sockets of this machine on the screen: one view for the whole run, whichever screen they are shown over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.screen import Screen

    from tui.app import RemoraApp
    from tui.screens.conversations import Then
    from tui.screens.packets import PacketsScreen
    from tui.screens.sockets import SocketsScreen
    from tui.screens.sockets_view import SocketsView
    from tui.socket_view.wanted import WantedSocket
    from tui.sockets.kept_kernels import KeptKernels
    from tui.sockets.seen import Seen
    from tui.sockets.snapshot import Source
    from tui.sockets.story.remark import Part

# Screen and view are imported when they are first shown: no other screen waits for them.


def do(then: Then | None) -> None:
    """What the screen below is left to do."""
    if then is not None:
        then()


def compared_with(packets: PacketsScreen | None, view: SocketsView) -> Callable[[Seen], Iterable[Part]]:
    """What tells of sockets what packets do: nothing where none of this machine's are captured."""
    if packets is None or not packets.is_of_this_machine:
        return lambda seen: ()
    from tui.socket_view.compared import SocketCompared

    return SocketCompared(packets.table, lambda: view.seen, lambda: view.rows.picture.time_ns, view.namespace)


class ShownSockets:
    """Mixed into the application."""

    network_namespace = ""
    """Whose sockets these are; empty for this process's own."""
    kept_kernels: KeptKernels | None = None
    """Of the network namespace, opened while there was the privilege to do so."""
    _sockets_view: SocketsView | None = None

    @property
    def sockets_view(self) -> SocketsView:
        """What stays while the screen comes and goes."""
        if self._sockets_view is None:
            self._sockets_view = self.make_sockets_view()
        return self._sockets_view

    def make_sockets_view(self) -> SocketsView:
        """A view of this machine's sockets."""
        from tui.screens.sockets_view import SocketsView

        return SocketsView(self.network_namespace, owners=getattr(self, "watcher", None), kept=self.kept_kernels)

    def sockets_screen(self, packets: PacketsScreen | None = None, wanted: WantedSocket | None = None) -> SocketsScreen:
        """The screen; it begins with the socket that is `wanted`."""
        from tui.screens.sockets import SocketsScreen

        view = self.sockets_view
        view.compared = compared_with(packets, view)
        screen = SocketsScreen(view, packets)
        screen.wanted = wanted
        return screen

    def open_sockets(self) -> Source:
        """The machine's sockets, asked apart from what the screen shows. Raises OSError."""
        if self.kept_kernels is not None:
            return self.kept_kernels.source(getattr(self, "watcher", None))
        from tui.sockets.snapshot import open_source

        return open_source(self.network_namespace, owners=getattr(self, "watcher", None))

    def show_sockets(
        self,
        packets: PacketsScreen | None = None,
        wanted: WantedSocket | None = None,
        ended: Callable[[Then | None], None] = do,
    ) -> None:
        """Show them over the present screen; `ended` is told what is to be done below when the user leaves."""
        app = cast("RemoraApp", self)
        app.push_screen(self.sockets_screen(packets, wanted), ended)

    def is_sockets(self, screen: Screen[Any]) -> bool:
        """Whether it is a screen of sockets."""
        if self._sockets_view is None:
            return False
        from tui.screens.sockets import SocketsScreen

        return isinstance(screen, SocketsScreen)

    def end_sockets(self) -> None:
        """Nobody looks at them any more."""
        if self._sockets_view is not None:
            self._sockets_view.close()
        if self.kept_kernels is not None:
            self.kept_kernels.close()
