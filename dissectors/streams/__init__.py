"""Packets that belong together: conversations and their numbers."""
