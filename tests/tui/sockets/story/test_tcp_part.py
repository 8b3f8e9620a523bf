"""TCP_INFO in groups."""

from tests.tui.sockets.story.made import info, listening, tcp
from tui.sockets.story.tcp_part import tcp_parts


def test_groups_have_members_with_values_and_meanings() -> None:
    one = tcp(info=info(rtt=43, rttvar=0, bytes_sent=0, total_retrans=0, newer=7))
    found = {part.title: [(remark.head, remark.text) for remark in part.remarks] for part in tcp_parts(one)}
    assert found == {
        "Round trip": [("rtt", "0.043 ms: from a segment to its acknowledgment, smoothed (RFC 6298 §2).")],
        "Sent again": [("total_retrans", "0 segments: sent again since the connection began.")],
        "Bytes and segments": [("bytes_sent", "0 bytes: sent, what was sent again included.")],
        "Told by the kernel besides": [("newer", "7")],
    }


def test_what_is_unusual_follows_its_member() -> None:
    (part,) = tcp_parts(tcp(info=info(lost=2)))
    assert [remark.weight for remark in part.remarks] == ["plain", "warning"]


def test_before_the_first_answer_nothing_is_concluded_about_the_way() -> None:
    values = info(ca_state=4, total_retrans=12, backoff=5, total_rto=5)
    assert any(remark.weight == "warning" for part in tcp_parts(tcp(info=values)) for remark in part.remarks)
    for state in ("SYN-SENT", "SYN-RECEIVED"):
        told = [remark for part in tcp_parts(tcp(state, info=values)) for remark in part.remarks]
        assert {remark.weight for remark in told} == {"plain"}


def test_listeners_have_none() -> None:
    assert list(tcp_parts(listening("::", 80, info=info(unacked=3, sacked=128)))) == []
    assert list(tcp_parts(tcp())) == []


def test_what_says_nothing_is_left_out() -> None:
    one = tcp(
        info=info(min_rtt=0xFFFF_FFFF, max_pacing_rate=(1 << 64) - 1, reordering=3, last_data_sent=9, last_data_recv=9)
    )
    assert list(tcp_parts(one)) == []
    unanswered = tcp("SYN-SENT", info=info(snd_wnd=0, last_ack_recv=5, total_retrans=1))
    assert [remark.head for part in tcp_parts(unanswered) for remark in part.remarks] == ["total_retrans"]
