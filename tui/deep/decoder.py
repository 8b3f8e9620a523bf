"""What a screen wants of whoever decodes deeply: `dissectors.deep.decoder.DeepDecoder`, or what a test passes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from dissectors.decoded import Decoded


class Program(Protocol):
    """The tshark that answers."""

    @property
    def name(self) -> str:
        """`tshark 4.0.17`."""
        ...


class Decoder(Protocol):
    """Coroutines on the loop on which it was made; all of them raise RemoraError."""

    async def prepare(self) -> Program:
        """Make the first answer come soon."""
        ...

    async def decode(self, row: int) -> Decoded: ...

    def kept(self, row: int) -> Decoded | None:
        """An answer that was given before; None where it was not, or is not kept any more."""
        ...

    async def close(self) -> None:
        """Nothing of it is left when this returns."""
        ...
