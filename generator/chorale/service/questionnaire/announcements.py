"""Letters that announce a change to those whom it concerns: close moved, terms amended, people of a group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chorale.content.mail_model import as_text
from chorale.french import dates
from chorale.ipm.model import Cycle, JournalHead
from chorale.service.accounts.people import Person
from chorale.service.mail.message import OutgoingEmail
from chorale.service.questionnaire.emails import body, letter, wording
from chorale.service.web.request import Service


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Somebody to whom what concerns every group is told once; groups are all theirs."""

    person: Person
    groups: tuple[str, ...]


def addressees(people: Iterable[Person]) -> list[Addressee]:
    """Return each address once, in the order of the groups, whatever its capitals."""
    found: dict[str, list[Person]] = {}
    for person in people:
        found.setdefault(person.email.lower(), []).append(person)
    return [
        Addressee(person=own[0], groups=tuple(one.group for one in own)) for own in found.values()
    ]


@dataclass(frozen=True, kw_only=True)
class CloseNews:
    """The close that was moved, later or earlier; ends is when even late answers stop."""

    closes: datetime
    ends: datetime
    reason: str
    earlier: bool = False


def extension(service: Service, cycle: Cycle, one: Addressee, news: CloseNews) -> OutgoingEmail:
    """Tell a person, once for all their groups, that the close has moved."""
    person = one.person
    zone = service.community.timezone
    moved = "avancée" if news.earlier else "reportée"
    after = "elles peuvent encore être remplacées."
    if news.earlier:
        until = dates.spoken(news.ends, zone)
        late = f" jusqu'au {until}, en retard" if news.ends > news.closes else ""
        after = (
            f"elles peuvent encore être remplacées{late}."
            if late
            else "elles ne changent plus. Si votre groupe voulait encore les changer, répondez vite à ce message."
        )
    told = {"deplacee": moved, "suite": after}
    words = wording(service, "cycle-cloture", cycle, *one.groups, **told)
    facts = f"Nouvelle clôture : {dates.spoken(news.closes, zone)}\nRaison : {news.reason}"
    key = f"extension:{cycle.slug}:{news.closes.isoformat()}:{person.id}"
    return letter(person, key, "extension", words.subject, body(service, person, words, facts))


@dataclass(frozen=True, kw_only=True)
class AmendmentNews:
    """What is announced: the sentences that say what changed, why, and the entry of the journal that binds it."""

    sentences: Sequence[str]
    reason: str
    digest: str


def amendment(service: Service, cycle: Cycle, one: Addressee, news: AmendmentNews) -> OutgoingEmail:
    """Tell a person, once for all their groups, what changed in the terms of a cycle since its opening, and why."""
    person = one.person
    lines = "\n".join(f"- {sentence}" for sentence in news.sentences)
    words = wording(service, "cycle-changement", cycle, *one.groups)
    noted = (
        f"Ce changement est noté au journal du cycle, dont la tête est maintenant :\n{news.digest}"
    )
    text = body(service, person, words, f"{lines}\n\nRaison : {news.reason}", noted)
    return letter(person, f"amendment:{news.digest}:{person.id}", "amendment", words.subject, text)


@dataclass(frozen=True, kw_only=True)
class GroupChange:
    """One change among the people of a group; before is who the person was, or who gave the agreement."""

    kind: Literal["new", "left", "role", "name", "link", "accepted"]
    person: Person
    before: Person | None = None

    @property
    def sentence(self) -> str:
        """Say it."""
        who = f"{self.person.name}, {self.person.title}"
        was = self.before or self.person
        agreement = "rien du groupe ne lui est lisible avant l'accord d'un référent, à donner sur la page du groupe"
        match self.kind:
            case "new":
                return f"Ajout : {who} ; {agreement}."
            case "left":
                return f"Départ : {who} ; son lien est fermé."
            case "role":
                return (
                    f"Rôle : {self.person.name} était {was.title}, et devient {self.person.title}."
                )
            case "name":
                return f"Nom : {was.name}, {was.title}, s'écrit maintenant {who}."
            case "link":
                return f"Nouveau lien : {who} ; l'ancien est fermé, et {agreement}."
            case "accepted":
                return f"Accord donné par {was.name} : {who}, peut lire les réponses du groupe."


LOST_DRAFT = "Plus personne ne pouvait lire le brouillon et les notes du groupe : ils sont effacés, à refaire."


@dataclass(frozen=True, kw_only=True)
class GroupNews:
    """What a group is told: who came, changed or left, the entry that notes it, whether its draft is lost."""

    changes: Sequence[GroupChange]
    digest: str
    lost: bool = False


def group_changes(service: Service, cycle: Cycle, person: Person, news: GroupNews) -> OutgoingEmail:
    """Tell a person who came, changed or left in their group."""
    sentences = [change.sentence for change in news.changes]
    lines = "\n".join(f"- {one}" for one in [*sentences, *([LOST_DRAFT] if news.lost else [])])
    words = wording(service, "cycle-personnes", cycle, person.group)
    noted = f"Le journal du cycle le note, sans nommer personne ; sa tête est maintenant :\n{news.digest}"
    text = body(service, person, words, lines, noted)
    return letter(person, f"people:{news.digest}:{person.id}", "people", words.subject, text)


def link_closed(service: Service, cycle: Cycle, person: Person) -> OutgoingEmail:
    """Tell a person that their link is closed."""
    words = wording(service, "cycle-lien-ferme", cycle, person.group)
    return letter(
        person, f"closed:{person.id}", "people", words.subject, body(service, person, words)
    )


def journal_head(service: Service, cycle: Cycle, found: JournalHead, address: str) -> OutgoingEmail:
    """Write a journal's head to an address that keeps it; whoever kept it sees a journal made up later."""
    told = {"entree": str(found.number), "instant": found.at}
    words = wording(service, "cycle-tete", cycle, **told)
    check = f"chorale ipm verify {cycle.slug} --receipt {found.digest}"
    sender = service.community.sender.name
    return OutgoingEmail(
        key=f"head:{cycle.slug}:{found.number}:{address}",
        kind="head",
        about=cycle.slug,
        addressee="",
        to=address,
        subject=words.subject,
        text=as_text(words, "", sender, facts=found.digest, proofs=check),
    )
