"""Parties: several people signed up at once by one of them, each written to once that one's address is proved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, not_, or_, select, update

from chorale.content.form_model import Form
from chorale.french import dates, phrases
from chorale.service import signed_links
from chorale.service.forms import emails as form_emails
from chorale.service.forms.answers import email_key
from chorale.service.forms.definitions import Received
from chorale.service.forms.emails import OutboxAddress
from chorale.service.mail.outbox import recall
from chorale.service.public_tables import party, party_member, registration, sitting
from chorale.service.registrations import capacity, records, sign_ups
from chorale.service.registrations import emails as registration_emails
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import RegistrationContext
from chorale.service.registrations.sign_ups import SignUp
from chorale.service.timestamps import instant, stamp
from chorale.service.web.request import Service

PartyRow = Row[Any]
USE = "groupe"


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """A colleague whom somebody signs up; whether they come is theirs to say."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class PartyRequest:
    """Who is signed up at once; attends when who asks comes too, whole when it is everybody or nobody."""

    colleagues: tuple[Colleague, ...]
    attends: bool = True
    whole: bool = False

    @property
    def seats(self) -> int:
        """Return how many seats it takes, whoever may have one already: the answer tells nothing of anybody."""
        return len(self.colleagues) + self.attends


def own_path(service: Service, identifier: str) -> str:
    """Return the path of the page of whoever signed up several people."""
    return f"/participer/mon-groupe/{signed_links.ticket(service.outbox.secret, USE, identifier)}/"


def ask(  # noqa: PLR0913, PLR0917 - what a sign-up needs, then who else is signed up
    service: Service,
    session: BookableSession,
    form: Form,
    given: Received,
    wanted: PartyRequest,
    now: datetime,
) -> int | None:
    """Keep a seat for each while there are some; return how many are left when all cannot come together.

    Nobody but who asks is written to before that address is proved. The same page sent twice is one party.
    """
    identifier = signed_links.mac(service.outbox.secret, "party", given.key)[:16]
    asker = str(given.answers["email"])
    with service.store.write(capacity.lock(session)) as connection:
        context = records.registration_context(connection, service, session, now)
        capacity.known(connection, session, now)
        records.offer_free_seats(context)
        if find(connection, identifier) is not None:
            return None
        left = capacity.free(connection, session, now)
        if wanted.whole and left is not None and left < wanted.seats:
            return left
        until = stamp(capacity.held_until(session, now))
        row = {"id": identifier, "sitting": session.key, "expires_at": until}
        mine = {"email": asker, "email_key": email_key(asker), "asked_at": stamp(now)}
        connection.execute(insert(party).values(**row, **mine))
        said = [records.answered(form, given, asker)] if wanted.attends else []
        said += [_said(form, colleague) for colleague in wanted.colleagues]
        for rank, one in enumerate(said):
            _join(context, identifier, rank, one)
        _write(context, by_id(connection, identifier), len(said))
    return None


def _said(form: Form, colleague: Colleague) -> dict[str, Any]:
    given = Received(answers={"name": colleague.name}, key="")
    return records.answered(form, given, colleague.email)


def _join(context: RegistrationContext, identifier: str, rank: int, said: dict[str, Any]) -> None:
    """Put someone in a party; who is known on their own account keeps what they have, and who asked never learns it."""
    email = str(said["email"])
    found = records.by_email(context.connection, context.session, email)
    if found is None or found.state not in records.LIVING:
        asked = SignUp(service=context.service, session=context.session, said=said, now=context.now)
        ((_, found),) = sign_ups.enter(context.connection, [(asked, found)])
    values = {
        "party": identifier,
        "email_key": email_key(email),
        "rank": rank,
        "email": email,
        "name": said["name"],
        "registration": "" if found.confirmed_at else found.id,
    }
    context.connection.execute(insert(party_member).values(**values))


def _write(context: RegistrationContext, row: PartyRow, people: int) -> None:
    """Ask whoever signs several people up to prove their address."""
    service, until = context.service, instant(row.expires_at)
    limit = dates.spoken(until, service.community.timezone)
    name = "groupe-a-confirmer"
    places = phrases.plural(people, "place")
    said = registration_emails.session_words(context, name, limite=limit, places=places)
    words = form_emails.email_words(
        said,
        service.absolute(own_path(service, row.id)),
        *registration_emails.about(context),
    )
    to = OutboxAddress(
        key=f"party:{row.id}",
        kind="registration-party",
        about=context.session.key,
        addressee=row.id,
        address=row.email,
        not_after=stamp(context.session.end),
    )
    service.outbox.put(context.connection, form_emails.letter(service, words, to), context.now)


def confirm(
    service: Service,
    session: BookableSession,
    identifier: str,
    may_write: Callable[[str], bool],
    now: datetime,
) -> None:
    """Take the word of who signed several people up: their own seat is theirs, and each other is asked in turn."""
    with service.store.write(capacity.lock(session)) as connection:
        context = records.registration_context(connection, service, session, now)
        records.offer_free_seats(context)
        row = find(connection, identifier)
        if row is None or row.confirmed_at or not session.open(now):
            return
        mine = party.c.id == identifier
        connection.execute(update(party).where(mine).values(confirmed_at=stamp(now)))
        for member in members(connection, identifier):
            entry = records.by_email(connection, session, member.email)
            own = member.email_key == row.email_key
            if entry is None or not (own or may_write(member.email)):
                continue
            if entry.confirmed_at is None and entry.state in records.UNSETTLED:
                _turn(context, entry, row)
            elif entry.state in records.LIVING and not own:
                registration_emails.again(context, entry)


def _turn(context: RegistrationContext, entry: RegistrationRow, row: PartyRow) -> None:
    """Give who asked their seat; ask anybody else, whose seat waits as long as one that is offered."""
    if entry.email_key == row.email_key:
        records.settle(context, entry)
        return
    values: dict[str, Any] = {"state": "pending", "asked_at": stamp(context.now)}
    if entry.state == "expired":
        values["held"] = int(records.seat_left(context))
        counted = capacity.numbered(context.connection, context.session, context.now)
        values["number"] = counted.last_number
    until = stamp(capacity.offered_until(context.session, context.now))
    records.change(context.connection, entry.id, **values, expires_at=until)
    fresh = records.by_id(context.connection, entry.id)
    registration_emails.brought(context, fresh, row.email)


def take_back(
    service: Service, session: BookableSession, identifier: str, key: str, now: datetime
) -> None:
    """Take back what was asked for one who has not answered, or for all: who answered is their own master.

    What another asked for themselves stays, and looks the same to who takes back.
    """
    with service.store.write(capacity.lock(session)) as connection:
        context = records.registration_context(connection, service, session, now)
        for member in members(connection, identifier):
            if key not in ("", member.email_key) or (member.registration and member.confirmed_at):
                continue
            if member.registration and member.state in records.UNSETTLED:
                entry = records.by_id(connection, member.registration)
                values = {"state": "cancelled", "held": 0, "expires_at": None}
                records.change(connection, entry.id, **values, sequence=entry.sequence + 1)
                recall(connection, entry.id, ("registration-brought", "registration-confirm"))
            here = party_member.c.party == identifier
            who = party_member.c.email_key == member.email_key
            connection.execute(delete(party_member).where(here, who))
        records.offer_free_seats(context)


def find(connection: Connection, identifier: str) -> PartyRow | None:
    """Return a party, None once it is erased."""
    return connection.execute(select(party).where(party.c.id == identifier)).first()


def by_id(connection: Connection, identifier: str) -> PartyRow:
    """Return a party that exists."""
    return connection.execute(select(party).where(party.c.id == identifier)).one()


def members(connection: Connection, identifier: str) -> Sequence[PartyRow]:
    """Return who is of a party, in the order in which they were written, with the state of their own answer."""
    answered = select(party_member, registration.c.state, registration.c.confirmed_at).outerjoin(
        registration, registration.c.id == party_member.c.registration
    )
    mine = party_member.c.party == identifier
    return connection.execute(answered.where(mine).order_by(party_member.c.rank)).all()


def of(connection: Connection, email: str) -> Sequence[PartyRow]:
    """Return the parties that an address asked for."""
    mine = party.c.email_key == email_key(email)
    return connection.execute(select(party).where(mine).order_by(party.c.asked_at)).all()


def askers(connection: Connection, key: str) -> dict[str, str]:
    """Return who signed up each person of a session that came by somebody else, by registration."""
    joined = select(party_member.c.registration, party.c.email).join(
        party, party.c.id == party_member.c.party
    )
    other = party_member.c.email_key != party.c.email_key
    found = connection.execute(joined.where(party.c.sitting == key, other))
    return {row.registration: row.email for row in found if row.registration}


def untold(connection: Connection, key: str) -> set[str]:
    """Return the sign-ups that nobody knows of yet but who asked for them: they are written nothing."""
    joined = select(party_member.c.registration).join(party, party.c.id == party_member.c.party)
    other = party_member.c.email_key != party.c.email_key
    waiting = joined.where(party.c.sitting == key, party.c.confirmed_at.is_(None), other)
    return set(connection.execute(waiting).scalars())


def forget_members(connection: Connection, key: str) -> None:
    """Erase an address from the parties of others, and whoever it named in its own: what they asked for is theirs."""
    own = select(party.c.id).where(party.c.email_key == key)
    named = or_(party_member.c.email_key == key, party_member.c.party.in_(own))
    connection.execute(delete(party_member).where(named))


def purge(connection: Connection, over: datetime, unconfirmed: datetime) -> None:
    """Erase the parties of sessions long over, those never proved, and in the others whoever never answered.

    Who has a place on their own account leaves the list as they do: it tells nothing of anybody.
    """
    ended = select(sitting.c.key).where(sitting.c.end_at < stamp(over))
    never = and_(party.c.confirmed_at.is_(None), party.c.asked_at < stamp(unconfirmed))
    known = select(sitting.c.key)
    gone = or_(party.c.sitting.in_(ended), party.c.sitting.not_in(known), never)
    asked = select(party.c.id).where(party.c.confirmed_at < stamp(unconfirmed))
    answered = party_member.c.registration.in_(select(registration.c.id))
    silent = and_(party_member.c.party.in_(asked), not_(answered))
    chosen = party_member.c.party.in_(select(party.c.id).where(gone))
    connection.execute(delete(party_member).where(or_(chosen, silent)))
    connection.execute(delete(party).where(gone))
