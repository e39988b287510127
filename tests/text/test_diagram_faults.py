"""What keeps a diagram from being drawn is told in French, at its line, with what to write."""

import pytest

from chorale.text.diagram_faults import faults

KNOWN = "« flowchart TD », « stateDiagram-v2 » ou « sequenceDiagram »"
EXAMPLE = 'une ligne s\'écrit « A["Début"] -->|oui| B["Fin"] »'
QUOTES = 'écrire des guillemets droits : A["texte"]'
COLOURS = "les couleurs d'un schéma sont celles du site, et ses liens se placent dans le texte"
FAULTS = [
    ("", (1, 1, "schéma vide", f"commencer par {KNOWN}")),
    (
        "graphe TD\nA-->B",
        (1, 1, "genre de schéma inconnu « graphe »", "vouliez-vous dire « graph » ?"),
    ),
    ("schéma\nA-->B", (1, 1, "genre de schéma inconnu « schéma »", f"commencer par {KNOWN}")),
    (
        'pie\n "a": 3',
        (
            1,
            1,
            "les schémas « pie » ne sont pas dessinés",
            f"un tableau le dira mieux ; sont dessinés {KNOWN}",
        ),
    ),
    ("flowchart TD\n A[Début --> B", (2, 3, "schéma : « [ » sans son pendant", EXAMPLE)),
    (
        "flowchart TD\n A[Facture (reçue)] --> B",
        (
            2,
            3,
            "schéma : parenthèses dans un texte sans guillemets",
            'écrire le texte entre guillemets droits : A["Texte (détail)"]',
        ),
    ),
    ("flowchart TD\n A –> B", (2, 4, "schéma : flèche « –> »", "écrire « --> »")),
    ("flowchart TD\n A → B", (2, 4, "schéma : flèche « → »", "écrire « --> »")),
    ("stateDiagram-v2\n a -> b", (2, 4, "schéma : flèche « -> »", "écrire « --> »")),
    ("sequenceDiagram\n A→B: x", (2, 3, "schéma : flèche « → »", "écrire « ->> »")),
    (
        "flowchart TD\n A --> B\n subgraph x\n C",
        (
            3,
            1,
            "schéma : « subgraph » n'est pas fermé",
            "ajouter une ligne « end » à la fin du bloc",
        ),
    ),
    (
        "flowchart TD\n A --> B\n end\n",
        (3, 1, "schéma : « end » ne ferme rien", "supprimer cette ligne"),
    ),
    (
        "flowchart TD\n A --> end",
        (2, 8, "schéma : « end » ne peut pas nommer une étape", "écrire « fin »"),
    ),
    (
        "flowchart TD\n A{“Début” --> B",
        (2, 4, "schéma : guillemet « “ » pour ouvrir un texte", QUOTES),
    ),
    (
        "flowchart TD\n A --> B\n B ??? C\n",
        (3, 4, "schéma : « B ??? C » n'est pas compris", EXAMPLE),
    ),
    (
        "sequenceDiagram\n A->>B: un; deux",
        (2, 11, "schéma : « ; » finit la ligne", "écrire une virgule, ou « #59; »"),
    ),
    (
        "sequenceDiagram\n A->>B",
        (
            2,
            7,
            "schéma : « A->>B » n'est pas compris",
            "une ligne s'écrit « Anne->>Bruno: ce qui est dit »",
        ),
    ),
    (
        "stateDiagram-v2\n a --> b\n note nulle part",
        (
            3,
            7,
            "schéma : « note nulle part » n'est pas compris",
            "une ligne s'écrit « Brouillon --> Envoyée : envoi »",
        ),
    ),
    (
        "flowchart TD\n A --> B",
        (
            1,
            1,
            "schéma sans titre",
            "ajouter sous la première ligne « accTitle: Ce que montre le schéma »",
        ),
    ),
    (
        "flowchart TD\n accTitle: x\n A --> B\n style A fill:#f00",
        (4, 1, "« style A fill:#f00 » est laissé de côté", COLOURS),
    ),
    ("flowchart TD\n accTitle: x\n A --> B", None),
]


@pytest.mark.parametrize(("source", "told"), FAULTS, ids=[source for source, _ in FAULTS])
def test_a_fault_is_told_once_with_its_line_and_its_remedy(source, told):
    found = [(one.line, one.column, one.message, one.remedy) for one in faults(source)]

    assert found == ([told] if told else [])


def test_a_diagram_too_wide_for_a_phone_is_a_warning():
    wide = "flowchart LR\naccTitle: x\n" + "".join(
        f'c{rank}["Centre {rank}"] -->|"un texte de flèche assez long {rank}"| f{target}\n'
        for rank in range(4)
        for target in range(6)
    )

    assert [(one.message, one.slight) for one in faults(wide)] == [
        ("schéma trop large pour un téléphone, qui montrera la liste à sa place", True)
    ]


def test_a_diagram_beyond_the_engine_is_told_and_the_next_one_is_drawn():
    many = "flowchart TD\naccTitle: x\n" + "".join(
        f"n{rank} --> n{rank + 1}\n" for rank in range(5000)
    )

    assert [(one.line, one.message, one.remedy) for one in faults(many)] == [
        (1, "schéma trop grand", "le partager en plusieurs, plus simples")
    ]
    assert list(faults("flowchart TD\naccTitle: x\nA --> B")) == []
