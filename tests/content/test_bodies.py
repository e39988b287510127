"""A picture is found whatever the capitals, blanks and accents of its name, and shown: composed accents or apart."""

import unicodedata

import pytest
from planted import ARTICLE, TODAY, copied, told_of

from chorale.content.project import inspect
from chorale.newsletter.email.compose import compose

SHOWN = "2026-03"
APART = unicodedata.normalize("NFD", "Le feu d'été.PNG")


@pytest.fixture
def project(tmp_path):
    made = copied(tmp_path)
    folder = made / "content/newsletters/2026-03"
    (folder / APART).write_bytes((folder / "lampe.png").read_bytes())
    return made


def email(project):
    home = inspect(project, TODAY)[0].community
    (issue,) = (one for one in home.issues if one.slug == SHOWN)
    return compose(home, issue).html


@pytest.mark.parametrize(
    "name",
    ["Le feu d'été.PNG", "le feu d'ÉTÉ.png", "Le%20feu%20d'été.PNG", APART, "<Le feu d'été.PNG>"],
)
def test_a_picture_of_a_text_is_shown_however_its_name_is_written(project, name):
    body = f"![Vu du quai]({name})"
    assert told_of(project, body) == []

    file = project / ARTICLE
    head = file.read_text(encoding="utf-8").partition("\n---\n")[0]
    file.write_text(f"{head}\n---\n{body}\n", encoding="utf-8")
    assert "/lettres/2026-03/le-feu-d-ete.png" in email(project)


@pytest.mark.parametrize("name", ["Le feu d'été.PNG", "le feu d'ÉTÉ.png", APART])
def test_the_picture_of_a_header_too(project, name):
    file = project / ARTICLE
    words = file.read_text(encoding="utf-8")
    file.write_text(words.replace("src: lampe.png", f'src: "{name}"'), encoding="utf-8")

    assert [one for one in inspect(project, TODAY)[1] if one.source.path == ARTICLE] == []
    assert "/lettres/2026-03/le-feu-d-ete.png" in email(project)


def test_a_picture_that_is_renamed_or_taken_away_is_seen_though_no_text_changed(project):
    def seen():
        loaded, problems = inspect(project, TODAY)
        articles = (one for issue in loaded.community.issues for one in issue.articles)
        (shown,) = (one.image.src for one in articles if one.path == ARTICLE)
        return shown, [one.message for one in problems if one.source.path == ARTICLE]

    picture = project / "content/newsletters/2026-03/lampe.png"
    found = [seen()]
    picture = picture.rename(picture.with_name("Lampe.PNG"))
    found.append(seen())
    picture.unlink()
    found.append(seen())

    absent = "image absente « lampe.png »"
    assert found == [("lampe.png", []), ("Lampe.PNG", []), ("lampe.png", [absent])]
