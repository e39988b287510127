"""What is asked beside a sheet and refused: its words stay where they were typed, and so does the sheet's own text."""

from atelier_desk import opened
from bs4 import BeautifulSoup
from cycle_team import put_in

ARTICLE = "content/newsletters/2026-03/nettoyer-la-lentille.md"


def summary(answer):
    """Return what a page says of a refusal, and the field where one goes on."""
    found = BeautifulSoup(answer.text, "html.parser").find(class_="summary")
    return " ".join(found.get_text(" ").split()), found.a["href"]


def unfolded(answer):
    """Return the titles of the parts of a page that are open."""
    soup = BeautifulSoup(answer.text, "html.parser")
    return [" ".join(one.summary.text.split()) for one in soup.find_all("details", open=True)]


def test_a_name_that_is_taken_stays_in_its_field(bench):
    taken = "la-lampe-est-reparee"
    answer = bench.browser().post(f"/atelier/renommer/{ARTICLE}", {"nom": taken})
    field = BeautifulSoup(answer.text, "html.parser").find(id="n-nom")

    assert (answer.status, field["value"]) == (422, taken)
    assert summary(answer)[0].startswith("Rien n’est renommé ")
    assert summary(answer)[1] == "#n-nom"
    assert "Renommer" in unfolded(answer)


def test_a_picture_refused_without_script_keeps_what_was_typed_in_the_sheet(bench):
    anne = bench.browser()
    form = opened(anne, ARTICLE).set("title", "La lentille brille")
    sent = {name: value for name, value in form.pairs if name != "alt"}
    answer = put_in(anne, f"/atelier/image/{ARTICLE}", "x.png", b"rien", **sent, alt="Le phare")

    assert (answer.status, summary(answer)) == (
        422,
        (
            "L’image n’est pas ajoutée Ce fichier n’est pas une image JPEG, PNG, GIF, WebP, HEIC ou AVIF.",
            "#i-alt",
        ),
    )
    assert BeautifulSoup(answer.text, "html.parser").find(id="i-alt")["value"] == "Le phare"
    assert opened(anne, ARTICLE).get("title") == "La lentille brille"
    assert "Ajouter une image" in unfolded(answer)


def test_a_comment_refused_keeps_its_passage(bench):
    said = {"op": "commenter", "passage": "", "mots": "", "suggestion": "Le verre est propre."}
    answer = bench.browser().post(f"/atelier/relecture/{ARTICLE}", said)

    assert summary(answer) == (
        "Rien n’est gardé Une suggestion remplace un passage : le copier dans son champ.",
        "#r-mots",
    )
    assert "Le verre est propre." in answer.text
    assert "Commenter" in unfolded(answer)


def test_a_state_without_its_reason_keeps_its_date(bench):
    form = opened(bench.browser(), "content/webinars/lire-les-feux.md")
    answer = form.set("etat.quoi", "moved").set("etat.date", "2026-04-21T14:30").press("etat")

    assert answer.status == 422
    assert (
        BeautifulSoup(answer.text, "html.parser").find(id="e-date")["value"] == "2026-04-21T14:30"
    )
