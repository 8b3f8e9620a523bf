"""tshark's Protocol, Info and colours for every row of the packet list, read as a stream and kept compact."""
