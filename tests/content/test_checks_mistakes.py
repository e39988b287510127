"""Every mistake that an editor can plant in a sound community is told once, at its place, with its remedy."""

import shutil
from datetime import date

import pytest
from house import GOLDEN

from chorale.content.accessibility_model import CRITERIA
from chorale.content.project import inspect

TODAY = date(2026, 3, 5)

WEBINAR = "content/webinars/lire-les-feux.md"
JOURNAL = "content/webinars/tenir-le-journal.md"
ISSUE = "content/newsletters/2026-03/issue.yml"
ARTICLE = "content/newsletters/2026-03/la-lampe-est-reparee.md"
MEETING = "content/meetings/2026-03-17-brest.md"
HOME = "content/community.yml"
REQUESTS = "content/ipm/cycle-1/requests.yml"
CYCLE = "content/ipm/cycle-1/cycle.yml"
NORTH = "content/ipm/cycle-1/ballots/nord.yml"
SOUTH = "content/ipm/cycle-1/ballots/sud.yml"
ARBITRATION = "content/ipm/cycle-1/arbitration.yml"
PAGE = "site/documentation/lentille.md"
GROUPS = "content/ipm/groups.yml"
SEARCH = "content/search.yml"
QUERIES = "content/search-queries.yml"
ACCESSIBILITY = "content/accessibility.yml"
FORM = "content/forms/visite-du-phare.yml"

PAGE_BODY = (GOLDEN / PAGE).read_text(encoding="utf-8").split("---\n", 2)[2]


def audit(
    *, date="2026-01-20", pages="[agenda/index.md]", tools="[axe]", environments="[Firefox]", missed
):
    """Return what stands for « failures: » once an audit, which missed one criterion, stands before it."""
    verdicts = {one: "non conforme" if one == missed else "conforme" for one in CRITERIA}
    said = ", ".join(f'"{one}": {verdict}' for one, verdict in verdicts.items())
    return (
        f"audit:\n  date: {date}\n  by: Repère\n  pages: {pages}\n  tools: {tools}\n"
        f"  environments: {environments}\n  criteria: {{{said}}}\nfailures:"
    )


# name, file, what is written, what is planted instead, what the editor reads
MISTAKES = [
    (
        "a field of a mailing in a subject",
        ISSUE,
        "date: 2026-03-02",
        'date: 2026-03-02\nsubject: "Bonjour {{ prenom }}"',
        [
            f"{ISSUE}:4:10: « {{{{ prenom }}}} », que rien ne remplirait ; écrire les mots eux-mêmes : chacun lit le même texte"
        ],
    ),
    (
        "the field of another mailing in a subject",
        ISSUE,
        "date: 2026-03-02",
        'date: 2026-03-02\nsubject: "Bonjour ${prenom}"',
        [
            f"{ISSUE}:4:10: champ d'un publipostage « ${{prenom}} » ; écrire les mots eux-mêmes : chacun lit le même texte"
        ],
    ),
    (
        "a field of a mailing before the first article",
        ISSUE,
        "Le printemps revient",
        "Bonjour *|FNAME|*, le printemps revient",
        [
            f"{ISSUE}:6:5: champ d'un publipostage « |FNAME| » ; écrire les mots eux-mêmes : chacun lit le même texte"
        ],
    ),
    (
        "a sentence that was never written",
        WEBINAR,
        "Reconnaître un phare à son rythme.",
        "à compléter",
        [f"{WEBINAR}:5:10: attention : « à compléter » : texte à finir ; l'écrire, ou le retirer"],
    ),
    (
        "an icon whose name has a dash in a title",
        ARTICLE,
        'title: "La lampe est réparée"',
        'title: "La lampe :material-check: est réparée"',
        [
            f"{ARTICLE}:3:8: « :material-check: » dans « title », qui se lit tel quel ; écrire le texte sans mise en forme"
        ],
    ),
    (
        "two audiences of one name",
        HOME,
        'marins: "Marins"',
        'marins: "gardiens"',
        [
            f"{HOME}:8:11: public « gardiens » du même nom que le public « gardiens » ; en changer : "
            "menus, filtres et étiquettes les distinguent par leur nom"
        ],
    ),
    (
        "an event moved to its own date",
        MEETING,
        "city: Brest",
        "city: Brest\nstatus: moved\nmoved_from: 2026-03-17",
        [
            f"{MEETING}:7:13: déplacé à sa propre date ; corriger l'une des deux ; un lieu qui change se dit dans « note »"
        ],
    ),
    (
        "a number of seats too long",
        WEBINAR,
        "capacity: 40",
        "capacity: 99999999999",
        [
            f"{WEBINAR}:8:80: « capacity » : trouvé « 99999999999 », attendu un nombre de places de neuf chiffres au plus, "
            "ou « sans limite »"
        ],
    ),
    (
        "a zone that names no place",
        MEETING,
        "city: Brest",
        "city: Brest\ntimezone: CET",
        [
            f"{MEETING}:6:11: « timezone » : trouvé « CET », attendu un fuseau horaire, par exemple « Europe/Paris » ; "
            "vouliez-vous dire « Europe/Paris » ?"
        ],
    ),
    (
        "a weekday cut short that is not its date's",
        MEETING,
        "Visite de la lanterne",
        "Visite de la lanterne le mer. 17 mars 2026",
        [
            f"{MEETING}:15:26: « mer. 17 mars 2026 » : le 17 mars 2026 est un mardi ; écrire « mar. »"
        ],
    ),
    (
        "a weekday cut short that is right",
        MEETING,
        "Visite de la lanterne",
        "Visite de la lanterne le mar. 17 mars 2026",
        [],
    ),
    (
        "a way to be helped that has no address",
        HOME,
        'description: "Une personne répond aux questions pressées."',
        'description: "Une personne répond."\n    url: phare.example/aide',
        [
            f"{HOME}:22:10: canal d'aide à l'adresse « phare.example/aide » ; une adresse « https://… » est attendue"
        ],
    ),
    (
        "the number of the cycle that was copied",
        CYCLE,
        "number: 1",
        "number: 7",
        [
            f"{CYCLE}:2:9: attention : cycle n° 7 dans le dossier « cycle-1 » ; écrire « number: 1 », ou renommer le dossier"
        ],
    ),
    (
        "two themes of one name",
        CYCLE,
        'journal: "Journal de bord"',
        'journal: "Feux"',
        [
            f"{CYCLE}:3:33: thème « Feux » du même nom que le thème « feux » ; en changer : "
            "pages et questionnaire les distinguent par leur nom"
        ],
    ),
    (
        "oppositions written as a list",
        NORTH,
        "indispensable: [DE-01]",
        "opposition: [DE-03]",
        [f"{NORTH}:4:13: des clés sont attendues ici (« clé : valeur ») ; écrire « {{DE-03: …}} »"],
    ),
    (
        "a question asked twice",
        FORM,
        "Combien serez-vous ?",
        "Nom de l'équipage",
        [
            f"{FORM}:12:28: attention : question « Nom de l'équipage » posée deux fois ; "
            "les distinguer : les réponses se lisent sous ces mots"
        ],
    ),
    (
        "what no browser fills in",
        FORM,
        "autocomplete: organization",
        "autocomplete: organisation",
        [
            f"{FORM}:10:80: attention : remplissage « organisation », qu'aucun navigateur ne connaît ; vouliez-vous dire « organization » ?"
        ],
    ),
    (
        "a comma in an alternative text without quotation marks",
        ARTICLE,
        'alt: "La lampe allumée, vue du quai"',
        "alt: La lampe allumée, vue du quai",
        [
            f"{ARTICLE}:7:48: clé inconnue « vue du quai » ; mettre entre guillemets le texte qui contient une virgule"
        ],
    ),
    (
        "an alternative text left to write",
        ARTICLE,
        'alt: "La lampe allumée, vue du quai"',
        'alt: "texte alternatif"',
        [f"{ARTICLE}:7:30: image décrite par « texte alternatif » ; dire ce qu'elle montre"],
    ),
    (
        "an icon in a title",
        ARTICLE,
        'title: "La lampe est réparée"',
        'title: "La lampe :tada: est réparée"',
        [
            f"{ARTICLE}:3:8: « :tada: » dans « title », qui se lit tel quel ; écrire le texte sans mise en forme"
        ],
    ),
    (
        "a remark at the end of a title",
        ARTICLE,
        'title: "La lampe est réparée"',
        'title: "La lampe est réparée // à relire"',
        [
            f"{ARTICLE}:3:8: attention : commentaire « // à relire », que chacun lirait ; "
            "le retirer : un texte ne porte pas de remarque pour soi"
        ],
    ),
    (
        "an hour that no clock has",
        HOME,
        "de 8 h 30 à 18 h 30",
        "de 8 h 30 à 18 h 75",
        [
            f"{HOME}:20:12: attention : heure impossible « 18 h 75 » ; la vérifier : une heure a 60 minutes"
        ],
    ),
    (
        "the month of the letter that was copied",
        ISSUE,
        "mars 2026",
        "janvier 2026",
        [
            f"{ISSUE}:2:8: attention : « Lettre du Phare — janvier 2026 » dans « title », pour un numéro daté du 2026-03-02 ; "
            "corriger l'un ou l'autre"
        ],
    ),
    (
        "the year of the letter that was copied",
        ISSUE,
        "mars 2026",
        "mars 2025",
        [
            f"{ISSUE}:2:8: attention : « Lettre du Phare — mars 2025 » dans « title », pour un numéro daté du 2026-03-02 ; "
            "corriger l'un ou l'autre"
        ],
    ),
    ("a letter of two months", ISSUE, "mars 2026", "mars-avril 2026", []),
    (
        "half past two at night",
        WEBINAR,
        "2026-04-14 14:30",
        "2026-04-14 02:30",
        [
            f"{WEBINAR}:8:13: attention : à 02:30, la nuit ; vérifier l'heure : « 14:30 » est l'après-midi"
        ],
    ),
    (
        "a star on a question",
        FORM,
        "Nom de l'équipage",
        "Nom de l'équipage *",
        [
            f"{FORM}:10:29: attention : « * » dans « label », que le formulaire dit lui-même ; le retirer ; « required » suffit"
        ],
    ),
    (
        "one answer to choose",
        FORM,
        ', nuit: "De nuit"',
        "",
        [
            f"{FORM}:13:11: question « moment » avec une seule réponse à choisir ; en ajouter à « choices »"
        ],
    ),
    (
        "two answers of one name",
        FORM,
        'nuit: "De nuit"',
        'nuit: "De jour"',
        [f"{FORM}:16:38: réponse « De jour » écrite deux fois ; en retirer une, ou les distinguer"],
    ),
    (
        "an address that nothing verifies",
        FORM,
        ", kind: email, required: true, autocomplete: email",
        "",
        [
            f"{FORM}:11:26: attention : « Adresse électronique » sans vérification d'une adresse ; ajouter « kind: email »"
        ],
    ),
    (
        "a section without anything after it",
        ISSUE,
        "- meetings: {from: 2026-03-01, to: 2026-03-31}",
        "- meetings",
        [
            f"{ISSUE}:9:5: rubrique « meetings » sans rien après elle ; écrire « - meetings: {{from: …, to: …}} »"
        ],
    ),
    (
        "a list in a text that does not keep its lines",
        ISSUE,
        '- edito: "Le printemps revient, et la lampe aussi."',
        "- edito:\n      Le printemps revient.\n\n      - un\n      - deux",
        [
            f"{ISSUE}:9:1: liste dans un texte sans « | », dont les lignes se suivraient ; "
            "mettre « | » après la clé, et décaler tout le texte sous elle"
        ],
    ),
    (
        "audiences with another comma",
        ARTICLE,
        "audiences: [gardiens, marins]",
        "audiences: [gardiens; marins]",
        [f"{ARTICLE}:5:13: public inconnu « gardiens; marins » ; écrire « gardiens, marins »"],
    ),
    (
        "the end of a session",
        WEBINAR,
        "start: 2026-03-10 10:00, duration: 1h,",
        "start: 2026-03-10 10:00, end: 11:00,",
        [f"{WEBINAR}:7:31: clé inconnue « end » ; vouliez-vous dire « duration » ?"],
    ),
    (
        "how long a meeting lasts",
        MEETING,
        "end: 16:30",
        "durée: 2h30",
        [f"{MEETING}:7:1: clé inconnue « durée » ; vouliez-vous dire « end » ?"],
    ),
    (
        "a key that nothing is near",
        MEETING,
        "city: Brest",
        "city: Brest\nlangue: breton",
        [
            f"{MEETING}:6:1: clé inconnue « langue » ; la retirer : rien ne la lit ; "
            "ce qu'elle dit va dans le texte, ou sous une autre clé"
        ],
    ),
    (
        "keys glued to their values by an equal sign",
        ARTICLE,
        'image: {src: lampe.png, alt: "La lampe allumée, vue du quai"}',
        "image: {src=lampe.png, alt=La lampe}",
        [
            f"{ARTICLE}:7:9: « = » au lieu de « : » après « src » ; écrire « src: lampe.png »",
            f"{ARTICLE}:7:24: « = » au lieu de « : » après « alt » ; écrire « alt: La lampe »",
        ],
    ),
    (
        "keys written as a list",
        CYCLE,
        'themes: {feux: "Feux", journal: "Journal de bord"}',
        "themes: [Feux, Journal de bord]",
        [
            f"{CYCLE}:3:9: des clés sont attendues ici (« clé : valeur ») ; "
            "écrire « {feux: Feux, journal-de-bord: Journal de bord} »"
        ],
    ),
    (
        "a post code in the name of a city",
        MEETING,
        "city: Brest",
        "city: Brest (29)",
        [
            f"{MEETING}:5:7: attention : code postal dans « Brest (29) », qui en ferait une autre ville que « Brest » ; "
            "écrire « Brest », et le code postal dans « address »",
        ],
    ),
    (
        "a year that no calendar counts",
        WEBINAR,
        "start: 2026-03-10 10:00",
        "start: 9999-12-31 23:30",
        [
            f"{WEBINAR}:7:13: « start » : trouvé « 9999-12-31 23:30 », attendu une date de 1900 à 2999, ou le jour seul ; par exemple « 2026-12-06 10:00 »"
        ],
    ),
    (
        "a picture whose name no system holds",
        ARTICLE,
        "{src: lampe.png,",
        f"{{src: {'a' * 300}.png,",
        [f"{ARTICLE}:7:14: image absente « {'a' * 300}.png » ; attendu : lampe.png"],
    ),
    (
        "a number with a comma between braces",
        REQUESTS,
        "{estimate: 45}",
        "{estimate: 45,5}",
        [
            f"{REQUESTS}:9:23: « 45,5 » : entre accolades, la virgule sépare deux clés ; écrire « 45.5 »"
        ],
    ),
    (
        "a number too long",
        REQUESTS,
        "{estimate: 45}",
        "{estimate: 9999999999999}",
        [
            f"{REQUESTS}:9:20: « estimate » : trouvé « 9999999999999 », attendu un nombre de douze chiffres et six décimales au plus"
        ],
    ),
    (
        "two references that one address names",
        REQUESTS,
        "- reference: DE-03",
        '- reference: de 01\n  title: "Autre"\n  theme: feux\n  cost: {estimate: 1}\n- reference: DE-03',
        [
            f"{REQUESTS}:11:14: référence « de 01 », qui ne diffère de « DE-01 » que par ses signes ; en changer"
        ],
    ),
    (
        "keys taken from elsewhere",
        MEETING,
        "city: Brest",
        "<<: {city: Brest}",
        [
            f"{MEETING}:3:1: clé « city » absente ; ajouter « city: … »",
            f"{MEETING}:5:1: clé inconnue « << » ; recopier ici les clés : rien n'est partagé entre deux endroits d'un fichier",
        ],
    ),
    (
        "a value that YAML calls nothing",
        MEETING,
        "city: Brest",
        "city: null",
        [f"{MEETING}:5:7: « city » est vide ; écrire une valeur"],
    ),
    (
        "a value between guillemets",
        MEETING,
        "city: Brest",
        "city: « Brest »",
        [
            f"{MEETING}:5:7: attention : guillemets « » autour de « city », qui se verraient ; les retirer, si ce n'est pas une citation : un champ s'écrit \"…\""
        ],
    ),
    (
        "an address of a site with accents",
        HOME,
        'url: "https://phare.example/"',
        'url: "https://phâre.example/"',
        [
            f"{HOME}:3:6: adresse « https://phâre.example/ », dont les messages ne portent pas les accents ; écrire « https://xn--phre-coa.example/ »"
        ],
    ),
    (
        "a sign-up that leads nowhere",
        WEBINAR,
        "https://inscription.example/feux",
        "https://inscription.example/les feux",
        [
            f"{WEBINAR}:7:59: espace ou barre inverse dans l'adresse « https://inscription.example/les feux » ; la copier depuis le navigateur"
        ],
    ),
    (
        "what the HTML of a page names, and nothing answers",
        PAGE,
        "## L'entretien",
        '<a href="absente.md">La fiche</a> <a href="../lentille/">Là</a> <img src="absente.png" alt="La lampe">'
        "\n\n## L'entretien",
        [
            f"{PAGE}:{place}: adresse « {name} », qui ne mène nulle part depuis du HTML ; "
            f"écrire « {written} », sans HTML : l'adresse se compte alors du fichier"
            for place, name, written in (
                ("14:1", "absente.md", "[La fiche](absente.md)"),
                ("14:65", "absente.png", "![La lampe](absente.png)"),
            )
        ],
    ),
    (
        "an unknown key",
        WEBINAR,
        "audiences: [marins]",
        "audience: [marins]",
        [f"{WEBINAR}:4:1: clé inconnue « audience » ; vouliez-vous dire « audiences » ?"],
    ),
    (
        "a key in French",
        MEETING,
        "city: Brest",
        "Ville: Brest",
        [
            f"{MEETING}:3:1: clé « city » absente ; ajouter « city: … »",
            f"{MEETING}:5:1: clé inconnue « Ville » ; vouliez-vous dire « city » ?",
        ],
    ),
    (
        "a missing key",
        WEBINAR,
        'title: "Lire les feux de la côte"\n',
        "",
        [f"{WEBINAR}:3:1: clé « title » absente ; ajouter « title: … »"],
    ),
    (
        "a key written twice",
        WEBINAR,
        "audiences: [marins]\n",
        "audiences: [marins]\naudiences: [gardiens]\n",
        [f"{WEBINAR}:5:1: clé « audiences » écrite deux fois (déjà ligne 4) ; n'en garder qu'une"],
    ),
    (
        "an empty value",
        WEBINAR,
        'title: "Lire les feux de la côte"',
        "title:",
        [f"{WEBINAR}:3:7: « title » est vide ; écrire une valeur"],
    ),
    (
        "a list written as a word",
        WEBINAR,
        "audiences: [marins]",
        "audiences: marins",
        [f"{WEBINAR}:4:12: une liste est attendue ; écrire « [marins] »"],
    ),
    (
        "a record written as a word",
        ARTICLE,
        'image: {src: lampe.png, alt: "La lampe allumée, vue du quai"}',
        "image: lampe.png",
        [
            f"{ARTICLE}:7:8: des clés sont attendues ici (« clé : valeur ») ; écrire « {{src: lampe.png, alt: …}} »"
        ],
    ),
    (
        "a word written as a list",
        MEETING,
        "city: Brest",
        "city: [Brest]",
        [f"{MEETING}:5:7: « city » : une valeur simple est attendue ; écrire « city: Brest »"],
    ),
    (
        "a colon in bare text",
        MEETING,
        'title: "Rencontre à Brest"',
        "title: Rencontre : Brest",
        [
            f"{MEETING}:3:18: YAML mal formé : un « : » de trop sur la ligne ; mettre le texte entre guillemets"
        ],
    ),
    (
        "quotes never closed",
        MEETING,
        'title: "Rencontre à Brest"',
        'title: "Rencontre à Brest',
        [f"{MEETING}:3:8: YAML mal formé : guillemets ouverts et jamais fermés"],
    ),
    (
        "a list never closed",
        WEBINAR,
        "audiences: [marins]",
        "audiences: [marins",
        [
            f"{WEBINAR}:5:8: YAML mal formé : liste « [ … ] » mal fermée ; il manque une virgule ou un crochet"
        ],
    ),
    (
        "a tab for alignment",
        WEBINAR,
        "  - {start: 2026-03-10",
        "\t- {start: 2026-03-10",
        [f"{WEBINAR}:7:1: tabulation dans l'alignement ; utiliser des espaces"],
    ),
    (
        "an anchor",
        WEBINAR,
        "audiences: [marins]",
        "audiences: &tous [marins]",
        [
            f"{WEBINAR}:4:12: ancre ou alias YAML (« & », « * ») ; recopier la valeur, ou la mettre entre guillemets"
        ],
    ),
    (
        "an alias",
        JOURNAL,
        "audiences: [gardiens]",
        "audiences: *tous",
        [
            f"{JOURNAL}:4:12: ancre ou alias YAML (« & », « * ») ; recopier la valeur, ou la mettre entre guillemets"
        ],
    ),
    (
        "a header never closed",
        JOURNAL,
        "illustrative: true\n---\n",
        "illustrative: true\n",
        [f"{JOURNAL}:1:1: en-tête jamais fermé ; ajouter une ligne « --- » après les clés"],
    ),
    (
        "no header",
        JOURNAL,
        "---\n# yaml",
        "# yaml",
        [f"{JOURNAL}:1:1: en-tête absent ; commencer le fichier par une ligne « --- »"],
    ),
    (
        "a header that a blank line precedes",
        JOURNAL,
        "---\n# yaml",
        "\n---\ntitle: Avant\n# yaml",
        [
            f"{JOURNAL}:2:1: en-tête mal ouvert ; "
            "mettre « --- » sur la première ligne du fichier, sans espace ni autre signe"
        ],
    ),
    (
        "a header whose dashes a blank follows",
        JOURNAL,
        "---\n# yaml",
        "--- \ntitle: Avant\n# yaml",
        [
            f"{JOURNAL}:1:1: en-tête mal ouvert ; "
            "mettre « --- » sur la première ligne du fichier, sans espace ni autre signe"
        ],
    ),
    (
        "an unknown audience",
        WEBINAR,
        "audiences: [marins]",
        "audiences: [marin]",
        [f"{WEBINAR}:4:13: public inconnu « marin » ; vouliez-vous dire « marins » ?"],
    ),
    (
        "an audience twice",
        WEBINAR,
        "audiences: [marins]",
        "audiences: [marins, marins]",
        [f"{WEBINAR}:4:21: public « marins » cité deux fois ; en retirer un"],
    ),
    (
        "an unknown audience on a page",
        PAGE,
        "audiences: [gardiens]",
        "audiences: [touristes]",
        [f"{PAGE}:4:13: public inconnu « touristes » ; attendu : gardiens, marins"],
    ),
    (
        "a French date",
        MEETING,
        "date: 2026-03-17",
        "date: 17/03/2026",
        [
            f"{MEETING}:4:7: « date » : trouvé « 17/03/2026 », attendu une date AAAA-MM-JJ ; écrire « 2026-03-17 »"
        ],
    ),
    (
        "a date that does not exist",
        MEETING,
        "date: 2026-03-17",
        "date: 2026-02-30",
        [f"{MEETING}:4:7: « date » : trouvé « 2026-02-30 », attendu une date qui existe"],
    ),
    (
        "an hour with an h",
        MEETING,
        "start: 14:00",
        "start: 14h",
        [f"{MEETING}:6:8: « start » : trouvé « 14h », attendu une heure HH:MM ; écrire « 14:00 »"],
    ),
    (
        "an hour beyond the day",
        MEETING,
        "start: 14:00",
        "start: 25:00",
        [
            f"{MEETING}:6:8: « start » : trouvé « 25:00 », attendu une heure HH:MM ; par exemple « 14:30 »"
        ],
    ),
    (
        "an end before its start",
        MEETING,
        "end: 16:30",
        "end: 13:30",
        [f"{MEETING}:7:6: la rencontre finit avant de commencer ; corriger « start » ou « end »"],
    ),
    (
        "a session without hour",
        WEBINAR,
        "start: 2026-03-10 10:00",
        "start: 2026-03-10",
        [
            f"{WEBINAR}:7:13: une durée sans heure : 2026-03-10 ; écrire « 2026-03-10 10:00 », ou retirer « duration » si l'heure n'est pas connue"
        ],
    ),
    (
        "an hour that is none",
        WEBINAR,
        "start: 2026-03-10 10:00",
        "start: 2026-03-10 10h",
        [
            f"{WEBINAR}:7:13: « start » : trouvé « 2026-03-10 10h », attendu un jour et une heure AAAA-MM-JJ HH:MM, ou le jour seul ; écrire « 2026-03-10 10:00 »"
        ],
    ),
    (
        "a session without length",
        WEBINAR,
        "start: 2026-03-10 10:00, duration: 1h,",
        "start: 2026-03-10 10:00,",
        [
            f"{WEBINAR}:7:13: séance sans durée ; ajouter « duration: 1h », ou « defaults: {{duration: 1h}} » pour toutes les séances"
        ],
    ),
    (
        "a duration without unit",
        WEBINAR,
        "duration: 1h,",
        "duration: 60,",
        [
            f"{WEBINAR}:7:41: « duration » : trouvé « 60 », attendu une durée ; par exemple « 1h », « 1h30 » ou « 45min »"
        ],
    ),
    (
        "an endless duration",
        WEBINAR,
        "duration: 1h,",
        "duration: 30h,",
        [
            f"{WEBINAR}:7:41: « duration » : trouvé « 30h », attendu une durée de 1 minute à 24 heures"
        ],
    ),
    (
        "two sessions at once",
        WEBINAR,
        "start: 2026-04-14 14:30",
        "start: 2026-03-10 10:00",
        [f"{WEBINAR}:8:13: deux séances le 2026-03-10 10:00 ; en retirer une"],
    ),
    (
        "no session",
        JOURNAL,
        'sessions:\n  - {start: 2026-03-26 09:00, duration: 45min, status: moved, moved_from: 2026-03-19 09:00, note: "La salle était prise."}',
        "sessions: []",
        [f"{JOURNAL}:6:11: webinaire sans séance ; ajouter « - {{start: …, duration: …}} »"],
    ),
    (
        "a misspelt status",
        WEBINAR,
        "status: cancelled",
        "status: canceled",
        [
            f"{WEBINAR}:9:53: « status » : trouvé « canceled », attendu une valeur de la liste ; vouliez-vous dire « cancelled » ?"
        ],
    ),
    (
        "a move without its old date",
        JOURNAL,
        ", moved_from: 2026-03-19 09:00",
        "",
        [f"{JOURNAL}:7:56: déplacé sans son ancienne date ; ajouter « moved_from: … »"],
    ),
    (
        "an old date without a move",
        JOURNAL,
        "status: moved, ",
        "",
        [f"{JOURNAL}:7:60: une ancienne date sans déplacement ; ajouter « status: moved »"],
    ),
    (
        "a cancellation without a word",
        WEBINAR,
        ', note: "L\'intervenant est en mer."',
        "",
        [
            f"{WEBINAR}:9:53: attention : annulé sans un mot pour les inscrits ; ajouter « note: » avec la raison"
        ],
    ),
    (
        "a registration that is no address",
        WEBINAR,
        'registration: "https://inscription.example/feux"',
        'registration: "par téléphone"',
        [
            f"{WEBINAR}:7:59: inscription « par téléphone » ; une adresse « https://… », ou « interne »"
        ],
    ),
    (
        "places without registration",
        WEBINAR,
        "registration: interne, capacity: 40",
        "capacity: 40",
        [
            f"{WEBINAR}:8:57: un nombre de places sans inscription interne ; ajouter « registration: interne » ou retirer « capacity »"
        ],
    ),
    (
        "an unknown form after a session",
        "content/community.yml",
        "timezone: Europe/Paris",
        "timezone: Europe/Paris\nsign_ups: {satisfaction: visite}",
        [
            "content/community.yml:5:26: formulaire de satisfaction inconnu « visite » ; attendu : visite-du-phare"
        ],
    ),
    (
        "approval without registration",
        WEBINAR,
        "registration: interne, capacity: 40",
        "approval: true",
        [
            f"{WEBINAR}:8:57: « approval » sans inscription interne ; ajouter « registration: interne » ou retirer « approval »"
        ],
    ),
    (
        "certificate without registration",
        WEBINAR,
        "registration: interne, capacity: 40",
        "certificate: true",
        [
            f"{WEBINAR}:8:60: « certificate » sans inscription interne ; ajouter « registration: interne » ou retirer « certificate »"
        ],
    ),
    (
        "too many signed up at once",
        WEBINAR,
        "registration: interne, capacity: 40",
        "registration: interne, together: 12",
        [
            f"{WEBINAR}:8:80: 12 personnes inscrites d'un coup ; un nombre de 2 à 10, ou rien pour s'inscrire un par un"
        ],
    ),
    (
        "too many signed up at once everywhere",
        "content/community.yml",
        "timezone: Europe/Paris",
        "timezone: Europe/Paris\nsign_ups: {together: 0}",
        [
            "content/community.yml:5:22: 0 personnes inscrites d'un coup ; un nombre de 2 à 10, ou rien pour s'inscrire un par un"
        ],
    ),
    (
        "signing up after the event",
        WEBINAR,
        "registration: interne, capacity: 40",
        "registration: interne, closes: 2026-04-15",
        [
            f"{WEBINAR}:8:78: des inscriptions jusqu'au 2026-04-15, après le rendez-vous ; au plus tard le 2026-04-14"
        ],
    ),
    (
        "no place at all",
        WEBINAR,
        "capacity: 40",
        "capacity: 0",
        [
            f"{WEBINAR}:8:80: « capacity » : trouvé « 0 », attendu un nombre de places, une au moins ; ou écrire « sans limite »"
        ],
    ),
    (
        "a number written in letters",
        WEBINAR,
        "capacity: 40",
        "capacity: quarante",
        [
            f"{WEBINAR}:8:80: « capacity » : trouvé « quarante », attendu un nombre de places, une au moins ; ou écrire « sans limite »"
        ],
    ),
    (
        "a contact that is no address",
        MEETING,
        'contact: "https://amicale.example/contact"',
        'contact: "amicale@phare.example"',
        [
            f"{MEETING}:11:10: adresse « amicale@phare.example » ; une adresse « https://… » est attendue"
        ],
    ),
    (
        "an unknown section",
        ISSUE,
        "  - article: la-lampe",
        "  - articles: la-lampe",
        [f"{ISSUE}:7:5: rubrique inconnue « articles » ; vouliez-vous dire « article » ?"],
    ),
    (
        "an unknown article",
        ISSUE,
        "article: nettoyer-la-lentille",
        "article: nettoyer-la-lentile",
        [
            f"{ISSUE}:8:14: article inconnu « nettoyer-la-lentile » ; vouliez-vous dire « nettoyer-la-lentille » ?",
            "content/newsletters/2026-03/nettoyer-la-lentille.md:1:1: attention : article qu'aucune rubrique du numéro ne cite ; ajouter « - article: nettoyer-la-lentille » à issue.yml",
        ],
    ),
    (
        "an article with the title of another",
        "content/newsletters/2026-03/nettoyer-la-lentille.md",
        'title: "',
        'title: "La lampe est réparée" # "',
        [
            "content/newsletters/2026-03/nettoyer-la-lentille.md:3:8: attention : même titre que « la-lampe-est-reparee.md » ; les distinguer"
        ],
    ),
    (
        "a button that says nothing",
        "content/newsletters/2026-03/nettoyer-la-lentille.md",
        "kind:",
        'link: {url: documentation/lentille.md, label: "En savoir plus"}\nkind:',
        [
            "content/newsletters/2026-03/nettoyer-la-lentille.md:4:47: lien « En savoir plus » : ne dit pas où il mène ; nommer la page ou l'action"
        ],
    ),
    (
        "a request with the title of another",
        REQUESTS,
        'title: "Régler la portée à distance"',
        'title: "Chercher dans le journal "',
        [f"{REQUESTS}:12:10: attention : même titre que DE-02 ; les distinguer"],
    ),
    (
        "an article twice",
        ISSUE,
        "article: nettoyer-la-lentille",
        "article: la-lampe-est-reparee",
        [
            f"{ISSUE}:8:14: article « la-lampe-est-reparee » cité deux fois ; en retirer un",
            "content/newsletters/2026-03/nettoyer-la-lentille.md:1:1: attention : article qu'aucune rubrique du numéro ne cite ; ajouter « - article: nettoyer-la-lentille » à issue.yml",
        ],
    ),
    (
        "a period upside down",
        ISSUE,
        "meetings: {from: 2026-03-01, to: 2026-03-31}",
        "meetings: {from: 2026-03-31, to: 2026-03-01}",
        [
            f"{ISSUE}:9:38: la période finit le 2026-03-01 avant son début le 2026-03-31 ; échanger les deux dates"
        ],
    ),
    (
        "an unknown cycle",
        ISSUE,
        "ipm: cycle-1",
        "ipm: cycle-2",
        [f"{ISSUE}:11:10: cycle inconnu « cycle-2 » ; vouliez-vous dire « cycle-1 » ?"],
    ),
    (
        "an unknown kind of article",
        ARTICLE,
        "kind: actualite",
        "kind: actualité",
        [
            f"{ARTICLE}:4:7: « kind » : trouvé « actualité », attendu une valeur de la liste ; vouliez-vous dire « actualite » ?"
        ],
    ),
    (
        "a missing picture",
        ARTICLE,
        "src: lampe.png",
        "src: lamp.png",
        [f"{ARTICLE}:7:14: image absente « lamp.png » ; vouliez-vous dire « lampe.png » ?"],
    ),
    (
        "a picture without words",
        ARTICLE,
        'alt: "La lampe allumée, vue du quai"',
        'alt: " "',
        [f"{ARTICLE}:7:30: « alt » est vide ; écrire une valeur"],
    ),
    (
        "a picture of another kind",
        ARTICLE,
        "src: lampe.png",
        "src: issue.yml",
        [
            f"{ARTICLE}:7:14: « issue.yml » : ce fichier n'est pas une image lisible ; l'enregistrer en PNG, JPEG, HEIC, WebP, AVIF, GIF, BMP, TIFF ou SVG"
        ],
    ),
    (
        "a picture in the text without words",
        ARTICLE,
        "Le [guide",
        "![](lampe.png)\n\nLe [guide",
        [f"{ARTICLE}:17:1: image « lampe.png » sans texte ; dire entre crochets ce qu'elle montre"],
    ),
    (
        "a picture of another site",
        ARTICLE,
        "Le [guide",
        "![Logo](https://ailleurs.example/logo.png)\n\nLe [guide",
        [
            f"{ARTICLE}:17:1: image d'un autre site « https://ailleurs.example/logo.png » ; la copier dans le projet"
        ],
    ),
    (
        "a link to no page",
        ARTICLE,
        "documentation/lentille.md",
        "documentation/lentile.md",
        [
            f"{ARTICLE}:17:4: page inconnue « documentation/lentile.md » ; vouliez-vous dire « documentation/lentille.md » ?"
        ],
    ),
    (
        "a link to no page of the site",
        PAGE,
        "../agenda/index.md",
        "../agenda/indexe.md",
        [
            f"{PAGE}:16:12: page inconnue « ../agenda/indexe.md » ; vouliez-vous dire « ../agenda/index.md » ?"
        ],
    ),
    (
        "a link without words",
        ARTICLE,
        "[guide de la lentille]",
        "[]",
        [f"{ARTICLE}:17:4: lien sans texte ; écrire entre crochets où mène le lien"],
    ),
    (
        "a link without address",
        ARTICLE,
        "(documentation/lentille.md)",
        "()",
        [
            f"{ARTICLE}:17:4: lien « guide de la lentille » sans adresse ; écrire l'adresse entre parenthèses"
        ],
    ),
    (
        "an absolute address",
        ARTICLE,
        "(documentation/lentille.md)",
        "(/documentation/lentille/)",
        [
            f"{ARTICLE}:17:4: adresse absolue « /documentation/lentille/ » ; écrire « documentation/lentille.md »"
        ],
    ),
    (
        "a script for an address",
        ARTICLE,
        "(documentation/lentille.md)",
        "(javascript:alert(1))",
        [
            f"{ARTICLE}:17:4: adresse interdite « javascript:alert(1) » ; une adresse « https://… » est attendue"
        ],
    ),
    (
        "a link that is not encrypted",
        ARTICLE,
        "(documentation/lentille.md)",
        "(http://phare.example/)",
        [
            f"{ARTICLE}:17:4: attention : lien non chiffré « http://phare.example/ » ; écrire « https:// » si le site le permet"
        ],
    ),
    (
        "a wrong weekday",
        ARTICLE,
        "le mardi 24 février 2026",
        "le lundi 24 février 2026",
        [
            f"{ARTICLE}:10:36: « lundi 24 février 2026 » : le 24 février 2026 est un mardi ; écrire « mardi »"
        ],
    ),
    (
        "a wrong weekday in a summary",
        ARTICLE,
        "depuis le mardi 24 février",
        "depuis le jeudi 24 février",
        [
            f"{ARTICLE}:6:10: « jeudi 24 février » : le 24 février 2026 est un mardi ; écrire « mardi »"
        ],
    ),
    (
        "a day that does not exist",
        ARTICLE,
        "le mardi 24 février 2026",
        "le mardi 31 février 2026",
        [f"{ARTICLE}:10:36: date impossible « mardi 31 février 2026 » ; vérifier le calendrier"],
    ),
    (
        "an address of the site without https",
        HOME,
        'url: "https://phare.example/"',
        'url: "phare.example"',
        [f"{HOME}:3:6: adresse « phare.example » ; écrire « https://…/ », avec « / » final"],
    ),
    (
        "an address of this machine alone",
        HOME,
        'url: "https://phare.example/"',
        'url: "http://localhost:8703/"',
        [
            f"{HOME}:3:6: attention : « http://localhost:8703/ » : ce qui est publié ne s'ouvre que sur cette machine ; "
            "écrire « https://…/ » avant de mettre en ligne"
        ],
    ),
    (
        "a sender without address",
        HOME,
        "lettre@phare.example",
        "lettre chez phare",
        [
            f"{HOME}:16:12: adresse électronique « lettre chez phare » illisible ; écrire « nom@exemple.fr »"
        ],
    ),
    (
        "an unknown time zone",
        HOME,
        "timezone: Europe/Paris",
        "timezone: Europe/Pari",
        [
            f"{HOME}:4:11: fuseau horaire inconnu « Europe/Pari » ; vouliez-vous dire « Europe/Paris » ?"
        ],
    ),
    (
        "a door to an unknown audience",
        HOME,
        "audience: marins",
        "audience: marin",
        [f"{HOME}:23:16: public inconnu « marin » ; vouliez-vous dire « marins » ?"],
    ),
    (
        "a governance without name",
        HOME,
        '  name: "le Conseil"\n',
        "",
        [f"{HOME}:26:3: clé « name » absente ; ajouter « name: … »"],
    ),
    (
        "an audience with a capital",
        HOME,
        "  gardiens:",
        "  Gardiens:",
        [
            f"{HOME}:7:3: public « Gardiens » : minuscules, chiffres et tirets seulement ; écrire « gardiens »",
        ],
    ),
    (
        "a reference twice",
        REQUESTS,
        "reference: DE-03",
        "reference: DE-01",
        [
            f"{SOUTH}:3:10: demande inconnue « DE-03 » ; attendu : DE-01, DE-02, DE-04",
            f"{REQUESTS}:2:14: référence « DE-01 » écrite 2 fois ; en changer une",
            f"{REQUESTS}:11:14: référence « DE-01 » écrite 2 fois ; en changer une",
            f"{REQUESTS}:15:14: DE-01 s'exclut elle-même ; retirer cette référence",
        ],
    ),
    (
        "a document that leads nowhere",
        WEBINAR,
        "audiences: [marins]\n",
        "audiences: [marins]\ndocuments: [{url: documentation/lentiles.md, label: Guide}]\n",
        [
            f"{WEBINAR}:5:19: page inconnue « documentation/lentiles.md » ; vouliez-vous dire « documentation/lentille.md » ?"
        ],
    ),
    (
        "an edito that leads nowhere",
        ISSUE,
        "et la lampe aussi.",
        "et [la lampe](lampe.md) aussi.",
        [f"{ISSUE}:6:5: page inconnue « lampe.md » ; donner le chemin d'une page du site"],
    ),
    (
        "an address with a question",
        HOME,
        "https://phare.example/",
        "https://phare.example/?x",
        [
            f"{HOME}:3:6: adresse « https://phare.example/?x » ; écrire « https://…/ », avec « / » final"
        ],
    ),
    (
        "an unknown theme",
        REQUESTS,
        "theme: journal\n  cost: {estimate: 45}",
        "theme: journaux\n  cost: {estimate: 45}",
        [f"{REQUESTS}:8:10: thème inconnu « journaux » ; vouliez-vous dire « journal » ?"],
    ),
    (
        "a cost with a comma",
        REQUESTS,
        "estimate: 45",
        'estimate: "45,5"',
        [
            f"{REQUESTS}:9:20: « estimate » : trouvé « 45,5 », attendu un nombre décimal positif ; écrire « 45.5 »"
        ],
    ),
    (
        "a negative cost",
        REQUESTS,
        "estimate: 45",
        "estimate: -45",
        [f"{REQUESTS}:9:20: « estimate » : trouvé « -45 », attendu un nombre décimal positif"],
    ),
    (
        "a low bound above the estimate",
        REQUESTS,
        "low: 25",
        "low: 35",
        [
            f"{REQUESTS}:5:29: DE-01 : la borne basse dépasse l'estimation ; écrire l'estimation, ou moins"
        ],
    ),
    (
        "a high bound below the estimate",
        REQUESTS,
        "high: 40",
        "high: 28",
        [
            f"{REQUESTS}:5:39: DE-01 : la borne haute est sous l'estimation ; écrire l'estimation, ou plus"
        ],
    ),
    (
        "a request requiring itself",
        REQUESTS,
        "requires: [DE-04]",
        "requires: [DE-02]",
        [f"{REQUESTS}:10:14: DE-02 se demande elle-même ; retirer cette référence"],
    ),
    (
        "a request requiring a stranger",
        REQUESTS,
        "requires: [DE-04]",
        "requires: [DE-05]",
        [f"{REQUESTS}:10:14: demande inconnue « DE-05 » ; attendu : DE-01, DE-02, DE-03, DE-04"],
    ),
    (
        "a circle of requests",
        REQUESTS,
        "cost: {estimate: 15}",
        "cost: {estimate: 15}\n  requires: [DE-02]",
        [
            f"{REQUESTS}:10:13: prérequis en cercle : DE-02 → DE-04 → DE-02 ; retirer l'un de ces prérequis"
        ],
    ),
    (
        "a request that excludes itself",
        REQUESTS,
        "excludes: [DE-01]",
        "excludes: [DE-03]",
        [f"{REQUESTS}:15:14: DE-03 s'exclut elle-même ; retirer cette référence"],
    ),
    (
        "a request both required and excluded",
        REQUESTS,
        "requires: [DE-04]",
        "requires: [DE-04]\n  excludes: [DE-04]",
        [f"{REQUESTS}:11:13: DE-02 demande et exclut DE-04 ; retirer l'un des deux"],
    ),
    (
        "a mandatory request beyond the envelope",
        REQUESTS,
        "cost: {estimate: 60}",
        "cost: {estimate: 600}\n  mandatory: true",
        [
            f"{CYCLE}:4:20: les demandes obligatoires coûtent 600\u00a0jours-homme, 510 de plus que l'enveloppe de 90 ; "
            "en rendre une facultative, ou revoir l'enveloppe"
        ],
    ),
    (
        "a floor that no sum of costs reaches",
        CYCLE,
        "absent_group: shared}",
        "absent_group: shared, bounds: {feux: {floor: 50, cap: 55}}}",
        [
            f"{ARBITRATION}:3:1: attention : le thème « Feux » reçoit 30 jours-homme, sous son plancher de 50 ; le vérifier",
            f"{CYCLE}:6:145: attention : le plancher du thème « Feux » est de 50, mais les demandes n'y font pas plus de 30 sans dépasser "
            "son plafond ou l'enveloppe ; baisser ce plancher",
            f"{REQUESTS}:11:3: attention : DE-03 ne peut jamais être retenue : elle coûte 60 au thème « Feux », dont le plafond est de 55 ; "
            "revoir ses préalables ou ce plafond",
        ],
    ),
    (
        "two prerequisites that exclude each other",
        REQUESTS,
        "cost: {estimate: 15}",
        "cost: {estimate: 15}\n- {reference: DE-05, title: Peindre, theme: feux, cost: {estimate: 9}, requires: [DE-06, DE-07]}\n"
        "- {reference: DE-06, title: Poncer, theme: journal, cost: {estimate: 5}, excludes: [DE-07]}\n"
        "- {reference: DE-07, title: Vernir, theme: journal, cost: {estimate: 5}}",
        [
            f"{REQUESTS}:20:82: attention : DE-05 ne peut jamais être retenue : elle demande DE-06 et DE-07, qui s'excluent ; "
            "revoir ses préalables",
        ],
    ),
    (
        "two mandatory requests that exclude each other",
        REQUESTS,
        "estimate: 30, low: 25, high: 40}",
        "estimate: 30, low: 25, high: 40}\n  mandatory: true\n  requires: [DE-03]",
        [
            f"{ARBITRATION}:3:19: « DE-01 » est retenue sans « DE-03 », dont elle dépend ; retenir aussi ce préalable, ou ne "
            "pas la retenir",
            f"{REQUESTS}:2:14: DE-01 et DE-03 sont obligatoires (ou préalables) et s'excluent ; "
            "en rendre une facultative, ou retirer l'exclusion",
        ],
    ),
    (
        "a frozen share",
        CYCLE,
        "absent_group: shared}\nillustrative: true\ngroups:\n",
        'absent_group: frozen}\nillustrative: true\ngroups:\n  - {key: est, name: "Est"}\n',
        [
            f"{CYCLE}:6:122: attention : Est n'a pas répondu : 22,5 jours-homme de l'enveloppe restent gelés ; si ce "
            "groupe a répondu, lire ce qui est dit de son bulletin (ballots/GROUPE.yml)"
        ],
    ),
    (
        "a floor above what its requests cost",
        CYCLE,
        "absent_group: shared}",
        "absent_group: shared, bounds: {journal: {floor: 89}}}",
        [
            f"{ARBITRATION}:3:1: attention : le thème « Journal de bord » reçoit 15 jours-homme, sous son plancher de 89 ; le "
            "vérifier",
            f"{CYCLE}:6:148: thème « Journal de bord » : le plancher est de 89, mais ses demandes ne coûtent que 60 ; baisser ce "
            "plancher",
        ],
    ),
    (
        "no envelope",
        CYCLE,
        "amount: 90",
        "amount: 0",
        [f"{CYCLE}:4:20: enveloppe nulle ; un montant positif"],
    ),
    (
        "people of a cycle kept for ever",
        CYCLE,
        "envelope: {",
        "retention_months: 121\nenvelope: {",
        [f"{CYCLE}:4:19: durée de conservation de 121 mois ; de 1 à 120 mois"],
    ),
    (
        "a close before the opening",
        CYCLE,
        "closes: 2026-01-30 18:00",
        "closes: 2026-01-03 18:00",
        [f"{CYCLE}:5:70: la clôture précède l'ouverture ; corriger « opens » ou « closes »"],
    ),
    (
        "an arbitration before the close",
        CYCLE,
        "arbitration: 2026-02-12",
        "arbitration: 2026-01-12",
        [f"{CYCLE}:5:101: l'arbitrage précède la clôture ; corriger « arbitration » ou « closes »"],
    ),
    (
        "an unknown method",
        CYCLE,
        "method: equal-shares",
        "method: equal-share",
        [
            f"{CYCLE}:6:16: « method » : trouvé « equal-share », attendu une valeur de la liste ; vouliez-vous dire « equal-shares » ?"
        ],
    ),
    (
        "a tie order with a repeat",
        CYCLE,
        "more-points, reference]",
        "more-points, more-points]",
        [f"{CYCLE}:6:96: départage « more-points » écrit deux fois ; en retirer un"],
    ),
    (
        "points that sum to 90",
        NORTH,
        "DE-01: 60",
        "DE-01: 50",
        [f"{NORTH}:3:1: 90\u00a0points en tout au lieu de 100 ; en ajouter 10"],
    ),
    (
        "points that sum to 110",
        NORTH,
        "DE-01: 60",
        "DE-01: 70",
        [f"{NORTH}:3:1: 110\u00a0points en tout au lieu de 100 ; en retirer 10"],
    ),
    (
        "points for a stranger",
        NORTH,
        "DE-04: 15",
        "DE-40: 15",
        [f"{NORTH}:3:32: demande inconnue « DE-40 » ; attendu : DE-01, DE-02, DE-03, DE-04"],
    ),
    (
        "points with decimals",
        NORTH,
        "DE-01: 60",
        "DE-01: 60.5",
        [f"{NORTH}:3:17: « DE-01 » : trouvé « 60.5 », attendu un nombre entier"],
    ),
    (
        "negative points",
        NORTH,
        "DE-01: 60, DE-02: 25",
        "DE-01: 110, DE-02: -25",
        [
            f"{NORTH}:3:29: DE-02 : -25 points ; zéro au moins ; une opposition s'écrit dans « opposition »"
        ],
    ),
    (
        "three indispensable requests",
        NORTH,
        "indispensable: [DE-01]",
        "indispensable: [DE-01, DE-02, DE-04]",
        [f"{NORTH}:4:31: 3 demandes indispensables ; 2 au plus"],
    ),
    (
        "indispensable and opposed",
        SOUTH,
        "opposition: {DE-01:",
        "indispensable: [DE-01]\nopposition: {DE-01:",
        [f"{SOUTH}:5:14: DE-01 à la fois indispensable et refusée ; retirer l'un des deux"],
    ),
    (
        "an opposition without reason",
        SOUTH,
        '{DE-01: "Les pannes sont rares chez nous."}',
        "{DE-01: }",
        [f"{SOUTH}:4:21: « DE-01 » est vide ; écrire une valeur"],
    ),
    (
        "an unknown group",
        NORTH,
        "group: nord",
        "group: nor",
        [f"{NORTH}:2:8: groupe inconnu « nor » ; vouliez-vous dire « nord » ?"],
    ),
    (
        "a ballot in another's file",
        NORTH,
        "group: nord",
        "group: ouest",
        [
            f"{NORTH}:2:8: bulletin de « ouest » dans « nord.yml » ; renommer le fichier « ouest.yml »"
        ],
    ),
    (
        "a group twice",
        GROUPS,
        "key: sud,",
        "key: nord,",
        [
            f"{GROUPS}:2:9: groupe « nord » écrit 2 fois ; en retirer un",
            f"{GROUPS}:4:9: groupe « nord » écrit 2 fois ; en retirer un",
        ],
    ),
    (
        "two groups of one name",
        GROUPS,
        "name: Sud,",
        "name: nord,",
        [
            f"{GROUPS}:4:20: groupe « nord » du même nom que le groupe « nord » ; en changer : invitations et pages les distinguent par leur nom"
        ],
    ),
    (
        "an arbitration of a stranger",
        ARBITRATION,
        "retained: [DE-04, DE-01]",
        "retained: [DE-04, DE-10]",
        [f"{ARBITRATION}:3:19: demande inconnue « DE-10 » ; attendu : DE-01, DE-02, DE-03, DE-04"],
    ),
    (
        "a retained request twice",
        ARBITRATION,
        "retained: [DE-04, DE-01]",
        "retained: [DE-04, DE-04]",
        [
            f"{ARBITRATION}:3:1: « DE-01 » est recommandée et n'est pas retenue, et nul ne dit pourquoi ; "
            "ajouter à « deviations » : « DE-01: {decision: deferred, author: …, reason: …} »",
            f"{ARBITRATION}:3:19: « DE-04 » retenue deux fois ; en retirer une",
        ],
    ),
    (
        "a deviation that contradicts the list",
        ARBITRATION,
        "decision: deferred",
        "decision: retained",
        [
            f"{ARBITRATION}:5:21: « DE-02 » : l'écart et la liste « retained » se contredisent ; accorder les deux"
        ],
    ),
    (
        "an address to write to that is none",
        ACCESSIBILITY,
        "contact: lettre@phare.example",
        "contact: lettre",
        [
            f"{ACCESSIBILITY}:3:10: adresse électronique « lettre » illisible ; écrire « nom@exemple.fr »"
        ],
    ),
    (
        "a criterion that the RGAA does not have",
        ACCESSIBILITY,
        'criterion: "10.11"',
        'criterion: "10.15"',
        [f"{ACCESSIBILITY}:5:58: critère inconnu « 10.15 » ; de 1.1 à 13.12, dans le RGAA 4.1"],
    ),
    (
        "an audit of a few criteria, on a page that is not there",
        ACCESSIBILITY,
        "failures:",
        "audit:\n  date: 2026-01-20\n  by: Repère\n  pages: [aide/indexx.md]\n  tools: [axe]\n  environments: [Firefox]\n"
        '  criteria: {"1.1": conforme, "9.9": conforme}\nfailures:',
        [
            f"{ACCESSIBILITY}:7:11: page inconnue « aide/indexx.md » ; vouliez-vous dire « ipm/index.md » ?",
            f"{ACCESSIBILITY}:10:13: 105 critères sur 106 sans verdict : 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, etc. ; "
            "écrire « conforme », « non conforme » ou « non applicable »",
            f"{ACCESSIBILITY}:10:38: critère inconnu « 9.9 » ; de 1.1 à 13.12, dans le RGAA 4.1",
        ],
    ),
    (
        "a statement established on a day to come, with a plan that is not on the web",
        ACCESSIBILITY,
        "established: 2026-02-01",
        "established: 2027-02-01\nplan: /plan",
        [
            f"{ACCESSIBILITY}:2:14: attention : le 2027-02-01 est à venir ; corriger la date",
            f"{ACCESSIBILITY}:3:7: adresse « /plan » interdite ; une adresse « https://… » est attendue",
        ],
    ),
    (
        "a derogation for a criterion that the RGAA does not have",
        ACCESSIBILITY,
        "failures:",
        'derogations: [{text: "Une carte.", criterion: "14.1"}]\nfailures:',
        [f"{ACCESSIBILITY}:4:47: critère inconnu « 14.1 » ; de 1.1 à 13.12, dans le RGAA 4.1"],
    ),
    (
        "an audit that names nothing, made after the statement, on a day to come",
        ACCESSIBILITY,
        "failures:",
        audit(date="2026-03-06", pages="[]", tools="[]", environments="[]", missed="10.11"),
        [
            f"{ACCESSIBILITY}:2:14: déclaration établie le 2026-02-01, avant la fin de l'audit (2026-03-06) ; "
            "écrire le jour où elle a été revue",
            f"{ACCESSIBILITY}:5:9: attention : le 2026-03-06 est à venir ; corriger la date",
            f"{ACCESSIBILITY}:7:10: audit : aucune page vérifiée ; la déclaration doit en nommer : les écrire ici",
            f"{ACCESSIBILITY}:8:10: audit : aucun outil ; la déclaration doit en nommer : les écrire ici",
            f"{ACCESSIBILITY}:9:17: audit : aucun environnement de test ; la déclaration doit en nommer : "
            "les écrire ici",
        ],
    ),
    (
        "an audit and a statement that say different things of two criteria",
        ACCESSIBILITY,
        "failures:",
        audit(missed="3.2"),
        [
            f"{ACCESSIBILITY}:10:13: attention : non conformes sans contenu qui le dise : 3.2 ; "
            "écrire dans « failures » ce qui n'est pas accessible, avec son critère",
            f"{ACCESSIBILITY}:12:58: critère 10.11 : l'audit le dit « conforme » ; "
            "y écrire « non conforme », ou retirer ce contenu",
        ],
    ),
    (
        "an envelope with the point of thousands",
        CYCLE,
        "amount: 90",
        "amount: 90.000",
        [
            f"{CYCLE}:4:20: attention : « amount » : trouvé « 90.000 », lu avec trois décimales ; écrire « 90000 », ou « 90 »",
        ],
    ),
    (
        "costs with the point of thousands",
        REQUESTS,
        "{estimate: 30, low: 25, high: 40}",
        "{estimate: 30.125, low: 25.500, high: 40}",
        [
            f"{REQUESTS}:5:20: attention : « estimate » : trouvé « 30.125 », lu avec trois décimales ; écrire « 30125 », ou « 30.1250 »",
            f"{REQUESTS}:5:33: attention : « low » : trouvé « 25.500 », lu avec trois décimales ; écrire « 25500 », ou « 25.5 »",
        ],
    ),
    (
        "a weight with the point of thousands",
        GROUPS,
        "key: sud, name: Sud",
        "key: sud, weight: 1.250, name: Sud",
        [
            f"{GROUPS}:4:22: attention : « weight » : trouvé « 1.250 », lu avec trois décimales ; écrire « 1250 », ou « 1.25 »",
        ],
    ),
    (
        "a comma of thousands between braces",
        REQUESTS,
        "{estimate: 30, low: 25, high: 40}",
        "{estimate: 30,125, low: 25, high: 40}",
        [
            f"{REQUESTS}:5:23: « 30,125 » : entre accolades, la virgule sépare deux clés ; écrire « 30125 », ou « 30.1250 »",
        ],
    ),
    (
        "decimals that another amount shows to be decimals",
        REQUESTS,
        "{estimate: 30, low: 25, high: 40}",
        "{estimate: 30.125, low: 25.5, high: 40}",
        [],
    ),
    (
        "an article whose only passage is absent",
        PAGE,
        PAGE_BODY,
        '--8<-- "contacts.md"\n',
        [
            f"{PAGE}:9:1: extrait absent « contacts.md » ; vouliez-vous dire « contact.md » ?",
        ],
    ),
    (
        "a section that the page of a link has not",
        ARTICLE,
        "(documentation/lentille.md)",
        "(documentation/lentille.md#nettoyage)",
        [
            f"{ARTICLE}:17:4: section inconnue « documentation/lentille.md#nettoyage » ; attendu : #la-lentille, #lentretien",
        ],
    ),
    (
        "a section of an article of a letter, misspelt",
        ARTICLE,
        "(documentation/lentille.md) dit comment l'entretenir.",
        "(lettres/2026-03/la-lampe-est-reparee.md#la-port\u00e9e) dit comment l'entretenir.\n\n## La portée",
        [
            f"{ARTICLE}:17:4: section inconnue « lettres/2026-03/la-lampe-est-reparee.md#la-portée » ; vouliez-vous dire « #la-portee » ?",
        ],
    ),
    (
        "a section of an article without sections",
        ARTICLE,
        "(documentation/lentille.md)",
        "(lettres/2026-03/nettoyer-la-lentille.md#absente)",
        [
            f"{ARTICLE}:17:4: section inconnue « lettres/2026-03/nettoyer-la-lentille.md#absente » ; retirer « #absente » : cette page n'a pas de section",
        ],
    ),
    (
        "a place around an article",
        ARTICLE,
        "(documentation/lentille.md)",
        "(lettres/2026-03/nettoyer-la-lentille.md#recevoir-la-lettre)",
        [],
    ),
    (
        "a partner twice",
        MEETING,
        '["Amicale des gardiens"]',
        '["Amicale des gardiens", "Port de Brest", "amicale des Gardiens"]',
        [
            f"{MEETING}:10:53: attention : partenaire « amicale des Gardiens » écrit deux fois (déjà ligne 10) ; n'en garder qu'un",
        ],
    ),
    (
        "a programme outside of its meeting",
        MEETING,
        "end: 16:30",
        'end: 16:30\nprogramme: ["12:30 Café", "13:00 Accueil café", "13:30 Visite", "14:00 Exposé", "16:30 Fin", "17:00 Verre"]',
        [
            f"{MEETING}:8:13: attention : « 12:30 Café », avant le début (14:00) ; corriger l'heure, ou « start »",
            f"{MEETING}:8:49: attention : « 13:30 Visite », avant le début (14:00) ; corriger l'heure, ou « start »",
            f"{MEETING}:8:94: attention : « 17:00 Verre », après la fin (16:30) ; corriger l'heure, ou « end »",
        ],
    ),
    (
        "a programme on another day than its meeting",
        MEETING,
        "end: 16:30",
        'end: 16:30\nuntil: 2026-03-18\nprogramme: [{at: "09:00", what: Café, day: 2026-03-18}, {at: "09:00", what: Adieux, day: 2026-03-19}]',
        [
            f"{MEETING}:9:62: attention : « 09:00 Adieux », après la fin (2026-03-18 16:30) ; corriger son jour, ou « end »",
        ],
    ),
    (
        "a programme longer than the first session of its webinar",
        WEBINAR,
        "sessions:",
        'programme: ["10:00 Accueil", "11:15 Questions"]\nsessions:',
        [
            f"{WEBINAR}:6:30: attention : « 11:15 Questions », après la fin (11:00) ; corriger l'heure, ou « duration »",
        ],
    ),
    (
        "a programme of a moved session, at its first hour",
        JOURNAL,
        "2026-03-26 09:00, duration: 45min",
        "2026-03-26 14:00, duration: 45min",
        [],
    ),
    (
        "a number whose points part thousands",
        CYCLE,
        "amount: 90,",
        "amount: 1.200.000,",
        [
            f"{CYCLE}:4:20: « amount » : trouvé « 1.200.000 », attendu un nombre décimal positif ; écrire « 1200000 »",
        ],
    ),
    (
        "an amount with the decimals of France and the points of thousands",
        CYCLE,
        "amount: 90,",
        'amount: "1.200,50 €",',
        [
            f"{CYCLE}:4:20: « amount » : trouvé « 1.200,50 € », attendu un nombre décimal positif ; écrire « 1200.50 »",
        ],
    ),
    (
        "an amount of thousands",
        CYCLE,
        "amount: 90,",
        "amount: 90 k€,",
        [
            f"{CYCLE}:4:20: « amount » : trouvé « 90 k€ », attendu un nombre décimal positif",
        ],
    ),
    (
        "a closing without its hour",
        CYCLE,
        "closes: 2026-01-30 18:00",
        "closes: 30/01/2026",
        [
            f"{CYCLE}:5:70: « closes » : trouvé « 30/01/2026 », attendu un jour et une heure AAAA-MM-JJ HH:MM ; ajouter l'heure : « 2026-01-30 10:00 »",
        ],
    ),
    (
        "a request by its number without zero",
        REQUESTS,
        "requires: [DE-04]",
        "requires: [de 4]",
        [
            f"{REQUESTS}:10:14: demande inconnue « de 4 » ; vouliez-vous dire « DE-04 » ?",
        ],
    ),
    (
        "a cost without its key",
        REQUESTS,
        "cost: {estimate: 45}",
        "cost: 45",
        [
            f"{REQUESTS}:9:9: des clés sont attendues ici (« clé : valeur ») ; écrire « {{estimate: 45}} »",
        ],
    ),
    (
        "points without the requests",
        NORTH,
        "points: {DE-01: 60, DE-02: 25, DE-04: 15}",
        "points: [60, 25, 15]",
        [
            f"{NORTH}:3:9: des clés sont attendues ici (« clé : valeur ») ; par exemple « {{clé: valeur}} »",
        ],
    ),
    (
        "coordinates as a list",
        MEETING,
        "contact:",
        "coordinates: [48.39, -4.48]\ncontact:",
        [
            f"{MEETING}:11:14: « coordinates » : une valeur simple est attendue ; écrire « coordinates: 48.39, -4.48 »",
        ],
    ),
    (
        "a session without its key",
        JOURNAL,
        '{start: 2026-03-26 09:00, duration: 45min, status: moved, moved_from: 2026-03-19 09:00, note: "La salle était prise."}',
        "2026-03-26 09:00",
        [
            f"{JOURNAL}:7:5: des clés sont attendues ici (« clé : valeur ») ; écrire « {{start: 2026-03-26 09:00}} »",
        ],
    ),
    (
        "a no-break space after the colon of a key",
        ARTICLE,
        "kind: actualite",
        "kind:\u00a0actualite",
        [
            f"{ARTICLE}:4:1: YAML mal formé : espace insécable après « : » ; écrire « kind: actualite »",
        ],
    ),
    (
        "a chosen answer by its address",
        SEARCH,
        "page: agenda/index.md",
        "page: /agenda/",
        [
            f"{SEARCH}:6:11: page inconnue « /agenda/ » ; vouliez-vous dire « agenda/index.md » ?",
        ],
    ),
    (
        "a chosen answer at a section that is not there",
        SEARCH,
        "page: agenda/index.md",
        "page: documentation/lentille.md#lentretient",
        [
            f"{SEARCH}:6:11: section inconnue « documentation/lentille.md#lentretient » ; vouliez-vous dire « #lentretien » ?",
        ],
    ),
    (
        "a meeting that meets nowhere",
        MEETING,
        "city: Brest",
        "city: Visio",
        [
            f"{MEETING}:5:7: attention : « Visio » n'est pas une ville ; en faire un webinaire ; ou écrire la ville, et l'adresse de connexion dans « online »",
        ],
    ),
    (
        "a synonym alone",
        SEARCH,
        "[phare, feu]",
        "[phare]",
        [f"{SEARCH}:3:5: groupe de synonymes d'un seul mot ; en écrire deux au moins"],
    ),
    (
        "a synonym without letter nor figure",
        SEARCH,
        "[phare, feu]",
        '[phare, "--", "!!"]',
        [
            f"{SEARCH}:3:13: « -- » : ni lettre ni chiffre, la recherche n'y lit rien ; l'écrire en mots, ou le retirer",
            f"{SEARCH}:3:19: « !! » : ni lettre ni chiffre, la recherche n'y lit rien ; l'écrire en mots, ou le retirer",
        ],
    ),
    (
        "an expression twice in a group",
        SEARCH,
        "[visite, rencontre, tournée]",
        "[visite, feu, Visite]",
        [f"{SEARCH}:4:19: « Visite » est déjà ligne 4 ; l'écrire une fois"],
    ),
    (
        "a chosen answer that leads nowhere",
        SEARCH,
        "page: agenda/index.md",
        "page: agenda/indexx.md",
        [
            f"{SEARCH}:6:11: page inconnue « agenda/indexx.md » ; vouliez-vous dire « agenda/index.md » ?"
        ],
    ),
    (
        "a chosen answer without query",
        SEARCH,
        "[prochaines visites]",
        "[]",
        [f"{SEARCH}:7:14: liste vide ; en écrire une question au moins"],
    ),
    (
        "a query of two answers",
        SEARCH,
        "[prochaines visites]",
        "[prochaines visites, Prochaines visites]",
        [f"{SEARCH}:7:35: « Prochaines visites » est déjà ligne 7 ; l'écrire une fois"],
    ),
    (
        "a query that expects no page",
        QUERIES,
        "[agenda/index.md]",
        "[]",
        [f"{QUERIES}:5:10: liste vide ; en écrire une page au moins"],
    ),
    (
        "a query that expects a page unlike any other",
        QUERIES,
        "[agenda/index.md]",
        "[zzz]",
        [
            f"{QUERIES}:5:11: attention : page inconnue « zzz » ; un chemin comme « aide/index.md » est attendu"
        ],
    ),
    (
        "a query twice",
        QUERIES,
        "prochaine rencontre",
        "Netoyer la lentile",
        [f"{QUERIES}:4:10: « Netoyer la lentile » est déjà ligne 2 ; l'écrire une fois"],
    ),
]


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [row[1:] for row in MISTAKES],
    ids=[row[0] for row in MISTAKES],
)
def test_a_planted_mistake_is_told_at_its_place(tmp_path, path, old, new, told):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    shutil.copytree(GOLDEN / "site", tmp_path / "site")
    sound = (tmp_path / path).read_text(encoding="utf-8")
    assert old in sound
    (tmp_path / path).write_text(sound.replace(old, new, 1), encoding="utf-8")

    _, problems = inspect(tmp_path, TODAY)

    mild = {"error": "", "warning": "attention : "}
    content = [
        problem for problem in problems if problem.code not in ("publie", "empreinte")
    ]  # the register and what is frozen have tests of their own
    assert [
        f"{problem.source}: {mild[problem.severity]}{problem.sentence}" for problem in content
    ] == told


def test_the_sound_community_has_no_problem():
    _, problems = inspect(GOLDEN, TODAY)

    assert problems == ()


def test_every_mistake_of_a_file_is_told_at_once(tmp_path):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    meeting = tmp_path / MEETING
    text = (
        meeting.read_text(encoding="utf-8")
        .replace("start: 14:00", "start: 14h")
        .replace("city:", "citi:")
    )
    meeting.write_text(text.replace("date: 2026-03-17", "date: 17/03/2026"), encoding="utf-8")

    _, problems = inspect(tmp_path, TODAY)

    assert [str(problem.source) for problem in problems if problem.source.path == MEETING] == [
        f"{MEETING}:3:1",
        f"{MEETING}:4:7",
        f"{MEETING}:5:1",
        f"{MEETING}:6:8",
    ]


def test_a_letter_copied_for_the_next_one_takes_a_day_of_its_own(tmp_path):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    shutil.copytree(GOLDEN / "site", tmp_path / "site")
    letters = tmp_path / "content/newsletters"
    shutil.copytree(letters / "2026-03", letters / "2026-04")

    assert [
        (one.source.path, one.source.line, one.sentence)
        for one in inspect(tmp_path, TODAY)[1]
        if one.code == "numero"
    ] == [
        (
            "content/newsletters/2026-04/issue.yml",
            3,
            "même titre et même jour que le numéro « 2026-03 » ; corriger « date » et « title »",
        )
    ]


def test_a_file_that_would_make_the_page_of_its_list_is_told(tmp_path):
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, tmp_path / part)
    shutil.copy(
        tmp_path / "content/forms/visite-du-phare.yml", tmp_path / "content/forms/index.yml"
    )
    _, problems = inspect(tmp_path, TODAY)

    told = [one for one in problems if one.source.path == "content/forms/index.yml"]
    assert [(one.message, one.suggestion) for one in told] == [
        ("nom « index » porté par la page de la liste", "renommer ce fichier")
    ]
