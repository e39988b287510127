"""Definition of a cycle's questionnaire, for the web form, the spreadsheet and the import."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chorale.ipm.amounts import natural, written
from chorale.ipm.ballots import HIGHEST, TOTAL
from chorale.ipm.model import Ballot, ChangeRequest, Cycle
from chorale.service.fields import Answers, Messages, Question, check_all
from chorale.service.questionnaire import oppositions

NO_OPINION = "sans-avis"
SCALE: Mapping[str, str] = {
    "0": "0, sans intérêt",
    "1": "1",
    "2": "2",
    "3": "3",
    "4": "4",
    "5": "5, indispensable",
    NO_OPINION: "sans avis",
}
COMMENT_MOST = 600
Written = Mapping[str, str]
"""What was answered, by field name, in canonical text; empty answers are absent."""


@dataclass(frozen=True)
class Questionnaire:
    """What a cycle asks of its groups."""

    cycle: Cycle

    @cached_property
    def offered(self) -> tuple[ChangeRequest, ...]:
        """Return the requests to score, theme after theme; mandatory ones are paid first and not asked."""
        themes = list(self.cycle.themes)
        asked = (request for request in self.cycle.requests if not request.mandatory)
        return tuple(
            sorted(asked, key=lambda item: (themes.index(item.theme), natural(item.reference)))
        )

    @cached_property
    def themes(self) -> tuple[tuple[str, tuple[ChangeRequest, ...]], ...]:
        """Return (name, requests to score) of each theme that has some, in the order of the cycle's file."""
        sorted_by_theme = (
            (name, tuple(item for item in self.offered if item.theme == key))
            for key, name in self.cycle.themes.items()
        )
        return tuple((name, items) for name, items in sorted_by_theme if items)

    @cached_property
    def supposed(self) -> tuple[ChangeRequest, ...]:
        """Return the mandatory requests that others to score suppose: shown, not scored."""
        needed = {reference for request in self.offered for reference in request.requires}
        found = (item for item in self.cycle.requests if item.mandatory)
        return tuple(item for item in found if item.reference in needed)

    @cached_property
    def references(self) -> tuple[str, ...]:
        """Return the references to score."""
        return tuple(request.reference for request in self.offered)

    @cached_property
    def score_fields(self) -> tuple[Question, ...]:
        """Return a member's fields: a score and a comment per request."""
        return tuple(
            field
            for request in self.offered
            for field in (
                Question(
                    name=f"note-{request.reference}",
                    label=f"{request.reference}, note",
                    kind="choice",
                    choices=SCALE,
                ),
                _comment(request),
            )
        )

    @cached_property
    def proposal_fields(self) -> tuple[Question, ...]:
        """Return the group's fields: points, opposition and comment per request, two indispensable ones."""
        titles = {
            request.reference: f"{request.reference} – {request.title}" for request in self.offered
        }
        flags = tuple(
            Question(
                name=f"indispensable-{rank}",
                label=f"{word} demande indispensable",
                kind="choice",
                choices=titles,
            )
            for rank, word in ((1, "Première"), (2, "Seconde"))
        )
        return (
            tuple(field for request in self.offered for field in _proposal_fields(request)) + flags
        )

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of all that the questionnaire asks; each deposit carries it."""
        text = json.dumps(_definition(self.cycle), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _comment(request: ChangeRequest) -> Question:
    label = f"{request.reference}, commentaire"
    return Question(
        name=f"commentaire-{request.reference}",
        label=label,
        kind="paragraph",
        most=COMMENT_MOST,
    )


def _proposal_fields(request: ChangeRequest) -> tuple[Question, ...]:
    reference = request.reference
    return (
        Question(
            name=f"points-{reference}", label=f"{reference}, points", kind="whole", most=TOTAL
        ),
        Question(
            name=f"opposition-{reference}",
            label=f"{reference}, opposition",
            kind="paragraph",
            most=COMMENT_MOST,
        ),
        _comment(request),
    )


def _definition(cycle: Cycle) -> dict[str, Any]:
    return {
        "format": "chorale-questionnaire-1",
        "cycle": cycle.slug,
        "envelope": [written(cycle.envelope.amount), cycle.envelope.unit],
        "groups": [[group.key, written(group.weight)] for group in cycle.groups],
        "themes": list(cycle.themes.items()),
        "requests": [
            [
                *(
                    request.reference,
                    request.title,
                    request.theme,
                    request.description,
                    request.mandatory,
                ),
                *(
                    written(request.cost.estimate),
                    list(request.requires),
                    list(request.excludes),
                ),
            ]
            for request in cycle.requests
        ],
    }


def canonical(fields: Iterable[Question], answers: Answers) -> dict[str, str]:
    """Return the answers as canonical text, empty ones left out."""
    values = ((field.name, answers.get(field.name)) for field in fields)
    return {name: str(value) for name, value in values if value not in (None, "")}


def check_scores(
    asked: Questionnaire, form: Mapping[str, Sequence[str]], known: Iterable[str] = ()
) -> tuple[dict[str, str], Messages]:
    """Check a member's answers; anything may be left empty."""
    answers, messages = check_all(asked.score_fields, form, known)
    return canonical(asked.score_fields, answers), messages


def check_proposal(
    asked: Questionnaire,
    form: Mapping[str, Sequence[str]],
    *,
    known: Iterable[str] = (),
    whole: bool = False,
) -> tuple[dict[str, str], Messages]:
    """Check a group's answer on any channel; whole asks for all that a deposit needs, a draft needs less."""
    answers, messages = check_all(asked.proposal_fields, form, known)
    text = {
        name: value
        for name, value in canonical(asked.proposal_fields, answers).items()
        if not (name.startswith("opposition-") and oppositions.is_none(value))
    }
    for fault in (*_doubts(text), *_contradictions(text)):
        messages.setdefault(*fault)
    if whole and not any(name.startswith("points-") for name in messages):
        total = points_total(text)
        if total < TOTAL:
            messages["total"] = (
                f"Répartissez encore {TOTAL - total} points : le total est {total} sur {TOTAL}."
            )
        if total > TOTAL:
            messages["total"] = (
                f"Retirez {total - TOTAL} points : le total est {total} sur {TOTAL}."
            )
    return text, messages


def _doubts(text: Written) -> Iterable[tuple[str, str]]:
    for reference, typed in by_reference(text, "opposition").items():
        if oppositions.is_doubtful(typed):
            yield f"opposition-{reference}", oppositions.ASKED_BACK.format(typed=typed)


def _contradictions(text: Written) -> Iterable[tuple[str, str]]:
    first, second = text.get("indispensable-1", ""), text.get("indispensable-2", "")
    if first and first == second:
        yield (
            "indispensable-2",
            "Cette demande est déjà la première : choisissez-en une autre, ou aucune.",
        )
    for name, reference in (("indispensable-1", first), ("indispensable-2", second)):
        if reference and f"opposition-{reference}" in text:
            yield name, f"{reference} porte aussi une opposition : retirez l'une des deux."


def points_total(text: Written) -> int:
    """Return the points already given."""
    return sum(points_of(text).values())


def points_of(text: Written) -> dict[str, int]:
    """Return the points above zero, by reference."""
    return {ref: int(value) for ref, value in by_reference(text, "points").items() if int(value)}


def scores_of(text: Written) -> dict[str, int]:
    """Return a member's expressed scores, by reference."""
    return {
        ref: int(value)
        for ref, value in by_reference(text, "note").items()
        if value in map(str, range(HIGHEST + 1))
    }


def by_reference(text: Written, kind: str) -> dict[str, str]:
    """Return the answers of one kind (points, note, opposition, commentaire) by reference."""
    prefix = f"{kind}-"
    return {
        name.removeprefix(prefix): value for name, value in text.items() if name.startswith(prefix)
    }


def as_form(text: Written) -> dict[str, list[str]]:
    """Return answers as a form would send them."""
    return {name: [value] for name, value in text.items()}


def ballot(asked: Questionnaire, group: str, text: Written, salt: str) -> Ballot:
    """Return the ballot that a checked, whole answer makes; requests stand in natural order."""
    order = sorted(asked.references, key=natural)
    points, opposition = points_of(text), by_reference(text, "opposition")
    comments = by_reference(text, "commentaire")
    flags = (text.get("indispensable-1"), text.get("indispensable-2"))
    return Ballot(
        group=group,
        salt=salt,
        points={ref: points[ref] for ref in order if ref in points},
        indispensable=tuple(flag for flag in flags if flag),
        opposition={ref: opposition[ref] for ref in order if ref in opposition},
        comments={ref: comments[ref] for ref in order if ref in comments},
    )
