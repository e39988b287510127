"""Minutes of the arbitration meeting as an OpenDocument text."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from odf import dc, namespaces
from odf.element import Element
from odf.opendocument import OpenDocumentText
from odf.style import (
    Footer,
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TableRowProperties,
    TextProperties,
)
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import H, List, ListItem, P, PageCount, PageNumber

from chorale.french import phrases
from chorale.ipm.decided import Decided
from chorale.memoization import memoized
from chorale.site.cycle import minutes

Cells = tuple[str, ...]
WIDTHS = {
    "Calcul": (48, 122),
    "Demandes": (16, 66, 22, 40, 26),
    "Ecarts": (17, 22, 32, 99),
    "Points": (56, 38, 38, 38),
    "Signatures": (45, 70, 55),
}
"""Columns of each table of the document, in millimetres: 170 in all, between the margins of A4."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The oldest instant that a ZIP entry can hold: the same bytes whenever the document is made."""
NAMESPACES = {
    name: prefix
    for name, prefix in namespaces.nsdict.items()
    if prefix in {
        "chart", "dc", "draw", "fo", "manifest", "meta", "office", "presentation", "style", "table", "text",
    }
}  # fmt: skip
"""What the document declares: odfpy, left alone, declares whatever its process met before."""


@memoized
def document(decided: Decided) -> bytes:
    """Return the minutes, to complete and sign."""
    made, settled = Document(minutes.title(decided)), decided.settled
    made.heading("La décision et le calcul" if settled else "Le calcul")
    made.table("Calcul", ("Élément", "Valeur"), minutes.facts(decided))
    made.heading("Les demandes")
    heads = (
        "Réf.", "Titre", f"Coût ({decided.cycle.envelope.unit})", "Recommandation", "Décision",
    )  # fmt: skip
    made.table("Demandes", heads, list(minutes.listed(decided)))
    made.heading("Les écarts à la recommandation")
    departures = minutes.deviations(decided) or [("",) * 4] * 3 * (not settled)
    made.table(
        "Ecarts",
        ("Réf.", "Décision", "À la demande de", "Raison"),
        departures,
        tall=not settled,
    )
    changed = minutes.points(decided)
    if changed:
        made.heading("Les points de chaque groupe")
        made.table("Points", ("Groupe", "Recommandation", "Arbitrage", "Écart"), changed)
    made.heading("Les priorités du cycle suivant")
    made.items(minutes.priorities(decided) or ("",) * 3)
    made.heading("Signatures")
    signed = [(name, "", "") for name in minutes.signatories(decided.cycle)]
    made.table("Signatures", ("Pour", "Nom et qualité", "Signature"), signed, tall=True)
    return made.bytes()


class Document:
    """An OpenDocument text with the few styles that minutes need."""

    def __init__(self, title: str) -> None:
        self.made = OpenDocumentText()
        self._styles(title)
        self.made.meta.addElement(dc.Title(text=phrases.typography(title)))
        self.made.meta.addElement(dc.Language(text="fr-FR"))
        self.made.text.addElement(
            H(outlinelevel=1, stylename="Titre1", text=phrases.typography(title))
        )

    def _styles(self, title: str) -> None:
        base = {
            "fontfamily": "'Liberation Sans', Arial, sans-serif",
            "language": "fr",
            "country": "FR",
        }
        self._paragraph("Standard", fontsize="10pt", **base)
        self._paragraph("Gras", fontsize="10pt", fontweight="bold", **base)
        self._paragraph(
            "Empreinte",
            fontsize="8pt",
            fontfamily="'Liberation Mono', 'Courier New', monospace",
        )
        self._paragraph("Pied", fontsize="8pt", **base)
        above = ParagraphProperties(margintop="0.5cm", marginbottom="0.2cm", keepwithnext="always")
        self._paragraph("Titre2", above, fontsize="13pt", fontweight="bold", **base)
        self._paragraph("Titre1", fontsize="18pt", fontweight="bold", **base)
        page = PageLayout(name="A4")
        page.addElement(PageLayoutProperties(pagewidth="21cm", pageheight="29.7cm", margin="2cm"))
        self.made.automaticstyles.addElement(page)
        master = MasterPage(name="Standard", pagelayoutname=page)
        self.made.masterstyles.addElement(master)
        foot = P(stylename="Pied", text=phrases.typography(f"{title} · page "))
        for piece in (PageNumber(selectpage="current"), " sur ", PageCount()):
            foot.addText(piece) if isinstance(piece, str) else foot.addElement(piece)
        footer = Footer()
        footer.addElement(foot)
        master.addElement(footer)
        self._table_styles()

    def _table_styles(self) -> None:
        box = Style(name="Case", family="table-cell")
        box.addElement(TableCellProperties(border="0.5pt solid #808080", padding="0.1cm"))
        whole, tall = (
            Style(name="Ligne", family="table-row"),
            Style(name="Haute", family="table-row"),
        )
        whole.addElement(TableRowProperties(keeptogether="always"))
        tall.addElement(TableRowProperties(keeptogether="always", minrowheight="1.2cm"))
        for style in (box, whole, tall):
            self.made.automaticstyles.addElement(style)
        for width in sorted({width for widths in WIDTHS.values() for width in widths}):
            column = Style(name=f"L{width}", family="table-column")
            column.addElement(TableColumnProperties(columnwidth=f"{width / 10}cm"))
            self.made.automaticstyles.addElement(column)

    def _paragraph(self, name: str, layout: Any = None, **text: str) -> None:
        style = Style(name=name, family="paragraph")
        if layout is not None:
            style.addElement(layout)
        style.addElement(TextProperties(**text))
        self.made.styles.addElement(style)

    def heading(self, words: str) -> None:
        """Add a heading."""
        self.made.text.addElement(H(outlinelevel=2, stylename="Titre2", text=words))

    def items(self, words: Sequence[str]) -> None:
        """Add a list."""
        made = List()
        for one in words:
            item = ListItem()
            item.addElement(P(stylename="Standard", text=phrases.typography(one)))
            made.addElement(item)
        self.made.text.addElement(made)

    def table(self, name: str, heads: Cells, rows: Sequence[Cells], *, tall: bool = False) -> None:
        """Add a table, its headings repeated on every page; without rows, say so."""
        if not rows:
            self.made.text.addElement(P(stylename="Standard", text="Aucun."))
            return
        table = Table(name=name)
        for width in WIDTHS[name]:
            table.addElement(TableColumn(stylename=f"L{width}"))
        header = TableHeaderRows()
        header.addElement(_row(heads, "Gras", "Ligne"))
        table.addElement(header)
        for row in rows:
            table.addElement(_row(row, "Standard", "Haute" if tall else "Ligne"))
        self.made.text.addElement(table)

    def bytes(self) -> bytes:
        """Return the file, the same whenever it is made."""
        made = io.BytesIO()
        Element.namespaces = dict(NAMESPACES)
        self.made.save(made)
        return _timeless(made.getvalue())


def _row(cells: Cells, style: str, height: str) -> Any:
    row = TableRow(stylename=height)
    for words in cells:
        box = TableCell(stylename="Case", valuetype="string")
        printed = "Empreinte" if minutes.is_code(words) else style
        box.addElement(
            P(
                stylename=printed,
                text=words if printed == "Empreinte" else phrases.typography(words),
            )
        )
        row.addElement(box)
    return row


def _timeless(made: bytes) -> bytes:
    """Write the same archive with one fixed date."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(target, "w") as archive:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, EPOCH)
            fixed.compress_type = (
                zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            )
            archive.writestr(fixed, source.read(entry))
    return target.getvalue()
