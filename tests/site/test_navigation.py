"""A page's place is what its author says; menu, neighbours, breadcrumb and contents follow one order."""

import pytest
from small_letter import community

from chorale.content.model import Page
from chorale.content.site_settings import NavPage, SiteSettings
from chorale.files import File
from chorale.site import navigation, overview

INDEX = "documentation/index.md"
LONG = ("Annuaire des services", "Assistance technique", "Marchés", "Formations")


def guide(slug, title="", **more):
    return Page(path=f"site/{slug}.md", slug=slug, title=title or slug.rpartition("/")[2], **more)


def docs(*names, **more):
    pages = tuple(one if isinstance(one, Page) else guide(f"documentation/{one}") for one in names)
    return community(pages=pages, **more)


def menu(made):
    """Return what the side menu says of the documentation: groups and pages, in order."""
    shelf = next(
        one for one in navigation.shown(made, ())["shelves"] if one["url"] == "documentation/"
    )
    return [
        (group["title"], [entry["title"] for entry in group["pages"]]) for group in shelf["groups"]
    ]


def walked(made):
    """Return the pages that « previous » and « next » walk through, the index first."""
    tree = navigation.tree(made, [File.of(INDEX, "")])
    inside = next(entry["Documentation"] for entry in tree if "Documentation" in entry)
    return [path for entry in inside for path in entry.values()]


def test_names_are_sorted_as_people_count():
    made = docs("2-10-fin", "2-2-suite", "2-1-debut", "1-avant")
    assert menu(made) == [("", ["1-avant", "2-1-debut", "2-2-suite", "2-10-fin"])]


def test_an_order_comes_first_and_a_folder_stands_where_its_index_says():
    made = docs(
        guide("documentation/zz", order=1),
        "aa",
        guide("documentation/z-dernier/index", "Le dernier", order=2),
        "z-dernier/b",
        "m/c",
        guide("documentation/a-premier/index", "Le premier", order=10),
        "a-premier/profond/d",
        "a-premier/e",
    )
    assert menu(made) == [
        ("", ["zz", "aa"]),
        ("Le dernier", ["b"]),
        ("Le premier", ["e"]),
        ("Profond", ["d"]),
        ("M", ["c"]),
    ]
    assert walked(made) == [
        INDEX,
        "documentation/zz.md",
        "documentation/aa.md",
        "documentation/z-dernier/index.md",
        "documentation/z-dernier/b.md",
        "documentation/a-premier/index.md",
        "documentation/a-premier/e.md",
        "documentation/a-premier/profond/d.md",
        "documentation/m/c.md",
    ]


def test_nav_comes_before_orders_and_groups_as_it_says():
    nav = (
        NavPage("documentation/b.md", "Bien débuter", "Commencer"),
        NavPage("documentation/a.md", "", "Finir"),
    )
    made = docs("a", "b", guide("documentation/c", order=1), site=SiteSettings(nav=nav))
    assert menu(made) == [("Commencer", ["Bien débuter"]), ("Finir", ["a"]), ("", ["c"])]
    assert walked(made) == [INDEX, "documentation/b.md", "documentation/a.md", "documentation/c.md"]


def test_a_community_s_own_folders_and_pages_have_their_place_in_the_main_menu():
    nav = (
        NavPage("tutoriels/index.md", "", "Tutoriels"),
        NavPage("tutoriels/b.md", "", "Tutoriels"),
        NavPage("tutoriels/a.md", "", "Aller loin"),
        NavPage("contact.md", "Nous écrire"),
    )
    made = community(
        pages=(
            guide("index"),
            guide("contact"),
            guide("muette"),
            guide("guides/index", "Les guides"),
            guide("sans-index/a"),
            guide("tutoriels/index", "Un titre"),
            guide("tutoriels/a"),
            guide("tutoriels/b"),
            guide("a-propos/index"),
        ),
        site=SiteSettings(nav=nav),
    )
    shown = navigation.shown(made, ())
    shelf = next(one for one in shown["shelves"] if one["url"] == "tutoriels/")

    assert [entry["title"] for entry in shown["menu"]] == ["Tutoriels", "Nous écrire", "Les guides"]
    assert [
        (group["title"], [entry["title"] for entry in group["pages"]]) for group in shelf["groups"]
    ] == [
        ("", ["b"]),
        ("Aller loin", ["a"]),
    ]
    assert navigation.tree(made, ())[1:] == [
        {
            "Tutoriels": [
                {"Tutoriels": "tutoriels/index.md"},
                {"b": "tutoriels/b.md"},
                {"a": "tutoriels/a.md"},
            ]
        },
        {"Nous écrire": "contact.md"},
        {"Les guides": "guides/index.md"},
    ]


def test_a_folder_of_one_index_is_in_the_menu():
    made = docs(guide("documentation/seul/index", "Seul"), "a")
    assert menu(made) == [("", ["a"]), ("Seul", [])]


@pytest.mark.parametrize(
    ("slug", "trail"),
    [
        ("documentation/a", []),
        ("documentation/x/index", []),
        ("documentation/x/b", [{"title": "Le dossier X", "url": "documentation/x/"}]),
        (
            "documentation/x/y-z/c",
            [{"title": "Le dossier X", "url": "documentation/x/"}, {"title": "Y z", "url": ""}],
        ),
        ("a-propos/mentions", [{"title": "À propos", "url": "a-propos/"}]),
    ],
)
def test_the_breadcrumb_names_each_folder_on_the_way(slug, trail):
    made = docs(
        "a",
        guide("documentation/x/index", "Le dossier X"),
        "x/b",
        "x/y-z/c",
        guide("a-propos/index", "À propos"),
        guide("a-propos/mentions"),
    )
    assert navigation.parents(made)(slug) == trail


def test_the_index_of_a_documentation_without_one_is_made_from_the_menu():
    made = docs(
        guide("documentation/b", "Le * B", description="Tout sur [B]."),
        "x/c",
        guide("documentation/a", order=5),
    )
    file = next(one for one in overview.files(made) if one.path == INDEX)
    assert file.content.decode().split("---\n", 2)[2].strip().split("\n") == [
        "- [a](a.md)",
        "- [Le \\* B](b.md) : Tout sur \\[B\\].",
        "",
        "## X",
        "",
        "- [c](x/c.md)",
    ]
    assert INDEX in navigation._known(made, [file])


def test_an_index_written_by_hand_is_not_made_again():
    assert INDEX not in [
        one.path for one in overview.files(docs("a", guide("documentation/index")))
    ]


@pytest.mark.parametrize(
    ("names", "logo", "wide"),
    [
        (("Aide", "Agenda"), "", False),
        (("Aide", "Agenda"), "assets/logo.png", False),
        ((*LONG, "Paie"), "", False),
        ((*LONG, "Paie"), "assets/logo.png", True),
        ((*LONG, "Marchés publics"), "", True),
    ],
)
def test_a_menu_too_long_to_stand_beside_the_mark_has_a_row_of_its_own(names, logo, wide):
    pages = tuple(guide(f"{rank}/index", name) for rank, name in enumerate(names))
    made = community(name="Notre phare", pages=pages, site=SiteSettings(logo=logo))

    assert navigation.shown(made, ())["two_rows"] is wide
