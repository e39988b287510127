"""Check that nothing is lost: what an author's tree says, the site, the letters and their text part say too."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from functools import lru_cache
from typing import Any, Literal, assert_never
from unicodedata import normalize

from chorale.content.kinds import KINDS, items
from chorale.content.load import Loaded
from chorale.content.model import Article, Page
from chorale.content.plain_words import markdown_fields
from chorale.content.problems import Problem, Source
from chorale.memoization import LATEST
from chorale.memory import remembered
from chorale.text import commonmark, facts, markdown, plain_text, sanitise
from chorale.text.alike import is_alike
from chorale.text.facts import FactKind, Loss, TextFact
from chorale.text.habits import habits
from chorale.text.html_tree import Element, parse
from chorale.text.leftovers import Oddity, leftovers
from chorale.text.markdown import Glossary
from chorale.text.mending import mended
from chorale.text.sanitise import Destination, Picture

Told = tuple[int, int, Oddity]
"""The line, from 0, and the column of what is told."""
Voice = Literal["letter", "page", "event"]
_VOICES: dict[type, Voice] = {Article: "letter", Page: "page"}
"""Who prints a body; the same HTML is read here and printed there."""
EVERYWHERE = Destination(
    lambda url: url,
    lambda src, alt: Picture(src, alt, 1, 1),
    lambda source: Element("pre", {}, [source]),
)
"""A place where every link and picture is kept: their own checks say which lead nowhere."""

_NAMES: dict[FactKind, tuple[str, str]] = {
    "word": ("mots qui ne paraîtraient pas", "écrire ce passage autrement, et relire l'aperçu"),
    "item": (
        "liste lue autrement qu'écrite",
        "laisser une ligne vide avant et après la liste, et décaler de quatre espaces ce qui est dedans",
    ),
    "row": ("tableau lu autrement qu'écrit", "laisser une ligne vide avant et après le tableau"),
    "cell": (
        "cellules lues autrement qu'écrites",
        "donner à chaque ligne autant de cellules qu'à l'en-tête",
    ),
    "picture": ("image qui ne paraîtrait pas", "écrire « ![ce qu'elle montre](fichier.png) »"),
    "link": ("lien qui ne paraîtrait pas", "écrire « [texte](adresse) » avec une adresse complète"),
    "heading": ("titre lu autrement qu'écrit", "mettre le titre seul sur sa ligne, après « ## »"),
}


def nothing_lost(loaded: Loaded) -> Iterator[Problem]:
    """Every word, item, cell, picture, link and heading of a body comes out, and no sign of Markdown does."""
    home = loaded.community
    if home is None:
        return
    for kind in KINDS:
        for item in items(home, kind) if kind.files.suffix == ".md" else ():
            voice = _VOICES.get(kind.type, "event")
            glossary = tuple(home.abbreviations.items()) if voice == "page" else ()
            for line, column, odd in _found(item.body, voice, glossary):
                yield _problem(loaded.origins[item.path].in_line(line, column), odd)
    for place, text, voice in markdown_fields(loaded):
        for _, _, odd in _found(mended(text).text, voice):
            yield _problem(place, odd)


def _problem(place: Source, odd: Oddity) -> Problem:
    return Problem(place, odd.message, odd.advice, "texte", odd.gravity)


def _said(found: tuple[Told, ...]) -> list[Any]:
    return [(line, column, *astuple(odd)) for line, column, odd in found]


def _read(said: Iterable[Any]) -> tuple[Told, ...]:
    return tuple((line, column, Oddity(*odd)) for line, column, *odd in said)


@lru_cache(maxsize=LATEST)
def _found(body: str, voice: Voice, glossary: Glossary = ()) -> tuple[Told, ...]:
    """Return what is wrong with a text, with its line and column, the line counted from 0."""
    return () if is_alike(body) else compared(body, voice, glossary)


@remembered(_said, _read)
def compared(body: str, voice: Voice, glossary: Glossary = ()) -> tuple[Told, ...]:
    """Return the same of a text that readers may read otherwise: both readings are compared."""
    letter = voice == "letter"
    written = facts.of_tree(commonmark.tree(body))
    shown = _shown(body, voice, glossary)
    odd = sorted({*leftovers(body, shown), *habits(body, letter=letter)}, key=_rank)
    told = _once((body.count("\n", 0, one.index), _column(body, one.index), one) for one in odd)
    known = {line for line, _, _ in told}
    uncalled = any(odd.message.startswith("note ") for _, _, odd in told)
    lost = [*filter(_untold, facts.losses(written, facts.of_element(shown)))]
    lost += _unheard(shown, written) if letter else ()
    told += [
        (loss.line, 1, _sentence(loss))
        for loss in lost
        if not known & {loss.line, loss.line + 1, loss.line - 1}
        and not (uncalled and loss.kind == "item")
    ]
    return tuple(told)


def _rank(odd: Oddity) -> tuple[int, str, Oddity]:
    """Return where an oddity stands among others: of two at one place, an error says more than a doubt."""
    return odd.index, odd.gravity, odd


def _shown(body: str, voice: Voice, glossary: Glossary) -> Element:
    match voice:
        case "letter":
            return sanitise.article(body, EVERYWHERE, top=3)
        case "page":
            return parse(markdown.page(body, glossary).html(str))
        case "event":
            return parse(markdown.markdown(body))
        case _:
            assert_never(voice)


def _once(found: Iterable[Told]) -> list[Told]:
    """Return one thing for a place, and one for the lines of a block that lack the same."""
    kept: list[Told] = []
    lines: dict[str, int] = {}
    for line, column, odd in found:
        again = line - lines.get(odd.advice, -9) <= 1
        lines[odd.advice] = line
        if not again and not (kept and kept[-1][:2] == (line, column)):
            kept.append((line, column, odd))
    return kept


def _untold(loss: Loss) -> bool:
    """Return whether a loss is ours to tell: an address that no voice prints is told by the check of links."""
    if loss.kind not in ("link", "picture") or not loss.values:
        return True
    return any(map(sanitise.allowed, loss.values))


def _column(body: str, index: int) -> int:
    return index - body.rfind("\n", 0, index)


def _unheard(shown: Element, written: Sequence[TextFact]) -> list[Loss]:
    """Return the words that the text part of a letter would lack."""
    heard = plain_text.flow(shown, plain_text.References()).casefold()
    heard += normalize("NFKC", heard)  # « 10³ » says 10 and 3
    heard += " ".join(facts.words(heard)) if "%" in heard else ""
    said = [fact.value for fact in facts.of_element(shown) if fact.kind == "word"]
    lost = tuple(word for word in dict.fromkeys(said) if word not in heard)
    line = next((fact.line for fact in written if fact.value in lost), 0)
    return [Loss("word", len(said), len(said) - len(lost), lost, line)] if lost else []


def _sentence(loss: Loss) -> Oddity:
    name, advice = _NAMES[loss.kind]
    values = ", ".join(filter(None, loss.values[:4]))
    if loss.kind in ("word", "link", "picture"):
        return Oddity(0, f"{name} : « {values} »" if values else name, advice)
    return Oddity(0, f"{name} : {loss.written} à l'écrit, {loss.shown} à la lecture", advice)


CHECKS = (nothing_lost,)
