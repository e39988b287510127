"""A second, naive reader works out again every sentence that is published of a cycle, and finds none false.

It knows the files that authors wrote and the published pages only: sums, differences and shares, no rule.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from random import Random

import pytest
from bs4 import BeautifulSoup
from decided_cycles import GROUPS, community, cycle

from chorale.french.amounts import Unit
from chorale.ipm.evidence import robustness
from chorale.site.cycle import pages, view

NUMBER = r"(?:≈ )?−?\d[\d ]*(?:,\d+)?"
KEYS = {name: key for key, name in GROUPS.items()}


class Reader:
    """What authors wrote of a cycle, and what its page says."""

    def __init__(self, made) -> None:
        self.made, self.meeting = made, made.arbitration
        self.files = {one.path: one.content for one in pages.files(community(made))}
        self.page, self.computation = self.part(), self.part("calcul")
        self.requests = {one.reference: one for one in made.requests}
        self.points = {one.group: one.points for one in made.ballots}
        self.weights = {one.key: one.weight for one in made.groups}
        self.sheets = {name: self.part(f"demande/{name}") for name in self.requests}
        self.recommended = self.column("Recommandation")
        self.retained = list(self.meeting.retained) if self.meeting else self.recommended

    def part(self, name: str = "") -> BeautifulSoup:
        """Return one page of the cycle."""
        path = f"ipm/cycle-1/{name}/index.md" if name else "ipm/cycle-1/index.md"
        return BeautifulSoup(self.files[path].decode().split("---\n", 2)[2], "html.parser")

    def left(self) -> Fraction:
        """Return what the recommendation leaves of the envelope."""
        return self.made.envelope.amount - self.estimate(self.recommended)

    def estimate(self, names) -> Fraction:
        return sum((self.requests[name].cost.estimate for name in names), Fraction(0))

    def column(self, head: str) -> list[str]:
        """Return the requests that the table by theme says are retained."""
        table = self.part("demande").select_one("table.ipm-heat")
        place = [words(one) for one in table.select("thead th")].index(head)
        rows = [row for row in table.select("tbody tr") if row.find("td")]
        return [
            words(row.find("a"))
            for row in rows
            if words(row.find_all(["th", "td"])[place]) == "retenue"
        ]

    def cost(self, name: str) -> Fraction:
        reduced = self.meeting.reduced.get(name) if self.meeting else None
        return reduced.cost if reduced else self.requests[name].cost.estimate

    def imposed(self) -> set[str]:
        """Return what is mandatory, with all that it requires."""
        found = {name for name, one in self.requests.items() if one.mandatory}
        while more := {other for name in found for other in self.requests[name].requires} - found:
            found |= more
        return found

    def won(self, key: str, names) -> int:
        return sum(self.points[key].get(name, 0) for name in set(names) - self.imposed())


def words(node) -> str:
    text = node.get_text(" ", strip=True) if hasattr(node, "get_text") else node
    for space in "\u00a0\u202f\u2009":
        text = text.replace(space, " ")
    return re.sub(r"(?<=\w) (?=[,.)](?:\s|$))", "", re.sub(r"\s+", " ", text))


def value(text: str) -> tuple[Fraction, Fraction]:
    """Return a number as it is written, and by how much it may be off: nothing unless it says « ≈ »."""
    digits = text.removeprefix("≈ ").replace(" ", "").replace("−", "-").replace(",", ".")
    places = len(digits.partition(".")[2])
    return Fraction(digits), Fraction(1, 2 * 10**places) if text.startswith("≈") else Fraction(0)


def close(said: str, expected: Fraction) -> bool:
    """Tell whether a number says an amount: exactly, or rounded where it says so."""
    found, gap = value(said)
    return 0 < abs(found - expected) <= gap if gap else found == expected


def figures(reader: Reader) -> Iterator[str]:
    said = [words(one) for one in reader.page.select(".ipm-figures span")]
    total = sum(map(reader.cost, reader.retained), Fraction(0))
    left = reader.made.envelope.amount - total
    count, cost, rest = (re.match(NUMBER, one)[0].strip() for one in said)
    if not (
        int(count) == len(reader.retained)
        and close(cost, total)
        and close(rest, abs(left))
        and ("au-delà" in said[2]) == (left < 0)
    ):
        yield f"chiffres : {said}"


def essentials(reader: Reader) -> Iterator[str]:
    said = {words(one.dt): words(one.dd) for one in reader.page.select(".ipm-essential__list div")}
    most = sum(
        (
            reader.cost(name)
            if reader.meeting and name in reader.meeting.reduced
            else reader.requests[name].cost.high or reader.cost(name)
            for name in reader.retained
        ),
        Fraction(0),
    )
    beyond = most - reader.made.envelope.amount
    told = re.fullmatch(
        rf"Au plus cher, .* coûterai(?:en)?t ({NUMBER}) [^,]+, (?:dans l’enveloppe|({NUMBER}) de plus que l’enveloppe)\.",
        said["Coût"],
    )
    if not (told and close(told[1], most) and (close(told[2], beyond) if told[2] else beyond <= 0)):
        yield said["Coût"]
    if reader.meeting:
        changed = {*reader.retained} ^ {*reader.recommended} | {*reader.meeting.reduced}
        named = set(re.findall(r"DE-\d\d", said["Réunion"]))
        count = re.search(r"pour (\d+) demandes? :", said["Réunion"])
        if named != changed or (int(count[1]) if count else 0) != len(changed):
            yield said["Réunion"]


def listed(reader: Reader) -> Iterator[str]:
    """The list: each cost, what it adds up to, and the line of the envelope where it is passed."""
    total, envelope, names, passed = Fraction(0), reader.made.envelope.amount, [], False
    for row in reader.page.select("table.ipm-list tbody tr"):
        if "ipm-cut" in row["class"] if row.has_attr("class") else False:
            left = envelope - sum(map(reader.cost, reader.retained), Fraction(0))
            told = re.fullmatch(
                rf"Enveloppe : ({NUMBER}) .*, (reste|dépassée de) ({NUMBER})", words(row)
            )
            if not (
                close(told[1], envelope)
                and close(told[3], abs(left))
                and (told[2] == "reste") == (left >= 0)
            ):
                yield words(row)
            passed = True
            continue
        name = words(row.find("a"))
        names.append(name)
        total += reader.cost(name)
        cost, cumulative = (words(one) for one in row.find_all("td"))
        if not (close(cost, reader.cost(name)) and close(cumulative, total)):
            yield words(row)
        if passed != (total > envelope):
            yield f"de l'autre côté de la ligne : {words(row)}"
    if sorted(names) != sorted(reader.retained):
        yield f"liste : {names}"


def others(reader: Reader) -> Iterator[str]:
    """What is not retained: each once, with its cost; what was missing is what its sheet says."""
    names = []
    for row in reader.page.select(".ipm-others li"):
        name = words(row.find("a"))
        names.append(name)
        told = re.search(rf"\(({NUMBER}) ; ", words(row))
        if not close(told[1], reader.requests[name].cost.estimate):
            yield words(row)
        why = words(reader.sheets[name].select_one(".ipm-line__why"))
        short = re.search(rf"il manque ({NUMBER}) à ses soutiens", words(row))
        if short and f"(il manque {short[1].strip()} " not in why:
            yield words(row)
        if ("par la réunion" in words(row)) != (name in reader.recommended):
            yield words(row)
    if sorted(names) != sorted({*reader.requests} - {*reader.retained}):
        yield f"non retenues : {names}"


def groups(reader: Reader) -> Iterator[str]:
    for heading in reader.part("groupe").select(".ipm-voice h2[id^=groupe-]"):
        key = heading["id"].removeprefix("groupe-")
        text = words(heading.find_next("p"))
        percent, won, given, went, best = re.fullmatch(
            rf"(moins de 1|{NUMBER}) % de satisfaction : ({NUMBER}) de ses ({NUMBER}) points (est allé|sont allés) à des "
            rf"demandes retenues, pour ({NUMBER}) au mieux\.",
            text,
        ).groups()
        gained, ideal = reader.won(key, reader.retained), value(best)[0]
        share = int(100 * gained / ideal) if ideal else 100
        told = 0 if percent == "moins de 1" else int(percent.replace(" ", ""))
        if (told, value(won)[0], value(given)[0]) != (share, gained, 100):
            yield text
        if (went == "sont allés") != (gained > 1):
            yield text
        yield from own_page(reader, key, reader.part(f"groupe/{key}"))


def own_page(reader: Reader, key: str, page: BeautifulSoup) -> Iterator[str]:
    """A group's page: before and after the meeting, its ballot, what is not retained of it, its sum."""
    before, after = reader.won(key, reader.recommended), reader.won(key, reader.retained)
    said = words(page.select_one(".ipm-essential > p:last-child"))
    changed = re.search(
        rf"vous en donnait ({NUMBER}) : la réunion vous en (ajoute|retire) ({NUMBER})\.", said
    )
    if (after != before) != bool(changed) or not said.startswith(f"{after} de vos 100 points"):
        yield said
    if changed and (
        value(changed[1])[0] != before
        or value(changed[3])[0] != abs(after - before)
        or (changed[2] == "ajoute") != (after > before)
    ):
        yield said
    shown = dict(re.findall(r"(DE-\d\d) (\d+)", words(page.select_one(".ipm-ballot"))))
    if {name: int(points) for name, points in shown.items()} != dict(reader.points[key]):
        yield f"bulletin : {shown}"
    missed = {words(one.a): words(one.dd) for one in page.select(".ipm-unmet > div")}
    if {*missed} != {*reader.points[key]} - {*reader.retained}:
        yield f"non retenues : {sorted(missed)}"
    yield from (
        said for name, said in missed.items() if not short_of_money(reader, key, name, said)
    )
    yield from sums(page)


def short_of_money(reader: Reader, key: str, name: str, said: str) -> bool:
    """The wallets of all who support a request, and what is missing, make its cost; the change asks for more."""
    told = re.search(
        rf"Elle coûte ({NUMBER}) [^,.]+?(?: avec (.*?), préalables?)?\. À la fin du calcul, il vous restait ({NUMBER})"
        rf"(?:, aux autres qui la soutiennent (.*?)|, et personne d’autre ne la soutient) : il manquait ({NUMBER})\.",
        said,
    )
    if told:
        lot = [name, *re.findall(r"DE-\d\d", told[2] or "")]
        held = re.findall(rf"({'|'.join(map(re.escape, KEYS))}) ({NUMBER})", told[4] or "")
        amounts = [value(told[3]), *(value(part) for _, part in held), value(told[5])]
        total = reader.estimate(lot)
        supporters = {
            other
            for other, ballot in reader.points.items()
            if reader.weights[other] and any(ballot.get(one) for one in lot)
        }
        if (
            not close(told[1], total)
            or abs(sum(found for found, _ in amounts) - total) > sum(gap for _, gap in amounts)
            or {KEYS[called] for called, _ in held} != supporters - {key}
        ):
            return False
    asked = re.search(r"Avec (\d+) points? de votre part au lieu de (\d+)", said)
    now = reader.points[key][name]
    return not asked or (int(asked[2]) == now and now < int(asked[1]) <= 100)


def sums(page: BeautifulSoup) -> Iterator[str]:
    """Each payment leaves that much less than the line above; together they are the last line."""
    rows = page.select("#somme tbody tr")
    left = total = None
    for row in rows:
        paid, rest = (rounded(one) for one in row.find_all("td")[-2:])
        if left is not None and abs(left - paid - rest) > Fraction(2, 100):
            yield words(row)
        left, total = rest, (total or 0) + paid
    if rows:
        paid, rest = (rounded(one) for one in page.select("#somme tfoot td"))
        if abs(paid - total) > Fraction(len(rows) + 1, 100) or rest != left:
            yield words(page.select_one("#somme tfoot"))


def rounded(cell) -> Fraction:
    return value(words(cell))[0]


def ranking(reader: Reader) -> Iterator[str]:
    """The ranking: costs add up, points per cost go down but for what is imposed; what differs is said, and only that."""
    rows = reader.computation.select(".ipm-ranking tbody tr")
    ranked, total = [], Fraction(0)
    for row in rows:
        if not row.find("td"):
            break
        cells = [words(one) for one in row.find_all("td")]
        names = [words(link) for link in row.select("td a")]
        ranked += names
        total += reader.estimate(names)
        ruled = {*names} <= {*reader.recommended}
        if not (
            close(cells[2], reader.estimate(names))
            and close(cells[4], total)
            and (cells[5] == "retenue") == ruled
        ):
            yield words(row)
    if not rows:
        return
    said = [words(one) for one in reader.computation.select("#differences li")]
    for name in {*ranked} | {*reader.recommended}:
        mine, theirs = name in reader.recommended, name in ranked
        by_rule = any(one.startswith(f"{name} est retenue par la règle, pas par") for one in said)
        by_rank = any(
            one.startswith(f"{name} est retenue par le classement, pas par") for one in said
        )
        if (by_rule, by_rank) != (mine and not theirs, theirs and not mine):
            yield f"{name} : {said}"
    yield from (one for one in said if not least_served(reader, ranked, one))


def least_served(reader: Reader, ranked: list[str], said: str) -> bool:
    sets = {"la règle": reader.recommended, "le classement": ranked}
    for points, called, how in re.findall(
        rf"({NUMBER}) points? \(([^)]+)\) avec (la règle|le classement)", said
    ):
        won = {key: reader.won(key, sets[how]) for key in reader.points}
        if value(points)[0] != won[KEYS[called]] or won[KEYS[called]] != min(won.values()):
            return False
    told = re.search(
        rf": ([^:]+?) en paie .* Le classement lui laisserait ({NUMBER}) de ses ({NUMBER}) points, la règle lui en donne "
        rf"({NUMBER})\.",
        said,
    )
    return not told or (
        reader.won(KEYS[told[1]], ranked) == value(told[2])[0]
        and reader.won(KEYS[told[1]], reader.recommended) == value(told[4])[0]
    )


def rounds(reader: Reader) -> Iterator[str]:
    """Each round costs what its requests cost, and leaves that much less."""
    left = reader.made.envelope.amount
    for row in reader.computation.select("table.ipm-rounds tbody tr"):
        names = re.findall(r"DE-\d\d", words(row.find_all("td")[0]).split("(")[0])
        cost = reader.estimate(names)
        left -= cost
        cells = [words(one) for one in row.find_all("td")]
        if not (close(cells[1], cost) and close(cells[-1], left)):
            yield words(row)


def proofs(reader: Reader) -> Iterator[str]:
    """What is said of all rules and of all envelopes is what their tables show."""
    page = reader.part("preuves")
    rows = page.select(".ipm-compare tbody tr")
    same = sum(all(words(one) == "–" for one in row.find_all("td")[-2:]) for row in rows) - 1
    said = words(page.find(id="autres-regles").find_next("p"))
    told = re.match(r"Sur (\d+) règles comparées, (?:(\d+) autres?|aucune)", said)
    if (int(told[1]), int(told[2] or 0)) != (len(rows), same):
        yield said
    if place := page.find(id="enveloppes"):
        said = words(place.find_next("p"))
        told = re.match(rf"(\d+) demandes? .* entre ({NUMBER}) et ({NUMBER}) ", said)
        cells = [words(row.td) for row in place.find_next("table").select("tbody tr")]
        whole = f"de {told[2].strip()} à {told[3].strip()}"
        if int(told[1]) != cells.count(whole):
            yield said


def reasons(reader: Reader) -> Iterator[str]:
    for name, page in reader.sheets.items():
        said = words(page.select_one(".ipm-line__why"))
        facts = [words(one) for one in page.select(".ipm-figures span")]
        if not any(
            close(re.match(NUMBER, one)[0].strip(), reader.cost(name))
            for one in facts
            if one[0].isdigit()
        ):
            yield str(facts)
        yield from (said for judge in (paid, refused, departed) if not judge(reader, name, said))


def paid(reader: Reader, name: str, said: str) -> bool:
    """A purchase: the cost is that of the request and of what it brings; the payments make it."""
    told = re.search(
        rf"[Rr]etenue au tour \d+(?: \(lot mené par (DE-\d\d), avec ([^)]*)\))?.* : coût ({NUMBER}) [^,]+, (.*)",
        said,
    )
    if not told:
        return "au tour" not in said
    lot = re.findall(r"DE-\d\d", f"{told[1]} {told[2]}") if told[1] else [name]
    cost = sum((reader.requests[one].cost.estimate for one in lot), Fraction(0))
    parts = re.findall(
        rf"({'|'.join(map(re.escape, KEYS))}) ({NUMBER})", told[4].partition("payé par")[2]
    )
    amounts = [value(part) for _, part in parts]
    off = sum((gap for _, gap in amounts), Fraction(0))
    sums = not parts or abs(sum(found for found, _ in amounts) - cost) <= off
    supported = all(any(reader.points[KEYS[group]].get(one) for one in lot) for group, _ in parts)
    return close(told[3], cost) and sums and supported


def refused(reader: Reader, name: str, said: str) -> bool:
    """A refusal: what is missing is the cost less what was left; rivals are retained; nobody gave no points."""
    said = said.partition("Le calcul")[2] or said
    left = reader.made.envelope.amount - sum(
        (reader.requests[one].cost.estimate for one in reader.recommended), Fraction(0)
    )
    wallets = re.search(
        rf"coûte ({NUMBER}) [^,]+?(?: avec (.*?), préalables?)?, il restait ({NUMBER}) .*?\(il manque ({NUMBER}) .*?\), "
        rf"et ({NUMBER}) ",
        said,
    )
    if wallets:
        lot = [name, *re.findall(r"DE-\d\d", wallets[2] or "")]
        cost = sum((reader.requests[one].cost.estimate for one in lot), Fraction(0))
        (had, off), (short, more) = value(wallets[3]), value(wallets[4])
        return (
            close(wallets[1], cost)
            and abs(cost - had - short) <= off + more
            and short > 0
            and close(wallets[5], left)
        )
    if rivals := re.search(r"incompatible avec (.*)\.", said):
        return all(
            one in reader.recommended
            and (one in reader.requests[name].excludes or name in reader.requests[one].excludes
                 or any(one in reader.requests[need].excludes or need in reader.requests[one].excludes
                        for need in reader.requests[name].requires))
            for one in re.findall(r"DE-\d\d", rivals[1])
        )  # fmt: skip
    if "aucun groupe ne lui a donné de points" in said:
        return not any(ballot.get(name) for ballot in reader.points.values())
    if short := re.search(rf"elle coûte ({NUMBER}) [^,]+?, il ne restait que ({NUMBER}) ", said):
        return value(short[1])[0] > value(short[2])[0] and close(short[2], left)
    return True


def departed(reader: Reader, name: str, said: str) -> bool:
    """A departure names what the meeting did, and what the computation had said."""
    if "par la réunion" not in said:
        return not reader.meeting or (
            (name in reader.retained) == (name in reader.recommended)
            and name not in reader.meeting.reduced
        )
    kept = said.startswith("Retenue")
    was = "Le calcul la recommandait :" in said
    told = re.search(rf"pour ({NUMBER}) \S+ au lieu de ({NUMBER})", said)
    reduced = name in reader.meeting.reduced
    return (
        kept == (name in reader.retained)
        and was == (name in reader.recommended)
        and bool(told) == reduced
        and (not told or close(told[1], reader.cost(name)))
    )


def minutes(reader: Reader) -> Iterator[str]:
    page = BeautifulSoup(reader.files["ipm/cycle-1/releve.html"].decode(), "html.parser")
    facts = {words(row.th): words(row.td) for row in page.select("table.facts tr")}
    sets = {
        "Recommandation": (reader.recommended, lambda name: reader.requests[name].cost.estimate)
    }
    if reader.meeting:
        sets["Décision"] = (reader.retained, reader.cost)
    for head, (names, price) in sets.items():
        total = sum(map(price, names), Fraction(0))
        left = reader.made.envelope.amount - total
        told = re.fullmatch(
            rf"(\d+) demandes?, ({NUMBER}) [^,]+, (reste|dépassement de) ({NUMBER})", facts[head]
        )
        if not (
            told
            and int(told[1]) == len(names)
            and close(told[2], total)
            and close(told[4], abs(left))
            and (told[3] == "reste") == (left >= 0)
        ):
            yield f"{head} : {facts[head]}"


def silent(reader: Reader) -> Iterator[str]:
    """Who did not answer is named, where its share goes to the others."""
    absent = {one.name for one in reader.made.groups if one.key not in reader.points}
    shared = absent if reader.made.rule.absent_group == "shared" else set()
    told = [words(one) for one in reader.page.select("dd") if "pas répondu" in words(one)]
    named = {name for name in absent if any(name in one for one in told)}
    if named != shared:
        yield f"absents : {named}, {shared}"


def draws(reader: Reader) -> Iterator[str]:
    """What is drawn are costs where one has bounds, and the order of equals where the rounds tell some."""
    costs = any(one.cost.low or one.cost.high for one in reader.made.requests)
    equals = "à égalité avec" in words(reader.computation.select_one("table"))
    for page in (reader.page, reader.part("preuves"), *reader.sheets.values()):
        for said in re.findall(r"tirages (?:de|d') ?[^.;,]*", words(page)):
            if ("coûts" in said) != costs or (equals and "ex æquo" not in said):
                yield said


def equals(reader: Reader) -> Iterator[str]:
    """A request that lost to equals: each of those rounds bought what is named, and tells it among the equals."""
    rows = {words(row.th): words(row) for row in reader.computation.select("table tbody tr")}
    for name, sheet in reader.sheets.items():
        told = re.search(
            r"Aux? tours? ([^,]+), elle était à égalité avec ([^,]+), que", words(sheet)
        )
        if not told:
            continue
        turns, winners = (re.findall(r"DE-\d\d|\d+", one) for one in told.groups())
        for turn, winner in zip(turns, winners, strict=True):
            if not (rows[turn].startswith(f"{turn} {winner} ") and name in rows[turn]):
                yield f"{name} : {told[0]}"


JUDGES = (
    figures, essentials, listed, others, groups, ranking, rounds, proofs, reasons, minutes, silent, draws, equals,
)  # fmt: skip


@pytest.fixture
def few_draws(monkeypatch):
    """Draw fewer costs than are published: no sentence judged here depends on how many."""
    monkeypatch.setattr(robustness, "robustness", partial(robustness.robustness, draws=50))


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("settled", [False, True], ids=["recommended", "decided"])
@pytest.mark.parametrize("seed", range(20))
def test_no_published_sentence_is_false(seed, settled):
    reader = Reader(cycle(Random(1000 * settled + seed), settled=settled))

    assert [said for judge in JUDGES for said in judge(reader)] == []


@pytest.mark.usefixtures("few_draws")
def test_the_reader_notices_an_amount_and_a_share_that_are_off(monkeypatch):
    made = cycle(
        Random(5003), settled=True
    )  # seen by no other test: its pages are not kept from before
    figure = Unit.figure
    monkeypatch.setattr(Unit, "figure", lambda self, amount: figure(self, amount + 1))
    off = property(lambda _: Fraction(101, 100))
    monkeypatch.setattr(view.GroupResult, "satisfaction", off)
    reader = Reader(made)

    blind = ["proofs", "silent", "draws", "equals"]
    assert [judge.__name__ for judge in JUDGES if not list(judge(reader))] == blind
