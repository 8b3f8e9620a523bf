"""Wireshark's display-filter language over the fields the dissectors know."""
