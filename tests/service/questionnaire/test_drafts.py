"""Drafts are shared and versioned; what each editor typed is kept apart, and nothing is lost without a word."""

import html
import json
from pathlib import Path

import pytest
from cluster import cluster, emptied
from places import in_parallel
from small_cycle import BASE, Circle, deposit, hidden, make_circle, save

PAGE = f"{BASE}/proposition"


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return make_circle(tmp_path)


def sent(text: str, **points: str) -> dict[str, str]:
    """Return what a form shown by this page would send with these points."""
    marks = {name: html.unescape(hidden(text, name)) for name in ("version", "vu")}
    return {
        **marks,
        **{f"points-{name.replace('_', '-')}": value for name, value in points.items()},
    }


def points(text: str) -> dict[str, str]:
    return {ref: text.partition(f'name="points-{ref}"')[2].partition('value="')[2].partition('"')[0] for ref in ("DE-01", "DE-02", "DE-03")}  # fmt: skip


def test_what_the_second_editor_had_not_touched_takes_the_value_of_the_first(circle):
    first, second = circle.enter("snp-referent"), circle.enter("snp-member")
    save(first, {"points-DE-01": "10", "points-DE-02": "20", "points-DE-03": "30"})
    shown = second.get(PAGE).text
    save(first, {"points-DE-01": "11", "points-DE-02": "22", "points-DE-03": "30"})
    answer = second.post(PAGE, sent(shown, DE_01="10", DE_02="25", DE_03="35"))
    assert answer.status == 409
    assert points(answer.text) == {"DE-01": "11", "DE-02": "25", "DE-03": "35"}
    box = answer.text.partition("data-focus>")[2].partition("</div>")[0].replace("\u00a0", " ")
    assert "DE-02, points</a> : enregistré « 22 », votre saisie « 25 »" in box
    assert "DE-01, points</a> : « 11 »" in box
    assert second.post(PAGE, sent(answer.text, DE_01="11", DE_02="25", DE_03="35")).status == 303
    assert points(first.get(PAGE).text) == {"DE-01": "11", "DE-02": "25", "DE-03": "35"}


def test_edits_of_different_rows_are_saved_together_and_the_same_row_shows_both(circle):
    first, second = circle.enter("snp-referent"), circle.enter("snp-member")
    shown = second.get(PAGE).text
    save(first, {"points-DE-01": "10", "points-DE-03": "5"})
    answer = second.post(PAGE, sent(shown, DE_01="", DE_02="25"))
    assert (answer.status, answer.headers["location"]) == (303, f"{PAGE}?enregistre=2&reuni=1")
    assert points(first.get(PAGE).text) == {"DE-01": "10", "DE-02": "25", "DE-03": "5"}
    disputed = second.post(PAGE, sent(shown, DE_01="12", DE_02="25"))
    box = disputed.text.partition("data-focus>")[2].partition("</div>")[0].replace("\u00a0", " ")
    assert (disputed.status, "enregistré « 10 », votre saisie « 12 »" in box) == (409, True)
    assert "DE-02" not in box


def test_a_value_that_the_second_editor_emptied_is_not_put_back_unasked(circle):
    first, second = circle.enter("snp-referent"), circle.enter("snp-member")
    save(first, {"points-DE-01": "10", "points-DE-02": "20"})
    shown = second.get(PAGE).text
    save(first, {"points-DE-01": "10", "points-DE-02": "22"})
    answer = second.post(PAGE, sent(shown, DE_01="10", DE_02=""))
    assert (answer.status, points(answer.text)["DE-02"]) == (409, "")


@pytest.mark.parametrize("marks", ["", "x", "[]", "3", "null", json.dumps({"points-DE-01": 3})])
def test_marks_that_say_nothing_leave_every_typed_value_in_its_field(circle, marks):
    first, second = circle.enter("snp-referent"), circle.enter("snp-member")
    shown = second.get(PAGE).text
    save(first, {"points-DE-01": "10"})
    answer = second.post(PAGE, {**sent(shown, DE_01="40"), "vu": marks})
    assert (answer.status, points(answer.text)["DE-01"]) == (409, "40")


def test_a_mistake_does_not_hide_that_a_colleague_saved_in_between(circle):
    first, second = circle.enter("snp-referent"), circle.enter("snp-member")
    shown = second.get(PAGE).text
    save(first, {"points-DE-01": "10"})
    mistaken = second.post(PAGE, sent(shown, DE_01="dix"))
    assert (mistaken.status, hidden(mistaken.text, "version")) == (422, "0")
    assert second.post(PAGE, sent(mistaken.text, DE_01="40")).status == 409
    assert points(first.get(PAGE).text)["DE-01"] == "10"


def test_two_windows_of_one_member_do_not_undo_each_other(circle):
    member, page = circle.enter("snp-member"), f"{BASE}/notes"
    shown = member.get(page).text
    assert member.post(page, {**sent(shown), "note-DE-01": "5"}).status == 303
    answer = member.post(page, {**sent(shown), "note-DE-02": "3"})
    assert (answer.status, answer.headers["location"]) == (303, f"{page}?enregistre=2&reuni=1")
    answer = member.get(answer.headers["location"])
    assert "autres lignes avaient changé" in answer.words
    assert answer.text.count('value="5" checked') == answer.text.count('value="3" checked') == 1


def test_a_draft_saved_after_a_deposit_is_said_not_to_count(circle):
    referent = circle.enter("snp-referent")
    deposit(referent)
    assert "changé depuis ce dépôt" not in referent.get(f"{BASE}/").words
    circle.place.clock.advance(minutes=5)
    save(circle.enter("snp-member"), {"points-DE-01": "100"})
    words = referent.get(f"{BASE}/").words
    assert "Le brouillon a changé depuis ce dépôt" in words
    assert "ne comptent pas tant que le référent ne dépose pas de nouveau" in words


def test_the_referent_sees_how_many_scored_and_where_members_disagree(circle):
    for name, first, second in (("snp-member", "5", "3"), ("snp-referent", "1", "4")):
        circle.enter(name).post(
            f"{BASE}/notes", {"version": "0", "note-DE-01": first, "note-DE-02": second}
        )
    words = (
        circle.enter("snp-referent").get(PAGE).words.replace("\u00a0", " ").replace("\u202f", " ")
    )
    assert "2 membres ont noté, sur 2." in words
    assert "moyenne 3 sur 5, 2 notes de 1 à 5 : avis partagés" in words
    assert "moyenne 3,5 sur 5, 2 notes de 3 à 4 " in words
    assert words.count("avis partagés") == 1


def test_the_preview_of_the_share_says_what_the_points_would_buy_and_keeps_nothing(circle):
    referent = circle.enter("snp-referent")
    answer = referent.post(
        f"{BASE}/apercu", {"points-DE-01": "60", "points-DE-06": "40", "points-DE-08": "cent"}
    )
    words = answer.words.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Part du groupe : 167,5 jours-homme." in words
    assert "DE-01, Afficher un délai de paiement 90" in words
    assert "Il resterait 77,5 jours-homme." in words
    assert hidden(referent.get(PAGE).text, "version") == "0"


def score(browser) -> int:
    return browser.post(f"{BASE}/notes", {"version": "0", "note-DE-01": "3"}).status


def test_two_groups_whose_first_saves_meet_are_both_kept_on_postgresql(tmp_path):
    with cluster() as url:
        for turn in range(5):
            circle = make_circle(tmp_path / str(turn), emptied(url, f"premiers{turn}"))
            browsers = [
                circle.enter(f"{group}-{role}")
                for group in ("snp", "epn")
                for role in ("referent", "member")
            ]
            statuses = in_parallel(4, lambda place, browsers=browsers: score(browsers[place]))
            circle.place.service.store.close()
            assert statuses == [303] * 4
