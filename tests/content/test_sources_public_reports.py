"""What people reported to other builders about their own slips: each text, and the sentence that an author reads."""

import shutil

import pytest
from house import GOLDEN
from planted import ARTICLE, TODAY, copied, told_of

from chorale.content.project import inspect

GUILLEMETS = "mettre tout le texte entre guillemets"
CLOSED = (
    "en-tête mal fermé par « --- » ; écrire « --- » seul sur sa ligne, sans espace ni autre signe"
)

# where it was reported, what stands in the golden article, what was typed instead, what is told
HEADERS = [
    ("quarto-dev/quarto-cli#2808", '"La lampe est réparée"', "!post/index.qmd", f"3:8: « !post/index.qmd » en tête d'une valeur : YAML le prend pour une étiquette, et le perdrait ; {GUILLEMETS}"),
    ("platers/obsidian-linter#614", '"La lampe est réparée"', "!Note", f"3:8: « !Note » en tête d'une valeur : YAML le prend pour une étiquette, et le perdrait ; {GUILLEMETS}"),
    ("jgm/pandoc#3344", '"La lampe est réparée"', "**Not** A Title", f"3:9: YAML mal formé : « * » ou « & » au début d'une valeur a un sens ; {GUILLEMETS}"),
    ("jgm/pandoc#3344 (comment)", '"La lampe est réparée"', '"**Not**" A Title', "3:16: YAML mal formé : le texte s'arrête à ce « \" » ; écrire « … » au lieu de « \" »"),
    ("dauxio/daux.io#19", '"La lampe est réparée"', "Foo: Bar Test", "3:11: YAML mal formé : un « : » de trop sur la ligne ; mettre le texte entre guillemets"),
    ("elastic/beats#7870", '"La lampe est réparée"', '"Le journal de C:\\temp"', "3:23: « \\ » dans un texte entre guillemets doubles, qui s'y perdrait ; l'écrire « \\\\ »"),
    ("nodeca/js-yaml#374", '"La lampe est réparée"', '"\\database\\collection"', "3:9: YAML mal formé : « \\ » dans un texte entre guillemets doubles ; l'écrire « \\\\ »"),
    ("DavidAnson/markdownlint#208", "---\n#", "--- \n#", "1:1: en-tête mal ouvert ; mettre « --- » sur la première ligne du fichier, sans espace ni autre signe"),
    ("pngwn/MDsveX#425", 'quai"}\n---', 'quai"}\n--- ', f"8:1: {CLOSED}"),
    ("Particular/docs.particular.net#6480", 'quai"}\n---', 'quai"}\n ---', f"8:1: {CLOSED}"),
]  # fmt: skip

BODIES = [
    ("github/markup#428", "Le fichier __init__.py.", ["1:12: attention : « __init__ » se lirait « init », en gras ; l'écrire entre accents graves : « `__init__` »"]),
    ("github/markup#1026", "Voir [detailed documentation]\n(documentation/lentille.md).", ["1:6: lien coupé « [detailed documentation] (documentation/lentille.md » ; coller « [texte] » et « (adresse) »"]),
    ("madskristensen/MarkdownEditor#141", "[msdn](https://docs.example.com/installing\n/configuring-web-deploy)", ["1:1: adresse coupée par un retour à la ligne « [msdn](https://docs.example.com/installing » ; l'écrire sur une seule ligne"]),
    ("creativecommons/creativecommons.org#617", "The <a href=“https://balises.example/a” target=“_blank”>Physics textbook</a>.", []),
    ("davidfstr/rdiscount#77", "[Ita](https://balises.example/ita “Ita”)", []),
    ("Python-Markdown/markdown#910", "He dialed *69 and then *23, and then hung up.", ["1:11: attention : étoile restée visible « *69 and then » ; fermer l'italique, « *mots* », ou écrire « \\* »"]),
    ("writemonkey/wm3#151", "| Header | Header |\n| — | — |\n| a | b |", ["1:1: tableau qui n'en est pas un « | Header | Header | » ; écrire sous l'en-tête une ligne « |---|---| », autant de fois que de colonnes"]),
    ("haiwen/seahub#4396", "| ---: | :--- |\n| Here | There |", ["1:1: tableau qui n'en est pas un « | ---: | :--- | » ; écrire sous l'en-tête une ligne « |---|---| », autant de fois que de colonnes"]),
    ("anomalyco/opencode#38490", "Voir **« le phare »**content.", ["1:6: attention : gras collé aux mots voisins « **« le phare »**c » ; mettre une espace avant et après"]),
    ("dart-archive/markdown#368", "| header | header 2 |\n| --- | ---: | \n| row | val |", []),
    ("michelf/php-markdown#89", "un_be__lie_vable", []),
    ("adam-p/markdown-here#248", "[Telex](https://balises.example/Telex_(input)#Rules)", []),
]  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("communaute"))


@pytest.mark.parametrize(("report", "old", "new", "sentence"), HEADERS)
def test_a_reported_slip_in_a_header_is_told(project, report, old, new, sentence):
    file = project / ARTICLE
    shutil.copy(GOLDEN / ARTICLE, file)
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found = [one for one in inspect(project, TODAY)[1] if one.source.path == ARTICLE]
    shutil.copy(GOLDEN / ARTICLE, file)

    assert [f"{one.source.line}:{one.source.column}: {one.sentence}" for one in found] == [sentence]


@pytest.mark.parametrize(("report", "body", "sentences"), BODIES)
def test_a_reported_slip_in_a_text_is_told_or_read_as_it_was_meant(
    project, report, body, sentences
):
    assert told_of(project, body) == sentences
