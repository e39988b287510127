"""Mails to registrants that a community may reword: when each leaves, what it says first, the names it replaces."""

from collections.abc import Mapping

from chorale.content.mail_model import MailModel, mail

_SESSION = {
    "seance": "« séance » ou « rencontre »",
    "titre": "son titre",
    "quand": "son jour et son heure",
    "lieu": "son lieu, ou rien si elle est en ligne",
}
UNTIL = "le jour et l'heure avant lesquels agir"
_NOTE = "la note de la fiche, s'il y en a une"
_OWN = "Voir mon inscription"
_FREE = "Libérez votre place sur la page de votre inscription."
IGNORED = "Si vous n'avez rien demandé, ignorez ce message : rien n'est changé."


def _session(  # noqa: PLR0913 - the parts of a mail, in the order in which they are read
    title: str,
    when: str,
    subject: str,
    *said: str,
    button: str = _OWN,
    after: str = "",
    needed: tuple[str, ...] = (),
    **names: str,
) -> MailModel:
    parts = {"button": button, "after": after}
    names = _SESSION | names
    return mail(title, when, f"{subject} – {{titre}}", *said, names=names, needed=needed, **parts)


def _confirming(title: str, when: str, state: str) -> MailModel:
    return _session(
        title,
        when,
        "Confirmez votre inscription",
        "Vous avez demandé à vous inscrire à cette {seance}.",
        state,
        button="Confirmer mon inscription",
        after="Si vous n'avez rien demandé, ignorez ce message : votre adresse sera effacée dans deux jours.",
        needed=("limite",),
        limite=UNTIL,
    )


SESSION_MAILS: Mapping[str, MailModel] = {
    "inscription-a-confirmer": _confirming(
        "Inscription à confirmer",
        "À qui vient de s'inscrire, quand une place lui est gardée.",
        "Une place vous est gardée jusqu'au {limite} : confirmez avant, elle sera à vous.",
    ),
    "attente-a-confirmer": _confirming(
        "Liste d'attente à confirmer",
        "À qui vient de s'inscrire, quand tout est pris.",
        "La {seance} est complète : en confirmant avant le {limite}, vous entrez dans la liste d'attente.",
    ),
    "demande-a-confirmer": _confirming(
        "Demande à confirmer",
        "À qui vient de s'inscrire, quand l'organisation donne les places.",
        "En confirmant avant le {limite}, vous transmettez votre demande à l'organisation, qui donne les places.",
    ),
    "groupe-a-confirmer": _session(
        "Inscription à plusieurs à confirmer",
        "À qui vient d'inscrire des collègues, avant que rien ne leur soit écrit.",
        "Confirmez l'inscription de vos collègues",
        "Vous avez demandé {places} à cette {seance}.",
        "Confirmez avant le {limite} : chaque collègue recevra alors un courriel, et dira s'il vient.",
        button="Confirmer, et prévenir mes collègues",
        after=IGNORED,
        needed=("limite",),
        limite=UNTIL,
        places="« 4 places »",
    ),
    "inscription-par-un-collegue": _session(
        "Inscription demandée par un collègue",
        "À qui un collègue vient d'inscrire, une fois l'adresse de ce collègue prouvée.",
        "Une place est demandée pour vous",
        "{par} a demandé une place pour vous à cette {seance}, et nous a donné votre adresse pour cela.",
        "{place}",
        button="Répondre : je viens, ou non",
        after="Vous n'êtes pas concerné ? Ignorez ce message : votre adresse sera effacée dans deux jours.",
        needed=("par", "place"),
        par="l'adresse de qui inscrit",
        place="une place gardée, la liste d'attente ou une demande à transmettre, et jusqu'à quand",
    ),
    "inscription-confirmee": _session(
        "Inscription confirmée",
        "À qui a une place ; l'invitation de calendrier est jointe.",
        "Inscription confirmée",
        "Votre place est confirmée.",
        "L'invitation jointe met la {seance} dans votre agenda{connexion}.",
        after=f"Vous ne pourrez pas venir ? {_FREE}",
        connexion="« , avec son adresse de connexion », s'il y en a une",
    ),
    "demande-transmise": _session(
        "Demande transmise",
        "À qui a confirmé son adresse, quand l'organisation donne les places.",
        "Demande transmise",
        "Votre adresse est confirmée, et votre demande est transmise à l'organisation.",
        "Un courriel vous dira si une place vous est donnée.",
        after="Vous pouvez retirer votre demande sur la page de votre inscription.",
    ),
    "demande-refusee": _session(
        "Demande refusée",
        "À qui l'organisation répond non, quand elle donne les places.",
        "Demande non acceptée",
        "L'organisation n'a pas pu accepter votre demande de place à cette {seance}.",
        "{mot}",
        button="Voir ma demande",
        after="Une question ? Répondez à ce message.",
        mot="le mot de l'organisation à cette personne, s'il y en a un",
    ),
    "demande-sans-reponse": _session(
        "Demande sans réponse, la veille",
        "La veille, à qui attend encore la réponse de l'organisation.",
        "Pas encore de réponse",
        "La {seance} commence {debut}, et votre demande n'a pas encore de réponse.",
        "Sans autre courriel de notre part, vous n'y avez pas de place.",
        after="Vous ne souhaitez plus venir ? Retirez votre demande sur la page de votre inscription.",
        debut="« demain à 10 h »",
    ),
    "sans-place": _session(
        "Sans place, une fois la séance commencée",
        "À qui attendait encore une place quand la séance ou la rencontre a commencé.",
        "Votre demande n'a pas pu aboutir",
        "La {seance} a commencé, et {attente}.",
        "Vous n'y avez donc pas de place : ce message met fin à votre demande.",
        button="{autres}",
        needed=("attente",),
        attente="« votre demande n'a pas reçu de réponse », ou « aucune place ne s'est libérée pour vous »",
        autres="« Voir les autres séances », ou « Voir la page de la rencontre »",
    ),
    "liste-d-attente": _session(
        "Liste d'attente",
        "À qui a confirmé son adresse, quand tout est pris.",
        "Liste d'attente",
        "La {seance} est complète.",
        "Vous êtes en liste d'attente, en {rang} position."
        " Dès qu'une place se libère, un courriel vous la propose.",
        after="Vous pouvez quitter la liste d'attente sur la page de votre inscription.",
        rang="« 1re », « 2e »…",
    ),
    "place-proposee": _session(
        "Place proposée",
        "À qui attend depuis le plus longtemps, quand une place se libère.",
        "Une place s'est libérée",
        "Une place s'est libérée, elle est à vous si vous l'acceptez avant le {limite}.",
        "Ensuite, elle sera proposée à la personne suivante.",
        button="Accepter la place",
        needed=("limite",),
        limite=UNTIL,
    ),
    "place-passee": _session(
        "Place passée à quelqu'un d'autre",
        "À qui n'a pas accepté à temps la place proposée.",
        "La place proposée n'est plus libre",
        "La place proposée n'a pas été acceptée à temps : elle est passée à la personne suivante.",
    ),
    "desinscription": _session(
        "Désinscription",
        "À qui vient de se désinscrire.",
        "Désinscription enregistrée",
        "Votre désinscription est enregistrée.",
        "Vous avez changé d'avis ? Vous pouvez demander une place.",
        button="M'inscrire de nouveau",
    ),
    "renseignements-changes": _session(
        "Renseignements changés",
        "À qui est déjà inscrit, quand d'autres réponses arrivent avec son adresse.",
        "Vos renseignements ont changé ?",
        "Vous êtes déjà inscrit, et votre place ne change pas.",
        "D'autres réponses viennent d'être envoyées avec votre adresse. Relisez-les pour les enregistrer.",
        button="Relire mes renseignements",
        after="Si vous n'avez rien envoyé, ignorez ce message : rien n'est changé.",
    ),
    "inscription-annulee": _session(
        "Inscription annulée par l'organisation",
        "À qui l'organisation retire son inscription.",
        "Inscription annulée",
        "L'organisation a annulé votre inscription.",
        "Si c'est une erreur, répondez à ce message.",
    ),
    "inscription-deplacee": _session(
        "Inscription déplacée par l'organisation",
        "À qui l'organisation change de séance ; un autre courriel l'y invite.",
        "Inscription déplacée",
        "L'organisation a déplacé votre inscription à une autre date.",
        "Un second message vous y invite.",
    ),
    "rappel": _session(
        "Rappel",
        "La veille, puis dans l'heure qui précède, à qui a une place.",
        "Rappel, {moment}",
        "La {seance} commence {debut}.",
        after=f"Vous ne pouvez plus venir ? {_FREE}",
        needed=("debut",),
        moment="« demain », « aujourd'hui » ou « dans une heure »",
        debut="« demain à 10 h », ou « dans une heure au plus »",
    ),
    "seance-changee": _session(
        "Ce qui change",
        "À tous les inscrits, quand la date, l'heure, le lieu, l'adresse de connexion ou le titre changent.",
        "{sujet}",
        "{changements}",
        "{note}",
        after=f"Cela ne vous convient pas ? {_FREE}",
        needed=("changements",),
        sujet="ce qui change, en peu de mots",
        changements="une phrase par changement",
        note=_NOTE,
    ),
    "seance-annulee": _session(
        "Séance annulée",
        "À tous les inscrits, quand la séance ou la rencontre n'aura pas lieu.",
        "{Seance} annulée",
        "La {seance} est annulée.",
        "{note}",
        button="{autres}",
        Seance="« Séance » ou « Rencontre »",
        autres="« Voir les autres séances », ou « Voir la page de la rencontre »",
        note=_NOTE,
    ),
    "seance-retablie": _session(
        "Séance rétablie",
        "À tous les inscrits, quand ce qui était annulé aura lieu.",
        "La {seance} aura lieu",
        "La {seance}, qui était annulée, aura bien lieu.",
        "{note}",
        after=f"Cela ne vous convient plus ? {_FREE}",
        note=_NOTE,
    ),
}
"""The mails about a session, by the name of their file, in the order in which they are shown."""
