"""Every mail that a community may reword: when each leaves, what it says first, the names that it replaces."""

from collections.abc import Mapping

from chorale.content.cycle_mail_models import CYCLE_MAILS
from chorale.content.mail_model import MailModel, mail
from chorale.content.session_mail_models import IGNORED, SESSION_MAILS, UNTIL
from chorale.content.staff_mail_models import STAFF_MAILS

MODELS: Mapping[str, MailModel] = {
    **SESSION_MAILS,
    "mes-donnees": mail(
        "Ses données, ses liens",
        "À qui demande à voir ce qui est gardé sous son adresse.",
        "Vos données, vos liens",
        "Vous avez demandé à voir ce que nous gardons sous cette adresse.",
        "Le lien sert jusqu'au {limite}. Ne le transférez pas.",
        button="Voir mes données",
        after=IGNORED,
        names={"limite": UNTIL},
        needed=("limite",),
    ),
    "adresse-a-confirmer": mail(
        "Nouvelle adresse à confirmer",
        "À la nouvelle adresse de qui veut en changer.",
        "Confirmez votre nouvelle adresse",
        "Vous avez demandé que cette adresse remplace {ancienne} : inscriptions, abonnement, réponses.",
        "Rien ne change avant que vous ayez confirmé. Le lien sert jusqu'au {limite}.",
        button="Confirmer ma nouvelle adresse",
        after=IGNORED,
        names={"ancienne": "l'adresse à remplacer", "limite": UNTIL},
        needed=("ancienne", "limite"),
    ),
    "adresse-changee": mail(
        "Adresse changée",
        "À l'ancienne adresse, une fois la nouvelle confirmée.",
        "Votre adresse a changé",
        "Ce qui était gardé sous cette adresse l'est maintenant sous une autre, à votre demande.",
        "Ce n'est pas vous ? Répondez à ce message.",
        button="Vos données",
        names={},
    ),
    "abonnement-a-confirmer": mail(
        "Abonnement à confirmer",
        "À qui vient de s'abonner à la lettre.",
        "Confirmez votre abonnement à la lettre d'information",
        "Vous avez demandé à recevoir la lettre d'information.",
        "Confirmez avant le {limite}.",
        button="Confirmer mon abonnement",
        after="Si vous n'avez rien demandé, ignorez ce message : vous ne recevrez rien, et l'adresse sera effacée.",
        names={"limite": UNTIL},
        needed=("limite",),
    ),
    "sujets-a-confirmer": mail(
        "Nouveaux sujets à confirmer",
        "À qui est abonné et demande d'autres sujets.",
        "Confirmez vos nouveaux sujets",
        "Cette adresse reçoit déjà la lettre d'information.",
        "Vous venez de demander à recevoir en plus : {sujets}.",
        button="Ajouter ces sujets",
        after=IGNORED,
        names={"sujets": "les sujets demandés"},
        needed=("sujets",),
    ),
    "deja-abonne": mail(
        "Déjà abonné",
        "À qui est abonné et s'abonne encore.",
        "Vous êtes déjà abonné à la lettre d'information",
        "Cette adresse reçoit déjà la lettre d'information : il n'y a rien à confirmer.",
        button="Choisir mes sujets ou me désabonner",
        after=IGNORED,
        names={},
    ),
    "reponse-recue": mail(
        "Réponse reçue",
        "À qui a répondu à un formulaire en laissant son adresse.",
        "Envoi n° {numero} – {formulaire}",
        "Votre envoi est enregistré sous le numéro {numero}.",
        "{merci}",
        button="Écrire à ce sujet",
        after="Si vous n'avez rien envoyé, ignorez ce message, ou dites-le-nous.",
        names={
            "numero": "le numéro de l'envoi",
            "formulaire": "le titre du formulaire",
            "merci": "la phrase de remerciement du formulaire",
        },
        needed=("numero",),
    ),
    **CYCLE_MAILS,
    **STAFF_MAILS,
}
"""Every mail whose words a community may write, by the name of its file, in the order in which they are shown."""
