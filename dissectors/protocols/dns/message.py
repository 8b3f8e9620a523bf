"""Behind the header of a DNS message: questions and records, section by section (RFC 1035 §4.1.2, §4.1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import UNSIGNED as NUMBER
from dissectors.fields import Field, bits, flag, generated, group, octets, string, u16, u32
from dissectors.header import Header
from dissectors.names.dns import CLASSES, TYPE_MEANINGS, class_name, type_name
from dissectors.protocol import Layer
from dissectors.protocols.dns.domain_name import DomainName, Message, take_name
from dissectors.protocols.dns.edns import OPTION_LIST, MulticastOptionsHeader, OptionsHeader
from dissectors.protocols.dns.header import STATEFUL, UPDATE, AnyDNSHeader, operation_name
from dissectors.protocols.dns.record_data import LAYOUTS
from dissectors.protocols.dns.stateful import read_stateful

SECTIONS = ("Queries", "Answers", "Authoritative name servers", "Additional records")
UPDATE_SECTIONS = ("Zone", "Prerequisites", "Updates", "Additional records")
SERVICE_NAME = 33
OPT = 41
MOST_IN_INFO = 30
"""Records named in the Info column."""


def _show_type(number: int) -> str:
    meaning = TYPE_MEANINGS.get(number)
    return f"{type_name(number)} ({meaning}) ({number})" if meaning else f"{type_name(number)} ({number})"


def _duration(seconds: int) -> str:
    if not seconds:
        return "0 (0 seconds)"
    parts, rest = [], seconds
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {unit}{'s' if count > 1 else ''}")
    return f"{seconds} ({', '.join(parts)})"


QUESTION_NAME = string("dns.qry.name", "Name", explain="The name that is asked for (RFC 1035 §4.1.2).")
QUESTION_NAME_LENGTH = generated(
    NUMBER,
    "dns.qry.name.len",
    "Name length",
    unit="characters",
    explain="At most 253, dots included (RFC 1035 §2.3.4).",
)
QUESTION_LABELS = generated(NUMBER, "dns.count.labels", "Label count", explain="Parts between the dots.")
TYPE_EXPLAINED = (
    "What kind of record: A is an IPv4 address, AAAA an IPv6 address, CNAME an alias, MX a mail server, NS a name "
    "server, PTR the name for an address (RFC 1035 §3.2.2)."
)


class QuestionKind(Header):
    """RFC 1035 §4.1.2."""

    type = u16("dns.qry.type", "Type", show=_show_type, explain=TYPE_EXPLAINED)
    klass = u16("dns.qry.class", "Class", values=CLASSES, hex_digits=4, explain="IN, the Internet, in practice.")


class MulticastQuestionKind(Header):
    """RFC 6762 §18.12: the top bit of the class asks for an answer by unicast."""

    type = u16("dns.qry.type", "Type", show=_show_type, explain=TYPE_EXPLAINED)
    unicast = flag(
        "dns.qry.qu",
        '"QU" question',
        values=("Answer by multicast", "Answer by unicast, please"),
        explain="The asker wants the answer sent to it alone (RFC 6762 §5.4).",
    )
    klass = bits(15, "dns.qry.class", "Class", values=CLASSES, hex_digits=4, explain="IN, the Internet, in practice.")


class RecordType(Header):
    """RFC 1035 §4.1.3, the part that all records share."""

    type = u16("dns.resp.type", "Type", show=_show_type, explain=TYPE_EXPLAINED)


RECORD_NAME = string("dns.resp.name", "Name", explain="The name this record belongs to (RFC 1035 §4.1.3).")
TTL_EXPLAINED = "How long the record may be kept in caches, in seconds (RFC 1035 §4.1.3, RFC 2181 §8)."


class RecordHeader(Header):
    """RFC 1035 §4.1.3."""

    klass = u16("dns.resp.class", "Class", values=CLASSES, hex_digits=4, explain="IN, the Internet, in practice.")
    ttl = u32("dns.resp.ttl", "Time to live", show=_duration, explain=TTL_EXPLAINED)


class MulticastRecordHeader(Header):
    """RFC 6762 §18.13: the top bit of the class tells caches to forget what they had."""

    flush = flag(
        "dns.resp.cache_flush",
        "Cache flush",
        explain="This replaces all cached records of the name and type (RFC 6762 §10.2).",
    )
    klass = bits(15, "dns.resp.class", "Class", values=CLASSES, hex_digits=4, explain="IN, the Internet, in practice.")
    ttl = u32("dns.resp.ttl", "Time to live", show=_duration, explain=TTL_EXPLAINED)


DATA_LENGTH = u16(
    "dns.resp.len", "Data length", unit="bytes", explain="Bytes of the record's data, which follows (RFC 1035 §4.1.3)."
)
OPAQUE = octets("dns.data", "Data", explain="The data of a record type that is not decoded (RFC 3597).")
SERVICE = string("dns.srv.service", "Service", explain="The service's name, after an underscore (RFC 2782).")
TRANSPORT = string(
    "dns.srv.proto", "Protocol", explain="The transport that the service is reached by, after an underscore (RFC 2782)."
)
SERVICE_DOMAIN = string("dns.srv.name", "Name", explain="The domain that the service is for (RFC 2782).")
TTL_HIGH_BIT = group("dns.ttl.high_bit_set", "The top bit of the TTL is set")
EXTRA = octets("dns.extraneous.data", "Bytes behind the message")
EXTRA_LENGTH = generated(NUMBER, "dns.extraneous.length", "Number of bytes behind the message")
EXTRANEOUS = group("dns.extraneous", "Bytes behind the message")
SECTION = group("", "Section")
RECORD = group("", "Record")


@dataclass(slots=True)
class _Reader:
    """Reads the sections of one message; a node's shown text is what the Info column says of it."""

    cursor: Cursor
    message: Message
    multicast: bool

    def section(self, title: str, count: int, is_question: bool) -> None:
        """Every item takes at least a byte, so the count is bounded by what is there."""
        if not count:
            return
        with self.cursor.node(SECTION, title):
            for _ in range(count):
                if is_question:
                    self.question()
                else:
                    self.record()

    def question(self) -> None:
        cursor = self.cursor
        with cursor.node(RECORD) as node:
            name = take_name(cursor, QUESTION_NAME, self.message)
            field = cursor.fields[-1]
            for spec, number in ((QUESTION_NAME_LENGTH, name.length), (QUESTION_LABELS, name.labels)):
                cursor.add(spec, number if name.length > 1 else 0, field.start, field.stop, generated=True)
            kind, klass, how = self._question_kind()
            node.heading = f"{name.text}: type {type_name(kind)}, class {class_name(klass)}{how}"
            node.shown = f"{type_name(kind)} {name.text}{how}"

    def _question_kind(self) -> tuple[int, int, str]:
        """Type, class, and how the answer is wanted."""
        cursor = self.cursor
        if not self.multicast:
            kind = cursor.header(QuestionKind)
            return kind.type, kind.klass, ""
        asked = cursor.header(MulticastQuestionKind)
        # The class is named before the bit that stands in front of it.
        cursor.fields[-2:] = cursor.fields[:-3:-1]
        return asked.type, asked.klass, f', "{"QU" if asked.unicast else "QM"}" question'

    def record(self) -> None:
        cursor, message = self.cursor, self.message
        with cursor.node(RECORD) as node:
            name = take_name(cursor, RECORD_NAME, message)
            kind = cursor.number(2)
            if kind == SERVICE_NAME:
                self._split_service(name)
            cursor.header(RecordType)
            node.heading = f"{name.text}: type {type_name(kind)}"
            node.shown = type_name(kind)
            if kind == OPT:
                cursor.header(MulticastOptionsHeader if self.multicast else OptionsHeader)
            else:
                node.heading += f", class {class_name(self._record_header())}"
            size = cursor.take(DATA_LENGTH)
            with cursor.limit(size):
                first = len(cursor.fields)
                if size:
                    layout = OPTION_LIST if kind == OPT else LAYOUTS.get(kind)
                    if layout is None:
                        cursor.take(OPAQUE, min(size, cursor.remaining))
                    else:
                        for piece in layout:
                            piece(cursor, message)
                summary = " ".join(field.text for field in cursor.fields[first : first + 2] if field.name)
            if summary and kind != OPT:
                node.heading += f", {summary}"
                node.shown += f" {summary}"

    def _split_service(self, name: DomainName) -> None:
        """Put the parts of a service's name in the place of the name that was left last (RFC 2782)."""
        cursor = self.cursor
        field = cursor.fields.pop()
        service, _, rest = name.text.partition(".")
        protocol, _, domain = rest.partition(".")
        for spec, value in ((SERVICE, service), (TRANSPORT, protocol), (SERVICE_DOMAIN, domain)):
            if value:
                cursor.add(spec, value, field.start, field.stop)

    def _record_header(self) -> int:
        """Class and TTL; the class."""
        cursor = self.cursor
        if not self.multicast:
            head = cursor.header(RecordHeader)
            klass, ttl = head.klass, head.ttl
        else:
            multicast = cursor.header(MulticastRecordHeader)
            klass, ttl = multicast.klass, multicast.ttl
            flush, named = cursor.fields[-3:-1]
            cursor.fields[-3:-1] = [named, flush]
        if ttl >> 31:
            message = "The top bit of the TTL is set (RFC 2181 §8)"
            cursor.notice(TTL_HIGH_BIT, "note", message, cursor.position - 4, cursor.position)
        return klass


def read_sections(layer: Layer[Any], cursor: Cursor, start: int, *, multicast: bool = False) -> None:
    """Leave all sections of the message that began at `start`."""
    header: AnyDNSHeader = layer.header
    is_update = header.flags >> 11 & 15 == UPDATE
    titles = UPDATE_SECTIONS if is_update else SECTIONS
    counts = (header.queries, header.answers, header.authorities, header.additional)
    reader = _Reader(cursor, Message(start, cursor.stop), multicast)
    for index, (title, count) in enumerate(zip(titles, counts, strict=True)):
        reader.section(title, count, index == 0)
    if header.flags >> 11 & 15 == STATEFUL and not any(counts):
        read_stateful(cursor)
    if cursor.remaining:
        length = cursor.remaining
        cursor.notice(EXTRANEOUS, "note", f"{length} bytes behind the message", cursor.position, cursor.stop)
        cursor.take(EXTRA, length)
        cursor.conclude(EXTRA_LENGTH, length)


def info(flags: int, identification: int, root: Field) -> str:
    """The Info column: operation, transaction, what went wrong, then question and answers."""
    items = [item for section in root.children if section.spec is SECTION for item in section.children]
    said = [item.shown for item in items[:MOST_IN_INFO] if item.shown]
    more = ["…"] if len(items) > MOST_IN_INFO else []
    operation, _, outcome = operation_name(flags).partition(", ")
    failure = [outcome] if outcome not in ("", "No error") else []
    return " ".join([operation, f"0x{identification:04x}", *failure, *said, *more])
