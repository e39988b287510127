"""What somebody writes stays text in pages, mails, the published site and every spreadsheet."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

import openpyxl
import pytest
from bs4 import BeautifulSoup
from places import words
from sheets import blank
from small_cycle import ANSWER, BASE, FILES, KEYS, Circle, deposit, make_circle, published

from chorale.cli.ipm_input import DecisionInput
from chorale.cli.ipm_output import csv_text as command_csv
from chorale.cli.ipm_output import workbook as command_workbook
from chorale.content.load import load
from chorale.files import write
from chorale.ipm.decide import decide, decided
from chorale.service.questionnaire.opening import opened
from chorale.service.registrations.files import workbook as registrations_workbook
from chorale.site.cycle import tables as cycle_tables
from chorale.site.cycle import workbook as cycle_workbook
from chorale.text.csv_files import table

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\n\n[x](javascript:alert(3)) `{{ 7*7 }}` </details></div>"
STARTS = ("=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "{=1}")


@pytest.fixture
def answered(tmp_path: Path) -> Circle:
    return with_script(make_circle(tmp_path))


def with_script(circle: Circle) -> Circle:
    """Let one group write a script wherever it may write."""
    deposit(
        circle.enter("snp-referent"),
        ANSWER | {"opposition-DE-08": SCRIPT, "commentaire-DE-01": SCRIPT},
    )
    deposit(circle.enter("epn-referent"))
    return circle


def harmful(html: str) -> list[str]:
    """Return whatever of SCRIPT became markup."""
    page = BeautifulSoup(html, "html.parser")
    found = [str(item) for item in page.find_all("script") if "alert" in item.get_text()]
    found += [
        str(item)
        for item in page.find_all(True)
        if any(name.startswith("on") for name in item.attrs)
    ]
    return found + [
        str(item) for item in page.find_all(href=lambda value: value and "javascript:" in value)
    ]


def test_a_stored_script_is_text_on_every_page_of_the_group_and_in_its_mails(answered):
    member = answered.enter("snp-member")
    member.post(f"{BASE}/notes", {"version": "0", "note-DE-01": "5", "commentaire-DE-02": SCRIPT})
    referent = answered.enter("snp-referent")
    for path in ("/", "/notes", "/proposition", "/verification", "/accuses/1"):
        for browser in (member, referent):
            assert harmful(browser.get(BASE + path).text) == [], path
    shown = BeautifulSoup(referent.get(f"{BASE}/proposition").text, "html.parser")
    assert shown.find(id="opposition-DE-08").get_text().lstrip("\n") == SCRIPT
    wrong = referent.post(
        f"{BASE}/proposition",
        {"version": "1", "points-DE-01": SCRIPT, "opposition-DE-08": SCRIPT},
    )
    assert (wrong.status, harmful(wrong.text)) == (422, [])
    for mail in answered.place.post():
        assert "html" not in {part.get_content_subtype() for part in mail.walk()}
        assert "<script>alert(1)</script>" in words(mail) or mail["to"].startswith("epn")


def test_a_stored_script_is_text_on_the_published_site(answered):
    site = published(answered)
    pages = [file for file in site.rglob("*.html") if "alert(" in file.read_text(encoding="utf-8")]
    assert sorted({str(file.relative_to(site)).split("/")[2] for file in pages}) == [
        "demande",
        "en-salle",
        "groupe",
    ]
    for file in pages:
        html = file.read_text(encoding="utf-8")
        assert harmful(html) == [], file
        assert "&lt;script&gt;alert(1)" in html
        assert "{{ 7*7 }}" in html.replace("\u00a0", " ")


def test_a_stored_script_is_text_in_the_published_spreadsheets(answered):
    site = published(answered)
    book = openpyxl.load_workbook(site / "ipm/cycle-9/decision.xlsx")
    links = [
        cell.hyperlink
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    ]
    assert links == []
    assert "<script" not in (site / "ipm/cycle-9/decision.csv").read_text(encoding="utf-8")


def test_after_the_close_the_page_gives_ballots_fingerprints_journal_and_how_to_verify(
    answered,
):
    mail = next(mail for mail in answered.place.post() if mail["to"] == "snp-referent@exemple.fr")
    site = published(answered)
    page = BeautifulSoup(
        (site / "ipm/cycle-9/preuves/index.html").read_text(encoding="utf-8"), "html.parser"
    )
    start = page.find(id="verifier")
    rows = {
        row.th.get_text(): row.code.get_text()
        for row in start.find_next("table").find("tbody").find_all("tr")
    }
    assert sorted(rows) == ["EPN", "SNP"]
    assert rows["SNP"] in words(mail)
    files = [link["href"] for link in start.find_all_next("a", download=True)]
    for name in (
        "../bulletins/snp.yml",
        "../bulletins/epn.yml",
        "../journal.jsonl",
        "../cle-des-accuses-1.pem",
    ):
        assert name in files
        assert (site / urljoin("ipm/cycle-9/preuves/", name)).is_file()
    assert "Ce que cela ne prouve pas" in page.get_text()
    group, table = (
        (site / f"ipm/cycle-9/{part}/index.html").read_text(encoding="utf-8")
        for part in ("groupe/snp", "demande")
    )
    assert "sha256sum snp.yml" in group
    heads = BeautifulSoup(table, "html.parser").select("#points thead th.heat")
    assert [head.get_text() for head in heads] == ["SNP", "EPN"]


@pytest.mark.parametrize("start", STARTS)
def test_a_text_that_begins_like_a_formula_is_text_in_the_questionnaire(tmp_path, start):
    quoted = start.replace('"', '\\"').replace("\t", "\\t").replace("\r", "\\r")
    requests = FILES["content/ipm/cycle-9/requests.yml"].replace(
        '"Afficher un délai de paiement"', f'"{quoted}"'
    )
    if start.startswith(("\t", "\r")):
        cycle = make_circle(tmp_path).place.service.community.cycles[0]
        requests = (replace(cycle.requests[0], title=start), *cycle.requests[1:])
        made = make_circle(tmp_path / "b")
        object.__setattr__(
            made.place.service.community, "cycles", (replace(cycle, requests=requests),)
        )
    else:
        made = make_circle(tmp_path, files={"content/ipm/cycle-9/requests.yml": requests})
    sheet = openpyxl.load_workbook(io.BytesIO(blank(made)))["Réponses"]
    assert (sheet["B6"].value, sheet["B6"].data_type) == (start.replace("\r", "_x000D_"), "s")
    formulas = [
        cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert formulas == ["E3"]


@pytest.fixture(scope="module")
def cycle(tmp_path_factory):
    """A decided cycle whose every text begins like a formula."""
    circle = make_circle(tmp_path_factory.mktemp("formules"))
    deposit(circle.enter("snp-referent"))
    deposit(circle.enter("epn-referent"), {"points-DE-06": "100"})
    circle.place.clock.advance(days=30)
    root = circle.place.service.settings.root
    write(
        root / "content/ipm/cycle-9",
        opened(circle.place.service, circle.place.service.community.cycles[0], KEYS[0]).files,
    )
    found = load(root, circle.place.clock().date()).community.cycles[0]
    requests = tuple(
        replace(request, title=STARTS[place % len(STARTS)])
        for place, request in enumerate(found.requests)
    )
    groups = tuple(replace(group, name=f"={group.name}", full_name="@x") for group in found.groups)
    themes = dict.fromkeys(found.themes, "+thème")
    return replace(found, requests=requests, groups=groups, themes=themes)


def formulas(data: bytes) -> set[str]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        str(cell.value)[:12]
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def test_the_published_workbook_has_only_its_own_formulas(cycle):
    data = cycle_workbook.workbook(decided(cycle, settled=False), {})
    assert not any(formula.startswith(start[:4]) for formula in formulas(data) for start in STARTS)
    titles = {
        cell.value
        for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[1].iter_rows()
        for cell in row
    }
    assert {request.title for request in cycle.requests if "\r" not in request.title} <= titles


def test_no_cell_of_the_published_csv_or_of_the_command_can_run(cycle):
    decision = decide(cycle)
    for text in (
        cycle_tables.csv_text(decided(cycle, settled=False)).lstrip("\ufeff"),
        command_csv(decision),
    ):
        delimiter = ";" if ";" in text.partition("\n")[0] else ","
        cells = [
            cell
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            for cell in row
        ]
        assert len(cells) > 20
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    sums = formulas(
        command_workbook(
            decision, DecisionInput(election=decision.election, rule=decision.rule, name="x")
        )
    )
    assert not any(formula.startswith(start[:4]) for formula in sums for start in STARTS)


@pytest.mark.parametrize("start", [*STARTS[:-1], "\n=1"])
def test_every_csv_that_we_write_prefixes_a_formula_headings_included(start):
    written = table([start, "b"], [[start, "c"], ["d", start]])
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert rows == [[f"'{start}", "b"], [f"'{start}", "c"], ["d", f"'{start}"]]


@pytest.mark.parametrize("start", STARTS)
def test_every_workbook_of_the_operator_keeps_a_formula_as_text(start):
    book = openpyxl.load_workbook(io.BytesIO(registrations_workbook([["nom"], [start]], "x")))
    (cell,) = next(book.active.iter_rows(min_row=2))
    assert (cell.value, cell.data_type) == (start.replace("\r", "_x000D_"), "s")
