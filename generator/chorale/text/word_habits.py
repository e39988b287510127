"""What Word writes otherwise than as plain words, brought to what its reader sees; what cannot come is told."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAMES = {
    "w": _W[1:-1],
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "v": "urn:schemas-microsoft-com:vml",
}
EQUATION = "Une équation n'est reprise que par ses signes : la relire."
DRAWN = (
    "Un graphique, un schéma, une zone de texte ou un document incorporé n'est pas repris : "
    "l'écrire, ou en mettre une image qui dise ce qu'elle montre."
)
HIDDEN = "Du texte masqué dans le document est laissé."


def _path(words: str) -> Any:
    return etree.XPath(words, namespaces=_NAMES)


_AROUND = _path("//w:fldSimple | //w:dir | //w:bdo | //w:ruby | //w:rubyBase")
"""What only stands around words: a number that Word counts, a direction, what a gloss is written above."""
_GLOSSES = _path("//w:rubyPr | //w:rt")
_BOXES = _path("//w:sdtPr/w14:checkbox")
"""Boxes to tick, whose sign stands beside as words."""
_EQUATIONS = _path("//m:oMath")
_SIGNS = _path(".//m:t/text()")
_LINES = _path("//m:oMathPara")
_RETURNS = _path("//w:r/w:cr")
_STRUCK = _path("//w:rPr/w:dstrike")
_UNSEEN = _path("//w:r[w:rPr/w:vanish[not(@w:val) or (@w:val != '0' and @w:val != 'false')]]")
_LOST = _path(
    "//w:drawing//c:chart | //w:drawing//dgm:relIds | //w:altChunk | //w:subDoc | //w:object[not(.//v:imagedata)]"
    " | //w:drawing//w:txbxContent[not(ancestor::mc:Choice[../mc:Fallback])]"
)


def plain(document: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return the text of a document whose words all stand in runs, and what a person should know; raises ValueError."""
    try:
        root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.LxmlError as broken:
        raise ValueError(str(broken)) from None
    doubts = tuple(_told(root))
    for gone in (*_GLOSSES(root), *_BOXES(root), *_UNSEEN(root)):
        gone.getparent().remove(gone)
    for end in _RETURNS(root):
        end.tag = f"{_W}br"
    for struck in _STRUCK(root):
        struck.tag = f"{_W}strike"
    for equation in _EQUATIONS(root):
        _written(equation)
    for around in (*_LINES(root), *_AROUND(root)):
        _opened(around)
    return bytes(
        etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    ), doubts


def _told(root: Any) -> Iterator[str]:
    for found, sentence in ((_EQUATIONS, EQUATION), (_LOST, DRAWN), (_UNSEEN, HIDDEN)):
        if found(root):
            yield sentence


def _written(equation: Any) -> None:
    """Put a run of words in the place of an equation."""
    run = etree.Element(f"{_W}r")
    etree.SubElement(run, f"{_W}t").text = " ".join(_SIGNS(equation))
    equation.getparent().replace(equation, run)


def _opened(around: Any) -> None:
    """Put what an element holds in its place."""
    parent = around.getparent()
    at = parent.index(around)
    inside = list(around)
    parent[at : at + 1] = inside
