"""The program knows nothing of its first community: what another one builds, and the program itself, never name it."""

import gzip
import io
import quopri
import re
import shutil
import zipfile

import pytest
from bs4 import BeautifulSoup
from golden_tree import TODAY
from house import GOLDEN, ROOT

from chorale import publish as chorale_publish

FIRST = re.compile(
    r"\b(chorus|aife|agence|agency|instance de pilotage|mutualisée|snp|epn|fnfe|fnfe-mpe|ministères?|ministry|ministries"
    r"|clubs? utilisateurs?|cinq groupes|five groups|factur\w+|invoic\w+|fournisseurs?|suppliers?|acheteurs?|buyers?"
    r"|entites-publiques|entités publiques|marchés? (?:de|publics?)|secteur public|frais de justice|portail|dume|siret)\b",
    re.IGNORECASE,
)
"""The programme, its agency, its groups and its publics."""
OURS = {
    ".py",
    ".md",
    ".html",
    ".mjml",
    ".txt",
    ".css",
    ".js",
    ".svg",
    ".yml",
    ".json",
    ".sql",
    ".po",
}
"""What the program is written in; pictures and fonts hold no words."""
THEIRS = ("site/assets/javascripts/", "site/assets/stylesheets/")
"""The files of the MkDocs theme, published as they come."""
BARE = re.compile(r"^(doors|governance):\n(?: .*\n)+", re.MULTILINE)
"""What a community may leave unsaid about itself."""


def project(folder, *, bare=False):
    """Copy the golden community, without its doors and the name of its body when it is bare."""
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, folder / part)
    home = folder / "content/community.yml"
    if bare:
        home.write_text(BARE.sub("", home.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return {path: words} of all that the golden community publishes, documents opened."""
    folder = tmp_path_factory.mktemp("ailleurs")
    chorale_publish.build(project(folder / "projet"), folder / "build", TODAY)
    files = (
        (path.relative_to(folder / "build").as_posix(), path)
        for path in (folder / "build").rglob("*")
    )
    return {
        name: opened(path) for name, path in files if path.is_file() and not name.startswith(THEIRS)
    }


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return the pages of a community that says nothing of its doors nor of who decides."""
    folder = project(tmp_path_factory.mktemp("muette"), bare=True)
    return {
        file.path: file.content.decode()
        for file in chorale_publish.edition(folder, TODAY).files
        if file.path.endswith(".md")
    }


def opened(path):
    content = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)  # three letters come up by chance among packed bytes
    return (quopri.decodestring(content) if path.suffix == ".eml" else content).decode(
        "utf-8", "replace"
    )


def named(texts, pattern):
    return {
        f"{name}: {found[0]}" for name, text in texts.items() for found in pattern.finditer(text)
    }


def shown(page, selector):
    return [
        " ".join(found.get_text().split())
        for found in BeautifulSoup(page, "html.parser").select(selector)
    ]


def test_nothing_that_another_community_publishes_names_the_first_one(built):
    assert len(built) > 100
    assert named(built, FIRST) == set()


def test_another_community_calls_its_body_by_its_own_name_everywhere(built):
    assert named(built, re.compile(r"\bIPM\b")) == set()


@pytest.mark.parametrize("folder", ["generator", "templates"])
def test_neither_the_program_nor_its_templates_name_the_first_community(folder):
    files = (path for path in (ROOT / folder).rglob("*") if path.suffix in OURS)
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}

    assert named(texts, FIRST) == set()


def test_the_doors_the_lead_and_who_signs_come_from_the_content(built):
    assert shown(built["site/index.html"], ".door h3") == [
        "Je passe au large",
        "Je garde un phare",
    ]
    assert shown(built["site/ipm/index.html"], "h1") == ["Gouvernance des évolutions (Conseil)"]
    assert shown(built["site/ipm/index.html"], ".lead") == [
        "Le Conseil des feux réunit les phares de trois côtes : il choisit ce que l’on répare d’abord."
    ]
    assert shown(built["site/ipm/cycle-1/releve.html"], "tr.signature th") == [
        "Le Service du Phare", "Nord", "Ouest", "Sud",
    ]  # fmt: skip


def test_without_a_word_of_its_own_a_community_has_a_door_for_each_audience_and_sets_priorities(
    pages,
):
    assert shown(pages["index.md"], ".door") == [
        "Gardiens Guides, rendez-vous et articles pour ce public.",
        "Marins Guides, rendez-vous et articles pour ce public.",
    ]
    assert shown(pages["index.md"], ".card--ipm .card__title") == ["Priorisation, cycle 1"]
    assert shown(pages["recherche/index.md"], "#query-help") == [
        "Sans se soucier des accents, des pluriels ni des fautes de frappe."
    ]
    assert shown(pages["ipm/index.md"], ".lead") == [
        "Des demandes d’évolution sont débattues en atelier, chiffrées, puis classées par les groupes. "
        "La réunion d’arbitrage arrête la liste des évolutions retenues."
    ]
    assert 'title: "Cycle 1 de la priorisation"' in pages["ipm/cycle-1/index.md"]


def test_the_groups_are_counted_not_presumed(pages):
    assert (
        'description: "Comment la communauté choisit les évolutions\u00a0: trois groupes, une enveloppe, '
        'un calcul que chacun vérifie."'
    ) in pages["ipm/index.md"]
