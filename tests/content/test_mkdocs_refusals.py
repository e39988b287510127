"""A community's own mkdocs.yml: each key is honoured, or refused by its name with what does what it would."""

import shutil

import pytest
from house import GOLDEN

from chorale.content.mkdocs_refusals import of_project
from chorale.content.site_settings import NavPage, SiteSettings

FULL = """\
site_name: Phare
nav:
  - Accueil: index.md
  - Guides:
      - La lentille: documentation/lentille.md
      - documentation/ecriture.md
extra_css: [images/phare.css]
extra_javascript:
  - path: images/phare.mjs
    type: module
repo_url: https://forge.example/phare/site
edit_uri: edit/main/site/
copyright: "&copy; 2026 Le Phare"
theme:
  name: material
  language: fr
  font: false
  logo: images/lampe.png
  palette: {scheme: slate}
  features: [navigation.tabs, content.code.copy]
markdown_extensions:
  - admonition
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
plugins: [search, chorale]
"""
TOKENS = "templates/site/theme/assets/css/tokens.css"
REFUSED = [
    (
        "INHERIT: ../base.yml",
        "1:1: « INHERIT » n'est pas lu ; recopier dans ce fichier les lignes de celui qu'il nomme, puis retirer celle-ci",
        "warning",
    ),
    (
        "google_analytics: [a, b]",
        "1:1: « google_analytics » n'est pas lu ; retirer cette ligne : rien ici ne la lit",
        "warning",
    ),
    (
        "strict: true\nstrict: false",
        "2:1: clé « strict » écrite deux fois (déjà ligne 1) ; réunir les deux sous la première",
        "error",
    ),
    (
        "site_url: https://phare.example/",
        "1:1: « site_url » n'est pas lu ; l'adresse se règle dans content/community.yml (« url »)",
        "warning",
    ),
    (
        "extra_cs: [a.css]",
        "1:1: « extra_cs » n'est pas lu ; vouliez-vous dire « extra_css » ?",
        "warning",
    ),
    ("docs_dir: docs", "1:1: « docs_dir » : les pages sont dans site/ ; les y mettre", "error"),
    (
        "theme: readthedocs",
        "1:1: thème « readthedocs » ; le site a le sien : écrire « material », ou retirer cette ligne",
        "warning",
    ),
    (
        "theme:\n  custom_dir: overrides",
        "2:3: « theme.custom_dir » n'est pas lu ; les gabarits d'une communauté se posent dans templates/site/theme/",
        "warning",
    ),
    (
        "theme:\n  features: [navigation.instant]",
        "2:14: « navigation.instant » n'existe pas ici ; retirer cette ligne",
        "warning",
    ),
    (
        "theme:\n  palette:\n    primary: indigo",
        f"3:5: « theme.palette.primary » n'est pas lu ; les couleurs se règlent dans {TOKENS}",
        "warning",
    ),
    (
        "plugins:\n  - blog",
        "2:5: le plugin « blog » n'existe pas ici ; les articles vont dans content/newsletters/, qui en fait des pages, un flux et la lettre",
        "error",
    ),
    (
        "plugins:\n  - inconnu: {a: 1}",
        "2:5: le plugin « inconnu » n'existe pas ici ; attendu : chorale, material/search, search",
        "error",
    ),
    (
        "markdown_extensions: [pymdownx.arithmatex]",
        "1:23: l'extension « pymdownx.arithmatex » n'existe pas ici ; une formule s'écrit en mots, ou devient une image",
        "error",
    ),
    (
        "markdown_extensions:\n  - pymdownx.snippets:\n      base_path: [docs]",
        "3:7: « base_path » de « pymdownx.snippets » n'est pas lu ; les extraits sont dans content/extraits/",
        "warning",
    ),
    (
        "markdown_extensions:\n  pymdownx.snippets:\n    auto_append: [includes/sigles.md]",
        "3:5: « auto_append » de « pymdownx.snippets » n'est pas lu ; les abréviations s'écrivent dans content/community.yml (« abbreviations »)",
        "warning",
    ),
    (
        "markdown_extensions:\n  - toc: {permalink: true, anchorlink: true}",
        "2:28: « anchorlink » de « toc » n'est pas lu ; retirer cette ligne",
        "warning",
    ),
    (
        "plugins:\n  - search:\n      separator: '[-]'",
        "3:7: « separator » de « search » n'est pas lu ; retirer cette ligne : la recherche coupe les mots elle-même",
        "warning",
    ),
    (
        "extra_css: [https://ailleurs.example/a.css]",
        "1:1: « https://ailleurs.example/a.css » vient d'un autre site ; le copier dans site/ : aucune page n'appelle un autre site",
        "error",
    ),
    (
        "extra_javascript: [absent.js]",
        "1:1: fichier absent « absent.js » ; le poser dans site/",
        "error",
    ),
    (
        "theme:\n  logo: images/absent.svg",
        "2:3: fichier absent « images/absent.svg » ; le poser dans site/",
        "error",
    ),
    (
        "nav: [documentation/lentile.md]",
        "1:7: page absente « documentation/lentile.md » ; vouliez-vous dire « documentation/lentille.md » ?",
        "error",
    ),
    (
        "nav:\n  - Le guide: documentation/lentille.md\n  - Ailleurs: [https://ailleurs.example/]",
        "3:16: « https://ailleurs.example/ » n'est pas lu dans « nav » ; y nommer une page de site/, en « .md » ; un autre lien se met dans une page",
        "warning",
    ),
    (
        "nav:\n  - Le guide: documentation/lentille",
        "2:5: « documentation/lentille » n'est pas lu dans « nav » ; écrire « documentation/lentille.md »",
        "warning",
    ),
    (
        "nav:\n  - Documentation: documentation/",
        "2:5: « documentation/ » n'est pas lu dans « nav » ; écrire « documentation/index.md »",
        "warning",
    ),
    (
        "nav:\n  - Images: images/",
        "2:5: « images/ » n'est pas lu dans « nav » ; y nommer une page de site/, en « .md » ; un autre lien se met dans une page",
        "warning",
    ),
    (
        "nav:\n  - Documentation:\n  - documentation/lentille.md",
        "2:5: « Documentation » sans page dans « nav » ; écrire sa page après « : », ou décaler ses pages sous cette ligne",
        "warning",
    ),
    (
        "nav: [documentation/lentille.md, documentation/lentille.md]",
        "1:34: page « documentation/lentille.md » citée deux fois dans « nav » ; n'en garder qu'une : sa place serait la première",
        "warning",
    ),
    (
        "nav:\n  Le guide: documentation/lentille.md",
        "1:1: « nav » est une liste ; commencer chaque ligne par « - »",
        "error",
    ),
    (
        "nav: site/documentation/lentille.md",
        "1:1: « nav » est une liste ; écrire « [site/documentation/lentille.md] »",
        "error",
    ),
    (
        "nav: [site/documentation/lentille.md]",
        "1:7: page absente « site/documentation/lentille.md » ; vouliez-vous dire « documentation/lentille.md » ?",
        "error",
    ),
    ("extra_css: style.css", "1:1: « extra_css » est une liste ; écrire « [style.css] »", "error"),
    (
        "repo_url: forge.example/phare",
        "1:1: adresse sans « https:// » : « forge.example/phare » ; écrire « https://forge.example/phare »",
        "error",
    ),
    (
        "navigation:\n  - documentation/lentille.md",
        "1:1: « navigation » n'est pas lu ; l'ordre du menu s'écrit dans « nav »",
        "warning",
    ),
]


@pytest.fixture
def project(tmp_path):
    shutil.copytree(GOLDEN / "site", tmp_path / "site")
    return tmp_path


def test_what_is_honoured_is_read_without_a_word(project):
    for name in ("phare.css", "phare.mjs"):
        (project / "site/images" / name).write_text("")
    (project / "mkdocs.yml").write_text(FULL, encoding="utf-8")

    assert of_project(project) == (
        SiteSettings(
            nav=(
                NavPage("index.md", "Accueil"),
                NavPage("documentation/lentille.md", "La lentille", "Guides"),
                NavPage("documentation/ecriture.md", "", "Guides"),
            ),
            styles=("images/phare.css",),
            scripts=("images/phare.mjs",),
            logo="images/lampe.png",
            copyright="© 2026 Le Phare",
            repository="https://forge.example/phare/site",
            edit="edit/main/site/",
        ),
        (),
    )


def test_a_folder_that_nav_names_needs_an_index_to_be_in_the_menu(project):
    (project / "site/tutoriels").mkdir()
    (project / "site/tutoriels/un.md").write_text("Un.")
    (project / "mkdocs.yml").write_text(
        "nav:\n  - Tutoriels: [tutoriels/un.md]\n", encoding="utf-8"
    )
    _, problems = of_project(project)

    assert [f"{one.source}: {one.sentence}" for one in problems] == [
        "mkdocs.yml:1:1: « tutoriels » n'a pas de page d'accueil, donc pas de place au menu ; "
        "écrire « site/tutoriels/index.md »"
    ]


def test_a_project_without_the_file_has_nothing_of_its_own(tmp_path):
    assert of_project(tmp_path) == (SiteSettings(), ())


@pytest.mark.parametrize(
    ("written", "told", "severity"), REFUSED, ids=[one for one, _, _ in REFUSED]
)
def test_what_is_not_honoured_is_refused_by_its_name(project, written, told, severity):
    (project / "mkdocs.yml").write_text(written + "\n", encoding="utf-8")

    (problem,) = of_project(project)[1]

    assert f"{problem.source.line}:{problem.source.column}: {problem.sentence}" == told
    assert (problem.source.path, problem.severity) == ("mkdocs.yml", severity)
