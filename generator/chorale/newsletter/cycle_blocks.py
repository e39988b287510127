"""The block of a decision cycle in an issue: where it stands, what is retained, what became of it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from chorale.content import addresses, follow_up
from chorale.content.agenda import MILESTONES
from chorale.content.fingerprints import meeting_day, settled
from chorale.content.model import Community
from chorale.french import dates, phrases
from chorale.french.phrases import of
from chorale.ipm.decide import decided
from chorale.ipm.decided import Decided
from chorale.ipm.infeasible import Infeasible
from chorale.ipm.model import Cycle, FollowUp
from chorale.newsletter.blocks import CycleBlock, LetterMedium
from chorale.text.sanitise import words

DEADLINES = ("opens", "closes")


def cycle_block(medium: LetterMedium, cycle: Cycle) -> CycleBlock:
    """Return where a cycle stood on the day of issue: the web page keeps to what the email said."""
    if medium.community.today > medium.issue.date:
        cycle = _as_told(medium.community, cycle, medium.issue.date)
    sentence, retained = standing(cycle, medium.issue.date)
    return CycleBlock(
        layout="ipm",
        anchor=f"ipm-{cycle.slug}",
        title=words(f"Évolutions : où en est le cycle {cycle.number} {of(cycle.governance.name)}"),
        cycle=cycle,
        sentence=words(sentence),
        retained=retained,
        url=medium.url(addresses.page(cycle)),
        past=medium.today > medium.issue.date,
    )


def _as_told(community: Community, cycle: Cycle, day: date) -> Cycle:
    """Return a cycle with the milestones that were published on a day: one put off later was not known then."""
    register = {one.name: one for one in community.register}
    found: dict[str, Any] = {}
    for name in MILESTONES:
        line, now = register.get(f"ipm-{cycle.slug}-{name}"), getattr(cycle.milestones, name)
        when = line.told(day) if line else ""
        if isinstance(now, datetime):
            if " " in when:
                found[name] = datetime.fromisoformat(when).replace(tzinfo=now.tzinfo)
        elif when:
            found[name] = date.fromisoformat(when[:10])
    return replace(cycle, milestones=replace(cycle.milestones, **found))


def standing(cycle: Cycle, day: date) -> tuple[str, tuple[str, ...]]:
    """Return where a cycle stands on a day, in a sentence, and a line for each request that it retained."""
    found = _decided(follow_up.as_of(cycle, day), day)
    return _standing(cycle, day, found), _retained(found) if found else ()


def _decided(cycle: Cycle, today: date) -> Decided | None:
    """Return what the meeting decided, the day after: a letter of that very day keeps to what it said."""
    if not settled(cycle, today) or meeting_day(cycle) == today:
        return None
    try:
        return decided(cycle, settled=True)
    except Infeasible:
        return None


def _standing(cycle: Cycle, today: date, found: Decided | None) -> str:
    for name, label in MILESTONES.items():
        when = getattr(cycle.milestones, name)
        day = when.date() if isinstance(when, datetime) else when
        if day >= today and found is None:
            said = dates.instant(when) if name in DEADLINES else dates.day(when)
            return f"Prochaine étape : {label}, {said}.{_head(cycle, today)}"
    if found is None or found.arbitration is None:
        held = dates.day(meeting_day(cycle))
        if meeting_day(cycle) >= today:
            return f"Prochaine étape : {MILESTONES['arbitration']}, {held}.{_head(cycle, today)}"
        return f"La réunion d’arbitrage a eu lieu le {held} ; son résultat n’est pas encore publié."
    unit, held = follow_up.unit_of(cycle), dates.day(found.arbitration.date)
    count = phrases.plural(len(found.retained), "demande")
    cost = f"{unit.amount(found.cost)} pour une enveloppe de {unit.figure(cycle.envelope.amount)}"
    said = f"La réunion d’arbitrage du {held} a retenu {count} sur {len(cycle.requests)} : {cost}."
    came = len(_delivered(found))
    if not came:
        return said
    since = phrases.agreed(came, "a été livrée", "ont été livrées")
    return f"{said} Depuis, {phrases.plural(came, 'demande')} {since}."


def _head(cycle: Cycle, today: date) -> str:
    """Return the journal's head that was published by then, in pieces that fit a phone: each mail keeps it."""
    known = [head for head in cycle.heads if head.at[:10] <= today.isoformat()]
    if not known:
        return ""
    last = known[-1]
    pieces = " ".join(last.digest[start : start + 16] for start in range(0, 64, 16))
    return f" Journal de la collecte, entrée n° {last.number} : {pieces}."


def _delivered(found: Decided) -> dict[str, FollowUp]:
    """Return what had come on the day of the letter: an old one says nothing of what came after it."""
    outcomes = ((name, found.requests[name].outcome) for name in found.retained)
    return {name: one for name, one in outcomes if one and one.delivered}


def _retained(found: Decided) -> tuple[str, ...]:
    """Return the lines of the retained requests, with what came of each."""
    unit, delivered = follow_up.unit_of(found.cycle), _delivered(found)
    lines = []
    for name in found.retained:
        said = f"{name} : {found.requests[name].title}"
        if name in found.reduced:
            said += f" (en partie : {found.reduced[name].scope.rstrip('.')})"
        if name in delivered:
            said += f", {follow_up.outcome_words(delivered[name], unit)}"
        lines.append(words(said))
    return tuple(lines)
