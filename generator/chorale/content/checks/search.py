"""Checks on the search: synonyms that say something, answers and expected pages that exist, nothing said twice."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from chorale.content.checks.links import known_page
from chorale.content.kinds import kind_of
from chorale.content.load import Loaded
from chorale.content.model import SearchQuery, SearchSettings
from chorale.content.problems import Problem, Source
from chorale.french.suggestions import slug

SETTINGS = kind_of(SearchSettings).files.text
QUERIES = kind_of(SearchQuery).files.text
PAGE_WANTED = "un chemin comme « aide/index.md » est attendu"


def settings(loaded: Loaded) -> Iterator[Problem]:
    """Groups of synonyms have two expressions, each once; chosen answers lead to a page, each query to one."""
    taught = loaded.community.search if loaded.community else None
    if taught is None:
        return
    for number, group in enumerate(taught.synonyms):
        said = _Said(loaded, SETTINGS)
        if len(group) < 2:
            place = loaded.at(SETTINGS, "synonyms", number)
            yield Problem(
                place, "groupe de synonymes d'un seul mot", "en écrire deux au moins", "recherche"
            )
        for index, expression in enumerate(group):
            yield from said.again(expression, "synonyms", number, index)
    asked = _Said(loaded, SETTINGS)
    for number, answer in enumerate(taught.answers):
        place = loaded.at(SETTINGS, "answers", number, "page")
        yield from known_page(loaded, answer.page, place, PAGE_WANTED)
        yield from _empty(
            answer.queries, loaded.at(SETTINGS, "answers", number, "queries"), "une question"
        )
        for index, query in enumerate(answer.queries):
            yield from asked.again(query, "answers", number, "queries", index)


def queries(loaded: Loaded) -> Iterator[Problem]:
    """Each query expects a page that exists, and stands once; no reader sees what is expected: it stops nothing."""
    said = _Said(loaded, QUERIES)
    for number, one in enumerate(loaded.community.search_queries if loaded.community else ()):
        yield from said.again(one.query, number, "query")
        yield from _empty(one.pages, loaded.at(QUERIES, number, "pages"), "une page")
        for index, page in enumerate(one.pages):
            place = loaded.at(QUERIES, number, "pages", index)
            for problem in known_page(loaded, page, place, PAGE_WANTED):
                yield replace(problem, severity="warning")


class _Said:
    """The expressions met so far, as readers type them: without accents nor capitals."""

    def __init__(self, loaded: Loaded, path: str) -> None:
        self.loaded = loaded
        self.path = path
        self.met: dict[str, Source] = {}

    def again(self, words: str, *keys: str | int) -> Iterator[Problem]:
        """Say an expression that holds nothing to look for, or that was already met, and where."""
        place, plain = self.loaded.at(self.path, *keys), slug(words)
        if not any(map(str.isalnum, words)):
            said = f"« {words} » : ni lettre ni chiffre, la recherche n'y lit rien"
            yield Problem(place, said, "l'écrire en mots, ou le retirer", "recherche")
        elif plain and plain in self.met:
            yield Problem(
                place,
                f"« {words} » est déjà ligne {self.met[plain].line}",
                "l'écrire une fois",
                "recherche",
            )
        self.met.setdefault(plain, place)


def _empty(values: tuple[str, ...], place: Source, wanted: str) -> Iterator[Problem]:
    if not values:
        yield Problem(place, "liste vide", f"en écrire {wanted} au moins", "recherche")


CHECKS: tuple[Callable[[Loaded], Iterator[Problem]], ...] = (settings, queries)
