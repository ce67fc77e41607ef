"""Tables of the admin as files for office programs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify

from tafelrunde_events.domain.spreadsheets import CONTENT_TYPES, FileFormat, Table, spreadsheet


def asked_format(request: HttpRequest) -> FileFormat:
    """Return the format that an address asks for. Raises Http404 for an unknown one."""
    try:
        return FileFormat(request.GET.get("format", FileFormat.XLSX))
    except ValueError as error:
        raise Http404 from error


def spreadsheet_file(table: Table, file_format: FileFormat, *, name: str) -> HttpResponse:
    """Return a table as a file under a name, which should tell nothing that is not for everybody."""
    return HttpResponse(
        spreadsheet(table, file_format),
        content_type=CONTENT_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{slugify(name)}.{file_format.value}"'},
    )
