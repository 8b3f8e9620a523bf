from tests.tui.sockets.sights import OUTGOING, seen
from tui.socket_view.columns import COLUMNS_BY_NAME
from tui.socket_view.picture import Picture
from tui.sockets.seen import NANOSECONDS


def test_sockets_are_told_as_of_the_moment_of_the_look() -> None:
    picture = Picture(9 * NANOSECONDS, paths={5: "/run/a"})
    one = seen(OUTGOING, 2, was_there=False)
    age, remote = COLUMNS_BY_NAME["age"], COLUMNS_BY_NAME["remote"]
    assert age.text(one, picture.manner(numeric=True)) == "7 s"
    assert remote.text(one, picture.manner(numeric=True)) == "127.0.0.1:80"
    assert remote.text(one, picture.manner(numeric=False)) == "127.0.0.1:http"


def test_peers_of_unix_sockets_are_told_by_their_paths() -> None:
    connected = OUTGOING.socket._replace(protocol="unix", local=None, remote=None, peer_inode=5)
    one = seen(OUTGOING._replace(socket=connected))
    remote = COLUMNS_BY_NAME["remote"]
    assert remote.text(one, Picture(paths={5: "/run/a"}).manner(numeric=True)) == "/run/a"
    assert remote.text(one, Picture().manner(numeric=True)) == "#5"
