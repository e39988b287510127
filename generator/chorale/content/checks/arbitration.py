"""Checks on an arbitration: constraints kept, envelope, and each difference from the recommendation explained once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import PurePosixPath

from chorale.content.checks import ballots, cycles
from chorale.content.checks.cycles import beside, references
from chorale.content.load import Loaded
from chorale.content.problems import Problem, Source, errors
from chorale.french.phrases import listing, number
from chorale.french.suggestions import did_you_mean
from chorale.ipm.arbitration import Arbitration
from chorale.ipm.decide import decide
from chorale.ipm.decided import Decided
from chorale.ipm.infeasible import Infeasible
from chorale.ipm.model import ChangeRequest, Cycle


@dataclass(frozen=True)
class ArbitrationFile:
    """An arbitration to judge: its cycle, what is decided, and where its file says it."""

    loaded: Loaded
    cycle: Cycle
    meeting: Arbitration
    path: str

    def at(self, *keys: str | int) -> Source:
        """Return where the file says a value."""
        return self.loaded.at(self.path, *keys)

    def at_key(self, *keys: str | int) -> Source:
        """Return where the file writes a key."""
        return self.loaded.at_key(self.path, *keys)

    def at_retained(self, reference: str) -> Source:
        """Return where a request is listed as retained."""
        return self.at("retained", self.meeting.retained.index(reference))

    @property
    def requests(self) -> Mapping[str, ChangeRequest]:
        """Return the requests of the cycle, by reference."""
        return {request.reference: request for request in self.cycle.requests}


def arbitration(loaded: Loaded) -> Iterator[Problem]:
    """The human decision names known requests once, keeps the constraints, and explains each of its differences."""
    unsound = _unsound(loaded)
    for cycle in loaded.community.cycles if loaded.community else ():
        meeting, path = cycle.arbitration, beside(cycle, Arbitration)
        known = references(loaded, cycle)
        if meeting is None or known is None:
            continue
        file = ArbitrationFile(loaded, cycle, meeting, path)
        strangers = list(_names(file, known))
        yield from strangers
        yield from _twice(file)
        yield from _early(file)
        if not strangers and cycle.slug not in unsound and known == file.requests.keys():
            yield from _constraints(file)
            yield from _reductions(file)
            yield from _envelope(file)
            yield from _differences(file)


def _unsound(loaded: Loaded) -> set[str]:
    """Return the cycles that have errors of their own: what they would decide is not judged."""
    rules = (*cycles.CHECKS, *ballots.CHECKS)
    found = errors(problem for rule in rules for problem in rule(loaded))
    paths = [PurePosixPath(problem.source.path).parts for problem in found]
    return {parts[2] for parts in paths if len(parts) > 3}


def _names(file: ArbitrationFile, known: set[str]) -> Iterator[Problem]:
    """Name what is no request of the cycle."""
    places = [
        *((name, file.at("retained", place)) for place, name in enumerate(file.meeting.retained)),
        *((name, file.at_key("deviations", name)) for name in file.meeting.deviations),
        *((name, file.at_key("reduced", name)) for name in file.meeting.reduced),
    ]
    for name, place in places:
        if name not in known:
            yield Problem(
                place, f"demande inconnue « {name} »", did_you_mean(name, known), "reference"
            )


def _twice(file: ArbitrationFile) -> Iterator[Problem]:
    """Tell what is decided twice: listed twice, or retained here and not there."""
    retained = file.meeting.retained
    for index, name in enumerate(retained):
        if name in retained[:index]:
            place = file.at("retained", index)
            yield Problem(place, f"« {name} » retenue deux fois", "en retirer une", "reference")
    for name, deviation in file.meeting.deviations.items():
        if (deviation.decision == "retained") != (name in retained):
            yield Problem(
                file.at("deviations", name, "decision"),
                f"« {name} » : l'écart et la liste « retained » se contredisent",
                "accorder les deux",
                "arbitrage",
            )
    for name in file.meeting.reduced:
        if name not in retained:
            yield Problem(
                file.at_key("reduced", name),
                f"« {name} » est réduite sans être retenue",
                f"ajouter « {name} » à « retained », ou la retirer de « reduced »",
                "arbitrage",
            )


def _early(file: ArbitrationFile) -> Iterator[Problem]:
    home, planned = file.loaded.community, file.cycle.milestones.arbitration
    if home and planned != file.meeting.date > home.today:
        told = f"une réunion tenue le {file.meeting.date}, un jour à venir"
        yield Problem(file.at("date"), told, "corriger « date »", "arbitrage", "warning")
    if home and file.meeting.date < home.today < planned:
        told = f"une réunion tenue le {file.meeting.date}, que l'agenda annonce encore pour le {planned}"
        advice = "mettre ce jour dans « arbitration » de cycle.yml"
        yield Problem(file.at("date"), told, advice, "arbitrage", "warning")
    if file.meeting.date < file.cycle.milestones.closes.date():
        yield Problem(
            file.at("date"),
            "la réunion précède la clôture du questionnaire",
            "corriger « date », ou « closes » dans cycle.yml",
            "arbitrage",
        )


def _constraints(file: ArbitrationFile) -> Iterator[Problem]:
    """Hold what is retained against the links between requests, and what is mandatory."""
    retained, requests = dict.fromkeys(file.meeting.retained), file.requests
    for place, name in enumerate(retained):
        rivals = {*requests[name].excludes} & {*list(retained)[:place]}
        rivals |= {other for other in list(retained)[:place] if name in requests[other].excludes}
        for other in sorted(rivals):
            yield Problem(
                file.at_retained(name),
                f"« {name} » et « {other} » s'excluent, et sont toutes deux retenues",
                "retirer l'une des deux",
                "arbitrage",
            )
        missing = [other for other in requests[name].requires if other not in retained]
        if missing:
            yield Problem(
                file.at_retained(name),
                f"« {name} » est retenue sans {_called(missing)}, dont elle dépend",
                "retenir aussi ce préalable, ou ne pas la retenir",
                "arbitrage",
            )
    for name, request in requests.items():
        if request.mandatory and name not in retained:
            yield Problem(
                file.at_key("retained"),
                f"« {name} » est obligatoire et n'est pas retenue",
                f"ajouter « {name} » à « retained »",
                "arbitrage",
            )


def _reductions(file: ArbitrationFile) -> Iterator[Problem]:
    unit = file.cycle.envelope.unit
    for name, reduced in file.meeting.reduced.items():
        full = file.requests[name].cost.estimate
        if not 0 < reduced.cost < full:
            yield Problem(
                file.at("reduced", name, "cost"),
                f"« {name} » réduite coûterait {_amount(reduced.cost)} {unit}, entière {_amount(full)}",
                "un coût moindre, au-dessus de zéro",
                "arbitrage",
            )


def _envelope(file: ArbitrationFile) -> Iterator[Problem]:
    """Tell an overrun that is not declared, is declared for another amount, or does not exist; then the caps."""
    cycle, meeting = file.cycle, file.meeting
    unit, costs = cycle.envelope.unit, _costs(file)
    total = sum(costs.values(), Fraction(0))
    excess = total - cycle.envelope.amount
    if excess > 0 and meeting.overrun is None:
        yield Problem(
            file.at_key("retained"),
            f"les demandes retenues coûtent {_amount(total)} {unit}, "
            f"{_amount(excess)} de plus que l'enveloppe de {_amount(cycle.envelope.amount)}",
            f"en retirer, en réduire, ou écrire « overrun: {{amount: {_plain(excess)}, reason: … }} »",
            "enveloppe",
        )
    elif meeting.overrun and (excess <= 0 or meeting.overrun.amount != excess):
        found = f"est de {_amount(excess)} {unit}" if excess > 0 else "n'existe pas"
        yield Problem(
            file.at("overrun", "amount"),
            f"le dépassement déclaré est de {_amount(meeting.overrun.amount)} {unit} ; en vérité, il {found}",
            f"écrire « amount: {_plain(excess)} »" if excess > 0 else "retirer « overrun »",
            "enveloppe",
        )
    yield from _caps(file, costs)


def _caps(file: ArbitrationFile, costs: Mapping[str, Fraction]) -> Iterator[Problem]:
    """The meeting may go beyond what the rule promised to the themes: it is told, not forbidden."""
    cycle, unit = file.cycle, file.cycle.envelope.unit
    for theme, bounds in cycle.rule.bounds.items():
        spent = sum(
            (costs[name] for name in costs if file.requests[name].theme == theme), Fraction(0)
        )
        for limit, passed, words in (
            (bounds.cap, bounds.cap is not None and spent > bounds.cap, "au-dessus de son plafond"),
            (bounds.floor, bounds.floor is not None and spent < bounds.floor, "sous son plancher"),
        ):
            if passed and limit is not None:
                name = cycle.themes.get(theme, theme)
                yield Problem(
                    file.at_key("retained"),
                    f"le thème « {name} » reçoit {_amount(spent)} {unit}, {words} de {_amount(limit)}",
                    "le vérifier",
                    "enveloppe",
                    "warning",
                )


def _costs(file: ArbitrationFile) -> dict[str, Fraction]:
    """Return what each retained request costs, those that are reduced for less; one listed twice counts once."""
    decided = {name: request.cost.estimate for name, request in file.requests.items()}
    decided.update({name: one.cost for name, one in file.meeting.reduced.items()})
    return {name: decided[name] for name in file.meeting.retained}


def _differences(file: ArbitrationFile) -> Iterator[Problem]:
    """Tell each difference from the recommendation that nobody explains, and each explanation of none."""
    if not file.cycle.ballots:
        yield Problem(
            file.at("retained"),
            "arbitrage sans aucun bulletin : rien n'a été recommandé",
            f"ajouter les bulletins dans « content/ipm/{file.cycle.slug}/ballots/ »",
            "arbitrage",
        )
        return
    decided = _decided(file)
    if decided is None:
        return
    explained = file.meeting.deviations
    for departure in decided.departures:
        name = departure.request.reference
        if name not in explained:
            yield _unexplained(file, name, departure.recommended)
    departed = {departure.request.reference for departure in decided.departures}
    for name, deviation in explained.items():
        if deviation.decision == "retained" and name not in departed and name in decided.retained:
            yield Problem(
                file.at_key("deviations", name),
                f"« {name} » n'est pas un écart : la recommandation la retient aussi",
                "retirer cet écart",
                "arbitrage",
            )


def _unexplained(file: ArbitrationFile, name: str, recommended: bool) -> Problem:
    if name in file.meeting.reduced:
        place, found, decision = file.at_key("reduced", name), "est réduite", "retained"
    elif recommended:
        place, found = file.at_key("retained"), "est recommandée et n'est pas retenue"
        decision = "deferred"
    else:
        place, found = file.at_retained(name), "est retenue sans être recommandée"
        decision = "retained"
    return Problem(
        place,
        f"« {name} » {found}, et nul ne dit pourquoi",
        f"ajouter à « deviations » : « {name}: {{decision: {decision}, author: …, reason: …}} »",
        "arbitrage",
    )


def _decided(file: ArbitrationFile) -> Decided | None:
    """Return what is decided, or nothing where the cycle itself cannot be decided: that is told elsewhere."""
    try:
        recommendation = decide(file.cycle)
    except Infeasible:
        return None
    return Decided(cycle=file.cycle, recommendation=recommendation, arbitration=file.meeting)


def _called(names: list[str]) -> str:
    return listing([f"« {name} »" for name in names])


def _amount(value: Fraction) -> str:
    return number(value, places=6)


def _plain(value: Fraction) -> str:
    return _amount(value).replace("\u202f", "").replace(",", ".")


CHECKS = (arbitration,)
