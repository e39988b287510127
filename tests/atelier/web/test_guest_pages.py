"""Someone without account reads one draft by a link, says what they think, and sees nothing else."""

import re
from urllib.parse import urlencode

import pytest
from atelier_desk import ISSUE, WEBINAR, make_team, opened
from bs4 import BeautifulSoup

SHEET, REVIEW = f"/atelier/fiche/{WEBINAR}", f"/atelier/relecture/{WEBINAR}"
JEANNE = {
    "op": "inviter",
    "invite.nom": "Jeanne Roux",
    "invite.adresse": "jeanne@dehors.fr",
}


@pytest.fixture
def desk(tmp_path):
    return make_team(tmp_path)


def invited(desk, anne, review=REVIEW, **more):
    """Invite Jeanne; return her browser and the path of her link."""
    assert anne.post(review, {**JEANNE, **more}).status == 303
    mail = desk.post()[-1]
    assert mail["To"] == "jeanne@dehors.fr"
    return desk.browser(), re.search(r"https?://[^/]+(/atelier/relire/\w+)", mail.get_content())[1]


def frame_of(browser, link):
    found = BeautifulSoup(browser.get(link).text, "html.parser").find("iframe")
    return browser.get(found["src"])


def test_who_has_no_account_reads_the_draft_as_it_is_typed_and_comments_it(desk):
    anne = desk.member("Anne", "editing")
    opened(anne, WEBINAR).set("title", "Lire tous les feux").press("garder")
    jeanne, link = invited(desk, anne, **{"invite.mots": "Surtout la fin."})
    mail = desk.post()[-1].get_content()
    page = jeanne.get(link)
    said = jeanne.post(link, {"op": "commenter", "mots": "<i>Bien</i>, mais court."})

    assert "Surtout la fin." in mail
    assert "Lire tous les feux" in page.words
    assert "Anne vous demande de relire" in page.words
    assert "Lire tous les feux" in frame_of(jeanne, link).text
    assert said.headers["location"] == f"{link}?fait=commenter#relecture"
    assert "&lt;i&gt;Bien&lt;/i&gt;, mais court." in jeanne.get(link).text
    assert "Jeanne Roux (par un lien)" in anne.get(SHEET).words
    assert "&lt;i&gt;Bien&lt;/i&gt;, mais court." in anne.get(SHEET).text
    assert desk.acts()[-2:] == [
        f"Anne a demandé à Jeanne Roux (par un lien) de relire {WEBINAR}",
        f"Jeanne Roux (par un lien) a commenté {WEBINAR}",
    ]


def test_who_asked_is_told_once_that_it_was_read(desk):
    anne = desk.member("Anne", "editing")
    jeanne, link = invited(desk, anne)
    jeanne.post(link, {"op": "commenter", "mots": "Bien."})
    for _ in range(2):
        jeanne.post(link, {"op": "lu"})
    told = [one for one in desk.post() if one["To"] == "anne@exemple.fr"]

    assert [one["Subject"] for one in told] == [
        "Relu par Jeanne Roux\u00a0: Lire les feux de la côte"
    ]
    assert "1\xa0commentaire ouvert" in told[0].get_content()
    assert "doit relire" not in anne.get(SHEET).words


def test_a_comment_is_taken_back_by_who_made_it_and_by_no_other_guest(desk):
    anne = desk.member("Anne", "editing")
    jeanne, link = invited(desk, anne)
    paul, other = invited(desk, anne)
    jeanne.post(link, {"op": "commenter", "mots": "À revoir."})
    identifier = BeautifulSoup(jeanne.get(link).text, "html.parser").find(
        "input", {"name": "commentaire"}
    )["value"]
    paul.post(other, {"op": "retirer", "commentaire": identifier})
    kept = "À revoir." in jeanne.get(link).words
    jeanne.post(link, {"op": "retirer", "commentaire": identifier})

    assert "À revoir." not in paul.get(other).words
    assert (kept, "À revoir." in anne.get(SHEET).words) == (True, False)


def test_the_link_opens_one_page_of_one_file_and_nothing_else(desk):
    anne = desk.member("Anne", "editing")
    jeanne, link = invited(desk, anne)
    outside = [f"{link}/page/", f"{link}/page/lettres/2026-03/", f"{link}/page/ipm/cycle-1/"]

    assert [
        "Seule la page à relire est montrée ici" in jeanne.get(one).words for one in outside
    ] == [True] * 3
    assert jeanne.get(f"{link}/page/lettres/2026-03/lampe.png").status == 404
    assert jeanne.get(SHEET).status == 303
    assert jeanne.get(f"/atelier/apercu/site/?fiche={ISSUE}").status == 303
    assert jeanne.post(REVIEW, {"op": "commenter", "mots": "x"}).status == 401


def test_a_letter_is_read_as_its_email_too_and_an_article_alone(desk):
    anne = desk.member("Anne", "editing")
    jeanne, link = invited(desk, anne, f"/atelier/relecture/{ISSUE}")
    frames = [one["src"] for one in BeautifulSoup(jeanne.get(link).text, "html.parser")("iframe")]
    phone, text = jeanne.get(f"{link}/courriel/telephone"), jeanne.get(f"{link}/courriel/texte")
    pictures = set(re.findall(r'src="(/atelier/[^"]+)"', phone.text))
    _, alone = invited(
        desk, anne, "/atelier/relecture/content/newsletters/2026-03/la-lampe-est-reparee.md"
    )

    assert frames[1:] == [
        f"{link}/courriel/{view}"
        for view in ("bureau", "telephone", "sombre", "sans-images", "texte")
    ]
    assert (phone.status, text.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert {one.rpartition("/")[0] for one in pictures} == {f"{link}/courriel"}
    assert {jeanne.get(one).status for one in pictures} == {200}
    assert jeanne.get(f"{link}/courriel/autre").status == 404
    assert len(BeautifulSoup(jeanne.get(alone).text, "html.parser")("iframe")) == 1
    assert "Seule la page à relire" in jeanne.get(f"{alone}/courriel/texte").words


def test_a_link_that_is_closed_forged_or_old_opens_nothing(desk):
    anne = desk.member("Anne", "editing")
    jeanne, link = invited(desk, anne)
    forged = link[:-1] + ("a" if link[-1] != "a" else "b")
    before = jeanne.get(forged).status
    invite = BeautifulSoup(anne.get(SHEET).text, "html.parser").find("button", {"name": "fermer"})
    anne.post(REVIEW, {"fermer": invite["value"]})
    closed = jeanne.get(link)
    late, fresh = invited(desk, anne)
    desk.clock.advance(days=15)

    assert (before, closed.status, late.get(fresh).status) == (404, 404, 404)
    assert "Ce lien est fermé" in closed.words
    assert jeanne.post(link, {"op": "commenter", "mots": "x"}).status == 404


def test_the_links_of_who_leaves_the_team_are_closed(desk):
    eve = desk.member("Eve", "operation")
    jeanne, link = invited(desk, desk.member("Anne", "editing"))
    found = BeautifulSoup(eve.get("/atelier/equipe").text, "html.parser")
    who = next(one for one in found("input", {"name": "qui"}) if one.find_parent("li").b.text == "Anne")  # fmt: skip
    eve.post("/atelier/equipe", {"qui": who["value"], "op": "retirer"})

    assert jeanne.get(link).status == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"invite.nom": ""}, "Écrire le nom de la personne"),
        ({"invite.adresse": "jeanne"}, "« jeanne »"),
        ({"invite.adresse": "a@b.fr, c@d.fr"}, "« a@b.fr, c@d.fr »"),
    ],
    ids=str,
)
def test_an_invitation_that_cannot_leave_says_why(desk, typed, said):
    answer = desk.member("Anne", "editing").post(REVIEW, {**JEANNE, **typed})

    assert (answer.status, said in answer.words) == (422, True)
    assert desk.post() == []


def test_only_who_may_change_a_sheet_shows_it_outside(desk):
    anne, leo = desk.member("Anne", "editing"), desk.member("Leo", "approval")
    invited(desk, anne)
    invite = BeautifulSoup(anne.get(SHEET).text, "html.parser").find("button", {"name": "fermer"})

    assert leo.post(REVIEW, JEANNE).status == 403
    assert leo.post(REVIEW, {"fermer": invite["value"]}).status == 403
    assert "quelqu'un du dehors" not in leo.get(SHEET).words


def test_what_is_refused_stays_typed(desk):
    jeanne, link = invited(desk, desk.member("Anne", "editing"))
    answer = jeanne.post(link, {"op": "commenter", "suggestion": "D'autres mots"})

    assert answer.status == 422
    assert "Une suggestion remplace un passage" in answer.words
    assert "D&#39;autres mots</textarea>" in answer.text


def test_a_letter_is_shown_outside_with_its_own_pictures(desk):
    anne = desk.member("Anne", "editing")
    jeanne, link = invited(desk, anne, f"/atelier/relecture/{ISSUE}")

    frame = frame_of(jeanne, link)
    picture = jeanne.get(f"{link}/page/lettres/2026-03/lampe.png")
    assert "La lampe est réparée" in frame.text
    assert (picture.status, picture.headers["content-type"]) == (200, "image/png")


def test_a_link_is_sent_with_what_is_typed_in_the_sheet_kept(desk):
    anne = desk.member("Anne", "editing")
    form = opened(anne, WEBINAR)
    form.set("title", "Un autre titre")
    form.pairs = [pair for pair in form.pairs if pair[0] not in JEANNE] + [*JEANNE.items()]
    answer = anne.post(REVIEW, body=urlencode(form.pairs).encode())

    assert (answer.status, len(desk.post())) == (303, 1)
    assert opened(anne, WEBINAR).get("title") == "Un autre titre"
