"""What is asked of all packets: the table, its columns, the order of its rows, and the summary line."""
