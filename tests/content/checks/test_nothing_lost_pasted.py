"""What comes from another tool, an assistant, Word or a forum into an article: told once, at its line, with its remedy."""

import pytest
from planted import copied, told_of

# what an author writes under the header, and what is told: line and column of the text, sentence
TOLD = [
    ("1\\. un\n2\\. deux", "1:1: lignes qui se suivront sans retour « 1. un » ; retirer « \\ » avant le point : « 1. », « 2. » font une liste"),
    ("![La lampe|300](lampe.png)", "1:1: image décrite par « La lampe|300 » ; dire entre crochets ce qu'elle montre"),
    ('<img src="lampe.png" width="50%">', "1:1: image « lampe.png » sans texte ; dire entre crochets ce qu'elle montre"),
    ('<img src="absente.png" alt="La lampe">', "1:1: image absente « absente.png » ; vouliez-vous dire « lampe.png » ?"),
    ('<a href="documentation/absente.md">La page</a>', "1:1: page inconnue « documentation/absente.md » ; vouliez-vous dire « documentation/lentille.md » ?"),
    ('<a href="documentation/lentille.html">La page</a>', "1:1: fichier absent « documentation/lentille.html » ; vouliez-vous dire « documentation/lentille.md » ?"),
    ("<a href='htps://phare.example/'>Le site</a>", "1:1: adresse mal écrite « htps://phare.example/ » ; écrire « https://phare.example/ »"),
    ('<a href="https://phare.example/">ici</a>', "1:1: lien « ici » : ne dit pas où il mène ; nommer la page ou l'action"),
    ("Un texte.\n\n[1]: https://phare.example/source", "3:1: adresse « [1] » que rien n'appelle, et qui ne paraîtrait pas ; écrire « [texte][1] » dans le texte, ou « [texte](adresse) »"),
    ("Un[^1] deux[^1].\n\n[^1]: premier\n\n[^1]: second", "5:1: note « [^1] » écrite deux fois, dont une seule serait lue ; donner à chaque note son numéro"),
    ("[La page][p]\n\n[p]: documentation/absente.md", "3:1: page inconnue « documentation/absente.md » ; vouliez-vous dire « documentation/lentille.md » ?"),
    ("![Logo][logo]\n\n[logo]: absente.png", "3:1: image absente « absente.png » ; vouliez-vous dire « lampe.png » ?"),
    ("[ici][p]\n\n[p]: documentation/lentille.md", "3:1: lien « ici » : ne dit pas où il mène ; nommer la page ou l'action"),
    ("| a | b |\n|---|---|\n| 1 | deux\nsuite |\n| 3 | 4 |", "4:1: ligne d'un tableau sans « | » au début « suite | » ; écrire « <br> » pour un retour dans une cellule, ou laisser une ligne vide sous le tableau"),
    ("1. un\n3. trois\n7. sept", "1:1: attention : numéros 1, 3, 7, qui se liraient 1, 2, 3 ; numéroter à la suite, ou couper la liste par une phrase"),
    ("== Titre\n\nTexte", "1:1: titre d'un autre outil « == Titre » ; écrire « ## Titre »"),
    ("=== Titre ===\n\nTexte", "1:1: titre d'un autre outil « === Titre === » ; écrire « ## Titre »"),
    ("Le '''phare''' est là.", "1:4: signes d'un autre outil « '''phare » ; écrire « **gras** », « *italique* », ou « ``` » avant et après du code"),
    ("Le ''beau'' phare.", "1:4: signes d'un autre outil « ''beau » ; écrire « **gras** », « *italique* », ou « ``` » avant et après du code"),
    ("´´´\ncode\n´´´", "1:1: signes d'un autre outil « ´´´ » ; écrire « **gras** », « *italique* », ou « ``` » avant et après du code"),
    ("Voir [https://phare.example/ le site].", "1:6: signe d'un forum ou d'un wiki « [https://phare.example/ le site] » ; écrire « [texte](adresse) » pour un lien, « **mots** » pour du gras"),
    ("h2. Titre\n\nTexte", "1:1: signe d'un autre outil « h2. Titre » ; écrire « ## Titre » pour un titre, « ``` » avant et après du code"),
    ("{code}x = 1{code}", "1:1: signe d'un autre outil « {code} » ; écrire « ## Titre » pour un titre, « ``` » avant et après du code"),
    ("[b]gras[/b]", "1:1: signe d'un forum ou d'un wiki « [b] » ; écrire « [texte](adresse) » pour un lien, « **mots** » pour du gras"),
    (".. note::\n   Attention au sol.", "1:1: signe d'un autre outil « .. note:: » ; écrire « !!! note », et décaler son texte de quatre espaces"),
    ("Le ~texte~ barré.", "1:4: attention : « ~texte~ » serait écrit en petit, au-dessus ou au-dessous de la ligne ; pour barrer, « ~~mot~~ » ; pour garder le signe, « \\~ » ou « \\^ »"),
    ("Surface x^2+y^2 au total.", "1:10: attention : « ^2+y^ » serait écrit en petit, au-dessus ou au-dessous de la ligne ; pour barrer, « ~~mot~~ » ; pour garder le signe, « \\~ » ou « \\^ »"),
    ("Le partage \\\\serveur\\commun\\_docs est là.", "1:12: chemin dont une barre oblique disparaîtrait « \\\\serveur\\commun\\_docs », qui ne sera pas lu ; l'écrire entre accents graves : « `\\\\serveur\\dossier` »"),
    ("Le fichier C:\\Users\\moi\\*.txt est là.", "1:12: chemin dont une barre oblique disparaîtrait « C:\\Users\\moi\\*.txt », qui ne sera pas lu ; l'écrire entre accents graves : « `\\\\serveur\\dossier` »"),
    ("Bonjour :phare:.", "1:9: attention : icône inconnue « :phare: » ; la retirer, ou coller l'émoji lui-même"),
    ("####### Titre", "1:2: titre de plus de six « # » « ####### Titre » ; écrire « ## Titre » ou « ### Titre »"),
    ("i) un\nii) deux\niii) trois", "2:1: lignes qui se suivront sans retour « ii) deux » ; numéroter « 1. », « 2. », et décaler de quatre espaces ce qui est dedans"),
    ("1.1 Un point\n1.2 Deux points", "1:1: lignes qui se suivront sans retour « 1.1 Un point » ; numéroter « 1. », « 2. », et décaler de quatre espaces ce qui est dedans"),
    ("Étape 1 : ouvrir le formulaire de création de la facture en ligne\nÉtape 2 : valider", "1:1: attention : lignes qui se suivront sans retour « Étape 1 : ouvrir le formulaire de création de la facture en ligne » ; en faire une liste « 1. », « 2. », ou finir chacune par « \\ »"),
    ("9 h 30 : accueil des participants autour d'un café offert par la mairie\n10 h : fin", "1:1: attention : lignes qui se suivront sans retour « 9 h 30 : accueil des participants autour d’un café offert par la mairie » ; en faire une liste, « - » avant chaque heure, ou finir chacune par « \\ »"),
    ("9h30 : Accueil\n10h : Présentation", "1:1: attention : lignes qui se suivront sans retour « 9 h 30 : Accueil » ; en faire une liste, « - » avant chaque heure, ou finir chacune par « \\ »"),
    ("Téléphone : 02 98 00 00 00\nCourriel : gardien@phare.example", "1:1: attention : lignes qui se suivront sans retour « Téléphone : 02 98 00 00 00 » ; en faire une liste, ou finir chacune par « \\ »"),
    ("n° 1 : un\nn° 2 : deux", "1:1: attention : lignes qui se suivront sans retour « n° 1 : un » ; en faire une liste « 1. », « 2. », ou finir chacune par « \\ »"),
    ("A - un\nB - deux", "1:1: lignes qui se suivront sans retour « A - un » ; numéroter « 1. », « 2. », et décaler de quatre espaces ce qui est dedans"),
    ("1️⃣ un\n2️⃣ deux", "1:1: lignes qui se suivront sans retour « 1️⃣ un » ; commencer chaque ligne par « - » pour une liste"),
    ("① un\n② deux", "1:1: lignes qui se suivront sans retour « ① un » ; commencer chaque ligne par « - » pour une liste"),
    ("=> un\n=> deux", "1:1: lignes qui se suivront sans retour « => un » ; commencer chaque ligne par « - » pour une liste"),
    ("📢 un\n📣 deux", "1:1: lignes qui se suivront sans retour « 📢 un » ; commencer chaque ligne par « - » pour une liste"),
    ("Menu \uf0e0 Factures.", "1:6: caractère « \uf0e0 » que seule la police de Word montre ; écrire « → », « ✓ » ou le mot qui convient"),
    ("Le ph�re", "1:6: lettre perdue « � » ; l'écrire de nouveau : le fichier a changé d'encodage"),
    ("En fÃ©vrier, un phare.", "1:4: accents abîmés « fÃ©vrier » ; écrire le mot de nouveau : il a été lu dans un autre encodage"),
    ("Câ€™est lâ€™hiver.", "1:1: accents abîmés « Câ€™est » ; écrire le mot de nouveau : il a été lu dans un autre encodage"),
    ("---\ntitle: Autre\n---\n\nTexte", "1:1: second en-tête, qui se lirait comme un titre ; porter ses clés dans le premier, en haut du fichier"),
    ("Merci à tous pour votre aide.\n---\nSuite du texte.", "1:1: paragraphe lu comme un titre « Merci à tous pour votre aide.… » ; laisser une ligne vide avant « --- »"),
    ("[TOC]\n\n## Un\n\nTexte", "1:1: sommaire « [TOC] », que rien ne remplirait ; le retirer : seules les pages du site ont des sections"),
    ("Texte %%caché%% visible.", "1:7: commentaire d'Obsidian « %%caché%% », qui ne sera pas lu ; le retirer : chacun le lirait"),
    ("Texte ^bloc-id", "1:6: repère d'Obsidian « ^bloc-id », qui ne sera pas lu ; le retirer"),
    ("Texte^[note en ligne] ici.", "1:6: note écrite dans la phrase « ^[note en ligne] », qui ne sera pas lu ; écrire « [^1] », et plus bas « [^1]: le texte de la note »"),
    ("<style>p{color:red}</style>\n\nTexte", "1:1: balise <style> qui ne paraîtrait pas ; mettre un lien vers la page ou le document"),
    ('Avant <svg width="10"><circle r="5"/></svg> après.', "1:7: balise <svg> qui ne paraîtrait pas ; mettre un lien vers la page ou le document"),
    ('Le <span style="color:red">rouge</span>.', "1:4: attention : couleur « color:red » qui ne paraîtrait pas dans les messages ; dire avec des mots, ou écrire « **mots** »"),
    ("Ligne un\\", "1:9: barre oblique inverse restée visible « \\ » ; la retirer : elle ne vaut qu'à la fin d'une ligne que suit une autre"),
    ("Un\n\n\\\n\nDeux", "3:1: barre oblique inverse restée visible « \\ » ; la retirer : elle ne vaut qu'à la fin d'une ligne que suit une autre"),
    ("\\newpage\n\nTexte", "1:1: barre oblique inverse restée visible « \\newpage » ; la retirer : elle ne vaut qu'à la fin d'une ligne que suit une autre"),
    ("Selon le rapport【4:0†source】, oui.", "1:17: renvoi d'un assistant « 【4:0†source】 » ; le retirer, ou donner la source : « [texte](adresse) »"),
    ("Voir :contentReference[oaicite:0]{index=0}.", "1:6: renvoi d'un assistant « :contentReference[ » ; le retirer, ou donner la source : « [texte](adresse) »"),
    ("Erreur ! Référence de lien hypertexte non valide.", "1:1: erreur de Word « Erreur ! Référence de lien hypertexte non valide » ; écrire ce que Word montrait là, ou le retirer"),
    ("Erreur ! Source du renvoi introuvable.", "1:1: erreur de Word « Erreur ! Source du renvoi introuvable » ; écrire ce que Word montrait là, ou le retirer"),
    ('{ HYPERLINK "https://phare.example" }', '1:1: champ de Word « { HYPERLINK "https://phare.example" } » ; écrire ce que Word montrait là ; un lien s\'écrit « [texte](adresse) »'),
    ("Introduction........................3\n\nTexte", "1:1: ligne d'un sommaire « Introduction........................3 » ; le retirer : la page a le sien"),
    ("[cid:image001.png@01D2]", "1:1: image restée dans le message d'où vient le texte « [cid:image001.png@01D2] » ; l'enregistrer à côté du texte, puis écrire « ![ce qu'elle montre](fichier.png) »"),
    ("[Image]", "1:1: image restée dans le message d'où vient le texte « [Image] » ; l'enregistrer à côté du texte, puis écrire « ![ce qu'elle montre](fichier.png) »"),
    ("Bonjour %PRENOM%, bienvenue.", "1:9: champ d'un publipostage « %PRENOM% » ; écrire les mots eux-mêmes : chacun lit le même texte"),
    ("Le prix $x^2$ vaut 10.", "1:9: formule mathématique « $x^2$ », qui ne sera pas lu ; l'écrire en mots, ou en faire une image"),
    ("[Le site](https://phare.example/?fbclid=abc)", "1:1: attention : adresse qui suit ses lecteurs « https://phare.example/?fbclid=abc » ; écrire « https://phare.example/ »"),
    ("[Le rapport](https://ailleurs.example/a?page=2&utm_source=chatgpt.com)", "1:1: attention : adresse qui suit ses lecteurs « https://ailleurs.example/a?page=2&utm_source=chatgpt.com » ; écrire « https://ailleurs.example/a?page=2 »"),
    ("[Le document](https://aife.sharepoint.com/:w:/r/sites/x/doc.docx)", "1:1: attention : page qui demande un compte « aife.sharepoint.com » ; déposer le fichier dans le projet, ou donner une page que tous ouvrent"),
    ("[Le document](https://bit.ly/abc)", "1:1: attention : adresse raccourcie « https://bit.ly/abc », qui ne dit pas où elle mène ; écrire l'adresse de la page elle-même"),
    ("[Le document](https://ailleurs.example/?token=abc)", "1:1: adresse qui porte un secret « ailleurs.example » ; donner une adresse sans mot de passe ni jeton : chacun la lirait"),
    ("[Le document](https://moi:secret@ailleurs.example/)", "1:1: adresse qui porte un secret « ailleurs.example » ; donner une adresse sans mot de passe ni jeton : chacun la lirait"),
    ("[La messagerie](https://outlook.office.com/mail/inbox/id/AAA)", "1:1: attention : page qui demande un compte « outlook.office.com » ; déposer le fichier dans le projet, ou donner une page que tous ouvrent"),
    ("Le&nbsp;&nbsp;phare &copie;.", "1:21: code « &copie; » resté visible ; écrire le caractère lui-même"),
    ("[Appeler](tel:abc)", "1:1: numéro de téléphone « abc » illisible ; écrire « tel:+33198765432 »"),
]  # fmt: skip
RIGHT = [
    "Merci à [Ana] et à [Ana].\n\n[Ana]: https://ailleurs.example/\n\n[Ana]: https://ailleurs.example/",
    "Le **« phare »** est là, *« vu »* du quai à 9h30.",
    "Bravo :+1: et :100: à tous.",
    "Le partage `\\\\serveur\\commun` est là.",
    "Voir [la lentille][p] et [p].\n\n[p]: documentation/lentille.md",
    '<a href="documentation/lentille.md">La lentille</a>',
    "H~2~O, le 1^er^ mars, 10^3^.",
    "1. un\n1. deux\n1. trois",
    "0. zéro\n1. un",
    "| a | b |\n|---|---|\n| 1 |\n| 3 | 4 |",
    "a | b\n---|---\n1 | 2",
    "De 10 $ à 20 $ par mois.",
    "[Le site](https://ailleurs.example/?page=2)",
    "Nous l'avons dit : tout va bien.\nEt nous le redisons.",
    "D. Dupont viendra.\nE. Martin aussi.",
    "§ 3 du règlement.",
    "Titre souligné\n---\n\nTexte.",
    "L’heure : 10:30:00, le rapport 3:2.",
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("communaute"))


@pytest.mark.parametrize(("body", "sentence"), TOLD)
def test_what_comes_from_elsewhere_is_told_once_with_its_remedy(project, body, sentence):
    assert told_of(project, body) == [sentence]
    assert " ; " in sentence


@pytest.mark.parametrize("body", RIGHT)
def test_what_is_right_is_not_told(project, body):
    assert told_of(project, body) == []
