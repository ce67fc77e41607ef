"""Tables as files: dates stay dates, and nothing in them is a formula."""

import csv
import datetime as dt
import io

import pytest
import tablib
from odf import opendocument, table

from tafelrunde_events.domain.spreadsheets import FileFormat, Table, safe_text, spreadsheet

MOMENT = dt.datetime(2027, 3, 5, 17, 30, 12, 999, tzinfo=dt.UTC)
DANGEROUS = [
    "=1+1",
    "+49 30 23125 100",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\ufeff=1",
    "\u200b=1",
    "\uff1dHYPERLINK()",
    "\uff0b1",
    "\uff0d1",
    "\uff20A1",
    "\x00=1",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_begins_a_formula(text):
    assert safe_text(text).startswith("'")


@pytest.mark.parametrize("text", ["", "Kirche", "3=4", "Müller-Lüdenscheidt", "a@example.org", "'schon"])
def test_other_text_stays_as_it_is(text):
    assert safe_text(text) == text


def make(rows, file_format):
    return spreadsheet(Table(title="Antworten", headings=["Name", "=Zahl", "Zeit"], rows=rows), file_format)


def test_csv_is_what_a_german_excel_expects():
    content = make([['Bündnis; "Mitte"\nNord', 3, MOMENT], ["=1+1", None, dt.date(2027, 3, 5)]], FileFormat.CSV)

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [
        ["Name", "'=Zahl", "Zeit"],
        ['Bündnis; "Mitte"\nNord', "3", "05.03.2027 18:30"],
        ["'=1+1", "", "05.03.2027"],
    ]


@pytest.mark.parametrize("file_format", [FileFormat.XLSX, FileFormat.ODS])
def test_dates_and_numbers_are_more_than_text(file_format):
    content = make([["Käthe", 3, MOMENT], ["\x0b=1", None, dt.date(2027, 3, 5)]], file_format)

    # Twice: the library keeps styles in its module.
    assert make([["Käthe", 3, MOMENT]], file_format)
    read = tablib.Dataset().load(content, format=file_format.value)
    assert read.headers == ["Name", "'=Zahl", "Zeit"]
    assert read[0] == ("Käthe", 3, dt.datetime.fromisoformat("2027-03-05T18:30:12"))
    assert read[1][0] == "'=1"
    assert read[1][2] in (dt.date(2027, 3, 5), dt.datetime.fromisoformat("2027-03-05"))


def test_no_cell_of_an_open_document_holds_a_formula():
    document = opendocument.load(io.BytesIO(make([[text, 1, None] for text in DANGEROUS], FileFormat.ODS)))

    cells = document.spreadsheet.getElementsByType(table.TableCell)
    assert len(cells) == 3 * (len(DANGEROUS) + 1)
    assert not [cell for cell in cells if cell.getAttribute("formula")]
