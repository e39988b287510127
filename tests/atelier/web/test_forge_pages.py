"""The forge on the screen: opened by whom may publish, told at home, both sides shown and chosen."""

from atelier_desk import WEBINAR, opened, run, with_forge
from bs4 import BeautifulSoup

from chorale.atelier import forge

HOME, PAGE = "/atelier/", "/atelier/forge"


def chosen(browser, side):
    """Return what a browser sends once a side is chosen everywhere."""
    soup = BeautifulSoup(browser.get(PAGE).text, "html.parser")
    hidden = {one["name"]: one["value"] for one in soup.find_all("input", type="hidden")}
    names = {one["name"] for one in soup.find_all("input", type="radio")}
    return {**hidden, **dict.fromkeys(names, side), "op": "reunir"}


def test_a_project_without_a_forge_says_so_and_home_says_nothing(bench):
    assert "ni forge pour sa branche, ni « origin »" in bench.browser().get(PAGE).words
    assert "/atelier/forge" not in bench.browser().get(HOME).text


def test_nothing_is_exchanged_before_someone_opens_it(bench, tmp_path):
    there, anne = with_forge(bench, tmp_path), bench.browser()
    opened(anne, WEBINAR).set("summary", "D’ici.").press("enregistrer")
    before = anne.get(HOME).words
    answer = anne.post(PAGE, {"op": "ouvrir"})

    assert "l’échange n’est pas ouvert" in before
    assert answer.headers["location"] == f"{PAGE}?fait=done#etat"
    assert "La forge « origin » a tout reçu" in anne.get(HOME).words.replace("\u00a0", " ")
    assert "D’ici." in run("git", "show", f"main:{WEBINAR}", cwd=there)


def test_what_both_sides_changed_is_shown_and_the_choice_goes_to_the_forge(bench, tmp_path):
    there, anne = with_forge(bench, tmp_path), bench.browser("Anne")
    opened(anne, WEBINAR).set("title", "Ici").press("enregistrer")
    anne.post(PAGE, {"op": "ouvrir"})
    home, shown = anne.get(HOME).words, anne.get(PAGE).words
    nothing = anne.post(PAGE, chosen(anne, ""))
    answer = anne.post(PAGE, chosen(anne, "mien"))

    assert "Ce qui attend Choisir entre ici et la forge « origin »" in home
    assert "Rien n’attend" not in home
    assert " Ici " in shown
    assert " Là-bas " in shown
    assert (nothing.status, "Choisir un côté" in nothing.words) == (409, True)
    assert answer.headers["location"] == f"{PAGE}?fait=done#etat"
    assert 'title: "Ici"' in bench.text(WEBINAR)
    assert "Une phrase de là-bas." in bench.text(WEBINAR)
    assert run("git", "show", f"main:{WEBINAR}", cwd=there) == bench.text(WEBINAR)
    assert bench.git("log", "-1", "--format=%an: %s") == "Anne: Réunir avec la forge\n"


def test_a_choice_made_on_an_older_page_is_not_taken(bench, tmp_path):
    with_forge(bench, tmp_path)
    anne = bench.browser("Anne")
    opened(anne, WEBINAR).set("title", "Ici").press("enregistrer")
    anne.post(PAGE, {"op": "ouvrir"})
    form = chosen(anne, "leur")
    opened(anne, WEBINAR).set("title", "Encore ici").press("enregistrer")
    answer = anne.post(PAGE, form)

    assert (answer.status, "relire les choix" in answer.words) == (409, True)
    assert 'title: "Encore ici"' in bench.text(WEBINAR)


def test_a_file_that_one_side_removed_is_chosen_whole(bench, tmp_path):
    with_forge(bench, tmp_path)
    anne = bench.browser("Anne")
    bench.git("rm", "-q", WEBINAR)
    bench.git("-c", "user.name=X", "-c", "user.email=x@x", "commit", "-qm", "Retirer")
    anne.post(PAGE, {"op": "ouvrir"})
    shown = anne.get(PAGE).words
    anne.post(PAGE, chosen(anne, "leur"))

    assert "Tout le fichier" in shown
    assert "(retiré)" in shown
    assert 'title: "Là-bas"' in bench.text(WEBINAR)
    assert forge.state(bench.desk).how == "done"
