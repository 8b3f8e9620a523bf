from dissectors.dissect import Dissection, dissect
from dissectors.frame import Frame
from tests.dissectors.deep.decoded_by_hand import ByHand
from tests.tui.deep.fake_decoder import deep_toy
from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tests.tui.toy import LINK_TYPE, REGISTRY, toy_bytes
from tui.panes.packet_tree import PacketTree


def toy(**values) -> Dissection:
    return dissect(Frame(toy_bytes(**values), LINK_TYPE), REGISTRY)


class Listening(Host):
    """Remembers what the tree says."""

    def on_packet_tree_field_selected(self, message: PacketTree.FieldSelected) -> None:
        self.heard.append((message.node.path[-1] if message.node else None, message.by_user))

    def on_packet_tree_column_wanted(self, message: PacketTree.ColumnWanted) -> None:
        self.heard.append(message.node.field.name)


async def test_right_opens_and_left_closes() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(40, 12)) as pilot:
        tree.focus()
        tree.show(toy())
        await pilot.press("right")
        assert tree.line_count() > 2
        assert any("Port: 7 (toys)" in line for line in screen_lines(pilot.app))
        await pilot.press("right", "j")
        assert tree.selected is not None
        assert tree.selected.path == ("toy", "toy.flags")
        await pilot.press("left")
        assert tree.selected.path == ("toy",)
        await pilot.press("h")
        assert tree.line_count() == 2


async def test_what_is_open_and_selected_survives_the_next_packet() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(40, 12)) as pilot:
        tree.focus()
        tree.show(toy())
        await pilot.press("right", "j", "j", "j")
        assert tree.selected is not None
        assert tree.selected.path == ("toy", "toy.port")
        tree.show(toy(port=99, name=b"berta"))
        await pilot.pause()
        assert tree.selected.path == ("toy", "toy.port")
        assert pilot.app.heard[-1] == ("toy.port", False)
        assert any("Port: 99 (toys)" in line for line in screen_lines(pilot.app))


async def test_a_field_that_a_packet_lacks_is_selected_again_when_it_comes_back() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(40, 12)) as pilot:
        tree.focus()
        tree.show(toy(payload=b"xy"))
        tree.select(("toy", "toy.data"))
        tree.show(toy())
        await pilot.pause()
        assert tree.selected is not None
        assert tree.selected.path == ("toy",)
        tree.show(toy(payload=b"z"))
        assert tree.selected.path == ("toy", "toy.data")


async def test_a_field_found_by_its_byte_opens_what_is_above_it_for_a_while() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(40, 12)) as pilot:
        tree.show(toy())
        await pilot.pause()
        assert tree.line_count() == 2
        tree.select(("toy", "toy.name"))
        assert tree.line_count() > 2
        tree.select(("frame",))
        assert tree.line_count() == 2


async def test_all_open_and_all_close() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(40, 40)) as pilot:
        tree.focus()
        tree.show(toy())
        await pilot.press("plus")
        assert tree.line_count() > 10
        tree.select(("toy", "toy.name"))
        await pilot.press("minus")
        assert tree.line_count() == 2
        assert tree.selected is not None
        assert tree.selected.path == ("toy",)


async def test_a_click_on_the_arrow_opens() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(40, 12)) as pilot:
        tree.show(toy())
        await pilot.pause()
        await pilot.click(tree, offset=(1, 1))
        assert tree.line_count() > 2
        await pilot.click(tree, offset=(20, 3))
        assert tree.selected is not None
        assert tree.selected.path == ("toy", "toy.flags")


async def test_notices_have_a_mark_of_their_own() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(60, 12)) as pilot:
        tree.focus()
        tree.show(toy(flags=1))
        await pilot.press("right")
        assert any("! the lowest flag is set" in line for line in screen_lines(pilot.app))


async def test_the_field_can_be_wanted_as_a_column() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(60, 12)) as pilot:
        tree.focus()
        tree.show(toy())
        await pilot.press("right", "j", "c")
        assert pilot.app.heard[-1] == "toy.version"


async def test_without_a_packet_nothing_is_selected() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(60, 12)) as pilot:
        tree.focus()
        tree.show(None)
        await pilot.press("right", "left", "j", "plus", "minus", "enter", "c")
        assert tree.selected is None


def deep(**values) -> ByHand:
    return deep_toy(Frame(toy_bytes(**values), LINK_TYPE))


async def test_another_decoders_tree_keeps_what_is_open_selected_and_where_it_stands() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(40, 3)) as pilot:
        tree.focus()
        tree.show(toy(payload=b"xyz"))
        await pilot.press("right", "j", "j", "j")
        row = tree.cursor - tree.first_visible
        pilot.app.heard.clear()
        tree.replace(deep(payload=b"xyz"))
        await pilot.pause()
        assert tree.selected is not None
        assert tree.selected.path == ("toy", "<toy.port>", "toy.port")
        assert any("Port of tshark: 7" in line for line in screen_lines(pilot.app))
        assert tree.cursor - tree.first_visible == row
        assert pilot.app.heard == []
        tree.replace(toy(payload=b"xyz"))
        assert tree.selected.path == ("toy", "toy.port")


async def test_a_field_that_only_tshark_has_is_selected_again_with_the_next_packet() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(40, 2)) as pilot:
        tree.focus()
        tree.show(toy(payload=b"xyz"))
        tree.replace(deep(payload=b"xyz"))
        tree.select(("deeper", "deeper.count"))
        await pilot.press("up", "down")
        assert tree.cursor - tree.first_visible == 1
        tree.show(toy(payload=b"uvw"))
        tree.replace(deep(payload=b"uvw"))
        await pilot.pause()
        assert tree.selected is not None
        assert tree.selected.path == ("deeper", "deeper.count")
        assert tree.cursor - tree.first_visible == 1


async def test_lines_that_were_scrolled_to_stay_with_another_decoder() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(40, 4)) as pilot:
        tree.focus()
        tree.show(toy(payload=b"xyz"))
        await pilot.press("plus", "home")
        port = next(line for line, node in enumerate(tree._tree_lines) if node.field.name == "toy.port")
        tree.scroll_lines_to(port)
        assert tree.cursor not in tree.visible_lines()
        tree.replace(deep(payload=b"xyz"))
        assert tree._tree_lines[tree.first_visible].path == ("toy", "<toy.port>")


async def test_a_mark_stands_behind_its_layer() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(60, 12)) as pilot:
        tree.show(toy(), {1: "tshark \x1bonly"})
        await pilot.pause()
        line = next(line for line in screen_lines(pilot.app) if "Toy Protocol" in line)
        assert line.rstrip().endswith("tshark ␛only")


async def test_a_field_of_another_decoder_is_found() -> None:
    tree = PacketTree()
    async with Listening(tree).run_test(size=(60, 12)) as pilot:
        tree.show(toy())
        await pilot.press("plus")
        port = next(node for node in tree._tree_lines if node.field.name == "toy.port")
        flags = next(node for node in tree._tree_lines if node.field.name == "toy.flags")
        tree.replace(deep())
        assert tree.select_same(port)
        assert tree.selected is not None
        assert tree.selected.path[-1] == "toy.port"
        assert not tree.select_same(flags)
