"""A conversation as arrows between columns, with the states of both sides."""
