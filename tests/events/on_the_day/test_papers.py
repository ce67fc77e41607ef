"""The papers of the day as printers, screen readers and passers-by get them."""

import time

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tafelrunde_events.domain.on_the_day import check_in, sessions_of
from tafelrunde_events.domain.on_the_day.papers import Paper, paper_pdf
from tafelrunde_events.domain.on_the_day.tables import attendance_table
from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.domain.spreadsheets import FileFormat, spreadsheet
from tafelrunde_events.enums import AttendanceWay, RegistrationSource, RegistrationState
from tafelrunde_events.models import Registration
from tests.events.on_the_day.conftest import TITLE, after_the_end, make_course, take_part
from tests.support.pdf import Pdf

pytestmark = pytest.mark.django_db
#: Generous: on a quiet machine it takes less than one.
SECONDS_FOR_500_BADGES = 5


@pytest.fixture(autouse=True)
def _german():
    with override("de"):
        yield


def all_text(pdf):
    """Return the text of all pages, wherever its lines break."""
    return " ".join(" ".join(pdf.text(page) for page in range(len(pdf.pages))).split())


def crowd(event, count):
    """Rows alone: what is measured is the paper."""
    Registration.objects.bulk_create(
        Registration(
            event=event,
            first_name="Żaneta-Käthe",
            last_name=f"Müller-Lüdenscheidt {number}",
            organisation="Ministerium für Bildung, Jugend und Sport, Koordinierungsstelle",
            email=f"a{number}@example.org",
            address=f"a{number}@example.org",
            source=RegistrationSource.FORM,
            state=RegistrationState.PLACED,
            nonce=str(number),
            token_hash=f"t{number}",
            entry_hash=f"e{number}",
        )
        for number in range(count)
    )


@pytest.mark.parametrize("paper", Paper)
def test_every_paper_is_accessible_and_says_what_it_is(paper, course, ada, bela):
    pdf = Pdf(paper_pdf(course, paper))

    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.metadata
    assert TITLE in pdf.metadata
    assert "/Lang(de)" in pdf.catalogue.replace(" ", "")
    assert TITLE in all_text(pdf)


def test_the_attendance_list_is_a_table_with_headings(course, ada, bela, editor):
    first, _second = sessions_of(course)
    check_in(ada, first, way=AttendanceWay.NAME, by=editor)

    pdf = Pdf(paper_pdf(course, Paper.ATTENDANCE))

    text = all_text(pdf)
    for words in (
        f"Anwesenheitsliste: {TITLE}",
        "18:00 bis 20:00 Uhr",
        "Großer Saal, Rathaus Anklam, Markt 3, 17389 Anklam",
        "Hansestadt Anklam",
        "Béla Müller-Lüdenscheidt",
        "Ada Sommer",
        "1 von 2",
        "0 von 2",
        "Seite 1 von 1",
    ):
        assert words in text
    assert text.index("Müller-Lüdenscheidt") < text.index("Sommer")
    assert {"H1", "Table", "THead", "TBody", "TFoot", "TR"} <= set(pdf.tags)
    assert pdf.tags.count("TH") >= 5


def test_the_sheet_to_sign_has_a_column_for_each_session_and_lines_for_others(course, ada, bela):
    pdf = Pdf(paper_pdf(course, Paper.SIGN_IN))

    text = all_text(pdf)
    assert text.count("18:00 Uhr") == 2
    assert " 10 " in f" {text} "  # two people and eight empty lines
    assert "example.org" not in text
    assert pdf.tags.count("TR") == 1 + 2 + 8


def test_many_sessions_make_several_tables(ada):
    many = make_course(*range(30, 35))
    take_part(many, "Ada", "Sommer")

    assert Pdf(paper_pdf(many, Paper.SIGN_IN)).tags.count("Table") == 2
    assert Pdf(paper_pdf(many, Paper.ATTENDANCE)).tags.count("Table") == 1


def test_one_session_can_be_printed_alone(course, ada):
    second = sessions_of(course)[1]

    pdf = Pdf(paper_pdf(course, Paper.SIGN_IN, [second]))

    assert pdf.tags.count("TH") == 4


def test_badges_show_names_large_and_organisations(course, ada, bela):
    pdf = Pdf(paper_pdf(course, Paper.BADGES))

    text = all_text(pdf)
    for words in ("Ada", "Sommer", "Béla", "Müller-Lüdenscheidt", "Kreisverwaltung", "Bürgerverein Musterstadt e. V."):
        assert words in text
    assert len(pdf.pages) == 1


def test_the_longest_name_stays_on_its_badge(course):
    take_part(course, "Maximiliane-Friederike", "Donaudampfschifffahrtsgesellschaftskapitän", "W" * 60)

    (page,) = Pdf(paper_pdf(course, Paper.BADGES)).pages

    name = next(line for line in page if line.text.startswith("Donaudampf"))
    assert "kapitän" in name.text  # in one line, and so within the 80 mm that were measured
    assert 15 <= name.x <= 25


def test_the_sign_for_the_door_names_room_times_and_hosts(course):
    pdf = Pdf(paper_pdf(course, Paper.ROOM_SIGN))

    text = all_text(pdf)
    for words in ("Großer Saal", "Hansestadt Anklam", "18:00 bis 20:00 Uhr", "Rathaus Anklam, Markt 3, 17389 Anklam"):
        assert words in text
    assert "H1" in pdf.tags


@pytest.mark.parametrize("paper", Paper)
def test_no_paper_names_specially_protected_people(paper, course, ada, protected):
    text = all_text(Pdf(paper_pdf(course, paper)))

    for secret in ("Geheimnis", "Gerda", "Verborgen"):
        assert secret not in text


def test_protected_people_find_an_empty_line_and_an_empty_badge(course, protected):
    assert Pdf(paper_pdf(course, Paper.SIGN_IN)).tags.count("TR") == 1 + 1 + 8
    assert TITLE in all_text(Pdf(paper_pdf(course, Paper.BADGES)))


def test_names_are_never_markup(course):
    take_part(course, "#panic()", "$x$ *fett* \\", "= Überschrift @x <b>")

    text = all_text(Pdf(paper_pdf(course, Paper.ATTENDANCE)))

    assert "#panic() $x$ *fett* \\" in text
    assert "= Überschrift @x <b>" in text


def test_a_cancelled_event_needs_no_paper(course):
    cancel_event(course, reason="Sturm")

    with pytest.raises(ValidationError) as error:
        paper_pdf(course, Paper.ROOM_SIGN)

    assert error.value.code == "no_sessions"


@pytest.mark.parametrize("paper", Paper)
def test_papers_ask_the_database_the_same_for_one_and_for_thirty(paper, course):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            paper_pdf(course, paper)
        return len(captured)

    crowd(course, 1)
    for_one = queries()
    Registration.objects.all().delete()
    crowd(course, 30)

    assert queries() == for_one


def test_five_hundred_badges_take_seconds(course):
    crowd(course, 500)

    begin = time.process_time()
    pdf = Pdf(paper_pdf(course, Paper.BADGES))

    assert time.process_time() - begin < SECONDS_FOR_500_BADGES
    assert len(pdf.pages) == 51  # four empty badges make one more sheet


def test_the_table_tells_who_did_not_come(course, ada, bela, protected, editor):
    for session in sessions_of(course):
        check_in(ada, session, way=AttendanceWay.NAME, by=editor)

    table = attendance_table(course, now=after_the_end(course))

    assert [list(row)[1:] for row in table.rows] == [
        ["Béla Müller-Lüdenscheidt", "Kreisverwaltung", "nein", "nein", 0, "nicht erschienen"],
        ["Ada Sommer", "Bürgerverein Musterstadt e. V.", "ja", "ja", 2, ""],
        ["", "", "nein", "nein", 0, "nicht erschienen"],
    ]


def test_the_table_says_nothing_of_what_is_still_to_come(course, ada):
    (row,) = attendance_table(course).rows

    assert list(row)[3:] == ["", "", 0, ""]


def test_no_cell_of_the_file_is_a_formula(course):
    take_part(course, "=HYPERLINK(1)", "Sommer", "+49 1")

    content = spreadsheet(attendance_table(course), FileFormat.CSV).decode()

    assert "'=HYPERLINK(1) Sommer" in content
    assert "'+49 1" in content
