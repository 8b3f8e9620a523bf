"""A protocol: what it is called, what carries it, its header, and the rules that lead to the next layer.

The rules are functions of header values that work on ints and on arrays alike (`dissectors.header.choose` takes
the place of `if`): one packet follows them in `dissect`, a batch of frames in `layers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic

from dissectors.fields import PROTOCOL, AnySpec, Field, FieldSpec
from dissectors.header import H, Header

if TYPE_CHECKING:
    from dissectors.byte_source import ByteSource
    from dissectors.cursor import Cursor
    from dissectors.frame import Frame

Key = tuple[str, int]
"""A dissector table and a number in it, such as ("ip.proto", 17)."""

NOTHING = -1
"""The number that leads to no next layer."""

UNLIMITED = 1 << 40
"""A layer length that leaves the limit to the layer below."""


@dataclass(frozen=True, eq=False)
class Protocol(Generic[H]):
    """One protocol, declared once by its module."""

    name: str
    """Wireshark's filter name."""
    title: str
    """The protocol's line in the tree."""
    short: str
    """The Protocol column."""
    header: type[H]
    """Fixed part; `Header` itself where there is none."""
    rides_on: tuple[Key, ...] = ()
    references: tuple[str, ...] = ()
    limitations: tuple[str, ...] = ()
    """What it does not decode; empty means complete."""
    explain: str = ""
    header_length: Callable[[H], int] | None = None
    """Bytes up to the payload, from the layer's start; None: the fixed part."""
    length: Callable[[H], int] | None = None
    """Bytes of header and payload by the header's own word; None: all that the layer below carries."""
    payload_length: Callable[[H], int] | None = None
    """Bytes of payload by the header's own word, where a trailer of this layer follows; None: up to the layer's end."""
    next: Callable[[H], Iterable[Key]] | None = None
    """Where to look for the payload's protocol, first match wins; None: nothing follows."""
    accepts: Callable[[H], bool] | None = None
    """Whether payload that a table leads here can be this protocol at all, as far as its header is whole; refused
    payload is offered to the next. None: whatever it is."""
    recognises: Callable[[H], bool] | None = None
    """Whether payload that no table claims looks like this protocol; asked by the tables in `guessed_on`."""
    guessed_on: tuple[str, ...] = ()
    quotes: bool = False
    """Its payload is a packet that it tells about, not one that it carries."""
    stack: str | Callable[[Layer[H]], str] = ""
    """Its part of `frame.protocols`, where that is more than the name."""
    repeats: bool = False
    """Layers of it that follow each other count once in `frame.protocols`."""
    source: AnySpec | None = None
    """The field for the Source column, for a protocol that has addresses."""
    destination: AnySpec | None = None
    stream: AnySpec | None = None
    """The field for the number of its conversation, for a protocol whose header begins with two ports."""
    details: Callable[[Layer[H], Cursor], None] | None = None
    """Adds what the fixed header does not hold; the cursor stands behind it and ends with the layer."""
    trailer: Callable[[Layer[H], Cursor], None] | None = None
    """Adds what stands behind the payload; called last, if bytes are left there."""
    heading: Callable[[Layer[H]], str] | None = None
    """The protocol's whole line in the tree; None: the title."""
    info: Callable[[Layer[H]], str] | None = None
    """The Info column, when this is the innermost layer that has one."""
    remark: Callable[[Layer[H]], str] | None = None
    """What stands before the Info column, whichever layer that is of; it ends with a space, or is empty."""
    also: tuple[str, ...] = ()
    """Further names a filter finds it by: `dns` for DNS over TCP, whose header is another."""
    spec: FieldSpec[None] = field(init=False)
    """The field that a bare protocol name stands for."""

    def __post_init__(self) -> None:
        spec: FieldSpec[None] = FieldSpec(self.name, self.title, PROTOCOL, explain=self.explain, also=self.also)
        object.__setattr__(self, "spec", spec)

    def takes(self, header: Header) -> bool:
        """Ask `accepts`, of a whole header of this protocol."""
        return self.accepts is None or bool(self.accepts(header))  # type: ignore[arg-type]

    def claims(self, header: Header) -> bool:
        """Ask `recognises`, of a header of this protocol."""
        return self.recognises is not None and bool(self.recognises(header))  # type: ignore[arg-type]


@dataclass(slots=True, eq=False)
class Layer(Generic[H]):
    """One protocol's part of a frame. Offsets count bytes from the start of its byte source, mostly the frame."""

    protocol: Protocol[H]
    frame: Frame
    """Its `data` are those of the byte source."""
    start: int
    stop: int
    """End of what was captured of it, trailers of the layers below not included."""
    reported_stop: int
    """End of what was on the wire; above `stop` where the capture cut the frame."""
    below: Layer[Any] | None
    """The layer that carries this one; None for the first."""
    root: Field
    """The protocol's node in the tree."""
    header: H
    """Valid once `has_header`."""
    has_header: bool = False
    payload_start: int = 0
    payload_stop: int = 0
    """End of the captured bytes that go to the next layer; below `stop` where a trailer follows."""
    quoted: bool = False
    """Part of a packet quoted by an error message: not sent by these addresses."""
    protocol_name: str = ""
    """For the Protocol column in place of the protocol's own, such as a version; empty for none."""
    next: Sequence[Key] | None = None
    """Set by `details` where the header alone cannot tell what follows."""
    source: int = 0
    """Which of the dissection's byte sources it lies in; 0 is the frame."""
    carries: ByteSource | None = None
    """Set by `details` where the payload is not what follows the header but was put together from several frames."""
    notices: list[Field] = field(default_factory=list)
    """Nodes that tell of something wrong, also in the tree."""

    @property
    def fields(self) -> list[Field]:
        return self.root.children

    def field(self, spec: AnySpec) -> Field:
        """The field of a declaration that the header has. Raises KeyError where it does not."""
        for found in self.fields:
            if found.spec is spec:
                return found
        raise KeyError(spec.name)

    def has_warning(self, spec: AnySpec) -> bool:
        """Whether a warning stands below a field that the header has."""
        return any(child.severity == "warning" for child in self.field(spec).children)

    def put_behind(self, field: Field, *added: Field) -> None:
        """Give fields their place right behind one that was left before."""
        place = self.fields.index(field) + 1
        self.fields[place:place] = added

    def find(self, name: str) -> Field | None:
        """The first field of that name in this layer, or None."""
        return next((found for found in self.root.walk() if found.name == name), None)
