"""Every key in one table: the screens' bindings, the footer, the help and the palette are made from it.

Settings change keys by the action's name (`Keys`); `unsendable` says which keys plain terminals cannot send.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from textual.binding import Binding

Place = Literal[
    "anywhere", "panes", "table", "list", "tree", "bytes", "capture", "start", "filter", "apply", "columns", "saved",
    "decisions", "follow", "conversations", "objects", "ladder", "diagnosis", "opinion", "sockets",
    "statistics", "statistics_rows", "graph", "io_graph", "tcp_graph", "counters", "words", "dialog",
]  # fmt: skip

PLACE_TITLES: Final[Mapping[Place, str]] = {
    "anywhere": "Everywhere",
    "panes": "In every pane",
    "table": "In tables",
    "list": "Packet list",
    "tree": "Decoded packet",
    "bytes": "Bytes",
    "capture": "Live capture",
    "start": "Start screen",
    "filter": "Filter bar",
    "apply": "Apply as filter",
    "columns": "Columns",
    "saved": "Saved filters",
    "decisions": "Decode as",
    "follow": "Followed conversation",
    "conversations": "Conversations",
    "objects": "Objects",
    "diagnosis": "Diagnosis",
    "ladder": "Ladder",
    "opinion": "Second opinion",
    "sockets": "Sockets",
    "statistics": "Statistics",
    "statistics_rows": "Tables of statistics",
    "graph": "Graphs",
    "io_graph": "I/O graph",
    "tcp_graph": "TCP graph",
    "counters": "Counters",
    "words": "Words to look for",
    "dialog": "Dialogs",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a key does in one place."""

    action: str
    """The name by which settings change it; also the Textual action."""
    place: Place
    keys: tuple[str, ...]
    """Textual's names; "g g" is two presses within half a second."""
    label: str
    """For the footer and the palette."""
    help: str
    """A sentence for the help screen."""
    footer: int = 0
    """Above 0 it is in the footer, in this order."""
    palette: bool = False
    """The palette offers it."""


KEYS: Final[tuple[Key, ...]] = (
    Key("move_up", "panes", ("up", "k"), "up", "One line up."),
    Key("move_down", "panes", ("down", "j"), "down", "One line down."),
    Key("page_up", "panes", ("pageup",), "page up", "One page up."),
    Key("page_down", "panes", ("pagedown",), "page down", "One page down."),
    Key("go_first", "panes", ("home", "g g"), "first", "To the first line."),
    Key("go_last", "panes", ("end", "G"), "last", "To the last line; in the list, follow new packets again."),
    Key("move_left", "table", ("left", "h"), "left", "Scroll the columns to the left."),
    Key("move_right", "table", ("right", "l"), "right", "Scroll the columns to the right, to read a long Info."),
    Key("move_left", "tree", ("left", "h"), "close", "Close the field, or go to the one it belongs to.", 3),
    Key("move_right", "tree", ("right", "l"), "open", "Open the field, or go to the first one below it.", 2),
    Key("move_left", "bytes", ("left", "h"), "back", "One byte back."),
    Key("move_right", "bytes", ("right", "l"), "on", "One byte on."),
    Key("previous_column", "table", ("less_than_sign",), "column left", "To the column on the left, for what S does."),
    Key("next_column", "table", ("greater_than_sign",), "column right", "To the column on the right, for what S does."),
    Key("choose", "list", ("enter",), "decode", "Go to the decoded packet.", 2),
    Key("choose", "tree", ("enter",), "open/close", "Open or close the field."),
    Key("select_left", "bytes", ("shift+left",), "select back", "Select bytes, for a filter: one less."),
    Key("select_right", "bytes", ("shift+right",), "select", "Select bytes, for a filter: one more."),
    Key("select_up", "bytes", ("shift+up",), "select up", "Select bytes up to the line above."),
    Key("select_down", "bytes", ("shift+down",), "select down", "Select bytes down to the line below."),
    Key("choose", "bytes", ("enter",), "field", "Go to the field that owns the byte.", 2),
    Key("next_source", "bytes", ("b",), "other bytes", "The frame's bytes, or those put together of fragments.", 6),
    Key("expand_all", "tree", ("plus",), "open all", "Open all fields of the packet.", 4),
    Key("collapse_all", "tree", ("minus",), "close all", "Close all fields of the packet.", 5),
    Key("add_column", "tree", ("c",), "column", "Show the field as a column of the list; again takes it away.", 7),
    Key("columns", "anywhere", ("C",), "columns", "Columns of the list: add, remove, move, make wider.", 0, True),
    Key("decoder", "anywhere", ("d",), "tshark/native", "Decode by tshark, by Remora, or compare both.", 16, True),
    Key("decode_as", "anywhere", ("D",), "decode as", "Decode what a number leads to as another protocol.", 0, True),
    Key("next_pane", "anywhere", ("tab",), "pane", "To the next pane.", 20),
    Key("previous_pane", "anywhere", ("shift+tab",), "pane back", "To the previous pane."),
    Key("zoom", "anywhere", ("z",), "zoom", "Let the pane fill the screen, and back.", 25, True),
    Key("filter", "anywhere", ("slash",), "filter", "Show only the packets that match a filter.", 8, True),
    Key("as_filter", "anywhere", ("a",), "as filter", "Filter by the cell, field or bytes under the cursor.", 12, True),
    Key("explain", "anywhere", ("e",), "explain", "Explain the selected field in full.", 15, True),
    Key("copy", "anywhere", ("y",), "copy", "Copy the field, the row or the bytes.", 30, True),
    Key("follow", "anywhere", ("f",), "follow", "Follow the packet's conversation: what both sides said.", 9, True),
    Key("ladder", "anywhere", ("L",), "ladder", "Draw the packet's conversation as arrows between its ends.", 10, True),
    Key("tcp_graph", "anywhere", ("u",), "TCP graphs", "Draw its sequence numbers, throughput, delays.", 10, True),
    Key("mark", "list", ("m",), "mark", "Mark the packet, or take the mark off.", 5, True),
    Key("next_mark", "list", ("apostrophe",), "next mark", "To the next marked packet.", 0, True),
    Key("previous_mark", "list", ("quotation_mark",), "previous mark", "To the marked packet before.", 0, True),
    Key("only_marked", "list", ("M",), "only marked", "Show only the marked packets, and all again.", 0, True),
    Key(
        "next_of_conversation",
        "anywhere",
        ("full_stop",),
        "conversation on",
        "To the next packet of this conversation that is displayed.",
        palette=True,
    ),
    Key(
        "previous_of_conversation",
        "anywhere",
        ("comma",),
        "conversation back",
        "To the displayed packet of this conversation before.",
        palette=True,
    ),
    Key("sort", "list", ("S",), "sort", "Sort by the column that < and > choose; then turn round; then not.", 27, True),
    Key("time_format", "list", ("t",), "time", "Change what the time column counts from.", 6, True),
    Key("time_digits", "list", ("p",), "precision", "Digits of a second in the time column.", 0, True),
    Key("time_reference", "list", ("T",), "time from here", "Count time from this packet, or no more.", 0, True),
    Key("deep_columns", "list", ("P",), "tshark's columns", "Protocol and Info as tshark tells them, or not.", 0, True),
    Key("deep_colours", "list", ("W",), "Wireshark's colours", "Rows in Wireshark's colours, or not.", 0, True),
    Key("names", "anywhere", ("x",), "numbers/names", "Numbers in place of their names, and back.", 0, True),
    Key("go_to", "anywhere", ("ctrl+g",), "go to", "Go to a packet by its number or its time.", 0, True),
    Key("find", "anywhere", ("ctrl+f",), "find", "Find text, bytes, an expression or a filter's packets.", 0, True),
    Key("find_next", "anywhere", ("n",), "find next", "To the next place where it is.", 0, True),
    Key("find_previous", "anywhere", ("N",), "find previous", "To the place before where it is.", 0, True),
    Key("conversations", "anywhere", ("2",), "conversations", "Who talked to whom: by kind, with sizes.", 13, True),
    Key("sockets", "anywhere", ("3",), "sockets", "The sockets of this machine, and whose they are.", 15, True),
    Key("socket", "anywhere", ("s",), "its socket", "To the socket that the packet came from or goes to.", 11, True),
    Key("statistics", "anywhere", ("4",), "statistics", "Who uses the wire, with what, how fast; graphs.", 14, True),
    Key("diagnosis", "anywhere", ("5",), "diagnosis", "What is wrong: attacks, faults, what was noticed.", 14, True),
    Key("counters", "anywhere", ("I",), "counters", "What the kernel counts of protocols, interfaces.", 0, True),
    Key("objects", "anywhere", ("O",), "objects", "Files, pages and mail that were carried, to be saved.", 0, True),
    Key("toggle_capture", "capture", ("space",), "stop/start", "Stop the capture, or go on with it.", 1, True),
    Key("new_capture", "capture", ("r",), "new capture", "Begin a new capture; asks about this one.", 12, True),
    Key("change_capture", "capture", ("i",), "interface", "Go on elsewhere, or with another filter.", 14, True),
    Key("story", "capture", ("w",), "what happened", "What the lab's scene did, and what to look for.", 0, True),
    Key("open_file", "anywhere", ("ctrl+o",), "open", "Open a saved capture.", 0, True),
    Key("save", "anywhere", ("ctrl+s",), "save", "Save packets: all, displayed, marked or a range.", 40, True),
    Key("close_capture", "anywhere", ("ctrl+w",), "start screen", "Leave the capture for the start screen.", 0, True),
    Key("start_choose", "start", ("enter",), "capture/open", "Capture on the interface, or open the capture.", 1),
    Key("capture_with_filter", "start", ("i",), "with filter", "Choose interfaces and a capture filter.", 2, True),
    Key("sockets", "start", ("3",), "sockets", "The sockets of this machine, and whose they are.", 4, True),
    Key("counters", "start", ("c",), "counters", "What the kernel counts of protocols, interfaces.", 6, True),
    Key("discard", "start", ("delete",), "discard", "Discard a capture that was not saved.", 5, True),
    Key("open_file", "start", ("ctrl+o",), "open", "Open a saved capture.", 3, True),
    Key("help", "start", ("question_mark", "f1"), "help", "What the keys do here.", 90, True),
    Key("palette", "start", ("ctrl+p",), "palette", "Search for anything that can be done."),
    Key("quit", "start", ("q", "ctrl+q"), "quit", "Leave Remora.", 95, True),
    Key(
        "back",
        "anywhere",
        ("escape",),
        "back",
        "Leave the innermost thing: work, bar, zoom, pane, filter. Never quits.",
    ),
    Key("help", "anywhere", ("question_mark", "f1"), "help", "What the keys do, and what the colours mean.", 90, True),
    Key("palette", "anywhere", ("ctrl+p",), "palette", "Search for anything that can be done.", 0),
    Key("quit", "anywhere", ("q", "ctrl+q"), "quit", "Leave Remora; asks about a capture that is not saved.", 95, True),
    Key("apply_filter", "filter", ("enter",), "apply", "Show the packets that match; an empty filter shows all.", 1),
    Key("accept_completion", "filter", ("tab",), "complete", "Put in the chosen word of the list, else the first.", 2),
    Key("clear_filter", "filter", ("ctrl+u",), "clear", "Empty the filter.", 3),
    Key("older_filter", "filter", ("up",), "older", "The filter used before; in the list of words, up.", 5),
    Key("newer_filter", "filter", ("down",), "newer", "The filter used after; into the list of words, and down.", 6),
    Key("saved_filters", "filter", ("ctrl+r",), "saved filters", "Filters saved by name: use, save, discard.", 4, True),
    Key("leave_filter", "filter", ("escape",), "back", "Close the list, then back; the filter in use stays.", 7),
    Key("previous_subject", "apply", ("left", "h"), "other", "Ask about something else here."),
    Key("next_subject", "apply", ("right", "l"), "other", "Ask about the next thing here.", 3),
    Key("prepare", "apply", ("p",), "prepare", "Only put the filter into the bar.", 2),
    Key("new_column", "columns", ("a",), "add", "Add a column: any field.", 1),
    Key("remove_column", "columns", ("d", "delete"), "remove", "Take the column away.", 2),
    Key("column_up", "columns", ("K", "shift+up"), "up", "Move the column one place to the left.", 3),
    Key("column_down", "columns", ("J", "shift+down"), "down", "Move the column one place to the right.", 4),
    Key("narrower", "columns", ("left", "h"), "narrower", "Make the column narrower.", 5),
    Key("wider", "columns", ("right", "l"), "wider", "Make the column wider.", 6),
    Key("usual_width", "columns", ("0",), "as needed", "Make the column as wide as what is in it.", 7),
    Key("usual_columns", "columns", ("r",), "as shipped", "The columns that Remora comes with.", 8),
    Key("choose_protocol", "decisions", ("enter",), "choose", "Choose the protocol.", 1),
    Key("take_back", "decisions", ("d", "delete"), "take back", "Take the decision back: as it comes.", 2),
    Key("use_saved", "saved", ("enter",), "use", "Put the filter into the bar and apply it.", 1),
    Key("save_filter", "saved", ("s",), "save", "Save the filter in the bar under a name.", 2),
    Key("discard_saved", "saved", ("d", "delete"), "discard", "Discard the saved filter.", 3),
    Key("choose", "conversations", ("enter",), "its packets", "Show its packets: it becomes the display filter.", 1),
    Key("follow", "conversations", ("f",), "follow", "Follow it: what both sides said.", 3, True),
    Key("ladder", "conversations", ("L",), "ladder", "Draw it as arrows between its ends.", 4, True),
    Key("tcp_graph", "conversations", ("u",), "TCP graphs", "Draw sequence numbers, throughput, delays.", 4, True),
    Key("next_kind", "conversations", ("tab",), "kind", "The next kind: Ethernet, IPv4, IPv6, TCP, UDP, SCTP.", 2),
    Key("previous_kind", "conversations", ("shift+tab",), "kind back", "The kind before."),
    Key("explain", "conversations", ("e",), "verdict", "What became of it, in full, with the proof.", 5, True),
    Key(
        "sort",
        "conversations",
        ("S",),
        "sort",
        "Sort by the column that < and > choose; turn round; then not.",
        5,
        True,
    ),
    Key("only_displayed", "conversations", ("o",), "only displayed", "Count what the filter shows, or all.", 6, True),
    Key("copy", "conversations", ("y",), "copy", "Copy the row, an endpoint, a filter or the verdict.", 7, True),
    Key("save", "conversations", ("ctrl+s",), "save", "Save the rows as CSV or JSON.", 8, True),
    Key("socket", "conversations", ("s",), "its socket", "To the socket at one of its ends, if it is here.", 4, True),
    Key("packets", "conversations", ("1",), "packets", "Back to the packets.", 9, True),
    Key("sockets", "conversations", ("3",), "sockets", "The sockets of this machine.", 10, True),
    Key("statistics", "conversations", ("4",), "statistics", "Who uses the wire, with what, how fast.", 10, True),
    Key("diagnosis", "conversations", ("5",), "diagnosis", "What is wrong.", 10, True),
    Key("back", "conversations", ("escape",), "back", "Back to the packets."),
    Key("help", "conversations", ("question_mark", "f1"), "help", "What the keys do here.", 90, True),
    Key("palette", "conversations", ("ctrl+p",), "palette", "Search for anything that can be done."),
    Key("quit", "conversations", ("q", "ctrl+q"), "quit", "Leave Remora.", 95, True),
    Key("choose", "statistics_rows", ("enter",), "its packets", "Show its packets: they become the display filter.", 1),
    Key("next_view", "statistics", ("tab",), "view", "The next view: hierarchy, endpoints, graph, DNS ...", 2),
    Key("previous_view", "statistics", ("shift+tab",), "view back", "The view before."),
    Key("next_part", "statistics_rows", ("v",), "part", "The next part of the view, such as IPv6.", 3, True),
    Key("previous_part", "statistics_rows", ("V",), "part back", "The part before.", 0, True),
    Key("as_filter", "statistics_rows", ("a",), "as filter", "Filter by it: is, is not, and, or.", 5, True),
    Key(
        "sort",
        "statistics_rows",
        ("S",),
        "sort",
        "Sort by the column that < and > choose; turn round; then not.",
        4,
        True,
    ),
    Key("only_displayed", "statistics", ("o",), "only displayed", "Count what the filter shows, or all.", 6, True),
    Key("names", "statistics", ("x",), "numbers/names", "Names beside addresses and ports, or not.", 7, True),
    Key("look_up", "statistics", ("N",), "look up names", "Ask DNS for the hosts in sight; again stops.", 0, True),
    Key("copy", "statistics", ("y",), "copy", "Copy the row, a filter for it, or the whole table.", 8, True),
    Key("save", "statistics", ("ctrl+s",), "save", "Save the table as CSV, JSON or text.", 9, True),
    Key("packets", "statistics", ("1",), "packets", "Back to the packets.", 10, True),
    Key("conversations", "statistics", ("2",), "conversations", "Who talked to whom.", 11, True),
    Key("sockets", "statistics", ("3",), "sockets", "The sockets of this machine.", 12, True),
    Key("diagnosis", "statistics", ("5",), "diagnosis", "What is wrong.", 13, True),
    Key("back", "statistics", ("escape",), "back", "Back to the packets."),
    Key("help", "statistics", ("question_mark", "f1"), "help", "What the keys do here.", 90, True),
    Key("palette", "statistics", ("ctrl+p",), "palette", "Search for anything that can be done."),
    Key("quit", "statistics", ("q", "ctrl+q"), "quit", "Leave Remora.", 95, True),
    Key("choose", "graph", ("enter",), "its packets", "To the packets of the moment under the cursor.", 1),
    Key("move_left", "graph", ("left", "h"), "left", "The cursor one column to the left.", 2),
    Key("move_right", "graph", ("right", "l"), "right", "The cursor one column to the right.", 3),
    Key("jump_left", "graph", ("shift+left",), "far left", "The cursor ten columns to the left."),
    Key("jump_right", "graph", ("shift+right",), "far right", "The cursor ten columns to the right."),
    Key("zoom_in", "graph", ("plus", "equals_sign"), "zoom in", "Show half of it, around the cursor.", 4, True),
    Key("zoom_out", "graph", ("minus",), "zoom out", "Show twice as much of it, around the cursor.", 5, True),
    Key("show_whole", "graph", ("0",), "whole", "Show the whole graph.", 6, True),
    Key("pan_left", "graph", ("less_than_sign",), "earlier", "Half of what is shown to the left.", 7),
    Key("pan_right", "graph", ("greater_than_sign",), "later", "Half of what is shown to the right.", 8),
    Key("go_first", "graph", ("home",), "first", "The cursor to where the graph begins."),
    Key("go_last", "graph", ("end", "G"), "last", "The cursor to where the graph ends."),
    Key(
        "next_graph",
        "tcp_graph",
        ("v",),
        "graph",
        "The next graph: sequence, throughput, round trips, window.",
        1,
        True,
    ),
    Key("previous_graph", "tcp_graph", ("V",), "graph back", "The graph before.", 0, True),
    Key("other_direction", "tcp_graph", ("r",), "direction", "The other direction: what the other side sent.", 1, True),
    Key(
        "next_event",
        "tcp_graph",
        ("n",),
        "next mark",
        "To the next mark: a retransmission, a closed window ...",
        1,
        True,
    ),
    Key("previous_event", "tcp_graph", ("N",), "mark back", "To the mark before.", 0, True),
    Key(
        "next_segment", "tcp_graph", ("full_stop", "down", "j"), "next packet", "To the conversation's next packet.", 3
    ),
    Key("previous_segment", "tcp_graph", ("comma", "up", "k"), "packet back", "To the packet before."),
    Key(
        "window_edge",
        "tcp_graph",
        ("w",),
        "window",
        "How far the window reaches, in the tcptrace graph, or not.",
        9,
        True,
    ),
    Key("explain", "tcp_graph", ("e",), "explain", "What the graph shows, how to read it, what marks mean.", 1, True),
    Key("next_stream", "tcp_graph", ("right_square_bracket",), "next", "The next TCP conversation.", 10, True),
    Key("previous_stream", "tcp_graph", ("left_square_bracket",), "previous", "The TCP conversation before.", 0, True),
    Key("copy", "tcp_graph", ("y",), "copy", "Copy the packet in words, the graph as text, a filter.", 11, True),
    Key("save", "tcp_graph", ("ctrl+s",), "save", "Save the points as CSV or JSON.", 12, True),
    Key("back", "tcp_graph", ("escape",), "back", "Show the whole again; then back.", 40),
    Key("help", "tcp_graph", ("question_mark", "f1"), "help", "What the keys do here.", 90, True),
    Key("palette", "tcp_graph", ("ctrl+p",), "palette", "Search for anything that can be done."),
    Key("quit", "tcp_graph", ("q", "ctrl+q"), "quit", "Leave Remora.", 95, True),
    Key("previous_series", "io_graph", ("up", "k"), "series", "Choose the series before."),
    Key("next_series", "io_graph", ("down", "j"), "series", "Choose the next series.", 10),
    Key("new_series", "io_graph", ("n",), "new", "A new series: its filter, what is counted, how it is drawn.", 4),
    Key("edit_series", "io_graph", ("E",), "edit", "Change the chosen series.", 7),
    Key("toggle_series", "io_graph", ("space",), "hide/show", "Hide the chosen series, or show it again.", 8),
    Key("next_measure", "io_graph", ("m",), "measure", "Packets, bytes or bits; of a field another summary.", 5),
    Key("longer_interval", "io_graph", ("i",), "interval", "A longer interval, or automatic again.", 6),
    Key("shorter_interval", "io_graph", ("I",), "shorter interval", "A shorter interval, or automatic."),
    Key("logarithmic", "io_graph", ("u",), "logarithmic", "A logarithmic scale, or a linear one.", 9),
    Key("window_filter", "io_graph", ("F",), "as filter", "The packets in sight as the display filter.", 11),
    Key("delete_series", "io_graph", ("delete", "backspace"), "delete", "Delete the chosen series."),
    Key("copy", "io_graph", ("y",), "copy", "Copy the values, the drawing or a filter.", 12),
    Key("save", "io_graph", ("ctrl+s",), "save", "Save the values as CSV or JSON.", 13),
    Key("choose", "diagnosis", ("enter",), "its packets", "Show its packets: they are filtered, from the first on.", 1),
    Key("open", "diagnosis", ("right", "l"), "open", "Open it: evidence, explanation, doubts.", 2),
    Key("close", "diagnosis", ("left", "h"), "close", "Close it.", 3),
    Key("expand_all", "diagnosis", ("plus",), "open all", "Open everything.", 4),
    Key("collapse_all", "diagnosis", ("minus",), "close all", "Close everything.", 5),
    Key("only_displayed", "diagnosis", ("o",), "only displayed", "Diagnose what the filter shows, or all.", 6, True),
    Key("survey_all", "diagnosis", ("A",), "look at all", "Dissect every packet, for what only that tells.", 7, True),
    Key("copy", "diagnosis", ("y",), "copy", "Copy the sentence, the filter or all of it.", 8, True),
    Key("packets", "diagnosis", ("1",), "packets", "Back to the packets.", 9, True),
    Key("conversations", "diagnosis", ("2",), "conversations", "Who talked to whom.", 10, True),
    Key("sockets", "diagnosis", ("3",), "sockets", "The sockets of this machine.", 11, True),
    Key("statistics", "diagnosis", ("4",), "statistics", "Who uses the wire, with what, how fast.", 11, True),
    Key("back", "diagnosis", ("escape",), "back", "Stop looking at packets; then back to the packets."),
    Key("help", "diagnosis", ("question_mark", "f1"), "help", "What the keys do here.", 90, True),
    Key("palette", "diagnosis", ("ctrl+p",), "palette", "Search for anything that can be done."),
    Key("quit", "diagnosis", ("q", "ctrl+q"), "quit", "Leave Remora.", 95, True),
    Key("choose", "follow", ("enter",), "to the packet", "Back to the list, on the packet with these bytes.", 1),
    Key("next_form", "follow", ("v",), "form", "The next form: text, hex dump, raw, C arrays, YAML, HTTP.", 2, True),
    Key("previous_form", "follow", ("V",), "form back", "The form before.", 0, True),
    Key("http", "follow", ("H",), "HTTP", "HTTP with bodies unpacked: no chunks, no gzip; and back.", 7, True),
    Key("side", "follow", ("s",), "side", "Both sides, only the client, only the server.", 3, True),
    Key("inside", "follow", ("f",), "inside", "Follow what is inside: TLS, HTTP/2, QUIC, WebSocket, SIP.", 4, True),
    Key(
        "next_substream", "follow", ("right_curly_bracket",), "next inside", "The next stream or call inside.", 0, True
    ),
    Key("previous_substream", "follow", ("left_curly_bracket",), "back inside", "The one before.", 0, True),
    Key("next_segment", "follow", ("full_stop",), "next segment", "To the next packet's bytes."),
    Key("previous_segment", "follow", ("comma",), "segment back", "To the bytes of the packet before."),
    Key("find", "follow", ("ctrl+f", "slash"), "find", "Find text, bytes or an expression.", 5, True),
    Key("find_next", "follow", ("n",), "find next", "To the next place where it is.", 0, True),
    Key("find_previous", "follow", ("N",), "find previous", "To the place before where it is.", 0, True),
    Key("next_stream", "follow", ("right_square_bracket",), "next", "Follow the next conversation.", 6, True),
    Key("previous_stream", "follow", ("left_square_bracket",), "previous", "Follow the one before.", 0, True),
    Key("filter_out", "follow", ("x",), "filter out", "Back to the list, without this conversation.", 8, True),
    Key("save", "follow", ("ctrl+s",), "save", "Save what is shown; in raw form the bytes themselves.", 9, True),
    Key("copy", "follow", ("y",), "copy", "Copy the bytes of the packet under the cursor, or a filter.", 10, True),
    Key("back", "follow", ("escape",), "back", "Stop the search, or go back to the list.", 40),
    Key("help", "follow", ("question_mark", "f1"), "help", "What the keys do here.", 90, True),
    Key("palette", "follow", ("ctrl+p",), "palette", "Search for anything that can be done."),
    Key("quit", "follow", ("q", "ctrl+q"), "quit", "Leave Remora.", 95, True),
    Key("choose", "ladder", ("enter",), "to the packet", "Back to the list, on the packet of the arrow.", 1),
    Key("all_hosts", "ladder", ("L",), "all hosts", "All displayed packets, a column a host; and back.", 2, True),
    Key("tcp_graph", "ladder", ("u",), "TCP graphs", "Draw sequence numbers, throughput, delays.", 2, True),
    Key("copy", "ladder", ("y",), "copy", "Copy the ladder as text or as Mermaid, or the line.", 3, True),
    Key("time_format", "ladder", ("t",), "time", "Change what the times count from.", 4, True),
    Key("move_left", "ladder", ("left", "h"), "left", "Show the columns on the left."),
    Key("move_right", "ladder", ("right", "l"), "right", "Show the columns on the right."),
    Key("next_pane", "ladder", ("tab",), "pane", "To the next pane: arrows, decoded packet, bytes.", 6),
    Key("previous_pane", "ladder", ("shift+tab",), "pane back", "To the previous pane."),
    Key("zoom", "ladder", ("z",), "zoom", "Let the pane fill the screen, and back.", 7, True),
    Key("back", "ladder", ("escape",), "back", "Leave the innermost thing: zoom, pane, ladder.", 40),
    Key("help", "ladder", ("question_mark", "f1"), "help", "What the keys do here.", 90, True),
    Key("palette", "ladder", ("ctrl+p",), "palette", "Search for anything that can be done."),
    Key("quit", "ladder", ("q", "ctrl+q"), "quit", "Leave Remora.", 95, True),
    Key("next_difference", "opinion", ("right_square_bracket",), "next", "To the next difference.", 1),
    Key("previous_difference", "opinion", ("left_square_bracket",), "back", "To the difference before.", 2),
    Key("only_differences", "opinion", ("o",), "only differences", "Leave out what both agree on; and back.", 3),
    Key("choose", "opinion", ("enter",), "open/close", "Open or close the layer.", 4),
    Key("move_left", "opinion", ("left", "h"), "Remora", "Remora's side: its bytes are lit.", 5),
    Key("move_right", "opinion", ("right", "l"), "tshark", "tshark's side: its bytes are lit.", 5),
    Key("expand_all", "opinion", ("plus",), "open all", "Open all layers.", 6),
    Key("collapse_all", "opinion", ("minus",), "close all", "Close all layers.", 7),
    Key("choose", "objects", ("enter",), "to the packet", "Back to the list, on the packet with which it came.", 1),
    Key("choose_object", "objects", ("space", "m"), "choose", "Choose it to be saved, or not.", 2),
    Key("choose_all", "objects", ("a",), "all", "Choose all of them, or none.", 3, True),
    Key("save", "objects", ("ctrl+s",), "save", "Save those chosen, or all, in a folder.", 4, True),
    Key("read_again", "objects", ("r",), "look again", "Look at the packets that have come since, too.", 5, True),
    Key("packets", "objects", ("1",), "packets", "Back to the packets.", 6, True),
    Key("sockets", "objects", ("3",), "sockets", "The sockets of this machine.", 7, True),
    Key("back", "objects", ("escape",), "back", "Stop what is at work; then back to the packets.", 40),
    Key("help", "objects", ("question_mark", "f1"), "help", "What the keys do here.", 90, True),
    Key("palette", "objects", ("ctrl+p",), "palette", "Search for anything that can be done."),
    Key("quit", "objects", ("q", "ctrl+q"), "quit", "Leave Remora.", 95, True),
    Key("choose", "sockets", ("enter",), "its packets", "Show its packets; asks to capture where none runs.", 1, True),
    Key("follow", "sockets", ("f",), "follow", "Follow it: what both sides said.", 2, True),
    Key("ladder", "sockets", ("L",), "ladder", "Draw it as arrows between its ends.", 6, True),
    Key("tcp_graph", "sockets", ("u",), "TCP graphs", "Draw sequence numbers, throughput, delays.", 6, True),
    Key("other_end", "sockets", ("s",), "other end", "To the socket at the other end, if it is here.", 7, True),
    Key("copy", "sockets", ("y",), "copy", "Copy an address, a filter, the row, a line as of ss, the pid.", 20, True),
    Key("end_socket", "sockets", ("K",), "close it", "Close this one socket, whose program is not asked.", 0, True),
    Key("packets", "sockets", ("1",), "packets", "To the packets; without any, to the start screen.", 30, True),
    Key("conversations", "sockets", ("2",), "conversations", "Who talked to whom.", 31, True),
    Key("statistics", "sockets", ("4",), "statistics", "Who uses the wire, with what, how fast.", 32, True),
    Key("diagnosis", "sockets", ("5",), "diagnosis", "What is wrong.", 32, True),
    Key("look_now", "sockets", ("r",), "look now", "Look at once, with all processes looked up anew.", 9, True),
    Key("pause", "sockets", ("space",), "pause", "Look no more until the key is pressed again.", 10, True),
    Key("filter", "sockets", ("slash",), "filter", "Show only the sockets that match a filter.", 3, True),
    Key("grouping", "sockets", ("v",), "tree", "As a list, by process, by listener with whom it accepted.", 4, True),
    Key("explain", "sockets", ("e",), "details", "All that is known of the socket, or no more.", 5, True),
    Key("sort", "sockets", ("S",), "sort", "Sort by the column that < and > choose; turn round; then not.", 11, True),
    Key("keep_closed", "sockets", ("t",), "keep closed", "Keep those that close; or let them fade.", 12, True),
    Key("names", "sockets", ("x",), "numbers/names", "Numbers of ports, or the names of services.", 13, True),
    Key("counters", "sockets", ("c",), "counters", "What the kernel counts: errors, drops, rates.", 13, True),
    Key("only_tcp", "sockets", ("T",), "only TCP", "Only TCP; with others of these, those too.", 0, True),
    Key("only_udp", "sockets", ("U",), "only UDP", "Only UDP and UDP-Lite.", 0, True),
    Key("only_unix", "sockets", ("X",), "only UNIX", "Only unix sockets, local to the machine.", 0, True),
    Key("only_others", "sockets", ("O",), "only others", "Only raw and packet sockets.", 0, True),
    Key("only_listening", "sockets", ("i",), "only listening", "Only those that wait for whoever comes.", 0, True),
    Key("only_established", "sockets", ("o",), "only established", "Only connections that are open.", 0, True),
    Key("expand_all", "sockets", ("plus",), "open all", "Open all groups of the tree."),
    Key("collapse_all", "sockets", ("minus",), "close all", "Close all groups of the tree."),
    Key("next_pane", "sockets", ("tab",), "pane", "To the next pane: the sockets, the details, the filter.", 21),
    Key("previous_pane", "sockets", ("shift+tab",), "pane back", "To the pane before."),
    Key("zoom", "sockets", ("z",), "zoom", "Let the pane fill the screen, and back.", 22, True),
    Key("back", "sockets", ("escape",), "back", "Leave the innermost thing: zoom, pane, filter; then the screen."),
    Key("help", "sockets", ("question_mark", "f1"), "help", "What the keys do here.", 90, True),
    Key("palette", "sockets", ("ctrl+p",), "palette", "Search for anything that can be done."),
    Key("quit", "sockets", ("q", "ctrl+q"), "quit", "Leave Remora.", 95, True),
    Key("explain", "counters", ("enter", "e"), "explain", "What it counts, in full, and what to look at.", 1, True),
    Key("next_kind", "counters", ("tab",), "group", "The next group: all, trouble, interfaces, IP, TCP ...", 2),
    Key("previous_kind", "counters", ("shift+tab",), "group back", "The group before."),
    Key("filter", "counters", ("slash",), "words", "Show only those whose name or meaning has some words.", 3, True),
    Key("zeros", "counters", ("o",), "zeros", "Show those at zero, or hide them again.", 4, True),
    Key("sort", "counters", ("S",), "sort", "Sort by the column that < and > choose; turn round; then not.", 5, True),
    Key("pause", "counters", ("space",), "pause", "Look no more, and go on.", 6, True),
    Key("begin_anew", "counters", ("0",), "from now", "Count growth from now on.", 7, True),
    Key("look_now", "counters", ("r",), "look now", "Look without waiting, while paused too.", 10, True),
    Key("copy", "counters", ("y",), "copy", "Copy the name, the row or what it means.", 8, True),
    Key("save", "counters", ("ctrl+s",), "save", "Save all counters as JSON.", 9, True),
    Key("back", "counters", ("escape",), "back", "Leave the words; then the screen.", 40),
    Key("help", "counters", ("question_mark", "f1"), "help", "What the keys do here.", 90, True),
    Key("palette", "counters", ("ctrl+p",), "palette", "Search for anything that can be done."),
    Key("quit", "counters", ("q", "ctrl+q"), "quit", "Leave Remora.", 95, True),
    Key("keep_words", "words", ("enter", "down", "tab"), "to the rows", "To the rows; the words stay.", 1),
    Key("clear_words", "words", ("ctrl+u",), "clear", "Empty the line.", 2),
    Key("drop_words", "words", ("escape",), "back", "Back to all rows.", 3),
    Key("dialog_close", "dialog", ("escape",), "close", "Close without choosing.", 1),
)

_WORDS: Final = {
    "up": "↑", "down": "↓", "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home",
    "end": "End", "enter": "Enter", "escape": "Esc", "tab": "Tab", "slash": "/", "plus": "+", "minus": "-",
    "equals_sign": "=", "apostrophe": "'", "question_mark": "?", "full_stop": ".", "comma": ",", "space": "Space",
    "delete": "Del", "f1": "F1", "less_than_sign": "<", "greater_than_sign": ">", "quotation_mark": '"',
    "left_square_bracket": "[", "right_square_bracket": "]",
    "left_curly_bracket": "{", "right_curly_bracket": "}",
}  # fmt: skip
_SAME_BYTE_AS_ANOTHER: Final = frozenset({"ctrl+m", "ctrl+i", "ctrl+h", "ctrl+j", "ctrl+[", "ctrl+left_square_bracket"})
_NOT_SENT: Final = frozenset({"ctrl+slash", "ctrl+/", "ctrl+full_stop", "ctrl+.", "ctrl+comma"})
_TAKEN: Final = frozenset({"ctrl+b"})
"""tmux keeps it for itself."""


def unsendable(key: str) -> str:
    """Why a plain terminal cannot send a key, or empty if it can."""
    key = key.lower() if len(key) > 1 else key
    if key in _SAME_BYTE_AS_ANOTHER:
        return "sends the same byte as another key"
    if key in _NOT_SENT or (key.startswith("ctrl+shift+") and len(key) == len("ctrl+shift+") + 1):
        return "is not sent by plain terminals"
    if key in _TAKEN:
        return "is kept by tmux"
    return ""


def written(key: str) -> str:
    """A key as it stands on the keyboard."""
    if key.startswith(("ctrl+", "shift+")):
        modifier, rest = key.split("+", 1)
        return f"{modifier.capitalize()}+{_WORDS.get(rest, rest.upper())}"
    return _WORDS.get(key, key)


class Keys:
    """The table as the user has it: shipped keys, changed by the settings."""

    def __init__(self, changes: Mapping[str, str] | None = None) -> None:
        """`changes` maps actions to keys, several separated by commas; what cannot be is left out and told."""
        self.problems: list[str] = []
        self._changes: dict[str, tuple[str, ...]] = {}
        known = {key.action for key in KEYS}
        for action, text in (changes or {}).items():
            wanted = tuple(part.strip() for part in text.split(",") if part.strip())
            refused = [f"{key} {unsendable(key)}" for key in wanted if unsendable(key)]
            if action not in known:
                self.problems.append(f"keys: there is no action {action!r}")
            elif refused or not wanted:
                self.problems.append(f"keys: {action}: {', '.join(refused) or 'no key given'}")
            else:
                self._changes[action] = wanted
        for place, key, actions in self.clashes():
            self.problems.append(f"keys: {key} does {' and '.join(actions)} in {PLACE_TITLES[place]}")

    @property
    def keymap(self) -> dict[str, str]:
        """For Textual's `App.set_keymap`."""
        return {action: ",".join(keys) for action, keys in self._changes.items()}

    def keys_of(self, key: Key) -> tuple[str, ...]:
        return self._changes.get(key.action, key.keys)

    def of_place(self, *places: Place) -> list[Key]:
        return [key for key in KEYS if key.place in places]

    def footer(self, *places: Place) -> list[Key]:
        """What the footer shows where the focus is, most wanted first."""
        return sorted((key for key in self.of_place(*places) if key.footer), key=lambda key: key.footer)

    def clashes(self) -> list[tuple[Place, str, list[str]]]:
        """Keys that do two things in one place; what holds everywhere or in every pane holds in each pane."""
        found = []
        for place in PLACE_TITLES:
            places: set[Place] = {place}
            if place in ("list", "tree", "bytes", "opinion"):
                places |= {"anywhere", "panes", "capture"}
            elif place in ("start", "follow", "ladder", "diagnosis"):
                places |= {"panes"}
            elif place in ("conversations", "objects", "sockets", "counters"):
                places |= {"table", "panes"}
            elif place == "statistics_rows":
                places |= {"statistics", "table", "panes"}
            elif place == "io_graph":
                places |= {"graph"}
            uses: dict[str, list[str]] = {}
            for key in KEYS:
                if key.place in places:
                    for name in self.keys_of(key):
                        uses.setdefault(name, []).append(key.action)
            found += [(place, name, actions) for name, actions in uses.items() if len(actions) > 1]
        return found


def bindings(*places: Place, namespace: str = "") -> list[Binding]:
    """Textual's bindings for a widget that stands in these places; `namespace` "screen." sends them to its screen."""
    from textual.binding import Binding  # the table itself serves the command line's help, without Textual

    return [
        Binding(",".join(plain_keys(key.keys)), namespace + key.action, key.label, show=False, id=key.action)
        for key in KEYS
        if key.place in places
    ]


def plain_keys(keys: Iterable[str]) -> list[str]:
    """Without sequences such as "g g", which the panes follow by themselves."""
    return [key for key in keys if " " not in key]
