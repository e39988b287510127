"""What an author may plant in an article: told once, at its line, with its remedy; and what is right stays silent."""

from datetime import date

import pytest
from house import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import copied, told_of

from chorale.content.checks import nothing_lost
from chorale.content.checks.nothing_lost import EVERYWHERE
from chorale.content.project import inspect
from chorale.memoization import LATEST
from chorale.text import commonmark, facts, plain_text, sanitise
from chorale.text.html_tree import parse
from chorale.text.markdown import markdown
from chorale.text.mending import mended

# what an author writes under the header, and what is told: line and column of the text, sentence
TOLD = [
    ("Le **phare est allumé.", "1:4: gras resté visible « **phare est allumé. » ; coller les signes aux mots et les fermer : « **mots** »"),
    ("Le ** phare ** est allumé.", "1:4: gras resté visible « ** phare » ; coller les signes aux mots et les fermer : « **mots** »"),
    ("Le __phare est allumé.", "1:4: gras resté visible « __phare est allumé. » ; coller les signes aux mots et les fermer : « **mots** »"),
    ("Voir *le phare.", "1:6: attention : étoile restée visible « *le phare. » ; fermer l'italique, « *mots* », ou écrire « \\* »"),
    ("Un `code ouvert.", "1:4: code jamais fermé « `code ouvert. » ; fermer par « ` »"),
    ("Un ~~texte barré.", "1:4: texte barré resté visible « ~~texte barré. » ; le retirer, ou fermer par « ~~ »"),
    ("Un ==surligné oublié.", "1:4: surlignage resté visible « ==surligné oublié. » ; fermer par « == » collé au mot"),
    ("Voir [le guide](documentation/lentille.md", "1:6: lien mal écrit « [le guide](documentation/lentille.md » ; écrire « [texte](adresse) », sans espace dans l'adresse"),
    ("Voir [le guide] (documentation/lentille.md).", "1:6: lien coupé « [le guide] (documentation/lentille.md » ; coller « [texte] » et « (adresse) »"),
    ("Voir [le guide] (https://phare.example/).", "1:6: lien coupé « [le guide] (https » ; coller « [texte] » et « (adresse) »"),
    ("Voir (le guide)[https://phare.example/].", "1:6: lien à l'envers « (le guide)[https: » ; écrire « [texte](adresse) »"),
    ("Voir (le guide)[documentation/lentille.md].", "1:6: lien à l'envers « (le guide)[documentation/lentille.md » ; écrire « [texte](adresse) »"),
    ("Voir [[La lentille]].", "1:6: lien de wiki « [[La lentille]] », que rien ne lirait ; écrire « [texte](chemin/de-la-page.md) »"),
    ("Voir [la lentille][lentille].", "1:6: renvoi « [la lentille][lentille] » sans adresse ; écrire « [texte](adresse) »"),
    ("Une note[^1].", "1:9: note « [^1] » qui n'est pas écrite ; ajouter une ligne « [^1]: le texte de la note »"),
    ("Une note.\n\n[^1]: Jamais appelée.", "3:1: note « [^1] » que rien n'appelle ; écrire « [^1] » dans le texte, ou retirer la note"),
    ("![La lampe](lampe.png", "1:1: lien mal écrit « ![La lampe](lampe.png » ; écrire « [texte](adresse) », sans espace dans l'adresse"),
    ("![La lampe] (lampe.png)", "1:1: lien coupé « ![La lampe] (lampe.png » ; coller « [texte] » et « (adresse) »"),
    ("![](lampe.png)", "1:1: image « lampe.png » sans texte ; dire entre crochets ce qu'elle montre"),
    ("![lampe.png](lampe.png)", "1:1: image décrite par « lampe.png » ; dire entre crochets ce qu'elle montre"),
    ("![IMG_2034](lampe.png)", "1:1: image décrite par « IMG_2034 » ; dire entre crochets ce qu'elle montre"),
    ("![La lampe](absente.png)", "1:1: image absente « absente.png » ; vouliez-vous dire « lampe.png » ?"),
    ("![La lampe](https://ailleurs.example/lampe.png)", "1:1: image d'un autre site « https://ailleurs.example/lampe.png » ; la copier dans le projet"),
    ("![La lampe](C:\\Users\\moi\\lampe.png)", "1:1: image absente « C:\\Users\\moi\\lampe.png » ; attendu : lampe.png"),
    ("![La lampe](images\\lampe.png)", "1:1: image absente « images\\lampe.png » ; vouliez-vous dire « lampe.png » ?"),
    ('!!! note "Attention"\nTexte non décalé.', '1:1: « !!! note "Attention" » sans rien dedans ; décaler son texte de quatre espaces'),
    ("!!! attention\n    Sol glissant.", "1:1: encadré inconnu « attention » ; vouliez-vous dire « warning » ?"),
    ('!!! avertissement "Attention"\n    Sol glissant.', "1:1: encadré inconnu « avertissement » ; vouliez-vous dire « warning » ?"),
    ("!!! nota\n    Sol glissant.", "1:1: encadré inconnu « nota » ; vouliez-vous dire « note » ?"),
    ("??? remarque\n    Texte.", "1:1: encadré inconnu « remarque » ; vouliez-vous dire « note » ?"),
    ("!!! note", "1:1: « !!! note » sans rien dedans ; décaler son texte de quatre espaces"),
    ('??? tip "Astuce"\n\nTexte non décalé.', '1:1: « ??? tip "Astuce" » sans rien dedans ; décaler son texte de quatre espaces'),
    ("> [!NOTE]\n> Texte.", "1:3: encadré « [!NOTE] » d'un autre outil ; écrire « !!! note », puis décaler le texte de quatre espaces"),
    (":::note\nTexte.\n:::", "1:1: bloc « ::: » « :::note », que rien ne lirait ; pour un encadré, écrire « !!! note » et décaler le texte de quatre espaces"),
    ("::: warning\nTexte.\n:::", "1:1: bloc « ::: » « ::: warning », que rien ne lirait ; pour un encadré, écrire « !!! note » et décaler le texte de quatre espaces"),
    ("/// danger\nTexte.\n///", "1:1: bloc « /// danger » que ce site ne lit pas ; écrire un encadré « !!! note »"),
    ("| Feu | Portée |\n| Lampe | 12 |\n| Secours | 8 |", "1:1: tableau qui n'en est pas un « | Feu | Portée | » ; écrire sous l'en-tête une ligne « |---|---| », autant de fois que de colonnes"),
    ("| Feu | Portée |\n|---|\n| Lampe | 12 |", "1:1: tableau qui n'en est pas un « | Feu | Portée | » ; écrire sous l'en-tête une ligne « |---|---| », autant de fois que de colonnes"),
    ("| Feu | Portée |\n|---|---|\n| Lampe | 12 | 3 |", "3:1: 3 cellules dans une ligne, pour 2 colonnes ; retirer la cellule de trop, ajouter une colonne à l'en-tête, ou écrire « \\| » pour une barre"),
    ("| Feu | Portée |\n|---|---|\n| `a|b` | 3 |", "3:1: 3 cellules dans une ligne, pour 2 colonnes ; retirer la cellule de trop, ajouter une colonne à l'en-tête, ou écrire « \\| » pour une barre"),
    ("Feu\tPortée\nLampe\t12\nSecours\t8", "1:1: tableau collé avec des tabulations « Feu Portée » ; séparer les cellules par « | » et écrire « |---|---| » sous l'en-tête"),
    ("Feu | Portée\nLampe | 12", "1:1: tableau qui n'en est pas un « Feu | Portée » ; écrire sous l'en-tête une ligne « |---|---| », autant de fois que de colonnes"),
    ("Lampe | 12 | 3", "1:1: attention : tableau qui n'en est pas un « Lampe | 12 | 3 » ; écrire sous l'en-tête une ligne « |---|---| », ou « \\| » pour garder ces barres"),
    ("Feu | Portée | Rang\nLampe | 12 | 3", "1:1: tableau qui n'en est pas un « Feu | Portée | Rang » ; écrire sous l'en-tête une ligne « |---|---| », autant de fois que de colonnes"),
    ("# Un\n\n# Deux", "3:1: second titre de premier niveau « Deux » ; écrire « ## »"),
    ("## Un\n\n#### Deux", "3:1: niveau de titre sauté avant « Deux » ; écrire « ### »"),
    ("## Un\n\n##\n\nTexte.", "3:1: titre vide ; écrire le titre, ou retirer les « # »"),
    ("#Titre collé", "1:1: attention : titre ou mot-dièse « #Titre collé » ; mettre une espace après « # » pour un titre, sinon écrire « \\# »"),
    ("Une longue phrase qui commence un paragraphe et que son auteur a soulignée sans le vouloir du tout\n---\n\nSuite.", "1:1: paragraphe lu comme un titre « Une longue phrase qui commence un paragr… » ; laisser une ligne vide avant « --- »"),
    ("    Ceci est une phrase décalée de quatre espaces.", "1:5: attention : texte décalé, lu comme du code « Ceci est une phrase décalée de quatre es » ; retirer les espaces au début de la ligne"),
    ("```\ndu code", "1:1: bloc de code jamais fermé ; ajouter « ``` » après le code"),
    ("```python\nprint(1)\n\nSuite du texte.", "1:1: bloc de code jamais fermé ; ajouter « ``` » après le code"),
    ("``` texte", "1:1: bloc de code jamais fermé ; ajouter « ``` » après le code"),
    ("~~~\ncode", "1:1: bloc de code jamais fermé ; ajouter « ~~~ » après le code"),
    ("Avant <!-- à relire --> après.", "1:7: attention : commentaire « <!-- à relire --> » ; le retirer : il ne se voit pas, mais il serait publié avec la page"),
    ("<!--[if gte mso 9]><xml></xml><![endif]-->\n\nTexte.", "1:1: reste de Word ou d'Outlook « <!--[if… » ; coller le texte sans mise en forme"),
    ('<p class="MsoNormal">Texte.</p>', "1:4: reste de Word ou d'Outlook « class=\"Mso » ; coller le texte sans mise en forme"),
    ("Un <ins>ajout</ins> suivi.", "1:4: modification suivie « <ins> » ; garder le texte retenu et retirer la marque"),
    ("Un <del>retrait</del> suivi.", "1:4: modification suivie « <del> » ; garder le texte retenu et retirer la marque"),
    ("Texte<o:p></o:p> collé.", "1:6: reste de Word ou d'Outlook « <o:p> » ; coller le texte sans mise en forme"),
    ('<span style="mso-fareast-language:FR">Texte</span>', "1:1: reste de Word ou d'Outlook « <span style=\"mso-fareast-language:FR\"> » ; coller le texte sans mise en forme"),
    ("{++ajout++}", "1:1: marque de relecture « {++ajout++} » ; garder le texte retenu et retirer la marque"),
    ("{--retrait--}", "1:1: marque de relecture « {--retrait--} » ; garder le texte retenu et retirer la marque"),
    ("{~~ancien~>nouveau~~}", "1:1: marque de relecture « {~~ancien~>nouveau~~} » ; garder le texte retenu et retirer la marque"),
    ("{>>à vérifier<<}", "1:1: marque de relecture « {>>à vérifier<<} » ; garder le texte retenu et retirer la marque"),
    ('<iframe src="https://video.example/1"></iframe>', "1:1: balise <iframe> qui ne paraîtrait pas ; mettre un lien vers la page ou le document"),
    ('<video src="film.mp4"></video>', "1:1: balise <video> qui ne paraîtrait pas ; mettre un lien vers l'enregistrement, et dire ce qu'il contient"),
    ("<script>alert(1)</script>", "1:1: balise <script> qui ne paraîtrait pas ; la retirer : un texte ne porte pas de programme, mkdocs.yml nomme ceux du site (« extra_javascript »)"),
    ('<form><input name="a"></form>', "1:1: balise <form> qui ne paraîtrait pas ; poser ces questions dans un formulaire de « content/forms », et mettre un lien vers sa page"),
    ('<object data="a.pdf"></object>', "1:1: balise <object> qui ne paraîtrait pas ; mettre un lien vers la page ou le document"),
    ('<embed src="a.swf">', "1:1: balise <embed> qui ne paraîtrait pas ; mettre un lien vers la page ou le document"),
    ("[Le site](htps://phare.example/)", "1:1: adresse mal écrite « htps://phare.example/ » ; écrire « https://phare.example/ »"),
    ("[Le site](htttps://phare.example/)", "1:1: adresse mal écrite « htttps://phare.example/ » ; écrire « https://phare.example/ »"),
    ("[Le site](http:/phare.example/)", "1:1: adresse mal écrite « http:/phare.example/ » ; écrire « https://phare.example/ »"),
    ("[Le site](http:phare.example)", "1:1: adresse mal écrite « http:phare.example » ; écrire « https://phare.example »"),
    ("[Le site](https//phare.example/)", "1:1: adresse mal écrite « https//phare.example/ » ; écrire « https://phare.example/ »"),
    ("[Le site](https:/phare.example/)", "1:1: adresse mal écrite « https:/phare.example/ » ; écrire « https://phare.example/ »"),
    ("[Le site](https;//phare.example/)", "1:1: adresse mal écrite « https;//phare.example/ » ; écrire « https://phare.example/ »"),
    ("[Le site](https://https://phare.example/)", "1:1: adresse mal écrite « https://https://phare.example/ » ; écrire « https://phare.example/ »"),
    ("[Le site](//phare.example/)", "1:1: adresse sans début « //phare.example/ » ; écrire « https://phare.example/ »"),
    ("[Le site](phare.example/page)", "1:1: adresse sans « https:// » : « phare.example/page » ; écrire « https://phare.example/page »"),
    ("[Écrire](maito:gardien@phare.example)", "1:1: adresse mal écrite « maito:gardien@phare.example » ; écrire « mailto:gardien@phare.example »"),
    ("[Écrire](mailto:gardien)", "1:1: adresse électronique « gardien » illisible ; écrire « mailto:nom@domaine.fr »"),
    ("[Écrire](mailto:)", "1:1: adresse électronique «  » illisible ; écrire « mailto:nom@domaine.fr »"),
    ("[Le site](http://phare.example/)", "1:1: attention : lien non chiffré « http://phare.example/ » ; écrire « https:// » si le site le permet"),
    ("[Le site](htpp://phare.example/)", "1:1: adresse mal écrite « htpp://phare.example/ » ; écrire « http://phare.example/ »"),
    ("[Le site](ttps://phare.example/)", "1:1: adresse mal écrite « ttps://phare.example/ » ; écrire « https://phare.example/ »"),
    ("[Le site](https://intranet/page)", "1:1: adresse d'un réseau interne « intranet » ; donner une adresse que tout le monde peut ouvrir"),
    ("[Le site](https://srv01.intra/page)", "1:1: adresse d'un réseau interne « srv01.intra » ; donner une adresse que tout le monde peut ouvrir"),
    ("[Le site](http://localhost:8000/)", "1:1: adresse d'un réseau interne « localhost » ; donner une adresse que tout le monde peut ouvrir"),
    ("[Le site](https://192.168.1.12/page)", "1:1: adresse d'un réseau interne « 192.168.1.12 » ; donner une adresse que tout le monde peut ouvrir"),
    ("[Le site](https://portail.local/)", "1:1: adresse d'un réseau interne « portail.local » ; donner une adresse que tout le monde peut ouvrir"),
    ("[Le fichier](file:///C:/Documents/plan.pdf)", "1:1: adresse d'un ordinateur « file:///C:/Documents/plan.pdf » ; déposer le fichier dans le projet, ou donner une adresse « https://… »"),
    ("[Le fichier](C:\\Documents\\plan.pdf)", "1:1: adresse d'un ordinateur « C:\\Documents\\plan.pdf » ; déposer le fichier dans le projet, ou donner une adresse « https://… »"),
    ("[Le fichier](\\\\serveur\\partage\\plan.pdf)", "1:1: adresse d'un ordinateur « \\\\serveur\\partage\\plan.pdf » ; déposer le fichier dans le projet, ou donner une adresse « https://… »"),
    ("[Le site](https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fphare.example%2F&data=05%7Cgardien%40phare.example)", "1:1: lien de surveillance d'une messagerie « eur01.safelinks.protection.outlook.com », qui peut porter une adresse de personne ; écrire « https://phare.example/ »"),
    ("[Le site](https://urldefense.com/v3/__https://phare.example/__)", "1:1: lien de surveillance d'une messagerie « urldefense.com », qui peut porter une adresse de personne ; écrire l'adresse de la page elle-même"),
    ("[Le site](https://www.google.com/url?q=https://phare.example/)", "1:1: lien de surveillance d'une messagerie « www.google.com », qui peut porter une adresse de personne ; écrire « https://phare.example/ »"),
    ("[Le script](javascript:alert(1))", "1:1: adresse interdite « javascript:alert(1) » ; une adresse « https://… » est attendue"),
    ("[L'image](data:image/png;base64,AAAA)", "1:1: adresse interdite « data:image/png;base64,AAAA » ; une adresse « https://… » est attendue"),
    ("[La page](documentation/absente.md)", "1:1: page inconnue « documentation/absente.md » ; vouliez-vous dire « documentation/lentille.md » ?"),
    ("[La page](documentation/lentilles.md)", "1:1: page inconnue « documentation/lentilles.md » ; vouliez-vous dire « documentation/lentille.md » ?"),
    ("[La page](/documentation/lentille.md)", "1:1: adresse absolue « /documentation/lentille.md » ; écrire « documentation/lentille.md.md »"),
    ("[La page](documentation/lentille/)", "1:1: adresse de page « documentation/lentille/ » ; écrire « documentation/lentille.md »"),
    ("[La page](documentation/lentille)", "1:1: adresse de page « documentation/lentille » ; écrire « documentation/lentille.md »"),
    ("[La page](documentation/lentille.md#absente)", "1:1: section inconnue « documentation/lentille.md#absente » ; attendu : #la-lentille, #lentretien"),
    ("[La page](#ailleurs)", "1:1: lien « #ailleurs » : un message n'a pas de sections ; écrire le chemin d'une page du site"),
    ("[Le plan](plan.pdf)", "1:1: fichier absent « plan.pdf » ; le déposer dans site/documents/, et écrire « documents/plan.pdf »"),
    ("Un *mot** et", "1:4: attention : « *mot** » : une étoile ouvre, deux ferment ; écrire « *mots* » pour de l'italique, « **mots** » pour du gras"),
    ("Bonjour\n\n**Gras* mot", "3:2: attention : étoile restée visible « *Gras mot » ; fermer l'italique, « *mots* », ou écrire « \\* »"),
    ("Bonjour\n\nÉcrire &amp;nbsp; ici", "3:12: code « &nbsp; » resté visible ; écrire le caractère lui-même"),
    ("| a |\n|---|\n| x | y |", "3:1: 2 cellules dans une ligne, pour 1 colonne ; retirer la cellule de trop, ajouter une colonne à l'en-tête, ou écrire « \\| » pour une barre"),
    ("[Le plan](documents/plan à jour.pdf)", "1:1: adresse que les messages ne portent pas « documents/plan à jour.pdf » ; nommer fichiers et pages sans accent, sans espace et sans « ? »"),
    ("[](https://phare.example/)", "1:1: lien sans texte ; écrire entre crochets où mène le lien"),
    ("[Le site]()", "1:1: lien « Le site » sans adresse ; écrire l'adresse entre parenthèses"),
    ("[ici](https://phare.example/)", "1:1: lien « ici » : ne dit pas où il mène ; nommer la page ou l'action"),
    ("[cliquez ici](https://phare.example/)", "1:1: lien « cliquez ici » : ne dit pas où il mène ; nommer la page ou l'action"),
    ("[En savoir plus](https://phare.example/)", "1:1: lien « En savoir plus » : ne dit pas où il mène ; nommer la page ou l'action"),
    ("Pour répondre, cliquez ici.", "1:16: « cliquez ici » sans lien ; écrire « [ce que l'on trouve](adresse) »"),
    ("Inscrivez-vous en cliquant sur ce lien.", "1:19: « cliquant sur ce lien » sans lien ; écrire « [ce que l'on trouve](adresse) »"),
    ("Cliquer ici pour voir.", "1:1: « Cliquer ici » sans lien ; écrire « [ce que l'on trouve](adresse) »"),
    ("{{ site.titre }}", "1:1: macro « {{ site.titre }} », que rien ne lirait ; écrire ce qu'elle donnerait : rien n'est calculé dans un texte"),
    ("{% include 'a.md' %}", "1:1: macro « {% include 'a.md' %} », que rien ne lirait ; écrire ce qu'elle donnerait : rien n'est calculé dans un texte"),
    ("$$E = mc^2$$", "1:1: formule mathématique « $$E = mc^2$$ », que rien ne lirait ; l'écrire en mots, ou en faire une image"),
    (":material-phare-inconnu:", "1:1: icône inconnue « :material-phare-inconnu: » ; vouliez-vous dire « :material-phone-incoming: » ?"),
    ("Texte {.grand} ici", "1:7: attribut « {.grand} » qui ne s'attache à rien ; le coller à la fin du titre, du lien ou de l'image"),
    ("✅ un\n✅ deux\n✅ trois", "1:1: lignes qui se suivront sans retour « ✅ un » ; commencer chaque ligne par « - » pour une liste"),
    ("➡ un\n➡ deux", "1:1: lignes qui se suivront sans retour « ➡ un » ; commencer chaque ligne par « - » pour une liste"),
    ("— un\n— deux", "1:1: lignes qui se suivront sans retour « — un » ; commencer chaque ligne par « - » pour une liste"),
    ("*un\n*deux", "1:1: attention : étoile restée visible « *un » ; fermer l'italique, « *mots* », ou écrire « \\* »"),
    ("-un seul", "1:1: attention : tiret collé au mot « -un seul » ; mettre une espace après le tiret pour une liste"),
    ("+ajout", "1:1: attention : tiret collé au mot « +ajout » ; mettre une espace après le tiret pour une liste"),
    ("AIFE\n10 rue du Port\n93100 Montreuil", "1:1: attention : 3 lignes courtes, qui se suivront sans retour à la ligne ; finir chacune par « \\ », ou en faire une liste"),
    ("Une infor-\nmation coupée.", "1:5: attention : mot coupé en fin de ligne « infor- mation » ; le recoller, ou garder son trait d'union sur une seule ligne"),
    ("Texte XXX.", "1:7: attention : « XXX » : texte à finir ; l'écrire, ou le retirer"),
    ("TODO : finir.", "1:1: attention : « TODO » : texte à finir ; l'écrire, ou le retirer"),
    ("Lorem ipsum dolor.", "1:1: attention : « Lorem ipsum » : texte à finir ; l'écrire, ou le retirer"),
    ("Le phare &amp;nbsp; éteint.", "1:14: code « &nbsp; » resté visible ; écrire le caractère lui-même"),
    ("Le &lt;b&gt;phare&lt;/b&gt; éteint.", "1:1: balise « </b> » restée visible ; la retirer, ou l'écrire entre accents graves pour la montrer : « `<b>` »"),
    ("Il dit <<bonjour>>.", "1:9: « <bonjour> » serait pris pour une balise et disparaîtrait ; écrire « &lt; » au lieu de « < », ou des guillemets français"),
    ("<titre>Le phare", "1:1: « <titre> » serait pris pour une balise et disparaîtrait ; écrire « &lt; » au lieu de « < », ou des guillemets français"),
    ("1)Ouvrir la porte.", "1:1: attention : numéro collé au mot « 1)Ouvrir la porte. » ; écrire « 1. » suivi d'une espace"),
    ("Première étape.", "1:1: attention : phrase du modèle laissée telle quelle « Première étape. » ; écrire la vôtre, ou la retirer"),
    ("Le texte de l'article, en Markdown. Laisser une ligne vide avant une liste :\n", "1:1: attention : phrase du modèle laissée telle quelle « Le texte de l'article, en Markdown. Laisser une ligne vide avant une liste : » ; écrire la vôtre, ou la retirer"),
    ("Le lundi 24 février 2026.", "1:4: « lundi 24 février 2026 » : le 24 février 2026 est un mardi ; écrire « mardi »"),
    ("Le 28 février 2026, un mardi 31 février 2026.", "1:24: date impossible « mardi 31 février 2026 » ; vérifier le calendrier"),
    ("![[image.png]]", "1:1: image mal écrite « ![ » ; écrire « ![ce qu'elle montre](fichier.png) »"),
    ("[Le guide][]\n", "1:1: renvoi « [Le guide][] » sans adresse ; écrire « [texte](adresse) »"),
    ("[^note]: texte", "1:1: note « [^note] » que rien n'appelle ; écrire « [^note] » dans le texte, ou retirer la note"),
    ("Texte {: .classe }", "1:7: attribut « {: .classe } » qui ne s'attache à rien ; le coller à la fin du titre, du lien ou de l'image"),
    ("Saisir <titre> dans le champ.", "1:8: « <titre> » serait pris pour une balise et disparaîtrait ; écrire « &lt; » au lieu de « < », ou des guillemets français"),
    ("Le <nom du fichier> à donner.", "1:4: « <nom du fichier> » serait pris pour une balise et disparaîtrait ; écrire « &lt; » au lieu de « < », ou des guillemets français"),
    ("La touche <Entrée>.", "1:11: « <Entrée> » serait pris pour une balise et disparaîtrait ; écrire « &lt; » au lieu de « < », ou des guillemets français"),
    ("Le <b>phare</b> <inconnu>.", "1:17: « <inconnu> » serait pris pour une balise et disparaîtrait ; écrire « &lt; » au lieu de « < », ou des guillemets français"),
    ("Voir documentation/lentille.md#x [la page](documentation/lentille.md#lentretient)", "1:34: section inconnue « documentation/lentille.md#lentretient » ; vouliez-vous dire « #lentretien » ?"),
    ("[La page](documentation/été.md)", "1:1: adresse que les messages ne portent pas « documentation/été.md » ; nommer fichiers et pages sans accent, sans espace et sans « ? »"),
    ("[Le plan](plan?v=2)", "1:1: adresse que les messages ne portent pas « plan?v=2 » ; nommer fichiers et pages sans accent, sans espace et sans « ? »"),
    ("[Le calendrier](rendez-vous.ics)", "1:1: fichier absent « rendez-vous.ics » ; le déposer dans site/documents/, et écrire « documents/rendez-vous.ics »"),
    ("[La page](agenda.md)", "1:1: page inconnue « agenda.md » ; vouliez-vous dire « agenda/index.md » ?"),
    ("| a | b |\n|---|---|\n| x | y | z | t |", "3:1: 4 cellules dans une ligne, pour 2 colonnes ; retirer la cellule de trop, ajouter une colonne à l'en-tête, ou écrire « \\| » pour une barre"),
    ("Nom | Prénom\nPhare | Est", "1:1: tableau qui n'en est pas un « Nom | Prénom » ; écrire sous l'en-tête une ligne « |---|---| », autant de fois que de colonnes"),
    ("## Un\n\n##### Trop loin", "3:1: niveau de titre sauté avant « Trop loin » ; écrire « ### »"),
    ("[Télécharger](https://phare.example/a.pdf)", "1:1: lien « Télécharger » : ne dit pas où il mène ; nommer la page ou l'action"),
    ("[Lire la suite](https://phare.example/)", "1:1: lien « Lire la suite » : ne dit pas où il mène ; nommer la page ou l'action"),
    ("[Page](https://phare.example/)", "1:1: lien « Page » : ne dit pas où il mène ; nommer la page ou l'action"),
    ("![Capture 2024](lampe.png)", "1:1: image décrite par « Capture 2024 » ; dire entre crochets ce qu'elle montre"),
    ("![photo](lampe.png)", "1:1: image décrite par « photo » ; dire entre crochets ce qu'elle montre"),
    ("Inscription : cliquez sur le lien.", "1:15: « cliquez sur le lien » sans lien ; écrire « [ce que l'on trouve](adresse) »"),
    ("![La lampe]()", "1:1: image sans fichier ; écrire le nom du fichier"),
    ("[Le site](phare.fr)", "1:1: adresse sans « https:// » : « phare.fr » ; écrire « https://phare.fr »"),
    ("[Le site](www,phare.fr)", "1:1: adresse que les messages ne portent pas « www,phare.fr » ; nommer fichiers et pages sans accent, sans espace et sans « ? »"),
    ("[Le site](http//phare.example)", "1:1: adresse mal écrite « http//phare.example » ; écrire « http://phare.example »"),
    ("[Écrire](mailto:gardien@)", "1:1: adresse électronique « gardien@ » illisible ; écrire « mailto:nom@domaine.fr »"),
    ("[Le site](ftp://phare.example/)", "1:1: adresse mal écrite « ftp://phare.example/ » ; écrire « https://phare.example/ »"),
    ("[Appeler](telephone:0298000000)", "1:1: adresse mal écrite « telephone:0298000000 » ; écrire « https://… », « mailto:… » ou « tel:… »"),
    ("[Le site](https://phare.example/une page)", "1:1: mots qui ne paraîtraient pas : « https, phare, example, une » ; écrire ce passage autrement, et relire l'aperçu"),
    ("[Le site](https://serveur)", "1:1: adresse d'un réseau interne « serveur » ; donner une adresse que tout le monde peut ouvrir"),
    ("[Le site](http://10.0.0.5/)", "1:1: adresse d'un réseau interne « 10.0.0.5 » ; donner une adresse que tout le monde peut ouvrir"),
    ("[Le site](https://docs.internal/a)", "1:1: adresse d'un réseau interne « docs.internal » ; donner une adresse que tout le monde peut ouvrir"),
    ("**Important\n\nSuite**", "1:1: gras resté visible « ** » ; coller les signes aux mots et les fermer : « **mots** »"),
    ("Le prix*est fixé.\n\n*hors taxes", "3:1: attention : étoile restée visible « *hors taxes » ; fermer l'italique, « *mots* », ou écrire « \\* »"),
    ("_Important", "1:1: attention : italique jamais fermé « _Important » ; fermer par « _ », ou écrire « \\_ »"),
    ("Voir [le guide](documentation/lentille.md", "1:6: lien mal écrit « [le guide](documentation/lentille.md » ; écrire « [texte](adresse) », sans espace dans l'adresse"),
    ("[le guide(documentation/lentille.md)", "1:1: lien jamais fermé « [le guide(documentation/lentille.md) » ; écrire « [texte](adresse) »"),
    ("](https://phare.example/)", "1:1: lien jamais ouvert « ](https: » ; écrire « [texte](adresse) »"),
    ("AIFE\n10 rue Auguste Blanqui\n93186 Montreuil\nFrance", "1:1: attention : 4 lignes courtes, qui se suivront sans retour à la ligne ; finir chacune par « \\ », ou en faire une liste"),
    ("- un\n\n        phrase décalée trop loin ici.\n", "3:19: attention : texte décalé, lu comme du code « phrase décalée trop loin ici. » ; retirer les espaces au début de la ligne"),
    ("Texte{#ancre} seul", "1:6: attribut « {#ancre} » qui ne s'attache à rien ; le coller à la fin du titre, du lien ou de l'image"),
    ("Texte { .classe } seul", "1:7: attribut « { .classe } » qui ne s'attache à rien ; le coller à la fin du titre, du lien ou de l'image"),
    ("✔ un\n✔ deux", "1:1: lignes qui se suivront sans retour « ✔ un » ; commencer chaque ligne par « - » pour une liste"),
    ("👉 un\n👉 deux", "1:1: lignes qui se suivront sans retour « 👉 un » ; commencer chaque ligne par « - » pour une liste"),
    ("→ un\n→ deux", "1:1: lignes qui se suivront sans retour « → un » ; commencer chaque ligne par « - » pour une liste"),
    ("<mark>Vu</mark> <st1:place>Brest</st1:place>", "1:17: reste de Word ou d'Outlook « <st1:place> » ; coller le texte sans mise en forme"),
    ('<font color="red">Rouge</font>', "1:1: reste de Word ou d'Outlook « <font color=\"red\"> » ; coller le texte sans mise en forme"),
    ("<!--[if !supportLists]-->1.<!--[endif]-->", "1:1: reste de Word ou d'Outlook « <!--[if… » ; coller le texte sans mise en forme"),
    ("[Se désabonner](*|UNSUB|*)", "1:1: adresse « *|UNSUB|* », que rien ne remplirait ; donner une adresse ; chaque message porte déjà le lien pour se désabonner"),
    ("[Se désabonner](%unsubscribe_url%)", "1:1: adresse « %unsubscribe_url% », que rien ne remplirait ; donner une adresse ; chaque message porte déjà le lien pour se désabonner"),
    ("Avant\n<!-- jamais fermé", "2:1: commentaire jamais fermé « <!-- jamais fermé » ; le retirer, ou finir par « --> »"),
    ('<audio src="a.mp3"></audio>', "1:1: balise <audio> qui ne paraîtrait pas ; mettre un lien vers l'enregistrement, et dire ce qu'il contient"),
    ("Le dimanche 24 février 2026.", "1:4: « dimanche 24 février 2026 » : le 24 février 2026 est un mardi ; écrire « mardi »"),
    ("Le jeudi 5 mars 2026 puis le lundi 5 mars 2026.", "1:30: « lundi 5 mars 2026 » : le 5 mars 2026 est un jeudi ; écrire « jeudi »"),
    ("Rendez-vous le mardi 30 février 2026.", "1:16: date impossible « mardi 30 février 2026 » ; vérifier le calendrier"),
    ("[Le banc](https://phare.example/banc)", "1:1: page absente du site « https://phare.example/banc » ; donner le chemin d'une page du site"),
    ("[La page](https://phare.example/documentation/lentill/)", "1:1: page absente du site « https://phare.example/documentation/lentill/ » ; vouliez-vous dire « documentation/lentille.md » ?"),
]  # fmt: skip
RIGHT = [
    "=== « Onglet »\n    Texte.",
    "Le prix est de 5 * 3 = 15 euros.",
    "Le champ « code_service » et le fichier `__init__.py`.",
    "Une liste :\n\n1. un\n    - dedans\n2. deux",
    "a) un\nb) deux",
    "3. trois\n4. quatre",
    "Appelez le [02 98 00 00 00](tel:+33298000000) ou [écrivez](mailto:gardien@phare.example).",
    "Une note[^1].\n\n[^1]: Le texte de la note.",
    "> Une citation\n> sur deux lignes.",
    "Terme\n\n:   Sa définition.",
    '!!! warning "Attention"\n    Le sol est glissant.',
    "??? example\n    Un cas.",
    "| Feu | Portée |\n|---|---|\n| Lampe | 12 |\n| a \\| b | 3 |",
    "Le *phare*, le **phare**, le `code`.",
    "Une phrase\nsur deux lignes.",
    "L'AIFE publie.\n\n*[AIFE]: Agence pour l'informatique financière de l'État",
    "![La lampe allumée](lampe.png)",
    "Voir [la lentille](documentation/lentille.md#lentretien).",
    "Coût : 3 < 5 et 7 > 2.",
    "Un arobase : @phare, un mot-dièse en fin : le n° 1 #phare",
    "Étape 1 : ouvrir.\n\nÉtape 2 : fermer.",
    "```yaml\n- a: [x](y)\n  **b**: |c|\n```",
    "Le guide : https://phare.example/documents/Guide%20partag%C3%A9.pdf",
    "Un *mot*, **deux**, ***trois***, `*a**` et *un **gras** penché*.",
    "Ligne une\\\nligne deux\\\nligne trois",
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("communaute"))


@pytest.mark.parametrize(("body", "sentence"), TOLD)
def test_a_planted_habit_is_told_once_with_its_remedy(project, body, sentence):
    assert told_of(project, body) == [sentence]
    assert " ; " in sentence


@pytest.mark.parametrize("body", RIGHT)
def test_what_is_right_is_not_told(project, body):
    assert told_of(project, body) == []


def test_the_real_content_is_right():
    assert inspect(ROOT, date(2026, 11, 28))[1] == ()


BLOCKS = st.sampled_from(
    [
        "Un paragraphe **gras** et *penché*.", "## Titre", "- un\n- deux", "- un\n  - dedans\n- deux", "1. un\n2. deux",
        "3. trois\n   suite", "1. un\n\n   suite\n2. deux", "> cité\n> encore", "| a | b |\n|---|---|\n| 1 | 2 |",
        "```\ncode\n```", "![Une vue](vue.png)", "[Le site](https://phare.example/)", "Voir https://phare.example/ici.",
        "!!! note\n    - un\n      - deux", "• un\n• deux", "a) un\nb) deux", "Terme\n\n:   Définition", "Note[^1].\n\n[^1]: Bas.\n\nSuite.",
        "1. un\n   ```\n   code\n   ```\n2. deux", "- un\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |", "---", "10. dix\n    - dedans",
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=6, unique=True), st.booleans())
def test_nothing_of_the_tree_is_lost_in_the_site_the_letter_and_its_text(blocks, apart):
    body = mended(("\n\n" if apart else "\n").join(blocks)).text
    written = tuple(facts.of_tree(commonmark.tree(body)))
    shown = sanitise.article(body, EVERYWHERE, top=3)
    heard = plain_text.flow(shown, plain_text.References()).casefold()
    words = {fact.value for fact in facts.of_element(shown) if fact.kind == "word"}

    assert facts.losses(written, facts.of_element(parse(markdown(body)))) == ()
    assert facts.losses(written, facts.of_element(shown)) == ()
    assert {word for word in words if word not in heard} == set()


def test_a_save_reads_only_what_changed_however_many_bodies_there_are():
    """Read in order, one body more than are kept would have every save read all of them again."""
    kept = {
        one.__name__: one.cache_parameters()["maxsize"] for one in (mended, nothing_lost._found)
    }

    assert kept == {"mended": LATEST, "_found": LATEST}
