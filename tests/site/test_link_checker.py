"""Every dead link of a built site is named, with the file that holds it; what lives is left alone."""

from pathlib import Path

import pytest

from chorale.site.link_checker import BrokenLink, broken

PAGE = "<!doctype html><html><body><h1 id='titre'>Titre</h1>{}</body></html>"


@pytest.fixture
def site(tmp_path):
    for path, body in {
        "index.html": "",
        "guide/index.html": '<h2 id="étape-1">Étape</h2>',
        "guide/fiche/index.html": "",
    }.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PAGE.format(body), encoding="utf-8")
    (tmp_path / "images").mkdir()
    (tmp_path / "images/vue.png").write_bytes(b"png")
    (tmp_path / "avec espace.ics").write_bytes(b"ics")
    return tmp_path


def found(site: Path, body: str, **options):
    (site / "guide/fiche/index.html").write_text(PAGE.format(body), encoding="utf-8")
    return [(fault.link, fault.reason) for fault in broken(site, **options)]


@pytest.mark.parametrize(
    "link",
    [
        "../", "../../", "/", "../../#titre", "/#titre", "../../index.html", "/guide/", "/guide", "../#%C3%A9tape-1", "../#étape-1", "#titre", "#", "?page=2",
        "../../images/vue.png", "../../avec%20espace.ics", "https://ailleurs.example/x", "mailto:a@b.example",
        "webcal://ici.example/tous.ics", "//ailleurs.example/", "tel:+33100000000", "#top",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_left_alone(site, link):
    assert found(site, f'<a href="{link}">mots</a>') == []


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("../absente/", "ne mène à aucune page ni aucun fichier"),
        ("../fiche.md", "ne mène à aucune page ni aucun fichier"),
        ("../../../../ailleurs/", "ne mène à aucune page ni aucun fichier"),
        ("../../images/", "ne mène à aucune page ni aucun fichier"),
        ("../../images/vue.png/", "ne mène à aucune page ni aucun fichier"),
        ("../#etape-1", "mène à une section qui n'existe pas"),
        ("../../#étape-1", "mène à une section qui n'existe pas"),
        ("/#étape-1", "mène à une section qui n'existe pas"),
        ("#absente", "mène à une section qui n'existe pas sur cette page"),
        ("", "est vide"),
    ],
)
def test_a_link_that_leads_nowhere_is_named(site, link, reason):
    assert found(site, f'<a class="x" href="{link}">mots</a>') == [(link, reason)]


@pytest.mark.parametrize(
    "link", ["../../../guide/", "../../../../images/vue.png", "../../../%67uide/", "/../guide/"]
)
def test_a_link_that_climbs_out_of_the_site_leads_nowhere_even_when_its_end_names_a_page(
    site, link
):
    assert found(site, f'<a href="{link}">mots</a>') == [
        (link, "ne mène à aucune page ni aucun fichier")
    ]


@pytest.mark.parametrize(
    "body",
    [
        '<img src="absente.png" alt="">', "<img alt='a>b' src='absente.png'>", '<source srcset="absente.png 2x">',
        '<form action="absente.png"></form>', '<script src="absente.png"></script>', '<object data="absente.png"></object>',
        '<a title="un > deux"\n href="absente.png">x</a>', '<A HREF="x" href="absente.png">x</A>',
    ],
)  # fmt: skip
def test_images_forms_scripts_and_awkward_tags_are_followed(site, body):
    assert ("absente.png", "ne mène à aucune page ni aucun fichier") in found(site, body)


def test_comments_and_the_words_of_scripts_are_not_links(site):
    assert (
        found(
            site,
            '<!-- <a href="a/">x</a> --><script>var x = \'<a href="b/">\';</script><style>/* <a href="c/"> */</style>',
        )
        == []
    )


def test_two_places_of_the_same_name_are_a_fault(site):
    assert found(site, "<p id='a'>x</p><p id='a'>y</p>") == [
        ("#a", "nomme deux endroits de la page")
    ]


def test_links_by_the_published_address_are_followed_but_those_of_the_service(site):
    body = '<a href="https://ici.example/guide/">a</a><a href="https://ici.example/non/">b</a><a href="/inscription/x/">c</a>'

    assert found(site, body, address="https://ici.example/", elsewhere=("inscription/",)) == [
        ("https://ici.example/non/", "ne mène à aucune page ni aucun fichier")
    ]


def test_the_image_that_a_page_shows_when_it_is_shared_is_followed(site):
    body = '<meta property="og:image" content="https://ici.example/images/{}.png"><meta name="description" content="a.png">'

    assert found(site, body.format("vue"), address="https://ici.example/") == []
    assert found(site, body.format("absente"), address="https://ici.example/") == [
        ("https://ici.example/images/absente.png", "ne mène à aucune page ni aucun fichier")
    ]


def test_the_files_of_a_stylesheet_are_followed(site):
    (site / "style.css").write_text(
        "a { background: url('images/vue.png') } b { src: url(fonts/absente.woff2) }"
    )

    assert [str(fault) for fault in broken(site)] == [
        "style.css : « fonts/absente.woff2 » ne mène à aucune page ni aucun fichier"
    ]


def test_a_message_is_followed_into_the_site(site):
    html = (
        '<a href="https://ici.example/guide/">a</a> <a href="https://ici.example/guide/#non">b</a>'
    )

    assert broken(site, "https://ici.example/", messages={"m.html": html}) == (
        BrokenLink(
            "m.html", "https://ici.example/guide/#non", "mène à une section qui n'existe pas"
        ),
    )


def test_a_site_published_under_a_path_of_its_host_is_followed_from_there(site):
    living = (
        "/communaute/",
        "/communaute/guide/#étape-1",
        "https://ici.example/communaute/guide/",
        "/participer/x/",
    )
    dead = ("/guide/", "/", "/communaute/non/", "https://ici.example/communaute/non/")
    body = "".join(f'<a href="{link}">mots</a>' for link in (*living, *dead))

    assert found(
        site, body, address="https://ici.example/communaute/", elsewhere=("participer/",)
    ) == [(link, "ne mène à aucune page ni aucun fichier") for link in sorted(dead)]
