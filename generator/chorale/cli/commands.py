"""Every command that people type: its place in the tree, its sentence, and the function imported when it runs."""

from collections.abc import Mapping
from typing import TypeAlias

Listed: TypeAlias = "tuple[str, str | Mapping[str, Listed]]"
"""A sentence, and either « module:function » in chorale.cli or the commands of a group."""

COMMANDS: Mapping[str, Listed] = {
    "init": ("Créer une communauté prête à publier, dans un dossier vide.", "new:init_command"),
    "check": ("Relire tout le contenu et dire chaque problème.", "publish:check_command"),
    "build": (
        "Publier dans build/ : site, lettres, calendriers, décisions.",
        "publish:build_command",
    ),
    "serve": (
        "Voir le site pendant que l'on écrit ; chaque sauvegarde s'affiche.",
        "publish:serve_command",
    ),
    "try": ("Essayer site, inscriptions et courriels sur sa machine.", "trial:command"),
    "atelier": ("Écrire, relire et publier dans un navigateur, sur sa machine.", "atelier:command"),
    "new": (
        "Créer un webinaire, une rencontre, un numéro, un article, une demande.",
        {
            "webinar": (
                "Créer un webinaire ; TITRE, facultatif avec --from, devient le nom du fichier.",
                "new:webinar",
            ),
            "meeting": ("Créer une rencontre à une date et dans une ville.", "new:meeting"),
            "issue": ("Créer un numéro de la lettre pour un mois (AAAA-MM).", "new:issue"),
            "article": ("Créer un article dans un numéro (AAAA-MM).", "new:article"),
            "mail": ("Écrire d'autres mots pour un courriel du service.", "new:mail"),
            "request": ("Ajouter une demande d'évolution à un cycle.", "new:request"),
            "collected": ("Recueillir une demande entre deux cycles.", "new:collected"),
        },
    ),
    "newsletter": (
        "Relire, approuver et envoyer un numéro de la lettre ; tenir ses abonnés.",
        {
            "preview": (
                "Fabriquer l'aperçu d'un numéro, brouillon compris : ordinateur, téléphone, sombre, texte.",
                "newsletter:preview",
            ),
            "check": (
                "Dire tout ce qui empêche d'envoyer un numéro, où, et quoi faire.",
                "newsletter:check",
            ),
            "approve": (
                "Approuver exactement le message tel qu'il se fabrique aujourd'hui.",
                "newsletter:approve",
            ),
            "export": (
                "Écrire le message pour le logiciel qui l'enverra ; il doit être approuvé, sauf « eml ».",
                "newsletter:export",
            ),
            "send": (
                "Envoyer un numéro approuvé à ses abonnés ; une reprise n'écrit à personne deux fois.",
                "newsletter_send:send",
            ),
            "sendings": (
                "Montrer les envois prévus, commencés et finis, et ce que sont devenus leurs destinataires.",
                "send_report:sendings",
            ),
            "bounces": (
                "Lire avis de non-remise et plaintes (dossier, Maildir, mbox), retirer les adresses mortes.",
                "subscribers:bounces",
            ),
            "subscribers": (
                "Les abonnés de la lettre : compter, importer, exporter, retirer.",
                {
                    "status": ("Compter les abonnés.", "subscribers:status"),
                    "import": (
                        "Ajouter les adresses d'un CSV, avec la source de leur accord.",
                        "subscribers:import_",
                    ),
                    "export": (
                        "Écrire les abonnements : tous avec leurs preuves, ou ceux qu'un logiciel servira.",
                        "subscribers:export",
                    ),
                    "remove": (
                        "Désabonner une adresse, et ne plus jamais lui écrire.",
                        "subscribers:remove",
                    ),
                },
            ),
        },
    ),
    "calendar": (
        "Contrôler ou importer un calendrier .ics.",
        {
            "check": (
                "Contrôler strictement un ou plusieurs fichiers .ics et dire chaque défaut, avec sa ligne.",
                "calendar:check",
            ),
            "import": (
                "Suivre le calendrier .ics d'un partenaire : créer, déplacer, annuler ; les mots restent.",
                "calendar:import_",
            ),
            "publish": (
                "Inscrire les rendez-vous au registre : ce qui est publié ne s'efface plus, il s'annule.",
                "calendar:publish",
            ),
        },
    ),
    "ipm": (
        "Calculer, expliquer et vérifier la décision d'un cycle.",
        {
            "decide": ("Calculer la recommandation, avec chaque tour.", "ipm:decide"),
            "compare": ("Toutes les règles côte à côte.", "ipm:compare"),
            "sweep": (
                "Ce qui serait retenu selon l'enveloppe, avec les intervalles de chaque demande.",
                "ipm:sweep",
            ),
            "audit": (
                "Vérifier chaque coalition de groupes, et la solidité de la recommandation.",
                "ipm:audit",
            ),
            "explain": (
                "Pourquoi une demande est retenue ou non, et le plus petit changement qui la retiendrait.",
                "ipm:explain",
            ),
            "export": ("Écrire les données d'un cycle au format Pabulib.", "ipm:export"),
            "freeze": (
                "Figer un cycle : groupes, poids et demandes à l'ouverture, puis bulletins, puis arbitrage.",
                "ipm_freeze:freeze",
            ),
            "correct": (
                "Dater une correction de ce qui était figé : modifier les fichiers, puis dire qui et pourquoi.",
                "ipm_freeze:correct",
            ),
            "keys": (
                "Créer et essayer les deux clés qui scellent les réponses jusqu'à la clôture.",
                {
                    "create": (
                        "Créer une clé : la partie secrète dans FICHIER, la publique dans keys.yml du cycle.",
                        "ipm_collect:create",
                    ),
                    "test": (
                        "Sceller un essai avec les clés publiques du cycle, et l'ouvrir avec cette clé secrète.",
                        "ipm_collect:test",
                    ),
                },
            ),
            "questionnaire": (
                "Écrire un tableur XLSX par groupe, à remplir et à rendre.",
                "ipm_collect:questionnaire",
            ),
            "collect": (
                "Lire des tableurs, des dossiers ou des courriels .eml, et déposer ce qui est entier et juste.",
                "ipm_collect:collect",
            ),
            "open": (
                "Après la clôture, ouvrir les réponses et écrire ballots/*.yml, octet pour octet.",
                "ipm_verify:open_answers",
            ),
            "verify": (
                "Vérifier, depuis les fichiers publiés, que les réponses sont celles qui furent déposées.",
                "ipm_verify:verify_answers",
            ),
        },
    ),
    "secretariat": (
        "Inviter, relancer, prolonger ; tenir les inscrits d'une séance.",
        {
            "invite": ("Inviter ou changer des personnes.", "secretariat_people:invite"),
            "status": ("Dire où en est chaque groupe, jamais ses réponses.", "secretariat:status"),
            "remind": (
                "Relancer les personnes des groupes qui n'ont rien déposé, une fois par échéance.",
                "secretariat:remind",
            ),
            "extend": ("Reporter la clôture pour tous, et prévenir chacun.", "secretariat:extend"),
            "amend": ("Annoncer à tous ce qui change depuis l'ouverture.", "secretariat:amend"),
            "head": ("Publier la tête du journal d'un cycle.", "secretariat:head"),
            "revoke": ("Révoquer un lien, et le dire au groupe.", "secretariat_people:revoke"),
            "renew": ("Envoyer un autre lien à qui a perdu le sien.", "secretariat_people:renew"),
            "registrations": (
                "Écrire les inscrits d'une séance, CSV ou XLSX.",
                "secretariat:registrations",
            ),
            "attendance": (
                "Marquer les présents d'une séance d'après un CSV.",
                "secretariat:attendance",
            ),
        },
    ),
    "service": (
        "Faire tourner les formulaires en ligne, sauvegarder, effacer.",
        {
            "run": (
                "Répondre aux visiteurs et envoyer les courriels, jusqu'à Ctrl+C.",
                "service_run:run",
            ),
            "mails": (
                "Dire quels courriels du service sont en difficulté ; --retry remet en file les abandonnés.",
                "service:mails",
            ),
            "backup": (
                "Sauvegarder toute la base dans un fichier, sans arrêter le service.",
                "service:backup",
            ),
            "restore": (
                "Restaurer une sauvegarde dans une base vide (SQLite ou PostgreSQL).",
                "service:restore",
            ),
            "new-key": (
                "Remplacer la clé du service, quand elle est perdue ou volée.",
                "service:new_key",
            ),
            "purge": (
                "Effacer les personnes, notes et brouillons d'un cycle clos depuis assez longtemps.",
                "service:purge",
            ),
            "person": (
                "Ce qui est gardé d'une personne : le lui donner, l'effacer.",
                {
                    "export": (
                        "Afficher en JSON tout ce qui est gardé sous une adresse.",
                        "service:export",
                    ),
                    "erase": (
                        "Effacer tout ce qui est gardé sous une adresse, et ne plus jamais lui écrire.",
                        "service:erase",
                    ),
                },
            ),
            "forget": (
                "Appliquer maintenant les durées de conservation (le service le fait chaque jour).",
                "service:forget",
            ),
            "team": (
                "L'équipe de l'atelier (/atelier/) : qui a quels rôles.",
                {
                    "list": ("Dire qui est de l'équipe, avec quels rôles.", "team:show"),
                    "add": ("Donner des rôles à une personne, et son lien d'entrée.", "team:add"),
                    "import": ("Donner les rôles d'un CSV « nom;courriel;rôles ».", "team:import_"),
                    "remove": ("Retirer une personne de l'équipe.", "team:remove"),
                },
            ),
            "operator": (
                "Donner à une personne le lien de la page de gestion ; il n'est montré qu'une fois.",
                "service:operator",
            ),
        },
    ),
    "search-report": (
        "Dire quelles questions des lecteurs trouvent leur page.",
        "publish:search_report_command",
    ),
    "schema": ("Récrire les schémas que lisent les éditeurs de texte.", "publish:schema_command"),
}

FORMER = {"service": "secretariat"}
"""Groups that still answer to the commands of another, unlisted: their names until version 0.2."""
