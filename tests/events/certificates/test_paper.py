"""The certificate as its reader has it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tafelrunde_events.domain.certificates import certificate_address, certificate_pdf, issue_certificates, revoke
from tafelrunde_events.domain.certificates.wording import MOST_LINES, CertificateTexts, goal_lines
from tafelrunde_events.domain.registrations.links import registration_token
from tafelrunde_events.domain.short_codes import grouped
from tafelrunde_events.models import Certificate, Registration, TrainingPage
from tests.events.certificates.conftest import TITLE
from tests.factories.pages import event_of, make_page
from tests.support.pdf import Pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(course, afterwards):
    issue_certificates(course)
    return Certificate.objects.get()


def address_of(registration):
    return reverse("tafelrunde_events:registration_certificate", args=[registration_token(registration)])


def test_it_says_who_what_when_and_how_to_check_it(certificate):
    pdf = Pdf(certificate_pdf(certificate))

    text = pdf.text(0)
    for words in (
        "Teilnahmebescheinigung",
        "Ada Sommer-Özgür",
        TITLE,
        *certificate.dates.splitlines(),
        "2 von 3 Terminen",
        "6 Unterrichtsstunden",
        "Hansestadt Anklam",
        "Anklam, ",
        grouped(certificate.code),
        certificate_address(certificate),
    ):
        assert words in text
    assert len(pdf.pages) == 1


def test_it_can_be_read_by_everybody(certificate):
    pdf = Pdf(certificate_pdf(certificate))

    assert "pdfuaid:part>1<" in pdf.metadata.replace(" ", "")
    assert TITLE in pdf.metadata
    assert "/Lang(de" in pdf.catalogue.replace(" ", "")
    assert {"H1", "H2", "H3", "P", "Figure"} <= set(pdf.tags)
    assert pdf.alternatives == [
        f"QR-Code mit der Adresse, unter der diese Bescheinigung geprüft wird: {certificate_address(certificate)}"
    ]


def test_it_speaks_the_language_of_the_registration(course, ada, afterwards):
    Registration.objects.filter(pk=ada.pk).update(language="en")
    issue_certificates(course)

    pdf = Pdf(certificate_pdf(Certificate.objects.get()))

    assert "/Lang(en" in pdf.catalogue.replace(" ", "")
    assert "Certificate of attendance" in pdf.text(0)
    assert "2 of 3 sessions" in pdf.text(0)


def test_much_to_say_still_fits_on_one_page(certificate):
    certificate.dates = "\n".join(f"Freitag, {day}. März 2027, 09:00 bis 16:00 Uhr" for day in range(1, 31))
    certificate.contents = "\n".join(["Gespräche zwischen Gruppen planen und leiten"] * 8)
    certificate.title = "Sehr langer Titel einer Fortbildung " * 7

    assert len(Pdf(certificate_pdf(certificate)).pages) == 1


def test_the_goals_are_cut_to_what_fits():
    points = "".join(f"<li>Ziel {number} <b>fett</b></li>" for number in range(20))

    lines = goal_lines(f"<p>Sie können danach:</p><ul>{points}</ul>")

    assert len(lines) == MOST_LINES
    assert lines[:2] == ["Sie können danach:", "Ziel 0 fett"]


def test_participants_download_it_from_their_personal_page(client, certificate, ada):
    response = client.get(address_of(ada))

    assert response["Content-Type"] == "application/pdf"
    assert "Ada" not in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert "Ada Sommer-Özgür" in Pdf(response.content).text(0)


def test_there_is_nothing_to_download_before_it_is_issued(client, ada):
    assert client.get(address_of(ada)).status_code == 404


def test_a_revoked_one_cannot_be_downloaded(client, certificate, ada, editor):
    revoke(certificate, reason="Verwechslung", by=editor)

    response = client.get(address_of(ada))

    assert response.status_code == 409
    assert "Verwechslung" not in response.content.decode()


def test_a_name_that_was_changed_since_is_not_printed(client, certificate, ada):
    Registration.objects.filter(pk=ada.pk).update(last_name="Herbst")

    response = client.get(address_of(ada))

    assert response.status_code == 409
    assert "neu ausgestellt" in response.content.decode()


def test_without_a_name_there_is_no_paper(certificate, ada):
    Registration.objects.filter(pk=ada.pk).update(first_name="", last_name="")
    certificate.refresh_from_db()

    with pytest.raises(ValidationError) as caught:
        certificate_pdf(certificate)
    assert caught.value.code == "anonymous"


def test_title_and_goals_are_those_of_the_page(course):
    page = make_page(model=TrainingPage, title="Gut streiten", goals="<ul><li>Zuhören üben</li></ul>")

    texts = CertificateTexts(event_of(page))

    assert (texts.title("de"), texts.contents("de")) == ("Gut streiten", "Zuhören üben")
    assert texts.title("en") == "Gut streiten"
    assert (CertificateTexts(course).title("de"), CertificateTexts(course).contents("de")) == (TITLE, "")
