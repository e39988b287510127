"""Keys that seal a cycle's answers: which one it may take, and a trial that only the secret part reads."""

from datetime import UTC

from chorale.content import age_keys
from chorale.ipm.model import Cycle, SealKey
from chorale.service import signed_links
from chorale.service.accounts import encryption
from chorale.service.questionnaire.schedule import schedule
from chorale.service.questionnaire.secretariat import SecretariatError
from chorale.service.web.request import Service

KEYS = 2
"""How many people keep a key; either of them opens the answers."""
USE = "essai-cle"


def checked(service: Service, cycle: Cycle, key: SealKey, instead: str = "") -> SealKey:
    """Return a key that the cycle may take, in the place of another if one is named; raises SecretariatError."""
    key = SealKey(holder=" ".join(key.holder.split()), recipient="".join(key.recipient.split()))
    known = {one.recipient: one.holder for one in cycle.seals}
    with service.store.read() as connection:
        if schedule(cycle, connection).state(service.clock().astimezone(UTC)) == "closed":
            raise SecretariatError("le questionnaire est clos : ses clés ne changent plus")
    if not key.holder:
        raise SecretariatError("dire la fonction de qui garde la clé, par exemple « Arbitrage »")
    if told := age_keys.fault(key.recipient):
        hint = " : elle commence par « age1 » et compte 62 signes"
        raise SecretariatError(f"{told}{hint if told == age_keys.UNREADABLE else ''}")
    if key.recipient in known:
        raise SecretariatError(f"cette clé est déjà celle de « {known[key.recipient]} »")
    staying = {recipient: holder for recipient, holder in known.items() if recipient != instead}
    if instead and instead not in known:
        raise SecretariatError("la clé à remplacer n'est plus celle du cycle")
    if len(staying) >= KEYS:
        raise SecretariatError(
            f"{cycle.slug} a déjà ses deux clés ({', '.join(staying.values())}) : dire laquelle remplacer"
        )
    if key.holder.casefold() in map(str.casefold, staying.values()):
        raise SecretariatError(
            f"« {key.holder} » garde déjà une clé : l'autre est à une autre personne"
        )
    return key


def trial(service: Service, cycle: Cycle, key: SealKey) -> str:
    """Return a message sealed to a public key alone: who reads it keeps the secret part."""
    text = f"Essai de la clé du cycle {cycle.number} :\n{_answer(service, cycle, key)}\n"
    return encryption.seal(text, [key.recipient])


def proven(service: Service, cycle: Cycle, key: SealKey, answer: str) -> bool:
    """Tell whether an answer is what the trial says; its last word is enough."""
    said = answer.split() or [""]
    return signed_links.same(said[-1].lower(), _answer(service, cycle, key))


def _answer(service: Service, cycle: Cycle, key: SealKey) -> str:
    return signed_links.mac(service.outbox.secret, USE, f"{cycle.slug}\n{key.recipient}")
