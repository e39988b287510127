"""Identifiers of events for life: a file renamed, a webinar split, an hour withdrawn keep what was published."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict, TypeVar

from chorale.content.event import Event, said
from chorale.content.published_events import Published

Found = TypeVar("Found")
Register = Mapping[str, Published]
"""The lines of the register by what their files call their events today."""


@dataclass(frozen=True, kw_only=True)
class Trace:
    """What an event and a line of the register may share: a file, a day or an instant, a title."""

    file: str
    when: str
    title: str

    @property
    def folder(self) -> str:
        """Return the folder of its kind of content."""
        return "/".join(self.file.split("/")[:2])


SIGNS: tuple[Callable[[Trace], tuple[str, ...]], ...] = (
    lambda trace: (trace.folder, trace.when, trace.title),
    lambda trace: (trace.folder, trace.when),
    lambda trace: (trace.file, trace.when[:10]),
)
"""What recognises an event whose name has changed, surest first; a sign that two share recognises neither."""


class Identity(TypedDict):
    """What an event is called for life, what its file calls it today, and its line of the register."""

    key: str
    name: str
    record: Published | None


def identity(name: str, register: Register) -> Identity:
    """Return who an event is, by the name that its file gives it."""
    line = register.get(name)
    return Identity(key=line.key if line else name, name=name, record=line)


def identified(found: Iterable[Event], register: Register) -> tuple[Event, ...]:
    """Give each event whose name the register does not know its line there, when it can be recognised."""
    events = tuple(found)
    strangers = [event for event in events if event.record is None]
    if not register or not strangers:
        return events
    names = {event.name for event in events}
    lost = [one for name, one in register.items() if name not in names]
    lines = _recognised(strangers, lost) if lost else {}
    taken = {one.key for one in register.values()}
    return tuple(
        event if event.record else _known(event, lines.get(event.key), taken) for event in events
    )


def _known(event: Event, line: Published | None, taken: set[str]) -> Event:
    if line is not None:
        return replace(event, key=line.key, record=line)
    # a renamed event left its name behind: whoever takes it is another event
    return replace(event, key=f"{event.key}-bis") if event.key in taken else event


def _recognised(strangers: Sequence[Event], lost: Sequence[Published]) -> Mapping[str, Published]:
    """Return the line of each event that only one sign was needed to find."""
    found: dict[str, Published] = {}
    for sign in SIGNS:
        kept = {line.key for line in found.values()}
        left = (event for event in strangers if event.key not in found)
        seen = _alone((sign(trace), event.key) for event in left for trace in _traces(event))
        lines = _alone((sign(_trace(one)), one) for one in lost if one.key not in kept)
        found |= {key: lines[shared] for shared, key in seen.items() if shared in lines}
    return found


def _traces(event: Event) -> Iterator[Trace]:
    for when in dict.fromkeys((said(event.start), said(event.moved_from or event.start))):
        yield Trace(file=event.item.path, when=when, title=event.title)


def _trace(one: Published) -> Trace:
    return Trace(file=one.file, when=one.when, title=one.title)


def _alone(found: Iterable[tuple[tuple[str, ...], Found]]) -> dict[tuple[str, ...], Found]:
    """Keep what nothing else resembles."""
    groups: dict[tuple[str, ...], list[Found]] = {}
    for sign, one in found:
        groups.setdefault(sign, []).append(one)
    return {sign: same[0] for sign, same in groups.items() if len(set(same)) == 1}
