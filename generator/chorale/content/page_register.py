"""Register of published pages: the addresses that must not vanish, and the day on which each last changed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from chorale.content import addresses, register
from chorale.content.item_model import Item, PublishedPage
from chorale.content.model import Community
from chorale.content.problems import Problem

PATH = "content/published-pages.yml"
HEAD = """\
# Les adresses déjà publiées, et le jour où leur texte a changé. Tenu par « chorale calendar publish » ; on ne peut que
# retirer la ligne d'une page que rien ne remplace.
"""


def read_pages(root: Path) -> tuple[tuple[PublishedPage, ...], list[Problem]]:
    """Return the register of pages and its problems."""
    found, problems, _ = register.read_lines(PublishedPage, root, PATH, _lines)
    return found, problems


@lru_cache(maxsize=4)
def _lines(content: str) -> tuple[PublishedPage, ...] | None:
    """Read the lines as we write them; None when any is written otherwise."""
    lines = [line for line in content.splitlines() if line and not line.startswith("#")]
    try:
        said = [json.loads(line.removeprefix("- ")) for line in lines]
        return tuple(
            PublishedPage(**{**one, "updated": date.fromisoformat(one["updated"])}) for one in said
        )
    except (ValueError, TypeError, KeyError):
        return None


def paged(community: Community) -> Iterator[Item]:
    """Yield what has a page that readers are led to: guides, letters and their articles."""
    yield from community.pages
    for issue in community.letters:
        yield issue
        yield from issue.articles


def recorded(community: Community, days: Mapping[str, date]) -> tuple[PublishedPage, ...]:
    """Return the register after this publication; days are those on which new pages' files last changed."""
    known = {one.address: one for one in community.published_pages}
    for item in paged(community):
        address, words = addresses.address(addresses.page(item)), digest(item)
        formers = (addresses.former(community, one) for one in getattr(item, "aliases", ()))
        before = next((known[one] for one in (address, *formers) if one in known), None)
        if before is None:
            updated = min(days.get(item.path, community.today), community.today)
        else:
            updated = before.updated if before.words == words else community.today
        known[address] = PublishedPage(
            address=address, file=item.path, updated=updated, words=words
        )
    return tuple(sorted(known.values(), key=lambda one: one.address))


def digest(item: Item) -> str:
    """Return a digest of what a page says."""
    return blake2b(f"{item.title}\0{item.body}".encode(), digest_size=6).hexdigest()


def written(register: Iterable[PublishedPage]) -> str:
    """Write the register, one address a line, so that two publications merge and compare well."""
    lines = ({**vars(one), "updated": one.updated.isoformat()} for one in register)
    return HEAD + "".join(f"- {json.dumps(line, ensure_ascii=False)}\n" for line in lines)
