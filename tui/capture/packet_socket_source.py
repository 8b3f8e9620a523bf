"""What the AF_PACKET engines share, with a ring and without: the socket, and the file that its frames go to."""

from __future__ import annotations

from tui.capture.packet_socket import PacketSocket
from tui.capture.pcap_output import Output
from tui.capture.source import EngineError


class PacketSocketSource:
    """Most of a `Source`: subclasses read. The descriptor given is this object's from now on."""

    engine = "af_packet"

    def __init__(self, listening: PacketSocket, descriptor: int) -> None:
        """From here on frames wait. Raises EngineError where nothing can be captured."""
        self._listening = listening
        listening.bind()
        self._output = Output(descriptor, listening.link_type, listening.snaplen)
        self.link_type: int | None = listening.link_type

    def fileno(self) -> int:
        return self._listening.socket.fileno()

    def failed(self) -> EngineError | None:
        return self._listening.failed()

    def stop(self) -> None:
        """Nothing is to be told to stop: what has come is read, then the socket is closed."""

    def switch(self, descriptor: int) -> None:
        self._output.switch(descriptor)

    def written_bytes(self) -> int:
        return self._output.length

    def dropped(self) -> int | None:
        return self._listening.dropped()

    def close(self) -> None:
        self._listening.close()
        self._output.close()
