"""A letter written elsewhere becomes draft articles: from Word, a mail, pasted words, WordPress, Ghost."""

import io
import re
import zipfile
from email.message import EmailMessage

import docx as word
import pytest
from atelier_desk import make_team, opened
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from PIL import Image

from chorale.atelier import apart

WORDS = """Deux étapes suffisent pour créer un compte

Vous pouvez désormais créer un compte en deux étapes seulement, sans code à recopier.

  • Remplissez le formulaire
  • Activez votre compte

Étape 1 : ouvrir le portail

Visuel du bouton Créer un compte

Quand doit-on recycler une facture ?

Une facture reçue par erreur se recycle : son émetteur la corrige sans la ressaisir en entier.
"""


def png():
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(stream, "PNG")
    return stream.getvalue()


def given(browser, name="", data=b"", words=""):
    edge = "----limite"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="fichier"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    body += data + f'\r\n--{edge}\r\nContent-Disposition: form-data; name="texte"\r\n\r\n'.encode()
    body += words.encode() + f"\r\n--{edge}--\r\n".encode()
    headers = {"content-type": f"multipart/form-data; boundary={edge}"}
    return browser.post("/atelier/importer", body=body, headers=headers)


def read(browser, **what):
    answer = given(browser, **what)
    assert answer.status == 303, answer.words
    return BeautifulSoup(browser.get(answer.headers["location"]).text, "html.parser")


def made(browser, soup, begin=None):
    ticked = [
        one["value"]
        for one in soup.find_all("input", {"name": "commence"})
        if one.has_attr("checked")
    ]
    name = soup.find("input", {"name": "lu"})["value"]
    sent = {"lu": name, "lettre": "2026-03", "commence": ticked if begin is None else begin}
    answer = browser.post("/atelier/importer/articles", sent)
    assert answer.status == 200, answer.words
    paths = re.findall(r'href="/atelier/fiche/([^"]+\.md)"', answer.text)
    return {path.rpartition("/")[2]: opened(browser, path) for path in paths}, answer


def test_pasted_words_are_cut_where_a_title_seems_to_be(bench):
    browser = bench.browser()
    found, _ = made(browser, read(browser, words=WORDS))

    assert {name: form.get("corps").replace("\r\n", "\n") for name, form in found.items()} == {
        "deux-etapes-suffisent-pour-creer-un-compte.md": (
            "\nVous pouvez désormais créer un compte en deux étapes seulement, sans code à recopier.\n\n"
            "- Remplissez le formulaire\n- Activez votre compte\n\n### Étape 1 : ouvrir le portail\n\n"
            "Visuel du bouton Créer un compte\n"
        ).lstrip("\n"),
        "quand-doit-on-recycler-une-facture.md": (
            "Une facture reçue par erreur se recycle : son émetteur la corrige sans la ressaisir en entier.\n"
        ),
    }


def test_what_is_imported_into_a_new_letter_makes_it_in_the_same_step(bench):
    browser = bench.browser()
    name = read(browser, words=WORDS).find("input", {"name": "lu"})["value"]
    sent = {"lu": name, "lettre": "nouvelle", "commence": ["0", "1"]}
    refused = browser.post("/atelier/importer/articles", {**sent, "mois": "mars"})
    twice = browser.post("/atelier/importer/articles", {**sent, "mois": "2026-03"})
    answer = browser.post(
        "/atelier/importer/articles", {**sent, "mois": "2026-04", "commence": ["0"]}
    )
    path = re.findall(r'href="/atelier/fiche/([^"]+\.md)"', answer.text)[0]
    opened(browser, path).press("enregistrer")
    letter = (bench.root / "content/newsletters/2026-04/issue.yml").read_text(encoding="utf-8")

    assert [one.status for one in (refused, twice, answer)] == [422, 422, 200]
    assert "Il manque un mois, par exemple 2026-12." in refused.words
    assert 'value="mars"' in refused.text
    assert refused.text.count(" checked>") == 2
    assert "existe déjà" in twice.words
    assert path == "content/newsletters/2026-04/deux-etapes-suffisent-pour-creer-un-compte.md"
    assert "draft: true" in letter
    assert "  - article: deux-etapes-suffisent-pour-creer-un-compte\n" in letter


def test_words_that_were_pasted_stay_when_a_file_is_refused(bench):
    answer = given(bench.browser(), name="lettre.pdf", data=b"%PDF", words="Un phare\nrouvre.")

    assert (answer.status, "Un phare\nrouvre.</textarea>" in answer.text) == (422, True)


def test_what_is_not_ticked_goes_into_the_article_above_and_nothing_is_lost(bench):
    browser = bench.browser()
    found, _ = made(browser, read(browser, words=WORDS), begin=["0"])
    (form,) = found.values()

    assert "\n## Quand doit-on recycler une facture ?\n" in form.get("corps").replace("\r\n", "\n")


def docx(_folder):
    document = word.Document()
    document.add_heading("Lettre de mars", 0)
    document.add_heading("Le phare rouvre", 1)
    paragraph = document.add_paragraph("Il rouvre ")
    paragraph.add_run("samedi").bold = True
    document.add_picture(io.BytesIO(png()))
    table = document.add_table(rows=2, cols=2)
    for rank, cell in enumerate([*table.rows[0].cells, *table.rows[1].cells]):
        cell.text = f"c{rank}"
    document.add_heading("La brume", 1)
    document.add_paragraph("Elle se lève.")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_word_document_comes_with_its_table_and_its_picture(bench, tmp_path):
    browser = bench.browser()
    found, answer = made(browser, read(browser, name="mars.docx", data=docx(tmp_path)))
    body = found["le-phare-rouvre.md"].get("corps").replace("\r\n", "\n")

    assert "Il rouvre **samedi**" in body
    assert "| c0 | c1 |\n| --- | --- |\n| c2 | c3 |" in body
    assert "![image à décrire](image-a-decrire.png)" in body
    assert (bench.root / "content/newsletters/2026-03/image-a-decrire.png").exists()
    assert "pas décrite" in answer.words
    assert found["la-brume.md"].get("corps").strip() == "Elle se lève."


def linked(target):
    """Make a Word document whose picture stands elsewhere."""
    data = io.BytesIO(docx(None))
    made = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(made, "w") as new:
        for one in old.infolist():
            content = old.read(one)
            if one.filename == "word/_rels/document.xml.rels":
                content = re.sub(
                    rb'Target="media/image1.png"',
                    f'Target="{target}" TargetMode="External"'.encode(),
                    content,
                )
            if one.filename == "word/document.xml":
                content = content.replace(b"r:embed=", b"r:link=")
            new.writestr(one, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "../../secret.png"]
)
def test_a_picture_that_stands_elsewhere_is_never_fetched(bench, target):
    browser = bench.browser()
    answer = given(browser, name="mars.docx", data=linked(target))
    words = browser.get(answer.headers["location"]).text if answer.status == 303 else answer.text

    assert answer.status == 303
    assert ("root:" in words, "pas dans le document" in words) == (False, True)
    assert not list((bench.root / "content/newsletters/2026-03").glob("image*"))


def test_a_mail_comes_with_the_pictures_that_it_carries(bench):
    mail = EmailMessage()
    mail["Subject"] = "Lettre"
    mail.set_content("texte")
    html = '<h2>Le phare</h2><p>Il rouvre <img src="cid:un" alt="Le phare"></p><h2>La brume</h2><p>Fin.</p>'
    mail.add_alternative(html, subtype="html")
    mail.get_payload()[1].add_related(png(), "image", "png", cid="<un>")
    browser = bench.browser()
    found, _ = made(browser, read(browser, name="lettre.eml", data=bytes(mail)))

    assert list(found) == ["le-phare.md", "la-brume.md"]
    assert "![Le phare](le-phare.png)" in found["le-phare.md"].get("corps")


WORDPRESS = """<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>Le phare</title>
<content:encoded><![CDATA[<!-- wp:paragraph --><p>Il <em>rouvre</em>.</p>]]></content:encoded>
<wp:post_type>post</wp:post_type></item><item><title>Une photo</title>
<content:encoded><![CDATA[x]]></content:encoded><wp:post_type>attachment</wp:post_type></item></channel></rss>"""
GHOST = (
    '{"db": [{"data": {"posts": [{"title": "Le phare", "html": "<p>Il <em>rouvre</em>.</p>"}]}}]}'
)


@pytest.mark.parametrize(("name", "data"), [("export.xml", WORDPRESS), ("ghost.json", GHOST)])
def test_exports_of_other_programs_are_read(bench, name, data):
    browser = bench.browser()
    found, _ = made(browser, read(browser, name=name, data=data.encode()))

    assert {key: form.get("corps").strip() for key, form in found.items()} == {
        "le-phare.md": "Il *rouvre*."
    }


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("lettre.pdf", b"%PDF", "un .docx, .eml"),
        ("lettre.docx", b"PK\x03\x04rien", "pas un document Word"),
        ("export.xml", BOMB.encode(), "pas un export de WordPress"),
        ("ghost.json", b"[]", "pas un export de Ghost"),
        ("vide.txt", b"  \n", "ne contient aucun texte"),
        ("", b"", "Choisir un fichier"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(bench, name, data, said):
    answer = given(bench.browser(), name=name, data=data)

    assert (answer.status, said in answer.words) == (422, True)


def test_a_script_in_what_is_imported_is_only_words(bench):
    browser = bench.browser()
    html = b'<h2>Un <script>alert(1)</script>titre</h2><p><a href="javascript:x()">la</a> suite</p>'
    found, _ = made(browser, read(browser, name="a.html", data=html))

    assert found["un-titre.md"].get("corps").strip() == "la suite"


def unpacked(name, content):
    """A Word document of one part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return stream.getvalue()


WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}'
    "</w:body></w:document>"
)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param("<w:p>", "pas un document Word", id="cut"),
        pytest.param("<w:p/>" * 1_000_000, "trop lourd à lire", id="swollen"),
        pytest.param(
            "<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000,
            "pas un document Word",
            id="deep",
        ),
    ],
)
def test_a_word_document_made_to_do_harm_is_read_apart_and_told(bench, monkeypatch, words, said):
    monkeypatch.setattr(apart, "MEMORY", 300_000_000)
    data = unpacked("word/document.xml", WORD.format(words))
    answer = given(bench.browser(), name="lettre.docx", data=data)

    assert (answer.status, said in answer.words) == (422, True)


def test_a_word_document_with_a_style_without_kind_is_read(bench, tmp_path):
    document = word.Document()
    document.add_heading("Le phare", 1)
    document.add_paragraph("Il rouvre.")
    style = document.styles["Quote"].element
    del style.attrib[qn("w:type")]
    document.save(tmp_path / "lettre.docx")
    browser = bench.browser()
    data = (tmp_path / "lettre.docx").read_bytes()
    found, _ = made(browser, read(browser, name="lettre.docx", data=data))

    assert found["le-phare.md"].get("corps").strip() == "Il rouvre."


def test_what_an_export_leaves_behind_is_told_text_by_text(bench):
    posts = [
        '{"title": "Le phare", "html": "<p>Voir <a href=\\"__GHOST_URL__/x/\\">la suite</a>.</p>'
        '<img src=\\"__GHOST_URL__/a.png\\" alt=\\"La tour\\"><iframe src=\\"https://v.fr\\"></iframe>"}',
        '{"title": "La brume", "feature_image": "https://g.fr/b.jpg", "html": null, "plaintext": "Elle <vient>.", "status": "draft"}',
        '{"title": "Vide", "html": null}',
    ]
    data = f'{{"db": [{{"data": {{"posts": [{", ".join(posts)}]}}}}]}}'.encode()
    soup = read(bench.browser(), name="ghost.json", data=data)

    assert [one.text for one in soup.select("main ul li")] == [
        "«\u00a0Le phare\u00a0»\u00a0: Un lien sans adresse complète n’est plus que du texte\u00a0: le refaire.",
        "«\u00a0Le phare\u00a0»\u00a0: Une vidéo ou un cadre incorporé n’est pas repris\u00a0: y mener par un lien.",
        "«\u00a0Le phare\u00a0»\u00a0: Image «\u00a0La tour\u00a0» restée à l’adresse /a.png\u00a0: l’ajouter à la main.",
        "«\u00a0La brume\u00a0»\u00a0: Image restée à l’adresse https://g.fr/b.jpg\u00a0: l’ajouter à la main.",
        "«\u00a0La brume\u00a0» était un brouillon.",
        "«\u00a0Vide\u00a0» n’a pas de texte dans cet export\u00a0: laissé.",
    ]


def test_nobody_takes_up_what_another_set_aside(tmp_path):
    team = make_team(tmp_path)
    anne, leo = team.member("Anne", "editing"), team.member("Leo", "editing")
    place = given(anne, words=WORDS).headers["location"]

    assert (anne.get(place).status, leo.get(place).status) == (200, 422)
    assert leo.get("/atelier/importer?lu=../../etc").status == 422


def test_two_articles_of_one_name_are_two_files(bench):
    browser = bench.browser()
    html = b"<h2>Titre</h2><p>un</p><h2>Titre</h2><p>deux</p>"
    found, _ = made(browser, read(browser, name="a.html", data=html))

    assert list(found) == ["titre.md", "titre-2.md"]


def test_what_was_read_is_shown_in_words_not_in_marks(bench):
    data = """<h1>Le phare</h1><p>Il <b>rouvre</b>, voir <a href="https://a.fr/">la page</a>.</p>
      <table><tr><td>Jour</td><td>Heure</td></tr><tr><td>lundi<br>mardi</td><td>9 h</td></tr></table>"""
    soup = read(bench.browser(), name="lettre.html", data=data.encode())
    (part,) = soup.select("fieldset label .small")

    assert part.text.split() == [
        "Il",
        "rouvre,",
        "voir",
        "la",
        "page.",
        "Jour",
        "Heure",
        "lundi",
        "mardi",
        "9",
        "h",
    ]
