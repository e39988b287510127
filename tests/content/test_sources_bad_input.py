"""Whatever an editor saves, copies or receives by accident: one clear sentence each, and nothing written."""

import shutil

import pytest
from click.testing import CliRunner
from house import GOLDEN

from chorale.__main__ import chorale

HOME = "content/community.yml"
WEBINAR = "content/webinars/lire-les-feux.md"

FILES = [
    ("binary", WEBINAR, b"\x89PNG\r\n\x1a\n\x00\x00\x00", "1:1: fichier binaire ; un fichier de contenu est du texte UTF-8"),
    ("ten megabytes", WEBINAR, b"---\ntitle: a\n---\n" + b"a" * 10_000_000, "1:1: fichier de 10000 ko : 1000 ko au plus ; le découper"),
    ("latin-1", WEBINAR, "---\ntitle: été\n---\n".encode("latin-1"), "2:8: octet illisible en UTF-8 ; enregistrer en « UTF-8 »"),
    ("a conflict of versions", WEBINAR, b"---\ntitle: a\n<<<<<<< HEAD\n=======\n>>>>>>> main\n---\n", "3:1: conflit de versions laissé dans le fichier (« <<<<<<< », « ======= », « >>>>>>> ») ; garder le bon texte et retirer ces lignes"),
    ("tabs", HOME, b"name: a\n\turl: b\n", "2:1: tabulation dans l’alignement ; utiliser des espaces"),
    ("an alias", HOME, b"name: &a b\nurl: *a\n", "1:7: ancre ou alias YAML (« & », « * ») ; recopier la valeur, ou la mettre entre guillemets"),
    ("a YAML bomb", HOME, b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "1:4: ancre ou alias YAML (« & », « * ») ; recopier la valeur, ou la mettre entre guillemets"),
    ("deep brackets", HOME, b"a: " + b"[" * 50_000, "1:43: plus de 40 niveaux imbriqués ; simplifier"),
    ("deep dashes", HOME, b"- " * 50_000, "1:81: plus de 40 niveaux imbriqués ; simplifier"),
    ("deep question marks", HOME, b"? " * 50_000, "1:81: plus de 40 niveaux imbriqués ; simplifier"),
    ("a Python object", HOME, b"name: !!python/object/apply:os.system ['true']\n", "1:7: « !!python/object/apply:os.system » en tête d’une valeur : YAML le prend pour une étiquette, et le perdrait ; mettre tout le texte entre guillemets"),
    ("an invisible character", WEBINAR, "---\ntitle: a\u2028b\n---\n".encode(), "2:9: caractère invisible U+2028 ; le remplacer par un retour à la ligne"),
    ("nothing at all", HOME, b"", "1:1: fichier vide ; l’écrire, ou le retirer"),
    ("only a comment", HOME, b"# rien\n", "1:1: fichier vide ; l’écrire, ou le retirer"),
    ("an escaped control character", HOME, b'name: "a\\x03"\n', "1:7: « name » : trouvé « a\x03 », attendu un texte sans caractère invisible ; supprimer U+0003"),
    ("a list instead of keys", HOME, b"- a\n- b\n", "1:1: des clés sont attendues ici (« clé : valeur »)"),
    ("a bell", WEBINAR, b"---\ntitle: a\x07b\n---\n", "2:9: caractère invisible U+0007 ; le supprimer"),
    ("a glued key", HOME, b"url: b\nname:a\nx: y\n", "2:1: YAML mal formé : il manque une espace après « : » ; écrire « name: a »"),
    ("a line without key", HOME, b"url: b\nname\nx: y\n", "2:1: YAML mal formé : il manque « : » après la clé « name », ou des guillemets autour d’un texte de plusieurs lignes"),
    ("a quotation never closed", HOME, b'name: "a\nurl: b\n', "1:7: YAML mal formé : guillemets ouverts et jamais fermés"),
    ("a quotation closed by the next", HOME, b'name: "a\nurl: "b"\n', "1:7: YAML mal formé : guillemets ouverts et jamais fermés"),
    ("a word quoted in a quotation", HOME, b'url: b\nname: "le "phare""\n', '2:11: YAML mal formé : le texte s’arrête à ce « " » ; écrire « … » au lieu de « " »'),
    ("an apostrophe between apostrophes", HOME, "name: 'l'été'\n".encode(), "1:9: YAML mal formé : le texte s’arrête à ce « ' » ; écrire des guillemets \"…\" autour du texte au lieu de « ' »"),
    ("a folded list", HOME, b"name: >\n  a :\n  - b\n", "3:1: liste ou tableau sous « > », qui mettrait ses lignes bout à bout ; écrire « | » au lieu de « > »"),
    ("a tag", HOME, b"name: !Le phare\n", "1:7: « !Le » en tête d’une valeur : YAML le prend pour une étiquette, et le perdrait ; mettre tout le texte entre guillemets"),
    ("a tag glued to nothing", HOME, b"name: ! Phare\n", "1:7: « ! » en tête d’une valeur : YAML le prend pour une étiquette, et le perdrait ; mettre tout le texte entre guillemets"),
    ("a tag in a list", HOME, b"name: [!phare, b]\n", "1:8: « !phare » en tête d’une valeur : YAML le prend pour une étiquette, et le perdrait ; mettre tout le texte entre guillemets"),
    ("a tag before a colon", HOME, b"name: !Important : lire\n", "1:7: « !Important » en tête d’une valeur : YAML le prend pour une étiquette, et le perdrait ; mettre tout le texte entre guillemets"),
    ("a tag for a key", HOME, b"!name: Phare\n", "1:1: « !name: » en tête d’une valeur : YAML le prend pour une étiquette, et le perdrait ; mettre tout le texte entre guillemets"),
    ("a picture of Markdown", HOME, b"name: ![Phare](a.png)\n", "1:8: YAML mal formé : « ! » au début d’une valeur a un sens ; mettre tout le texte entre guillemets"),
    ("a key glued between braces", HOME, b"sender: {name:a, address: b}\n", "1:10: il manque une espace après « name: » ; écrire « name: a »"),
    ("a text that begins by brackets", HOME, b"name: [Urgent] Le phare\n", "1:7: YAML mal formé : « [ » au début d’une valeur a un sens ; mettre tout le texte entre guillemets"),
    ("a text that begins by a chevron", HOME, b"name: > Le phare\n", "1:7: YAML mal formé : « > » au début d’une valeur a un sens ; mettre tout le texte entre guillemets"),
    ("a text that begins by a question mark", HOME, b"name: ? Le phare\n", "1:7: YAML mal formé : « ? » au début d’une valeur a un sens ; mettre tout le texte entre guillemets"),
    ("a text in bold", HOME, b"name: **Le** phare\n", "1:8: YAML mal formé : « * » ou « & » au début d’une valeur a un sens ; mettre tout le texte entre guillemets"),
    ("a folder whose bars are lost", HOME, b'name: "Le dossier C:\\temp"\n', "1:19: « \\ » dans un texte entre guillemets doubles, qui s’y perdrait ; l’écrire « \\\\ »"),
    ("a server whose bars are lost", HOME, b'name: "\\\\serveur\\travaux"\n', "1:8: « \\ » dans un texte entre guillemets doubles, qui s’y perdrait ; l’écrire « \\\\ »"),
    ("a folder that is no text", HOME, b'name: "C:\\Users\\moi"\n', "1:12: YAML mal formé : « \\ » dans un texte entre guillemets doubles ; l’écrire « \\\\ »"),
    ("a dash glued to its word", HOME, b"name:\n-Phare\n-Feu\n", "2:1: YAML mal formé : il manque une espace après le tiret ; écrire « - Phare »"),
    ("long dashes for a list", HOME, "name:\n  – a\n  – b\n".encode(), "3:1: liste dans un texte sans « | », dont les lignes se suivraient ; mettre « | » après la clé, et décaler tout le texte sous elle ; pour une liste de mots, commencer chaque ligne par « - »"),
    ("a remark of programmers", HOME, "// à relire\nname: a\n".encode(), "1:1: YAML mal formé : remarque que YAML ne lit pas ; la commencer par « # », ou la retirer"),
    ("a remark of HTML", HOME, "url: b\n<!-- à relire -->\nname: a\n".encode(), "2:1: YAML mal formé : remarque que YAML ne lit pas ; la commencer par « # », ou la retirer"),
    ("a text that does not stand under its key", HOME, b"description: |\nUn phare,\nune lampe.\nname: a\n", "2:1: YAML mal formé : texte mal décalé sous « description: | » ; ajouter deux espaces au début de ses lignes"),
    ("a header closed by five dashes", WEBINAR, b"---\ntitle: a\n-----\n\nTexte.\n", "3:1: en-tête mal fermé par « ----- » ; écrire « --- » seul sur sa ligne, sans espace ni autre signe"),
    ("a header closed by Word", WEBINAR, "---\ntitle: a\n—\n\nTexte.\n".encode(), "3:1: en-tête mal fermé par « — » ; écrire « --- » seul sur sa ligne, sans espace ni autre signe"),
    ("a header closed with a blank", WEBINAR, b"---\ntitle: a\n--- \n\nTexte.\n\n---\n\nSuite.\n", "3:1: en-tête mal fermé par « --- » ; écrire « --- » seul sur sa ligne, sans espace ni autre signe"),
    ("a header opened with a blank, and a remark", WEBINAR, b"--- \n# un\ntitle: a\n---\n\nTexte.\n", "1:1: en-tête mal ouvert ; mettre « --- » sur la première ligne du fichier, sans espace ni autre signe"),
    ("two documents", HOME, b"name: a\n---\nname: b\n", "2:1: YAML mal formé : un seul document par fichier ; retirer la ligne « --- » en trop"),
]  # fmt: skip


@pytest.fixture
def project(tmp_path):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    shutil.copytree(GOLDEN / "site", tmp_path / "site")
    return tmp_path


def build(project):
    """Run the command as an editor does, and return its exit code and what the screen shows, spaces made plain."""
    result = CliRunner().invoke(
        chorale, ["build", "--project", str(project), "--today", "2026-03-05"]
    )
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output.replace("\u00a0", " ").replace("\u202f", " ")


def told(output, path):
    return [
        line.removeprefix(f"{path}:") for line in output.splitlines() if line.startswith(f"{path}:")
    ]


@pytest.mark.parametrize(
    ("path", "data", "sentence"), [row[1:] for row in FILES], ids=[row[0] for row in FILES]
)
def test_a_bad_file_is_told_in_one_sentence_and_nothing_is_written(project, path, data, sentence):
    (project / path).write_bytes(data)

    code, output = build(project)

    assert code == 1
    assert sentence in told(output, path)
    assert not (project / "build").exists()
    assert sorted(entry.name for entry in project.iterdir()) == ["content", "site"]


def test_an_empty_folder_is_no_community(tmp_path):
    code, output = build(tmp_path)

    assert (code, told(output, HOME)) == (
        1,
        [
            "1:1: fichier absent : ce dossier n’est pas une communauté ; donner le bon dossier avec --project"
        ],
    )


def test_a_community_without_its_own_file_says_so(project):
    (project / HOME).unlink()

    code, output = build(project)

    assert (code, len(told(output, HOME))) == (1, 1)


def test_a_link_out_of_the_project_is_refused(project, tmp_path_factory):
    secret = tmp_path_factory.mktemp("ailleurs") / "secret.md"
    secret.write_text("---\ntitle: secret\n---\n")
    (project / WEBINAR).unlink()
    (project / WEBINAR).symlink_to(secret)

    code, output = build(project)

    assert code == 1
    assert (
        "1:1: lien symbolique qui sort du projet ; remplacer le lien par le fichier lui-même"
        in told(output, WEBINAR)
    )


def test_a_dangling_link_is_refused(project):
    (project / WEBINAR).unlink()
    (project / WEBINAR).symlink_to("nulle-part.md")

    code, output = build(project)

    assert (code, told(output, WEBINAR)) == (
        1,
        ["1:1: lien symbolique qui ne mène à rien ; remplacer le lien par le fichier lui-même"],
    )


@pytest.mark.parametrize("slug", ["../../../evade", "..", "a/b", "Été", "a b"])
def test_a_name_never_leads_out_of_its_folder(project, slug):
    issue = project / "content/newsletters/2026-03/issue.yml"
    issue.write_text(
        issue.read_text().replace("article: la-lampe-est-reparee", f'article: "{slug}"')
    )

    code, output = build(project)

    assert code == 1
    assert any(
        line.startswith(f"7:14: article inconnu « {slug} »")
        for line in told(output, "content/newsletters/2026-03/issue.yml")
    )


def test_a_file_name_that_is_no_slug_is_told_with_a_better_one(project):
    (project / WEBINAR).rename(project / "content/webinars/Lire les Feux.md")

    code, output = build(project)

    assert code == 1
    assert (
        "1:1: nom « Lire les Feux » : minuscules, chiffres et tirets seulement ; renommer en « lire-les-feux »"
        in told(output, "content/webinars/Lire les Feux.md")
    )


def test_a_misspelt_folder_does_not_lose_its_events_silently(project):
    (project / "content/webinars").rename(project / "content/webinaires")

    code, output = build(project)

    assert code == 1
    assert told(output, "content/webinaires") == [
        "1:1: dossier inconnu « webinaires » ; vouliez-vous dire « webinars » ?"
    ]


def test_an_issue_that_cannot_be_sent_is_told_and_nothing_is_written(project):
    issue = project / "content/newsletters/2026-03/issue.yml"
    issue.write_text(issue.read_text().replace("sections:", f"subject: {'long ' * 13}\nsections:"))

    code, output = build(project)

    assert code == 1
    assert "5:10: objet de 64 signes : 60 au plus ; écrire « subject », plus court" in told(
        output, "content/newsletters/2026-03/issue.yml"
    )
    assert not (project / "build").exists()


def ring(project):
    (project / "content/webinars/boucle.md").symlink_to("boucle.md")


def private_folder(project):
    (project / "site/prive").symlink_to(project.parent)


def private_file(project):
    (project / "site/cles.txt").symlink_to("/etc/hostname")


def round_and_round(project):
    (project / "site/encore").symlink_to(".")


def broken_name(project):
    (project / "content/webinars/a\tb.md").write_text("# A\n")


def a_file_for_a_folder(project):
    shutil.rmtree(project / "content/webinars")
    (project / "content/webinars").write_text("rien\n")


@pytest.mark.parametrize(
    ("slip", "path", "sentence"),
    [
        (ring, "content/webinars/boucle.md",
         "lien symbolique qui ne mène à rien ; remplacer le lien par le fichier lui-même"),
        (private_folder, "site/prive",
         "lien symbolique qui sort du projet ; mettre ici ce vers quoi il mène, ou le retirer"),
        (private_file, "site/cles.txt",
         "lien symbolique qui sort du projet ; mettre ici ce vers quoi il mène, ou le retirer"),
        (round_and_round, "site/encore",
         "lien symbolique vers un dossier qui le contient ; mettre ici ce vers quoi il mène, ou le retirer"),
        (broken_name, "content/webinars/a\tb.md",
         "nom coupé par un retour à la ligne, ou un signe semblable ; renommer"),
        (a_file_for_a_folder, "content/webinars",
         "un dossier est attendu ; mettre ici un dossier de ce nom"),
    ],
    ids=["loop", "folder out", "file out", "circle", "tab", "file for a folder"],
)  # fmt: skip
def test_a_slip_of_the_file_system_is_told_and_nothing_is_published(project, slip, path, sentence):
    slip(project)

    code, output = build(project)

    assert (code, told(output, path)) == (1, [f"1:1: {sentence}"])


def test_a_folder_named_as_a_file_is_told(project):
    (project / "content/newsletters/2026-04/issue.yml").mkdir(parents=True)

    code, output = build(project)

    assert code == 1
    assert told(output, "content/newsletters/2026-04/issue.yml") == [
        "1:1: lecture impossible ; mettre ici un fichier de texte, que l’on ait le droit de lire"
    ]


def test_an_output_that_holds_something_else_is_left_alone(project, tmp_path_factory):
    precious = tmp_path_factory.mktemp("photos")
    (precious / "vacances.jpg").write_bytes(b"souvenirs")

    result = CliRunner().invoke(
        chorale, ["build", "--project", str(project), "--output", str(precious)]
    )

    assert result.exit_code == 1
    assert (precious / "vacances.jpg").read_bytes() == b"souvenirs"
    assert "contient autre chose qu’une publication" in result.output
