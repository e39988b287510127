"""What the machine refuses is said in French, with the place that was asked for, by one function."""

import errno
import os
import socket

import pytest

from chorale.french.os_errors import refusal


def test_a_refusal_names_the_place_that_was_asked_for():
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/var/x.part")

    assert refusal(error) == "« /srv/var/x.part » : le disque est plein"
    assert refusal(error, "/srv/var") == "« /srv/var » : le disque est plein"
    assert refusal(OSError(errno.EROFS, "")) == "« disque » : le disque est en lecture seule"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileNotFoundError(errno.ENOENT, ""), "« x » : fichier ou dossier introuvable"),
        (PermissionError(errno.EACCES, ""), "« x » : accès refusé"),
        (NotADirectoryError(errno.ENOTDIR, ""), "« x » : un fichier est à la place du dossier"),
        (
            ConnectionRefusedError(errno.ECONNREFUSED, ""),
            "« x » : connexion refusée, rien n'écoute à cette adresse",
        ),
        (TimeoutError(), "« x » : pas de réponse"),
        (socket.gaierror(socket.EAI_NONAME, ""), "« x » : nom de machine inconnu"),
        (OSError(errno.ENOTBLK, "Block device required"), "« x » : erreur ENOTBLK"),
        (OSError("odd"), "« x » : erreur OSError"),
    ],
)
def test_each_refusal_has_its_words_and_none_is_in_english(error, told):
    assert refusal(error, "x") == told
