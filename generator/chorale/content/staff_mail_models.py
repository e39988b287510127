"""Mails of the atelier to its team and to who reads a draft: what a community may reword, and what always stands."""

from collections.abc import Mapping

from chorale.content.mail_model import MailModel, mail

_COMMUNITY = {"communaute": "le nom de la communauté"}
_REVIEW = {"titre": "le titre de ce qui est à relire"}
_ASKER = {**_REVIEW, "qui": "la personne qui le demande"}

STAFF_MAILS: Mapping[str, MailModel] = {
    "equipe-lien": mail(
        "Équipe : lien d'entrée",
        "À qui arrive dans l'équipe de l'atelier, ou demande un lien pour y entrer.",
        "Votre lien pour l'atelier de {communaute}",
        "Voici votre lien pour entrer dans l'atelier de {communaute} :",
        after="Il sert une fois, pendant {duree}. Ne le transférez pas ; ensuite, l'atelier en envoie un autre à"
        " qui le demande. Si vous n'attendiez pas ce message, il n'y a rien à faire.",
        names={**_COMMUNITY, "duree": "« une heure » ou « sept jours »"},
        facts="le lien, puis les rôles de la personne",
    ),
    "equipe-cle": mail(
        "Équipe : clé d'accès ajoutée",
        "À qui vient d'ajouter une clé d'accès : si ce n'est pas cette personne, elle doit l'apprendre.",
        "Une clé d'accès de plus pour l'atelier de {communaute}",
        "Une clé d'accès, « {cle} », vient d'être ajoutée pour vous dans l'atelier de {communaute}.",
        "Si ce n'est pas vous, retirez-la et prévenez une personne chargée de l'exploitation :",
        names={**_COMMUNITY, "cle": "le nom donné à la clé"},
        needed=("cle",),
        facts="le lien de ses accès",
    ),
    "equipe-relecture": mail(
        "Équipe : relecture demandée",
        "À qui est de l'équipe, quand quelqu'un lui demande de relire.",
        "À relire : {titre}",
        "{qui} vous demande de relire « {titre} » :",
        after="Ce lien est le vôtre et sert une fois, pendant sept jours. Ensuite, la demande reste sur l'accueil"
        " de l'atelier.",
        names=_ASKER,
        facts="le lien, puis les mots de qui le demande",
    ),
    "invite-relecture": mail(
        "Relecture demandée sans compte",
        "À qui n'est pas de l'équipe, quand quelqu'un lui demande de relire un brouillon.",
        "À relire : {titre}",
        "{qui} vous demande de relire « {titre} », tel que ce texte s'écrit en ce moment :",
        after="Ce lien est personnel, sans mot de passe, et ouvert jusqu'au {limite}. On y lit la page et on y"
        " laisse ses commentaires. Elle n'est peut-être pas publiée : ne le transférez pas.",
        names={**_ASKER, "limite": "le jour et l'heure où le lien se ferme"},
        facts="le lien, puis les mots de qui le demande",
    ),
    "relecture-faite": mail(
        "Équipe : relecture faite",
        "À qui l'avait demandée, quand une personne sans compte a fini de relire.",
        "Relu par {qui} : {titre}",
        "{qui} a relu « {titre} » : {bilan}.",
        names={
            **_REVIEW,
            "qui": "la personne qui a relu",
            "bilan": "« rien à redire », ou combien de commentaires",
        },
        needed=("bilan",),
        facts="le lien des commentaires",
    ),
}
"""Mails of the atelier, by the name of their file; each greets its reader, and is signed."""
