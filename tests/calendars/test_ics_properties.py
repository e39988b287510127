"""Any agenda that the content can hold becomes strict calendars that another reader finds whole, in any time zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from small_agenda import COMMUNITY

from chorale.calendars import event_text, ics
from chorale.calendars.content_lines import clean
from chorale.calendars.partners.lint import lint
from chorale.content.agenda import events
from chorale.content.event import Event
from chorale.content.event_model import Meeting, Session, Webinar
from chorale.site.agenda import event_pages, lists

ZONES = (
    "Europe/Paris",
    "America/Cayenne",
    "Pacific/Noumea",
    "America/Miquelon",
    "Australia/Lord_Howe",
    "Europe/Dublin",
)
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"),
    min_size=1,
    max_size=120,
)
"""Whatever the check lets through."""
LINKS = st.sampled_from([None, "https://x.example/?a=1,2;b=é", "https://x.example/a b"])
DAYS = st.dates(date(2001, 1, 1), date(2036, 12, 31))
HOURS = st.times().map(lambda hour: hour.replace(second=0, microsecond=0, tzinfo=None))


@st.composite
def sessions(draw, zone):
    start = datetime.combine(draw(DAYS), draw(HOURS), zone)
    status = draw(st.sampled_from(["confirmed", "cancelled", "moved"]))
    moved = status == "moved" or draw(st.booleans())
    return Session(
        start=start.astimezone(UTC).astimezone(zone),
        duration=timedelta(minutes=draw(st.integers(1, 24 * 60))),
        registration=draw(st.one_of(st.just("interne"), LINKS)),
        status="moved" if moved and status == "confirmed" else status,
        moved_from=start - timedelta(days=draw(st.integers(1, 400))) if moved else None,
        note=draw(WORDS),
    )


@st.composite
def meetings(draw):
    day, start = draw(DAYS), draw(st.one_of(st.none(), HOURS))
    last = day + timedelta(days=draw(st.integers(0, 30)))
    several = last > day
    end = (
        draw(HOURS)
        if start is not None and several
        else time(23, 59)
        if start and start < time(23, 59)
        else None
    )
    return Meeting(
        path="content/meetings/m.md", slug="m", title=draw(WORDS), date=day, city=draw(WORDS), start=start, end=end,
        until=last if several else None, place=draw(WORDS), address=draw(WORDS), online=draw(LINKS), note=draw(WORDS),
        status=draw(st.sampled_from(["confirmed", "cancelled"])), summary=draw(WORDS), audiences=("fournisseurs",),
    )  # fmt: skip


@st.composite
def communities(draw):
    name = draw(st.sampled_from(ZONES))
    webinar = Webinar(
        path="content/webinars/w.md", slug="w", title=draw(WORDS), audiences=("fournisseurs",), summary=draw(WORDS),
        sessions=tuple(draw(st.lists(sessions(ZoneInfo(name)), min_size=1, max_size=3, unique_by=lambda one: one.moved_from or one.start))),
    )  # fmt: skip
    audiences = {"fournisseurs": draw(WORDS), "autres": "Autres"}
    return replace(
        COMMUNITY,
        timezone=name,
        audiences=audiences,
        webinars=(webinar,),
        meetings=(draw(meetings()),),
        cycles=(),
        register=(),
    )


def instant(when):
    return when.astimezone(UTC) if isinstance(when, datetime) else when


@settings(max_examples=40)
@given(communities())
def test_icalendar_finds_every_event_again_at_its_instants_with_its_words(community):
    found = events(community)
    files = {file.path: file.content for file in ics.files(community)}
    assert [problem for path, data in files.items() for problem in lint(path, data)] == []
    read = {
        str(one["UID"]): one
        for one in icalendar.Calendar.from_ical(files["calendriers/rendez-vous.ics"]).walk("VEVENT")
    }
    assert len(read) == len(found)
    for event in found:
        one = read[ics.uid(community, event)]
        assert str(one["SUMMARY"]) == clean(event_text.title(event))
        assert instant(one["DTSTART"].dt) == instant(event.start)
        assert ended(one) == expected_end(event)
        assert str(one["STATUS"]) == ("CANCELLED" if event.status == "cancelled" else "CONFIRMED")


def ended(one):
    return instant(one["DTEND"].dt) if "DTEND" in one else None


def expected_end(event: Event):
    if not isinstance(event.start, datetime):
        return event.end + timedelta(days=1)
    return (
        instant(event.end)
        if event.end is not None and instant(event.end) > instant(event.start)
        else None
    )


@settings(max_examples=15)
@given(communities())
def test_every_page_stays_whole_html_whatever_authors_write(community):
    made = (*lists.files(community), *event_pages.files(community))
    for file in (one for one in made if one.path.endswith(".md")):
        body = file.content.decode().split("\n---\n", 1)[1]
        soup = BeautifulSoup(body, "html.parser")
        assert not [text for text in body if text in "\x00\x01\x02\x03"], file.path
        assert all(item.select_one(".event__title a[href]") for item in soup.select("li.event")), (
            file.path
        )
        assert len(soup.select("script")) == 1, file.path
