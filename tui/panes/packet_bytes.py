"""The frame's bytes in hexadecimal and as text, coloured by layer; the selected field's bytes are lit.

A byte under the cursor, by key or by mouse, selects the innermost field that owns it. A packet whose parts were put
together or decrypted has further sources of bytes: then a line above names them all, and one is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.field_nodes import LAYER_COLOURS, bit_range, owners
from tui.keys import bindings
from tui.panes.byte_tabs import BETWEEN, tab_at, tabs
from tui.panes.lines import LinePane

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.fields import Field

WIDE_ROW, NARROW_ROW = 16, 8
GROUP = 8
"""Bytes between wider gaps."""


class PacketBytes(LinePane):
    """Bytes of one packet, 16 in a row, or 8 where the pane is narrow."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("bytes")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "bytes--offset",
        "bytes--selected",
        "bytes--part",
        "bytes--cursor",
        "bytes--chosen",
        "bytes--tab",
        "bytes--tab-shown",
        *(f"layer--{colour}" for colour in range(LAYER_COLOURS + 1)),
    }

    class ByteChosen(Message):
        """The user moved to a byte of the source that is shown."""

        def __init__(self, byte: int, source: int = 0) -> None:
            super().__init__()
            self.byte = byte
            self.source = source

    class FieldWanted(Message):
        """The user wants to go to the field in the tree."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.data = b""
        self.byte = 0
        """The byte under the cursor."""
        self._anchor: int | None = None
        """Where a selection began; None where nothing is selected."""
        self.source = 0
        """Which of the packet's byte sources is shown; 0 is the frame."""
        self.packet: Decoded | None = None
        self._sources: list[tuple[str, bytes, bytearray]] = []
        """Name, bytes and owners of each."""
        self._owners = bytearray()
        self._lit = range(0)
        self._lit_bits: tuple[int, int] | None = None
        """Within `_lit`, from its highest bit; None for whole bytes."""

    def show_packet(self, dissection: Decoded | None) -> None:
        """Show another packet's bytes, the frame's first; none for None."""
        self._take_sources(dissection)
        self._show_source(0)

    def renew_packet(self, dissection: Decoded) -> None:
        """Show the same packet as another decoder sees it: the same bytes stay where they are, if it has them too."""
        data, before = self.data, (self.byte, self._anchor, self.first_visible, self._lit, self._lit_bits)
        drawn = self._sources
        self._take_sources(dissection)
        if self._sources == drawn:
            return  # nothing of it looks different
        same = next((number for number, (_, other, _) in enumerate(self._sources) if other == data), None)
        self._show_source(same or 0)
        if same is not None:
            self.byte, self._anchor, top, self._lit, self._lit_bits = before
            self.cursor = self.byte // self.per_row
            self.scroll_lines_to(top)

    def _take_sources(self, dissection: Decoded | None) -> None:
        self.packet = dissection
        sources = dissection.sources if dissection is not None else []
        self._sources = [
            (source.name, source.data, owners(dissection, number))
            for number, source in enumerate(sources)
            if dissection is not None
        ]

    def show(self, data: bytes, owners: bytearray) -> None:
        """Show other bytes; `owners` has the layer's colour for each."""
        self.packet, self._sources = None, [("", data, owners)]
        self._show_source(0)

    def _show_source(self, number: int) -> None:
        self.source = number
        _, data, owned = self._sources[number] if self._sources else ("", b"", bytearray())
        self.header_lines = 1 if len(self._sources) > 1 else 0
        self.data, self._owners, self._anchor = data, owned, None
        self._lit, self._lit_bits = range(0), None
        self.byte = max(0, min(self.byte, len(data) - 1))
        self.cursor = self.byte // self.per_row
        self.lines_changed()
        self.scroll_lines_to(min(self.first_visible, self.cursor))
        self.refresh()

    def light_field(self, field: Field | None, *, follow: bool = True) -> None:
        """Light a field's bytes in their source, which is shown; none for None."""
        if field is None:
            self.light(0, 0)
            return
        if field.source != self.source and field.source < len(self._sources):
            self._show_source(field.source)
        self.light(field.start, field.stop, bit_range(field), follow=follow)

    def lights(self, field: Field) -> bool:
        """Whether just a field's bytes are lit."""
        lit = range(field.start, min(field.stop, len(self.data)))
        return field.source == self.source and (self._lit, self._lit_bits) == (lit, bit_range(field))

    def light(self, start: int, stop: int, bits: tuple[int, int] | None = None, *, follow: bool = True) -> None:
        """Light a range of bytes, or some bits of it; with `follow` the cursor goes to it, and it is scrolled to."""
        before, self._lit, self._lit_bits = self._lit, range(start, min(stop, len(self.data))), bits
        self._repaint_bytes(before)
        self._repaint_bytes(self._lit)
        if follow and self._lit:
            self._put_byte(start)
            self.show_line((self._lit[-1]) // self.per_row)
            self.show_line(start // self.per_row)

    @property
    def selection(self) -> range:
        """The bytes that the user selected, both ends included; none where the cursor was only moved."""
        if self._anchor is None:
            return range(0)
        return range(min(self._anchor, self.byte), max(self._anchor, self.byte) + 1)

    # Layout.

    @property
    def per_row(self) -> int:
        return WIDE_ROW if self.drawn_width >= self._width_for(WIDE_ROW) else NARROW_ROW

    @property
    def _offset_digits(self) -> int:
        return max(4, len(f"{max(len(self.data) - 1, 0):x}"))

    def _width_for(self, per_row: int) -> int:
        return self._text_column(per_row) + per_row + (per_row - 1) // GROUP

    def _text_column(self, per_row: int) -> int:
        return self._hex_column(per_row, per_row - 1) + 4

    def _hex_column(self, per_row: int, index: int) -> int:
        return 1 + self._offset_digits + 2 + index * 3 + index // GROUP

    def line_count(self) -> int:
        return -(-len(self.data) // self.per_row)

    def byte_at(self, line: int, x: int) -> int | None:
        """Which byte is drawn there, in either half; None between and beside them."""
        per_row = self.per_row
        first = line * per_row
        for index in range(min(per_row, len(self.data) - first)):
            if self._hex_column(per_row, index) <= x < self._hex_column(per_row, index) + 3:
                return first + index
            if x == self._text_column(per_row) + index + index // GROUP:
                return first + index
        return None

    # Drawing.

    def draw_header(self, width: int) -> Iterator[tuple[str, Style]]:
        for number, tab in enumerate(tabs([name for name, _, _ in self._sources], width)):
            if number:
                yield BETWEEN, self.colours("bytes--tab")
            yield tab.text, self.colours("bytes--tab-shown" if number == self.source else "bytes--tab")

    def draw_line(self, line: int, width: int) -> Iterator[tuple[str, Style]]:
        per_row = self.per_row
        first = line * per_row
        row = range(first, min(first + per_row, len(self.data)))
        styles = self._styles(row)
        yield f" {first:0{self._offset_digits}x}  ", self.colours("bytes--offset")
        digits = self.data[first : row.stop].hex()
        for place, style in enumerate(styles):
            high, low = self._digit_styles(first + place, style)
            yield digits[2 * place], high
            yield digits[2 * place + 1], low
            if place < len(row) - 1:
                gap = "  " if place % GROUP == GROUP - 1 else " "
                yield gap, self._gap_style(first + place)
        drawn = self._hex_column(per_row, len(row) - 1) + 2
        yield " " * (self._text_column(per_row) - drawn), self.rich_style
        for place, style in enumerate(styles):
            value = self.data[first + place]
            yield (chr(value) if 0x20 <= value < 0x7F else "."), style
            if place % GROUP == GROUP - 1 and place < len(row) - 1:
                yield " ", self._gap_style(first + place)

    def _styles(self, row: range) -> list[Style]:
        """Of the bytes of one line: the layer's, below what is lit, below what is selected, below the cursor."""
        layers = [self.colours(f"layer--{colour}") for colour in range(LAYER_COLOURS + 1)]
        styles = [layers[owner] for owner in self._owners[row.start : row.stop]]
        lit = self.colours("bytes--selected" if self._lit_bits is None else "bytes--part")
        for span, style in ((self._lit, lit), (self.selection, self.colours("bytes--chosen"))):
            for byte in range(max(span.start, row.start), min(span.stop, row.stop)):
                styles[byte - row.start] = style
        if self.byte in row and self.has_focus:
            styles[self.byte - row.start] = self.colours("bytes--cursor")
        return styles

    def _digit_styles(self, byte: int, style: Style) -> tuple[Style, Style]:
        """Of the two digits: where only bits are lit, the digits that hold them stand out of their bytes."""
        if self._lit_bits is None or byte not in self._lit or byte in self.selection:
            return style, style
        first_bit = (byte - self._lit.start) * 8
        whole = self.colours("bytes--part")
        lit = style if byte == self.byte and self.has_focus else self.colours("bytes--selected")
        start, stop = self._lit_bits
        high = lit if start < first_bit + 4 and stop > first_bit else whole
        low = lit if start < first_bit + 8 and stop > first_bit + 4 else whole
        return high, low

    def _gap_style(self, byte: int) -> Style:
        if byte in self.selection and byte + 1 in self.selection:
            return self.colours("bytes--chosen")
        if byte in self._lit and byte + 1 in self._lit:
            return self.colours("bytes--selected" if self._lit_bits is None else "bytes--part")
        return self.rich_style

    def _repaint_bytes(self, span: range) -> None:
        if span:
            self.repaint_lines(span.start // self.per_row, (span[-1]) // self.per_row + 1)

    def on_resize(self) -> None:
        self.cursor = self.byte // self.per_row
        super().on_resize()

    # Keys and mouse.

    def _put_byte(self, byte: int) -> None:
        before, self.byte = self.byte, max(0, min(byte, len(self.data) - 1))
        self.put_cursor(self.byte // self.per_row)
        self._repaint_bytes(range(before, before + 1))
        self._repaint_bytes(range(self.byte, self.byte + 1))

    def choose_byte(self, byte: int) -> None:
        """Move to a byte as the user's doing; nothing is selected any more."""
        self._repaint_bytes(self.selection)
        self._anchor = None
        self._go_to_byte(byte)

    def select_to(self, byte: int) -> None:
        """Select the bytes from where the selection began, at first the cursor, to another byte."""
        if self._anchor is None:
            self._anchor = self.byte
        before = self.selection
        self._go_to_byte(byte)
        for span in (before, self.selection):
            self._repaint_bytes(span)

    def _go_to_byte(self, byte: int) -> None:
        if self.data and 0 <= byte < len(self.data):
            self._put_byte(byte)
            self.post_message(self.ByteChosen(self.byte, self.source))

    def action_select_left(self) -> None:
        self.select_to(self.byte - 1)

    def action_select_right(self) -> None:
        self.select_to(self.byte + 1)

    def action_select_up(self) -> None:
        self.select_to(max(self.byte - self.per_row, 0))

    def action_select_down(self) -> None:
        self.select_to(min(self.byte + self.per_row, len(self.data) - 1))

    def action_move_left(self) -> None:
        self.choose_byte(self.byte - 1)

    def action_move_right(self) -> None:
        self.choose_byte(self.byte + 1)

    def action_move_up(self) -> None:
        self.choose_byte(self.byte - self.per_row)

    def action_move_down(self) -> None:
        self.choose_byte(min(self.byte + self.per_row, len(self.data) - 1))

    def action_page_up(self) -> None:
        self.choose_byte(max(self.byte - self.per_row * max(self.visible_height - 1, 1), 0))

    def action_page_down(self) -> None:
        self.choose_byte(min(self.byte + self.per_row * max(self.visible_height - 1, 1), len(self.data) - 1))

    def action_go_first(self) -> None:
        self.choose_byte(0)

    def action_go_last(self) -> None:
        self.choose_byte(len(self.data) - 1)

    def action_choose(self) -> None:
        self.post_message(self.FieldWanted())

    def action_next_source(self) -> None:
        if len(self._sources) > 1:
            self._choose_source((self.source + 1) % len(self._sources))

    def _choose_source(self, number: int) -> None:
        self._show_source(number)
        self.choose_byte(0)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.y < self.header_lines:
            number = tab_at([name for name, _, _ in self._sources], self.drawn_width, event.x)
            if number is not None and number != self.source:
                self._choose_source(number)
            return
        byte = self.byte_at(event.y - self.header_lines + self.first_visible, event.x)
        if byte is not None:
            self.choose_byte(byte)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Dragging selects."""
        line = event.y - self.header_lines + self.first_visible
        byte = self.byte_at(line, event.x) if event.button and event.y >= self.header_lines else None
        if byte is not None and byte != self.byte:
            self.select_to(byte)

    def on_click(self, event: events.Click) -> None:
        """The byte was chosen when the button went down."""
