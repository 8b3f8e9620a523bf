from dissectors.dissect import dissect
from dissectors.frame import Frame
from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines, screen_segments
from tests.tui.toy import LINK_TYPE, REGISTRY, toy_bytes
from tui.field_nodes import Node, all_nodes
from tui.keys import Keys
from tui.messages import CaptureState
from tui.panes.status_bar import MOST_NOTICE_LINES, BitsLine, FieldLine, NoticeBar, TopBar

FRAME = Frame(toy_bytes(), LINK_TYPE)


def node(name: str) -> Node:
    return next(node for node in all_nodes(dissect(FRAME, REGISTRY).roots) if node.field.name == name)


async def shown(pane, show, width: int = 80) -> list[str]:
    async with Host(pane).run_test(size=(width, 8)) as pilot:
        show()
        await pilot.pause()
        await pilot.pause()
        return [line.rstrip() for line in screen_lines(pilot.app)]


async def test_a_live_capture_says_so_and_counts() -> None:
    bar = TopBar()
    state = CaptureState("lo", "live", captured=12403, dropped=0, engine="libpcap")
    (line, *_) = await shown(bar, lambda: bar.show(state, 12000, 340))
    assert line.startswith(" remora  lo ● live · libpcap")
    assert line.endswith("12,403 captured · 340 displayed · 0 dropped")


async def test_screens_are_named_where_there_is_room() -> None:
    for width, is_wide in ((80, False), (160, True)):
        bar = TopBar()

        def show(bar: TopBar = bar) -> None:
            bar.show(CaptureState("a.pcap", "saved"), 1234, 1234)
            bar.name_screens(Keys({"conversations": "8"}), "packets")

        (line, *_) = await shown(bar, show, width)
        assert (" 1 Packets  8 Conversations  3 Sockets  4 Statistics  5 Diagnosis  1,234 captured" in line) == is_wide
        assert ("Conv" in line) == is_wide
        assert line.endswith("– dropped")


async def test_a_file_that_is_read_shows_how_far() -> None:
    bar = TopBar()
    (line, *_) = await shown(bar, lambda: bar.show(CaptureState("a.pcap", "reading", progress=0.456), 1000, 1000))
    assert "a.pcap ◌ reading 46 % · Esc stops" in line
    assert line.endswith("1,000 captured")


async def test_rows_that_tshark_is_asked_about_are_told_as_long_as_that_takes() -> None:
    bar = TopBar()

    def ask() -> None:
        bar.show(CaptureState("mix-1000000.pcap", "saved"), 1_000_000, 1_000_000)
        bar.show_asked(0.256)

    (line, *_) = await shown(bar, ask)
    assert "mix-1000000.pcap" in line
    assert "· tshark 26 % · Esc stops" in line
    assert line.endswith("1,000,000 captured")
    (line, *_) = await shown(TopBar(), lambda: None)
    assert "tshark" not in line


async def test_a_file_that_was_not_read_whole_says_so() -> None:
    bar = TopBar()
    (line, *_) = await shown(bar, lambda: bar.show(CaptureState("a.pcap", "saved", progress=0.16), 7, 7))
    assert "a.pcap   only 16 % read" in line


async def test_progress_is_drawn_where_there_is_room() -> None:
    bar = TopBar()
    state = CaptureState("a.pcap", "reading", progress=0.5)
    (line, *_) = await shown(bar, lambda: bar.show(state, 1000, 1000), width=120)
    assert "reading 50 % · Esc stops ██████░░░░░░ " in line


async def test_counters_stay_when_the_name_is_long() -> None:
    bar = TopBar()
    (line, *_) = await shown(bar, lambda: bar.show(CaptureState("n" * 200), 7, 7), width=60)
    assert line.endswith("7 captured · 7 displayed · – dropped")
    assert "…" in line


async def test_a_notice_takes_room_only_while_there_is_one() -> None:
    bar = NoticeBar()
    assert (await shown(bar, lambda: bar.show("")))[0] == ""
    bar = NoticeBar()
    (line, *_) = await shown(bar, lambda: bar.show("The file is damaged."))
    assert line == " !  The file is damaged." + " " * 45 + "Esc close" or line.startswith(" ! The file is damaged.")
    assert "Esc close" in line


async def test_a_long_notice_wraps_up_to_a_limit() -> None:
    bar = NoticeBar()
    lines = await shown(bar, lambda: bar.show("word " * 200), width=50)
    filled = [line for line in lines if line]
    assert len(filled) == MOST_NOTICE_LINES
    assert filled[-1].endswith("…")


async def test_the_field_line_names_explains_and_places() -> None:
    line = FieldLine()
    (text, *_) = await shown(line, lambda: line.show(node("toy.version")))
    assert text.startswith(" toy.version · Of the toy protocol (RFC 0 §1).")
    assert text.endswith("byte 0 bits 7–4")


async def test_without_a_field_the_line_is_empty() -> None:
    line = FieldLine()
    assert (await shown(line, lambda: line.show(None)))[0] == ""


async def test_bits_of_a_byte_are_shown_and_the_fields_stand_out_without_colour() -> None:
    bits = BitsLine()
    async with Host(bits).run_test(size=(80, 2)) as pilot:
        bits.show(FRAME.data, 0, node("toy.flags").field)
        await pilot.pause()
        assert screen_lines(pilot.app)[0].startswith(" byte 0  0x20 = 32 = 0010 0000")
        reversed_text = "".join(
            segment.text for segment in screen_segments(pilot.app)[0] if segment.style and segment.style.reverse
        )
        assert reversed_text == "0000"
    bits = BitsLine()
    assert (await shown(bits, lambda: bits.show(b"", 0, None)))[0] == ""


async def test_a_capture_filter_is_shown_behind_the_state() -> None:
    bar = TopBar()
    state = CaptureState("lo", "live", captured=3, dropped=0, engine="libpcap", capture_filter="tcp port 7")
    (line, *_) = await shown(bar, lambda: bar.show(state, 3, 3), width=100)
    assert line.startswith(" remora  lo ● live · libpcap -f tcp port 7 ")


async def test_the_field_line_says_what_it_is_told_of_the_place() -> None:
    line = FieldLine()
    text = (await shown(line, lambda: line.show(node("toy.port"), "in Frame or Decrypted TLS")))[0]
    assert text.endswith("in Frame or Decrypted TLS")
