"""Mails of a cycle to those who answer: what a community may reword, and what always stands in them."""

from collections.abc import Mapping

from chorale.content.mail_model import MailModel, mail

_NAMED = {"cycle": "« cycle 9 », avec le nom de l'instance", "Cycle": "« Cycle 9 »"}
_CYCLE = {**_NAMED, "groupe": "le nom du groupe"}
_LOST = {"perdu": "l'adresse de « Vos données », où un lien perdu se demande"}

CYCLE_MAILS: Mapping[str, MailModel] = {
    "cycle-invitation": mail(
        "Cycle : invitation",
        "À qui est invité à répondre pour son groupe, ou reçoit un nouveau lien.",
        "Les priorités du groupe {groupe} pour le {cycle}",
        "Votre groupe, {groupe}, est invité à donner ses priorités pour le {cycle}.",
        "Votre rôle : {role} ; {tache}",
        facts="le lien personnel, l'ouverture et la clôture",
        after="Ce lien est le vôtre : ne le transférez pas. Si un référent de votre groupe, autre que vous, a déjà"
        " commencé, son accord vous ouvrira ses réponses. Lien perdu ? Un autre se demande avec votre adresse :"
        " {perdu}",
        names={
            **_CYCLE,
            **_LOST,
            "role": "« référente », « membre »…, comme le dit la liste",
            "tache": "ce que ce rôle a à faire",
        },
    ),
    "cycle-rappel": mail(
        "Cycle : rappel",
        "Aux personnes d'un groupe qui n'a rien déposé, quand le secrétariat relance.",
        "Rappel : la réponse du groupe {groupe} au {cycle} est attendue",
        "{etat}",
        facts="la clôture",
        after="Ouvrez le lien personnel que vous avez reçu. Lien perdu ? Un autre se demande avec votre adresse :"
        " {perdu}",
        needed=("etat",),
        names={
            **_CYCLE,
            **_LOST,
            "etat": "ce qui manque : rien n'est déposé, ou un brouillon attend",
        },
    ),
    "cycle-accuse": mail(
        "Cycle : accusé de réception",
        "À chaque personne d'un groupe, quand sa réponse est déposée.",
        "Accusé de réception n° {depot} : réponse du groupe {groupe} au {cycle}",
        "La réponse du groupe {groupe} au {cycle} est déposée et enregistrée.",
        facts="l'instant du dépôt et la réponse, puis, après la dernière phrase, les preuves",
        after="Si ce n'est pas votre réponse, prévenez le secrétariat avant la clôture, en répondant à ce message.",
        names={**_CYCLE, "depot": "le numéro du dépôt dans le groupe"},
    ),
    "cycle-cloture": mail(
        "Cycle : clôture déplacée",
        "À toutes les personnes d'un cycle, quand sa clôture est reportée ou avancée.",
        "{Cycle} : clôture {deplacee}",
        "La clôture du questionnaire du {cycle} est {deplacee}, pour tous les groupes.",
        facts="la nouvelle clôture et sa raison",
        after="Les réponses déjà déposées restent valables ; {suite}",
        names={
            **_CYCLE,
            "deplacee": "« reportée » ou « avancée »",
            "suite": "si elles peuvent encore être remplacées",
        },
    ),
    "cycle-changement": mail(
        "Cycle : changement annoncé",
        "À toutes les personnes d'un cycle, quand ce que l'ouverture a fixé change.",
        "{Cycle} : un changement depuis l'ouverture",
        "Le {cycle} change depuis son ouverture, pour tous les groupes :",
        facts="chaque changement et sa raison, puis, après la dernière phrase, la tête du journal",
        after="Les dépôts déjà faits restent valables ; ils peuvent être remplacés jusqu'à la clôture.",
        names=_CYCLE,
    ),
    "cycle-personnes": mail(
        "Cycle : qui répond pour le groupe",
        "Aux personnes d'un groupe, quand l'une arrive, part, change de rôle, de nom ou de lien.",
        "{Cycle} : qui répond pour le groupe {groupe}",
        "Dans le groupe {groupe}, pour le {cycle} :",
        facts="qui change et comment, puis, après la dernière phrase, la tête du journal",
        after="Si l'un de ces changements vous surprend, n'acceptez personne et prévenez le secrétariat, en"
        " répondant à ce message.",
        names=_CYCLE,
    ),
    "cycle-lien-ferme": mail(
        "Cycle : lien fermé",
        "À qui ne répond plus pour son groupe.",
        "{Cycle} : votre lien pour le groupe {groupe} est fermé",
        "Votre lien pour le {cycle}, groupe {groupe}, est fermé : il n'ouvre plus rien.",
        after="Votre groupe en est prévenu. Si c'est une erreur, répondez à ce message.",
        names=_CYCLE,
    ),
    "cycle-cle": mail(
        "Cycle : clé confiée",
        "À qui garde une clé d’un cycle sans être de l’équipe, quand le secrétariat lui envoie son lien.",
        "{Cycle} : votre clé",
        "{qui} vous confie l’une des deux clés du {cycle}, celle de « {fonction} » :",
        facts="le lien",
        after="Ce lien est personnel, sans mot de passe : ne le transférez pas, et gardez ce message. Il sert à"
        " créer votre clé et à l’essayer, puis, après la clôture, à ouvrir les réponses. La clé reste chez vous :"
        " rien ne l’envoie.",
        names={**_NAMED, "qui": "qui la confie", "fonction": "la fonction de qui la garde"},
    ),
    "cycle-tete": mail(
        "Cycle : tête du journal",
        "Aux adresses que le secrétariat choisit, quand il garde la tête du journal d’un cycle.",
        "{Cycle} : tête du journal",
        "Voici la tête du journal du {cycle}, entrée n° {entree}, écrite le {instant} :",
        facts="l’empreinte, puis, après la dernière phrase, la commande qui la vérifie",
        after="Gardez ce message : après l’ouverture des réponses, cette empreinte doit être dans le journal publié.",
        names={
            **_NAMED,
            "entree": "le numéro de l’entrée du journal",
            "instant": "l’instant de cette entrée, en temps universel",
        },
    ),
}
"""Mails of cycles, by the name of their file, in the order of a cycle; each greets its reader, and is signed."""
