"""Group keys: each member holds the group's key sealed to their own link; the server never holds it open."""

from sqlalchemy import Connection, delete, insert, select

from chorale.service.accounts import encryption, people
from chorale.service.accounts.people import Person
from chorale.service.http_errors import HttpError
from chorale.service.tables import draft, group_seal, key_share, member_scores


def recipient_of(connection: Connection, scope: str, group: str) -> str | None:
    """Return a group's public key."""
    chosen = (group_seal.c.scope == scope) & (group_seal.c.group_key == group)
    return connection.execute(select(group_seal.c.recipient).where(chosen)).scalar()


def open_group(connection: Connection, scope: str, group: str) -> bool:
    """Give the people of a group their shares; False when they must wait for a colleague who holds the key.

    When nobody with a valid link holds the key any more, a new one is made and the drafts, now unreadable, are erased.
    """
    holders = people.of_scope(connection, scope, group)
    if recipient_of(connection, scope, group) is not None:
        lacking = _without_share(connection, holders)
        if not lacking:
            return True
        if len(lacking) < len(holders):
            return False
        for table in (draft, member_scores, group_seal):
            connection.execute(
                delete(table).where(table.c.scope == scope, table.c.group_key == group)
            )
    secret = encryption.new_secret()
    values = {"scope": scope, "group_key": group, "recipient": encryption.recipient(secret)}
    connection.execute(insert(group_seal).values(**values))
    _share(connection, holders, secret)
    return True


def secret_of(connection: Connection, person: Person, link_secret: str) -> str:
    """Return the group's secret key for a person who is here; raises HttpError when they have no share yet."""
    sealed = connection.execute(
        select(key_share.c.sealed).where(key_share.c.access_id == person.id)
    ).scalar()
    if sealed is None:
        raise HttpError(
            status=409,
            title="Un collègue doit d'abord entrer",
            sentence="Votre lien est récent : les réponses de votre groupe vous seront ouvertes dès qu'un collègue "
            "qui avait déjà un lien aura ouvert le sien. Prévenez-le, puis revenez.",
        )
    return encryption.unseal(sealed, link_secret)


def pass_on(connection: Connection, person: Person, link_secret: str) -> None:
    """Give the colleagues who lack it their share of the key, now that someone who holds it is here."""
    held = connection.execute(
        select(key_share.c.sealed).where(key_share.c.access_id == person.id)
    ).scalar()
    if held is not None:
        colleagues = people.of_scope(connection, person.scope, person.group)
        _share(
            connection,
            _without_share(connection, colleagues),
            encryption.unseal(held, link_secret),
        )


def withdraw(connection: Connection, access_id: str) -> None:
    """Erase a revoked person's share."""
    connection.execute(delete(key_share).where(key_share.c.access_id == access_id))


def erase(connection: Connection, scope: str) -> dict[str, int]:
    """Erase the drafts and the keys of every group of a cycle; return the counts."""
    counts = {}
    for name, table in (("drafts", draft), ("scores", member_scores), ("keys", group_seal)):
        counts[name] = connection.execute(delete(table).where(table.c.scope == scope)).rowcount
    return counts


def _without_share(connection: Connection, holders: list[Person]) -> list[Person]:
    identifiers = [person.id for person in holders]
    found = select(key_share.c.access_id).where(key_share.c.access_id.in_(identifiers))
    held = set(connection.execute(found).scalars())
    return [person for person in holders if person.id not in held]


def _share(connection: Connection, holders: list[Person], secret: str) -> None:
    for person in holders:
        sealed = encryption.seal(secret, [person.recipient])
        connection.execute(insert(key_share).values(access_id=person.id, sealed=sealed))
