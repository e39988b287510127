"""The arbitration at the desk: what is typed, its effect, what is saved, the file of the meeting room."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from cycle_team import make_cycle_team, plain, put_in

HERE = "/atelier/cycles/cycle-2/arbitrage"
FILE = "content/ipm/cycle-2/arbitration.yml"
BALLOTS = {
    "nord": "group: nord\npoints: {DE-01: 60, DE-02: 40}\n",
    "ouest": "group: ouest\npoints: {DE-06: 100}\n",
    "sud": "group: sud\npoints: {DE-08: 70, DE-01: 30}\n",
}


@pytest.fixture
def team(tmp_path):
    files = {f"content/ipm/cycle-2/ballots/{name}.yml": text for name, text in BALLOTS.items()}
    made = make_cycle_team(tmp_path, files=files)
    made.clock.advance(days=40)
    return made


@pytest.fixture
def anna(team):
    return team.member("Anna", "secretariat")


def fields(answer):
    """Return what a browser would send of the page."""
    form = BeautifulSoup(answer.text, "html.parser").find("form", attrs={"data-effet": True})
    sent = {}
    for one in form.find_all(["input", "textarea"]):
        if one.name == "textarea":
            sent[one["name"]] = one.text.removeprefix("\n")
        elif one["type"] != "file" and (one["type"] != "radio" or one.has_attr("checked")):
            sent[one["name"]] = one.get("value", "")
    return sent


def effect(answer):
    return plain(BeautifulSoup(answer.text, "html.parser").find(id="effet").text)


def saved(team):
    return (team.service.settings.root / FILE).read_text(encoding="utf-8")


def test_the_page_begins_with_the_recommendation_and_saves_it_as_it_is(team, anna):
    page = anna.get(HERE)
    assert "La recommandation est suivie." in effect(page)
    assert "Rien à régler : l’arbitrage peut s’enregistrer." in effect(page)

    assert anna.post(HERE, {**fields(page), "op": "enregistrer"}).status == 303
    assert saved(team) == (
        "# yaml-language-server: $schema=../../../docs/schemas/arbitration.json\n"
        "date: 2026-04-14\n"
        "retained: [DE-07, DE-01, DE-06, DE-02]\n"
    )
    assert team.acts()[-1] == f"Anna a enregistré {FILE}"


def test_a_deviation_needs_its_author_and_its_reason(team, anna):
    sent = {**fields(anna.get(HERE)), "sort.DE-06": "deferred"}
    refused = anna.post(HERE, {**sent, "op": "enregistrer", "auteur.DE-06": "Nord"})

    summary = BeautifulSoup(refused.text, "html.parser").find(class_="summary")
    assert [plain(one.text) for one in summary.find_all("li")] == [
        "« DE-06 » est recommandée et n’est pas retenue, et nul ne dit pourquoi."
    ]
    assert 'value="Nord"' in refused.text
    assert not (team.service.settings.root / FILE).exists()

    whole = {**sent, "auteur.DE-06": "Nord", "raison.DE-06": "Plus tard", "op": "enregistrer"}
    assert anna.post(HERE, whole).status == 303
    assert saved(team).splitlines()[2:] == [
        "retained: [DE-07, DE-01, DE-02]",
        "deviations:",
        '  DE-06: {decision: deferred, author: Nord, reason: "Plus tard"}',
    ]


def test_what_a_browser_keeps_of_it_is_for_its_own_person(team, anna):
    forms = [
        BeautifulSoup(one.get(HERE).text, "html.parser").find(attrs={"data-effet": True})
        for one in (anna, team.member("Zoé", "secretariat"))
    ]

    assert len({one["data-personne"] for one in forms} - {""}) == 2


def test_the_effect_counts_the_envelope_the_links_and_the_points_of_each_group(anna):
    sent = {**fields(anna.get(HERE)), "sort.DE-02": "rejected", "sort.DE-03": "retained"}
    shown = effect(anna.post(HERE, {**sent, "sort.DE-08": "retained", "op": "effet"}))

    assert (
        "5 demandes retenues, 455 jours-homme sur 400 ; 55 jours-homme au-delà de l’enveloppe"
        in shown
    )
    assert "Nord 100 sur 100 60 (−40)" in shown
    assert "Ouest 100 sur 100 100" in shown
    assert "Sud 30 sur 100 100 (+70)" in shown
    assert "« DE-03 » est retenue sans « DE-02 », dont elle dépend." in shown
    assert "« DE-08 » est retenue sans être recommandée, et nul ne dit pourquoi." in shown
    assert "les demandes retenues coûtent 455 jours-homme".capitalize() in shown


def test_a_request_retained_in_part_says_its_cost_and_what_is_done(team, anna):
    sent = {**fields(anna.get(HERE)), "sort.DE-06": "reduced", "op": "enregistrer"}
    sent |= {"auteur.DE-06": "Ouest", "raison.DE-06": "L'essentiel"}
    refused = anna.post(HERE, sent)
    assert "DE-06 en partie : dire son coût réduit, et ce qui est fait." in plain(refused.words)

    assert anna.post(HERE, {**sent, "cout.DE-06": "70,5", "fait.DE-06": "Les listes"}).status == 303
    assert saved(team).splitlines()[-2:] == [
        "reduced:",
        '  DE-06: {cost: 70.5, scope: "Les listes"}',
    ]
    again = fields(anna.get(HERE))
    assert (again["sort.DE-06"], again["cout.DE-06"]) == ("reduced", "70,5")


def test_the_file_of_the_meeting_room_is_read_into_the_page_then_saved(team, anna):
    text = (
        "date: 2026-04-14\nretained: [DE-07, DE-01, DE-02]\n"
        'deviations:\n  DE-06:\n    decision: deferred\n    author: "Sud"\n    reason: "Après l\'été"\n'
        '  DE-99:\n    decision: rejected\n    author: "Sud"\n    reason: "?"\n'
        'next_priorities:\n  - "Le clavier"\n'
    )
    shown = put_in(anna, HERE, "arbitration.yml", text.encode(), op="lire")

    assert "Le fichier est lu ; il reste à enregistrer." in plain(shown.words)
    assert "Ce cycle n’a pas DE-99 : laissé de côté." in plain(shown.words)
    sent = fields(shown)
    assert (sent["sort.DE-06"], sent["raison.DE-06"]) == ("deferred", "Après l'été")
    assert sent["priorites"].strip() == "Le clavier"
    assert anna.post(HERE, {**sent, "op": "enregistrer"}).status == 303
    assert 'reason: "Après l\'été"' in saved(team)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: [", b"- : :\n\t"])
def test_a_file_that_is_no_arbitration_is_refused_and_what_was_typed_stays(anna, content):
    sent = fields(anna.get(HERE)) | {"priorites": "Le téléphone", "op": "lire"}
    refused = put_in(anna, HERE, "x.yml", content, **sent)

    assert refused.status == 422
    assert "Ce fichier n’est pas un arbitrage lisible." in plain(refused.words)
    assert fields(refused)["priorites"].strip() == "Le téléphone"


def test_two_people_who_save_do_not_erase_each_other(team, anna):
    page = fields(anna.get(HERE))
    berta = team.member("Berta", "secretariat")
    assert berta.post(HERE, {**page, "priorites": "Un", "op": "enregistrer"}).status == 303
    refused = anna.post(HERE, {**page, "priorites": "Deux", "op": "enregistrer"})

    assert refused.status == 422
    assert "Quelqu’un d’autre l’a enregistré entre-temps." in plain(refused.words)
    assert fields(refused)["priorites"].strip() == "Deux"
    assert "Un" in saved(team)
    assert anna.post(HERE, {**fields(refused), "op": "enregistrer"}).status == 303
    assert "Deux" in saved(team)


def test_the_minutes_of_what_is_saved_are_a_document_to_sign(anna):
    assert anna.get("/atelier/cycles/cycle-2/releve.odt").status == 404
    anna.post(HERE, {**fields(anna.get(HERE)), "op": "enregistrer"})
    answer = anna.get("/atelier/cycles/cycle-2/releve.odt")

    assert answer.status == 200
    with zipfile.ZipFile(io.BytesIO(answer.body)) as made:
        assert "DE-06" in made.read("content.xml").decode()


def test_before_the_answers_are_opened_there_is_nothing_to_arbitrate(tmp_path):
    anna = make_cycle_team(tmp_path).member("Anna", "secretariat")
    answer = anna.get(HERE)

    assert answer.status == 409
    assert "Les réponses des groupes ne sont pas ouvertes" in plain(answer.words)


@pytest.mark.parametrize("held", [-3, 0, 3])
def test_what_a_meeting_decided_is_frozen_on_the_day_when_it_was_held(team, anna, held):
    """Planned for 14 April; held that day, or earlier, or later: its own file says when."""
    day = date(2026, 4, 14) + timedelta(days=held)
    team.clock.advance(days=(day - team.clock().date()).days)
    freeze = HERE.replace("arbitrage", "figer")
    anna = team.member("Anna", "secretariat")
    early = {**fields(anna.get(HERE)), "date": (day + timedelta(days=1)).isoformat()}
    assert anna.post(HERE, {**early, "op": "enregistrer"}).status == 303
    assert "figer aussi ce qu’elle a décidé" not in plain(anna.get(freeze).words)

    said = {**fields(anna.get(HERE)), "date": day.isoformat()}
    assert anna.post(HERE, {**said, "op": "enregistrer"}).status == 303
    assert "figer aussi ce qu’elle a décidé" in plain(anna.get(freeze).words)
    anna.post(freeze, {"op": "figer"})
    assert "arbitrage" not in plain(team.acts()[-1])
    anna.post(freeze, {"op": "figer", "tenue": "oui"})
    assert plain(team.acts()[-1]) == "Anna a figé : cycle 2, l'arbitrage"
    cycle = anna.get(HERE.removesuffix("/arbitrage"))
    assert "Figer l’arbitrage fait" in plain(cycle.words)
