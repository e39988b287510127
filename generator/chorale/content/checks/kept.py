"""Checks answered again while what they read is the very same: of each body alone, or of parts of the community."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from functools import partial, update_wrapper

from chorale.content.checks.bodies import bodies
from chorale.content.item_model import Item
from chorale.content.load import Loaded
from chorale.content.model import Community
from chorale.content.problems import Problem
from chorale.content.sight import CommunityPart, seen
from chorale.content.sources import Origin
from chorale.memoization import KeptAnswers, again

ContentCheck = Callable[[Loaded], Iterator[Problem]]
BodyCheck = Callable[[Item, Origin], Iterable[Problem]]
"""A check of one item that has a body, given the place of its words, and of nothing else."""


def each_body(rule: BodyCheck) -> ContentCheck:
    """Check every body by a rule that reads nothing beside it."""
    known: KeptAnswers = {}

    def check(loaded: Loaded) -> Iterator[Problem]:
        for item in bodies(loaded):
            asked = item, loaded.origins[item.path]
            yield from again(item.path, asked, partial(_found, rule, *asked), known)

    del update_wrapper(
        check, rule
    ).__wrapped__  # what is asked of a check is not what is asked of its rule
    check.__annotations__ = {"loaded": Loaded, "return": Iterator[Problem]}
    return check


def _found(rule: BodyCheck, item: Item, origin: Origin) -> tuple[Problem, ...]:
    return tuple(rule(item, origin))


def of_parts(*parts: CommunityPart) -> Callable[[ContentCheck], ContentCheck]:
    """Show a check these parts of the community only, and the places of their own files."""

    def decorate(rule: ContentCheck) -> ContentCheck:
        known: KeptAnswers = {}

        def check(loaded: Loaded) -> Iterator[Problem]:
            if loaded.community is None:
                return
            shown = seen(loaded.community, *parts)
            origins = _origins(loaded, shown)
            asked = (*(getattr(shown, one.name) for one in fields(Community)), *origins.values())
            alone = Loaded(loaded.root, shown, problems=(), origins=origins, broken=frozenset())
            yield from again(rule.__name__, asked, lambda: tuple(rule(alone)), known)

        return update_wrapper(check, rule)

    return decorate


def _origins(loaded: Loaded, shown: Community) -> dict[str, Origin]:
    """Return the places of the events that are shown."""
    paths = (one.path for one in (*shown.webinars, *shown.meetings))
    return {path: loaded.origins[path] for path in paths if path in loaded.origins}
