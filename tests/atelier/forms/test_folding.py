"""What nobody filled is folded, in its place; what is filled, short or usual stands in the open."""

from chorale.atelier.forms.entries import Entry, FormMaker
from chorale.atelier.forms.folding import Run, runs
from chorale.content.model import Webinar


def entry(name, widget="text", **more):
    return Entry(name=name, widget=widget, label=name.capitalize(), **more)


def folded(*entries):
    return [(run.words, [one.name for one in run.entries]) for run in runs(entries)]


def test_two_empty_fields_are_folded_between_those_that_say_something():
    title, zone, until = entry("title", value="Un titre"), entry("zone"), entry("until", "date")
    summary = entry("summary", "sentence")

    assert runs((title, zone, until, summary)) == (
        Run(entries=(title,)),
        Run(entries=(zone, until), words="Zone, until"),
        Run(entries=(summary,)),
    )


def test_a_lone_field_stays_and_a_lone_record_is_folded():
    empty = entry("cover", "record", entries=(entry("cover.src"), entry("cover.alt")))
    filled = entry("cover", "record", entries=(entry("cover.src", value="a.png"),))

    assert folded(entry("zone")) == [("", ["zone"])]
    assert folded(empty) == [("Cover", ["cover"])]
    assert folded(filled) == [("", ["cover"])]


def test_what_must_be_answered_is_usual_or_is_kept_aside_stays():
    stray = (("join?", "join", "[1]"),)
    entries = (
        entry("name", required=True),
        entry("sessions.0.duration", "duration"),
        entry("join", strays=stray),
        entry("closes", "date"),
    )

    assert folded(*entries) == [("", ["name", "sessions.0.duration", "join"]), ("", ["closes"])]


def test_a_new_webinar_shows_its_title_its_publics_and_its_sessions_first(golden):
    entries = FormMaker(golden).entries(Webinar, {"title": "", "sessions": []})

    assert [run.words for run in runs(entries) if run.words] == [
        "Fuseau horaire, règle de la série, commun à toutes les séances",
        "Calendrier partenaire, image",
    ]
