"""chorale service team: roles given, listed, taken back by the operator, each noted."""

import shutil
from email import message_from_bytes
from email.policy import default

from click.testing import CliRunner
from house import GOLDEN

from chorale.cli.command_group import group


def ran(project, *words):
    result = CliRunner().invoke(group("service"), ["team", *words, "--project", str(project)])
    return result.exit_code, result.output


def project(folder):
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, folder / part)
    return folder


def test_roles_are_given_listed_and_taken_back(tmp_path, monkeypatch):
    monkeypatch.setenv("CHORALE_BASE_URL", "https://chorale.example")
    root = project(tmp_path)
    added = ran(
        root, "add", "Anne", "anne@exemple.fr", "--role", "exploitation", "--role", "rédaction"
    )
    (root / "equipe.csv").write_text("nom;courriel;rôles\nLéo;leo@exemple.fr;animation\n")
    imported = ran(root, "import", str(root / "equipe.csv"))
    listed = ran(root, "list")
    removed = ran(root, "remove", "leo@exemple.fr")

    assert added[0] == 0
    assert added[1].startswith("https://chorale.example/atelier/entrer#")
    assert imported[1].splitlines()[0] == "1\xa0personne, dont 1\xa0nouvelle"
    assert listed == (
        0,
        "anne@exemple.fr (Anne) : rédaction et exploitation\nleo@exemple.fr (Léo) : animation\n",
    )
    assert removed[1].splitlines()[0] == (
        "leo@exemple.fr n’est plus de l’équipe ; ses sessions sont fermées"
    )
    assert sorted(
        message_from_bytes(one.read_bytes(), policy=default)["Subject"]
        for one in (root / "var" / "courriels").iterdir()
    ) == [
        "Atelier de Communauté du Phare\u00a0: votre accès est fermé",
        "Votre lien pour l’atelier de Communauté du Phare",
    ]


def test_refusals_are_sentences(tmp_path):
    root = project(tmp_path)
    ran(root, "add", "Anne", "anne@exemple.fr", "--role", "exploitation")
    (root / "equipe.csv").write_text("nom;courriel;rôles\nLéo;leo;animation\n")

    assert "rôle « chef » inconnu" in ran(root, "add", "Léo", "leo@exemple.fr", "--role", "chef")[1]
    assert "une personne au moins garde l’exploitation" in ran(root, "remove", "anne@exemple.fr")[1]
    assert "n’est pas de l’équipe" in ran(root, "remove", "zoe@exemple.fr")[1]
    assert "ligne 2 : « leo »" in ran(root, "import", str(root / "equipe.csv"))[1]
