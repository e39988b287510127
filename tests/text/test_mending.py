"""What people type and paste, and what it means: written as Markdown asks, whatever reads it afterwards."""

import re

import pytest
from house import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from chorale.text import commonmark, facts
from chorale.text.html_tree import parse
from chorale.text.markdown import markdown
from chorale.text.mending import mended

# what was typed, what is read
MENDED = [
    ("Le phare\r\n\r\nLa mer\r\n", "Le phare\n\nLa mer\n"),
    ("Le phare\rLa mer", "Le phare\nLa mer"),
    ("\ufeffLe phare", "Le phare"),
    ("E\u0301teindre la lampe", "Éteindre la lampe"),
    ("la cle\u0301 et l'a\u0300-propos", "la clé et l'à-propos"),
    ("Au programme :\n- un\n- deux", "Au programme :\n\n- un\n- deux"),
    ("Au programme :\n1. un\n2. deux", "Au programme :\n\n1. un\n2. deux"),
    ("Au programme :\n* un\n* deux", "Au programme :\n\n* un\n* deux"),
    ("Au programme :\n+ un\n+ deux", "Au programme :\n\n+ un\n+ deux"),
    ("• un\n• deux", "- un\n- deux"),
    ("- un\n  ## ng\n- deux", "- un\n\n    ## ng\n\n- deux"),
    ("1. un\n   suite\n   ### Titre\n   texte\n2. deux", "1. un\n   suite\n\n    ### Titre\n    texte\n\n2. deux"),
    ("[Le site](« https://phare.example/ »)", "[Le site](https://phare.example/)"),
    ("[Écrire](“mailto:phare@phare.example”)", "[Écrire](mailto:phare@phare.example)"),
    ("<details><summary>Voir</summary>\n\nDu **gras**.\n\n</details>", "<details markdown><summary>Voir</summary>\n\nDu **gras**.\n\n</details>"),
    ("Le lecteur C:\\ est plein, `C:\\ ` aussi.", "Le lecteur C:\\\\ est plein, `C:\\ ` aussi."),
    ("/!\\ Attention", "/!\\\\ Attention"),
    ("Un mot\\\nseul", "Un mot\\\nseul"),
    ("<a href=“https://phare.example/” title=« Le site »>Le site</a>", '<a href="https://phare.example/" title="Le site">Le site</a>'),
    ("[Le site](https://phare.example/ « Le site »)", '[Le site](https://phare.example/ "Le site")'),
    ("① un\n② deux\n③ trois", "1. un\n2. deux\n3. trois"),
    ("Au programme :\n1️⃣ un\n2️⃣ deux", "Au programme :\n\n1. un\n2. deux"),
    ("❶ un\n\n❷ deux", "1. un\n\n2. deux"),
    ("- [ ] un\n- [✓] deux", "- [ ] un\n- [x] deux"),
    ("*[IPM] : Instance", "*[IPM]: Instance"),
    ("Un[^1].\n\n[^1] La note", "Un[^1].\n\n[^1]: La note"),
    ("<details>\n<summary>Q</summary>\n\nR\n\n</details>", "<details markdown>\n<summary>Q</summary>\n\nR\n\n</details>"),
    ("<div>Un **mot**</div>", "<div markdown>Un **mot**</div>"),
    ("![Le feu](feu d'hiver (1).png)", "![Le feu](<feu d'hiver (1).png>)"),
    ("[Le feu](feux.md#le feu d’hiver)", "[Le feu](feux.md#le-feu-dhiver)"),
    ("![Le feu](feu.png =300x200)", '![Le feu](feu.png){ width="300" }'),
    ("[Un](https://a.example/ “deux”)", '[Un](https://a.example/ "deux")'),
    ("[Un](mailto: a@b.example)", "[Un](mailto:a@b.example)"),
    ("  • un\n  • deux", "- un\n- deux"),
    ("•\tun\n•\tdeux", "- un\n- deux"),
    ("•un\n•deux", "- un\n- deux"),
    ("Au programme\n• un\n• deux", "Au programme\n\n- un\n- deux"),
    ("• un\n    • dedans\n• deux", "- un\n    - dedans\n- deux"),
    ("• un\n  suite du premier\n• deux", "- un\n  suite du premier\n- deux"),
    ("    • un\n  • deux\n    • trois", "- un\n- deux\n    - trois"),
    ("– un\n– deux", "- un\n- deux"),
    ("Au programme :\n– un\n– deux", "Au programme :\n\n- un\n- deux"),
    ("· un\n· deux", "- un\n- deux"),
    ("▪ un\n▪ deux", "- un\n- deux"),
    ("● un\n○ deux", "- un\n- deux"),
    ("◦ un", "- un"),
    ("‣ un", "- un"),
    ("➢ un\n➢ deux", "- un\n- deux"),
    ("► un\n► deux", "- un\n- deux"),
    ("■ un", "- un"),
    ("\uf0b7 un\n\uf0b7 deux", "- un\n- deux"),
    ("\uf0a7 un", "- un"),
    ("\uf0d8 un", "- un"),
    ("❖ un", "- un"),
    ("- un\no dedans\no encore", "- un\n    - dedans\n    - encore"),
    ("- un\n  o dedans\n  o encore", "- un\n    - dedans\n    - encore"),
    ("• un\n\to dedans\n• deux", "- un\n    - dedans\n- deux"),
    ("1) un\n2) deux", "1) un\n2) deux"),
    ("1- un\n2- deux", "1. un\n2. deux"),
    ("1 - un\n2 - deux", "1. un\n2. deux"),
    ("1 – un\n2 – deux", "1. un\n2. deux"),
    ("1° un\n2° deux", "1. un\n2. deux"),
    ("1°) un\n2°) deux", "1. un\n2. deux"),
    ("1/ un\n2/ deux", "1. un\n2. deux"),
    ("(1) un\n(2) deux", "1. un\n2. deux"),
    ("1.Ouvrir\n2.Fermer", "1. Ouvrir\n2. Fermer"),
    ("1)Ouvrir\n2)Fermer", "1) Ouvrir\n2) Fermer"),
    ("a) un\nb) deux", "a) un\nb) deux"),
    ("1) un\n2) deux\n\na) un\nb) deux", "1) un\n2) deux\n\na) un\nb) deux"),
    ("1. un\n2. deux\na) trois\nb) quatre", "1. un\n2. deux\n\na) trois\nb) quatre"),
    ("1. un\n   a) dedans\n   b) encore\n2. deux", "1. un\n    a) dedans\n    b) encore\n2. deux"),
    ("a. un\nb. deux", "a) un\nb) deux"),
    ("A) un\nB) deux", "A) un\nB) deux"),
    ("(a) un\n(b) deux", "a) un\nb) deux"),
    ("a)un\nb)deux", "a) un\nb) deux"),
    ("-\u00a0un\n-\u00a0deux", "- un\n- deux"),
    ("-\tun\n-\tdeux", "- un\n- deux"),
    ("1.\u00a0un\n2.\u00a0deux", "1. un\n2. deux"),
    ("*\u202fun", "* un"),
    ("##\u00a0Titre", "## Titre"),
    ("\u00a0\u00a0- un\n\u00a0\u00a0- deux", "  - un\n  - deux"),
    ("\u00a0Texte décalé", "Texte décalé"),
    ("Un\n\u00a0\nDeux", "Un\n\nDeux"),
    ("Un\n\u200b\nDeux", "Un\n\nDeux"),
    ("##Titre", "## Titre"),
    ("###Titre collé\n\nTexte", "### Titre collé\n\nTexte"),
    ("  ## Titre décalé", "## Titre décalé"),
    ("Titre long\nsur deux lignes\n---", "## Titre long sur deux lignes"),
    ("- un\n  - dedans\n- deux", "- un\n    - dedans\n- deux"),
    ("- un\n   - dedans", "- un\n    - dedans"),
    ("1. un\n  - dedans\n2. deux", "1. un\n    - dedans\n2. deux"),
    ("1. un\n   - dedans\n2. deux", "1. un\n    - dedans\n2. deux"),
    ("1. un\n\n  suite\n\n2. deux", "1. un\n\n    suite\n\n2. deux"),
    ("1. un\n\n   suite\n\n2. deux", "1. un\n\n    suite\n\n2. deux"),
    ("10. dix\n   - dedans\n11. onze", "10. dix\n    - dedans\n11. onze"),
    ("- un\n\n  suite\n- deux", "- un\n\n    suite\n\n- deux"),
    ("1. un\n   ![La lampe](lampe.png)\n2. deux", "1. un\n   ![La lampe](lampe.png)\n2. deux"),
    ("1. un\n\n   ```\n   code\n   ```\n\n2. deux", "1. un\n\n    ```\n    code\n    ```\n\n2. deux"),
    ("1. un\n   ```\n   code\n   ```\n2. deux", "1. un\n\n    ```\n    code\n    ```\n\n2. deux"),
    ("- un\n  > cité\n- deux", "- un\n\n    > cité\n\n- deux"),
    ("- un\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n- deux", "- un\n\n    | a | b |\n    |---|---|\n    | 1 | 2 |\n\n- deux"),
    ("- un\n      - trop à droite", "- un\n    - trop à droite"),
    ("Programme :\n    - un\n    - deux", "Programme :\n\n- un\n- deux"),
    ("- un\n\t- dedans", "- un\n    - dedans"),
    ("> Citation :\n> - un\n>   - deux", "> Citation :\n>\n> - un\n>     - deux"),
    ("!!! note\n    Au programme :\n    - un\n      - deux", "!!! note\n    Au programme :\n\n    - un\n        - deux"),
    ("1. un\n2. deux\n- autre", "1. un\n2. deux\n\n- autre"),
    ("- un\n1. autre", "- un\n\n1. autre"),
    ("- un\n## Titre", "- un\n\n## Titre"),
    ("-\n  un", "- un"),
    ("Texte\n| a | b |\n|---|---|\n| 1 | 2 |", "Texte\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
    ("Texte\n> cité", "Texte\n\n> cité"),
    ("Une liste\n- un\n\n\n- deux", "Une liste\n\n- un\n\n\n- deux"),
    ("Voir https://phare.example/.", "Voir <https://phare.example/>."),
    ("Voir http://phare.example/a_(b).", "Voir <http://phare.example/a_(b)>."),
    ("Voir www.phare.example.", "Voir [www.phare.example](https://www.phare.example)."),
    ("(voir https://phare.example/page)", "(voir <https://phare.example/page>)"),
    ("« https://phare.example »", "« <https://phare.example> »"),
    ("Voir https://phare.example/é?a=1&b=2#c, puis.", "Voir <https://phare.example/é?a=1&b=2#c>, puis."),
    ("Écrire à gardien@phare.example.", "Écrire à <gardien@phare.example>."),
    ("Voir [https://phare.example/a].", "Voir [<https://phare.example/a>]."),
    ("[https://phare.example/](a.md)", "[https://phare.example/](a.md)"),
    ('Lire "https://phare.example/", \'www.phare.example\'.', 'Lire "<https://phare.example/>", \'[www.phare.example](https://www.phare.example)\'.'),
    ("Écrire à mailto:gardien@phare.example", "Écrire à <gardien@phare.example>"),
    ("- https://phare.example/\n- gardien@phare.example", "- <https://phare.example/>\n- <gardien@phare.example>"),
    ("| Site |\n|---|\n| https://phare.example/ |", "| Site |\n|---|\n| <https://phare.example/> |"),
    ("**https://phare.example/**", "**<https://phare.example/>**"),
    ("HTTPS://PHARE.EXAMPLE/page", "<HTTPS://PHARE.EXAMPLE/page>"),
    ("[Le plan](documents/plan du port.pdf)", "[Le plan](<documents/plan du port.pdf>)"),
    ("[Écrire](gardien@phare.example)", "[Écrire](mailto:gardien@phare.example)"),
    ("[Le site](www.phare.example)", "[Le site](https://www.phare.example)"),
    ("![La lampe](ma lampe.png)", "![La lampe](<ma lampe.png>)"),
    ("AIFE : pourquoi ?\nLe gardien : parce que.", "AIFE : pourquoi ?\n\nLe gardien : parce que."),
    ("**AIFE :** pourquoi ?\n**Le gardien :** parce que.", "**AIFE :** pourquoi ?\n\n**Le gardien :** parce que."),
    ("Écrire à <mailto:a@phare.example>.", "Écrire à <a@phare.example>."),
    ("- [x] un\n- [  ] deux", "- [x] un\n- [ ] deux"),
    ("Q. Pourquoi ?\nR. Parce que.", "Q. Pourquoi ?\n\nR. Parce que."),
    ("**Q1.** Pourquoi ?\n**R1.** Parce que.", "**Q1.** Pourquoi ?\n\n**R1.** Parce que."),
    ("un ﬁchier oﬃciel", "un fichier officiel"),
    ("a. seul", "a\\. seul"),
    ("L'étape\n1. commence", "L'étape\n\n1. commence"),
    ("7 rue du Port\n", "7 rue du Port\n"),
    ("mot\u200bcoupé", "motcoupé"),
    ("L\x92hiver, 10\x80", "L’hiver, 10€"),
    ("infor\u00admation", "information"),
    ("Un \u202edeux\u202c trois", "Un deux trois"),
    ("Une \U0001d5fc\U0001d5f3\U0001d5f3\U0001d5ff\U0001d5f2", "Une offre"),
    ("Ｎｏｕｖｅａｕ : 1", "Nouveau : 1"),
    ("- []tâche\n- [x]faite\n- [] autre", "- [ ] tâche\n- [x] faite\n- [ ] autre"),
    ("− un\n− deux", "- un\n- deux"),
    ("§ un\n§ deux", "- un\n- deux"),
    ("Ø un\nØ deux", "- un\n- deux"),
    ("ü un\nü deux", "- un\n- deux"),
    ("v  un\nv  deux", "- un\n- deux"),
    ("q un\nq deux", "- un\n- deux"),
    ("⮚ un\n⮚ deux", "- un\n- deux"),
    ("[Appeler](tel:02 98 00 00 00)", "[Appeler](tel:0298000000)"),
    ("[Appeler](02.98.00.00.00)", "[Appeler](tel:0298000000)"),
    ("[Appeler](+33 2 98 00 00 00)", "[Appeler](tel:+33298000000)"),
    ("[Écrire](mailto:a@phare.example?subject=Ma demande)", "[Écrire](mailto:a@phare.example?subject=Ma%20demande)"),
    ("[Écrire](a@phare.example?subject=Visite)", "[Écrire](mailto:a@phare.example?subject=Visite)"),
    ("Voir <www.phare.example>.", "Voir [www.phare.example](https://www.phare.example)."),
    ("Adresse:https://phare.example/", "Adresse:<https://phare.example/>"),
    ("```Mermaid\nflowchart LR\n```", "```mermaid\nflowchart LR\n```"),
    ("```{mermaid}\nflowchart LR\n```", "```mermaid\nflowchart LR\n```"),
    ("```js{1,3-5}\ncode\n```", '```js hl_lines="1 3-5"\ncode\n```'),
]  # fmt: skip
LEFT_ALONE = [
    "Le phare\nqui éclaire – depuis 1850 – la côte.",
    "Le 1/12, puis le 2/12.",
    "1850 fut une grande année.\n1851 aussi.",
    "7 rue du Port",
    "De 8 h à 10 h - sauf le lundi - le phare est ouvert.",
    "`https://phare.example/` et `[texte](mon guide.md)`",
    "```\n• un\nhttps://phare.example/\n1- deux\n```",
    "[Le site](https://phare.example/) et <https://phare.example/>",
    "[lampe]: https://phare.example/",
    '<a href="https://phare.example/">Le site</a>',
    "!!! note\n\n    Un texte.\n\n    - un\n        - deux",
    "Terme\n\n:   Définition\n\n    - un",
    "*[AIFE]: Agence pour l'informatique financière de l'État",
    "- un\n\n  [lampe]: https://phare.example/",
    '<div class="grid cards" markdown>\n\n- un\n- deux\n\n</div>',
    "1.  un\n2.  deux\n    qui continue",
    "- un\n  qui continue\n- deux",
    "§ 3 du règlement.",
    "Ø 12 mm de diamètre.",
    "- [x](lampe.md)\n- [](lampe.md)",
    "[Le plan](2026-03-12.pdf)",
    "```\n- []tâche\n```js{1}\n```",
    "O\u2019Neill est venu.\no est une lettre.",
]
LINES = st.sampled_from(
    [
        "- a", "- b", "  - c", "    - d", "1. e", "2. f", "3) g", "   h", "  i", "j k", "", "", "> l", "> - m", "```",
        "| a | b |", "|---|---|", "| 1 | 2 |", "# T", "## U", "---", "    code", "* x", "+ y", "   - z", "!!! note",
        "    n", "o", "10. p", "     q", "a) r", "b) s", "• t", "  • u", "– v", "1- w", "2- x", "https://y.example/",
        "AIFE : quoi ?", "Nous : rien.", "[l](a b.md)",
    ]
)  # fmt: skip


@pytest.mark.parametrize(("typed", "read"), MENDED)
def test_what_has_one_meaning_is_written_as_markdown_asks(typed, read):
    assert mended(typed).text == read
    assert mended(read).text == read


@pytest.mark.parametrize("typed", LEFT_ALONE)
def test_what_is_markdown_already_or_a_word_of_the_sentence_stays(typed):
    assert mended(typed).text == typed


@pytest.mark.parametrize(("typed", "read"), MENDED)
def test_what_is_mended_is_read_alike_by_both_readers(typed, read):
    written = tuple(facts.of_tree(commonmark.tree(read)))

    assert facts.losses(written, facts.of_element(parse(markdown(read)))) == ()


def test_each_line_knows_the_line_that_the_author_wrote():
    made = mended("Au programme :\n• un\n• deux\nAprès")

    assert list(zip(made.text.split("\n"), made.lines, strict=True)) == [
        ("Au programme :", 0),
        ("", 1),
        ("- un", 1),
        ("- deux", 2),
        ("Après", 3),
    ]


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=8))
def test_mending_twice_changes_nothing_and_every_line_has_its_source(lines):
    text = "\n".join(lines)
    made = mended(text)

    assert mended(made.text).text == made.text
    assert len(made.lines) == made.text.count("\n") + 1
    assert all(0 <= line < len(lines) or not lines for line in made.lines)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=8))
def test_no_word_is_lost_by_the_mending(lines):
    def words(text):
        return sorted(
            fact.value
            for fact in facts.of_tree(commonmark.tree(text))
            if fact.kind == "word" and fact.value.isalpha()
        )

    text = "\n".join(
        line
        for line in lines
        if line not in {"a) r", "b) s", "1- w", "2- x", "[l](a b.md)", "• t", "o"}
    )

    assert set(words(text)) <= set(words(mended(text).text))


@pytest.mark.parametrize(("name", "bullets"), [("lettre-2018-12", 36), ("lettre-2022-07", 13)])
def test_a_whole_letter_pasted_as_it_came_keeps_its_lists(name, bullets):
    text = (ROOT / f"tests/data/letters/{name}.txt").read_text(encoding="utf-8")
    html = markdown(mended(text).text)

    assert text.count("•") == bullets
    assert html.count("<li>") == bullets
    assert "•" not in html


def test_a_whole_letter_pasted_as_it_came_keeps_its_addresses_and_its_speakers():
    text = (ROOT / "tests/data/letters/lettre-2022-07.txt").read_text(encoding="utf-8")
    shown = parse(markdown(mended(text).text))
    first = {re.split(r"\s?:", paragraph.words)[0] for paragraph in shown.named("p")}

    assert [link.attributes["href"] for link in shown.named("a")] == [
        "https://chorus-pro.gouv.fr",
        "https://www.compta-online.com/emission-un-expert-en-or-ao5779",
        "https://www.youtube.com/watch?v=0vnUJP130xQ",
        "https://lab.chorus-pro.gouv.fr",
    ]
    assert {"AIFE", "Julien Cesaro", "J.Cesaro"} <= first
