from __future__ import annotations

from dissectors.fields import Field
from tests.dissectors.deep.decoded_by_hand import layer, made
from tui.field_nodes import Node, Path, visible_nodes
from tui.tree_memory import TreeMemory


def ours() -> list[Field]:
    return [
        layer("toy", 0, 9, made("toy.flags", 3, 0, 1, made("toy.flags.a", 1, 0, 1)), made("toy.port", 7, 1, 3)),
        layer("data", 9, 12),
    ]


def theirs() -> list[Field]:
    """The same field below a line of its own, and in another order."""
    return [
        layer(
            "toy",
            0,
            9,
            made("", None, 0, 3, made("toy.port", 7, 1, 3), made("toy.flags", 3, 0, 1, made("toy.flags.a", 1, 0, 1))),
            made("toy.more", None, 3, 4, made("toy.more.a", 1, 3, 4)),
        )
    ]


FLAGS, THEIR_GROUP = ("toy", "toy.flags"), ("toy", "<toy.port>")
THEIR_FLAGS = (*THEIR_GROUP, "toy.flags")


def nodes(memory: TreeMemory, roots: list[Field]) -> list[Node]:
    return visible_nodes(roots, memory.is_open)


def paths(memory: TreeMemory, roots: list[Field]) -> list[Path]:
    return [node.path for node in nodes(memory, roots)]


def at(memory: TreeMemory, roots: list[Field], path: Path) -> Node:
    return next(node for node in nodes(memory, roots) if node.path == path)


def opened(*wanted: Path) -> TreeMemory:
    memory = TreeMemory()
    for path in wanted:
        memory.open(path)
    return memory


def test_what_is_open_is_open_where_another_decoder_has_it() -> None:
    memory = opened(("toy",), FLAGS)
    memory.carry_over(nodes(memory, ours()), None, theirs())
    assert memory.is_open(THEIR_FLAGS)
    assert memory.is_open(THEIR_GROUP)
    assert (*THEIR_FLAGS, "toy.flags.a") in paths(memory, theirs())


def test_the_selected_field_is_selected_there_too() -> None:
    memory = opened(("toy",))
    memory.keep(("toy", "toy.port"))
    memory.carry_over(nodes(memory, ours()), at(memory, ours(), ("toy", "toy.port")), theirs())
    assert memory.wanted == (*THEIR_GROUP, "toy.port")
    assert (*THEIR_GROUP, "toy.port") in paths(memory, theirs())
    # The next packet is native at first.
    lines = {path: line for line, path in enumerate(paths(memory, ours()))}
    assert memory.line_of_wanted(lines) == lines["toy", "toy.port"]


def test_what_is_closed_with_one_decoder_stays_closed_with_the_other() -> None:
    memory = opened(("toy",), FLAGS)
    memory.carry_over(nodes(memory, ours()), None, theirs())
    memory.close(THEIR_FLAGS)
    assert not memory.is_open(FLAGS)
    memory.open(THEIR_FLAGS)
    assert memory.is_open(FLAGS)


def test_a_line_that_the_user_closed_is_not_opened_for_what_is_below_it() -> None:
    memory = opened(("toy",), FLAGS)
    memory.carry_over(nodes(memory, ours()), None, theirs())
    memory.close(THEIR_GROUP)
    memory.carry_over(nodes(memory, ours()), None, theirs())
    assert not memory.is_open(THEIR_GROUP)


def test_a_field_that_only_one_decoder_has_waits_for_its_next_packet() -> None:
    memory = opened(("toy",), ("toy", "toy.more"))
    memory.keep(("toy", "toy.more", "toy.more.a"))
    memory.carry_over(nodes(memory, theirs()), at(memory, theirs(), ("toy", "toy.more", "toy.more.a")), ours())
    assert memory.wanted == ("toy", "toy.more", "toy.more.a")
    lines = {path: line for line, path in enumerate(paths(memory, ours()))}
    assert memory.line_of_wanted(lines) == lines[("toy",)]


def test_fields_of_one_name_are_told_apart_by_their_place() -> None:
    first = [layer("toy", 0, 9, made("toy.item", 1, 0, 1), made("toy.item", 2, 1, 2))]
    second = [layer("toy", 0, 9, made("", None, 0, 9, made("toy.item", 2, 1, 2), made("toy.item", 1, 0, 1)))]
    memory = opened(("toy",))
    node = at(memory, first, ("toy", "toy.item#2"))
    assert memory.counterpart(node, second) == ("toy", "<toy.item>", "toy.item")


def test_a_layer_that_is_not_there_has_no_counterpart() -> None:
    memory = opened(("data",))
    assert memory.counterpart(at(memory, ours(), ("data",)), theirs()) is None


def test_what_a_byte_revealed_is_open_only_as_long_as_it_is_selected() -> None:
    memory = TreeMemory()
    memory.select((*FLAGS, "toy.flags.a"))
    assert memory.is_open(FLAGS)
    memory.select(("toy", "toy.port"))
    assert not memory.is_open(FLAGS)
    memory.keep(("toy", "toy.port"))
    memory.select(("data",))
    assert memory.is_open(("toy",))
    memory.close_all()
    assert not memory.is_open(("toy",))
