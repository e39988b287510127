"""What is asked beside a sheet and refused: its words stay where they were typed, and so does the sheet's own text."""

import threading
import time
from contextlib import suppress
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from atelier_desk import opened
from browsing import Browser
from bs4 import BeautifulSoup
from cycle_team import put_in
from online import served

from chorale.atelier import apart
from chorale.atelier.desk import Writer
from chorale.atelier.web.app import application
from chorale.atelier.web.doors import OwnMachine

ARTICLE = "content/newsletters/2026-03/nettoyer-la-lentille.md"
ANNE = Writer(key="anne", name="Anne", email="anne@exemple.fr")


def summary(answer):
    """Return what a page says of a refusal, and the field where one goes on."""
    found = BeautifulSoup(answer.text, "html.parser").find(class_="summary")
    return " ".join(found.get_text(" ").split()), found.a["href"]


def unfolded(answer):
    """Return the titles of the parts of a page that are open."""
    soup = BeautifulSoup(answer.text, "html.parser")
    return [" ".join(one.summary.text.split()) for one in soup.find_all("details", open=True)]


def test_pastes_that_wait_for_one_another_never_hold_the_pages_of_others(bench, monkeypatch):
    """More of them than there are threads, and the one that is read does not end."""
    long = urlencode({"html": f"<p>{'mot ' * 6000}</p>"}).encode()
    with served(application(bench.desk, OwnMachine(ANNE, bench.desk))) as address, apart._ONE:
        object.__setattr__(bench.desk, "address", address)

        def ask(path, data=None):
            request = Request(f"{address}/atelier/{path}", data, {"Origin": address})
            with suppress(HTTPError), urlopen(request, timeout=40) as answer:
                return answer.status

        ask("contenus/issue")
        crowd = [threading.Thread(target=ask, args=("coller", long)) for _ in range(60)]
        for one in crowd:
            one.start()
        time.sleep(1)
        asked = time.monotonic()
        status = ask("contenus/issue")
        waited = time.monotonic() - asked
        monkeypatch.setattr(apart, "CLOCK", 0)

    assert (status, waited < 20) == (200, True)


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


@pytest.mark.parametrize(
    ("where", "pressed"),
    [
        (f"/atelier/relecture/{ARTICLE}", {"op": "commenter", "mots": "Très clair."}),
        (f"/atelier/renommer/{ARTICLE}", {"nom": "laver-la-lentille"}),
    ],
    ids=["commented", "renamed"],
)
def test_a_button_beside_the_sheet_keeps_first_what_was_typed_in_it(bench, where, pressed):
    anne = bench.browser()
    form = opened(anne, ARTICLE).set("title", "La lentille brille")
    pressed = [*pressed.items()]
    names = [name for name, _ in pressed]
    kept = [pair for pair in form.pairs if pair[0] not in names]
    answer = anne.post(where, body=urlencode([*kept, *pressed]).encode())
    sheet = answer.headers["location"].partition("?")[0].removeprefix("/atelier/fiche/")

    assert answer.status == 303
    assert opened(anne, sheet).get("title") == "La lentille brille"


def test_two_tabs_that_clash_are_shown_when_a_comment_is_made_and_the_comment_is_kept(bench):
    anne = bench.browser()
    one, other = opened(anne, ARTICLE), opened(anne, ARTICLE)
    one.set("title", "Un").press("garder")
    pairs = [
        pair for pair in other.set("title", "Deux").pairs if pair[0] not in ("mots", "version")
    ]
    sent = [*pairs, ("version", "7"), ("op", "commenter"), ("mots", "Très clair.")]
    bare = Browser(application(bench.desk, OwnMachine(ANNE, bench.desk)))
    answer = bare.post(f"/atelier/relecture/{ARTICLE}", body=urlencode(sent).encode())

    assert (answer.status, "Deux textes pour la même place" in answer.words) == (409, True)
    assert "Très clair." in anne.get(f"/atelier/fiche/{ARTICLE}").words


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
