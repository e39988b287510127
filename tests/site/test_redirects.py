"""A former address leads to the page that stands in its place, by a page of its own and by nginx's table."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from small_letter import article, community, issue, page

from chorale.content import addresses
from chorale.site import redirects


def moved(*aliases):
    return community(pages=(replace(page("documentation/guide", "Guide"), aliases=aliases),))


@pytest.mark.parametrize(
    ("alias", "path", "href"),
    [
        ("documentation/ancien", "documentation/ancien/index.html", "../guide/"),
        ("documentation/ancien.md", "documentation/ancien/index.html", "../guide/"),
        ("/ancien/", "ancien/index.html", "../documentation/guide/"),
        ("https://essai.example/a/b/", "a/b/index.html", "../../documentation/guide/"),
        ("ancien/index.md", "ancien/index.html", "../documentation/guide/"),
        ("ancien.html", "ancien.html", "documentation/guide/"),
    ],
)
def test_a_former_address_is_a_page_that_leads_to_the_new_one(alias, path, href):
    (file,) = redirects.files(moved(alias))
    made = BeautifulSoup(file.content, "html.parser")
    assert file.path == path
    assert made.select_one("meta[http-equiv=refresh]")["content"] == f"0; url={href}"
    assert made.select_one("main a")["href"] == href
    assert made.html["lang"] == "fr"
    canonical = made.select_one("link[rel=canonical]")["href"]
    assert canonical == "https://essai.example/documentation/guide/"


def test_an_article_has_former_addresses_too():
    made = community(issue(article(aliases=("lettres/2026-10/un-article",))))
    assert addresses.aliases(made) == {
        "lettres/2026-10/un-article/": "lettres/2026-11/un-article.md"
    }


def test_nginx_answers_with_and_without_the_slash():
    made = replace(moved("ancien", "vieux.html"), url="https://essai.example/communaute/")
    (file,) = redirects.nginx_map(made)
    assert file.content.decode().splitlines()[1:] == [
        "/communaute/ancien/ /communaute/documentation/guide/;",
        "/communaute/ancien /communaute/documentation/guide/;",
        "/communaute/vieux.html /communaute/documentation/guide/;",
    ]
    assert [file.path for file in redirects.nginx_map(community())] == ["redirections.map"]
