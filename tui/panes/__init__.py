"""Screens' panes: Line-API widgets that draw only the rows that are visible."""
