"""The PDF as its reader has it: a window envelope, a screen reader, a telephone."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tafelrunde_events.domain.answer_links import answer_address, answer_token
from tafelrunde_events.domain.invitation_sections import Section, invitation_sections
from tafelrunde_events.domain.letters import letters_pdf
from tafelrunde_events.domain.letters.writing import letters_data
from tafelrunde_events.domain.qr_code import qr_svg
from tafelrunde_events.domain.short_codes import find_by_code, grouped, short_code
from tafelrunde_events.domain.typesetting import REPLACEMENT
from tafelrunde_events.models import Event, Letterhead
from tests.events.letters.conftest import make_recipient
from tests.factories.members import PersonFactory
from tests.support.pdf import Pdf

#: The window of form B (DIN 5008), in millimetres from the upper left corner of the sheet.
WINDOW_LEFT, WINDOW_RIGHT, WINDOW_TOP, WINDOW_BOTTOM = 20, 105, 45, 90


@pytest.fixture
def agenda(event):
    describe = lambda found: Section("Tagesordnung", [("18:00", "Begrüßung"), ("", "Lage im Landkreis")])  # noqa: E731
    invitation_sections.append(describe)
    yield
    invitation_sections.remove(describe)


@pytest.fixture
def pdf(event, recipient, agenda):
    return Pdf(letters_pdf(event, "invitation", [recipient], message="Bringen Sie gern Fragen mit."))


def test_the_letter_says_what_the_mail_says(pdf, recipient, event):
    text = pdf.text(0)

    for words in (
        "Einladung: Runder Tisch Anklam am",
        "Sehr geehrte Frau Dr. Sommer,",
        "wir laden Sie als Vertretung Ihrer Einrichtung (Bürgerverein Musterstadt e. V.) herzlich ein:",
        "Bringen Sie gern Fragen mit.",
        "18:00 bis 20:00 Uhr",
        "Großer Saal, Rathaus Anklam, Markt 3, 17389 Anklam",
        "Aufzug im Hof",
        "Tagesordnung 18:00 Begrüßung Lage im Landkreis",
        "Mit freundlichen Grüßen Hansestadt Anklam tisch-anklam@example.org",
        "üben ihr Hausrecht aus",
        "http://localhost:8000/a/",
        grouped(short_code(recipient.invitation.nonce)),
    ):
        assert words in text


def test_the_address_stands_in_the_window_of_the_envelope(pdf):
    address = ["Bürgerverein Musterstadt e. V.", "Frau Dr. Ada Sommer", "Lange Straße 12", "17389 Anklam"]

    lines = [line for line in pdf.pages[0] if line.text.strip() in address]
    sender = next(line for line in pdf.pages[0] if WINDOW_TOP < line.y < 62.7 and line.x < WINDOW_RIGHT)

    assert [line.text.strip() for line in lines] == address
    assert all(line.x == pytest.approx(25, abs=0.1) for line in [*lines, sender])
    assert all(62.7 < line.y < WINDOW_BOTTOM for line in lines)
    assert sender.text == "Hansestadt Anklam"
    others = [line for line in pdf.pages[0] if line not in lines and line != sender]
    assert not [line for line in others if WINDOW_LEFT < line.x < WINDOW_RIGHT and WINDOW_TOP < line.y < WINDOW_BOTTOM]


def test_a_long_address_stays_within_the_window(event):
    long = make_recipient(event, name="Arbeitsgemeinschaft der Vereine und Verbände für das Gemeinwohl " * 3)

    pdf = Pdf(letters_pdf(event, "invitation", [long]))

    town = next(line for line in pdf.pages[0] if line.text == "17389 Anklam")
    assert town.y < WINDOW_BOTTOM


def test_the_letter_can_be_read_aloud(pdf):
    """PDF/UA-1: language, title shown, everything tagged, pictures with words for them."""
    assert "/Lang(de)" in pdf.catalogue
    assert "/MarkInfo<</Marked true" in pdf.catalogue
    assert "/DisplayDocTitle true" in pdf.catalogue
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.metadata
    assert "Briefe: Runder Tisch Anklam" in pdf.metadata
    assert [tag for tag in pdf.tags if tag.startswith("H")] == ["H1", "H2", "H2"]
    assert {"P", "Figure", "Document"} <= set(pdf.tags)
    assert pdf.alternatives == ["QR-Code, der die Seite für Ihre Antwort öffnet"]


def test_the_qr_code_is_the_personal_address_of_the_answer_page(event, recipient):
    data = letters_data(event, "invitation", [recipient])

    link = answer_address(answer_token(recipient.invitation.nonce))
    assert data["letters"][0]["answer"]["qr"] == qr_svg(link)
    assert link not in str(data)


def test_making_letters_stores_what_finds_their_codes_again(event, recipient):
    code = short_code(recipient.invitation.nonce)
    assert find_by_code(code) is None

    letters_pdf(event, "invitation", [recipient])

    assert find_by_code(code) == recipient.invitation
    recipient.invitation.refresh_from_db()
    assert code not in recipient.invitation.short_hash


def test_everybody_begins_on_a_page_of_their_own(event, recipient):
    long = "\n\n".join(["Ein Absatz, der eine Weile dauert. " * 8] * 12)
    others = [make_recipient(event) for _ in range(2)]

    pdf = Pdf(letters_pdf(event, "invitation", [recipient, *others], message=long))

    firsts = [number for number in range(len(pdf.pages)) if "Lange Straße 12" in pdf.text(number)]
    assert firsts == [0, 2, 4]
    assert len(pdf.pages) == 6
    assert [pdf.text(number)[-13:] for number in (0, 1, 4, 5)] == ["Seite 1 von 2", "Seite 2 von 2"] * 2


def test_each_letter_is_written_in_its_readers_language(event, recipient):
    english = make_recipient(event, person=PersonFactory(language="en", first_name="Kim", last_name="Winter"))

    pdf = Pdf(letters_pdf(event, "invitation", [recipient, english]))

    assert "Good day Kim Winter," in pdf.text(1)
    assert "Your answer" in pdf.text(1)
    assert any(b"/Lang(en)" in body for body in pdf.objects.values())


@pytest.mark.parametrize("kind", ["cancellation", "withdrawal", "papers", "message"])
def test_letters_that_ask_nothing_hold_no_code(event, recipient, agenda, kind):
    pdf = Pdf(letters_pdf(event, kind, [recipient], message="Nachricht"))

    assert "Figure" not in pdf.tags
    assert "/a/" not in pdf.text(0)
    assert ("Tagesordnung" in pdf.text(0)) is (kind not in ("cancellation", "withdrawal"))


def test_what_people_type_stays_text(event, recipient):
    message = '#panic("x") *fett* $x$ @ref <label> \\ // /* ] [[answer_url]] `code` ~ -- ...'

    pdf = Pdf(letters_pdf(event, "message", [recipient], subject="= #read(1)", message=message))

    assert "= #read(1)" in pdf.text(0)
    assert '#panic("x") *fett* $x$ @ref <label> \\ // /* ]' in pdf.text(0)


def test_names_of_many_scripts_are_printed_and_the_rest_does_no_harm(event):
    names = ["Łukasz Wiśniewski", "Иван Петров", "Nguyễn Văn Ánh", "Γιώργος", "Zoë 😀 Brandt"]
    recipients = [make_recipient(event, person=PersonFactory(first_name="", last_name=name)) for name in names]

    pdf = Pdf(letters_pdf(event, "invitation", recipients))

    for page, name in enumerate(names):
        assert name.replace("😀", REPLACEMENT) in pdf.text(page)


def test_whoever_has_no_postal_address_gets_no_page(event, recipient):
    pdf = Pdf(letters_pdf(event, "invitation", [make_recipient(event, street=""), recipient]))

    assert len(pdf.pages) == 1


def test_nobody_with_an_address_makes_no_letters(event):
    with pytest.raises(ValidationError) as error:
        letters_pdf(event, "invitation", [make_recipient(event, city="")])

    assert error.value.code == "no_letters"


def test_the_letterhead_of_the_site_is_on_the_letter(event, recipient):
    Letterhead.objects.create(
        language="de",
        signature="Geschäftsstelle\n{contact}",
        exclusion=Letterhead.Exclusion.NEVER,
        return_address="{organisers} · Markt 3 · 17389 Anklam",
    )

    text = Pdf(letters_pdf(event, "invitation", [recipient])).text(0)

    assert "Hansestadt Anklam · Markt 3 · 17389 Anklam" in text
    assert text.endswith("Geschäftsstelle tisch-anklam@example.org")


def test_more_letters_ask_no_more_questions(event):
    def queries(number):
        recipients = [make_recipient(event) for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            letters_pdf(Event.objects.select_related("venue").get(pk=event.pk), "invitation", recipients)
        return len(captured)

    assert queries(1) == queries(30)
