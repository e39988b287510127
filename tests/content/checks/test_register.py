"""What an editor is told of events already published: lost, changed, renamed, not registered yet."""

from datetime import date

import pytest

from chorale.content import page_register, register
from chorale.content.checks.register import check
from chorale.content.load import load
from chorale.content.project import inspect

HOME = """\
url: "https://essai.example/"
name: "Essai"
timezone: Europe/Paris
audiences: {a: "Public A"}
sender: {name: "Essai", address: "essai@essai.example", identity: "Essai"}
"""
TODAY = date(2026, 11, 21)
ONE, TWO = "start: 2027-02-04 11:00, duration: 1h", "start: 2027-02-05 11:00, duration: 1h"
PUBLISH = "l'atelier l'écrit en publiant ; sans lui, lancer « chorale calendar publish »"


def webinar(*sessions, title="Séance"):
    lines = "".join(f"  - {{{session}}}\n" for session in sessions)
    return f'---\ntitle: "{title}"\nsessions:\n{lines}---\n'


def meeting(*lines):
    return "---\n" + "\n".join(('title: "Rencontre"', *lines)) + "\n---\n"


@pytest.fixture
def project(tmp_path):
    """Return a function that writes what is published, then what is there today, and returns the problems told."""

    def write(files):
        for name, content in {"community.yml": HOME, **files}.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                path.unlink()
            else:
                path.write_text(content, encoding="utf-8")
        return load(tmp_path, TODAY)

    def told(before, after):
        first = write(before)
        lines = register.written(register.published(first.community))
        loaded = write({"published.yml": lines, **after})
        assert loaded.problems == ()
        return [(str(one.source), one.severity, one.sentence) for one in check(loaded)]

    told.write = write
    return told


def test_what_is_as_it_was_published_needs_no_word(project):
    assert (
        project(
            {
                "webinars/x.md": webinar(ONE),
                "meetings/m.md": meeting("date: 2027-02-11", "city: Nantes"),
            },
            {},
        )
        == []
    )


def test_a_published_event_may_not_disappear(project):
    before = {
        "webinars/x.md": webinar(ONE),
        "meetings/m.md": meeting("date: 2027-02-11", "city: Nantes"),
    }
    assert project(before, {"webinars/x.md": webinar(TWO), "meetings/m.md": None}) == [
        (
            "content/published.yml:2:11",
            "error",
            "« Rencontre » (2027-02-11), déjà publié, a disparu de content/meetings/m.md ; "
            "le remettre avec « status: cancelled », ou « status: moved » et « moved_from: 2027-02-11 »",
        ),
        (
            "content/published.yml:3:11",
            "error",
            "« Séance » (2027-02-04 11:00), déjà publié, a disparu de content/webinars/x.md ; "
            "le remettre avec « status: cancelled », ou « status: moved » et « moved_from: 2027-02-04 11:00 »",
        ),
        (
            "content/webinars/x.md:2:8",
            "warning",
            f"1\u00a0rendez-vous n'est pas encore au registre (« Séance ») ; {PUBLISH}",
        ),
    ]


def test_a_published_meeting_may_not_change_its_day_in_silence(project):
    before = {"meetings/m.md": meeting("date: 2027-02-11", "city: Nantes")}
    assert project(before, {"meetings/m.md": meeting("date: 2027-02-12", "city: Nantes")}) == [
        (
            "content/meetings/m.md:3:7",
            "error",
            "« Rencontre », publiée pour le 2027-02-11, est maintenant le 2027-02-12 sans le dire ; "
            "ajouter « status: moved » et « moved_from: 2027-02-11 »",
        )
    ]


@pytest.mark.parametrize(
    ("session", "seen"),
    [
        (
            "start: 2027-02-04 14:00, duration: 1h30",
            "« jeudi 4 février 2027, de 11 h à 12 h (heure de Paris) » devenir "
            "« jeudi 4 février 2027, de 14 h à 15 h 30 (heure de Paris) »",
        ),
        (f"{ONE}, status: cancelled, note: x", "l'état « Maintenu » devenir « Annulé »"),
        (
            "start: 2027-02-09 14:00, duration: 1h, status: moved, moved_from: 2027-02-04 11:00",
            "« jeudi 4 février 2027, de 11 h à 12 h (heure de Paris) » devenir "
            "« mardi 9 février 2027, de 14 h à 15 h (heure de Paris) » et l'état « Maintenu » devenir « Déplacé »",
        ),
    ],
)
def test_what_subscribers_will_see_is_said_before_it_is_published(project, session, seen):
    told = project({"webinars/x.md": webinar(ONE)}, {"webinars/x.md": webinar(session)})
    assert [(place, severity, plain(words)) for place, severity, words in told] == [
        (
            "content/webinars/x.md:2:8",
            "warning",
            f"« Séance » : les abonnés verront {seen} ; {PUBLISH}",
        )
    ]


def plain(words):
    return words.replace("\u00a0", " ")


def test_a_place_that_changes_is_said(project):
    before = meeting("date: 2027-02-11", "city: Nantes", "place: Halle", "address: 1 rue X")
    after = meeting("date: 2027-02-11", "city: Nantes", "place: Gare", "address: 2 rue Y")
    assert project({"meetings/m.md": before}, {"meetings/m.md": after}) == [
        (
            "content/meetings/m.md:2:8",
            "warning",
            "« Rencontre » : les abonnés verront le lieu « Halle, Nantes, 1 rue X » devenir « Gare, Nantes, 2 rue Y » ; "
            + PUBLISH,
        )
    ]


def test_a_renamed_file_is_recognised_aloud(project):
    assert project(
        {"webinars/x.md": webinar(ONE)}, {"webinars/x.md": None, "webinars/y.md": webinar(ONE)}
    ) == [
        (
            "content/webinars/y.md:2:8",
            "warning",
            "« Séance » (2027-02-04 11:00), publié depuis content/webinars/x.md, est reconnu ici : "
            f"il garde son identifiant ; {PUBLISH}",
        )
    ]


def test_what_could_be_either_of_two_is_refused(project):
    before = {"webinars/x.md": webinar(ONE, title="A"), "webinars/y.md": webinar(ONE, title="B")}
    after = {"webinars/x.md": None, "webinars/y.md": None, "webinars/z.md": webinar(ONE, title="C")}
    assert [place for place, severity, _ in project(before, after) if severity == "error"] == [
        "content/published.yml:2:11",
        "content/published.yml:3:11",
    ]


def test_words_that_changed_are_counted_once(project):
    before = {f"webinars/{name}.md": webinar(ONE) for name in "xy"}
    after = {f"webinars/{name}.md": webinar(ONE, title="Mieux dit") for name in "xy"}
    assert project(before, after) == [
        (
            "content/webinars/x.md:2:8",
            "warning",
            f"2\u00a0rendez-vous publiés ont changé de texte (« Mieux dit ») ; {PUBLISH}",
        )
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("- {key: [}", "YAML mal formé : valeur attendue ici"),
        (
            '- {key: "../x", file: f, title: t, when: w, status: confirmed, changes: 0, changed: "2026-11-21T22:21:08Z"}',
            "identifiant « ../x » : lettres, chiffres et tirets seulement ; "
            "reprendre la version précédente du registre, puis lancer « chorale calendar publish »",
        ),
        (
            "- {key: x, file: f, title: t, when: w, status: confirmed, changes: 0, changed: hier}",
            "instant « hier » illisible ; "
            "reprendre la version précédente du registre, puis lancer « chorale calendar publish »",
        ),
    ],
)
def test_a_register_that_cannot_be_read_is_one_problem(project, line, sentence):
    loaded = project.write({"published.yml": f"{line}\n"})
    assert [problem.sentence for problem in loaded.problems] == [sentence]


def test_a_published_page_that_disappears_is_told_until_another_takes_its_address(
    project, tmp_path
):
    guide = tmp_path / "site/documentation/guide.md"
    guide.parent.mkdir(parents=True)
    guide.write_text("---\ntitle: Guide\n---\nTexte.\n")
    lines = page_register.written(page_register.recorded(project.write({}).community, {}))
    guide.rename(guide.with_name("mode-d-emploi.md"))

    def told():
        found = inspect(tmp_path, TODAY)[1]
        return [(str(one.source), one.severity, one.sentence) for one in found]

    project.write({"published-pages.yml": lines})
    assert told() == [
        (
            "content/published-pages.yml:3:15",
            "error",
            "la page « documentation/guide/ », déjà publiée, a disparu (site/documentation/guide.md) ; "
            "écrire « aliases: [documentation/guide/] » dans celle qui la remplace, ou retirer cette ligne",
        )
    ]
    renamed = "---\ntitle: Guide\naliases: [documentation/guide]\n---\nTexte.\n"
    guide.with_name("mode-d-emploi.md").write_text(renamed)
    assert told() == []

    guide.write_text("---\ntitle: Guide\n---\nTexte.\n")
    assert told() == [
        (
            "site/documentation/mode-d-emploi.md:3:11",
            "error",
            "ancienne adresse « documentation/guide », qui est aussi celle de « documentation/guide.md » ; en garder une",
        )
    ]
