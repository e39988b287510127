"""A folder's list of pages follows the order of the menu, at the end of the index that asks for it."""

import pytest
from small_letter import community

from chorale.content.model import Page
from chorale.site import sections


def guide(slug, title="", **more):
    return Page(path=f"site/{slug}.md", slug=slug, title=title, **more)


def test_an_index_that_asks_for_it_ends_with_the_list_of_its_folder():
    index = guide("documentation/x/index", "Le dossier", body="Trois pages.\n", contents=True)
    inside = (guide("documentation/x/b", "Le B"), guide("documentation/x/a"))
    made = community(pages=(index, *inside, guide("documentation/hors")))

    assert sections.body(made, index) == "Trois pages.\n\n- [A](a.md)\n- [Le B](b.md)\n"
    assert sections.body(made, inside[0]) == ""


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (guide("documentation/a", "Son titre", body="# Autre"), "Son titre"),
        (guide("documentation/a", body="Du texte.\n\n# Le premier titre #"), "Le premier titre"),
        (guide("documentation/nom-de-fichier"), "Nom de fichier"),
    ],
)
def test_a_page_is_called_by_its_title_else_its_first_heading_else_its_file(page, title):
    assert sections.title(page) == title
