"""The secretariat's commands, as they are typed: what they print, and how they refuse."""

from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from places import COMMUNITY, PARIS
from small_cycle import FILES

from chorale.cli import service_context
from chorale.cli.command_group import command, group
from chorale.cli.commands import COMMANDS

ROSTER = "groupe;rôle;nom;courriel\nsnp;référent;Personne A;a@exemple.fr\nepn;référent;Personne B;b@exemple.fr\n"
service = group("service")
IPM = {name: command(name, listed) for name, listed in COMMANDS["ipm"][1].items()}


@pytest.fixture
def project(tmp_path: Path, monkeypatch) -> Path:
    for name in ("CHORALE_DATABASE_URL", "CHORALE_SMTP_URL", "CHORALE_VAR", "CHORALE_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(
        service_context, "system_clock", lambda: datetime(2026, 11, 16, 12, 0, tzinfo=PARIS)
    )
    files = {"content/community.yml": COMMUNITY, "personnes.csv": ROSTER, **FILES}
    files.pop("content/ipm/cycle-9/keys.yml")
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def run(project: Path, command, *words: str) -> tuple[int, str]:
    outcome = CliRunner().invoke(command, [*words, "--project", str(project)])
    return outcome.exit_code, outcome.output.replace("\u00a0", " ")


def test_keys_are_made_by_two_people_tried_and_never_overwritten(project):
    for holder in ("Arbitrage", "Secours"):
        code, said = run(
            project,
            IPM["keys"],
            "create",
            "cycle-9",
            "--holder",
            holder,
            "--secret",
            str(project / f"{holder}.key"),
        )
        assert (code, "Clé publique ajoutée" in said) == (0, True)
        assert (project / f"{holder}.key").stat().st_mode & 0o777 == 0o600
    assert (
        "a déjà ses deux clés"
        in run(
            project,
            IPM["keys"],
            "create",
            "cycle-9",
            "--holder",
            "X",
            "--secret",
            str(project / "x.key"),
        )[1]
    )
    assert (
        run(project, IPM["keys"], "test", "cycle-9", "--secret", str(project / "Secours.key"))[0]
        == 0
    )
    secret = (project / "Secours.key").read_text(encoding="utf-8")
    (project / "powershell.key").write_text(secret.replace("\n", "\r\n"), encoding="utf-16")
    assert (
        run(project, IPM["keys"], "test", "cycle-9", "--secret", str(project / "powershell.key"))[0]
        == 0
    )
    (project / "faux.key").write_text("AGE-SECRET-KEY-1" + "Q" * 58)
    assert (
        run(project, IPM["keys"], "test", "cycle-9", "--secret", str(project / "faux.key"))[0] == 1
    )


def test_inviting_is_refused_without_keys_then_writes_one_mail_each(project):
    people = ("--people", str(project / "personnes.csv"))
    code, said = run(project, service, "invite", "cycle-9", *people)
    assert (code, "le cycle publié n’a pas ses deux clés : les créer si ce n’est fait" in said) == (
        1,
        True,
    )
    (project / "content/ipm/cycle-9/keys.yml").write_text(
        FILES["content/ipm/cycle-9/keys.yml"], encoding="utf-8"
    )
    code, said = run(project, service, "invite", "cycle-9", *people)
    assert (code, "2 invités" in said) == (0, True)
    assert len(list((project / "var/courriels").glob("*.eml"))) == 2
    assert "0 invité, 2 l’étaient déjà" in run(project, service, "invite", "cycle-9", *people)[1]
    code, said = run(project, service, "remind", "cycle-9", "--dry-run")
    assert [line for line in said.splitlines() if "@" in line] == [
        "epn                Personne B <b@exemple.fr>",
        "snp                Personne A <a@exemple.fr>",
    ]
    assert run(project, service, "status", "cycle-9")[1].count("PAS DE DÉPÔT") == 2
    code, said = run(project, service, "revoke", "cycle-9", "a@exemple.fr")
    assert (code, "plus personne ne pourrait déposer pour le groupe SNP" in said) == (1, True)
    last = ("cycle-9", "a@exemple.fr", "--anyway")
    assert "Lien révoqué : Personne A" in run(project, service, "revoke", *last)[1]
    assert "aucun lien valide" in run(project, service, "revoke", "cycle-9", "a@exemple.fr")[1]


def test_spreadsheets_are_written_for_each_group_and_an_empty_one_is_refused(project):
    (project / "content/ipm/cycle-9/keys.yml").write_text(
        FILES["content/ipm/cycle-9/keys.yml"], encoding="utf-8"
    )
    assert run(project, IPM["questionnaire"], "cycle-9", "--output", str(project / "t"))[0] == 0
    assert sorted(file.name for file in (project / "t").iterdir()) == [
        "cycle-9-epn.xlsx",
        "cycle-9-snp.xlsx",
    ]
    code, said = run(project, IPM["collect"], "cycle-9", str(project / "t"))
    assert (code, said.count("refusé, rien n’est changé")) == (1, 2)


def test_without_its_keys_or_without_any_file_a_collection_reads_nothing(project):
    (project / "t").mkdir()
    (project / "t/reponse.csv").write_text("x")
    command = ("ipm", "collect", "cycle-9", str(project / "t"))
    without_keys = whole(project, *command)
    (project / "content/ipm/cycle-9/keys.yml").write_text(
        FILES["content/ipm/cycle-9/keys.yml"], encoding="utf-8"
    )
    (project / "t/reponse.csv").unlink()

    code, said = whole(project, *command)

    assert (without_keys[0], without_keys[1].partition(": ")[2]) == (
        1,
        "cycle-9 a 0 clé publique sur deux : « chorale ipm keys create » ; rien n’est lu\n",
    )
    assert (code, said.partition(": ")[2]) == (
        1,
        "aucun fichier dans « PROJET/t » : rien n’est lu\n",
    )
    assert sorted(project.rglob("*.eml")) == []


def test_a_cycle_that_does_not_exist_is_told_in_one_sentence(project):
    code, said = run(project, service, "status", "cycle-8")
    assert (code, "cycle inconnu « cycle-8 »" in said, "Traceback" in said) == (1, True, False)


def whole(project: Path, *words: str, **environment: str) -> tuple[int, str]:
    """Run the whole command line, as typed."""
    from chorale.__main__ import chorale

    outcome = CliRunner(env=environment).invoke(
        chorale, [*words, "--project", str(project)], prog_name="chorale"
    )
    return outcome.exit_code, outcome.output.replace("\u00a0", " ").replace(str(project), "PROJET")


NOWHERE = "/proc/nulle-part/fichier"


@pytest.mark.parametrize(
    ("words", "environment", "told"),
    [
        (
            ["ipm", "keys", "create", "cycle-9", "--holder", "A", "--secret", NOWHERE],
            {},
            f"« {NOWHERE} » : fichier ou dossier introuvable",
        ),
        (["service", "backup", NOWHERE], {}, f"« {NOWHERE} » : fichier ou dossier introuvable"),
        (
            ["service", "status", "cycle-9"],
            {"CHORALE_DATABASE_URL": "postgresql://u@nulle-part.invalid/x"},
            "CHORALE_DATABASE_URL : cette base ne s’ouvre pas (failed to resolve host",
        ),
        (
            ["service", "status", "cycle-9"],
            {"CHORALE_DATABASE_URL": "postgresql://u@127.0.0.1:1/x"},
            "la base de données ne répond pas ; vérifier CHORALE_DATABASE_URL",
        ),
        (
            ["service", "status", "cycle-9"],
            {"CHORALE_DATABASE_URL": "sqlite:////proc/x.sqlite"},
            "la base de données ne s’ouvre pas",
        ),
        (
            ["service", "status", "cycle-9"],
            {"CHORALE_VAR": "/proc/x"},
            "« /proc/x » : fichier ou dossier introuvable",
        ),
        (
            ["service", "status", "cycle-9"],
            {"CHORALE_PROXIES": "un, deux"},
            "CHORALE_PROXIES : des adresses IP",
        ),
        (
            ["service", "extend", "cycle-9", "--until", "demain", "--reason", "x"],
            {},
            "« AAAA-MM-JJ HH:MM »",
        ),
        (
            ["service", "extend", "cycle-9", "--until", "2026-12-14 18:00", "--reason", " "],
            {},
            "dire la raison",
        ),
        (["ipm", "verify", "cycle-9"], {}, "NON  aucune réponse n’a encore été ouverte"),
        (
            ["service", "revoke", "cycle-9", "z@exemple.fr"],
            {},
            "aucun lien valide pour « z@exemple.fr »",
        ),
        (["service", "purge", "cycle-9"], {}, "gardé 6 mois après la clôture (cycle.yml)"),
    ],
)
def test_each_wrong_use_is_answered_by_one_french_sentence(project, words, environment, told):
    code, said = whole(project, *words, **environment)
    assert (code != 0, told in said.replace("\n", " "), "Traceback" in said) == (
        True,
        True,
        False,
    ), said


def test_a_service_key_that_is_not_one_is_told_in_one_sentence(project):
    (project / "var").mkdir()
    (project / "var/service.key").write_text("abc\n")
    code, said = whole(project, "service", "status", "cycle-9")
    assert (code, said.partition(": ")[2]) == (
        1,
        "« PROJET/var/service.key » n’est pas la clé du service : la reprendre de sa copie\n",
    )


def test_status_tells_keys_mails_and_journal_and_what_is_to_mend(project):
    code, said = whole(project, "service", "status", "cycle-9")
    assert code == 1
    assert said.splitlines() == [
        "cycle-9 : ouvert ; clôture vendredi 11 décembre 2026 à 18 h (heure de Paris)",
        "  snp                0 invité, 0 a noté, PAS DE DÉPÔT",
        "  epn                0 invité, 0 a noté, PAS DE DÉPÔT",
        "  clés : aucune ; elles se créent dans l’atelier, page « Clés » du cycle",
        "  termes : pas encore fixés ; l’ouverture les inscrit au journal",
        "  courriels : 0 parti, 0 en attente",
        "  journal : vide",
        "  À VOIR : SNP : personne n’est invité",
        "  À VOIR : EPN : personne n’est invité",
        "  À CORRIGER : le questionnaire est ouvert sans ses deux clés : aucun dépôt n’est possible",
    ]


def test_mails_that_wait_are_told_with_the_reason(project):
    (project / "content/ipm/cycle-9/keys.yml").write_text(
        FILES["content/ipm/cycle-9/keys.yml"], encoding="utf-8"
    )
    people = str(project / "personnes.csv")
    code, said = whole(
        project,
        "service",
        "invite",
        "cycle-9",
        "--people",
        people,
        CHORALE_SMTP_URL="smtp://127.0.0.1:1",
    )
    assert (code, said.splitlines()) == (
        0,
        [
            "  ajout        snp                Personne A, référent <a@exemple.fr>",
            "  ajout        epn                Personne B, référent <b@exemple.fr>",
            "2 invités, 0 l’était déjà",
            "0 courriel remis au serveur SMTP",
            "2 courriels attendent (127.0.0.1:1 : connexion refusée, rien n’écoute à cette adresse) ; le service réessaie seul",
        ],
    )
