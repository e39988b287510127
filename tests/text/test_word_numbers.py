"""What Word draws before paragraphs and writes nowhere comes with them: a list cut by a sentence, begun again, lettered."""

import io

import docx
import pytest
from docx.oxml import parse_xml

from chorale.text.letter_sources import read
from chorale.text.pasted import markdown_of
from chorale.text.word_numbers import written

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LISTS = {
    "decimal": [("decimal", "%1."), ("lowerLetter", "%2)"), ("lowerRoman", "%3.")],
    "bullet": [("bullet", "\uf0b7")],
    "step": [("decimal", "Étape %1 :")],
    "law": [("decimal", "%1."), ("decimal", "%1.%2.")],
}
NUMS = {
    "suite": ("decimal", None),
    "de nouveau": ("decimal", 1),
    "à sept": ("decimal", 7),
    "puces": ("bullet", None),
    "étapes": ("step", None),
    "chapitres": ("law", None),
}


def levels(name):
    return "".join(
        f'<w:lvl w:ilvl="{rank}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/></w:lvl>'
        for rank, (form, words) in enumerate(LISTS[name])
    )


def override(start):
    if start is None:
        return ""
    return f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def document():
    """Return a document that holds the lists above and no paragraph."""
    made = docx.Document()
    numbering = made.part.numbering_part.element
    for one in list(numbering):
        numbering.remove(one)
    for rank, name in enumerate(LISTS):
        numbering.append(
            parse_xml(f'<w:abstractNum {W} w:abstractNumId="{rank}">{levels(name)}</w:abstractNum>')
        )
    for rank, (name, start) in enumerate(NUMS.values(), start=1):
        model = f'<w:abstractNumId w:val="{list(LISTS).index(name)}"/>'
        numbering.append(parse_xml(f'<w:num {W} w:numId="{rank}">{model}{override(start)}</w:num>'))
    return made


def place(name, level):
    number = list(NUMS).index(name) + 1
    told = f'<w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>'
    return parse_xml(f"<w:numPr {W}>{told}</w:numPr>")


def imported(*lines, made=None):
    """Return the Markdown of paragraphs: words alone, or with their list and their level there."""
    if made is None:
        made = document()
        made.add_heading("Le phare", 1)
    for line in lines:
        words, name, level = (line, "", 0) if isinstance(line, str) else line
        paragraph = made.add_paragraph(words)
        if name:
            paragraph._p.get_or_add_pPr().append(place(name, level))
    stream = io.BytesIO()
    made.save(stream)
    found = read("lettre.docx", stream.getvalue())
    return "\n".join(one.markdown for one in found.parts), found.doubts


def test_a_list_cut_by_a_sentence_goes_on_at_its_number():
    found = imported(
        ("Ouvrir", "suite", 0),
        ("Lire", "suite", 0),
        "Le portail répond alors.",
        ("Valider", "suite", 0),
    )

    assert found == ("1. Ouvrir\n2. Lire\n\nLe portail répond alors.\n\n3. Valider\n", ())


def test_two_lists_in_a_row_stay_two():
    found = imported(
        ("Un", "suite", 0),
        ("Deux", "suite", 0),
        ("Premier", "de nouveau", 0),
        ("Sept", "à sept", 0),
    )

    assert found == ("1. Un\n2. Deux\n\n1) Premier\n\n7. Sept\n", ())


def test_a_level_begins_again_under_each_item_and_says_that_its_letters_are_numbers():
    found = imported(
        ("Un", "suite", 0),
        ("a", "suite", 1),
        ("i", "suite", 2),
        ("b", "suite", 1),
        ("Deux", "suite", 0),
        ("a", "suite", 1),
        "Une note.",
        ("b", "suite", 1),
    )

    assert found == (
        "1. Un\n    1. a\n        1. i\n    2. b\n2. Deux\n    1. a\n\nUne note.\n\n2. b\n",
        ("Une liste à lettres ou à chiffres romains est devenue une liste à numéros.",),
    )


def test_numbers_said_in_words_stay_words():
    found = imported("Avant.", ("Ouvrir", "étapes", 0), ("Puce", "puces", 0), ("Lire", "étapes", 0))

    assert found == ("Avant.\n\nÉtape 1 : Ouvrir\n\n- Puce\n\nÉtape 2 : Lire\n", ())


def test_a_numbered_title_keeps_its_number_and_a_number_without_words_is_counted():
    made = document()
    for style, level in (("Heading 1", 0), ("Heading 2", 1)):
        made.styles[style].element.get_or_add_pPr().append(place("chapitres", level))
    made.add_heading("Le phare", 1)
    made.add_paragraph("Il rouvre.")
    made.add_heading("Monter", 2)
    found, doubts = imported(("Un", "suite", 0), ("", "suite", 0), ("Trois", "suite", 0), made=made)

    assert (found, doubts) == ("Il rouvre.\n\n### 1.1. Monter\n\n1. Un\n\n3) Trois\n", ())


@pytest.mark.parametrize(
    ("number", "form", "said"),
    [
        (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (2, "upperLetter", "B"),
        (28, "lowerLetter", "bb"),
        (7, "decimalZero", "07"),
        (3, "none", ""),
        (3, "chineseCounting", "3"),
    ],
)
def test_a_number_is_written_as_word_writes_it(number, form, said):
    assert written(number, form) == said


def test_lists_side_by_side_in_a_page_are_not_run_together():
    html = "<ol><li>a</li><li>b</li></ol><ol><li>c</li></ol><ol><li>d</li></ol><ol start=2><li>e</li></ol>"

    assert markdown_of(html).text == "1. a\n2. b\n\n1) c\n\n1. d\n\n2. e\n"
