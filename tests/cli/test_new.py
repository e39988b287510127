"""What `chorale new` writes passes the check as it is, and never replaces anything."""

import shutil
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from house import GOLDEN

from chorale.__main__ import chorale
from chorale.cli.commands import COMMANDS
from chorale.content.project import inspect
from chorale.scaffold import named

TODAY = date(2026, 3, 5)


@pytest.fixture
def project(tmp_path):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    shutil.copytree(GOLDEN / "site", tmp_path / "site")
    return tmp_path


def new(project, *words):
    result = CliRunner().invoke(
        chorale, ["new", *words, "--project", str(project), "--today", str(TODAY)]
    )
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


CASES = [
    (("webinar", "Veiller la nuit"), "content/webinars/veiller-la-nuit.md", []),
    (
        ("webinar", "Lire les feux, bis", "--from", "lire-les-feux"),
        "content/webinars/lire-les-feux-bis.md",
        [],
    ),
    (
        ("meeting", "2026-06-02", "Saint-Malo"),
        "content/meetings/2026-06-02-saint-malo.md",
        ["rencontre à Saint-Malo sans adresse"],
    ),
    (("issue", "2026-04"), "content/newsletters/2026-04/issue.yml", []),
    (
        ("article", "2026-03", "Été : « l'œil » du phare"),
        "content/newsletters/2026-03/ete-l-oeil-du-phare.md",
        ["article qu'aucune rubrique du numéro ne cite"],
    ),
    (("collected", "Un feu de secours"), "content/requests/un-feu-de-secours.md", []),
    (("mail", "rappel"), "content/mails/rappel.yml", []),
    (
        ("request", "cycle-1", "Faire mieux : plus vite"),
        "content/ipm/cycle-1/requests.yml",
        ["ce qui était figé a bougé depuis l'ouverture : les demandes"],
    ),
]


@pytest.mark.parametrize(
    ("words", "path", "told"), CASES, ids=[words[0] + words[-1] for words, _, _ in CASES]
)
def test_a_new_file_passes_the_check(project, words, path, told):
    code, _ = new(project, *words)

    loaded, problems = inspect(project, TODAY)
    assert (
        code,
        [problem.message for problem in problems if problem.code not in ("publie", "modele")],
    ) == (
        0,
        told,
    )
    assert "# " in (project / path).read_text(encoding="utf-8")
    assert loaded.community is not None


def test_every_command_has_its_case():
    assert {words[0] for words, _, _ in CASES} == set(COMMANDS["new"][1])


def test_a_webinar_from_last_time_keeps_its_programme_weekday_and_hour(project):
    new(project, "webinar", "Lire les feux, bis", "--from", "lire-les-feux")

    webinars = {webinar.slug: webinar for webinar in inspect(project, TODAY)[0].community.webinars}
    before, after = webinars["lire-les-feux"], webinars["lire-les-feux-bis"]
    assert (after.body.strip(), after.audiences) == (before.body.strip(), before.audiences)
    assert [session.start for session in after.sessions] == [
        datetime(2026, 4, 7, 14, 30, tzinfo=ZoneInfo("Europe/Paris"))
    ]


def test_a_webinar_from_last_time_needs_no_title_and_keeps_all_that_stays_the_same(project):
    path = project / "content/webinars/lire-les-feux.md"
    text = path.read_text(encoding="utf-8").replace(
        "sessions:",
        'speakers: ["Gardien : le chef"]\ndocuments:\n  - {url: "https://d.example/", label: "Guide"}\nsessions:',
    )
    path.write_text(text, encoding="utf-8")
    code, output = new(project, "webinar", "--from", "lire-les-feux")

    assert (code, output) == (
        0,
        "content/webinars/lire-les-feux-2026-04-07.md est prêt à compléter\n",
    )
    loaded, problems = inspect(project, TODAY)
    assert [problem for problem in problems if problem.severity == "error"] == []
    webinars = {webinar.slug: webinar for webinar in loaded.community.webinars}
    before, after = webinars["lire-les-feux"], webinars["lire-les-feux-2026-04-07"]
    same = ("title", "audiences", "summary", "speakers", "documents", "illustrative")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    (session,) = after.sessions
    assert (session.start.isoformat(), session.registration, session.capacity) == (
        "2026-04-07T14:30:00+02:00",
        "interne",
        40,
    )
    assert session.duration == before.sessions[1].duration


def test_a_new_date_is_no_public_holiday(project):
    result = CliRunner().invoke(
        chorale,
        [
            "new",
            "webinar",
            "Noël",
            "--project",
            str(project),
            "--today",
            "2029-11-20",
            "--from",
            "lire-les-feux",
        ],
    )
    assert result.exit_code == 0
    text = (project / "content/webinars/noel.md").read_text(encoding="utf-8")
    assert "start: 2029-12-18 14:30" in text
    result = CliRunner().invoke(
        chorale,
        [
            "new",
            "webinar",
            "Fêtes",
            "--project",
            str(project),
            "--today",
            "2029-11-27",
            "--from",
            "lire-les-feux",
        ],
    )
    assert "start: 2030-01-08 14:30" in (project / "content/webinars/fetes.md").read_text(
        encoding="utf-8"
    )


def test_a_request_takes_the_next_reference_and_keeps_the_others(project):
    path = project / "content/ipm/cycle-1/requests.yml"
    before = path.read_text(encoding="utf-8")

    new(project, "request", "cycle-1", "Voir plus loin")

    assert path.read_text(encoding="utf-8").startswith(before)
    references = [
        request.reference for request in inspect(project, TODAY)[0].community.cycles[0].requests
    ]
    assert references == ["DE-01", "DE-02", "DE-03", "DE-04", "DE-05"]


def test_an_existing_file_is_never_replaced(project):
    path = project / "content/webinars/lire-les-feux.md"
    before = path.read_bytes()

    code, output = new(project, "webinar", "Lire les feux")

    assert (code, output) == (
        1,
        "content/webinars/lire-les-feux.md existe déjà : rien n’a été changé\n",
    )
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("webinar", "Bis", "--from", "lire-les-feu"),
            "webinaire inconnu « lire-les-feu » ; vouliez-vous dire « lire-les-feux » ?",
        ),
        (
            ("article", "2026-30", "Bis"),
            "numéro inconnu « 2026-30 » ; vouliez-vous dire « 2026-03 » ?",
        ),
        (
            ("request", "cycle-2", "Bis"),
            "cycle inconnu « cycle-2 » ; vouliez-vous dire « cycle-1 » ?",
        ),
        (("webinar",), "donner un titre, ou « --from NOM » pour repartir d’un webinaire"),
        (("issue", "avril"), "« avril » n’est pas un mois AAAA-MM"),
        (("meeting", "demain", "Brest"), "« demain » n’est pas une date AAAA-MM-JJ"),
    ],
)
def test_a_wrong_name_is_a_usage_error_with_a_better_one(project, words, sentence):
    code, output = new(project, *words)

    assert code == 2
    assert output.splitlines()[-1].endswith(sentence)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Bien démarrer l'été", "bien-demarrer-l-ete"),
        ("Un œil", "un-oeil"),
        ("???", "sans-titre"),
        ("Index", "index-1"),
        ("../../etc", "etc"),
    ],
)
def test_a_title_becomes_a_safe_name(title, name):
    assert named(title) == name
