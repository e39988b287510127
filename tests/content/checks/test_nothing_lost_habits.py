"""Habits of the keyboard, of Word, of other tools: each is told at its line, and its honest twin is not."""

import pytest
from planted import copied, told_of

# what an author writes under the header, and what is told: line and column of the text, sentence
TOLD = [
    ("La réunion commence à 25h dans la salle.", "1:23: attention : heure impossible « 25h » ; la vérifier : un jour a 24 heures"),
    ("Rendez-vous à 25h30.", "1:15: attention : heure impossible « 25 h 30 » ; la vérifier : un jour a 24 heures"),
    ("Lundi à 27h.", "1:9: attention : heure impossible « 27h » ; la vérifier : un jour a 24 heures"),
    ("Rendez-vous de 14h75 à 15h.", "1:16: attention : heure impossible « 14 h 75 » ; la vérifier : une heure a 60 minutes"),
    ("Rendez-vous à 14:75.", "1:15: attention : heure impossible « 14:75 » ; la vérifier : une heure a 60 minutes"),
    ("Un texte. // à relire\n\nSuite.", "1:11: attention : commentaire « // à relire », que chacun lirait ; le retirer : un texte ne porte pas de remarque pour soi"),
    ("// à relire\nUn texte.", "1:1: attention : commentaire « // à relire », que chacun lirait ; le retirer : un texte ne porte pas de remarque pour soi"),
    ("Un texte.\n\n/* à relire avec Paul */\n\nSuite.", "3:1: attention : commentaire « /* à relire avec Paul */ », que chacun lirait ; le retirer : un texte ne porte pas de remarque pour soi"),
    ("Le montant est de __X__ euros.", "1:19: attention : « __X__ » se lirait « X », en gras ; écrire ce qui manque ; ou « **X** » pour du gras"),
    ("Le fichier __init__.py est là.", "1:12: attention : « __init__ » se lirait « init », en gras ; l'écrire entre accents graves : « `__init__` »"),
    ("> premier point\n> deuxième point\n> troisième point", "1:1: attention : 3 lignes après « > », qui se suivraient sans retour à la ligne ; commencer chacune par « - » pour une liste, ou finir chacune par « \\ »"),
    ("À prévoir :\n\n>la facture\n>le bon de commande", "3:1: attention : 2 lignes après « > », qui se suivraient sans retour à la ligne ; commencer chacune par « - » pour une liste, ou finir chacune par « \\ »"),
    (">> un feu\n>> deux feux", "1:1: attention : 2 lignes après « > », qui se suivraient sans retour à la ligne ; commencer chacune par « - » pour une liste, ou finir chacune par « \\ »"),
    ('Mis à jour le { DATE \\@ "dd/MM/yyyy" }.', "1:15: champ de Word « { DATE \\@ \"dd/MM/yyyy\" } » ; écrire ce que Word montrait là ; un lien s'écrit « [texte](adresse) »"),
    ("Le montant[MD1] est fixé.", "1:11: attention : remarque de Word « [MD1] » restée dans le texte ; la retirer"),
    ("Le montant [Commentaire : trop cher] est fixé.", "1:12: attention : remarque de Word « [Commentaire : trop cher] » restée dans le texte ; la retirer"),
    ("Page 1 sur 3\n\nLe texte.", "1:1: attention : pied de page « Page 1 sur 3 » ; le retirer : il venait du document d'où vient le texte"),
    ("Feu        Portée      Lieu\nLampe      12          Brest\nSecours    8           Crozon", "1:1: tableau aligné par des espaces « Feu Portée Lieu » ; séparer les cellules par « | » et écrire « |---|---| » sous l'en-tête"),
    ("Le**phare**est allumé.", "1:3: attention : gras collé aux mots voisins « e**phare**e » ; mettre une espace avant et après"),
    ("Voici **« le phare »**du port.", "1:7: attention : gras collé aux mots voisins « **« le phare »**d » ; mettre une espace avant et après"),
    ("Accueil ............ 3\nFactures ............ 5", "1:1: ligne d'un sommaire « Accueil ............ 3 » ; le retirer : la page a le sien"),
    ("1ère étape : ouvrir\n2ème étape : valider", "1:1: lignes qui se suivront sans retour « 1ère étape : ouvrir » ; numéroter « 1. », « 2. » ou « a) », « b) », et décaler de quatre espaces ce qui est dedans"),
    ("Il faut : * la lampe * le verre * la mèche", "1:9: attention : liste écrite à la suite « : * la lampe * le verre * la mèche » ; aller à la ligne après « : », et commencer chaque ligne par « - »"),
    ("Il faut : - la lampe - le verre - la mèche", "1:9: attention : liste écrite à la suite « : - la lampe - le verre - la mèche » ; aller à la ligne après « : », et commencer chaque ligne par « - »"),
    ("Il faut : • la lampe • le verre • la mèche", "1:9: attention : liste écrite à la suite « : • la lampe • le verre • la mèche » ; aller à la ligne après « : », et commencer chaque ligne par « - »"),
    ("2026. Une année de travaux.", "1:1: attention : année lue comme le numéro d'une liste « 2026. » ; écrire « 2026\\. », ou ne pas commencer la ligne par elle"),
    ("- \n- deux", "1:1: attention : point vide dans une liste ; écrire ses mots, ou retirer son signe"),
    ("| Feu | Portée |\n|---|---|\n| Lampe | 12 |\n\n| Secours | 8 |", "5:1: ligne coupée de son tableau « | Secours | 8 | » ; retirer la ligne vide au-dessus"),
    ("| Feu | Portée |\n|---|---|\n| Lampe | 12 |\n| ^^ | 13 |", "4:3: cellule « ^^ » d'un autre outil ; recopier la valeur de la cellule du dessus : rien ne fusionne deux cellules"),
    ("    | Feu | Portée |\n    |---|---|\n    | Lampe | 12 |", "1:5: attention : texte décalé, lu comme du code « | Feu | Portée | » ; retirer les espaces au début de la ligne"),
    ("| Feu | Portée |\n|---|---|", "1:1: tableau sans aucune ligne ; écrire ses lignes sous « |---|---| », ou le retirer"),
    ("[le guide](https://balises.example/tres-\nlong)", "1:1: adresse coupée par un retour à la ligne « [le guide](https://balises.example/tres- » ; l'écrire sur une seule ligne"),
    ("[le guide]\n(https://balises.example/a)", "1:1: lien coupé « [le guide] (https » ; coller « [texte] » et « (adresse) »"),
    ("<a>le guide</a>", "1:1: balise <a> sans adresse ; écrire « [texte](adresse) »"),
    ("Écrire à gardien @ phare.example", "1:10: adresse électronique coupée par une espace « gardien @ phare.example » ; coller « @ » à ce qui le précède et à ce qui le suit"),
    ("Écrire à rédaction@phare.example", "1:11: attention : adresse électronique avec un accent « rédaction@phare.example » ; la vérifier : presque aucune n'en a"),
    ("Voir http:\\\\balises.example\\carte", "1:6: adresse mal écrite « http:\\balises.example\\carte » ; écrire « https://… »"),
    ("Voir https//balises.example/carte", "1:6: adresse mal écrite « https//balises.example/carte » ; écrire « https://… »"),
    ("Voir https:balises.example/carte", "1:6: adresse mal écrite « https:balises.example/carte » ; écrire « https://… »"),
    ("Voir https://…", "1:6: attention : « https://… » : adresse à finir ; la copier depuis le navigateur"),
    ("[La lampe]!(lampe.png)", "1:1: image mal écrite « [La lampe]!(lampe.png) » ; écrire « ![ce qu'elle montre](fichier.png) »"),
    ("(insérer la photo du phare)", "1:1: attention : image annoncée et absente « (insérer la photo du phare) » ; la déposer à côté du texte, puis écrire « ![ce qu'elle montre](fichier.png) » ; ou retirer ces mots"),
    ("![Capture d'écran 2024-03-01 à 10.00](lampe.png)", "1:1: image décrite par « Capture d'écran 2024-03-01 à 10.00 » ; dire entre crochets ce qu'elle montre"),
    ("![TODO](lampe.png)", "1:1: image décrite par « TODO » ; dire entre crochets ce qu'elle montre"),
    ("![...](lampe.png)", "1:1: image décrite par « ... » ; dire entre crochets ce qu'elle montre"),
    ("![texte alternatif](lampe.png)", "1:1: image décrite par « texte alternatif » ; dire entre crochets ce qu'elle montre"),
    ("![Une image contenant texte, Police Description générée automatiquement](lampe.png)", "1:1: image décrite par « Une image contenant texte, Police Description générée automatiquement » ; dire entre crochets ce qu'elle montre"),
    ("![Le contenu généré par l’IA peut être incorrect.](lampe.png)", "1:1: image décrite par « Le contenu généré par l’IA peut être incorrect. » ; dire entre crochets ce qu'elle montre"),
    ("Le montant est de XX euros.", "1:19: attention : « XX euros » : texte à finir ; l'écrire, ou le retirer"),
    ("Le prix est de ?? €.", "1:16: attention : « ?? € » : texte à finir ; l'écrire, ou le retirer"),
    ("Le xx/xx/2026 à Brest.", "1:4: attention : « xx/xx/2026 » : texte à finir ; l'écrire, ou le retirer"),
    ("Le montant {à vérifier} est fixé.", "1:12: attention : « {à vérifier} » : texte à finir ; l'écrire, ou le retirer"),
    ("La lampe (à relire) tourne.", "1:10: attention : « (à relire) » : texte à finir ; l'écrire, ou le retirer"),
    ("Le nbsp;phare", "1:4: code « nbsp; » resté visible ; écrire le caractère lui-même"),
    ("Caf&eacute Paris", "1:4: code « &eacute » resté visible ; écrire le caractère lui-même"),
    ("[le guide](documentation/lentille.md)(documentation/lentille.md)", "1:11: adresse restée visible « (documentation/lentille.md) » ; écrire « [texte](adresse) », une adresse par lien"),
    ("[le guide]{documentation/lentille.md}", "1:11: adresse restée visible « {documentation/lentille.md} » ; écrire « [texte](adresse) », une adresse par lien"),
    ("[le guide|https://balises.example/]", "1:1: lien mal écrit « [le guide|https://balises.example/] » ; écrire « [texte](adresse) »"),
    ('Voir "le guide":https://balises.example/ demain.', '1:15: lien mal écrit « ":https://balises.example/ » ; écrire « [texte](adresse) »'),
    ("[https://balises.example/](le guide)", "1:1: lien à l'envers « [https://balises.example/](le guide) » ; écrire « [texte](adresse) »"),
]  # fmt: skip

RIGHT = [
    "Ouvert de 9h à 12h30, 24h/24 ; la visite du lundi à 14h dure 2h.",
    "Passer de 39h à 35h par semaine, en mars. Répondre sous 48h, une absence limitée à 72h.",
    "À 14 h 75 personnes étaient là ; le score est de 3:75.",
    "→ un\\\n→ deux",
    "→ un  \n→ deux",
    "Étape 1\\\nÉtape 2",
    "| Feu | Portée |\n|---|---|\n| - rouge<br>- vert | 12 |",
    "Voir <https://balises.example//carte>, et/ou Paris // Lyon.",
    "Nom : ____ Prénom : ______",
    "Je soussigné __ déclare.",
    "Le mot __lampe__ et le champ `__X__`.",
    "La **fact**ure, les **facture**s, l'**eau**, un **deux**.\nTrois **quatre** et **cinq**.",
    "> Le phare est allumé depuis ce matin,\n> dit le gardien du port.",
    "> je ne sais pas quoi dire de cette affaire qui dure\n> depuis des mois.",
    "Attention : 5 - 3 - 2, et Paris • Lyon • Brest.",
    "<a id='haut'></a>Texte et <a name='bas'></a>fin.",
    "Suivez @phare@social.example et @phare.",
    "Au XXe siècle, AT&amp;T, « amp ».",
    "Texte | barre",
    "Le lecteur C:\\ est plein.",
    "/!\\ Sol glissant",
    "[Le guide](documentation/lentille.md/), ou [lui](documentation/lentille.md/ « Le guide »).",
    "Un fichier (fiche.md) et [le guide](documentation/lentille.md) (fiche.md).",
    "<a href=“https://balises.example/” title=« le site »>le site</a>",
    "[Le guide](documentation/lentille.md «le titre»)",
    "Le service fait est constaté. [...] La liquidation intervient ensuite.",
    "Le demandeur doit, sous peine de nullité […], joindre la copie de l'acte.",
    "« L'article précise : […] la facture est déposée », et [...] ainsi de suite.",
    "Le phare ouvre à 10 h [heure de Paris], à 5 h [heure locale].",
    "Le cadre [à compléter par le titulaire] est au verso.",
    "À COMPLÉTER PAR LE TITULAIRE : le nom du phare.",
    "Le message commence par « Bonjour [Prénom], merci ».",
    "La mention « [date] » est remplacée à l'envoi. Remplacer [XXX] par son code, où XXX désigne le port.",
    "Le code est de la forme XX-XXX.",
    "==> Voir la lampe.",
    "Le 3 mars 2026, à 10 h, le gardien a écrit : « Nous commençons. »",
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("communaute"))


@pytest.mark.parametrize(("body", "sentence"), TOLD)
def test_a_habit_is_told_once_with_its_remedy(project, body, sentence):
    assert told_of(project, body) == [sentence]


@pytest.mark.parametrize("body", RIGHT)
def test_what_looks_like_a_habit_and_is_none_is_not_told(project, body):
    assert told_of(project, body) == []


def test_rows_that_blank_lines_part_are_told_one_by_one(project):
    body = "| Feu | Portée |\n\n|---|---|\n\n| Lampe | 12 |"

    assert told_of(project, body) == [
        "1:1: tableau coupé par des lignes vides « | Feu | Portée | » ; retirer celles d'entre ses lignes",
        "3:1: ligne coupée de son tableau « |---|---| » ; retirer la ligne vide au-dessus",
        "5:1: ligne coupée de son tableau « | Lampe | 12 | » ; retirer la ligne vide au-dessus",
    ]
