"""The minutes of the arbitration meeting: what was computed from what, what was decided, and who signs."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from hashlib import sha256

from odf.opendocument import OpenDocumentText
from odf.style import (
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TextProperties,
)
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import H, P

from generator.ipm import record
from generator.ipm.amounts import shown
from generator.ipm.decision import Decision
from generator.ipm.model import Cycle
from generator.outputs import french, render
from generator.outputs.cycle import cycle_rule, cycle_view
from generator.outputs.memory import remembered

OUTCOMES = {"retained": "retenue", "deferred": "reportée", "rejected": "écartée"}
WIDTHS = {
    "Calcul": (50, 120),
    "Demandes": (20, 72, 26, 27, 25),
    "Ecarts": (20, 25, 35, 90),
    "Signatures": (40, 70, 60),
}
"""Columns of each table of the document, in millimetres."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The oldest instant that a ZIP entry can hold: the same bytes whenever the document is made."""


def facts(cycle: Cycle, decision: Decision) -> list[tuple[str, str]]:
    """Return what identifies the computation: label, value."""
    data = record.as_json(decision)
    unit = cycle.envelope.unit
    rule = cycle_rule.words(cycle)
    tied = [f"tour {round_.number} ({french.listing(round_.tied)})" for round_ in decision.rounds if round_.tied]
    count = french.plural(len(decision.retained), "demande")
    return [
        ("Cycle", f"n° {cycle.number}" + (" (données d'illustration)" if cycle.illustrative else "")),
        ("Réunion d'arbitrage", french.day(cycle.milestones.arbitration)),
        ("Enveloppe", f"{shown(cycle.envelope.amount)} {unit}"),
        ("Règle", f"{rule['method']} ; {rule['completion']}"),
        ("Départage", f"{rule['ties']} ; " + (f"a servi : {french.listing(tied)}" if tied else "n'a pas eu à servir")),
        ("Groupes", french.listing([cycle_view.names(cycle)[key] for key in cycle_view.present(cycle, decision)])),
        ("Recommandation", f"{count}, {shown(decision.cost)} {unit}, reste {shown(decision.remaining)}"),
        ("Empreinte des entrées (SHA-256)", data["inputs_sha256"]),
        ("Empreinte de decision.json (SHA-256)", sha256(record.json_text(data).encode()).hexdigest()),
        ("Pour refaire le calcul", "chorale ipm decide --replay decision.json"),
    ]  # fmt: skip


def listed(cycle: Cycle, decision: Decision, *, arbitrated: bool) -> Iterator[tuple[str, ...]]:
    """Yield one row for each request: reference, title, cost, recommendation, decision of the meeting."""
    for line in cycle_view.lines(cycle, decision, arbitrated=arbitrated):
        request = line.request
        decided = "" if line.arbitrated is None else "retenue" if line.arbitrated else "non retenue"
        if line.deviation:
            decided = OUTCOMES[line.deviation.decision]
        said = "retenue" if line.verdict == "retained" else "non retenue"
        yield request.reference, request.title, shown(request.cost.estimate), said, decided


def deviations(cycle: Cycle, *, arbitrated: bool) -> list[tuple[str, str, str, str]]:
    """Return each departure from the recommendation: reference, decision, author, reason."""
    if not arbitrated or cycle.arbitration is None:
        return []
    found = cycle.arbitration.deviations.items()
    return [(reference, OUTCOMES[one.decision], one.author, one.reason) for reference, one in found]


def signatories(cycle: Cycle) -> list[str]:
    """Return who signs: the agency, then each group."""
    return ["AIFE", *(group.name for group in cycle.groups)]


def html(cycle: Cycle, decision: Decision, *, arbitrated: bool) -> str:
    """Return the minutes as one printable page, without any file beside it."""
    made = render.template(
        render.SITE,
        "cycle_minutes.html",
        cycle=cycle,
        facts=facts(cycle, decision),
        rows=list(listed(cycle, decision, arbitrated=arbitrated)),
        deviations=deviations(cycle, arbitrated=arbitrated),
        priorities=cycle.arbitration.next_priorities if arbitrated and cycle.arbitration else (),
        signatories=signatories(cycle),
        arbitrated=arbitrated,
    )
    return render.html_typography(made)


@remembered
def document(cycle: Cycle, decision: Decision, *, arbitrated: bool) -> bytes:
    """Return the same minutes as an OpenDocument text, to complete and sign."""
    text = OpenDocumentText()
    _styles(text)
    kind = "Relevé de décision" if arbitrated else "Projet de relevé de décision"
    text.text.addElement(H(outlinelevel=1, text=french.typography(f"{kind} : cycle {cycle.number} de l'IPM")))
    _table(text, "Calcul", ("Élément", "Valeur"), facts(cycle, decision))
    _heading(text, "Demandes")
    heads = ("Référence", "Titre", f"Coût ({cycle.envelope.unit})", "Recommandation", "Décision")
    _table(text, "Demandes", heads, list(listed(cycle, decision, arbitrated=arbitrated)))
    _heading(text, "Écarts à la recommandation")
    departures = deviations(cycle, arbitrated=arbitrated) or [("", "", "", "")] * 3 * (not arbitrated)
    if departures:
        _table(text, "Ecarts", ("Référence", "Décision", "À la demande de", "Raison"), departures)
    else:
        text.text.addElement(P(text="Aucun."))
    _heading(text, "Priorités du cycle suivant")
    for priority in cycle.arbitration.next_priorities if arbitrated and cycle.arbitration else ("",) * 3:
        text.text.addElement(P(text=french.typography(f"– {priority}")))
    _heading(text, "Signatures")
    _table(text, "Signatures", ("Pour", "Nom et qualité", "Signature"), [(name, "", "") for name in signatories(cycle)])
    made = io.BytesIO()
    text.save(made)
    return _timeless(made.getvalue())


def _styles(text: OpenDocumentText) -> None:
    layout = PageLayout(name="A4")
    layout.addElement(PageLayoutProperties(pagewidth="21cm", pageheight="29.7cm", margin="2cm"))
    text.automaticstyles.addElement(layout)
    text.masterstyles.addElement(MasterPage(name="Standard", pagelayoutname=layout))
    bold = Style(name="Gras", family="paragraph")
    bold.addElement(TextProperties(fontweight="bold"))
    text.styles.addElement(bold)
    heading = Style(name="Titre", family="paragraph")
    heading.addElement(TextProperties(fontweight="bold", fontsize="13pt"))
    heading.addElement(ParagraphProperties(margintop="0.5cm", marginbottom="0.2cm"))
    text.styles.addElement(heading)
    box = Style(name="Case", family="table-cell")
    box.addElement(TableCellProperties(border="0.5pt solid #808080", padding="0.1cm"))
    text.automaticstyles.addElement(box)
    for width in sorted({width for widths in WIDTHS.values() for width in widths}):
        column = Style(name=f"L{width}", family="table-column")
        column.addElement(TableColumnProperties(columnwidth=f"{width / 10}cm"))
        text.automaticstyles.addElement(column)


def _heading(text: OpenDocumentText, words: str) -> None:
    text.text.addElement(H(outlinelevel=2, stylename="Titre", text=words))


def _table(text: OpenDocumentText, name: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    table = Table(name=name)
    for width in WIDTHS[name]:
        table.addElement(TableColumn(stylename=f"L{width}"))
    header = TableHeaderRows()
    header.addElement(_row(heads, "Gras"))
    table.addElement(header)
    for row in rows:
        table.addElement(_row(row, None))
    text.text.addElement(table)


def _row(cells: tuple[str, ...], style: str | None) -> TableRow:
    row = TableRow()
    for words in cells:
        box = TableCell(stylename="Case", valuetype="string")
        box.addElement(P(stylename=style, text=french.typography(words)) if style else P(text=french.typography(words)))
        row.addElement(box)
    return row


def _timeless(made: bytes) -> bytes:
    """Write the same archive with one fixed date."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(target, "w") as archive:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, EPOCH)
            fixed.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(fixed, source.read(entry))
    return target.getvalue()
