"""Blocks put in a text as Markdown: the webinars or meetings of a period, where a cycle stands, a link to a page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chorale.atelier.forms.choices import Surroundings, pages
from chorale.atelier.project_files import kind_of_path
from chorale.calendars import event_text
from chorale.content import addresses
from chorale.content.agenda import between, events
from chorale.content.event import Event
from chorale.content.event_kinds import KIND_FACTS, EventKind
from chorale.content.model import Community, Page
from chorale.french import dates, phrases
from chorale.french.suggestions import slug
from chorale.newsletter.cycle_blocks import standing

WEBINARS, MEETINGS, LINK, CYCLE = "webinaires", "rencontres", "lien", "cycle."
_KINDS: Mapping[str, EventKind] = {WEBINARS: "webinaire", MEETINGS: "rencontre"}
MOST_FOUND = 20
_MARKS = re.compile(r"([\\`*_\[\]<>])")


class NoBlock(Exception):
    """Nothing can be put in the text; the text is one French sentence."""


@dataclass(frozen=True, kw_only=True)
class BlockWish:
    """What was asked: which block, for which days, a link to a page of which words; sheet is the file it goes in."""

    what: str
    first: str = ""
    last: str = ""
    words: str = ""
    sheet: str = ""

    def link(self, title: str, path: str) -> str:
        """Return a link as that file writes it: from itself in a page of the site, from the root elsewhere."""
        return f"[{_safe(title)}]({from_sheet(self.sheet, path)})"


def from_sheet(sheet: str, path: str) -> str:
    """Return the path of a page as a file's links write it."""
    if not sheet or (kind := kind_of_path(sheet)).type is not Page:
        return path
    return addresses.relative(path, kind.page.format(**(kind.files.match(sheet) or {})))


def offered(community: Community) -> Mapping[str, str]:
    """Return the blocks that can be put in a text, by name."""
    cycles = sorted(community.cycles, key=lambda one: one.number, reverse=True)
    return {
        WEBINARS: "Les webinaires d'une période",
        MEETINGS: "Les rencontres d'une période",
        **{f"{CYCLE}{one.slug}": f"Où en est le cycle {one.number}" for one in cycles},
        LINK: "Un lien vers une page du site",
    }


def usual(today: date) -> tuple[date, date]:
    """Return the period that is proposed: from today to the end of the next month."""
    later = (today.replace(day=1) + timedelta(days=62)).replace(day=1)
    return today, later - timedelta(days=1)


def wish(asked: Mapping[str, str], sheet: str) -> BlockWish:
    """Return the block that the fields of a page ask for."""
    first, last = asked.get("bloc.de", ""), asked.get("bloc.a", "")
    words = asked.get("bloc.page", "") or asked.get("bloc.mots", "")
    what = asked.get("bloc.quoi", "")
    return BlockWish(what=what, first=first, last=last, words=words, sheet=sheet)


def block(community: Community, wish: BlockWish) -> str:
    """Return a block as Markdown; raises NoBlock."""
    if wish.what == LINK:
        return _link(community, wish)
    if kind := _KINDS.get(wish.what):
        return _events(community, kind, wish)
    for cycle in community.cycles:
        if wish.what == CYCLE + cycle.slug:
            sentence, retained = standing(cycle, community.today)
            lines = [
                f"{wish.link(f'Cycle {cycle.number}', addresses.page(cycle))} : {_safe(sentence)}"
            ]
            return _plain(
                [*lines, *([""] if retained else []), *(f"- {_safe(one)}" for one in retained)]
            )
    raise NoBlock("Choisir un bloc dans la liste.")


def _events(community: Community, kind: EventKind, wish: BlockWish) -> str:
    try:
        first, last = date.fromisoformat(wish.first), date.fromisoformat(wish.last)
    except ValueError:
        raise NoBlock("Dire du quel jour au quel jour.") from None
    if last < first:
        raise NoBlock("Le dernier jour est avant le premier.")
    found = between((one for one in events(community) if one.kind == kind), first, last)
    facts, period = KIND_FACTS[kind], dates.days(first, last)
    if not found:
        raise NoBlock(f"Rien à mettre : aucun rendez-vous de ce genre {period}.")
    return _plain([f"{facts.plural} {period} :", "", *(_line(wish, one) for one in found)])


def _line(wish: BlockWish, event: Event) -> str:
    state = event.state_facts.badge.lower()
    told = f" ({state}{'e' if event.kind_facts.feminine else ''})" if state else ""
    when = event_text.when(event)
    return f"- {phrases.capital(when)} : {wish.link(event.title, addresses.page(event.item))}{told}"


def found(community: Community, words: str) -> Mapping[str, str]:
    """Return the pages of the site whose title or path has these words, by path."""
    asked = [word for word in slug(words).split("-") if word]
    every = pages(Surroundings(community=community, path=""))
    if words in every:
        return {words: every[words]}
    matching = (one for one in every.items() if all(word in slug(" ".join(one)) for word in asked))
    return dict(list(matching)[:MOST_FOUND])


def _link(community: Community, wish: BlockWish) -> str:
    known = found(community, wish.words) if wish.words.strip() else {}
    if len(known) == 1:
        ((path, title),) = known.items()
        return wish.link(title, path)
    if known:
        raise NoBlock("Plusieurs pages ont ces mots : en choisir une dans la liste.")
    raise NoBlock("Aucune page du site n'a ces mots dans son titre.")


def _safe(words: str) -> str:
    """Return words that Markdown reads as they are."""
    return _MARKS.sub(r"\\\1", words)


def _plain(lines: list[str]) -> str:
    """Return lines with the spaces that one types: those that do not break are put by the pages."""
    return re.sub("[\u00a0\u202f]", " ", "\n".join(lines)) + "\n"
