"""Doubts about an address of the web that works: a secret that it carries, a follower, an account that it asks for."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from chorale.content.problems import Severity

_SECRETS = frozenset(
    {"token", "access_token", "password", "passwd", "jeton", "jsessionid", "sessionid", "apikey"}
)
_FOLLOWERS = re.compile(
    r"utm_\w+|fbclid|gclid|msclkid|mc_eid|mc_cid|mkt_tok|igshid|_hsenc|_hsmi|xtor"
)
"""Parameters by which a sender follows who clicks."""
_ACCOUNTS = re.compile(
    r"(?i)//(?:[\w-]+\.sharepoint\.com|outlook\.(?:office|office365|live)\.com/mail|mail\.google\.com"
    r"|teams\.microsoft\.com/l/(?:file|channel|message)|[\w-]+-my\.sharepoint\.com|onedrive\.live\.com)"
)
"""Places that open only for who has an account there."""
_SHORT = frozenset(
    [
        "bit.ly",
        "tinyurl.com",
        "goo.gl",
        "ow.ly",
        "t.co",
        "lnkd.in",
        "cutt.ly",
        "is.gd",
        "urlz.fr",
        "1drv.ms",
    ]
)
_FLEETING = re.compile(
    r"(?i)//(?:[\w-]+\.)?(?:wetransfer\.com|we\.tl|swisstransfer\.com|fromsmash\.com|grosfichiers\.com)"
    r"|//(?:francetransfert\.numerique\.gouv\.fr|filesender\.renater\.fr)"
)
"""Places where a file is left for some days."""
_DOUBTED = (
    (
        _ACCOUNTS,
        "page qui demande un compte",
        "déposer le fichier dans le projet, ou donner une page que tous ouvrent",
    ),
    (
        _FLEETING,
        "fichier qui ne reste que quelques jours",
        "le déposer dans le projet : la lettre se relit longtemps après",
    ),
)
Doubt = tuple[str, str, Severity]
"""What is said of an address, what to write, how grave it is."""


_FILLED = re.compile(r"\{\{|\{%|\*\||\[\[|\$\{|^%[A-Za-z_-]+%$|%%")
"""Signs of an address that a mailing program would write, for each reader: « {{ unsubscribe }} »."""


def filled(target: str) -> tuple[str, str] | None:
    """Return what is said of an address that another program would fill, and what to write."""
    if not _FILLED.search(target):
        return None
    said = f"adresse « {target[:60]} », que rien ne remplirait"
    return said, "donner une adresse ; chaque message porte déjà le lien pour se désabonner"


def doubt(target: str) -> Doubt | None:
    """Return the first doubt about an address, if there is one."""
    try:
        parts = urlsplit(target)
        keys = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return None
    if parts.password or {name.lower() for name, _ in keys} & _SECRETS:
        said = f"adresse qui porte un secret « {parts.hostname} »"
        return said, "donner une adresse sans mot de passe ni jeton : chacun la lirait", "error"
    kept = [(name, value) for name, value in keys if not _FOLLOWERS.fullmatch(name)]
    if len(kept) < len(keys):
        clean = urlunsplit(parts._replace(query=urlencode(kept)))
        return f"adresse qui suit ses lecteurs « {target[:60]} »", f"écrire « {clean} »", "warning"
    for places, what, advice in _DOUBTED:
        if places.search(target):
            return f"{what} « {parts.hostname} »", advice, "warning"
    if parts.hostname in _SHORT:
        said = f"adresse raccourcie « {target[:60]} », qui ne dit pas où elle mène"
        return said, "écrire l'adresse de la page elle-même", "warning"
    return None
