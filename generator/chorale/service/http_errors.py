"""HTTP errors: a status, a title and one French sentence that says what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(kw_only=True, eq=False)
class HttpError(Exception):
    """Raised by whoever handles a request; shown as a page with this status. Not frozen: Python adds its traceback."""

    status: int
    title: str
    sentence: str
    headers: Mapping[str, str] = field(default_factory=dict)


def unknown_page() -> HttpError:
    """Return the 404 answer."""
    return HttpError(
        status=404,
        title="Page introuvable",
        sentence="Cette adresse ne mène nulle part. Vérifiez le lien.",
    )


def no_login() -> HttpError:
    """Return the 401 answer."""
    return HttpError(
        status=401,
        title="Ouvrez d'abord votre lien",
        sentence="Votre session est terminée, ou n'a pas commencé. Ouvrez de nouveau le lien reçu par courriel.",
    )


def forbidden(sentence: str) -> HttpError:
    """Return a 403 answer."""
    return HttpError(status=403, title="Action réservée", sentence=sentence)


def someone_else() -> HttpError:
    """Return the 403 answer to a page that another person opened in the same browser, before this one came in."""
    return HttpError(
        status=403,
        title="Un texte de quelqu'un d'autre",
        sentence="Cette page a été ouverte par quelqu'un d'autre, dont la session est finie : rien n'est enregistré à "
        "votre nom. Cette personne entre de nouveau dans un autre onglet, puis l'envoie d'ici.",
    )


def not_allowed() -> HttpError:
    """Return the 403 answer to a form sent from elsewhere."""
    return HttpError(
        status=403,
        title="Formulaire venu d'ailleurs",
        sentence="Ce formulaire n'a pas été envoyé depuis nos pages : rien n'a été enregistré.",
    )


def wrong_type() -> HttpError:
    """Return the 415 answer."""
    return HttpError(
        status=415,
        title="Format refusé",
        sentence="Seuls les formulaires de nos pages sont acceptés.",
    )


def too_large() -> HttpError:
    """Return the 413 answer."""
    sentence = "L'envoi dépasse la taille permise : rien n'a été enregistré."
    return HttpError(status=413, title="Envoi trop volumineux", sentence=sentence)


def too_slow() -> HttpError:
    """Return the 408 answer."""
    sentence = "L'envoi a duré trop longtemps : rien n'a été enregistré. Vérifiez votre connexion, puis recommencez."
    return HttpError(status=408, title="Envoi trop lent", sentence=sentence)


def malformed(sentence: str) -> HttpError:
    """Return a 400 answer."""
    return HttpError(status=400, title="Envoi illisible", sentence=sentence)


def unknown_action() -> HttpError:
    """Return the 400 answer to a button that no page of ours has."""
    return malformed("Action inconnue : rien n'est changé.")


def too_many(seconds: int) -> HttpError:
    """Return the 429 answer."""
    return HttpError(
        status=429,
        title="Trop d'essais",
        sentence=f"Trop d'essais en peu de temps. Recommencez dans {max(1, -(-seconds // 60))} min.",
        headers={"Retry-After": str(seconds)},
    )


def busy() -> HttpError:
    """Return the 503 answer."""
    return HttpError(
        status=503,
        title="Service momentanément occupé",
        sentence="Nous ne pouvons pas confirmer cet envoi. Réessayez dans un instant : un second envoi identique ne "
        "comptera pas deux fois.",
        headers={"Retry-After": "2"},
    )


def unwritable() -> HttpError:
    """Return the 503 answer when the database can keep nothing."""
    return HttpError(
        status=503,
        title="Le service ne peut rien garder en ce moment",
        sentence="Rien n'a été enregistré. Réessayez dans quelques minutes ; si cela dure, prévenez le secrétariat.",
        headers={"Retry-After": "60"},
    )


def fault() -> HttpError:
    """Return the 500 answer."""
    return HttpError(
        status=500,
        title="Erreur de notre côté",
        sentence="L'envoi n'a pas été enregistré. L'erreur est notée ; si elle revient, prévenez le secrétariat.",
    )
