"""Live capture: whatever the source, it ends in a capture file that grows on disk."""
