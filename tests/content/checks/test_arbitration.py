"""Each fault of an arbitration is told, once, at its place; what the meeting may do is left alone."""

from datetime import date
from types import MappingProxyType

import pytest

from chorale.content.checks.arbitration import arbitration
from chorale.content.load import load

TODAY = date(2026, 3, 5)
PATH = "content/ipm/cycle-1/arbitration.yml"
FILES = {
    "content/community.yml": """\
name: Le Phare
url: https://phare.example/
timezone: Europe/Paris
audiences: {gardiens: Gardiens}
sender: {name: Le Phare, address: lettre@phare.example, identity: Le Phare}
""",
    "content/ipm/groups.yml": "- {key: nord, name: Nord}\n- {key: sud, name: Sud}\n",
    "content/ipm/cycle-1/cycle.yml": """\
number: 1
themes: {feux: Feux, journal: Journal}
envelope: {amount: 100, unit: jours}
milestones: {synthesis: 2026-01-05, opens: 2026-01-05 18:00, closes: 2026-01-30 18:00, arbitration: 2026-02-12}
rule: {bounds: {journal: {cap: 60}}}
""",
    "content/ipm/cycle-1/requests.yml": """\
- {reference: OBLIGATOIRE, title: Suivre les textes, theme: feux, cost: {estimate: 10}, mandatory: true}
- {reference: LAMPE, title: Changer la lampe, theme: feux, cost: {estimate: 40}}
- {reference: BASE, title: Ouvrir le journal, theme: journal, cost: {estimate: 20}}
- {reference: SUITE, title: Chercher dans le journal, theme: journal, cost: {estimate: 35}, requires: [BASE]}
- {reference: RIVALE, title: Jeter le journal, theme: journal, cost: {estimate: 15}, excludes: [BASE]}
- {reference: PHARE, title: Bâtir un phare, theme: feux, cost: {estimate: 90}}
""",
    "content/ipm/cycle-1/ballots/nord.yml": "group: nord\npoints: {LAMPE: 60, BASE: 40}\n",
    "content/ipm/cycle-1/ballots/sud.yml": "group: sud\npoints: {LAMPE: 50, BASE: 30, PHARE: 20}\n",
}
WHY = "author: Nord, reason: Il le faut"
FOLLOWED = "date: 2026-02-12\nretained: [OBLIGATOIRE, LAMPE, BASE]\n"
"""What the rule recommends: 70 of 100."""


def told(tmp_path, text, others=MappingProxyType({})):
    for path, content in {**FILES, **others, PATH: text}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    loaded = load(tmp_path, TODAY)
    mild = {"error": "", "warning": "attention : "}
    return [
        f"{found.source.line}: {mild[found.severity]}{found.sentence}"
        for found in sorted((*loaded.problems, *arbitration(loaded)))
    ]


MISTAKES = [
    ("a stranger is retained", "retained: [OBLIGATOIRE, LAMPE, BASES]",
     ["2: demande inconnue « BASES » ; attendu : BASE, LAMPE, OBLIGATOIRE, PHARE, RIVALE, SUITE"]),
    ("a stranger departs", f"retained: [OBLIGATOIRE, LAMPE, BASE]\ndeviations: {{LAMPES: {{decision: deferred, {WHY}}}}}",
     ["3: demande inconnue « LAMPES » ; attendu : BASE, LAMPE, OBLIGATOIRE, PHARE, RIVALE, SUITE"]),
    ("a stranger is reduced", "retained: [OBLIGATOIRE, LAMPE, BASE]\nreduced: {LAMPES: {cost: 5, scope: Le verre}}",
     ["3: demande inconnue « LAMPES » ; attendu : BASE, LAMPE, OBLIGATOIRE, PHARE, RIVALE, SUITE",
      "3: « LAMPES » est réduite sans être retenue ; ajouter « LAMPES » à « retained », ou la retirer de « reduced »"]),
    ("a request is listed twice", "retained: [OBLIGATOIRE, LAMPE, LAMPE, BASE]",
     ["2: « LAMPE » retenue deux fois ; en retirer une"]),
    ("a request is retained and deferred", f"retained: [OBLIGATOIRE, LAMPE, BASE]\ndeviations:\n  LAMPE: {{decision: deferred, {WHY}}}",
     ["4: « LAMPE » : l'écart et la liste « retained » se contredisent ; accorder les deux"]),
    ("a request is retained and rejected", f"retained: [OBLIGATOIRE, LAMPE, BASE]\ndeviations:\n  BASE: {{decision: rejected, {WHY}}}",
     ["4: « BASE » : l'écart et la liste « retained » se contredisent ; accorder les deux"]),
    ("a departure retains what is not listed", f"retained: [OBLIGATOIRE, LAMPE, BASE]\ndeviations:\n  SUITE: {{decision: retained, {WHY}}}",
     ["4: « SUITE » : l'écart et la liste « retained » se contredisent ; accorder les deux"]),
    ("two rivals", f"retained: [OBLIGATOIRE, LAMPE, BASE, RIVALE]\ndeviations:\n  RIVALE: {{decision: retained, {WHY}}}",
     ["2: « RIVALE » et « BASE » s'excluent, et sont toutes deux retenues ; retirer l'une des deux"]),
    ("two rivals, told by the other one", f"retained: [OBLIGATOIRE, LAMPE, RIVALE, BASE]\ndeviations:\n  RIVALE: {{decision: retained, {WHY}}}",
     ["2: « BASE » et « RIVALE » s'excluent, et sont toutes deux retenues ; retirer l'une des deux"]),
    ("a prerequisite is left out", f"retained: [OBLIGATOIRE, LAMPE, SUITE]\ndeviations:\n  SUITE: {{decision: retained, {WHY}}}\n  BASE: {{decision: deferred, {WHY}}}",
     ["2: « SUITE » est retenue sans « BASE », dont elle dépend ; retenir aussi ce préalable, ou ne pas la retenir"]),
    ("what is mandatory is forgotten", f"retained: [LAMPE, BASE]\ndeviations:\n  OBLIGATOIRE: {{decision: rejected, {WHY}}}",
     ["2: « OBLIGATOIRE » est obligatoire et n'est pas retenue ; ajouter « OBLIGATOIRE » à « retained »"]),
    ("what is mandatory is deferred", f"retained: [LAMPE, BASE]\ndeviations:\n  OBLIGATOIRE: {{decision: deferred, {WHY}}}",
     ["2: « OBLIGATOIRE » est obligatoire et n'est pas retenue ; ajouter « OBLIGATOIRE » à « retained »"]),
    ("the envelope is exceeded", f"retained: [OBLIGATOIRE, LAMPE, BASE, SUITE]\ndeviations:\n  SUITE: {{decision: retained, {WHY}}}",
     ["2: les demandes retenues coûtent 105 jours, 5 de plus que l'enveloppe de 100 ; "
      "en retirer, en réduire, ou écrire « overrun: {amount: 5, reason: … } »"]),
    ("an overrun of another amount", f"retained: [OBLIGATOIRE, LAMPE, BASE, SUITE]\ndeviations:\n  SUITE: {{decision: retained, {WHY}}}\noverrun: {{amount: 6, reason: Une avance}}",
     ["5: le dépassement déclaré est de 6 jours ; en vérité, il est de 5 jours ; écrire « amount: 5 »"]),
    ("an overrun that does not exist", "retained: [OBLIGATOIRE, LAMPE, BASE]\noverrun: {amount: 5, reason: Une avance}",
     ["3: le dépassement déclaré est de 5 jours ; en vérité, il n'existe pas ; retirer « overrun »"]),
    ("an overrun of nothing", "retained: [OBLIGATOIRE, LAMPE, BASE]\noverrun: {amount: 0, reason: Une avance}",
     ["3: le dépassement déclaré est de 0 jours ; en vérité, il n'existe pas ; retirer « overrun »"]),
    ("an overrun without words", f'retained: [OBLIGATOIRE, LAMPE, BASE, SUITE]\ndeviations:\n  SUITE: {{decision: retained, {WHY}}}\noverrun: {{amount: 5, reason: " "}}',
     ["5: « reason » est vide ; écrire une valeur"]),
    ("a request enters unexplained", "retained: [OBLIGATOIRE, LAMPE, BASE, PHARE]\noverrun: {amount: 60, reason: Une avance}",
     ["2: « PHARE » est retenue sans être recommandée, et nul ne dit pourquoi ; "
      "ajouter à « deviations » : « PHARE: {decision: retained, author: …, reason: …} »"]),
    ("a request leaves unexplained", "retained: [OBLIGATOIRE, LAMPE]",
     ["2: « BASE » est recommandée et n'est pas retenue, et nul ne dit pourquoi ; "
      "ajouter à « deviations » : « BASE: {decision: deferred, author: …, reason: …} »"]),
    ("nothing is retained and nothing said", "retained: [OBLIGATOIRE]",
     ["2: « BASE » est recommandée et n'est pas retenue, et nul ne dit pourquoi ; "
      "ajouter à « deviations » : « BASE: {decision: deferred, author: …, reason: …} »",
      "2: « LAMPE » est recommandée et n'est pas retenue, et nul ne dit pourquoi ; "
      "ajouter à « deviations » : « LAMPE: {decision: deferred, author: …, reason: …} »"]),
    ("a departure that is none", f"retained: [OBLIGATOIRE, LAMPE, BASE]\ndeviations:\n  LAMPE: {{decision: retained, {WHY}}}",
     ["4: « LAMPE » n'est pas un écart : la recommandation la retient aussi ; retirer cet écart"]),
    ("a departure without author", 'retained: [OBLIGATOIRE, LAMPE]\ndeviations:\n  BASE: {decision: deferred, author: " ", reason: Trop tôt}',
     ["4: « author » est vide ; écrire une valeur"]),
    ("a departure without reason", 'retained: [OBLIGATOIRE, LAMPE]\ndeviations:\n  BASE: {decision: deferred, author: Sud, reason: ""}',
     ["4: « reason » est vide ; écrire une valeur"]),
    ("a reduction of what is not retained", "retained: [OBLIGATOIRE, LAMPE, BASE]\nreduced:\n  SUITE: {cost: 5, scope: Les titres}",
     ["4: « SUITE » est réduite sans être retenue ; ajouter « SUITE » à « retained », ou la retirer de « reduced »"]),
    ("a reduction that costs more", f"retained: [OBLIGATOIRE, LAMPE, BASE]\nreduced:\n  LAMPE: {{cost: 45, scope: Le verre}}\ndeviations:\n  LAMPE: {{decision: retained, {WHY}}}",
     ["4: « LAMPE » réduite coûterait 45 jours, entière 40 ; un coût moindre, au-dessus de zéro"]),
    ("a reduction that costs as much", f"retained: [OBLIGATOIRE, LAMPE, BASE]\nreduced:\n  LAMPE: {{cost: 40, scope: Le verre}}\ndeviations:\n  LAMPE: {{decision: retained, {WHY}}}",
     ["4: « LAMPE » réduite coûterait 40 jours, entière 40 ; un coût moindre, au-dessus de zéro"]),
    ("a reduction that costs nothing", f"retained: [OBLIGATOIRE, LAMPE, BASE]\nreduced:\n  LAMPE: {{cost: 0, scope: Le verre}}\ndeviations:\n  LAMPE: {{decision: retained, {WHY}}}",
     ["4: « LAMPE » réduite coûterait 0 jours, entière 40 ; un coût moindre, au-dessus de zéro"]),
    ("a reduction without scope", f'retained: [OBLIGATOIRE, LAMPE, BASE]\nreduced:\n  LAMPE: {{cost: 30, scope: " "}}\ndeviations:\n  LAMPE: {{decision: retained, {WHY}}}',
     ["4: « scope » est vide ; écrire une valeur"]),
    ("a reduction that nobody explains", "retained: [OBLIGATOIRE, LAMPE, BASE]\nreduced:\n  LAMPE: {cost: 30, scope: Le verre}",
     ["4: « LAMPE » est réduite, et nul ne dit pourquoi ; "
      "ajouter à « deviations » : « LAMPE: {decision: retained, author: …, reason: …} »"]),
    ("a reduced request still breaks the envelope", f"retained: [OBLIGATOIRE, LAMPE, PHARE, BASE]\nreduced:\n  PHARE: {{cost: 31, scope: La tour}}\ndeviations:\n  PHARE: {{decision: retained, {WHY}}}",
     ["2: les demandes retenues coûtent 101 jours, 1 de plus que l'enveloppe de 100 ; "
      "en retirer, en réduire, ou écrire « overrun: {amount: 1, reason: … } »"]),
    ("the cap of a theme is passed", f"retained: [OBLIGATOIRE, BASE, SUITE, RIVALE]\ndeviations:\n  SUITE: {{decision: retained, {WHY}}}\n  RIVALE: {{decision: retained, {WHY}}}\n  LAMPE: {{decision: deferred, {WHY}}}",
     ["2: attention : le thème « Journal » reçoit 70 jours, au-dessus de son plafond de 60 ; le vérifier",
      "2: « RIVALE » et « BASE » s'excluent, et sont toutes deux retenues ; retirer l'une des deux"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [row[1:] for row in MISTAKES],
    ids=[row[0] for row in MISTAKES],
)
def test_a_planted_fault_is_told(tmp_path, text, expected):
    assert told(tmp_path, f"date: 2026-02-12\n{text}\n") == expected


def test_a_meeting_before_the_close_is_told(tmp_path):
    assert told(tmp_path, FOLLOWED.replace("02-12", "01-12")) == [
        "1: la réunion précède la clôture du questionnaire ; corriger « date », ou « closes » dans cycle.yml"
    ]


def test_an_arbitration_without_any_ballot_is_told(tmp_path):
    told(tmp_path, FOLLOWED)
    for path in FILES:
        if "/ballots/" in path:
            (tmp_path / path).unlink()

    assert [problem.sentence for problem in arbitration(load(tmp_path, TODAY))] == [
        "arbitrage sans aucun bulletin : rien n'a été recommandé ; "
        "ajouter les bulletins dans « content/ipm/cycle-1/ballots/ »"
    ]


SOUND = {
    "the recommendation is followed": "retained: [OBLIGATOIRE, LAMPE, BASE]",
    "in another order": "retained: [BASE, OBLIGATOIRE, LAMPE]",
    "one enters and one leaves": f"retained: [OBLIGATOIRE, BASE, SUITE]\ndeviations:\n  SUITE: {{decision: retained, {WHY}}}\n  LAMPE: {{decision: deferred, {WHY}}}",
    "beyond the envelope, with its reason": f"retained: [OBLIGATOIRE, LAMPE, BASE, SUITE]\ndeviations:\n  SUITE: {{decision: retained, {WHY}}}\noverrun: {{amount: 5, reason: Une avance}}",
    "reduced to fit": f"retained: [OBLIGATOIRE, LAMPE, BASE, SUITE]\nreduced:\n  SUITE: {{cost: 29.5, scope: Les titres}}\ndeviations:\n  SUITE: {{decision: retained, {WHY}}}",
    "rejected for good, though not recommended": f"retained: [OBLIGATOIRE, LAMPE, BASE]\ndeviations:\n  PHARE: {{decision: rejected, {WHY}}}",
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_what_a_meeting_may_decide_is_left_alone(tmp_path, text):
    assert told(tmp_path, f"date: 2026-02-12\n{text}\n") == []


def test_a_meeting_of_a_day_to_come_has_not_been_held(tmp_path):
    assert told(tmp_path, FOLLOWED.replace("2026-02-12", "2026-12-02")) == [
        "1: attention : une réunion tenue le 2026-12-02, un jour à venir ; corriger « date »"
    ]


def test_a_meeting_is_prepared_before_its_planned_day(tmp_path):
    cycle = "content/ipm/cycle-1/cycle.yml"
    planned = {cycle: FILES[cycle].replace("arbitration: 2026-02-12", "arbitration: 2026-12-02")}
    assert told(tmp_path, FOLLOWED.replace("2026-02-12", "2026-12-02"), planned) == []


def test_a_meeting_held_before_its_planned_day_leaves_a_wrong_one_in_the_agenda(tmp_path):
    cycle = "content/ipm/cycle-1/cycle.yml"
    planned = {cycle: FILES[cycle].replace("arbitration: 2026-02-12", "arbitration: 2026-12-02")}
    assert told(tmp_path, FOLLOWED, planned) == [
        "1: attention : une réunion tenue le 2026-02-12, que l'agenda annonce encore pour le 2026-12-02 ; "
        "mettre ce jour dans « arbitration » de cycle.yml"
    ]
