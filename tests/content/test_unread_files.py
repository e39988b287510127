"""What stands in the folders of content and that nothing reads: told by its path, with what to do of it."""

import shutil
from datetime import date

import pytest
from planted import copied

from chorale.content.load import load

TODAY = date(2026, 3, 5)
LETTER = "content/newsletters/2026-03"
STRAYS = [
    ("content/newsletters/idees.md", "attention : fichier que rien ne lit ici ; le ranger dans le dossier de son numéro"),
    ("content/newsletters/2026-05", "attention : fichier que rien ne lit ici ; le ranger dans le dossier de son numéro"),
    (f"{LETTER}/Le mot.docx", "attention : fichier que rien ne lit ici ; en faire un article « .md » : l'atelier sait l'importer"),
    (f"{LETTER}/le-mot.MD", "attention : fichier que rien ne lit ici ; le renommer en « le-mot.md »"),
    (f"{LETTER}/le-mot.markdown", "attention : fichier que rien ne lit ici ; le renommer en « le-mot.md »"),
    (f"{LETTER}/le-mot.md.txt", "attention : fichier que rien ne lit ici ; le renommer en « le-mot.md »"),
    (f"{LETTER}/le-mot.txt", "attention : fichier que rien ne lit ici ; le renommer en « le-mot.md »"),
    (f"{LETTER}/issue.yaml", "attention : fichier que rien ne lit ici ; le renommer en « issue.yml »"),
    (f"{LETTER}/programme.pdf", "attention : fichier que rien ne lit ici ; le mettre dans « site/ » pour y mener un lien, ou le retirer"),
    ("content/search.yaml", "fichier que rien ne lit ici ; le renommer en « search.yml »"),
    ("content/Accessibility.yml", "fichier que rien ne lit ici ; le renommer en « accessibility.yml »"),
    ("site/documentation/lampe.MD", "page que rien ne lit ; la renommer en « lampe.md »"),
    ("site/documentation/lampe.markdown", "page que rien ne lit ; la renommer en « lampe.md »"),
    ("site/documentation/lentille/index.html", "même adresse que « site/documentation/lentille.md » : l'une effacerait l'autre ; renommer l'une des deux"),
    ("site/documentation/lentille/index.md", "même adresse que « site/documentation/lentille.md » : l'une effacerait l'autre ; renommer l'une des deux"),
]  # fmt: skip
READ = (f"{LETTER}/approvals.tsv", f"{LETTER}/.DS_Store", f"{LETTER}/PHOTO.JPG", "site/a.pdf")


@pytest.fixture
def project(tmp_path):
    return copied(tmp_path)


def told(root):
    mild = {"error": "", "warning": "attention : "}
    return [
        (one.source.path, f"{mild[one.severity]}{one.sentence}")
        for one in load(root, TODAY).problems
    ]


@pytest.mark.parametrize(("path", "sentence"), STRAYS, ids=[path for path, _ in STRAYS])
def test_a_file_that_nothing_reads_is_told_with_its_remedy(project, path, sentence):
    (project / path).parent.mkdir(exist_ok=True)
    (project / path).write_text("# Le mot\n")
    twin = "site/documentation/lentille.md"

    (found,) = told(project)
    assert found in [(path, sentence), (twin, sentence.replace(twin, path))]


@pytest.mark.parametrize("path", READ)
def test_what_has_its_place_is_not_told(project, path):
    (project / path).write_bytes(b"")

    assert told(project) == []


def test_a_file_in_the_place_of_the_pages_is_told(project):
    shutil.rmtree(project / "site")
    (project / "site").write_text("Bonjour")

    assert ("site", "un dossier est attendu ; mettre ici le dossier des pages") in told(project)


def test_a_folder_whose_files_were_removed_is_nothing(project):
    (project / "content/newsletters/2026-04/images").mkdir(parents=True)
    (project / "content/ipm/cycle-2").mkdir()
    (project / "content/ipm/cycle-2/.gitkeep").write_text("")

    assert told(project) == []
