"""Registers of what is published, events and pages: their texts after this publication, and what it changes in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chorale.content import page_register, register
from chorale.content.item_model import PublishedPage
from chorale.content.model import Community
from chorale.content.published_events import Published
from chorale.french.phrases import plural


@dataclass(frozen=True, kw_only=True)
class Registers:
    """The registers as they must stand once the community is published as it is."""

    community: Community
    events: tuple[Published, ...]
    pages: tuple[PublishedPage, ...]

    @property
    def texts(self) -> dict[str, str]:
        """Return the text of each register, by its path."""
        return {
            register.PATH: register.written(self.events),
            page_register.PATH: page_register.written(self.pages),
        }

    @property
    def sentences(self) -> tuple[str, str]:
        """Say how many events and pages are held, and how many are new or changed."""
        before = {one.key: one for one in self.community.register}
        new = sum(one.key not in before for one in self.events)
        revised = sum(
            one.changes > before[one.key].changes for one in self.events if one.key in before
        )
        known = {one.address: one for one in self.community.published_pages}
        fresh = sum(one.address not in known for one in self.pages)
        edited = sum(known.get(one.address, one).words != one.words for one in self.pages)
        events = f"{len(self.events)} rendez-vous au registre ({register.PATH})"
        pages = f"{plural(len(self.pages), 'page')} au registre ({page_register.PATH})"
        return (
            f"{events} : {plural(new, 'nouveau', 'nouveaux')}, {plural(revised, 'modifié')}",
            f"{pages} : {plural(fresh, 'nouvelle')}, {plural(edited, 'modifiée')}",
        )


def following(community: Community, days: Mapping[str, date]) -> Registers:
    """Return the registers of a community; days are those on which new pages' files last changed."""
    return Registers(
        community=community,
        events=register.published(community),
        pages=page_register.recorded(community, days),
    )
