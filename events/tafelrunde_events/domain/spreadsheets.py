"""Tables as files for office programs: CSV for a German Excel, XLSX and ODS. No cell is ever taken for a formula."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import tablib
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format

Cell: TypeAlias = str | int | dt.datetime | dt.date | None

#: What programs take for the beginning of a formula, full-width forms included (OWASP, "CSV injection").
_FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
#: Characters that XML, and so XLSX and ODS, cannot hold.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BYTE_ORDER_MARK = "\ufeff"


class FileFormat(TextChoices):
    """The kinds of files; the value is also the ending of the name."""

    XLSX = "xlsx", "Excel (XLSX)"
    ODS = "ods", "LibreOffice (ODS)"
    CSV = "csv", "CSV"


CONTENT_TYPES = {
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its headings. The title is seen by whoever gets the file: it names nobody and no closed circle."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def spreadsheet(table: Table, file_format: FileFormat) -> bytes:
    """Return the table as a file.

    Points in time are those of the site's zone: real dates in XLSX and ODS, words in CSV. CSV begins with a byte order
    mark and is separated by semicolons, as a German Excel expects.
    """
    convert = _as_words if file_format == FileFormat.CSV else _as_value
    headings = [safe_text(heading) for heading in table.headings]
    sheet = tablib.Dataset(*([convert(cell) for cell in row] for row in table.rows), headers=headings)
    sheet.title = table.title
    if file_format == FileFormat.CSV:
        return (_BYTE_ORDER_MARK + sheet.export("csv", delimiter=";")).encode()
    return bytes(sheet.export(file_format.value))


def safe_text(text: str) -> str:
    """Return the text so that no program takes it for a formula: an apostrophe before what could begin one."""
    text = _UNWRITABLE.sub("", text)
    return f"'{text}" if _FORMULA.match(text) else text


def _as_value(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return safe_text(cell)
    if isinstance(cell, dt.datetime):
        return timezone.make_naive(cell).replace(microsecond=0)
    return "" if cell is None else cell


def _as_words(cell: Cell) -> Cell:
    if isinstance(cell, dt.datetime):
        return date_format(timezone.localtime(cell), "SHORT_DATETIME_FORMAT")
    if isinstance(cell, dt.date):
        return date_format(cell, "SHORT_DATE_FORMAT")
    return _as_value(cell)
