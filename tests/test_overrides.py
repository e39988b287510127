"""A community replaces one template or one style by a file of the same path; everything else stays as it was."""

import shutil
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from house import GOLDEN, ROOT, TEMPLATES

from chorale import publish
from chorale.__main__ import chorale
from chorale.content import snapshot
from chorale.content.project import inspect
from chorale.overrides import TemplateFolders, of_project
from chorale.preview import Preview

TODAY = date(2026, 3, 5)


def project(folder, **own):
    """Copy the miniature community, with templates of its own: a path, and its text."""
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, folder / part)
    place(folder, own)
    return folder


def place(folder, own):
    for path, text in own.items():
        target = folder / "templates" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def built(folder, builder="mkdocs"):
    publish.build(folder, folder / "build", TODAY, builder=builder)
    files = (
        path
        for path in (folder / "build").rglob("*")
        if path.is_file() and path.name != "manifest.json"
    )
    return {path.relative_to(folder / "build").as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return built(project(tmp_path_factory.mktemp("sans")))


def changed(plain, other):
    """Return the files that differ; one more always does: the service's, which holds the community's own templates."""
    found = {path for path in plain.keys() | other.keys() if plain.get(path) != other.get(path)}
    assert snapshot.NAME in found
    return found - {snapshot.NAME}


def test_a_page_is_replaced_alone(tmp_path, plain):
    made = built(
        project(tmp_path, **{"site/home.md": '<div class="home"><h1>Chez nous</h1></div>\n'})
    )

    assert changed(plain, made) == {"site/index.html"}
    assert b"<h1>Chez nous</h1>" in made["site/index.html"]


def test_a_style_is_replaced_alone_and_its_community_may_add_what_it_names(tmp_path, plain):
    css = (TEMPLATES / "site/theme/assets/css/agenda.css").read_text()
    made = built(
        project(
            tmp_path,
            **{
                "site/theme/assets/css/agenda.css": css
                + "\n.chez-nous { background: url(../images/vague.svg); }\n",
                "site/theme/assets/images/vague.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            },
        )
    )

    assert changed(plain, made) == {
        "site/assets/css/agenda.css",
        "site/assets/images/vague.svg",
    }


def test_a_style_may_be_added_to_every_page(tmp_path, plain):
    main = '{% extends "base.html" %}\n{% block extrahead %}<link rel="stylesheet" href="{{ root }}/assets/css/nous.css">{% endblock %}\n'
    own = {
        "site/theme/main.html": main,
        "site/theme/assets/css/nous.css": ":root { --ink: #101010; }\n",
    }
    made = built(project(tmp_path, **own))
    pages = {path for path in plain if path.startswith("site/") and path.endswith(".html")}
    framed = {path for path in pages if b"assets/css/tokens.css" in plain[path]}

    assert changed(plain, made) == framed | {"site/assets/css/nous.css"}
    assert (
        b'<link rel="stylesheet" href="../assets/css/nous.css">' in made["site/agenda/index.html"]
    )


def test_a_block_of_the_letter_is_replaced_alone(tmp_path, plain):
    footer = (TEMPLATES / "email/footer.mjml").read_text()
    own = {"email/footer.mjml": footer.replace('css-class="apron"', 'css-class="apron nous"')}
    made = built(project(tmp_path, **own))
    folder = "newsletters/2026-03/"

    assert {path.removeprefix(folder).partition("/")[0] for path in changed(plain, made)} == {
        "apercu", "email.html", "email.eml", "report.json"
    }  # fmt: skip
    assert changed(plain, made) == {
        path for path in changed(plain, made) if path.startswith(folder)
    }
    assert b'class="apron nous' in made[f"{folder}email.html"]


def test_the_words_of_an_email_take_the_style_of_the_community(tmp_path, plain):
    css = (TEMPLATES / "email/editorial.css").read_text() + "\np { letter-spacing: 1px; }\n"
    made = built(project(tmp_path, **{"email/editorial.css": css}))

    assert b"letter-spacing" not in plain["newsletters/2026-03/email.html"]
    assert b"letter-spacing:1px" in made["newsletters/2026-03/email.html"]


def test_the_other_site_builder_shows_the_same_look(tmp_path):
    css = ":root { --ink: #101010; }\n"
    own = {
        "site/home.md": '<div class="home"><h1>Chez nous</h1></div>\n',
        "site/theme/assets/css/agenda.css": css,
    }
    made = built(project(tmp_path, **own), builder="zensical")

    assert made["site/assets/css/agenda.css"].decode() == css
    assert b"<h1>Chez nous</h1>" in made["site/index.html"]
    assert b"main-menu" in made["site/index.html"]


def test_new_content_starts_from_the_template_of_the_community(tmp_path):
    project(
        tmp_path,
        **{
            "new/meeting.md": "---\ntitle: {{ title }}\ncity: {{ city }}\ndate: {{ date }}\n---\n\nÀ 9 h.\n"
        },
    )
    words = [
        "new",
        "meeting",
        "2026-06-02",
        "Brest",
        "--project",
        str(tmp_path),
        "--today",
        str(TODAY),
    ]

    assert CliRunner().invoke(chorale, words).exit_code == 0
    assert (tmp_path / "content/meetings/2026-06-02-brest.md").read_text() == (
        '---\ntitle: "Rencontre à Brest"\ncity: "Brest"\ndate: 2026-06-02\n---\n\nÀ 9 h.\n'
    )


def told(folder):
    return [
        (str(problem.source), problem.sentence)
        for problem in inspect(folder, TODAY)[1]
        if problem.code != "publie"
    ]


@pytest.mark.parametrize(
    ("own", "source", "sentence"),
    [
        (
            {"site/hom.md": "x"},
            "templates/site/hom.md:1:1",
            "fichier qui ne remplace aucun modèle et qu'aucun autre ne cite ; vouliez-vous dire « site/home.md » ?",
        ),
        (
            {"site/theme/assets/css/agenda.scss": "x"},
            "templates/site/theme/assets/css/agenda.scss:1:1",
            "fichier qui ne remplace aucun modèle et qu'aucun autre ne cite ; "
            "vouliez-vous dire « site/theme/assets/css/agenda.css » ?",
        ),
        (
            {"armoiries.png": "x"},
            "templates/armoiries.png:1:1",
            "fichier qui ne remplace aucun modèle et qu'aucun autre ne cite",
        ),
        (
            {"email/footer.mjml": "<mj-text>\n{% if x %}\n</mj-text>\n"},
            "templates/email/footer.mjml:2:1",
            "modèle mal formé : Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or "
            "'endif'. The innermost block that needs to be closed is 'if'. ; relire cette ligne",
        ),
    ],
)
def test_what_replaces_nothing_or_is_malformed_is_told(tmp_path, own, source, sentence):
    assert told(project(tmp_path, **own)) == [(source, sentence)]


def test_hidden_files_and_the_templates_of_the_program_are_nobodys_business(tmp_path):
    assert told(project(tmp_path, **{"site/.home.md.swp": "x"})) == []
    for root in (ROOT, tmp_path / "absent"):
        assert replace(of_project(root), state="") == TemplateFolders()


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("site/home.md", "<div>\n{{ absent }}\n</div>", "templates/site/home.md:2"),
        ("site/_choir.svg", "<svg>{{ 1 // 0 }}</svg>", "templates/site/_choir.svg:1"),
        ("email/letter.txt", "{{ issue.absent }}", "templates/email/letter.txt:1"),
        (
            "site/theme/partials/footer.html",
            "\n\n{{ config.absent.plus }}",
            "templates/site/theme/partials/footer.html:3",
        ),
        (
            "site/theme/main.html",
            '{% extends "bas.html" %}',
            "templates/site/theme/main.html:1",
        ),
    ],
)
def test_a_template_that_does_not_render_stops_the_publication_with_its_place(
    tmp_path, path, text, said
):
    project(tmp_path, **{path: text})
    result = CliRunner().invoke(
        chorale, ["build", "--project", str(tmp_path), "--today", str(TODAY)]
    )

    assert result.exit_code == 1
    assert result.output.replace("\u00a0", " ").startswith(
        f"Error: {said} : ce modèle ne se rend pas ("
    )
    assert not (tmp_path / "build").exists()


def test_the_live_preview_follows_templates_that_come_change_and_go(tmp_path):
    project(tmp_path / "projet")
    shown = Preview(
        tmp_path / "projet", TODAY, str(tmp_path / "projet/site"), str(tmp_path / "site")
    )

    def home():
        assert shown.render("http://127.0.0.1:1/") == []
        return (tmp_path / "site/index.html").read_text()

    assert "Chez nous" not in home()
    place(tmp_path / "projet", {"site/home.md": "<div><h1>Chez nous</h1></div>"})
    assert "Chez nous" in home()
    place(tmp_path / "projet", {"site/theme/partials/footer.html": "<footer>Pied</footer>"})
    assert "<footer>Pied</footer>" in home()
    place(tmp_path / "projet", {"site/theme/partials/footer.html": "<footer>Autre pied</footer>"})
    assert "<footer>Autre pied</footer>" in home()
    shutil.rmtree(tmp_path / "projet/templates")
    assert "pied" not in home()


def test_a_copy_of_every_template_of_the_program_replaces_nothing(tmp_path):
    shutil.copytree(TEMPLATES, tmp_path / "templates")

    assert of_project(tmp_path).names == frozenset()
