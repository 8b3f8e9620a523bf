import pytest
from rich.segment import Segment

from dissectors.byte_source import ByteSource
from dissectors.dissect import Dissection, dissect
from dissectors.frame import Frame
from dissectors.internet.fragments import Fragment, Fragmented
from tests.dissectors.deep.decoded_by_hand import ByHand, layer, made
from tests.dissectors.internet.fragmented import ipv4, udp
from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines, screen_segments
from tui.panes.packet_bytes import PacketBytes

DATA = bytes(range(0x20, 0x60))


class Listening(Host):
    """Remembers which byte was chosen."""

    def on_packet_bytes_byte_chosen(self, message: PacketBytes.ByteChosen) -> None:
        self.heard.append(message.byte)


def styled(line: list[Segment], column: int) -> Segment:
    """The one-cell segment at a column."""
    for segment in line:
        if column < len(segment.text):
            return Segment(segment.text[column], segment.style)
        column -= len(segment.text)
    raise IndexError(column)


async def test_sixteen_bytes_stand_in_a_row() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 6)) as pilot:
        pane.show(DATA, bytearray(len(DATA)))
        await pilot.pause()
        assert screen_lines(pilot.app)[1].rstrip() == (
            " 0010  30 31 32 33 34 35 36 37  38 39 3a 3b 3c 3d 3e 3f  01234567 89:;<=>?"
        )


async def test_a_narrow_pane_has_eight() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(60, 12)) as pilot:
        pane.show(DATA, bytearray(len(DATA)))
        await pilot.pause()
        assert screen_lines(pilot.app)[1].rstrip() == " 0008  28 29 2a 2b 2c 2d 2e 2f  ()*+,-./"


async def test_the_last_row_keeps_its_columns() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 6)) as pilot:
        pane.show(b"\x00A", bytearray(2))
        await pilot.pause()
        assert screen_lines(pilot.app)[0].rstrip() == f" 0000  00 41{' ' * 45}.A"


async def test_keys_go_from_byte_to_byte() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 3)) as pilot:
        pane.show(DATA, bytearray(len(DATA)))
        pane.focus()
        await pilot.press("l", "j", "h", "G", "right", "down", "home")
        assert pilot.app.heard == [1, 17, 16, 63, 63, 0]
        await pilot.press("left", "up")
        assert pane.byte == 0


@pytest.mark.parametrize("width", [80, 60])
async def test_every_byte_is_found_where_it_is_drawn(width: int) -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(width, 10)) as pilot:
        pane.show(DATA, bytearray(len(DATA)))
        await pilot.pause()
        lines = screen_lines(pilot.app)
        for line in range(pane.line_count()):
            for x, character in enumerate(lines[line]):
                byte = pane.byte_at(line, x)
                if byte is None:
                    continue
                in_text = x >= pane._text_column(pane.per_row)
                if in_text:
                    assert character == chr(DATA[byte])
                elif character != " ":
                    assert character in f"{DATA[byte]:02x}"
        found = {pane.byte_at(line, x) for line in range(pane.line_count()) for x in range(width)}
        assert found - {None} == set(range(len(DATA)))


async def test_a_click_chooses_the_byte_in_either_half() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 6)) as pilot:
        pane.show(DATA, bytearray(len(DATA)))
        await pilot.pause()
        await pilot.click(pane, offset=(7, 1))
        await pilot.click(pane, offset=(57, 0))
        await pilot.click(pane, offset=(2, 0))
        assert pilot.app.heard == [16, 0]


async def test_a_field_is_lit_and_scrolled_to() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 2)) as pilot:
        pane.show(DATA, bytearray(len(DATA)))
        pane.light(50, 52)
        await pilot.pause()
        line = screen_segments(pilot.app)[1]
        lit, plain = styled(line, 13), styled(line, 7)
        assert (lit.text, plain.text) == ("3", "5") or lit.style != plain.style
        assert 3 in pane.visible_lines()
        assert pane.byte == 50


async def test_bits_light_the_digits_that_hold_them() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 4)) as pilot:
        pane.show(DATA, bytearray(len(DATA)))
        pane.light(1, 2, (0, 4))
        await pilot.pause()
        line = screen_segments(pilot.app)[0]
        high, low, other = styled(line, 10), styled(line, 11), styled(line, 13)
        assert high.style.bgcolor != low.style.bgcolor
        assert low.style.bgcolor != other.style.bgcolor


async def test_layers_have_their_colours() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 4)) as pilot:
        pane.show(DATA, bytearray([1] * 8 + [2] * 56))
        await pilot.pause()
        line = screen_segments(pilot.app)[0]
        assert styled(line, 7).style.color != styled(line, 40).style.color


async def test_a_shorter_packet_keeps_the_cursor_inside() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 4)) as pilot:
        pane.focus()
        pane.show(DATA, bytearray(len(DATA)))
        await pilot.press("end")
        pane.show(b"abc", bytearray(3))
        await pilot.pause()
        assert pane.byte == 2
        assert "61 62 63" in screen_lines(pilot.app)[0]
        pane.show(b"", bytearray())
        await pilot.press("right", "left", "up", "down", "end", "home", "pagedown", "pageup", "enter")
        assert screen_lines(pilot.app)[0].strip() == ""


async def test_a_large_packet_has_wider_offsets() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 4)) as pilot:
        pane.focus()
        pane.show(bytes(0x12345), bytearray(0x12345))
        await pilot.press("end")
        assert "12340  00 00 00 00 00" in screen_lines(pilot.app)[3]


def packet_in_fragments() -> Dissection:
    """The frame that completes a datagram: 58 bytes, the whole datagram 40."""
    datagram = udp(bytes(range(0x30, 0x50)))
    halves = Fragment(1, 0, datagram[:16], True, 17), Fragment(2, 16, datagram[16:], False, 17)
    return dissect(Frame(ipv4(datagram[16:], 16), 1, 2, fragmented=Fragmented(14, 2, halves)))


async def test_a_packet_in_fragments_has_two_sources_named_above() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 6)) as pilot:
        pane.show_packet(packet_in_fragments())
        await pilot.pause()
        lines = screen_lines(pilot.app)
        assert lines[0].rstrip() == " Frame (58 bytes) │ Reassembled IPv4 (40 bytes)"
        assert lines[1].startswith(" 0000  00 00 00")


async def test_a_key_shows_the_other_source() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 6)) as pilot:
        pane.show_packet(packet_in_fragments())
        pane.focus()
        await pilot.press("b")
        assert screen_lines(pilot.app)[1].startswith(" 0000  13 88 17 70")
        assert (pane.source, pane.byte, len(pane.data)) == (1, 0, 40)
        await pilot.press("l", "b")
        assert pane.source == 0
        assert pilot.app.heard == [0, 1, 0]


async def test_a_click_on_a_name_shows_its_bytes() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 6)) as pilot:
        pane.show_packet(packet_in_fragments())
        await pilot.click(pane, offset=(25, 0))
        assert pane.source == 1
        await pilot.click(pane, offset=(7, 2))
        assert pane.byte == 16
        await pilot.click(pane, offset=(3, 0))
        assert pane.source == 0


async def test_a_field_is_lit_in_its_source() -> None:
    pane, packet = PacketBytes(), packet_in_fragments()
    async with Listening(pane).run_test(size=(80, 6)) as pilot:
        pane.show_packet(packet)
        pane.light_field(packet.find("udp.dstport")[0])
        assert (pane.source, pane.byte) == (1, 2)
        pane.light_field(packet.find("ip.src")[0])
        assert (pane.source, pane.byte) == (0, 26)
        await pilot.pause()


async def test_a_packet_in_one_piece_has_no_names_above() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 6)) as pilot:
        pane.show_packet(packet_in_fragments())
        pane.light(50, 52)
        pane.show_packet(dissect(Frame(b"abc", 1)))
        pane.focus()
        await pilot.press("b")
        assert screen_lines(pilot.app)[0].startswith(" 0000  61 62 63")
        assert pane.source == 0
        pane.show_packet(None)
        assert pane.line_count() == 0


SOURCES = (ByteSource("Reassembled TCP", bytes(range(40))), ByteSource("Decrypted TLS", b"secret"))


def several(*sources: ByteSource) -> ByHand:
    return ByHand([layer("frame", 0, 64), layer("toy", 0, 4)], more_sources=sources)


async def test_any_number_of_sources_has_a_name_above_and_a_key_goes_round() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 6)) as pilot:
        pane.focus()
        pane.show_packet(several(*SOURCES))
        await pilot.pause()
        head = screen_lines(pilot.app)[0]
        assert all(
            name in head for name in ("Frame (64 bytes)", "Reassembled TCP (40 bytes)", "Decrypted TLS (6 bytes)")
        )
        shown = []
        for _ in range(3):
            await pilot.press("b")
            shown.append(pane.source)
        assert shown == [1, 2, 0]


async def test_the_same_bytes_stay_where_they_are_with_another_decoder() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 3)) as pilot:
        pane.focus()
        pane.show_packet(several(SOURCES[0]))
        await pilot.press("b", "end", "shift+left")
        top, selection = pane.first_visible, pane.selection
        pane.light(36, 40, follow=False)
        pane.renew_packet(several(SOURCES[1], SOURCES[0]))
        assert (pane.source, pane.first_visible, pane.selection, pane._lit) == (2, top, selection, range(36, 40))
        pane.renew_packet(several())
        assert (pane.source, len(pane.data)) == (0, 64)


async def test_it_knows_whether_a_field_is_lit() -> None:
    pane = PacketBytes()
    async with Listening(pane).run_test(size=(80, 6)):
        packet = several(*SOURCES)
        pane.show_packet(packet)
        one, other = made("a", 1, 1, 3, source=2), made("b", 1, 1, 3)
        pane.light_field(one)
        assert pane.lights(one)
        assert not pane.lights(other)
        assert pane.packet is packet
