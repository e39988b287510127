"""The atelier in a browser: by mouse, by keyboard, without scripts, on a phone; nothing typed is lost."""

import subprocess
import sys
from pathlib import Path

import pytest
from atelier_desk import ISSUE, WEBINAR, make_bench, run, with_forge
from online import axe, in_menu
from patience import until
from playwright.sync_api import expect

ARTICLE = "content/newsletters/2026-03/"
PHONE = {"width": 390, "height": 844}


def written(page):
    """Wait until the draft is kept."""
    expect(page.locator("#etat")).to_have_text("Brouillon gardé.")


PAGES = {
    "home": "",
    "letters": "contenus/issue",
    "no result": "contenus/page?q=zzz",
    "new letter": "contenus/issue/nouveau",
    "new article": "contenus/article/nouveau",
    "letter": f"fiche/{ISSUE}",
    "webinar": f"fiche/{WEBINAR}",
    "meeting": "fiche/content/meetings/2026-03-17-brest.md",
    "form": "fiche/content/forms/visite-du-phare.yml",
    "cycle": "fiche/content/ipm/cycle-1/cycle.yml",
    "requests": "fiche/content/ipm/cycle-1/requests.yml",
    "groups": "fiche/content/ipm/groups.yml",
    "community": "fiche/content/community.yml",
    "previews": f"apercu/fiche/{ISSUE}",
    "publication": "publier",
    "nowhere": "nulle-part",
}


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
)
def test_no_page_has_a_barrier_or_scrolls_sideways(chromium, atelier, width, scheme):
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page, found = context.new_page(), {}
    for name, path in PAGES.items():
        page.goto(atelier[1] + path)
        sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[name] = (axe(page), sideways)
    context.close()

    assert found == {name: ([], False) for name in PAGES}


def test_a_choice_between_here_and_the_forge_is_read_made_and_sent(atelier, page, tmp_path):
    bench, address = atelier
    there = with_forge(bench, tmp_path)
    page.goto(address + f"fiche/{WEBINAR}")
    page.get_by_role("textbox", name="Titre", exact=True).fill("Ici")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    page.goto(address + "forge")
    page.get_by_role("button", name="Ouvrir l’échange").click()
    expect(page.get_by_role("status")).to_contain_text("il reste à choisir")
    barriers = axe(page)
    page.get_by_role("group", name="Titre").get_by_label("Garder celui d’ici").check()
    page.get_by_role("button", name="Réunir avec ces choix").click()
    expect(page.get_by_role("status")).to_contain_text("Rien n’attend")

    assert barriers == []
    assert run("git", "show", f"main:{WEBINAR}", cwd=there) == bench.text(WEBINAR)


def test_a_block_goes_where_one_writes_and_ctrl_z_takes_it_back(atelier, page):
    page.goto(f"{atelier[1]}fiche/{ARTICLE}nettoyer-la-lentille.md")
    text = page.get_by_role("textbox", name="Texte", exact=True)
    text.fill("Avant.\n\nAprès.")
    text.evaluate("area => area.setSelectionRange(8, 8)")
    page.get_by_role("button", name="Bloc : webinaires, rencontres, cycle").click()
    page.get_by_label("Du (webinaires et rencontres)").fill("2026-03-01")
    page.get_by_label("Au", exact=True).fill("2026-03-15")
    page.get_by_role("button", name="Insérer le bloc").click()

    expect(text).to_have_value(
        "Avant.\n\nWebinaires du 1er au 15 mars 2026 :\n\n- Mardi 10 mars 2026, de 10 h à 11 h : "
        "[Lire les feux de la côte](agenda/webinaires/lire-les-feux.md)\n\nAprès."
    )
    page.keyboard.press("Control+z")
    expect(text).to_have_value("Avant.\n\nAprès.")


def test_enter_in_a_field_beside_the_sheet_presses_its_button_and_what_is_typed_is_kept(
    atelier, page
):
    page.goto(f"{atelier[1]}fiche/{ARTICLE}nettoyer-la-lentille.md")
    page.get_by_role("textbox", name="Titre", exact=True).fill("La lentille brille")
    page.get_by_text("Renommer", exact=True).first.click()
    page.get_by_label("Nouveau nom").fill("laver-la-lentille")
    page.get_by_label("Nouveau nom").press("Enter")
    expect(page.locator(".done")).to_contain_text("C’est renommé")

    expect(page.get_by_role("textbox", name="Titre", exact=True)).to_have_value(
        "La lentille brille"
    )
    expect(page.get_by_role("button", name="Le reprendre")).to_be_hidden()


def test_what_is_typed_while_a_long_paste_is_read_is_not_written_over(atelier, page):
    page.goto(f"{atelier[1]}fiche/{ARTICLE}nettoyer-la-lentille.md")
    text = page.get_by_role("textbox", name="Texte", exact=True)
    text.fill("Avant tout.")
    text.select_text()
    held = []
    page.route("**/atelier/coller", lambda route: held.append(route))  # noqa: PLW0108 - what it is given is marked
    page.evaluate(
        """() => {
          const held = new DataTransfer();
          held.setData("text/html", "<p>Le <b>phare</b></p>");
          document.getElementById("c-corps").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".body .told")).to_have_text(
        "Le texte collé est mis en forme : un instant…"
    )
    page.keyboard.type("Ensuite, ")
    title = page.get_by_role("textbox", name="Titre", exact=True)
    title.focus()
    held[0].continue_()

    expect(text).to_have_value("Le **phare**\nEnsuite, ")
    expect(title).to_be_focused()
    expect(page.locator(".body .told")).to_have_text("")


def test_the_sheet_stays_under_the_hand_while_its_preview_follows_what_is_written(atelier, page):
    page.goto(f"{atelier[1]}fiche/{ARTICLE}nettoyer-la-lentille.md")
    text, panel = page.get_by_role("textbox", name="Texte", exact=True), page.locator("#relecture")
    text.fill("Un mot.\n\n" * 60 + "La lampe est enfin réparée.")
    written(page)
    panel.scroll_into_view_if_needed()
    before = panel.bounding_box()
    text.evaluate("area => area.focus({ preventScroll: true })")
    page.keyboard.insert_text(" Vraiment.")
    written(page)

    inside = "frame => frame.contentDocument?.body?.innerText.includes('Vraiment.') && frame.contentWindow.scrollY"
    until(lambda: page.locator(".frames iframe").last.evaluate(inside))
    assert panel.bounding_box() == before


def test_the_preview_is_seen_before_anything_is_typed_and_in_each_of_its_views(atelier, page):
    page.goto(f"{atelier[1]}fiche/{ARTICLE}nettoyer-la-lentille.md")
    seen = page.locator(".frames iframe:visible")
    expect(seen).to_have_attribute("title", "Aperçu\u00a0: Page")
    views = page.locator(".views button")
    shown = []
    for button in views.all():
        button.click()
        expect(seen).to_have_count(1)
        expect(seen).to_have_attribute("title", f"Aperçu\u00a0: {button.inner_text()}")
        shown.append(button.inner_text())

    assert shown == [
        "Page",
        "Téléphone",
        "Courriel",
        "Courriel, téléphone",
        "Sombre",
        "Sans images",
        "Texte",
    ]


def test_what_is_selected_is_the_passage_also_once_the_comment_is_begun(atelier, page):
    page.goto(f"{atelier[1]}fiche/{ARTICLE}nettoyer-la-lentille.md")
    text = page.get_by_role("textbox", name="Texte", exact=True)
    text.fill("Avant tout.")
    page.locator("summary", has_text="Commenter").press(
        "Enter"
    )  # a click could land where a preview moves it
    text.focus()
    text.evaluate("area => area.setSelectionRange(0, 5)")
    page.get_by_label("Commentaire", exact=True).focus()

    expect(page.get_by_label("Passage, s’il y en a un")).to_have_value("Avant")


def test_a_picture_that_the_atelier_does_not_receive_is_told(atelier, page):
    page.on("dialog", lambda dialog: dialog.accept("Un phare"))
    page.goto(f"{atelier[1]}fiche/{ARTICLE}nettoyer-la-lentille.md")
    page.route("**/atelier/image/**", lambda route: route.abort())
    page.evaluate(
        """() => {
          const held = new DataTransfer();
          held.items.add(new File(["x"], "x.png", { type: "image/png" }));
          document.getElementById("c-corps").dispatchEvent(new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".body .told")).to_have_text(
        "L’image n’est pas ajoutée : l’atelier n’a pas répondu."
    )


def test_what_is_typed_is_kept_shown_beside_and_saved(atelier, page):
    bench, address = atelier
    page.goto(address + f"fiche/{WEBINAR}")
    page.get_by_role("textbox", name="Titre", exact=True).fill("Lire tous les feux")
    written(page)

    frame = page.frame_locator(".frames iframe").last
    expect(frame.locator("h1")).to_have_text("Lire tous les feux")

    page.reload()
    expect(page.get_by_role("textbox", name="Titre", exact=True)).to_have_value(
        "Lire tous les feux"
    )
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".done")).to_have_text("C’est enregistré.")
    assert 'title: "Lire tous les feux"' in bench.text(WEBINAR)


def test_sections_are_reordered_by_keyboard_and_the_focus_stays(atelier, page):
    bench, address = atelier
    page.goto(address + f"fiche/{ISSUE}")
    before = page.locator(".items > .item > details > summary").all_inner_texts()
    page.locator('button[value="sections.1.monter"]').focus()
    page.keyboard.press("Enter")

    expect(page.locator("#c-sections-0 > details > summary")).to_have_text(before[1].strip())
    expect(page.locator("#c-sections-0")).to_be_focused()
    page.get_by_role("button", name="Enregistrer").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_be_visible()
    assert bench.git("log", "--format=%s", "-1") == "Modifier newsletters/2026-03/issue.yml\n"


def test_sections_are_dragged(atelier, page):
    _, address = atelier
    page.goto(address + f"fiche/{ISSUE}")
    before = page.locator(".items > .item > details > summary").all_inner_texts()
    page.drag_and_drop(
        "#c-sections-2 > details > summary",
        "#c-sections-0 > details > summary",
        target_position={"x": 20, "y": 3},
    )
    written(page)
    page.reload()

    after = page.locator(".items > .item > details > summary").all_inner_texts()
    assert after == [before[2], before[0], before[1], *before[3:]]


def test_the_toolbar_marks_words_and_undo_takes_it_back(atelier, page):
    page.goto(atelier[1] + f"fiche/{WEBINAR}")
    area = page.locator("#c-corps")
    area.fill("un mot")
    area.evaluate("area => area.setSelectionRange(3, 6)")
    page.keyboard.press("Control+b")
    expect(area).to_have_value("un **mot**")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("un mot")
    area.evaluate("area => area.setSelectionRange(0, 0)")
    page.get_by_role("button", name="Liste", exact=True).click()
    expect(area).to_have_value("- un mot")


def test_a_paste_from_word_is_cleaned_and_undo_takes_it_back(atelier, page):
    page.goto(atelier[1] + f"fiche/{WEBINAR}")
    area = page.locator("#c-corps")
    area.fill("")
    page.evaluate(
        """() => {
          const held = new DataTransfer();
          held.setData("text/html", "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span><b>Un</b></p><script>x</script>");
          held.setData("text/plain", "· Un");
          document.getElementById("c-corps").dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
        }"""
    )
    expect(area).to_have_value("- **Un**\n")


def test_a_link_is_found_by_the_words_of_its_page(atelier, page):
    page.goto(atelier[1] + f"fiche/{WEBINAR}")
    area = page.locator("#c-corps")
    area.fill("voir")
    area.evaluate("area => area.setSelectionRange(0, 4)")
    page.keyboard.press("Control+k")
    page.keyboard.type("tenir journal")
    page.locator(".link-search li button").first.click()
    expect(area).to_have_value("[voir](agenda/webinaires/tenir-le-journal.md)")


def test_a_field_that_names_a_page_is_filled_by_the_words_of_its_title(atelier, page):
    bench, address = atelier
    path = f"{ARTICLE}nettoyer-la-lentille.md"
    page.goto(f"{address}fiche/{path}")
    page.locator("summary", has_text="Lien d’action").first.click()
    field = page.locator("#c-link-url")
    field.press_sequentially("tenir journal")
    page.locator(".found button").first.press("Enter")
    expect(field).to_have_value("agenda/webinaires/tenir-le-journal.md")
    expect(field).to_be_focused()
    page.locator("#c-link-label").fill("Le webinaire")
    barriers = axe(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".done")).to_have_text("C’est enregistré.")

    assert barriers == []
    assert "agenda/webinaires/tenir-le-journal.md" in bench.text(path)


def test_pages_found_late_do_not_take_away_the_one_that_is_being_chosen(atelier, page):
    held = []

    def hold(route):
        held.append(route)

    page.route("**/atelier/liens?q=tenir+journal*", hold)
    page.goto(f"{atelier[1]}fiche/{ARTICLE}nettoyer-la-lentille.md")
    page.locator("summary", has_text="Lien d’action").first.click()
    field = page.locator("#c-link-url")
    field.fill("tenir")
    found = page.locator(".found button").first
    expect(found).to_be_visible()
    with page.expect_request("**/atelier/liens?q=tenir+journal*"):
        field.fill("tenir journal")
    found.focus()
    with page.expect_response("**/atelier/liens?q=tenir+journal*"):
        held[0].continue_()
    page.wait_for_timeout(200)
    expect(found).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_have_value("agenda/webinaires/tenir-le-journal.md")


def test_a_letter_from_nothing_to_online_without_any_script(chromium, atelier):
    bench, address = atelier
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="Nouvelle lettre").click()
    page.get_by_label("Mois de parution").fill("2026-04")
    page.get_by_label("Comme la dernière fois").select_option("")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("Encore un brouillon").uncheck()
    page.get_by_label("Date", exact=True).fill("2026-03-05")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".done")).to_have_text("C’est enregistré.")
    page.get_by_role("link", name="Écrire un nouvel article").click()
    page.get_by_label("Titre").fill("Le printemps des phares")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("Résumé").fill("Les phares rouvrent au printemps.")
    page.get_by_label("Texte", exact=True).fill("Ils rouvrent tous.")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.frame_locator('iframe[title="Page du site"]').locator("h1")).to_have_text(
        "Le printemps des phares"
    )
    page.get_by_role("link", name="Revenir à la fiche").click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".done")).to_have_text("C’est enregistré.")
    in_menu(page, page.get_by_role("link", name="Publier")).click()
    page.get_by_role("button", name="Préparer la publication").click()
    page.get_by_role("button", name="Mettre en ligne").click()
    expect(page.locator(".done")).to_have_text("C’est en ligne.")
    context.close()

    assert (bench.root / "build/site/lettres/2026-04/le-printemps-des-phares/index.html").is_file()
    assert (bench.root / "build/newsletters/2026-04/email.eml").is_file()


def test_a_button_waits_for_the_draft_in_hand_and_saves_all_that_was_typed(atelier, page):
    bench, address = atelier
    held = []

    def hold(route):
        first = not held and "op=garder" in (route.request.post_data or "")
        held.append(route) if first else route.continue_()

    page.goto(address + f"fiche/{WEBINAR}")
    page.route("**/atelier/fiche/**", hold)
    with page.expect_request("**/atelier/fiche/**"):
        page.get_by_role("textbox", name="Titre", exact=True).fill("Un titre en chemin")
    page.get_by_role("textbox", name="Titre", exact=True).fill("Un titre entier")
    page.get_by_role("button", name="Enregistrer").click()
    held[0].continue_()
    expect(page.locator(".done")).to_have_text("C’est enregistré.")

    assert 'title: "Un titre entier"' in bench.text(WEBINAR)


def test_a_text_that_the_atelier_did_not_receive_is_offered_again(atelier, page):
    _, address = atelier
    page.goto(address + f"fiche/{WEBINAR}")
    page.route(
        "**/atelier/fiche/**",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.get_by_role("textbox", name="Titre", exact=True).fill("Écrit sans réseau")
    expect(page.locator("#etat")).to_contain_text("votre texte est gardé dans ce navigateur")
    page.unroute("**/atelier/fiche/**")
    page.evaluate("window.stop()")
    page.goto(address + f"fiche/{WEBINAR}")
    page.route("**/atelier/fiche/**", lambda route: route.abort())
    page.get_by_role("button", name="Le reprendre").click()
    expect(page.locator(".notice.warn")).to_contain_text("L’atelier ne répond pas")
    page.unroute("**/atelier/fiche/**")
    page.get_by_role("button", name="Le reprendre").click()
    expect(page.get_by_role("textbox", name="Titre", exact=True)).to_have_value("Écrit sans réseau")


def test_what_was_just_saved_is_not_offered_again(atelier, page):
    _, address = atelier
    page.goto(f"{address}fiche/{WEBINAR}")
    for title, told in (("Des feux  ", "C’est enregistré."), ("Des feux ", "Rien n’avait changé")):
        page.get_by_role("textbox", name="Titre", exact=True).fill(title)
        page.get_by_role("button", name="Enregistrer", exact=True).click()
        expect(page.locator("main").get_by_text(told)).to_be_visible()

        expect(page.get_by_role("button", name="Le reprendre")).to_have_count(0)


def test_the_command_prints_its_address_and_listens_on_this_machine_only(tmp_path):
    bench = make_bench(tmp_path, git=False)
    process = subprocess.Popen(
        [sys.executable, "-m", "chorale", "atelier", "--project", str(bench.root), "--port", "8791"],
        stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    try:
        assert process.stderr.readline() == (
            "L’atelier est ouvert : http://localhost:8791/atelier/ (Ctrl+C pour le fermer)\n"
        )
        assert "aucun dépôt git" in process.stderr.readline()
    finally:
        process.kill()
        process.wait()
    bench.store.close()


def test_a_draft_that_is_given_up_right_after_a_last_word_does_not_come_back(atelier, page):
    sheet = f"{atelier[1]}fiche/{ARTICLE}nettoyer-la-lentille.md"
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(sheet)
    text = page.get_by_role("textbox", name="Texte", exact=True)
    before = text.input_value()
    text.fill("Avant tout.")
    written(page)
    page.goto(sheet)
    text.fill("Avant tout, un dernier mot.")
    page.get_by_role("button", name="Abandonner").press("Enter")
    expect(page.locator(".done")).to_contain_text("Le brouillon est abandonné")
    page.goto(sheet)

    expect(text).to_have_value(before)
    assert page.locator(".notice").all_inner_texts() == []


def test_a_tab_closed_at_once_after_typing_loses_nothing(atelier, page):
    _, address = atelier
    page.goto(address + f"fiche/{WEBINAR}")
    page.get_by_role("textbox", name="Titre", exact=True).fill("Fermé aussitôt")
    other = page.context.new_page()
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    other.goto(address + f"fiche/{WEBINAR}")
    take = other.get_by_role("button", name="Le reprendre")
    title = other.get_by_role("textbox", name="Titre", exact=True)
    until(lambda: take.is_visible() or title.input_value() == "Fermé aussitôt")
    if take.is_visible():
        take.click()

    expect(title).to_have_value("Fermé aussitôt")
    expect(take).to_be_hidden()


def test_the_sentences_of_a_model_give_way_to_what_is_typed(atelier, page):
    bench, address = atelier
    page.goto(address + "contenus/article/nouveau")
    page.get_by_role("textbox", name="Titre", exact=True).fill("La corne de brume")
    page.get_by_role("button", name="Commencer").click()
    for name, words in (("Résumé", "Elle sonne."), ("Texte", "Trois coups longs.")):
        field = page.get_by_role("textbox", name=name, exact=True)
        field.focus()
        until(lambda area=field: area.evaluate("area => area.selectionEnd > area.selectionStart"))
        page.keyboard.type(words)
        expect(field).to_have_value(words)
    written(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()

    saved = bench.text(f"{ARTICLE}la-corne-de-brume.md")
    assert ('summary: "Elle sonne."' in saved, saved.endswith("Trois coups longs.\n")) == (
        True,
        True,
    )


def test_a_model_gives_way_in_a_field_that_was_reached_before_the_script_came(atelier, page):
    page.goto(atelier[1] + "contenus/article/nouveau")
    page.get_by_role("textbox", name="Titre", exact=True).fill("La corne de brume")
    late = []

    def hold(route):
        late.append(route)

    page.route("**/writing*.js*", hold)
    page.get_by_role("button", name="Commencer").click()
    summary = page.get_by_role("textbox", name="Résumé", exact=True)
    summary.focus()
    until(lambda: summary.is_visible() and late)
    late[0].continue_()
    until(lambda: summary.evaluate("field => field.selectionEnd > field.selectionStart"))
    page.keyboard.type("Elle sonne.")

    expect(summary).to_have_value("Elle sonne.")


def test_what_is_typed_before_a_model_is_selected_stays(atelier, page):
    page.goto(atelier[1] + "contenus/article/nouveau")
    page.get_by_role("textbox", name="Titre", exact=True).fill("La corne de brume")
    page.get_by_role("button", name="Commencer").click()
    text = page.get_by_role("textbox", name="Texte", exact=True)
    before = text.input_value()
    text.evaluate(
        "area => { area.focus(); area.setSelectionRange(0, 0); document.execCommand('insertText', false, 'Le '); }"
    )
    page.keyboard.type("phare.")

    expect(text).to_have_value(f"Le phare.{before}")
