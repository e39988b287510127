"""LibreOffice opens our XLSX and saves it as XLSX, ODS, XLS and CSV: all come back right."""

import shutil
import subprocess
from pathlib import Path

import pytest
from sheets import ANSWER, filled, questionnaire
from small_cycle import make_circle

from generator.service.sheets.answers import answers, group_of
from generator.service.sheets.reading import grids

pytestmark = pytest.mark.peers
FORMATS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "ods": "ods:calc8",
    "xls": "xls:MS Excel 97",
    "csv": "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,1",
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_libreoffice_saves_our_sheet_and_it_comes_back_right(tmp_path: Path, suffix: str):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice n'est pas installé (apt-get install libreoffice-calc)")
    circle = make_circle(tmp_path / "lieu")
    source = tmp_path / "rempli.xlsx"
    source.write_bytes(filled(circle))
    target = tmp_path / "sortie"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profil'}"
    command = ["soffice", profile, "--headless", "--convert-to", FORMATS[suffix], "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (saved,) = [file for file in target.iterdir() if file.suffix.startswith(f".{suffix}")]
    sheets = grids(saved.read_bytes())
    assert group_of(sheets, questionnaire(circle), circle.place.service.outbox.secret) == "snp"
    assert answers(sheets, questionnaire(circle)) == (ANSWER, [])
