"""Requests carried to the next cycle: those collected and those not retained, as a draft of its requests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chorale.atelier import sheets
from chorale.atelier.creation import Unmakeable
from chorale.atelier.desk import Desk, Writer
from chorale.content.collected import STAGES, CollectedRequest, stage, taking
from chorale.content.fingerprints import settled
from chorale.content.kinds import kind_of
from chorale.content.model import Community
from chorale.content.writing.file_text import Writing
from chorale.content.writing.trees import Tree
from chorale.french.suggestions import slug
from chorale.ipm.amounts import natural, written
from chorale.ipm.model import ChangeRequest, Cost, Cycle
from chorale.scaffold import following
from chorale.site.cycle.request_life import fate


@dataclass(frozen=True, kw_only=True)
class PendingRequest:
    """A request that waits for a cycle; name is what « continues » calls it, path the file that says it."""

    name: str
    path: str
    title: str
    theme: str
    state: str
    cost: Cost | None
    description: str
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


def pending(community: Community) -> dict[str, list[PendingRequest]]:
    """Return, by theme, the requests that no later cycle takes up: collected and open, or not retained."""
    found = [*_collected(community), *_left(community)]
    themes: dict[str, list[PendingRequest]] = {}
    for one in sorted(found, key=lambda one: (natural(one.theme), natural(one.name))):
        themes.setdefault(one.theme, []).append(one)
    return themes


def _collected(community: Community) -> Iterator[PendingRequest]:
    for one in community.collected:
        where = stage(one, community.cycles)
        if where not in ("taken", "closed"):
            yield _of_collected(one, STAGES[where])


def _of_collected(one: CollectedRequest, state: str) -> PendingRequest:
    return PendingRequest(
        name=one.name,
        path=one.path,
        title=one.title,
        theme=one.theme,
        state=state,
        cost=one.cost,
        description=one.body.strip(),
    )


def _left(community: Community) -> Iterator[PendingRequest]:
    """Yield what the meetings that are held did not retain."""
    for cycle in community.cycles:
        if cycle.arbitration is None or not settled(cycle, community.today):
            continue
        for one in cycle.requests:
            name = f"{cycle.slug}/{one.reference}"
            kept = one.reference in cycle.arbitration.retained
            if not kept and not any(taking(community.cycles, name)):
                yield PendingRequest(
                    name=name,
                    path=kind_of(ChangeRequest).files.path(cycle=cycle.slug),
                    title=one.title,
                    theme=cycle.themes.get(one.theme, one.theme),
                    state=f"{fate(community, cycle, one).lower()} au cycle {cycle.number}",
                    cost=one.cost,
                    description=one.description.strip(),
                    requires=tuple(f"{cycle.slug}/{other}" for other in one.requires),
                    excludes=tuple(f"{cycle.slug}/{other}" for other in one.excludes),
                )


def preparing(community: Community) -> list[Cycle]:
    """Return the cycles whose requests may still change: nothing is frozen, the questionnaire is not open."""
    return [
        one
        for one in community.cycles
        if one.fingerprint is None and one.milestones.opens.date() > community.today
    ]


def carry(desk: Desk, worker: Writer, slug: str, names: Sequence[str]) -> str:
    """Add requests to a person's draft of a cycle's requests and return its path. Raises Unmakeable."""
    community = desk.project().community
    cycle = next((one for one in preparing(community) if one.slug == slug), None)
    if cycle is None:
        raise Unmakeable("Choisir un cycle en préparation.")
    known = {one.name: one for lot in pending(community).values() for one in lot}
    chosen = [known[name] for name in dict.fromkeys(names) if name in known]
    if not chosen:
        raise Unmakeable("Cocher au moins une demande.")
    uncosted = [one.title for one in chosen if one.cost is None]
    if uncosted:
        raise Unmakeable(f"À chiffrer d'abord, dans sa fiche : {', '.join(uncosted)}.")
    path = kind_of(ChangeRequest).files.path(cycle=cycle.slug)
    sheet = sheets.sheet(desk, worker, path)
    there = sheet.writing.data if isinstance(sheet.writing.data, list) else []
    added = _added(cycle, chosen, [one for one in there if isinstance(one, dict)])
    sheets.kept(desk, worker, sheet, Writing(data=[*there, *added], body=sheet.writing.body))
    return path


def _added(
    cycle: Cycle, chosen: Sequence[PendingRequest], there: Sequence[Mapping[str, Tree]]
) -> list[Tree]:
    """Return the new entries, each with a free reference; links between those that come along are kept."""
    taken = {str(one.get("continues", "")) for one in there}
    used = [str(one.get("reference", "")) for one in there]
    references = {str(one.get("continues", "")): str(one.get("reference", "")) for one in there}
    coming = [one for one in chosen if one.name not in taken]
    for one in coming:
        references[one.name] = following(used)
        used.append(references[one.name])
    return [_entry(cycle, one, references) for one in coming]


def _entry(cycle: Cycle, one: PendingRequest, references: Mapping[str, str]) -> Tree:
    cost = one.cost
    assert cost is not None
    amounts = {"estimate": cost.estimate, "low": cost.low, "high": cost.high}
    entry: dict[str, Tree] = {
        "reference": references[one.name],
        "title": one.title,
        "theme": _theme(cycle, one.theme),
        "cost": {name: written(value) for name, value in amounts.items() if value is not None},
        "continues": one.name,
    }
    for key, links in (("requires", one.requires), ("excludes", one.excludes)):
        if kept := [references[name] for name in links if name in references]:
            entry[key] = list[Tree](kept)
    return {**entry, "description": one.description} if one.description else entry


def _theme(cycle: Cycle, words: str) -> str:
    """Return the key of a theme in a cycle; of an unknown one, a key that the checks will tell."""
    same = (key for key, name in cycle.themes.items() if slug(words) in (key, slug(name)))
    return next(same, slug(words))
