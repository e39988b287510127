"""A small cycle with one fault is told with its amounts in their unit, the fault once, and a remedy."""

import pytest
from partner_calendars import HOME, TODAY

from chorale.content.project import inspect

CYCLE = """\
number: 1
themes: {{t: "T"}}
envelope: {{amount: {amount}, unit: "{unit}"}}
milestones: {{synthesis: 2026-06-01, opens: 2026-06-01 09:00, closes: 2026-06-30 18:00, arbitration: 2026-07-15}}
rule: {{}}
"""


def told(root, files):
    """Return the errors of a community of one cycle."""
    (root / "site").mkdir()
    for path, text in {"community.yml": HOME, **files}.items():
        place = root / "content" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    _, problems = inspect(root, TODAY)
    return [
        f"{one.source}: {one.sentence}"
        for one in problems
        if one.severity == "error" and "/ipm/" in one.source.path
    ]


def small(cost="40", more="", amount="100", unit="jours-homme", group=""):
    """Return the files of a cycle of two requests and one group."""
    return {
        "ipm/groups.yml": f'- {{key: a, name: "A"{group}}}\n',
        "ipm/cycle-1/cycle.yml": CYCLE.format(amount=amount, unit=unit),
        "ipm/cycle-1/requests.yml": f'- {{reference: X, title: "X", theme: t, cost: {{estimate: {cost}}}{more}}}\n'
        '- {reference: Y, title: "Y", theme: t, cost: {estimate: 1}, mandatory: true}\n',
        "ipm/cycle-1/ballots/a.yml": "group: a\npoints: {X: 100}\n",
    }


@pytest.mark.parametrize(
    ("files", "sentences"),
    [
        (small("1234567.80", ", mandatory: true", "1000000", "€"),
         ["content/ipm/cycle-1/cycle.yml:3:20: les demandes obligatoires coûtent 1\u202f234\u202f568,80\u00a0€, "
          "234\u202f568,80 de plus que l'enveloppe de 1\u202f000\u202f000 ; en rendre une facultative, ou revoir l'enveloppe"]),
        (small("40.5", ", mandatory: true", "41", "jours-homme"),
         ["content/ipm/cycle-1/cycle.yml:3:20: les demandes obligatoires coûtent 41,5\u00a0jours-homme, "
          "0,5 de plus que l'enveloppe de 41 ; en rendre une facultative, ou revoir l'enveloppe"]),
        (small(more=", mandatory: true, excludes: [Y]"),
         ["content/ipm/cycle-1/requests.yml:1:15: X et Y sont obligatoires (ou préalables) et s'excluent ; "
          "en rendre une facultative, ou retirer l'exclusion"]),
        (small(group=", weight: 2/3"),
         ["content/ipm/groups.yml:1:31: « weight » : trouvé « 2/3 », attendu un nombre décimal positif"]),
        ({**small(), "ipm/cycle-1/ballots/a.yml": "group: a\npoints: {}\n"},
         ["content/ipm/cycle-1/ballots/a.yml:2:1: 0\u00a0point en tout au lieu de 100 ; en ajouter 100"]),
        ({**small(), "ipm/cycle-1/ballots/a.yml": "group: a\npoints: {X: 100}\nindispensable: [X, X]\n"},
         ["content/ipm/cycle-1/ballots/a.yml:3:20: X écrite deux fois dans « indispensable » ; en retirer une"]),
        ({**small(), "ipm/cycle-1/ballots/copie/a.yml": "group: a\npoints: {Y: 100}\n"},
         ["content/ipm/cycle-1/ballots/copie/a.yml:1:8: second bulletin de « a », "
          "après « content/ipm/cycle-1/ballots/a.yml » ; retirer l'un des deux fichiers"]),
        ({**small(), "ipm/groups.yml": "[]\n"},
         ["content/ipm/cycle-1/ballots/a.yml:1:8: groupe inconnu « a » ; l'ajouter à content/ipm/groups.yml"]),
        ({**small(), "ipm/groups.yml": '- {key: a, name: "A"}\n- {key: A, name: "B"}\n'},
         ["content/ipm/groups.yml:2:9: clé de groupe « A », qui ne diffère de « a » que par ses capitales ; en changer"]),
        ({**small(), "ipm/groups.yml": '- {key: a, name: "Pays d’Ouest"}\n- {key: b, name: "pays d’ouest "}\n'},
         ["content/ipm/groups.yml:2:18: groupe « pays d’ouest » du même nom que le groupe « a » ; "
          "en changer : invitations et pages les distinguent par leur nom"]),
        ({**small(), "ipm/groups.yml": '- {key: a, name: "A"}\n- {key: "Bât. A/B", name: "B"}\n'},
         ["content/ipm/groups.yml:2:9: clé de groupe « Bât. A/B », qui doit nommer un fichier (ballots/GROUPE.yml) ; "
          "écrire « bat-a-b »"]),
        ({**small(), "ipm/cycle-1/arbitrage.yml": "retained: []\n", "ipm/cycle-1/ballots/b.yaml": "group: b\n",
          "ipm/group.yml": "[]\n"},
         ["content/ipm/cycle-1/arbitrage.yml:1:1: fichier que rien ne lit ici ; vouliez-vous dire « arbitration.yml » ?",
          "content/ipm/cycle-1/ballots/b.yaml:1:1: fichier que rien ne lit ici ; un bulletin s'appelle GROUPE.yml",
          "content/ipm/group.yml:1:1: fichier que rien ne lit ici ; vouliez-vous dire « groups.yml » ?"]),
        ({**small(), "ipm/cycle-1/notes.txt": "à relire\n", "ipm/cycle-1/journal.jsonl": "{}\n"}, []),
        (small(), []),
    ],
)  # fmt: skip
def test_a_fault_is_told_once_with_its_amounts_and_a_remedy(tmp_path, files, sentences):
    assert told(tmp_path, files) == sentences
