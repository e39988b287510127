"""What the operating system refuses, in French."""

import errno

REFUSALS = {
    errno.ENOENT: "fichier ou dossier introuvable",
    errno.EACCES: "accès refusé",
    errno.EPERM: "opération refusée",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EEXIST: "existe déjà",
    errno.ENOSPC: "le disque est plein",
    errno.EROFS: "le disque est en lecture seule",
}


_WORDS = {
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota de disque est atteint",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOENT: "introuvable",
    errno.ENOTDIR: "un fichier est à la place du dossier",
    errno.EEXIST: "un fichier est à la place du dossier",
    errno.EISDIR: "un dossier est à la place du fichier",
    errno.EIO: "le disque ne répond plus",
}


def refusal(error: OSError, place: object = "") -> str:
    """Return « /srv/chorale/var : le disque est plein »."""
    words = _WORDS.get(error.errno or 0, error.strerror or type(error).__name__)
    return f"{place or error.filename or 'disque'} : {words}"
