"""What there is to read of one counter, or of one way of an interface: for lines below a table and for a window."""

from __future__ import annotations

from tui import wording
from tui.counter_view.history import CounterHistory, is_trouble
from tui.counter_view.interface_rows import Way
from tui.counter_view.rows import growth_words, rate_words
from tui.panes.text_lines import Paragraph
from tui.sockets.counted.interfaces import INTERFACE, INTERFACE_SUMS, INTERFACE_TROUBLE
from tui.sockets.counter_words import advice_of, meaning_of
from tui.sockets.counters import is_gauge

UNKNOWN = "What it counts is not known here: a newer kernel may tell counters that Remora has no words for."


def title_of(subject: str | Way) -> str:
    """Its name."""
    if isinstance(subject, str):
        return subject
    return f"{subject.interface} {subject.word}"


def explanation(history: CounterHistory, subject: str | Way) -> str:
    """What it counts, and what to look at; of an interface what goes wrong with it."""
    if isinstance(subject, str):
        return " ".join(part for part in (meaning_of(subject) or UNKNOWN, advice_of(subject)) if part)
    wrong = [name for name in subject.counters if is_trouble(name, subject.interface)]
    wrong.sort(key=INTERFACE_TROUBLE.index)
    named = [name for name in wrong if name not in INTERFACE_SUMS and history.value(name, subject.interface)]
    named = named or [name for name in wrong if history.value(name, subject.interface)]
    told = [f"{name} {wording.count(history.value(name, subject.interface) or 0)}: {INTERFACE[name]}" for name in named]
    return " ".join(told) or "Nothing went wrong this way."


def rates_of(history: CounterHistory, subject: str | Way) -> list[float]:
    """What to draw over time: how fast it grew, or of a gauge how large it was."""
    if isinstance(subject, Way):
        return history.rates(f"{subject.prefix}_bytes", subject.interface)
    return [float(value) for value in history.values(subject)] if is_gauge(subject) else history.rates(subject)


def paragraphs(history: CounterHistory, subject: str | Way) -> list[Paragraph]:
    """All there is to say, for a window."""
    if isinstance(subject, str):
        found = [Paragraph(meaning_of(subject) or UNKNOWN)]
        if advice_of(subject):
            found += [Paragraph(), Paragraph(advice_of(subject), head="Look at  ", head_style="text--dim")]
        if is_trouble(subject):
            found += [Paragraph(), Paragraph("Its growth is a sign of trouble.", "text--strong")]
        return [*found, Paragraph(), *_numbers(history, subject, "")]
    latest = history.latest
    one = latest.interfaces.get(subject.interface) if latest is not None else None
    found = []
    if one is not None:
        mtu = f", at most {wording.count(one.mtu)} bytes a packet (MTU)" if one.mtu else ""
        state = "Its state is not told" if one.state in ("", "unknown") else one.state.capitalize()
        found.append(Paragraph(f"{state}{mtu}."))
    for name in INTERFACE:
        value = history.value(name, subject.interface)
        if value is None:
            continue
        grown = history.has_grown(name, subject.interface)
        is_wrong = bool(value) and is_trouble(name, subject.interface)
        style = "text--error" if is_wrong and grown else "text--strong" if is_wrong else ""
        found += [Paragraph(), Paragraph(INTERFACE[name], head=f"{name}  ", head_style="text--key")]
        found += _numbers(history, name, subject.interface, style)
    return found


def _numbers(history: CounterHistory, name: str, interface: str, style: str = "") -> list[Paragraph]:
    value = history.value(name, interface)
    grown, rate = growth_words(history.since_start(name, interface)), rate_words(history.rate(name, interface))
    told = [wording.count(value) if value is not None else "not told any more"]
    told += [f"{grown} since the start"] if grown else []
    told += [f"{rate} a second"] if rate else []
    return [Paragraph(", ".join(told), style)]
