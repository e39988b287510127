"""Group keys: each member holds the group's key sealed to their own link; the server never holds it open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from chorale.service import journal
from chorale.service.accounts import encryption, people
from chorale.service.accounts.people import Person
from chorale.service.http_errors import HttpError
from chorale.service.journal import JournalEntry
from chorale.service.questionnaire import roster
from chorale.service.tables import access, draft, group_seal, key_share, member_scores


def recipient_of(connection: Connection, scope: str, group: str) -> str | None:
    """Return a group's public key."""
    chosen = (group_seal.c.scope == scope) & (group_seal.c.group_key == group)
    return connection.execute(select(group_seal.c.recipient).where(chosen)).scalar()


def open_group(connection: Connection, scope: str, group: str) -> bool:
    """Give the first people of a group their shares; False when newcomers must wait to be accepted.

    When nobody with a valid link holds the key any more, a new one is made and the drafts, now unreadable, are erased.
    """
    colleagues = roster.members(connection, scope, group)
    if recipient_of(connection, scope, group) is not None:
        lacking = _without_share(connection, colleagues)
        if not lacking:
            return True
        if len(lacking) < len(colleagues):
            return False
        for table in (draft, member_scores, group_seal):
            connection.execute(
                delete(table).where(table.c.scope == scope, table.c.group_key == group)
            )
    secret = encryption.new_secret()
    values = {"scope": scope, "group_key": group, "recipient": encryption.recipient(secret)}
    connection.execute(insert(group_seal).values(**values))
    _share(connection, colleagues, secret)
    return True


@dataclass(frozen=True, kw_only=True)
class GroupPeople:
    """The members of a group, referents first, and the share that each holds of its key, by their id."""

    members: tuple[Person, ...]
    shares: Mapping[str, str]

    @property
    def waiting(self) -> list[Person]:
        """Return who has a link and no share yet, while others hold the key: nobody has accepted them."""
        lacking = [one for one in self.members if one.id not in self.shares]
        return lacking if len(lacking) < len(self.members) else []

    def accepting(self, person: Person) -> bool:
        """Return whether a person may accept newcomers: a referent, or any member once no referent holds the key."""
        here = [one for one in self.members if one.id in self.shares]
        referents = [other.id for other in here if other.role == "referent"]
        return person.id in (referents or [other.id for other in here])


def people_of(
    connection: Connection, chain: Iterable[JournalEntry], scope: str, group: str
) -> GroupPeople:
    """Return the people of a group whom what was read of the journal names."""
    told = roster.stated(chain)
    rows = connection.execute(_WITH_SHARE, {"scope": scope, "group": group}).all()
    return GroupPeople(
        members=tuple(one for one in map(people.person_of, rows) if roster.named(told, one)),
        shares={row.id: row.share for row in rows if row.share is not None},
    )


_WITH_SHARE = people.OF_GROUP.add_columns(key_share.c.sealed.label("share")).join(
    key_share, key_share.c.access_id == access.c.id, isouter=True
)


def secret_of(here: GroupPeople, person: Person, link_secret: str) -> str:
    """Return the group's secret key for a person who is here; raises HttpError when they have no share yet."""
    sealed = here.shares.get(person.id)
    if sealed is None:
        raise HttpError(
            status=409,
            title="Votre groupe doit d'abord vous accepter",
            sentence="Votre lien est récent : rien de votre groupe ne vous est lisible avant l'accord d'un référent, "
            "qu'il donne sur la page du groupe. Prévenez-le, puis revenez ; votre lien restera le même.",
        )
    return encryption.unseal(sealed, link_secret)


def holders(connection: Connection, among: Sequence[Person]) -> list[Person]:
    """Return who of these people holds a share of their group's key."""
    lacking = {person.id for person in _without_share(connection, among)}
    return [person for person in among if person.id not in lacking]


def waiting(connection: Connection, scope: str, group: str) -> list[Person]:
    """Return who of a group waits to be accepted."""
    return people_of(
        connection, journal.entries(connection, scope, roster.STATING), scope, group
    ).waiting


def accept(connection: Connection, newcomer: Person, secret: str) -> None:
    """Give a newcomer their share of the group's key."""
    _share(connection, [newcomer], secret)


def withdraw(connection: Connection, access_id: str) -> None:
    """Erase a revoked person's share."""
    connection.execute(delete(key_share).where(key_share.c.access_id == access_id))


def erase(connection: Connection, scope: str) -> dict[str, int]:
    """Erase the drafts and the keys of every group of a cycle; return the counts."""
    counts = {}
    for name, table in (("drafts", draft), ("scores", member_scores), ("keys", group_seal)):
        counts[name] = connection.execute(delete(table).where(table.c.scope == scope)).rowcount
    return counts


def _without_share(connection: Connection, among: Sequence[Person]) -> list[Person]:
    identifiers = [person.id for person in among]
    found = select(key_share.c.access_id).where(key_share.c.access_id.in_(identifiers))
    held = set(connection.execute(found).scalars())
    return [person for person in among if person.id not in held]


def _share(connection: Connection, among: Sequence[Person], secret: str) -> None:
    for person in among:
        sealed = encryption.seal(secret, [person.recipient])
        connection.execute(insert(key_share).values(access_id=person.id, sealed=sealed))
