"""Checks on what is written outside the body: plain fields, texts cut by YAML, sentences of a model left in place."""

import re
from collections.abc import Iterator
from dataclasses import fields

from chorale.content.item_model import Item
from chorale.content.kinds import with_pages
from chorale.content.load import Loaded
from chorale.content.model import Article, EditoSection, Page, TextSection
from chorale.content.problems import Problem, Source

_MARKS = re.compile(
    r"\*\*(?=\S)|(?<!\w)__(?=\w)|\]\(|^#{1,6} |`[^`]+`|</?(?:a|b|br|em|i|p|strong|u)\b[^<>]*>|~~(?=\S)"
)
_CURLY = re.compile(r"[“”‘].*[“”’]")
_CUT = re.compile(r"^[ \t-]*[\w-]+:[ \t]+(?![\"'|>\[{#])[^\n#]*[ \t](#\S[^\n]*)$", re.MULTILINE)
_PLAIN = frozenset(
    {"title", "summary", "description", "preheader", "subject", "note", "place", "address", "city"}
)
MODELS = (
    "Une phrase qui dit l'essentiel, pour le sommaire.",
    "Le texte de l'article, en Markdown. Laisser une ligne vide avant une liste :",
    "Première étape.",
    "Les articles du mois, les rendez-vous et les webinaires à venir",
    "Quelques mots du comité de rédaction.",
)
"""The sentences of templates/new/ that say nothing to a reader."""


def plain_fields(loaded: Loaded) -> Iterator[Problem]:
    """A title or a sentence is read as it is typed: no Markdown in it, no curly quotes around it."""
    for item in filter(_has_body, with_pages(loaded.community) if loaded.community else ()):
        for name in (one.name for one in fields(item) if one.name in _PLAIN):
            value = getattr(item, name)
            if not isinstance(value, str) or not value:
                continue
            if found := _MARKS.search(value):
                place = loaded.at(item.path, name)
                said = f"« {found[0]} » dans « {name} », qui se lit tel quel"
                yield Problem(place, said, "écrire le texte sans mise en forme", "texte")
            if _CURLY.fullmatch(value):
                place = loaded.at(item.path, name)
                said = f"guillemets “ ” autour de « {name} », qui se verraient"
                yield Problem(
                    place, said, 'les retirer, ou écrire les guillemets droits "…"', "texte"
                )


def _has_body(item: object) -> bool:
    return isinstance(item, Item)


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
    for item in with_pages(home):
        if (
            isinstance(item, Article | Page)
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
            if isinstance(section, EditoSection | TextSection) and words in MODELS:
                yield _model(loaded.at(issue.path, "sections", index), words)


def _models(loaded: Loaded, item: Item) -> Iterator[Problem]:
    for name in ("summary", "preheader"):
        if getattr(item, name, "") in MODELS:
            yield _model(loaded.at(item.path, name), getattr(item, name))
    for sentence in MODELS:
        if (index := item.body.find(sentence)) >= 0 and item.path in loaded.origins:
            yield _model(loaded.origins[item.path].in_body(item.body, index), sentence)


def _model(place: Source, sentence: str) -> Problem:
    said = f"phrase du modèle laissée telle quelle « {sentence[:40]} »"
    return Problem(place, said, "écrire la vôtre, ou la retirer", "modele", "warning")


CHECKS = (plain_fields, cut_by_yaml, unwritten)
