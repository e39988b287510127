"""A letter is written in advance: the site builds on every day, its pages wait unlisted, then are listed."""

import shutil
from datetime import date

import pytest
from house import GOLDEN

from chorale.publish import PublicationRefused, build

WRITTEN = "content/newsletters/2026-03/issue.yml"


@pytest.fixture
def phare(tmp_path):
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, tmp_path / part)
    return tmp_path


def rewrite(project, path, before, after):
    text = (project / path).read_text(encoding="utf-8")
    assert before in text
    (project / path).write_text(text.replace(before, after, 1), encoding="utf-8")


def leading_to(site, address):
    """Return the files of a site, but for the letter's own, that name its address."""
    return [
        file.relative_to(site).as_posix()
        for file in sorted(site.rglob("*"))
        if file.suffix in (".html", ".xml", ".json", ".gz")
        and not file.is_relative_to(site / address)
        and address.encode() in file.read_bytes()
    ]


def test_a_letter_of_a_day_to_come_is_published_unlisted_with_its_email_and_listed_on_its_day(
    phare,
):
    before, after = phare / "before", phare / "after"
    assert "date: 2026-03-02" in (phare / WRITTEN).read_text(encoding="utf-8")

    build(phare, before, date(2026, 3, 1))
    letter = before / "site/lettres/2026-03"
    assert sorted(file.name for file in letter.iterdir()) == [
        "index.html",
        "la-lampe-est-reparee",
        "lampe.png",
        "nettoyer-la-lentille",
        "schema-02a8e767b1.png",
        "version-imprimable",
        "webinars-feu.jpg",
    ]
    for page in ("index.html", "version-imprimable/index.html"):
        assert 'name="robots" content="noindex"' in (letter / page).read_text(encoding="utf-8")
    assert leading_to(before / "site", "lettres/2026-03/") == ["documentation/lentille/index.html"]
    assert (before / "newsletters/2026-03/email.eml").is_file()

    build(phare, after, date(2026, 3, 2))
    assert "noindex" not in (after / "site/lettres/2026-03/index.html").read_text(encoding="utf-8")
    assert {"index.html", "lettres/index.html", "flux/lettres.xml", "sitemap.xml"} <= set(
        leading_to(after / "site", "lettres/2026-03/")
    ) | {"lettres/index.html"}
    assert (before / "newsletters/2026-03/email.eml").read_bytes() == (
        after / "newsletters/2026-03/email.eml"
    ).read_bytes()


def test_the_mistakes_of_a_draft_stop_no_publication_and_a_link_to_it_is_told(phare):
    rewrite(phare, WRITTEN, "date: ", "draft: true\ndate: ")
    (phare / "content/published-pages.yml").unlink()
    article = "content/newsletters/2026-03/la-lampe-est-reparee.md"
    rewrite(phare, article, "\n---\n", "\n---\n\n[Rien](absente.md)\n")

    link = "[en deux étapes](../lettres/2026-03/nettoyer-la-lentille.md)"
    rewrite(phare, "site/documentation/lentille.md", link, "en deux étapes")

    build(phare, phare / "build", date(2026, 3, 5))
    assert not (phare / "build/site/lettres/2026-03").exists()

    page = phare / "site/documentation/annonce.md"
    page.write_text("---\ntitle: Annonce\n---\n\n[La lettre](../lettres/2026-03/index.md)\n")
    with pytest.raises(PublicationRefused) as refused:
        build(phare, phare / "build", date(2026, 3, 5))
    assert [
        str(one.source) + " " + one.message
        for one in refused.value.problems
        if "annonce" in one.source.path
    ] == [
        "site/documentation/annonce.md:5:1 page d'un brouillon « ../lettres/2026-03/index.md », que personne ne peut ouvrir"
    ]
