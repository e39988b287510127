"""Opposition as it was typed: a reason, none at all (« néant », « RAS »), or a word that is asked back."""

import re
import unicodedata

ASKED_BACK = (
    "« {typed} » ne dit pas si le groupe s'oppose : écrivez la raison en une phrase,"
    " ou laissez vide s'il n'y a pas d'opposition."
)
_NONE = frozenset(
    (
        *("", "non", "no", "n", "neant", "ras", "r a s", "rien", "rien a signaler", "rien a redire", "nul"),
        *("aucun", "aucune", "aucune opposition", "pas d opposition", "pas opposition", "sans", "sans opposition"),
        *("sans objet", "so", "s o", "n a", "na", "nc", "non concerne", "non concernee", "0", "faux", "false"),
    )
)  # fmt: skip
_DOUBTFUL = frozenset(
    (
        *("oui", "o", "x", "ok", "1", "vrai", "true", "yes", "opposition", "oppose", "opposee", "opposes", "contre"),
        *("pour", "favorable", "d accord", "sans avis", "abstention", "a voir", "idem", "voir commentaire"),
    )
)  # fmt: skip
_FIRST_OF_NONE = frozenset(("non", "aucun", "aucune", "neant", "ras", "rien"))
_FEW = 4
"""Words up to which what begins like « aucune » may still mean that there is no opposition."""


def is_none(typed: str) -> bool:
    """Return whether what was typed says that there is no opposition."""
    return _bare(typed) in _NONE


def is_doubtful(typed: str) -> bool:
    """Return whether what was typed may mean an opposition or none: only who typed it knows."""
    words = _bare(typed).split()
    short = len(words) <= _FEW and (words[0] in _FIRST_OF_NONE or "opposition" in words)
    return " ".join(words) in _DOUBTFUL or short


def _bare(typed: str) -> str:
    """Return small words without accents nor marks: « R.A.S. » is « r a s », « - » is nothing."""
    plain = unicodedata.normalize("NFKD", typed.casefold())
    return " ".join(re.sub(r"[^\w]+|_", " ", re.sub(r"[\u0300-\u036f]", "", plain)).split())
