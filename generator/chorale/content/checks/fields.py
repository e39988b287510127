"""Checks on what is written outside the body: plain fields, texts cut by YAML, sentences of a model left in place."""

import re
from collections.abc import Iterator
from functools import lru_cache

from chorale.content.checks.dialect import waiting_in_words
from chorale.content.item_model import Item
from chorale.content.kinds import KINDS, items, kind_of, with_pages
from chorale.content.load import Loaded
from chorale.content.model import Article, EditoSection, Page, TextSection
from chorale.content.plain_words import PlainPlace, plain_words
from chorale.content.problems import Problem, Severity, Source
from chorale.ipm.arbitration import Arbitration
from chorale.ipm.model import ChangeRequest, Group
from chorale.memoization import KeptAnswers, again
from chorale.text.leftovers import plain_leftovers

_MARKS = re.compile(
    r"\*\*(?=\S)|(?<!\w)__(?=[^\W_])|\]\(|^#{1,6} |`[^`]+`|</?(?:a|b|br|em|i|p|strong|u)\b[^<>]*>|~~(?=\S)"
    r"|(?<![\w:]):[a-z][a-z0-9_-]{2,}:(?![\w:])"
    r"|<(?:[\w.+-]+@|mailto:|https?://|www\.)[^<>\s]+>"
)
"""Signs of Markdown or HTML, which a plain field shows as they are."""
_LINES = re.compile(r"\n[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \u00a0][^\n]{0,30}")
_GUILLEMETS = re.compile(r"«[^«»]*»")
_CURLY = re.compile(r"[“”‘].*[“”’]")
_CUT = re.compile(r"^[ \t-]*[\w-]+:[ \t]+(?![\"'|>\[{#])[^\n#]*[ \t](#\S[^\n]*)$", re.MULTILINE)
_SENTENCES = frozenset({"title", "summary", "description", "preheader", "subject", "purpose"})
_UNFINISHED = re.compile(
    r"(?i)(?:à (?:compléter|définir|écrire|finir|préciser|rédiger|venir)|tests?|titre|résumé|[.…?_-]+)[ .…]*"
)
"""What holds the place of a sentence that was never written."""
NEW_PREHEADER = "Les articles du mois, les rendez-vous et les webinaires à venir"
NEW_EDITO = "Quelques mots du comité de rédaction."
_IN_FIELDS = ("Une phrase qui dit l'essentiel, pour le sommaire.", NEW_PREHEADER, NEW_EDITO)
MODELS = (
    *_IN_FIELDS,
    "Le texte de l'article, en Markdown. Laisser une ligne vide avant une liste :",
    "Première étape.",
)
"""The sentences of templates/new/ that say nothing to a reader."""


def plain_fields(loaded: Loaded) -> Iterator[Problem]:
    """A title, a sentence or a question is read as it is typed: no Markdown, no sign of another program in it."""
    name = loaded.community.name if loaded.community else ""
    for path, keys, item in _filed(loaded):
        for inner, message, advice, gravity in _odd_words(item, name):
            place = loaded.at(path, *keys, *inner)
            yield Problem(place, message, advice, "texte", gravity)


def _odd_words(item: object, name: str) -> tuple[tuple[PlainPlace, str, str, Severity], ...]:
    """Return what is odd in the plain texts of an item, kept while it is the very same."""
    return again(id(item), (item, name), lambda: tuple(_said(item, name)), _known)


_known: KeptAnswers = {}


def _said(item: object, name: str) -> Iterator[tuple[PlainPlace, str, str, Severity]]:
    for inner, words in plain_words(item):
        # whatever a community is called is its name, in each sentence that holds it
        for odd in _odd(words.replace(name, "…") if name else words, str(inner[-1])):
            yield (inner, *odd)


def _filed(loaded: Loaded) -> Iterator[tuple[str, PlainPlace, object]]:
    """Yield each item with its file, and the keys that lead to it there."""
    home = loaded.community
    if home is None:
        return
    yield from ((kind_of(Group).files.text, (rank,), one) for rank, one in enumerate(home.groups))
    for cycle in home.cycles:
        path = kind_of(ChangeRequest).files.path(cycle=cycle.slug)
        yield from ((path, (rank,), one) for rank, one in enumerate(cycle.requests))
        if cycle.arbitration:
            yield kind_of(Arbitration).files.path(cycle=cycle.slug), (), cycle.arbitration
    for kind in KINDS:
        alone = kind.files.text if not kind.files.names else ""  # one file, whatever it is called
        for item in items(home, kind) if not kind.listed else ():
            if path := getattr(item, "path", alone):
                yield path, (), item


@lru_cache(maxsize=16384)
def _odd(words: str, name: str) -> tuple[tuple[str, str, Severity], ...]:
    """Return what is odd in a plain text, once for a place: a save asks it again of every text but one."""
    return tuple(_told(words, name))


def _told(words: str, name: str) -> Iterator[tuple[str, str, Severity]]:
    seen: set[int] = set()
    if found := _MARKS.search(words):
        seen.add(found.start())
        message = f"« {found[0]} » dans « {name} », qui se lit tel quel"
        yield message, "écrire le texte sans mise en forme", "error"
    if _CURLY.fullmatch(words):
        message = f"guillemets “ ” autour de « {name} », qui se verraient"
        yield message, 'les retirer, ou écrire les guillemets droits "…"', "error"
    if _GUILLEMETS.fullmatch(words):
        message = f"guillemets « » autour de « {name} », qui se verraient"
        yield (
            message,
            "les retirer, si ce n'est pas une citation : un champ s'écrit \"…\"",
            "warning",
        )
    if found := _LINES.search(words):
        message = f"« {found[0].strip()} » dans « {name} », dont les lignes se suivraient"
        yield message, "en faire une phrase", "error"
    if name in _SENTENCES and _UNFINISHED.fullmatch(words):
        yield f"« {words} » : texte à finir", "l'écrire, ou le retirer", "warning"
    for odd in plain_leftovers(words):
        if odd.index not in seen:
            yield odd.message, odd.advice, odd.gravity
    for message, advice in waiting_in_words(words):
        yield message, advice, "error"


def cut_by_yaml(loaded: Loaded) -> Iterator[Problem]:
    """What follows « # » after a space is a comment for YAML: « Demande #1 » would lose its number."""
    for path, content in loaded.texts.items():
        head = content.partition("\n---\n")[0] if path.endswith(".md") else content
        for found in _CUT.finditer(head) if " #" in head or "\t#" in head else ():
            line, column = (
                head.count("\n", 0, found.start(1)) + 1,
                found.start(1) - head.rfind("\n", 0, found.start(1)),
            )
            yield Problem(
                Source(path, line, column),
                f"« {found[1][:40]} » ne serait pas lu : « # » commence un commentaire",
                "mettre tout le texte entre guillemets, ou une espace après « # »",
                "texte",
            )


def unwritten(loaded: Loaded) -> Iterator[Problem]:
    """An article or a page says something, and no sentence of its model is left."""
    home = loaded.community
    if home is None:
        return
    absent = {one.source.path for one in loaded.problems if one.code == "extrait"}
    for item in with_pages(home):
        if (
            isinstance(item, Article | Page)
            and item.path not in absent  # told already, of the passage that would be its text
            and not item.body.strip()
            and not getattr(item, "template", "")
        ):
            yield Problem(
                Source(item.path), "texte vide", "écrire quelque chose sous l'en-tête", "texte"
            )
        if isinstance(item, Item):
            yield from _models(loaded, item)
    for issue in home.issues:
        for index, section in enumerate(issue.sections):
            words = (
                section.edito if isinstance(section, EditoSection) else getattr(section, "text", "")
            )
            if isinstance(section, EditoSection | TextSection):
                for sentence in (one for one in _IN_FIELDS if one in words):
                    yield _model(loaded.at(issue.path, "sections", index), sentence)


def _models(loaded: Loaded, item: Item) -> Iterator[Problem]:
    for name in ("summary", "preheader"):
        said = getattr(item, name, "")
        for sentence in (one for one in _IN_FIELDS if one in said):
            yield _model(loaded.at(item.path, name), sentence)
    for sentence, index in _left(item.body) if item.path in loaded.origins else ():
        yield _model(loaded.origins[item.path].in_body(item.body, index), sentence)


@lru_cache(maxsize=4096)
def _left(body: str) -> tuple[tuple[str, int], ...]:
    """Return the sentences of models that a body holds, and where."""
    found = ((sentence, body.find(sentence)) for sentence in MODELS)
    return tuple((sentence, index) for sentence, index in found if index >= 0)


def _model(place: Source, sentence: str) -> Problem:
    said = f"phrase du modèle laissée telle quelle « {sentence} »"
    return Problem(place, said, "écrire la vôtre, ou la retirer", "modele", "warning")


CHECKS = (plain_fields, cut_by_yaml, unwritten)
