"""A diagram's source becomes two pictures, a file for messages and the same thing in words."""

import re

import pytest

from chorale.text import diagrams, mermaid
from chorale.text.diagrams import diagram, figure, in_message
from chorale.text.html_tree import Element
from chorale.text.markdown import markdown

LIFE = """\
flowchart TD
  accTitle: Cycle de vie d'une facture
  brouillon("Brouillon") -->|envoi| dispo["Mise à disposition<br/>du destinataire"]
  dispo <--> recycler["À recycler"]
  dispo --> rejetee("Rejetée")
  dispo --- archive["Archive"]
  seule["Seule"]
"""
STATES = """\
stateDiagram-v2
  accTitle: États
  [*] --> Brouillon
  state "Mise à disposition" as dispo
  Brouillon --> dispo : envoi
  state Suite {
    dispo2 --> Payee
  }
  dispo --> Suite
  Suite --> [*]
"""
EXCHANGE = """\
sequenceDiagram
  accTitle: Notifications
  actor T as Titulaire
  participant E as Maîtrise d'œuvre
  T->>E: Décompte
  loop chaque mois
    E-->>T: État d'acompte
  end
  alt accepté
    E->>E: Viser
  else refusé
    E-xT: Motif
  end
  Note over T,E: Fin du dossier
"""


def words(element):
    """Return a list as nested lines."""
    return [
        item.text.replace("\u00a0", " ")
        if not list(item.named("ol"))
        else (item.children[0].replace("\u00a0", " "), words(item.children[1]))
        for item in element.children
    ]


def test_a_flowchart_in_words_has_a_line_for_each_arrow_and_for_what_nothing_joins():
    assert words(diagram(LIFE).words) == [
        "De « Brouillon » à « Mise à disposition du destinataire » : envoi",
        "De « Mise à disposition du destinataire » à « À recycler », et retour",
        "De « Mise à disposition du destinataire » à « Rejetée »",
        "Entre « Mise à disposition du destinataire » et « Archive »",
        "« Seule »",
    ]


def test_a_state_diagram_in_words_has_a_beginning_an_end_and_what_a_state_holds():
    assert words(diagram(STATES).words) == [
        "« Suite » réunit : dispo2 et Payee",
        "Début : « Brouillon »",
        "De « Brouillon » à « Mise à disposition » : envoi",
        "De « dispo2 » à « Payee »",
        "De « Mise à disposition » à « Suite »",
        "De « Suite » à la fin",
    ]


def test_an_exchange_in_words_is_numbered_and_nested():
    shown = diagram(EXCHANGE).words

    assert shown.name == "ol"
    assert words(shown) == [
        "De « Titulaire » à « Maîtrise d’œuvre » : Décompte",
        ("Boucle : chaque mois", ["De « Maîtrise d’œuvre » à « Titulaire » : État d’acompte"]),
        ("Si : accepté", ["Chez « Maîtrise d’œuvre » : Viser"]),
        ("Sinon : refusé", ["De « Maîtrise d’œuvre » à « Titulaire » : Motif"]),
        "De « Titulaire » jusqu’à « Maîtrise d’œuvre » : Fin du dossier",
    ]


@pytest.mark.parametrize("source", [LIFE, STATES, EXCHANGE])
def test_each_picture_has_a_name_and_a_description_of_its_own(source):
    pictures = list(figure(source).named("svg"))
    names = [picture.attributes["aria-labelledby"] for picture in pictures]

    assert len(names) == len(set(names))
    for picture in pictures:
        title, description = picture.children[:2]
        assert picture.attributes["role"] == "img"
        assert title.attributes["id"] == picture.attributes["aria-labelledby"]
        assert description.attributes["id"] == picture.attributes["aria-describedby"]
        assert title.text == diagram(source).title


@pytest.mark.parametrize("source", [LIFE, STATES, EXCHANGE])
def test_a_picture_on_a_page_has_no_colour_of_its_own_and_no_style(source):
    html = Element(children=[figure(source)]).html

    assert re.findall(r"#[0-9a-fA-F]{3,6}\b", html) == []
    assert "style=" not in html


@pytest.mark.parametrize("source", [LIFE, EXCHANGE])
def test_a_phone_gets_a_picture_that_it_can_show(source):
    assert diagram(source).narrow.width <= diagrams.LEGIBLE


def test_a_diagram_that_no_phone_can_show_gives_way_to_its_list():
    fan = "flowchart LR\n  accTitle: Éventail\n" + "".join(
        f'  c{rank}["Centre {rank}"] -->|"un texte de flèche assez long {rank}"| f{target}\n'
        for rank in range(4)
        for target in range(6)
    )

    assert diagram(fan).narrow is None
    assert figure(fan).attributes["class"] == "diagram diagram--large"


@pytest.mark.parametrize("source", [LIFE, STATES, EXCHANGE])
def test_the_same_source_gives_the_same_bytes(source):
    first = diagrams.png(source)
    for remembered in (diagrams.png, diagrams.diagram, mermaid.draw, mermaid.read):
        remembered.cache_clear()

    assert first.startswith(b"\x89PNG")
    assert diagrams.png(source) == first


def test_a_message_says_a_short_diagram_in_place_of_its_picture_and_a_long_one_below():
    short, long = (
        in_message(LIFE, "https://phare.example/{}".format),
        in_message(LIFE.replace("Brouillon", "Brouillon " * 40), "https://phare.example/{}".format),
    )
    image = next(short.named("img"))

    assert image.attributes["alt"] == ("Cycle de vie d’une facture. " + diagram(LIFE).sentence)
    assert [one.attributes["class"] for one in short.named("div")] == ["diagram__words"]
    assert [one.attributes["class"] for one in long.named("div")] == ["diagram__words told"]
    assert next(long.named("img")).attributes["alt"].endswith("dit la même chose en mots.")


def test_colours_links_and_settings_of_a_source_are_set_aside():
    dressed = (
        "---\ntitle: Peint\n---\n%%{init: {'theme': 'dark'}}%%\nflowchart TD\n  A:::rouge --> B\n"
        '  style A fill:#f00\n  classDef rouge fill:#f00\n  click A "https://autre.example"\n'
    )

    assert diagram(dressed).title == "Peint"
    assert diagram(dressed).wide == diagram("flowchart TD\n  A --> B\n").wide


def test_a_source_keeps_its_text_in_a_letter_until_someone_draws_it():
    assert markdown("```mermaid\nflowchart TD\n  A[a & b] --> B\n```") == (
        '<pre class="mermaid"><code>flowchart TD\n  A[a &amp; b] --&gt; B</code></pre>'
    )


def test_a_diagram_named_by_hostile_words_stays_words():
    html = Element(children=[figure('flowchart TD\n  A["<script>alert(1)</script>"] --> B\n')]).html

    assert "<script" not in html


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (
            'A["Taux : 5 % #quot;net#quot; #amp; « oui »"] --> B["🙂"]',
            'De « Taux : 5 % "net" & « oui » » à « 🙂 »',
        ),
        ("A[`**gras** et _penché_`] --> B", "De « gras et penché » à « B »"),
        ("a_b --> É", "De « a_b » à « É »"),
        ('A@{ shape: cyl, label: "Base" } --> B', "De « Base » à « B »"),
        ("A --> B\n%% un {commentaire}", "De « A » à « B »"),
        ("\tA --> B;\r", "De « A » à « B »"),
    ],
)
def test_what_labels_hold_is_read_as_words(written, words):
    shown = diagram(f"flowchart TD\n{written}\n").words

    assert [item.text.replace("\u00a0", " ").replace("\u202f", " ") for item in shown.children] == [
        words
    ]


@pytest.mark.parametrize("line", ["style a fill:#f00", "click a href", "classDef gras color:red"])
def test_a_line_that_is_set_aside_takes_no_other_with_it(line):
    source = f"flowchart LR\n  {line}\n  a --> b"

    assert mermaid.drawable(source) == "flowchart LR\n\n  a --> b"
