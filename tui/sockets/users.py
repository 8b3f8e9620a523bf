"""Names of users, from the machine's own list (getpwuid(3)): each is asked for once."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def user_name(uid: int) -> str:
    """The name of a user; the number where it has none, or where the system has no such list."""
    try:
        import pwd  # not on Windows
    except ImportError:
        return str(uid)
    try:
        return pwd.getpwuid(uid).pw_name
    except (KeyError, OverflowError, OSError):
        return str(uid)
