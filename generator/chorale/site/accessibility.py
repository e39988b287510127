"""Accessibility statement: its page, with every part that the law asks for, and what the program's tests verify."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chorale.content import addresses
from chorale.content.accessibility_model import AccessibilityStatement, Conformity
from chorale.content.model import Community
from chorale.content.sight import sees
from chorale.files import File
from chorale.french import phrases
from chorale.site import sections
from chorale.text import markdown, templates
from chorale.text.templates import page

TEMPLATE = "site/accessibility.html"
SENTENCES: Mapping[Conformity, str] = {
    "totalement conforme": "Tous les critères qui s'appliquent sont respectés.",
    "partiellement conforme": "La moitié au moins des critères qui s'appliquent sont respectés.",
    "non conforme": "Moins de la moitié des critères qui s'appliquent sont respectés.",
}
UNAUDITED = "Aucun audit n'a encore été mené : tant qu'il n'y en a pas, un site se déclare « non conforme »."


@dataclass(frozen=True)
class AutomaticCheck:
    """A criterion of the RGAA that the program's own tests look at, in whole or in part, and the test that does."""

    criteria: tuple[str, ...]
    words: str
    test: str


_AXE = "tests/journeys/test_accessibility.py::test_axe_finds_nothing"
_REACH = (
    "tests/journeys/test_accessibility.py::test_every_box_that_scrolls_can_be_reached_by_keyboard"
)
AUTOMATIC: tuple[AutomaticCheck, ...] = (
    AutomaticCheck(("1.1", "6.1", "6.2"), "Les images et les liens ont un nom.", _AXE),
    AutomaticCheck(("3.2", "3.3"), "Les contrastes suffisent, en clair et en sombre.", _AXE),
    AutomaticCheck(("5.4", "5.5"), "Chaque tableau a un titre, qui lui est propre dans sa page.",
        "tests/journeys/test_accessibility.py::test_every_table_has_a_name"),
    AutomaticCheck(("5.6", "5.7"), "Les cellules d'en-tête des tableaux disent ce qu'elles annoncent.",
        "tests/journeys/test_accessibility.py::test_every_header_cell_says_what_it_announces"),
    AutomaticCheck(("7.3", "12.9"), "Ce qui défile ou se déplie s'atteint au clavier, sans piège.", _REACH),
    AutomaticCheck(("8.3", "8.5", "8.6"), "Chaque page dit sa langue et son titre.",
        "tests/site/test_mkdocs_adapter.py::test_every_page_is_french_and_announces_the_feed"),
    AutomaticCheck(("9.1", "9.2", "9.3"), "Les titres, les zones et les listes sont structurés.", _AXE),
    AutomaticCheck(("9.1",), "Le nom d'un titre est ce que l'on en lit.",
        "tests/journeys/test_accessibility.py::test_a_heading_is_named_by_its_words_alone"),
    AutomaticCheck(("10.4",), "Le texte grossi deux fois reste lisible.",
        "tests/journeys/test_accessibility.py::test_words_twice_as_large_still_fit"),
    AutomaticCheck(("10.11",), "Rien ne déborde à 320 pixels de large.",
        "tests/journeys/test_accessibility.py::test_nothing_overflows_at_320_pixels"),
    AutomaticCheck(("11.1", "11.2"), "Les champs ont une étiquette qui dit ce qu'ils attendent.", _AXE),
    AutomaticCheck(("8.2",), "Le code de chaque page est valide.",
        "tests/peers/test_page_quality.py::test_the_html_checker_of_the_w3c_finds_no_error"),
    AutomaticCheck(("12.8", "10.3"), "Au clavier, l'ordre est celui que l'on voit.",
        "tests/journeys/test_reading.py::test_the_tab_key_follows_the_eyes_on_a_phone"),
    AutomaticCheck(("12.7",), "Un lien mène d'abord au contenu.",
        "tests/journeys/test_site.py::test_with_the_keyboard_alone_skip_menu_search_and_webinar"),
)  # fmt: skip


@sees("accessibility", "titles")
def files(community: Community) -> Iterator[File]:
    """Yield the statement."""
    said = statement(community)
    start = addresses.ACCESSIBILITY
    body = templates.template(
        community.templates,
        TEMPLATE,
        community=community,
        statement=said,
        sentence=SENTENCES[said.conformity] if said.audit else UNAUDITED,
        rate=phrases.number(100 * said.audit.rate, 1) if said.audit else "0",
        automatic=AUTOMATIC,
        link=lambda path: addresses.href(path, start),
        absolute=lambda path: addresses.absolute(community, path),
    )
    title = f"Accessibilité : {said.conformity}"
    words = (
        "Déclaration d'accessibilité du site : état, audit, limites connues, contact et recours."
    )
    above = [one for one in community.pages if addresses.page(one) == f"{sections.ABOUT}index.md"]
    parents = [(sections.title(one), sections.ABOUT) for one in above]
    yield page(start, title, markdown.html_typography(body), description=words, parents=parents)


def statement(community: Community) -> AccessibilityStatement:
    """Return what the community says, or what holds as long as it says nothing."""
    return community.accessibility or AccessibilityStatement(
        established=community.today, contact=community.sender.address
    )
