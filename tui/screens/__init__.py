"""The screens: each wires panes to a capture and answers keys."""
