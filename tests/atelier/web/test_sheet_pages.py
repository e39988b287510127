"""Writing in the atelier without any script: what one types is kept, saved at its place, and never lost."""

import json
import re
import shutil
from urllib.parse import urlencode

import pytest
from atelier_desk import ISSUE, WEBINAR, opened, sentences
from bs4 import BeautifulSoup

from chorale.atelier.project_files import CLOSED
from chorale.content.kinds import KINDS

ARTICLES = "content/newsletters/2026-03/"


def test_every_file_opens_and_saving_it_untouched_changes_nothing(bench):
    browser = bench.browser()
    paths = [
        path.relative_to(bench.root).as_posix()
        for folder in ("content", "site")
        for path in sorted((bench.root / folder).rglob("*"))
    ]
    edited = [
        path
        for path in paths
        if any(kind.files.holds(path) and kind.name not in CLOSED for kind in KINDS)
    ]
    before = {path: bench.text(path) for path in edited}

    told = {
        path: opened(browser, path).press("enregistrer").headers.get("location", "")
        for path in edited
    }

    assert told == {path: f"/atelier/fiche/{path}?fait=identique" for path in edited}
    assert {path: bench.text(path) for path in edited} == before


def test_boxes_keep_the_order_of_the_file_and_add_at_its_end(bench):
    text = bench.text(WEBINAR)
    line = next(one for one in text.split("\n") if one.startswith("audiences:"))
    (bench.root / WEBINAR).write_text(text.replace(line, "audiences: [marins, gardiens]"), "utf-8")
    untouched = opened(bench.browser(), WEBINAR).press("enregistrer")
    form = opened(bench.browser(), WEBINAR)
    form.pairs.append(("audiences", "curieux"))
    form.press("garder")
    kept = [
        value for name, value in opened(bench.browser(), WEBINAR).pairs if name == "audiences.ordre"
    ]

    assert untouched.headers["location"].endswith("?fait=identique")
    assert kept == ["marins gardiens curieux"]


def test_a_save_writes_its_own_line_and_commits_under_the_persons_name(bench):
    before = bench.text(WEBINAR)
    form = opened(bench.browser("Anne"), WEBINAR).set("title", "Lire les feux : l'essentiel")

    answer = form.press("enregistrer")

    after = bench.text(WEBINAR)
    changed = [
        (one, two)
        for one, two in zip(before.splitlines(), after.splitlines(), strict=True)
        if one != two
    ]
    assert answer.headers["location"] == f"/atelier/fiche/{WEBINAR}?fait=enregistre"
    assert [two for _, two in changed] == ['title: "Lire les feux : l\'essentiel"']
    assert bench.git("log", "-1", "--format=%an <%ae>, %cn: %s") == (
        "Anne <anne@exemple.fr>, Atelier: Modifier webinars/lire-les-feux.md\n"
    )
    assert bench.git("status", "--porcelain") == ""


def test_a_file_of_windows_keeps_its_line_ends_and_git_sees_one_line(bench):
    file = bench.root / WEBINAR
    former = file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(
        former
    )  # as a Windows machine checks out what the repository has with line feeds

    opened(bench.browser(), WEBINAR).set("title", "Neuf").press("enregistrer")

    assert file.read_bytes() == former.replace("Lire les feux de la côte".encode(), b"Neuf")
    assert bench.git("show", "--numstat", "--format=", "HEAD") == f"1\t1\t{WEBINAR}\n"


def test_the_blank_lines_that_end_a_text_stay_as_they_were(bench):
    file = bench.root / WEBINAR
    former = file.read_bytes().rstrip(b"\n")
    for end in (b"", b"\n\n\n"):
        file.write_bytes(former + end)
        form = opened(bench.browser(), WEBINAR)
        form.set("corps", form.get("corps").replace("couleurs", "rythmes")).press("enregistrer")

        assert file.read_bytes() == former.replace(b"couleurs", b"rythmes") + end


def test_what_is_wrong_is_kept_beside_its_field_and_the_file_untouched(bench):
    before = bench.text(WEBINAR)
    browser = bench.browser()

    answer = opened(browser, WEBINAR).set("sessions.0.duration", "longtemps").press("enregistrer")

    assert answer.status == 422
    assert "« Durée » : trouvé « longtemps », attendu une durée" in sentences(answer).replace(
        "\u00a0", " "
    ).replace("\u202f", " ")
    assert 'href="#c-sessions-0-duration"' in answer.text
    assert bench.text(WEBINAR) == before
    assert opened(browser, WEBINAR).get("sessions.0.duration") == "longtemps"


def test_a_problem_that_a_script_shows_is_in_printed_french(bench):
    anne = bench.browser()
    opened(anne, WEBINAR).set("title", "").press("garder")
    answer = anne.get(f"/atelier/problemes/{WEBINAR}")

    assert json.loads(answer.text) == {
        "problemes": {"title": ["«\u00a0Titre\u00a0» est vide\u202f; écrire une valeur"]}
    }


def test_a_draft_waits_for_its_person_alone_and_may_be_given_up(bench):
    opened(bench.browser("Anne"), WEBINAR).set("summary", "Brouillon").press("garder")

    assert opened(bench.browser("Anne"), WEBINAR).get("summary") == "Brouillon"
    assert opened(bench.browser("Bruno"), WEBINAR).get("summary") != "Brouillon"
    assert (
        "anne a aussi un brouillon" in bench.browser("Bruno").get(f"/atelier/fiche/{WEBINAR}").words
    )

    opened(bench.browser("Anne"), WEBINAR).press("abandonner")
    assert opened(bench.browser("Anne"), WEBINAR).get("summary") != "Brouillon"


def test_two_people_who_change_different_fields_are_both_kept(bench):
    anne, bruno = opened(bench.browser("Anne"), WEBINAR), opened(bench.browser("Bruno"), WEBINAR)
    anne.set("title", "Titre d'Anne").press("garder")
    bruno.set("summary", "Résumé de Bruno").press("enregistrer")

    answer = opened(bench.browser("Anne"), WEBINAR).press("enregistrer")

    assert answer.headers["location"].endswith("?fait=reuni")
    assert 'title: "Titre d\'Anne"' in bench.text(WEBINAR)
    assert 'summary: "Résumé de Bruno"' in bench.text(WEBINAR)


def test_what_one_person_changes_in_two_tabs_is_saved_together(bench):
    anne = bench.browser("Anne")
    first, second = opened(anne, WEBINAR), opened(anne, WEBINAR)
    first.set("title", "Titre d'un onglet").press("garder")

    second.set("summary", "Résumé de l'autre").press("enregistrer")

    assert 'title: "Titre d\'un onglet"' in bench.text(WEBINAR)
    assert 'summary: "Résumé de l\'autre"' in bench.text(WEBINAR)


def test_two_people_who_change_the_same_field_see_both_texts_and_choose(bench):
    anne = bench.browser("Anne")
    opened(anne, WEBINAR).set("title", "Titre d'Anne").press("garder")
    opened(bench.browser("Bruno"), WEBINAR).set("title", "Titre de Bruno").press("enregistrer")

    answer = opened(anne, WEBINAR).press("enregistrer")
    assert answer.status == 409
    assert "Titre d&#39;Anne" in answer.words
    assert "Titre de Bruno" in answer.words
    assert 'title: "Titre de Bruno"' in bench.text(WEBINAR)

    anne.post(f"/atelier/choix/{WEBINAR}", {"choix.0": "mien"})
    opened(anne, WEBINAR).press("enregistrer")
    assert 'title: "Titre d\'Anne"' in bench.text(WEBINAR)


def test_two_tabs_of_one_person_do_not_overwrite_one_another(bench):
    anne = bench.browser("Anne")
    first, second = opened(anne, WEBINAR), opened(anne, WEBINAR)
    first.set("title", "Premier onglet").press("garder")

    answer = second.set("title", "Second onglet").press("garder")

    assert answer.status == 409
    assert "Premier onglet" in answer.words
    assert "Second onglet" in answer.words
    assert opened(anne, WEBINAR).get("title") == "Premier onglet"


def chosen(browser, conflict, **choices):
    """Send the choices of a conflict's page as a browser does."""
    form = BeautifulSoup(conflict.text, "html.parser").find("form", action=re.compile("choix"))
    sent = [
        (one["name"], one.get("value") or one.text.removeprefix("\n"))
        for one in form.find_all(["input", "textarea"])
        if one.get("type") != "radio"
    ]
    body = urlencode([*sent, *choices.items()]).encode()
    return browser.post(f"/atelier/choix/{WEBINAR}", body=body)


def test_of_two_tabs_that_clash_the_one_that_is_chosen_is_kept_with_all_that_it_typed(bench):
    anne = bench.browser("Anne")
    first, second = opened(anne, WEBINAR), opened(anne, WEBINAR)
    first.set("title", "Premier onglet").press("garder")
    second.set("title", "Second onglet").set("summary", "Un résumé du second.")

    answer = chosen(anne, second.press("enregistrer"), **{"choix.0": "mien"})

    assert answer.headers["location"].endswith("?fait=choisi")
    kept = opened(anne, WEBINAR)
    assert (kept.get("title"), kept.get("summary")) == ("Second onglet", "Un résumé du second.")


@pytest.mark.parametrize("button", ["enregistrer", "garder"])
def test_a_page_opened_before_another_person_saved_undoes_nothing(bench, button):
    anne, bruno = opened(bench.browser("Anne"), WEBINAR), opened(bench.browser("Bruno"), WEBINAR)
    bruno.set("summary", "Résumé de Bruno").press("enregistrer")

    anne.set("title", "Titre d'Anne").press(button)
    opened(bench.browser("Anne"), WEBINAR).press("enregistrer")

    assert 'title: "Titre d\'Anne"' in bench.text(WEBINAR)
    assert 'summary: "Résumé de Bruno"' in bench.text(WEBINAR)


def test_a_page_opened_before_another_person_saved_the_same_field_asks_to_choose(bench):
    browser = bench.browser("Anne")
    anne, bruno = opened(browser, WEBINAR), opened(bench.browser("Bruno"), WEBINAR)
    bruno.set("title", "Titre de Bruno").press("enregistrer")

    answer = anne.set("title", "Titre d'Anne").press("enregistrer")

    assert (answer.status, 'title: "Titre de Bruno"' in bench.text(WEBINAR)) == (409, True)
    chosen(browser, answer, **{"choix.0": "mien"})
    opened(browser, WEBINAR).press("enregistrer")
    assert 'title: "Titre d\'Anne"' in bench.text(WEBINAR)


def test_a_tab_opened_before_the_other_one_saved_undoes_nothing(bench):
    browser = bench.browser("Anne")
    late = opened(browser, WEBINAR)
    opened(browser, WEBINAR).set("title", "Titre enregistré").press("enregistrer")

    answer = late.set("summary", "Résumé de l'onglet").press("enregistrer")

    assert answer.headers["location"].endswith("?fait=reuni"), answer.words
    assert 'title: "Titre enregistré"' in bench.text(WEBINAR)
    assert 'summary: "Résumé de l\'onglet"' in bench.text(WEBINAR)


def test_what_a_page_sends_again_while_it_closes_is_no_other_tab(bench):
    anne = bench.browser()
    form = opened(anne, WEBINAR).set("title", "")
    refused = form.press("enregistrer")
    form.press("garder", headers={"accept": "application/json"})

    shown = BeautifulSoup(refused.text, "html.parser").find("input", {"name": "version"})
    answer = form.set("version", shown["value"]).set("title", "Un titre").press("enregistrer")

    assert (refused.status, answer.status) == (422, 303)
    assert 'title: "Un titre"' in bench.text(WEBINAR)


def test_what_a_page_sends_again_once_it_is_saved_is_no_draft(bench):
    anne, bruno = bench.browser("Anne"), bench.browser("Bruno")
    form = opened(anne, WEBINAR).set("title", "Lire tous les feux")
    form.press("enregistrer")
    answer = form.press("garder", headers={"accept": "application/json"})

    assert (answer.status, answer.text) == (200, '{"version":0,"new":false}')
    assert "brouillon du" not in anne.get("/atelier/").words
    assert "aussi un brouillon" not in bruno.get(f"/atelier/fiche/{WEBINAR}").words


def test_buttons_move_remove_and_add_items_and_the_place_is_shown(bench):
    browser = bench.browser()
    kept = [value for name, value in opened(browser, ISSUE).pairs if name.endswith(".?")]

    answer = opened(browser, ISSUE).press("sections.0.descendre")
    assert answer.headers["location"] == f"/atelier/fiche/{ISSUE}?place=c-sections-1#c-sections-1"
    moved = [value for name, value in opened(browser, ISSUE).pairs if name.endswith(".?")]
    assert moved == [kept[1], kept[0], *kept[2:]]

    opened(browser, ISSUE).press("sections.0.retirer")
    opened(browser, ISSUE).press("sections.ajouter.text")
    after = [value for name, value in opened(browser, ISSUE).pairs if name.endswith(".?")]
    assert after == [*moved[1:], "text"]


def test_a_letter_is_put_in_another_order_and_its_comments_travel(bench):
    before = bench.text(ISSUE)
    browser = bench.browser()

    opened(browser, ISSUE).press("sections.1.monter")
    opened(browser, ISSUE).press("enregistrer")

    after = bench.text(ISSUE)
    assert sorted(after.splitlines()) == sorted(before.splitlines())
    assert after != before


def test_an_event_is_cancelled_with_its_reason_and_put_off_with_its_former_date(bench):
    browser = bench.browser()
    form = opened(browser, "content/meetings/2026-03-17-brest.md")
    form.set("etat.quoi", "moved").set("etat.date", "2026-03-24").set(
        "etat.raison", "La salle est prise."
    )

    answer = form.press("etat")
    told = browser.get(answer.headers["location"]).words
    assert "C’est reporté dans la fiche : reste à l’enregistrer." in told
    opened(browser, "content/meetings/2026-03-17-brest.md").press("enregistrer")

    text = bench.text("content/meetings/2026-03-17-brest.md")
    assert "date: 2026-03-24\n" in text
    assert "status: moved\n" in text
    assert "moved_from: 2026-03-17\n" in text
    assert 'note: "La salle est prise."\n' in text


def test_the_sessions_that_may_be_cancelled_are_named_as_people_say_them(bench):
    text = bench.text(WEBINAR)
    begin = text.index("sessions:")
    sessions = "sessions:\n  - {start: 2026-03-10 10:00, duration: 1h}\n  - {start: 2026-03-12}\n  - {start: bientôt}\n---"
    (bench.root / WEBINAR).write_text(text[:begin] + sessions + text.split("---")[-1], "utf-8")
    page = BeautifulSoup(bench.browser().get(f"/atelier/fiche/{WEBINAR}").text, "html.parser")

    assert [one.text.replace("\u00a0", " ") for one in page.select("#e-de option")] == [
        "mardi 10 mars 2026 à 10 h",
        "jeudi 12 mars 2026",
        "bientôt",
    ]


def test_what_subscribers_will_see_is_told_above_the_sheet_and_is_no_fault(bench):
    opened(bench.browser(), WEBINAR).set("title", "Lire tous les feux").press("enregistrer")
    page = BeautifulSoup(bench.browser().get(f"/atelier/fiche/{WEBINAR}").text, "html.parser")

    told = [" ".join(one.text.split()) for one in page.select(".notice")]
    assert told == [
        "3 rendez-vous publiés ont changé de texte (« Lire tous les feux ») ; l’atelier l’écrit en publiant."
    ]
    assert page.select(".wrong") == []


def test_a_reason_is_asked_before_an_event_is_cancelled(bench):
    answer = opened(bench.browser(), "content/meetings/2026-03-17-brest.md").press("etat")

    assert answer.status == 422
    assert "Dire la raison" in answer.words


def test_a_new_article_is_a_draft_then_a_file_then_a_section_of_its_letter(bench):
    browser = bench.browser()
    answer = browser.post(
        "/atelier/contenus/article/nouveau", {"issue": "2026-03", "title": "Les balises"}
    )
    path = ARTICLES + "les-balises.md"
    assert answer.headers["location"] == f"/atelier/fiche/{path}"
    assert not (bench.root / path).exists()

    assert "ne cite" not in browser.get(f"/atelier/fiche/{path}").words
    form = (
        opened(browser, path)
        .set("summary", "Des balises neuves.")
        .set("corps", "Trois balises.\r\n")
    )
    assert form.press("enregistrer").headers["location"].endswith("?fait=enregistre")

    assert bench.text(path).endswith("---\nTrois balises.\n")
    assert "- article: les-balises\n" in bench.text(ISSUE)
    assert bench.git("status", "--porcelain") == ""


def test_a_save_says_when_readers_see_it(bench):
    browser = bench.browser()
    form = opened(browser, WEBINAR).set("title", "Un autre titre")
    saved = browser.get(form.press("enregistrer").headers["location"])
    begun = browser.post("/atelier/contenus/issue/nouveau", {"month": "2026-04", "model": ISSUE})
    form = opened(browser, begun.headers["location"].removeprefix("/atelier/fiche/"))
    kept = browser.get(form.press("enregistrer").headers["location"])

    assert "Les lecteurs le verront à la prochaine publication ." in saved.words
    assert "Encore un brouillon : les lecteurs ne le voient pas." in kept.words.replace("\xa0", " ")


def test_a_form_made_after_another_is_not_closed_by_the_days_of_that_one(bench):
    browser, model = bench.browser(), "content/forms/visite-du-phare.yml"
    text = bench.text(model) + "opens: 2025-11-10\ncloses: 2025-12-01\n"
    (bench.root / model).write_text(text, encoding="utf-8")
    asked = {"title": "Votre avis", "model": model}
    begun = browser.post("/atelier/contenus/form/nouveau", asked)
    form = opened(browser, begun.headers["location"].removeprefix("/atelier/fiche/"))

    assert [form.get(name) for name in ("title", "opens", "closes")] == ["Votre avis", "", ""]


def test_the_form_of_opinions_is_chosen_among_those_that_take_answers(bench):
    page = BeautifulSoup(
        bench.browser().get("/atelier/fiche/content/community.yml").text, "html.parser"
    )
    offered = page.find("select", {"name": "sign_ups.satisfaction"}).find_all("option")

    assert [one["value"] for one in offered] == ["", "visite-du-phare"]


@pytest.mark.parametrize("typed", ["2026-04", "4/2026", "Avril 2026"])
def test_the_next_letter_is_like_the_last_one_with_its_own_month(bench, typed):
    browser = bench.browser()
    answer = browser.post("/atelier/contenus/issue/nouveau", {"month": typed, "model": ISSUE})

    form = opened(browser, answer.headers["location"].removeprefix("/atelier/fiche/"))

    assert (form.get("title"), form.get("date")) == ("Lettre du Phare — avril 2026", "2026-04-01")
    assert "article" not in [value for name, value in form.pairs if name.endswith(".?")]
    assert {value for name, value in form.pairs if name.endswith(".from")} == {"2026-04-01"}


def test_what_a_letter_says_anew_is_not_taken_from_the_last_one(bench):
    browser, cycles = bench.browser(), bench.root / "content/ipm"
    shutil.copytree(cycles / "cycle-1", cycles / "cycle-2")
    known = cycles / "cycle-2/cycle.yml"
    known.write_text(known.read_text("utf-8").replace("number: 1", "number: 2"), "utf-8")
    asked = browser.get("/atelier/contenus/issue/nouveau")
    answer = browser.post("/atelier/contenus/issue/nouveau", {"month": "2026-04", "model": ISSUE})
    form = opened(browser, answer.headers["location"].removeprefix("/atelier/fiche/"))
    said = dict(form.pairs)

    assert said["sections.0.edito"].strip() == "Quelques mots du comité de rédaction."
    assert said["preheader"].strip() == (
        "Les articles du mois, les rendez-vous et les webinaires à venir"
    )
    assert said["sections.3.ipm"] == "cycle-2"
    shown = BeautifulSoup(browser.get(answer.headers["location"]).text, "html.parser")
    told = [one.text for one in shown.select(".letter ul:last-of-type li")]
    assert [one.count("phrase du modèle") for one in told[:2]] == [1, 1]
    assert BeautifulSoup(asked.text, "html.parser").find(id="n-month")["value"] == "2026-04"


@pytest.mark.parametrize(
    "path",
    [
        "content/../content/community.yml",
        "content/ipm/cycle-1/keys.yml",
        ".git/config",
        "content/webinars/.caché.md",
        "content/newsletters/../../etc/passwd",
        "site/../../x.md",
        "content/webinars/absent.md",
        "/etc/passwd",
    ],
)
def test_no_other_file_is_shown_or_written(bench, path):
    browser = bench.browser()

    assert browser.get(f"/atelier/fiche/{path}").status == 404
    assert browser.post(f"/atelier/fiche/{path}", {"op": "enregistrer", "title": "x"}).status == 404


def test_a_link_that_leads_out_is_not_followed(bench, tmp_path):
    (tmp_path / "secret.md").write_text("---\ntitle: Secret\n---\n")
    (bench.root / "content/webinars/lien.md").symlink_to(tmp_path / "secret.md")

    assert bench.browser().get("/atelier/fiche/content/webinars/lien.md").status == 404


@pytest.mark.parametrize(
    "words",
    ['"><script>alert(1)</script>', "{{ 7 * 7 }}", "</textarea><b>x</b>", "\u202eà l'envers"],
)
def test_what_is_typed_is_shown_as_typed_and_runs_nothing(bench, words):
    browser = bench.browser()
    opened(browser, WEBINAR).set("title", words).set("summary", words).set("corps", words).press(
        "garder"
    )

    page = browser.get(f"/atelier/fiche/{WEBINAR}").text

    assert "<script>alert" not in page
    assert "</textarea><b>x" not in page
    form = opened(browser, WEBINAR)
    assert (form.get("title"), form.get("summary"), form.get("corps").strip()) == (
        words,
        words,
        words,
    )


def test_a_file_that_yaml_cannot_read_is_told_in_words(bench):
    (bench.root / WEBINAR).write_text("---\ntitle: [\n---\n")

    answer = bench.browser().get(f"/atelier/fiche/{WEBINAR}")

    assert answer.status == 422
    assert "À corriger dans un éditeur de texte." in answer.words


def test_a_file_keeps_its_permissions(bench):
    (bench.root / WEBINAR).chmod(0o664)

    opened(bench.browser(), WEBINAR).set("title", "Autre").press("enregistrer")

    assert (bench.root / WEBINAR).stat().st_mode & 0o777 == 0o664


def test_no_two_parts_of_a_page_have_one_name(bench):
    soup = BeautifulSoup(bench.browser().get(f"/atelier/fiche/{ISSUE}").text, "html.parser")
    names = [one["id"] for one in soup.find_all(id=True)]

    assert sorted(set(names)) == sorted(names)


def test_a_file_without_title_is_called_as_its_shelf_calls_it(bench):
    texts = {
        path: BeautifulSoup(
            bench.browser().get(f"/atelier/fiche/{path}").text, "html.parser"
        ).h1.text
        for path in ("content/ipm/cycle-1/cycle.yml", "content/ipm/groups.yml")
    }

    assert texts == {
        "content/ipm/cycle-1/cycle.yml": "Cycle 1",
        "content/ipm/groups.yml": "Groupes",
    }


def test_an_article_begun_from_a_letter_that_is_not_saved_never_joins_another(bench):
    browser = bench.browser()
    begun = browser.post("/atelier/contenus/issue/nouveau", {"month": "2026-04", "model": ISSUE})
    letter = browser.get(begun.headers["location"])
    article = browser.get("/atelier/contenus/article/nouveau?issue=2026-04")
    sent = browser.post(
        "/atelier/contenus/article/nouveau", {"issue": "2026-04", "title": "Les balises"}
    )

    assert "Écrire un nouvel article" not in letter.words
    assert "Approuver, essayer, envoyer" not in letter.words  # nothing to approve: a dead link
    assert "Enregistrer d’abord la lettre : ses articles s’écriront ensuite d’ici." in letter.words
    unsaved = "Cette lettre n’est pas encore enregistrée : l’enregistrer d’abord, ou choisir une autre lettre."
    assert [unsaved in one.words for one in (article, sent)] == [True, True]
