"""What is typed at a desk and not sent is offered again after a crash, and kept by the browser no longer than that."""

import pytest
from atelier_desk import make_team
from online import axe, served
from patience import until
from small_public import press, send

KEY = "lire-les-feux-20260414T1430"
TYPED = "Bonjour à toutes et à tous,\n\nLa salle « Nord » change ; 100 %."
KEPT = "() => Object.keys(localStorage).filter((one) => one.startsWith('non envoyé'))"
OFFER = "Ce navigateur garde un texte qui n’est pas parti"


@pytest.fixture
def desk(chromium, tmp_path):
    """Lend a page of who writes to the registrants of a session, and of whoever comes in after them."""
    team = make_team(tmp_path)
    send(team, f"/participer/inscription/{KEY}/", {"name": "Ada", "email": "ada@exemple.fr"})
    press(team, "Ada", "confirmer")
    asked = {"equipage": "L'Albatros", "email": "zoe@exemple.fr", "accord": "oui"}
    send(team, "/participer/formulaires/visite-du-phare/", asked)
    context = chromium.new_context(locale="fr-FR")
    with served(team.app) as address:
        object.__setattr__(team.service.settings, "base_url", address)
        yield Desk(team, context, address)
    context.close()


class Desk:
    def __init__(self, team, context, address):
        self.team, self.context, self.address = team, context, address
        self.message = f"{address}/atelier/seances/{KEY}/message"

    def enter(self, name, *roles):
        page = self.context.new_page()
        page.goto(f"{self.address}/atelier/entrer#{self.team.code(name, *roles)}")
        page.get_by_role("button", name="Entrer", exact=True).click()
        page.wait_for_url("**/atelier/")
        return page

    def opened(self):
        page = self.context.new_page()
        page.goto(self.message)
        return page

    def typing(self, page):
        page.goto(self.message)
        page.get_by_label("Objet").fill("La salle change")
        page.get_by_label("Texte").fill(TYPED)
        return page


def test_a_message_typed_before_a_crash_is_offered_again_then_forgotten_once_sent(desk):
    page = desk.typing(desk.enter("Eve", "events"))
    page.close()
    page = desk.opened()
    assert OFFER in page.get_by_role("status").inner_text()
    assert page.get_by_label("Texte").input_value() == ""
    assert axe(page) == []

    page.get_by_role("button", name="Le reprendre").press("Enter")
    assert page.get_by_label("Texte").input_value() == TYPED
    assert page.get_by_label("Objet").input_value() == "La salle change"
    assert page.evaluate("() => document.activeElement.id") == "texte"
    page.get_by_role("button", name="Aperçu").click()
    page.get_by_role("heading", name="Ce qui sera envoyé").wait_for()
    assert page.get_by_text(OFFER).count() == 0
    assert len(page.evaluate(KEPT)) == 1
    page.get_by_role("button", name="Envoyer à 1 personne").click()
    page.get_by_role("status").get_by_text("Le message part").wait_for()
    until(lambda: page.evaluate(KEPT) == [])


def test_what_a_colleague_typed_in_a_shared_browser_is_not_offered_and_leaves_with_who_typed_it(
    desk,
):
    page = desk.typing(desk.enter("Eve", "events"))
    asked = []
    page.on("dialog", lambda one: (asked.append(one.message), one.dismiss()))
    page.get_by_role("button", name="Sortir").click()
    assert asked == [
        "Un texte n’est pas parti\u00a0: sortir l’efface de ce navigateur. Sortir quand même\u202f?"
    ]
    assert page.get_by_label("Texte").input_value() == TYPED
    page.close()

    page = desk.enter("Max", "events")
    page.goto(desk.message)
    assert page.get_by_text(OFFER).count() == 0
    assert len(page.evaluate(KEPT)) == 1
    page = desk.enter("Eve", "events")
    page.goto(desk.message)
    page.evaluate(
        "() => localStorage.setItem(`arbitrage ${document.body.dataset.personne} /ici`, 'tapé')"
    )
    page.on("dialog", lambda one: one.accept())
    page.get_by_role("button", name="Sortir").click()
    page.wait_for_url("**/atelier/entrer**")
    assert page.evaluate("() => Object.keys(localStorage)") == []


def test_a_text_that_waited_a_day_is_erased_by_the_next_page(desk):
    page = desk.typing(desk.enter("Eve", "events"))
    assert len(page.evaluate(KEPT)) == 1
    page.close()
    page = desk.context.new_page()
    page.clock.set_fixed_time(page.evaluate("() => Date.now()") + 25 * 3600 * 1000)
    page.goto(f"{desk.address}/atelier/")
    until(lambda: page.evaluate(KEPT) == [])


def test_a_session_that_ended_is_no_answer_and_what_is_sent_again_is_forgotten(desk):
    page = desk.typing(desk.enter("Eve", "events"))
    page.get_by_role("button", name="Aperçu").click()
    page.get_by_role("heading", name="Ce qui sera envoyé").wait_for()
    desk.context.clear_cookies()
    page.get_by_role("button", name="Envoyer à 1 personne").click()
    page.get_by_role("heading", name="Votre session est terminée").wait_for()
    assert len(page.evaluate(KEPT)) == 1
    desk.enter("Eve", "events")
    page.get_by_role("button", name="Envoyer de nouveau").click()
    page.get_by_role("status").get_by_text("Le message part").wait_for()
    until(lambda: page.evaluate(KEPT) == [])


def test_another_button_of_the_page_leaves_a_reply_to_be_taken_back(desk):
    page = desk.enter("Eve", "events")
    page.goto(f"{desk.address}/atelier/reponses/visite-du-phare")
    page.locator("main ul.rows a").click()
    page.get_by_label("Texte").fill(TYPED)
    page.get_by_role("button", name="Enregistrer l’état").click()
    page.get_by_role("status").get_by_text("L’état est enregistré").wait_for()
    page.get_by_role("button", name="Le reprendre").click()
    assert page.get_by_label("Texte").input_value() == TYPED


def test_a_reply_that_was_refused_is_kept_whatever_another_form_of_its_page_answers(desk):
    page = desk.enter("Eve", "events")
    page.goto(f"{desk.address}/atelier/reponses/visite-du-phare")
    page.locator("main ul.rows a").click()
    page.get_by_label("Objet").fill("")
    page.get_by_label("Texte").fill(TYPED)
    page.get_by_role("button", name="Aperçu").click()
    page.get_by_role("heading", name="Rien n’est envoyé").wait_for()
    page.on("dialog", lambda one: one.accept())
    page.get_by_role("button", name="Enregistrer l’état").click()
    page.get_by_role("status").get_by_text("L’état est enregistré").wait_for()
    page.get_by_role("button", name="Le reprendre").click()
    assert page.get_by_label("Texte").input_value() == TYPED
