from __future__ import annotations

from dissectors.deep.comparison.second_opinion import SecondOpinion, compare
from tests.dissectors.deep.decoded_by_hand import ByHand, layer, made
from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.panes.opinion_pane import OpinionPane


class Listening(Host):
    def on_opinion_pane_pair_selected(self, message: OpinionPane.PairSelected) -> None:
        self.heard.append((message.pair.name if message.pair else None, message.side))


def packet(value: int, name: str = "anna") -> ByHand:
    return ByHand(
        [
            layer("ip", 0, 4, made("ip.ttl", 64, 0, 1, label="Time to live")),
            layer(
                "toy",
                4,
                12,
                made("toy.a", 1, 4, 5, label="Alike"),
                made("toy.b", value, 5, 6, label="Value"),
                made("toy.c", 5, 6, 7, label=f"Words of {name}"),
                made("toy.d", value, 7, 8, label="Another"),
            ),
        ]
    )


def opinion() -> SecondOpinion:
    return compare(packet(1), packet(2, "berta"))


async def test_both_sides_stand_beside_each_other_where_there_is_room() -> None:
    pane = OpinionPane()
    async with Listening(pane).run_test(size=(120, 12)) as pilot:
        pane.show(opinion())
        await pilot.pause()
        lines = [line.rstrip() for line in screen_lines(pilot.app)]
        assert "Remora" in lines[0].split("│")[0]
        assert "tshark" in lines[0].split("│")[1]
        differing = next(line for line in lines if line.startswith(" ≠"))
        assert "Value: 1" in differing.split("│")[0]
        assert "Value: 2" in differing.split("│")[1]
        assert not any("Time to live" in line for line in lines)


async def test_on_a_narrow_pane_sides_that_differ_stand_below_each_other() -> None:
    pane = OpinionPane()
    async with Listening(pane).run_test(size=(60, 12)) as pilot:
        pane.show(opinion())
        await pilot.pause()
        lines = [line.rstrip() for line in screen_lines(pilot.app)]
        first = next(number for number, line in enumerate(lines) if line.startswith(" ≠ R") and "Value: 1" in line)
        assert lines[first + 1].startswith(" ≠ T")
        assert "Value: 2" in lines[first + 1]
        assert sum("Words of" in line for line in lines) == 1


async def test_keys_go_from_difference_to_difference_and_around() -> None:
    pane = OpinionPane()
    async with Listening(pane).run_test(size=(120, 12)) as pilot:
        pane.focus()
        pane.show(opinion())
        names = []
        for key in ("]", "]", "]", "["):
            await pilot.press("right_square_bracket" if key == "]" else "left_square_bracket")
            assert pane.selected is not None
            names.append(pane.selected.name)
        assert names == ["toy.b", "toy.d", "toy.b", "toy.d"]


async def test_a_side_is_chosen_and_told() -> None:
    pane = OpinionPane()
    async with Listening(pane).run_test(size=(120, 12)) as pilot:
        pane.focus()
        pane.show(opinion())
        await pilot.press("right_square_bracket", "left")
        await pilot.pause()
        assert pilot.app.heard[-1] == ("toy.b", "native")
        await pilot.press("right")
        await pilot.pause()
        assert pilot.app.heard[-1] == ("toy.b", "deep")


async def test_sides_below_each_other_are_gone_to() -> None:
    pane = OpinionPane()
    async with Listening(pane).run_test(size=(60, 12)) as pilot:
        pane.focus()
        pane.show(opinion())
        await pilot.press("right_square_bracket")
        assert pane.side == "deep"
        line = pane.cursor
        await pilot.press("left")
        assert (pane.side, pane.cursor) == ("native", line - 1)
        await pilot.press("right")
        assert (pane.side, pane.cursor) == ("deep", line)


async def test_layers_open_and_close_and_what_agrees_is_left_out() -> None:
    pane = OpinionPane()
    async with Listening(pane).run_test(size=(120, 14)) as pilot:
        pane.focus()
        pane.show(opinion())
        await pilot.pause()
        there = pane.line_count()
        await pilot.press("home", "enter")
        assert pane.line_count() == there + 1
        await pilot.press("minus")
        assert pane.line_count() == 2
        await pilot.press("plus")
        assert pane.line_count() == there + 1
        await pilot.press("o")
        assert pane.line_count() == 4


async def test_the_same_field_is_selected_in_the_next_packet() -> None:
    pane = OpinionPane()
    async with Listening(pane).run_test(size=(120, 14)) as pilot:
        pane.focus()
        pane.show(opinion())
        await pilot.press("right_square_bracket", "right_square_bracket")
        pane.show(compare(packet(3), packet(3)))
        assert pane.selected is not None
        assert pane.selected.name == "toy.d"


async def test_a_field_that_one_side_lacks_is_the_other_sides() -> None:
    pane = OpinionPane()
    ours = ByHand([layer("toy", 0, 4, made("toy.mine", 1, 0, 1))])
    theirs = ByHand([layer("toy", 0, 4), layer("more", 4, 8)])
    async with Listening(pane).run_test(size=(120, 14)) as pilot:
        pane.focus()
        pane.show(compare(ours, theirs))
        await pilot.press("right_square_bracket")
        assert (pane.selected and pane.selected.name, pane.side) == ("toy.mine", "native")
        await pilot.press("right")
        assert pane.side == "native"


async def test_without_a_packet_there_is_nothing_to_go_to() -> None:
    pane = OpinionPane()
    async with Listening(pane).run_test(size=(60, 5)) as pilot:
        pane.focus()
        pane.show(None)
        await pilot.press("j", "right", "enter", "plus", "minus", "o", "right_square_bracket")
        assert not screen_lines(pilot.app)[0].strip()
        assert pane.selected is None


async def test_a_click_chooses_the_side() -> None:
    pane = OpinionPane()
    async with Listening(pane).run_test(size=(120, 14)) as pilot:
        pane.show(opinion())
        await pilot.pause()
        line = next(number for number, text in enumerate(screen_lines(pilot.app)) if "Value: 1" in text)
        await pilot.click(pane, offset=(10, line))
        assert (pane.selected and pane.selected.name, pane.side) == ("toy.b", "native")
        await pilot.click(pane, offset=(90, line))
        assert pane.side == "deep"
