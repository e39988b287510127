"""People of a cycle who come, change or leave: planned from a file, done at once, journalled, told to their groups."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from chorale.ipm.model import Cycle
from chorale.service import journal
from chorale.service.accounts import people
from chorale.service.accounts.people import Person
from chorale.service.questionnaire import announcements, emails, group_keys, roster, terms
from chorale.service.questionnaire.announcements import GroupChange, GroupNews
from chorale.service.questionnaire.roster import ParticipantRow, RosterChange, RosterPlan
from chorale.service.questionnaire.schedule import Schedule, schedule
from chorale.service.questionnaire.secretariat import LossRefused, SecretariatError, cycle_locks
from chorale.service.tables import draft, member_scores
from chorale.service.web.request import Service


@dataclass(frozen=True, kw_only=True)
class RosterOutcome:
    """What was done: waiting are the groups whose newcomers await an agreement, lost those whose key was made anew."""

    plan: RosterPlan
    waiting: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def plan(service: Service, cycle: Cycle, listed: Sequence[ParticipantRow]) -> RosterPlan:
    """Return what a file would change; nothing is done."""
    with service.store.read() as connection:
        return roster.planned(roster.members(connection, cycle.slug), listed)


@dataclass
class _Act:
    """An act on the people of a cycle inside its transaction: what it tells each group."""

    service: Service
    cycle: Cycle
    connection: Connection
    now: datetime
    strangers: frozenset[str] = frozenset()
    told: dict[str, list[GroupChange]] = field(default_factory=dict)
    newcomers: list[Person] = field(default_factory=list)

    def tell(self, group: str, change: GroupChange) -> None:
        self.told.setdefault(group, []).append(change)

    def close(self, person: Person) -> None:
        people.revoke(self.connection, person.id, self.now)
        group_keys.withdraw(self.connection, person.id)
        self.tell(person.group, GroupChange(kind="left", person=person))

    def dismiss(self, person: Person) -> None:
        self.close(person)
        letter = announcements.link_closed(self.service, self.cycle, person)
        self.service.outbox.put(self.connection, letter, self.now)

    def come(self, row: ParticipantRow, planned: Schedule, *, moved: bool) -> None:
        who = {"scope": self.cycle.slug, **row.__dict__}
        person, secret = people.admit(self.connection, self.now, **who)
        letter = emails.invitation(self.service, self.cycle, person, secret, planned)
        if moved:
            letter = emails.with_note(letter, emails.FORMER_LINK_CLOSED)
        self.service.outbox.put(self.connection, letter, self.now)
        self.newcomers.append(person)
        self.tell(person.group, GroupChange(kind="new", person=person))

    def finish(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the first people of each group their shares, write the journal, write to the others."""
        waiting, lost = [], []
        for group in sorted(self.told):
            held = group_keys.recipient_of(self.connection, self.cycle.slug, group)
            written = _written(self.connection, self.cycle.slug, group)
            entry = self._note(group)
            here = roster.members(self.connection, self.cycle.slug, group)
            if here and not group_keys.open_group(self.connection, self.cycle.slug, group):
                waiting.append(group)
            fresh = group_keys.recipient_of(self.connection, self.cycle.slug, group)
            if written and held != fresh:
                lost.append(group)
            self._write(group, entry.digest, lost=group in lost)
        return tuple(waiting), tuple(lost)

    def _note(self, group: str) -> journal.JournalEntry:
        kinds = [change.kind for change in self.told[group]]
        counts = {kind: kinds.count(kind) for kind in ("left", "role", "name", "link")}
        here = people.of_scope(self.connection, self.cycle.slug, group)
        marks = sorted(roster.mark(one) for one in here if one.id not in self.strangers)
        facts = {
            "format": 2,
            "group": group,
            "people": kinds.count("new"),
            **{kind: count for kind, count in counts.items() if count},
            "roster": {group: marks},
        }
        kind = "invitation" if "new" in kinds else "revocation" if "left" in kinds else "roster"
        return journal.append(self.connection, self.cycle.slug, self.now, kind, facts)

    def _write(self, group: str, digest: str, *, lost: bool) -> None:
        """Tell the group what changed; who still waits for its agreement learns what was changed of themselves."""
        fresh = {person.id for person in self.newcomers}
        here = roster.members(self.connection, self.cycle.slug, group)
        holding = {person.id for person in group_keys.holders(self.connection, here)}
        for person in here:
            inside = person.id in holding
            changes = [one for one in self.told[group] if inside or one.person.id == person.id]
            if person.id in fresh or not changes:
                continue
            news = GroupNews(changes=changes, digest=digest, lost=lost and inside)
            letter = announcements.group_changes(self.service, self.cycle, person, news)
            self.service.outbox.put(self.connection, letter, self.now)


def _act(service: Service, cycle: Cycle, connection: Connection) -> _Act:
    strange = frozenset(one.id for one in roster.strangers(connection, cycle.slug))
    now = service.clock().astimezone(UTC)
    return _Act(service=service, cycle=cycle, connection=connection, now=now, strangers=strange)


def _not_over(act: _Act) -> Schedule:
    planned = schedule(act.cycle, act.connection)
    if planned.state(act.now) == "closed":
        raise SecretariatError(f"{act.cycle.slug} est clos : personne ne pourrait plus répondre")
    return planned


def invite(
    service: Service, cycle: Cycle, listed: list[ParticipantRow], *, anyway: bool = False
) -> RosterOutcome:
    """Do what a file changes: admit, move, rename; whoever it does not name is left alone."""
    if not listed:
        raise SecretariatError(
            "le fichier ne nomme personne : une ligne par personne est attendue sous les titres"
        )
    with service.store.write(*cycle_locks(cycle)) as connection:
        act = _act(service, cycle, connection)
        planned = _not_over(act)
        if len(cycle.seals) < 2:
            raise SecretariatError(
                "le cycle publié n’a pas ses deux clés : les créer si ce n’est fait (page « Clés »), puis publier"
            )
        found = roster.planned(roster.members(connection, cycle.slug), listed)
        terms.bind(connection, cycle, act.now)
        leaving = [one.person for one in found.of("moved") if one.person]
        for person in leaving:
            here = roster.members(connection, cycle.slug, person.group)
            staying = [one for one in here if one not in leaving]
            _require_holder(connection, cycle, person, staying, anyway=anyway)
        for change in found.changes:
            _apply(act, change, planned)
        _require_referents(act, [*act.told, *(row.group for row in listed)])
        waiting, lost = act.finish()
    return RosterOutcome(plan=found, waiting=waiting, lost=lost)


def _apply(act: _Act, change: RosterChange, planned: Schedule) -> None:
    row, person = change.row, change.person
    if change.kind in ("new", "moved") or person is None:
        if person is not None:
            act.close(person)
        act.come(row, planned, moved=person is not None)
    elif change.kind in ("role", "name"):
        values = {"role": row.role, "role_word": row.role_word or person.role_word}
        people.change(act.connection, person.id, name=row.name, **values)
        after = people.by_id(act.connection, person.id) or person
        act.tell(row.group, GroupChange(kind=change.kind, person=after, before=person))


def _require_referents(act: _Act, groups: Iterable[str]) -> None:
    everyone = people.of_scope(act.connection, act.cycle.slug)
    here = [person for person in everyone if person.id not in act.strangers]
    led = {person.group for person in here if person.role == "referent"}
    if lacking := sorted(({person.group for person in here} & set(groups)) - led):
        named = ", ".join(emails.group_name(act.cycle, group) for group in lacking)
        raise SecretariatError(f"groupe sans référent : {named} ; personne ne pourrait déposer")


def revoke(
    service: Service, cycle: Cycle, address: str, group: str = "", *, anyway: bool = False
) -> Person:
    """Close a person's link, their sessions and their share of the group's key; never silently the last referent's."""
    with service.store.write(*cycle_locks(cycle)) as connection:
        act = _act(service, cycle, connection)
        person = _one(connection, cycle, address, group)
        name = emails.group_name(cycle, person.group)
        here = roster.members(connection, cycle.slug, person.group)
        others = [one for one in here if one.id != person.id]
        led = person.role != "referent" or any(one.role == "referent" for one in others)
        if not (anyway or led):
            raise LossRefused(
                f"après {person.name}, plus personne ne pourrait déposer pour le groupe {name} : inviter"
                " d'abord qui prend la suite, avec le rôle « référent »"
            )
        _require_holder(connection, cycle, person, others, anyway=anyway)
        act.dismiss(person)
        act.finish()
    return person


def replace(
    service: Service, cycle: Cycle, person: Person, row: ParticipantRow, *, anyway: bool = False
) -> RosterOutcome:
    """Close a person's link and give one to whoever takes over their place, in one act told to the group."""
    with service.store.write(*cycle_locks(cycle)) as connection:
        act = _act(service, cycle, connection)
        planned = _not_over(act)
        here = roster.members(connection, cycle.slug, person.group)
        if row.email.lower() in {one.email.lower() for one in here}:
            raise SecretariatError(
                f"« {row.email} » est déjà dans le groupe {emails.group_name(cycle, person.group)}"
            )
        others = [one for one in here if one.id != person.id]
        _require_holder(connection, cycle, person, others, anyway=anyway)
        act.dismiss(person)
        act.come(row, planned, moved=False)
        _require_referents(act, [person.group])
        waiting, lost = act.finish()
    return RosterOutcome(plan=RosterPlan(changes=()), waiting=waiting, lost=lost)


def renew(
    service: Service, cycle: Cycle, address: str, group: str = "", *, anyway: bool = False
) -> RosterOutcome:
    """Give a person a fresh link in place of a lost one; it opens nothing before the group's agreement."""
    with service.store.write(*cycle_locks(cycle)) as connection:
        act = _act(service, cycle, connection)
        person = _one(connection, cycle, address, group)
        here = roster.members(connection, cycle.slug, person.group)
        others = [one for one in here if one.id != person.id]
        _require_holder(connection, cycle, person, others, anyway=anyway)
        fresh, secret = people.renew(connection, person, act.now)
        group_keys.withdraw(connection, person.id)
        planned = schedule(cycle, connection)
        letter = emails.fresh_link(service, cycle, fresh, secret, planned)
        service.outbox.put(connection, letter, act.now)
        act.newcomers.append(fresh)
        act.tell(person.group, GroupChange(kind="link", person=fresh))
        waiting, lost = act.finish()
    return RosterOutcome(plan=RosterPlan(changes=()), waiting=waiting, lost=lost)


def _require_holder(
    connection: Connection, cycle: Cycle, person: Person, others: Sequence[Person], *, anyway: bool
) -> None:
    """Refuse to lose a draft that nobody else could read any more."""
    alone = group_keys.holders(connection, [person]) and not group_keys.holders(connection, others)
    if anyway or not alone or not _written(connection, person.scope, person.group):
        return
    raise LossRefused(
        f"sans {person.name}, plus personne ne lirait le brouillon et les notes du groupe"
        f" {emails.group_name(cycle, person.group)}, qui seraient effacés : faire d'abord entrer un collègue"
    )


def _written(connection: Connection, scope: str, group: str) -> bool:
    return any(
        connection.execute(
            select(table.c.saved_at).where(table.c.scope == scope, table.c.group_key == group)
        ).first()
        for table in (draft, member_scores)
    )


def _one(connection: Connection, cycle: Cycle, address: str, group: str) -> Person:
    found = [
        person
        for person in roster.members(connection, cycle.slug)
        if person.email.lower() == address.lower() and group in ("", person.group)
    ]
    if len(found) == 1:
        return found[0]
    groups = ", ".join(person.group for person in found)
    many = f"plusieurs liens valides ({groups} : dire --group)" if found else "aucun lien valide"
    raise SecretariatError(
        f"{many} pour « {address} » dans {cycle.slug} ; « secretariat status » compte les invités"
    )


def accept(service: Service, cycle: Cycle, host: Person, secret: str, newcomer: str) -> Person:
    """Let a newcomer read the group's answers; host holds its key and may accept. Raises SecretariatError."""
    now = service.clock().astimezone(UTC)
    with service.store.write(*cycle_locks(cycle)) as connection:
        chain = journal.entries(connection, host.scope, roster.STATING)
        here = group_keys.people_of(connection, chain, host.scope, host.group)
        person = next((one for one in here.waiting if one.id == newcomer), None)
        if person is None or not here.accepting(host):
            raise SecretariatError("personne n'attend plus cet accord, ou il ne vous revient pas")
        group_keys.accept(connection, person, secret)
        facts = {"format": 2, "group": host.group, "people": 1}
        entry = journal.append(connection, cycle.slug, now, "acceptance", facts)
        change = GroupChange(kind="accepted", person=person, before=host)
        for other in here.members:
            news = GroupNews(changes=[change], digest=entry.digest)
            letter = announcements.group_changes(service, cycle, other, news)
            service.outbox.put(connection, letter, now)
    return person
