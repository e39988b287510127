"""What every page of the community's content is made of: an item, and the links that it carries."""

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
