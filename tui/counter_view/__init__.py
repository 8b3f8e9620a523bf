"""The counters screen's content: what is shown of the machine's counters, and how it grew."""
