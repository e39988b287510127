"""What every page of the community's content is made of: an item, the links and the pictures that it carries."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from chorale.ipm.model import GIVEN


@dataclass(frozen=True, kw_only=True)
class Item:
    """Anything with a page: path is from the project's root, slug is the file's name, body is Markdown."""

    path: str = field(metadata=GIVEN)
    slug: str = field(metadata=GIVEN)
    title: Annotated[str, "Titre affiché."]
    body: str = field(default="", metadata=GIVEN)


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture beside its text; alt is what it shows, in words."""

    src: Annotated[str, "Fichier image : photo, capture d'écran ou dessin."]
    alt: Annotated[str, "Ce que montre l'image, pour qui ne la voit pas."]


@dataclass(frozen=True)
class PreparedPicture:
    """A picture ready to be published; width and height are in pixels, zero for a drawing without size."""

    suffix: str
    data: bytes
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class PagePicture:
    """A picture as pages show it: the files that are published for it, from the site's root, the widest first."""

    files: tuple[tuple[str, PreparedPicture], ...]


@dataclass(frozen=True, kw_only=True)
class PublishedPage:
    """An address that readers were given, a line of the register: it must lead somewhere for life."""

    address: Annotated[str, "Adresse publiée, depuis la racine du site."]
    file: Annotated[str, "Fichier qui l'écrit."]
    updated: Annotated[date, "Jour du dernier changement de son texte."]
    words: Annotated[str, "Empreinte de son texte."]


@dataclass(frozen=True, kw_only=True)
class Link:
    """An address with the words that carry it."""

    url: Annotated[str, "Adresse https, ou chemin d'une page du site."]
    label: Annotated[str, "Texte du lien, compréhensible hors contexte."]
