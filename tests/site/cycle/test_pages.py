"""A cycle's page: dates and requests while the groups answer, then the decision with all that proves it."""

import hashlib
import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import get_args
from urllib.parse import unquote, urljoin

import openpyxl
import pytest
from bs4 import BeautifulSoup
from house import ROOT
from required import program

from chorale.content import addresses, site_pages
from chorale.content.model import Community, Sender
from chorale.ipm.arbitration import Arbitration, Deviation, Overrun, ReducedScope
from chorale.ipm.decide import decide
from chorale.ipm.formats.record import as_json, json_text
from chorale.ipm.model import (
    Ballot,
    ChangeRequest,
    Cost,
    Cycle,
    Envelope,
    Group,
    Method,
    Milestones,
    Rule,
    ThemeBounds,
)
from chorale.site.cycle import pages as cycle_pages
from chorale.site.cycle.rule_sentences import RULE_NAMES

GROUPS = (Group(key="nord", name="Nord"), Group(key="sud", name="Le Sud"))


def request(reference: str, cost: int, **more) -> ChangeRequest:
    return ChangeRequest(
        reference=reference,
        title=f"Faire {reference}",
        theme="t",
        cost=Cost(estimate=Fraction(cost), **more),
    )


CYCLE = Cycle(
    slug="cycle-1",
    path="content/ipm/cycle-1/cycle.yml",
    number=1,
    themes={"t": "Le thème"},
    envelope=Envelope(amount=Fraction(100), unit="jours"),
    milestones=Milestones(
        synthesis=date(2030, 1, 1), opens=datetime(2030, 1, 1, 9, tzinfo=UTC), closes=datetime(2030, 1, 20, 18, tzinfo=UTC), arbitration=date(2030, 2, 1)
    ),
    illustrative=True,
    groups=GROUPS,
    requests=(request("DE-01", 40), request("DE-02", 50, low=Fraction(30), high=Fraction(80)), request("DE-03", 60)),
    ballots=(
        Ballot(group="nord", points={"DE-01": 60, "DE-02": 40}, comments={"DE-01": "Le secret du Nord"}),
        Ballot(group="sud", points={"DE-01": 20, "DE-03": 80}, opposition={"DE-02": "Trop <b>cher</b>"}),
    ),
    arbitration=Arbitration(
        date=date(2030, 2, 1),
        retained=("DE-01",),
        deviations={"DE-03": Deviation(decision="deferred", author="Le Sud", reason="À revoir")},
        next_priorities=("La suite",),
    ),
)  # fmt: skip


def community(day: str, cycle: Cycle = CYCLE) -> Community:
    return Community(
        name="Essai", url="https://exemple.test/", timezone="Europe/Paris", audiences={}, groups=GROUPS, cycles=(cycle,),
        sender=Sender(name="E", address="e@exemple.test", identity="E"), today=date.fromisoformat(day),
    )  # fmt: skip


def made(day: str, cycle: Cycle = CYCLE) -> dict[str, bytes]:
    return {file.path: file.content for file in cycle_pages.files(community(day, cycle))}


def page(day: str, cycle: Cycle = CYCLE, part: str = "") -> BeautifulSoup:
    return parsed(made(day, cycle), part)


def parsed(files: dict[str, bytes], part: str = "") -> BeautifulSoup:
    name = f"ipm/cycle-1/{part}/index.md" if part else "ipm/cycle-1/index.md"
    return BeautifulSoup(files[name].decode().split("---\n", 2)[2], "html.parser")


def every_page(day: str, cycle: Cycle = CYCLE) -> dict[str, BeautifulSoup]:
    return {
        path: BeautifulSoup(content.decode().split("---\n", 2)[2], "html.parser")
        for path, content in made(day, cycle).items()
        if path.endswith(".md")
    }


def words(element) -> str:
    return re.sub(r"\s+", " ", element.get_text(" ")).strip()


@pytest.mark.parametrize("day", ["2029-12-31", "2030-01-01", "2030-01-20"])
def test_nothing_of_the_answers_appears_before_the_day_after_the_close(day):
    found = made(day)
    assert list(found) == ["ipm/cycle-1/index.md"]
    text = found["ipm/cycle-1/index.md"].decode()
    assert [
        word
        for word in ("secret du Nord", "Trop", "À revoir", "Retenue", "what-if", "La suite")
        if word in text
    ] == []


def test_every_file_appears_the_day_after_the_close():
    names = (
        "index.md",
        "groupe/index.md",
        "demande/index.md",
        "calcul/index.md",
        "preuves/index.md",
        "et-si/index.md",
        "en-salle/index.md",
        "groupe/nord/index.md",
        "groupe/sud/index.md",
        "demande/DE-01/index.md",
        "demande/DE-02/index.md",
        "demande/DE-03/index.md",
        "decision.json",
        "decision.csv",
        "decision.xlsx",
        "decision.pb",
        "releve.html",
        "releve.odt",
    )
    assert list(made("2030-01-21")) == [f"ipm/cycle-1/{name}" for name in names]


def test_links_of_content_know_every_page_of_a_decision_and_no_other():
    for day in ("2030-01-20", "2030-01-21"):
        known = {
            path for path in site_pages.pages(community(day)) if path.startswith("ipm/cycle-1/")
        }
        assert known == {path for path in made(day) if path.endswith(".md")}


def test_the_arbitration_waits_for_the_day_after_its_meeting():
    assert page("2030-02-01").find(id="arbitrage") is None
    after = page("2030-02-02").find(id="arbitrage").find_next("li")
    assert words(after) == (
        "DE-03 Faire DE-03. Reportée par la réunion, à la demande du groupe Le Sud : À revoir."
    )


@pytest.mark.parametrize(
    ("author", "whose"),
    [
        ("Nord", "du groupe Nord"),
        ("le secrétariat", "du secrétariat"),
        ("L'agence", "de l’agence"),
        ("les deux rapporteurs", "des deux rapporteurs"),
        ("Ministères réunis", "de Ministères réunis"),
    ],
)
def test_who_asked_for_a_departure_is_named_as_french_agrees(author, whose):
    asked = Deviation(decision="deferred", author=author, reason="À revoir.")
    meeting = Arbitration(date=date(2030, 2, 1), retained=("DE-01",), deviations={"DE-03": asked})
    told = page("2030-02-02", replace(CYCLE, arbitration=meeting)).find(id="arbitrage")
    assert words(told.find_next("li")) == (
        f"DE-03 Faire DE-03. Reportée par la réunion, à la demande {whose} : À revoir."
    )


def test_what_is_retained_is_listed_with_its_cost_its_total_and_the_line_of_the_envelope():
    found = page("2030-01-21").select("table.ipm-list tbody tr")
    assert [words(row) for row in found] == [
        "DE-01 Faire DE-01 40 40",
        "DE-03 Faire DE-03 60 100",
        "Enveloppe : 100 jours, reste 0",
    ]
    assert [words(one) for one in page("2030-01-21").select(".ipm-others li")] == [
        "DE-02 Faire DE-02 (50 ; non retenue, il manque 30 à ses soutiens)"
    ]


def test_past_the_envelope_the_line_stands_above_what_goes_beyond_it():
    meeting = replace(
        CYCLE.arbitration,
        retained=("DE-01", "DE-03", "DE-02"),
        deviations={"DE-02": Deviation(decision="retained", author="Nord", reason="Il le faut")},
        overrun=Overrun(amount=Fraction(50), reason="Reliquat du cycle précédent"),
    )
    found = page("2030-02-02", replace(CYCLE, arbitration=meeting))
    assert [words(row) for row in found.select("table.ipm-list tbody tr")] == [
        "DE-01 Faire DE-01 40 40",
        "DE-03 Faire DE-03 60 100",
        "Enveloppe : 100 jours, dépassée de 50",
        "DE-02 Faire DE-02 (ajoutée par la réunion) 50 150",
    ]


def test_a_group_reads_what_its_points_obtained_before_and_after_the_meeting():
    north = page("2030-01-21", part="groupe/nord").select_one(".ipm-essential")
    assert words(north) == (
        "60 points obtenus sur 100 60 % de satisfaction 30 payés sur 50 jours "
        "60 de vos 100 points sont allés à des demandes retenues, pour 100 au mieux."
    )
    south = page("2030-02-02", part="groupe/sud").select_one(".ipm-essential > p:last-child")
    assert words(south) == (
        "20 de vos 100 points sont allés à des demandes retenues, pour 100 au mieux. "
        "La recommandation vous en donnait 100 : la réunion vous en retire 80."
    )


def test_a_group_reads_why_not_its_own_request_and_what_of_its_points_would_have_changed_it():
    missed = page("2030-01-21", part="groupe/nord").select(".ipm-unmet div")
    assert [words(one) for one in missed] == [
        "DE-02 Faire DE-02 40 points Elle coûte 50 jours. À la fin du calcul, il vous restait 20, et personne d’autre ne "
        "la soutient : il manquait 30. Avec 67 points de votre part au lieu de 40, pris à vos autres demandes en "
        "proportion, le calcul l’aurait retenue."
    ]


def test_a_group_can_redo_the_sum_of_what_it_paid():
    rows = page("2030-01-21", part="groupe/sud").select("#somme tr")
    assert [words(row) for row in rows] == [
        "Tour Demande Points Prix du point Payé Reste",
        "1 DE-01 20 0,5 10 40",
        "En tout 10 40",
    ]


def test_the_sheet_of_a_request_tells_its_life():
    found = page("2030-02-02", part="demande/DE-03").select("#vie + ol li")
    assert [words(one) for one in found] == [
        "1er janvier 2030 Présentée en synthèse du cycle 1",
        "20 janvier 2030 Recommandée par le calcul, à la clôture des réponses",
        "1er février 2030 Reportée à l’arbitrage",
    ]


def test_a_newcomer_reads_first_what_is_decided_at_what_cost_and_what_the_meeting_changed():
    assert essentials(page("2030-01-21")) == {
        "Lesquelles": "DE-01 DE-03",
        "Réunion": "Elle décidera le 1er février 2030 ; d’ici là, rien n’est arrêté.",
        "Coût": "Au plus cher, les demandes retenues coûteraient 100 jours, dans l’enveloppe.",
        "Groupes": "Chacun obtient de 60 % (Nord) à 100 % (Le Sud) de ce que l’enveloppe entière aurait pu lui donner.",
        "Calcul": "Les demandes retenues le restent dans 95 % au moins des tirages de coûts entre leurs bornes.",
        "Équité": "3 coalitions de groupes vérifiées, aucune n’aurait obtenu plus avec sa seule part.",
    }


def test_after_the_meeting_no_figure_of_the_recommendation_is_left_above():
    after = page("2030-02-02")

    assert essentials(after) == {
        "Lesquelles": "DE-01",
        "Réunion": "Le 1er février 2030, elle s’est écartée de la recommandation pour 1 demande : DE-03 reportée.",
        "Coût": "Au plus cher, la demande retenue coûterait 40 jours, dans l’enveloppe.",
        "Groupes": "Chacun obtient de 20 % (Le Sud) à 60 % (Nord) de ce que l’enveloppe entière aurait pu lui donner.",
        "Équité": "3 coalitions de groupes vérifiées, aucune n’aurait obtenu plus avec sa seule part.",
    }
    assert [words(one) for one in after.select(".ipm-figures span")] == [
        "1 demande retenue sur 3",
        "40 jours sur 100",
        "60 jours de reste",
    ]


def essentials(found):
    return {
        words(entry.dt): words(entry.dd).replace("\u00a0", " ")
        for entry in found.select(".ipm-essential__list div")
    }


def test_a_meeting_held_without_a_published_decision_is_not_called_decided():
    found = page("2030-02-02", replace(CYCLE, arbitration=None))
    assert words(found.select_one(".badge--decided")) == "Arbitrage à publier"
    assert "sa décision n’est pas encore publiée" in words(found.select_one(".ipm-essential"))
    assert found.find(id="arbitrage") is None


def test_a_request_that_two_groups_oppose_is_to_be_debated():
    against = {"DE-03": "Trop tôt"}
    opposed = tuple(replace(ballot, opposition=against) for ballot in CYCLE.ballots)
    found = page("2030-01-21", replace(CYCLE, ballots=opposed))
    assert (
        words(found.select_one("#debat li")) == "DE-03 Faire DE-03 : Nord et Le Sud s’y opposent."
    )
    assert page("2030-01-21").find(id="debat") is None


def test_points_given_to_a_mandatory_request_count_neither_before_nor_after_the_meeting():
    first, *others = CYCLE.requests
    cycle = replace(CYCLE, requests=(replace(first, mandatory=True), *others))
    rows = page("2030-02-02", cycle, "groupe").find(id="prix-des-ecarts")("tr")
    assert [words(row) for row in rows] == ["Nord 40 0 0 0", "Le Sud 80 80 0 −80"]


def test_every_table_has_a_caption_and_every_heading_says_what_it_heads():
    for path, found in every_page("2030-02-02").items():
        assert [
            path for table in found("table") if not table.caption or not words(table.caption)
        ] == []
        assert [
            (path, words(head))
            for head in found("th")
            if head.get("scope") not in ("col", "row", "rowgroup")
        ] == []


def test_every_drawing_says_in_words_what_it_shows():
    pages = every_page("2030-01-21").values()
    drawings = [drawing for found in pages for drawing in found.select("figure svg")]
    assert [words(drawing.title).replace("\u00a0", " ") for drawing in drawings] == [
        "Satisfaction de chaque groupe : Nord 60 %, Le Sud 100 %.",
        "Emploi des parts dans le calcul, en jours : Nord a dépensé 30 et garde 20, Le Sud a dépensé 10 et garde 40.",
        "De 50 à 150 jours, enveloppes pour lesquelles chaque demande est retenue ; le tableau qui suit donne les mêmes intervalles.",
    ]
    assert all(
        drawing["role"] == "img" and drawing["aria-labelledby"] == drawing.title["id"]
        for drawing in drawings
    )


@pytest.mark.parametrize("method", get_args(Method))
def test_every_link_between_the_pages_of_a_cycle_leads_somewhere_under_any_rule(method):
    cycle = replace(CYCLE, rule=Rule(method=method))
    pages = every_page("2030-02-02", cycle)
    ids = {
        addresses.address(path): {element["id"] for element in found.find_all(id=True)}
        for path, found in pages.items()
    }
    files = {path for path in made("2030-02-02", cycle) if not path.endswith(".md")}
    lost = []
    for path, found in pages.items():
        for link in found("a"):
            target, _, anchor = urljoin(addresses.address(path), link["href"]).partition("#")
            if target not in files and (
                target not in ids or (anchor and anchor not in ids[target])
            ):
                lost.append((path, link["href"]))
    assert lost == []


def test_the_anchors_of_the_single_page_that_cycles_had_lead_to_the_pages_they_have():
    script = (ROOT / "templates/site/theme/assets/js/ipm/anchors.js").read_text()
    moved = dict(re.findall(r'"?([\w-]+)"?: "([a-z-]*/?(?:#[\w-]+)?)",', script))
    kept_files = tuple(replace(ballot, source="group: nord\n") for ballot in CYCLE.ballots)
    pages = every_page("2030-02-02", replace(CYCLE, ballots=kept_files))
    assert [
        (old, new)
        for old, new in moved.items()
        for part, _, anchor in [new.partition("#")]
        if anchor and not pages[f"ipm/cycle-1/{part}index.md"].find(id=anchor)
    ] == []
    first = {element["id"] for element in pages["ipm/cycle-1/index.md"].find_all(id=True)}
    kept = {"etapes", "arbitrage", "decision", "non-retenues", "suite"}
    kept |= {f"{word}de-0{number}" for word in ("", "pourquoi-") for number in (1, 2, 3)}
    assert kept - first == set()


def test_every_round_can_be_checked_by_hand():
    rounds = page("2030-01-21", part="calcul").select("table.ipm-rounds tbody tr")
    assert [words(cell) for cell in rounds[0].find_all(["th", "td"])] == [
        "1",
        "DE-01",
        "40",
        "0,5",
        "30 60 pt",
        "10 20 pt",
        "60",
    ]


@pytest.mark.parametrize("method", get_args(Method))
def test_a_cycle_under_any_rule_tells_that_rule_and_has_its_whole_page(method):
    cycle = replace(
        CYCLE,
        rule=Rule(method=method, bounds={"t": ThemeBounds(floor=Fraction(10), cap=Fraction(150))}),
    )
    files = made("2030-02-02", cycle)
    found = parsed(files, "calcul")
    steps = [words(step) for step in found.select("ol.steps")[0]("li")]
    assert steps[1] == "Le thème « Le thème » reçoit au moins 10 jours et ne dépasse pas 150 jours."
    assert steps[2].startswith(f"Le calcul ({RULE_NAMES[method]}) ")
    assert len(found.select("table.ipm-rounds tbody tr")) == len(decide(cycle).rounds)
    assert (found.find(id="classement") is None) == (method == "greedy-per-cost")
    assert parsed(files, "groupe").find(id="satisfaction") is not None
    assert sorted(file.rsplit(".", 1)[1] for file in files if "decision" in file) == [
        "csv",
        "json",
        "pb",
        "xlsx",
    ]


def test_a_reason_names_the_theme_whose_ceiling_stopped_a_request():
    capped = replace(CYCLE, rule=Rule(bounds={"t": ThemeBounds(cap=Fraction(40))}))
    assert words(page("2030-01-21", capped, "demande/DE-03").select_one(".ipm-line__why")) == (
        "Non retenue : le plafond du thème « Le thème » serait dépassé (100 jours pour 40 jours)."
    )


def test_groups_whose_keys_are_words_of_a_sentence_break_none():
    keys = {"nord": "a", "sud": "tour"}
    cycle = replace(
        CYCLE,
        groups=tuple(replace(group, key=keys[group.key]) for group in CYCLE.groups),
        ballots=tuple(replace(ballot, group=keys[ballot.group]) for ballot in CYCLE.ballots),
    )
    reasons, expected = (
        [
            words(page("2030-01-21", one, f"demande/DE-0{number}").select_one(".ipm-line__why"))
            for number in (1, 2, 3)
        ]
        for one in (cycle, CYCLE)
    )
    assert reasons == expected
    assert (
        reasons[0]
        == "Retenue au tour 1, à 0,5 par point : coût 40 jours, payé par Nord 30 et Le Sud 10."
    )
    texts, rows = ((made("2030-01-21", one)["ipm/cycle-1/decision.csv"]) for one in (cycle, CYCLE))
    assert texts == rows


def test_what_groups_wrote_is_text_and_never_markup():
    said = page("2030-01-21", part="demande/DE-02").select_one("#avis + ul")
    assert words(said) == "Le Sud opposition : Trop <b>cher</b>"
    assert said.find("b") is None


def test_the_page_shows_the_fingerprint_of_the_very_files_beside_it():
    found = made("2030-01-21")
    shown = {
        words(row.th): words(row.select_one("code"))
        for row in page("2030-01-21", part="preuves").find(id="fichiers").find_next("tbody")("tr")
    }
    assert shown == {
        path.rsplit("/", 1)[1]: hashlib.sha256(content).hexdigest()
        for path, content in found.items()
        if not path.endswith(".md")
    }


def test_the_decision_file_is_the_record_of_the_computation():
    assert made("2030-01-21")["ipm/cycle-1/decision.json"].decode() == json_text(
        as_json(decide(CYCLE))
    )


def test_the_what_if_starts_from_the_published_inputs_whatever_titles_hold():
    hostile = replace(
        CYCLE, requests=(replace(CYCLE.requests[0], title="</script><b>"), *CYCLE.requests[1:])
    )
    data = json.loads(page("2030-01-21", hostile, "et-si").find(id="what-if-data").string)
    assert data["inputs"] == as_json(decide(hostile))["inputs"]
    assert data["labels"]["titles"]["DE-01"] == "</script><b>"


def test_the_same_community_gives_the_same_bytes():
    assert made("2030-02-02") == made("2030-02-02")


def test_the_csv_opens_in_a_french_spreadsheet_where_no_amount_becomes_a_date():
    text = made("2030-01-21")["ipm/cycle-1/decision.csv"].decode("utf-8-sig")
    first, row, *_ = text.splitlines()
    assert (
        first
        == "reference;decision;tour;phase;cout;points;prix_du_point;payé_Nord;payé_Le Sud;explication"
    )
    assert row == (
        "DE-01;retenue;1;parts des groupes;40;80;0,5;30;10;"
        "Retenue au tour 1, à 0,5 par point\u00a0: coût 40\u00a0jours, payé par Nord 30 et Le Sud 10."
    )


def test_constraints_that_clash_are_told_instead_of_a_decision():
    impossible = replace(CYCLE, envelope=Envelope(amount=Fraction(10), unit="jours"))
    impossible = replace(
        impossible, requests=(replace(CYCLE.requests[0], mandatory=True), *CYCLE.requests[1:])
    )
    found = made("2030-01-21", impossible)
    assert list(found) == ["ipm/cycle-1/index.md"]
    assert words(page("2030-01-21", impossible).select_one(".notice--stop")) == (
        "Le calcul est impossible Les demandes obligatoires, préalables compris (DE-01), coûtent 40 : "
        "l’enveloppe n’est que de 10."
    )


def test_a_clash_names_the_theme_and_not_its_key():
    bounds = {"t": ThemeBounds(floor=Fraction(30), cap=Fraction(20))}
    found = page("2030-01-21", replace(CYCLE, rule=Rule(bounds=bounds)))
    assert words(found.select_one(".notice--stop")) == (
        "Le calcul est impossible Thème « Le thème » : le plancher (30) dépasse le plafond (20)."
    )


def test_past_the_fifth_group_the_colours_of_the_theme_serve_again():
    groups = tuple(Group(key=f"g{number}", name=f"G{number}") for number in range(1, 8))
    ballots = tuple(Ballot(group=group.key, points={"DE-01": 100}) for group in groups)
    cycle = replace(CYCLE, groups=groups, ballots=ballots, arbitration=None)
    shown = page("2030-01-21", cycle, "groupe")

    assert [(voice.h2.get_text(), voice["class"][-1]) for voice in shown.select(".ipm-voice[class*=voice-]")][:7] == [
        ("G1", "voice-1"), ("G2", "voice-2"), ("G3", "voice-3"), ("G4", "voice-4"), ("G5", "voice-5"),
        ("G6", "voice-1"), ("G7", "voice-2"),
    ]  # fmt: skip


def test_the_minutes_before_the_meeting_are_a_draft_to_complete_and_sign():
    draft = BeautifulSoup(made("2030-01-21")["ipm/cycle-1/releve.html"], "html.parser")
    assert words(draft.h1) == "Projet de relevé de décision : cycle 1 de la priorisation"
    assert [words(row.th) for row in draft.find_all("table")[-1].tbody("tr")] == [
        "Nord",
        "Le Sud",
    ]
    final = BeautifulSoup(made("2030-02-02")["ipm/cycle-1/releve.html"], "html.parser")
    assert words(final.find("code")) == as_json(decide(CYCLE))["inputs_sha256"]
    assert [words(row) for row in final.select("table:nth-of-type(1)")[3].tbody("tr")] == [
        "Nord 60 60 0",
        "Le Sud 100 20 −80",
    ]
    assert "À revoir" in words(final)


def test_the_open_document_holds_the_same_minutes():
    archive = zipfile.ZipFile(io.BytesIO(made("2030-02-02")["ipm/cycle-1/releve.odt"]))
    assert archive.namelist()[0] == "mimetype"
    text = re.sub("<[^>]*>", " ", archive.read("content.xml").decode())
    assert [
        word
        for word in (
            "À revoir",
            as_json(decide(CYCLE))["inputs_sha256"],
            "La suite",
            "Signature",
        )
        if word not in text
    ] == []


def weighing(*weights: str) -> Cycle:
    pairs = zip(GROUPS, weights, strict=True)
    groups = tuple(replace(group, weight=Fraction(weight)) for group, weight in pairs)
    return replace(CYCLE, groups=groups)


def test_the_rule_says_that_weights_count_where_they_differ():
    told = "en proportion de ses points et de son poids, sur sa propre part"
    assert told in words(page("2030-01-21", weighing("2", "3/2"), "calcul"))
    assert told not in words(page("2030-01-21", weighing("2", "2"), "calcul"))


def test_a_round_redone_by_hand_multiplies_points_by_weights_where_groups_weigh_differently():
    found = page("2030-01-21", weighing("2", "3/2"), "calcul").select_one(".notice")
    assert "Nord 60 × 2 × 4 / 15 = 32 ; Le Sud 20 × 1,5 × 4 / 15 = 8" in words(found)


def numbers(content: bytes) -> dict[tuple[str, str], float]:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)
    }  # fmt: skip


def test_the_spreadsheet_says_of_groups_the_percentages_that_pages_say():
    ballots = (
        Ballot(group="nord", points={"DE-01": 50, "DE-02": 17, "DE-03": 33}),
        Ballot(group="sud", points={"DE-01": 20, "DE-02": 71, "DE-03": 9}),
    )
    files = made("2030-01-21", replace(CYCLE, ballots=ballots, arbitration=None))
    book = openpyxl.load_workbook(io.BytesIO(files["ipm/cycle-1/decision.xlsx"]), data_only=True)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    told = [f"{cell.value:.0%}" for cell in cells if cell.number_format == "0 %"]
    shown = [words(one) for one in parsed(files, "groupe").select(".ipm-voice__score strong")]

    assert (told, shown) == (["80%", "100%"], ["80 %", "100 %"])


def without_results(content: bytes) -> bytes:
    """Return the same workbook with nothing kept of what its formulas gave."""
    bare = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(bare, "w") as target:
        for entry in source.infolist():
            target.writestr(entry, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", source.read(entry)))
    return bare.getvalue()


@pytest.mark.peers
@pytest.mark.parametrize("weights", [("1", "1"), ("2", "3/2")])
def test_a_spreadsheet_computes_from_the_formulas_alone_what_the_program_computed(
    tmp_path, weights
):
    office = program("soffice")
    ours = made("2030-01-21", weighing(*weights))["ipm/cycle-1/decision.xlsx"]
    (tmp_path / "bare.xlsx").write_bytes(without_results(ours))
    arguments = [
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "xlsx",
        "--outdir",
        tmp_path / "out",
    ]
    subprocess.run(
        [office, *arguments, tmp_path / "bare.xlsx"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    computed = numbers((tmp_path / "out/bare.xlsx").read_bytes())
    assert computed == pytest.approx(numbers(ours), abs=1e-9)


def odd(**changes) -> Cycle:
    return replace(CYCLE, arbitration=None, **changes)


ODD = {
    "nothing retained": odd(envelope=Envelope(amount=Fraction(5), unit="jours")),
    "everything retained": odd(envelope=Envelope(amount=Fraction(500), unit="jours")),
    "one group": odd(groups=GROUPS[:1], ballots=CYCLE.ballots[:1]),
    "a group is absent": odd(ballots=CYCLE.ballots[:1]),
    "an absent group is frozen": odd(ballots=CYCLE.ballots[:1], rule=Rule(absent_group="frozen")),
    "more groups than the audit takes": odd(
        groups=(groups := tuple(Group(key=f"g{n}", name=f"G{n}") for n in range(14))),
        ballots=tuple(Ballot(group=one.key, points={"DE-01": 100}) for one in groups),
    ),
    "a request that costs nothing": odd(requests=(request("DE-01", 0), *CYCLE.requests[1:])),
    "a reference that no path may hold": odd(
        requests=(request("Évol 1/2", 40), *CYCLE.requests[1:]),
        ballots=(Ballot(group="nord", points={"Évol 1/2": 100}),),
    ),
    "only what is mandatory": odd(
        requests=(request("DE-01", 40), replace(request("DE-02", 60), mandatory=True)),
        ballots=(Ballot(group="nord", points={"DE-02": 100}),),
    ),
}
"""What public tools of participatory budgets stumbled on: empty lists, one voter, everything funded, odd names."""


@pytest.mark.parametrize("name", ODD)
def test_every_page_of_an_odd_cycle_is_made_links_somewhere_and_has_no_empty_list(name):
    pages = every_page("2030-01-21", ODD[name])
    known = {addresses.address(path) for path in pages}
    files = {path for path in made("2030-01-21", ODD[name]) if not path.endswith(".md")}
    for path, found in pages.items():
        links = [urljoin(addresses.address(path), link["href"]) for link in found("a")]
        assert [one for one in links if unquote(one.partition("#")[0]) not in known | files] == []
        lists = [one for one in found(["ul", "ol", "dl", "tbody"]) if not one.find(True)]
        assert [(path, str(one)) for one in lists] == []


def test_what_becomes_of_a_request_is_said_alike_wherever_it_is_said():
    meeting = replace(
        CYCLE.arbitration,
        retained=("DE-01", "DE-02"),
        reduced={"DE-02": ReducedScope(cost=Fraction(20), scope="La moitié")},
        deviations={
            "DE-02": Deviation(decision="retained", author="Nord", reason="Utile"),
            "DE-03": Deviation(decision="deferred", author="Le Sud", reason="Plus tard"),
        },
    )
    pages = every_page("2030-02-02", replace(CYCLE, arbitration=meeting))
    fates = {"DE-01": "retenue", "DE-02": "retenue en partie", "DE-03": "reportée"}
    table = {
        words(row.a): words(row.find_all("td")[-1])
        for row in pages["ipm/cycle-1/demande/index.md"].select("#points tr:has(td)")
    }
    sheets = {
        name: words(pages[f"ipm/cycle-1/demande/{name}/index.md"].select_one(".badge"))
        for name in fates
    }
    assert table == sheets == fates
    first = words(pages["ipm/cycle-1/index.md"])
    assert (
        "DE-02 Faire DE-02 (ajoutée par la réunion, retenue en partie (coût entier 50)) 20 60"
        in first
    )
    assert "DE-03 Faire DE-03 (60 ; reportée, par la réunion)" in first
