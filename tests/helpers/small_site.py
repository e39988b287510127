"""A small site: hand-written pages with every construct, generated pages, and the edition that lends them."""

from datetime import date

from chorale.content.model import Community, Page, Sender
from chorale.files import File
from chorale.site import audience_pages, overview
from chorale.site.pages_plugin import SiteEdition
from chorale.text.templates import page

PAGES = {
    "documentation/index.md": "---\ntitle: Documentation\n---\n# Documentation\n\nVoir [la fiche](fiche.md#le-tableau) et [l'accueil](../index.md).\n",
    "documentation/fiche.md": (
        "---\ntitle: Fiche utile\ndescription: Une fiche.\n---\n# Fiche utile : l'essentiel\n\nDes mots « serrés » ?\n\n"
        '## Le tableau\n\n| A | B |\n|---|---|\n| 1 | `x ;` |\n\n## Une note\n\n!!! warning "Attention"\n    Prudence !\n\n'
        '??? info "Plus"\n    Caché.\n\nUn mot[^1].\n\n[^1]: La note.\n\n## Du code\n\n```text\ncomme : ça ?\n```\n\n![Une image](../images/vue.png)\n'
    ),
    "a-propos/index.md": "---\ntitle: À propos\n---\n# À propos\n\nQui nous sommes.\n",
}
MORE = (
    page(
        "agenda/index.md",
        "Agenda",
        '<div class="listing"><h2 id="a-venir">À venir</h2><p>Rien.</p></div>',
    ),
    page(
        "agenda/passes/2018.md",
        "Passés",
        "## Hier\n\nUn rendez-vous passé.",
        parents=(("Agenda", "agenda/"),),
    ),
    page("lettres/index.md", "Lettres", "Aucune lettre."),
    page(
        "lettres/une.md",
        "Une lettre",
        '<div><a href="../../agenda/">Agenda</a> <a class="x" href="../../agenda/#a-venir">Lettres</a> <a href="./">Ici</a> <a href="#ici" id="ici">Là</a></div>\n\n[Fiche](../documentation/fiche.md)\n\n```html\n<a href="../x/">\n```',
    ),
    page("calendriers/index.md", "Calendriers", "[Tous](tous.ics)"),
    page("aide/index.md", "Aide", "De l'aide."),
    File.of("calendriers/tous.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
    File.of("flux/agenda.xml", "<feed><title>L'agenda &amp; le reste</title></feed>"),
)


def write_project(folder, pages=PAGES):
    """Write the hand-written pages of a project and return its edition."""
    for path, text in pages.items():
        target = folder / "site" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    (folder / "site/images").mkdir(exist_ok=True)
    (folder / "site/images/vue.png").write_bytes(b"\x89PNG")
    return edition(pages)


def edition(pages=PAGES, today=date(2026, 3, 5)):
    known = tuple(
        Page(
            path=f"site/{path}",
            slug=path.removesuffix(".md"),
            title=text.split("title: ")[1].split("\n")[0],
            body=text.split("\n---\n", 1)[1],
        )
        for path, text in pages.items()
    )
    community = Community(
        name="Le Phare", url="https://phare.example/", timezone="Europe/Paris", audiences={"marins": "Marins"},
        sender=Sender(name="a", address="a@phare.example", identity="a"), description="L'essai : une phrase.", today=today, pages=known,
    )  # fmt: skip
    files = (*overview.files(community), *audience_pages.files(community), *MORE)
    return SiteEdition(community=community, files=files)
