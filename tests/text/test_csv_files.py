"""Strangers' tables, as every tool saves them: read whole, or told in one French sentence; and ours, that run nothing."""

import csv
import io
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorale.text.csv_files import (
    UnreadableTable,
    addresses,
    data,
    for_excel,
    named,
    plain,
    read,
)

CELLS = [["Nom", "Rôle"], ["Zoé", "référente"]]
BINARY = "ce fichier n'est pas un tableau CSV : enregistrez-le au format CSV"


def cells(raw):
    return read(raw).to_numpy().tolist()


def test_excel_keeps_the_zero_of_a_telephone_and_the_digits_of_a_company():
    # Automattic/camptix issue 40, instedd/surveda issue 1099
    rows = [["0612345678", "+33612345678", "12345678901234", "=1+1", "75012", "0,5"]]
    assert for_excel(list("abcdef"), rows).splitlines()[1] == (
        '"=""0612345678""";\'+33612345678;"=""12345678901234""";\'=1+1;75012;0,5'
    )


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.encode("cp1252"),
    ],
    ids=[
        "utf-8",
        "utf-8 BOM",
        "utf-16 LE BOM",
        "utf-16 BE BOM",
        "utf-16 LE",
        "utf-16 BE",
        "cp1252",
    ],
)
def test_a_table_is_read_whatever_its_encoding_its_separator_and_its_line_ends(
    encoded, separator, end
):
    text = end.join(separator.join(row) for row in CELLS) + end

    assert cells(encoded(text)) == CELLS


@pytest.mark.parametrize(
    ("raw", "rows"),
    [
        (b"", []),
        (b"\n\n", [[""], [""]]),
        (b"a\n", [["a"]]),
        (b"sep=|\r\na|b;c\r\n", [["a", "b;c"]]),
        (
            b"nom;courriel\nDupont, Jean;j@x.fr\n",
            [["nom", "courriel"], ["Dupont, Jean", "j@x.fr"]],
        ),
        (b'a;"b;c"\n1;"d ""e"""\n', [["a", "b;c"], ["1", 'd "e"']]),
        (b'a;5" de large\n', [["a", '5" de large']]),
        (b"a;b\n1;NA\n;null\n", [["a", "b"], ["1", "NA"], ["", "null"]]),
        (b"007;1e3\n1.0;VRAI\n", [["007", "1e3"], ["1.0", "VRAI"]]),
        (
            b"a\nb;c\nd;e;f;g;h\n",
            [["a", "", "", "", ""], ["b", "c", "", "", ""], ["d", "e", "f", "g", "h"]],
        ),
        (
            b"IPM|cycle-9|snp|X;;\nr;p;c\n1;2;3\n",
            [["IPM|cycle-9|snp|X", "", ""], ["r", "p", "c"], ["1", "2", "3"]],
        ),
    ],
)
def test_a_cell_stays_the_text_that_was_written(raw, rows):
    assert cells(raw) == rows


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"PK\x03\x04\x00\x00", BINARY),
        (bytes(range(256)), BINARY),
        (b"a;b\n1;\x00\n", BINARY),
        (b"\xff\xfea\x00;", BINARY),
        (b"\x81;a\n", BINARY),
        (
            "Ã©lise;a\n".encode(),
            "accents abîmés (« Ã© ») : enregistrer de nouveau le CSV en UTF-8",
        ),
        (b'a;b\n1;"2\n3;4\n', "ligne 2 : un guillemet ouvert n'est jamais fermé"),
        (b"a;b\n1;" + b"x" * 131_073, "ligne 2 : une case de plus de 131\u202f072 signes"),
        (b"a" + b";" * 1000, "plus de 1000 colonnes : ce n'est pas un tableau CSV"),
        (
            b"a\n" + b'"\n";' * 1001 + b"\n",
            "plus de 1000 colonnes : ce n'est pas un tableau CSV",
        ),
    ],
    ids=[
        "zip",
        "every byte",
        "NUL",
        "half a UTF-16",
        "no letter",
        "accents",
        "a quote left open",
        "a huge cell",
        "wide",
        "wide over lines",
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(raw, sentence):
    with pytest.raises(UnreadableTable) as told:
        read(raw)

    assert str(told.value) == sentence


@given(st.binary(max_size=300))
def test_whatever_the_bytes_there_is_a_table_or_a_sentence(raw):
    try:
        found = cells(raw)
    except UnreadableTable as told:
        found = [[str(told)]]

    assert all(isinstance(cell, str) for row in found for cell in row)


TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="Ã\ufffd\ufeff"),
    max_size=8,
)


@given(st.lists(st.lists(TEXT.filter(str.strip), min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_we_write_for_a_program_comes_back_cell_for_cell(rows):
    names = ["groupe", "rôle", "nom"]  # a separator is guessed from rows that say one together
    assert cells(data(names, rows).encode("utf-8-sig")) == [names, *rows]


def test_a_row_has_the_number_that_a_spreadsheet_gives_it():
    frame = read(b'a;b\n\n"deux\nlignes";c\nd;e\n')

    assert [(number, row[0]) for number, row in zip(frame.index, frame.to_numpy().tolist(), strict=True)] == [
        (1, "a"), (2, ""), (3, "deux\nlignes"), (4, "d"),
    ]  # fmt: skip


def test_words_are_the_same_however_a_tool_writes_them():
    assert plain("\u00a0 RO\u0302LE  du\u202fjour\n") == "rôle du jour"


def test_columns_are_known_by_their_names_whatever_their_order_their_capitals_and_how_accents_are_composed():
    raw = unicodedata.normalize(
        "NFD", "\n Rôle ;inconnue;NOM\nréférente;x;Zoé\n;;\nmembre;y;Al\n"
    ).encode()

    assert named(read(raw), {"nom": "name", "rôle": "role"}).to_dict("index") == {
        3: {
            "role": unicodedata.normalize("NFD", "référente"),
            "name": unicodedata.normalize("NFD", "Zoé"),
        },
        5: {"role": "membre", "name": "Al"},
    }


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"", []),
        (b"Nom;Adresse e-mail;Sujets\nA;a@x.fr;un deux\n", [("a@x.fr", "un deux")]),
        (b"E-mail,Nom\na@x.fr,A\n\nb@x.fr,B\n", [("a@x.fr", ""), ("b@x.fr", "")]),
        (b"courriel;courriel\na@x.fr;b@x.fr\n", [("a@x.fr", "")]),
        (b"a@x.fr\nb@x.fr\n", [("a@x.fr", ""), ("b@x.fr", "")]),
        (b"Ada;a@x.fr;58\nsans;rien;2\n", [("a@x.fr", ""), ("sans", "")]),
        (
            b"Ada <a@x.fr>; Bob <b@x.fr>, c@x.fr;\nd@x.fr\n",
            [("Ada <a@x.fr>", ""), (" Bob <b@x.fr>", ""), (" c@x.fr", ""), ("d@x.fr", "")],
        ),
        (b"Ada,a@x.fr,chef@x.fr\n", [("a@x.fr; chef@x.fr", "")]),
        (b"adresse\na@x.fr; b@x.fr\n", [("a@x.fr", ""), ("b@x.fr", "")]),
        (
            b'adresse,sujets\n"a@x.fr, b@x.fr",un\n"c@x.fr\nd@x.fr",\n',
            [("a@x.fr", "un"), ("b@x.fr", "un"), ("c@x.fr", ""), ("d@x.fr", "")],
        ),
        (b'adresse\n"Ada Lovelace, a@x.fr"\n', [("Ada Lovelace, a@x.fr", "")]),
        (b"adresse,parrain\na@x.fr,b@x.fr\n", [("a@x.fr", "")]),
        ("Nom;Adresse mél\nA;a@x.fr\n".encode(), [("a@x.fr", "")]),
        ("Courriels\na@x.fr\n".encode("cp1252"), [("a@x.fr", "")]),
    ],
)
def test_addresses_are_found_by_the_name_of_their_column_or_by_their_sign(raw, found):
    assert list(addresses(raw, "sujets").itertuples(index=False, name=None)) == found


@pytest.mark.parametrize("start", ["=1+1", "+33", "-5", "@x", "\tx", "\rx", "\nx"])
def test_no_cell_that_we_write_for_a_spreadsheet_can_run(start):
    written = for_excel((start,), [[start]])

    assert list(csv.reader(io.StringIO(written, newline=""), delimiter=";")) == [["'" + start]] * 2
    assert list(csv.reader(io.StringIO(data((start,), []), newline=""))) == [[start]]


@pytest.mark.parametrize(
    "program",
    [
        "from chorale import publish, preview, scaffold",
        "from chorale.service import app",
        "from chorale.cli import calendar, ipm, new, newsletter, publish, secretariat, service, subscribers",
    ],
)
def test_pandas_is_imported_only_where_a_table_is_worked_on(program):
    script = f"{program}; import sys; print('pandas' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout == "False\n"


def test_commas_in_quoted_cells_do_not_make_a_table_of_commas():
    text = '"Nom";"Commentaire"\r\n' + '"a";"un, deux\r\ntrois, quatre\r\ncinq, six"\r\n' * 9

    assert cells(text.encode())[:2] == [
        ["Nom", "Commentaire"],
        ["a", "un, deux\r\ntrois, quatre\r\ncinq, six"],
    ]
