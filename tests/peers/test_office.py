"""LibreOffice opens our XLSX and saves it as XLSX, ODS, XLS and CSV: all come back right."""

import subprocess
from pathlib import Path

import pytest
from required import program
from sheets import ANSWER, filled, questionnaire
from small_cycle import make_circle

from chorale.service.questionnaire.spreadsheets.grids import grids
from chorale.service.questionnaire.spreadsheets.read_answers import answers, group_of

pytestmark = pytest.mark.peers
FORMATS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "ods": "ods:calc8",
    "xls": "xls:MS Excel 97",
    "csv ; UTF-8": "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,1",
    "csv , UTF-8": "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1",
    "csv ; cp1252": "csv:Text - txt - csv (StarCalc):59,34,1,1,,0,false,true,false,false,false,1",
    "csv tab UTF-16": "csv:Text - txt - csv (StarCalc):9,34,65535,1,,0,false,true,false,false,false,1",
}
"""How LibreOffice saves each; the numbers are separator, quote, character set, first line, and last the sheet."""


@pytest.mark.parametrize("form", FORMATS)
def test_libreoffice_saves_our_sheet_and_it_comes_back_right(tmp_path: Path, form: str):
    circle = make_circle(tmp_path / "lieu")
    source = tmp_path / "rempli.xlsx"
    source.write_bytes(filled(circle))
    target = tmp_path / "sortie"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profil'}"
    command = [
        program("soffice"),
        profile,
        "--headless",
        "--convert-to",
        FORMATS[form],
        "--outdir",
        str(target),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (saved,) = target.iterdir()
    assert saved.suffix == "." + form.partition(" ")[0]
    sheets = grids(saved.read_bytes())
    assert group_of(sheets, questionnaire(circle), circle.place.service.outbox.secret) == "snp"
    assert answers(sheets, questionnaire(circle)) == (ANSWER, [])
    assert str(sheets[0].rows[2][4]) == "0"  # what is left to give, counted again by LibreOffice
