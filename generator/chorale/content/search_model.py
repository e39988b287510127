"""Model of the search: words that mean the same, answers chosen by the editors, queries that must find their page."""

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, kw_only=True)
class ChosenAnswer:
    """A page that stands first for some queries, whatever their words count elsewhere."""

    queries: Annotated[
        tuple[str, ...], "Ce que tapent les lecteurs, par exemple [mot de passe oublié, mdp]."
    ]
    page: Annotated[
        str,
        "La page qui répond, par son chemin depuis la racine du site : aide/index.md, ou aide/index.md#agent.",
    ]


@dataclass(frozen=True, kw_only=True)
class SearchSettings:
    """What editors teach the search: content/search.yml."""

    synonyms: Annotated[
        tuple[tuple[str, ...], ...],
        "Groupes de mots ou d'expressions qui se valent : [webinaire, formation].",
    ] = ()
    answers: Annotated[tuple[ChosenAnswer, ...], "Les réponses choisies."] = ()


@dataclass(frozen=True, kw_only=True)
class SearchQuery:
    """A query of real readers, and the pages of which one must come first."""

    query: Annotated[str, "Les mots, tels que les lecteurs les tapent, fautes comprises."]
    pages: Annotated[
        tuple[str, ...], "Les pages attendues, dont une au moins doit venir en premier."
    ]
