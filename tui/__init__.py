"""Remora's application: screens, live capture and the command line, on top of the `dissectors` library."""
