"""A French noun written with its article: bare, as a label, and after « de », which contracts with the article."""

import re

_ARTICLE = re.compile(r"(?:l['’]|le +|la +|les +)", re.IGNORECASE)
_CONTRACTED = {"le": "du ", "les": "des "}
_ELIDED = "aeiouyàâéèêîïôû"


def bare(noun: str) -> str:
    """Return « conseil » for « le conseil »; a name without article stays as it is."""
    return noun[len(_article(noun)) :]


def label(noun: str) -> str:
    """Return « Conseil » for « le conseil »: how a list, a tag or a title begins."""
    word = bare(noun)
    return word[:1].upper() + word[1:]


def of(noun: str) -> str:
    """Return « du conseil », « de la commission », « des usagers », « de l'assemblée », « de Phare », « d'Unisson »."""
    article = _article(noun)
    contracted = _CONTRACTED.get(article.strip().lower())
    if contracted:
        return contracted + bare(noun)
    if article:
        return f"de {article.lower()}{bare(noun)}"
    return f"d'{noun}" if noun[:1].lower() in _ELIDED else f"de {noun}"


def _article(noun: str) -> str:
    found = _ARTICLE.match(noun)
    return found[0] if found else ""
