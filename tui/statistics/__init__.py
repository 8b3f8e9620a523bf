"""Statistics as tables: what is counted, and in which columns; the command prints them, the screen shows them."""
