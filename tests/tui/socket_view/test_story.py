"""A story as paragraphs."""

from tests.tui.sockets.story.made import listening, owned
from tui.panes.text_lines import Paragraph
from tui.socket_view.story import paragraphs, story
from tui.sockets.story.remark import Part, Remark, warning


def test_titles_heads_and_warnings_have_their_looks() -> None:
    told = [Part("", (Remark("first", "", "strong"), warning("bad"))), Part("Title", (Remark("text", "head"),))]
    assert paragraphs(told) == [
        Paragraph("first", "text--strong"),
        Paragraph("bad", "text--error", "! ", "text--error"),
        Paragraph(),
        Paragraph("Title", "text--head"),
        Paragraph("text", "", "head            ", "text--key"),
    ]


def test_a_long_head_keeps_a_blank_behind_it() -> None:
    (paragraph,) = paragraphs([Part("", (Remark("text", "delivery_rate_app_limited"),))])
    assert paragraph.head == "delivery_rate_app_limited "


def test_the_story_of_a_socket_begins_with_what_it_is() -> None:
    assert story(owned(listening("127.0.0.1", 1234), "nc"))[0] == Paragraph(
        "nc waits for connections on port 1234, on 127.0.0.1, which only this machine reaches.", "text--strong"
    )
