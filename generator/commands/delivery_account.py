"""What became of a delivery, in words: how many were served, why the others were not, what is in doubt."""

from collections.abc import Iterator, Mapping

from generator.outputs.french import plural
from generator.service.delivery.deliveries import LEFT

MOST = 5


def account(counts: Mapping[str, int], why: Mapping[str, int]) -> str:
    """Say how many recipients met each fate."""
    left = why.get(LEFT, 0)
    fates = {
        "envoyé": counts.get("sent", 0),
        "refusé": counts.get("refused", 0) - left,
        "désabonné entre-temps": left,
        "à reprendre": counts.get("queued", 0),
        "en doute": counts.get("claimed", 0),
    }
    plurals = {"envoyé": "envoyés", "refusé": "refusés", "désabonné entre-temps": "désabonnés entre-temps"}
    said = (plural(count, word, plurals.get(word, word)) for word, count in fates.items() if count)
    return ", ".join(said) or "personne à servir"


def reasons(why: Mapping[str, int]) -> Iterator[str]:
    """Say the server's most frequent answers."""
    answers = [(answer, count) for answer, count in why.items() if answer != LEFT]
    for answer, count in answers[:MOST]:
        yield f"{plural(count, 'destinataire')} : {answer}"


def doubtful(count: int) -> str:
    """Say what to do when only the mail server knows."""
    return (
        f"{plural(count, 'envoi interrompu', 'envois interrompus')} : seul le serveur sait s'ils sont partis. Relancer "
        "avec « --log /var/log/mail.log » (le journal doit couvrir l'interruption), ou sans journal choisir "
        "« --in-doubt sent » (les tenir pour partis) ou « --in-doubt again » (les refaire)"
    )
