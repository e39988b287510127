"""What Word writes otherwise than as plain words comes as its reader sees it; what cannot come is told."""

import io
import zipfile

import pytest

from chorale.text.letter_sources import read
from chorale.text.word_habits import DRAWN, EQUATION, HIDDEN

NAMES = " ".join(
    f'xmlns:{short}="http://schemas.{name}"'
    for short, name in {
        "w": "openxmlformats.org/wordprocessingml/2006/main",
        "r": "openxmlformats.org/officeDocument/2006/relationships",
        "m": "openxmlformats.org/officeDocument/2006/math",
        "c": "openxmlformats.org/drawingml/2006/chart",
        "dgm": "openxmlformats.org/drawingml/2006/diagram",
        "mc": "openxmlformats.org/markup-compatibility/2006",
        "w14": "microsoft.com/office/word/2010/wordml",
    }.items()
)


def run(words, style=""):
    return f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def imported(*inside):
    """Return the text of a document of one paragraph after « Avant », and what is told of it."""
    body = f"<w:p>{run('Avant')}</w:p><w:p>{''.join(inside)}</w:p>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr(
            "word/document.xml", f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"
        )
    found = read("lettre.docx", stream.getvalue())
    (part,) = found.parts
    return part.markdown, found.doubts


@pytest.mark.parametrize(
    ("inside", "markdown", "doubts"),
    [
        ([run("Figure "), f'<w:fldSimple w:instr="SEQ">{run("1")}</w:fldSimple>'], "Figure 1", ()),
        ([f'<w:bdo w:val="rtl">{run("Dans un sens")}</w:bdo>'], "Dans un sens", ()),
        ([f"<w:r><w:ruby><w:rt>{run('haut')}</w:rt><w:rubyBase>{run('bas')}</w:rubyBase></w:ruby></w:r>"], "bas", ()),
        (["<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent>", run("☒"), "</w:sdtContent></w:sdt>", run(" fait")], "☒ fait", ()),
        ([run("faux", "<w:dstrike/>")], "~~faux~~", ()),
        (["<w:r><w:t>Un</w:t><w:cr/><w:t>Deux</w:t></w:r>"], "Un  \nDeux", ()),
        ([run("Aire : "), "<m:oMathPara><m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath></m:oMathPara>"], "Aire : x=2", (EQUATION,)),
        ([run("Vu"), run("caché", "<w:vanish/>"), run(" aussi", '<w:vanish w:val="0"/>')], "Vu aussi", (HIDDEN,)),
        ([run("Vu"), "<w:r><w:drawing><c:chart/></w:drawing></w:r>"], "Vu", (DRAWN,)),
        ([run("Vu"), "<w:r><w:drawing><dgm:relIds/></w:drawing></w:r>"], "Vu", (DRAWN,)),
        ([run("Vu"), f"<w:r><w:drawing><c:shape><w:txbxContent><w:p>{run('Encadré')}</w:p></w:txbxContent></c:shape></w:drawing></w:r>"], "Vu", (DRAWN,)),
        ([run("Vu"), '</w:p><w:altChunk r:id="r1"/><w:p>'], "Vu", (DRAWN,)),
    ],
)  # fmt: skip
def test_the_words_of_a_document_come_and_what_does_not_is_told(inside, markdown, doubts):
    assert imported(*inside) == (f"{markdown}\n", doubts)
