"""A sheet read again: comments, suggestions taken, colleagues asked, the history told and an old version taken."""

import re

from atelier_desk import WEBINAR, make_team, opened
from bs4 import BeautifulSoup

from chorale.atelier.history import side_by_side, told

SHEET, REVIEW = f"/atelier/fiche/{WEBINAR}", f"/atelier/relecture/{WEBINAR}"


def first(browser, name):
    soup = BeautifulSoup(browser.get(SHEET).text, "html.parser")
    found = soup.find(["input", "button"], {"name": name})
    return found["value"] if found else ""


def passage(bench):
    body = bench.text(WEBINAR).split("---\n", 2)[2]
    return next(line for line in body.splitlines() if len(line) > 20 and body.count(line) == 1)


def test_a_comment_is_shown_with_its_passage_until_it_is_closed(bench):
    anne, words = bench.browser("Anne"), passage(bench)
    anne.post(REVIEW, {"op": "commenter", "passage": words, "mots": "<b>Trop long</b>"})
    shown = anne.get(SHEET)
    home = anne.get("/atelier/")
    anne.post(REVIEW, {"clore": first(anne, "clore")})

    assert "&lt;b&gt;Trop long&lt;/b&gt;" in shown.text
    assert "1\xa0commentaire ouvert" in home.text
    assert "Aucun commentaire ouvert" in anne.get(SHEET).words


def test_a_suggestion_goes_into_the_draft_and_nowhere_else(bench):
    anne, words, before = bench.browser("Anne"), passage(bench), bench.text(WEBINAR)
    anne.post(REVIEW, {"op": "commenter", "passage": words, "suggestion": "Autres mots."})
    taken = anne.post(f"/atelier/suggestion/{WEBINAR}", {"commentaire": first(anne, "commentaire")})

    assert taken.headers["location"] == f"{SHEET}?fait=repris"
    assert "Autres mots." in opened(anne, WEBINAR).get("corps")
    assert bench.text(WEBINAR) == before
    opened(anne, WEBINAR).press("enregistrer")
    assert bench.text(WEBINAR) == before.replace(words, "Autres mots.")


def test_a_suggestion_whose_passage_is_gone_says_so(bench):
    anne = bench.browser("Anne")
    sent = {"op": "commenter", "passage": "des mots d’avant", "suggestion": "Autres mots."}
    anne.post(REVIEW, sent)
    answer = anne.post(f"/atelier/suggestion/{WEBINAR}", {"commentaire": first(anne, "clore")})

    assert (answer.status, "ce passage n’y est plus" in anne.get(SHEET).words) == (422, True)
    assert "Suggestion non reprise" in answer.words


def test_an_empty_comment_is_refused_in_words(bench):
    nothing = bench.browser().post(REVIEW, {"op": "commenter"})
    orphan = bench.browser().post(REVIEW, {"op": "commenter", "suggestion": "x"})

    assert "Écrire un commentaire" in nothing.words
    assert "Une suggestion remplace un passage" in orphan.words


def test_a_colleague_is_asked_by_mail_comes_in_reads_and_says_so(tmp_path):
    team = make_team(tmp_path)
    team.code("Léo", "approval")
    anne = team.member("Anne", "editing")
    who = first(anne, "qui")
    anne.post(REVIEW, {"op": "demander", "qui": who, "mot": "Surtout la fin."})
    (mail,) = team.post()
    link = re.search(r"entrer\?suite=(\S+)#([A-Z0-9]+)", mail.get_content())
    leo = team.browser()
    came = leo.post("/atelier/entrer", {"code": link[2], "suite": link[1]})
    home = leo.get("/atelier/")
    leo.post(REVIEW, {"op": "commenter", "mots": "Bien."})
    leo.post(REVIEW, {"op": "lu"})

    assert (mail["To"], "Surtout la fin." in mail.get_content()) == ("léo@exemple.fr", True)
    assert came.headers["location"] == SHEET
    assert "À relire" in home.words
    assert "À relire" not in leo.get("/atelier/").words
    assert leo.post(f"/atelier/suggestion/{WEBINAR}", {}).status == 403
    assert team.acts()[-4:] == [
        f"Anne a demandé à Léo de relire {WEBINAR}",
        "Léo a ouvert une session",
        f"Léo a commenté {WEBINAR}",
        f"Léo a relu {WEBINAR}",
    ]


def test_only_who_said_it_or_may_change_the_sheet_closes_a_comment(tmp_path):
    team = make_team(tmp_path)
    anne, leo = team.member("Anne", "editing"), team.member("Leo", "approval")
    anne.post(REVIEW, {"op": "commenter", "mots": "À revoir."})
    identifier = first(anne, "clore")
    leo.post(REVIEW, {"clore": identifier})

    assert "À revoir." in anne.get(SHEET).words


def test_the_history_says_who_changed_what_and_an_old_version_is_taken(bench):
    anne, before = bench.browser("Anne"), bench.text(WEBINAR)
    opened(anne, WEBINAR).set("title", "Lire tous les feux").press("enregistrer")
    told = anne.get(f"/atelier/historique/{WEBINAR}")
    oldest = re.findall(r"\?version=([0-9a-f]{40})", told.text)[-1]
    beside = anne.get(f"/atelier/historique/{WEBINAR}?version={oldest}")
    taken = anne.post(f"/atelier/historique/{WEBINAR}", {"version": oldest})
    opened(anne, WEBINAR).press("enregistrer")

    assert "Anne : Titre" in told.words.replace("\xa0", " ")
    assert re.search("<ins>.*Lire tous les feux.*</ins>", beside.text)
    assert taken.headers["location"] == f"{SHEET}?fait=ancien"
    assert bench.text(WEBINAR) == before


def test_the_history_reads_a_file_of_windows(bench):
    file = bench.root / WEBINAR
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    bench.git("-c", "user.name=X", "-c", "user.email=x@x", "commit", "-qam", "Windows")
    opened(bench.browser(), WEBINAR).set("title", "Lire tous les feux").press("enregistrer")

    told = bench.browser().get(f"/atelier/historique/{WEBINAR}").words.replace("\xa0", " ")
    assert ("Anne : Titre" in told, "illisible" in told) == (True, False)
    assert bench.git("show", "--numstat", "--format=", "HEAD") == f"1\t1\t{WEBINAR}\n"


def test_a_file_of_which_git_knows_nothing_has_an_empty_history(bench):
    fresh = WEBINAR.replace(".md", "-bis.md")
    bench.root.joinpath(fresh).write_text(bench.text(WEBINAR), encoding="utf-8")
    told = bench.browser("Anne").get(f"/atelier/historique/{fresh}")

    assert (told.status, "Aucune version n’est encore gardée." in told.words) == (200, True)


def test_no_other_version_than_a_commit_is_read(bench):
    anne = bench.browser("Anne")
    for version in ("HEAD", "--output=x", "0" * 40, "HEAD:content/community.yml"):
        assert anne.post(f"/atelier/historique/{WEBINAR}", {"version": version}).status == 404
        assert anne.get(f"/atelier/historique/{WEBINAR}?version={version}").status == 200


def test_a_file_is_told_by_its_fields():
    text = (
        "---\ntitle: Le phare\nsessions:\n  - {start: 2026-03-04 10:00, status: cancelled}\n"
        "draft: true\n---\nIl rouvre.\n\nVenez.\n"
    )

    assert told(WEBINAR, text).split("\n") == [
        "Titre : Le phare",
        "Séances › 1 › Début : 2026-03-04 10:00",
        "Séances › 1 › État : Annulé",
        "Encore un brouillon : oui",
        "",
        "Il rouvre.",
        "",
        "Venez.",
    ]
    assert told(WEBINAR, "sans en-tête") == "sans en-tête"


def test_two_texts_are_told_side_by_side():
    rows = side_by_side("a\nb\nc\n", "a\nB\nB2\nc\n")

    assert [(row.before, row.after, row.how) for row in rows] == [
        ("a", "a", "same"),
        ("b", "B", "changed"),
        ("", "B2", "changed"),
        ("c", "c", "same"),
    ]


def test_what_was_typed_beside_a_sheet_is_not_thrown_away_when_the_sheet_is_kept(bench):
    anne = bench.browser("Anne")
    form = opened(anne, WEBINAR)
    form.set("title", "Lire les feux, la nuit")
    form.set("mots", "Le titre est à revoir.")
    form.set("nom", "lire-les-feux-la-nuit")
    answer = form.press("enregistrer")
    shown = BeautifulSoup(answer.text, "html.parser")

    assert (answer.status, "C’est enregistré." in answer.words) == (200, True)
    assert shown.select_one(".notice").text.split(":")[-1].split() == ["Commenter,", "Renommer."]
    assert shown.find(id="r-mots").text.strip() == "Le titre est à revoir."
    assert shown.find(id="n-nom")["value"] == "lire-les-feux-la-nuit"
    assert [one.summary.text for one in shown.find_all("details", class_="state", open=True)] == [
        "Renommer",
        "Commenter",
    ]


def test_the_journal_tells_a_suggestion_taken_from_one_taken_back(bench):
    anne, words = bench.browser("Anne"), passage(bench)
    for _ in range(2):
        anne.post(REVIEW, {"op": "commenter", "passage": words, "suggestion": "Autres mots."})
    anne.post(REVIEW, {"clore": first(anne, "clore")})
    anne.post(f"/atelier/suggestion/{WEBINAR}", {"commentaire": first(anne, "commentaire")})
    said = BeautifulSoup(anne.get("/atelier/journal").text, "html.parser").text

    assert re.findall(r"a (suggéré d’autres mots|repris une suggestion|retiré son commentaire)", said) == [
        "repris une suggestion",
        "retiré son commentaire",
        "suggéré d’autres mots",
        "suggéré d’autres mots",
    ]  # fmt: skip
