"""What the operating system refuses, in French."""

import errno

_WORDS = {
    errno.ENOENT: "fichier ou dossier introuvable",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EISDIR: "un dossier est à la place du fichier",
    errno.ENOTDIR: "un fichier est à la place du dossier",
    errno.EEXIST: "un fichier de ce nom est déjà là",
    errno.ENAMETOOLONG: "ce nom est trop long",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota de disque est atteint",
    errno.EROFS: "le disque est en lecture seule",
    errno.EIO: "le disque ne répond plus",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.ELOOP: "les liens symboliques tournent en rond",
    errno.EADDRINUSE: "un autre programme l'occupe déjà",
    errno.EADDRNOTAVAIL: "ce n'est pas une adresse de cette machine",
    errno.ECONNREFUSED: "connexion refusée, rien n'écoute à cette adresse",
    errno.ECONNRESET: "connexion coupée",
    errno.EPIPE: "connexion coupée",
    errno.EHOSTUNREACH: "machine injoignable",
    errno.ENETUNREACH: "réseau injoignable",
}


def refusal(error: OSError, place: object = "") -> str:
    """Return « « /srv/chorale/var » : le disque est plein »."""
    return f"« {place or error.filename or 'disque'} » : {words(error)}"


def words(error: OSError) -> str:
    """Return « le disque est plein »."""
    import socket

    if isinstance(error, TimeoutError):
        return "pas de réponse"
    if isinstance(error, socket.gaierror):
        return "nom de machine inconnu"
    number = error.errno or 0
    return _WORDS.get(number, f"erreur {errno.errorcode.get(number, type(error).__name__)}")
