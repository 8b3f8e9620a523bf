"""Files that tshark wrote and the packets they came from, by their names."""

from __future__ import annotations

import pytest

from dissectors.deep.objects import object_names
from dissectors.deep.objects.object_names import Origin, base_name, file_name, nameless, original, origins_of


def origins(*names: str) -> list[Origin]:
    return [Origin("http", 10 * place, name, frame=place + 1) for place, name in enumerate(names)]


def rows(files: list[str], known: list[Origin]) -> list[int | None]:
    return [None if origin is None else origin.row for origin in origins_of(files, known)]


@pytest.mark.parametrize(("uri", "name"), [
    ("http://example.org/a/b.html?x=1", "b.html?x=1"),
    ("http://example.org/", "/"),
    ("http://example.org", "/"),
    ("/a/b/", "b"),
    ("/", "/"),
    ("*", "*"),
    ("/go?to=http://other.org/there", "there"),
    ("http://example.org/go?to=http://other.org/there", "there"),
    ("http://[", ""),
    ("", "/"),
])  # fmt: skip
def test_the_last_part_of_a_uri(uri: str, name: str) -> None:
    assert base_name(uri) == name


def test_names_as_tshark_writes_them() -> None:
    assert file_name('a?b="c"/d') == "a%3fb=%22c%22%2fd"
    assert original("a%3fb=%22c%22%2fd%2Fe%20") == 'a?b="c"/d%2Fe%20'
    assert nameless("object1348.text%2fhtml") == (1348, "text/html")
    assert nameless("object2") == (2, "")
    assert nameless("objects.html") is None


def test_each_name_leads_to_its_packet_and_the_same_names_in_order() -> None:
    files = ["page(1).html", "a%3fb", "page.html", "page(2).html"]
    assert rows(files, origins("page.html", "a?b", "page.html", "page.html")) == [20, 10, 0, 30]


def test_a_number_may_be_the_name_s_own() -> None:
    assert rows(["page(1).html", "page.html"], origins("page.html", "page(1).html")) == [10, 0]


def test_where_the_counts_differ_nothing_is_said() -> None:
    assert rows(["page.html", "page(1).html"], origins("page.html", "page.html", "page.html")) == [None, None]
    assert rows(["other"], origins("page.html")) == [None]


def test_more_of_one_name_than_tshark_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_names, "MOST_OF_ONE_NAME", 2)
    assert rows(["a", "a(1)"], origins("a", "a", "a")) == [0, 20]


def test_a_packet_that_names_nothing_is_the_one_that_is_missing() -> None:
    assert rows(["page.html", "page(1).html"], origins("", "page.html")) == [0, 10]
    # One that tshark calls by its number is not.
    assert rows(["page.html", "page(1).html", "object1.text%2fhtml"], origins("", "page.html")) == [None, None, None]
    # Nor is it told where two names are short of one.
    assert rows(["a", "a(1)", "b", "b(1)"], origins("a", "b", "", "")) == [None] * 4


def test_a_name_that_had_to_be_cut_is_found_by_its_ends() -> None:
    long = "x" * 200 + "y" * 200 + ".html"
    assert rows(["x" * 200 + "yy.html"], origins("x" * 30, long)) == [10]
    assert rows(["x" * 230], origins("x" * 400)) == [0]
    # Not where it may be either of two.
    assert rows(["x" * 200 + ".html"], origins(long, "x" * 300 + ".html")) == [None]
