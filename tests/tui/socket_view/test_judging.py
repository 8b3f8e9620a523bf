from tui.socket_view.judging import complete_socket_filter, socket_filter_problem
from tui.sockets.fields import FIELDS


def offered(text: str) -> list[str]:
    return [option.text for option in complete_socket_filter(text, len(text)).options]


def test_what_is_no_filter_is_told_with_its_place() -> None:
    problem = socket_filter_problem("sock.port ==")
    assert problem is not None
    assert problem.column is not None
    assert socket_filter_problem("sock.port == 80") is None


def test_fields_of_packets_are_not_asked_of_sockets() -> None:
    problem = socket_filter_problem("tcp.port == 80")
    assert problem is not None
    assert "sock.port" in problem.message


def test_only_fields_of_sockets_are_offered() -> None:
    assert offered("sock.st") == ["sock.state"]
    names = [text for text in offered("") if "." in text]
    assert set(names) == set(FIELDS)
    assert "proc.name" in offered("sock.port == 80 && p")
    assert not any(text.startswith("tcp") for text in offered("tc"))


def test_states_are_offered_by_name() -> None:
    assert offered("sock.state == ")[:2] == ['"ESTABLISHED"', '"SYN-SENT"']


def test_behind_a_field_come_comparisons() -> None:
    assert "==" in offered("sock.port ")
