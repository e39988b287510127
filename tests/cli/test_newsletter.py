"""An editor reads an issue again, has it approved, changes a word, and hands it over: each sentence as it is told."""

import shutil
from datetime import date

import pytest
from click.testing import CliRunner
from house import GOLDEN, ROOT

from chorale.__main__ import chorale

TODAY = date(2026, 11, 21)
ISSUE = "2018-12"


@pytest.fixture
def project(tmp_path):
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copytree(ROOT / "site", tmp_path / "site")
    return tmp_path


def newsletter(project, verb, *words):
    command = [
        "newsletter",
        verb,
        ISSUE,
        *words,
        "--project",
        str(project),
        "--today",
        str(TODAY),
    ]
    result = CliRunner().invoke(chorale, command)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output.splitlines()[-1]


def test_an_approval_falls_with_the_first_word_that_changes(project):
    article = project / "content/newsletters" / ISSUE / "creation-de-compte.md"

    assert newsletter(project, "check") == (
        0,
        "2018-12 : rien à reprendre ; pas encore approuvé",
    )
    assert newsletter(project, "approve", "--by", " comité  de rédaction ")[0] == 0
    assert newsletter(project, "check") == (
        0,
        "2018-12 : rien à reprendre ; approuvé par « comité de rédaction »",
    )

    article.write_text(
        article.read_text(encoding="utf-8").rstrip() + " Encore.\n", encoding="utf-8"
    )
    assert newsletter(project, "check") == (
        0,
        "2018-12 : 1\u00a0avertissement ; à approuver de nouveau",
    )


def test_nobody_cannot_approve(project):
    code, said = newsletter(project, "approve", "--by", "  ")

    assert code == 2
    assert (
        said.partition(": ")[2]
        == "donner après --by qui approuve, par exemple « comité de rédaction »"
    )
    assert not (project / "content/newsletters" / ISSUE / "approvals.tsv").exists()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ((), "2018-12.eml"),
        (
            ("--engine", "listmonk", "--list-id", "3", "--template-id", "2"),
            "2018-12.listmonk.json",
        ),
        (("--engine", "brevo", "--list-id", "3"), "2018-12.brevo.json"),
        (
            ("--engine", "sympa", "--list-url", "https://listes.example/sympa/info/lettre"),
            "2018-12.sympa.eml",
        ),
    ],
)
def test_each_engine_gets_its_file(project, words, name):
    target = project / "build/newsletters" / ISSUE / name
    assert newsletter(project, "approve", "--by", "comité de rédaction")[0] == 0

    assert newsletter(project, "export", *words, "--output", str(target)) == (
        0,
        f"écrit : {target}",
    )
    assert target.stat().st_size > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--engine", "listmonk", "--template-id", "2"), "donner avec --list-id le numéro d’au moins une liste (listmonk, Lists)"),
        (("--engine", "listmonk", "--list-id", "3"), 'donner avec --template-id un modèle de listmonk qui ne contient que « {{ template "content" . }} » : sans lui, listmonk entoure la lettre de son propre modèle'),
        (("--engine", "brevo"), "donner avec --list-id le numéro d’au moins une liste (Brevo, Contacts > Listes)"),
        (("--engine", "sympa", "--list-url", "https://listes.example/lettre"), "donner la page de la liste avec --list-url, par exemple « https://listes.example/sympa/info/lettre »"),
    ],
)  # fmt: skip
def test_an_engine_says_what_it_misses(project, words, said):
    assert newsletter(project, "approve", "--by", "comité de rédaction")[0] == 0
    code, last = newsletter(project, "export", *words)

    assert (code, last.partition(": ")[2]) == (2, said)


def test_what_was_not_approved_is_handed_to_no_engine(project):
    code, said = newsletter(project, "export", "--engine", "brevo", "--list-id", "3")

    assert (code, "n’est pas approuvé" in said) == (1, True)
    assert newsletter(project, "export")[0] == 0


def test_the_check_of_a_letter_repeats_what_the_check_of_the_content_says_of_it(tmp_path):
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, tmp_path / part)
    article = tmp_path / "content/newsletters/2026-03/la-lampe-est-reparee.md"
    article.write_text(
        article.read_text(encoding="utf-8") + "\n[Le port](http://port.example/)\n",
        encoding="utf-8",
    )
    where = ("--project", str(tmp_path), "--today", "2026-03-05")

    def told(*command):
        output = CliRunner().invoke(chorale, [*command, *where]).output
        return [
            line.partition(": attention")[0]
            for line in output.splitlines()
            if "lien non chiffré" in line
        ]

    assert told("check") == ["content/newsletters/2026-03/la-lampe-est-reparee.md:19:1"]
    assert told("newsletter", "check", "2026-03") == told("check")


@pytest.fixture
def phare(tmp_path):
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, tmp_path / part)
    return tmp_path


def lighthouse(project, verb, *words, today="2026-03-05"):
    command = ["newsletter", verb, "2026-03", *words, "--project", str(project), "--today", today]
    result = CliRunner().invoke(chorale, command)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def rewrite(file, before, after):
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_draft_is_shown_but_neither_approved_nor_sent(phare):
    issue = phare / "content/newsletters/2026-03/issue.yml"
    rewrite(issue, "date: ", "draft: true\ndate: ")
    refusal = (
        "Error: 2026-03 est un brouillon : retirer « draft: true » de issue.yml, puis l’approuver\n"
    )

    assert lighthouse(phare, "preview")[0] == 0
    assert lighthouse(phare, "approve", "--by", "essai") == (1, refusal)
    assert lighthouse(phare, "export", "--engine", "brevo", "--list-id", "3") == (1, refusal)


def test_a_sentence_of_the_model_is_approved_by_nobody(phare):
    article = phare / "content/newsletters/2026-03/la-lampe-est-reparee.md"
    article.write_text(
        article.read_text(encoding="utf-8").replace(
            "La lampe tourne de nouveau depuis le mardi 24 février.",
            "Une phrase qui dit l'essentiel, pour le sommaire.",
        )
        + "\nPremière étape.\n",
        encoding="utf-8",
    )

    assert lighthouse(phare, "approve", "--by", "essai") == (
        1,
        "Error: content/newsletters/2026-03/la-lampe-est-reparee.md:6:10 : phrase du modèle laissée telle quelle "
        "« Une phrase qui dit l’essentiel, pour le sommaire. » ; écrire la vôtre, ou la retirer\n"
        "content/newsletters/2026-03/la-lampe-est-reparee.md:19:1 : phrase du modèle laissée telle quelle "
        "« Première étape. » ; écrire la vôtre, ou la retirer\n",
    )


def test_a_sentence_written_beside_that_of_the_model_leaves_it_told(phare):
    article = phare / "content/newsletters/2026-03/la-lampe-est-reparee.md"
    rewrite(
        article,
        "La lampe tourne de nouveau depuis le mardi 24 février.",
        "La lampe tourne.Une phrase qui dit l'essentiel, pour le sommaire.",
    )

    assert lighthouse(phare, "approve", "--by", "essai") == (
        1,
        "Error: content/newsletters/2026-03/la-lampe-est-reparee.md:6:10 : phrase du modèle laissée telle quelle "
        "« Une phrase qui dit l’essentiel, pour le sommaire. » ; écrire la vôtre, ou la retirer\n",
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("content/newsletters/2026-04/issue.yml", "titre: Une autre lettre\n"),
        ("content/webinars/faute.md", "---\ntitle: Un webinaire\nsessions: []\n---\nTexte.\n"),
        ("content/forms/faute.yml", "titre: Un formulaire\n"),
        ("site/aide/faute.md", "---\ntitle: Une page\n---\n[Rien](absente.md)\n"),
    ],
)
def test_the_mistake_of_one_member_blocks_nobody_s_letter(phare, path, said):
    (phare / path).parent.mkdir(parents=True, exist_ok=True)
    (phare / path).write_text(said, encoding="utf-8")
    where = ("--project", str(phare), "--today", "2026-03-05")

    assert CliRunner().invoke(chorale, ["check", *where]).exit_code == 1
    assert lighthouse(phare, "check")[0] == 0
    assert lighthouse(phare, "preview")[0] == 0
    assert lighthouse(phare, "approve", "--by", "essai")[0] == 0


def test_a_webinar_that_cannot_be_read_blocks_the_letter_that_would_announce_it(phare):
    broken = next((phare / "content/webinars").glob("*.md"))
    rewrite(broken, "title:", "titre:")

    code, said = lighthouse(phare, "approve", "--by", "essai")
    assert (code, said.partition(":")[0]) == (1, f"content/webinars/{broken.name}")


def test_what_is_handed_over_is_kept_where_a_build_replaces_nothing(phare):
    assert lighthouse(phare, "export") == (
        0,
        f"écrit : {phare}/var/envois/2026-03/2026-03.eml\n",
    )
