"""Checks on what is written outside the body: plain fields, texts cut by YAML, sentences of a model left in place."""

import re
from collections.abc import Iterator

from chorale.content.form_model import Form
from chorale.content.item_model import Item
from chorale.content.kinds import with_pages
from chorale.content.load import Loaded
from chorale.content.model import Article, EditoSection, Page, TextSection
from chorale.content.problems import Problem, Source

_MARKS = re.compile(
    r"\*\*(?=\S)|(?<!\w)__(?=\w)|\]\(|^#{1,6} |`[^`]+`|</?(?:a|b|br|em|i|p|strong|u)\b[^<>]*>|~~(?=\S)"
)
"""Signs of Markdown or HTML, which a plain field shows as they are."""
_CURLY = re.compile(r"[“”‘].*[“”’]")
_CUT = re.compile(r"^[ \t-]*[\w-]+:[ \t]+(?![\"'|>\[{#])[^\n#]*[ \t](#\S[^\n]*)$", re.MULTILINE)
_PLAIN = frozenset(
    {
        *("title", "summary", "description", "preheader", "subject", "note", "place", "address"),
        *("city", "label", "help", "purpose", "thanks"),
    }
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
    """A title, a sentence or a question is read as it is typed: no Markdown in it, no curly quotes around it."""
    for form in loaded.community.forms if loaded.community else ():
        yield from _plain(loaded, form)
        for rank, asked in enumerate(form.fields):
            yield from _plain(loaded, form, asked, "fields", rank)
    for item in filter(_has_body, with_pages(loaded.community) if loaded.community else ()):
        yield from _plain(loaded, item)


def _plain(
    loaded: Loaded, item: Item | Form, holder: object = None, *keys: str | int
) -> Iterator[Problem]:
    """Yield what would show in the plain fields of an item, or of a holder inside it."""
    said = vars(holder or item)
    for name in _PLAIN & said.keys():
        value = said[name]
        if not isinstance(value, str) or not value:
            continue
        place = loaded.at(item.path, *keys, name)
        if found := _MARKS.search(value):
            message = f"« {found[0]} » dans « {name} », qui se lit tel quel"
            yield Problem(place, message, "écrire le texte sans mise en forme", "texte")
        if _CURLY.fullmatch(value):
            message = f"guillemets “ ” autour de « {name} », qui se verraient"
            advice = 'les retirer, ou écrire les guillemets droits "…"'
            yield Problem(place, message, advice, "texte")


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
