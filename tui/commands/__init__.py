"""One module a sub-command; `remora WORD` runs the `command` of the module of that name."""
