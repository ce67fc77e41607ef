"""Sheet, figures and certificates as people use them: on a phone, with a keyboard, without barriers."""

import pytest
from django.urls import reverse

from tafelrunde_events.domain.certificates import issue_certificates
from tafelrunde_events.domain.evaluations import release_responses
from tafelrunde_events.enums import AttendanceWay
from tafelrunde_events.models import Attendance, Certificate, EvaluationResponse
from tests.events.evaluations.conftest import answer_as, token_of
from tests.support.browser import assert_accessible, assert_fits, follow, sign_in, visit_and_check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
DESKTOP = {"width": 1280, "height": 900}
VIEWPORTS = pytest.mark.parametrize("viewport", [NARROW, DESKTOP], ids=["narrow", "desktop"])


@VIEWPORTS
def test_a_participant_fills_in_the_sheet(open_page, participants, afterwards, viewport):
    page = open_page(f"/rueckmeldung/{token_of(participants[0])}/", viewport=viewport, java_script_enabled=True)
    assert_accessible(page)
    assert_fits(page)

    for group in page.locator("fieldset").all():
        group.locator("input[type=radio]").first.check()
    page.locator("textarea").first.fill("Die Übungen.")
    follow(page.get_by_role("button", name="Antworten senden"))

    assert "Danke, Ihre Antworten sind angekommen" in page.content()
    assert_accessible(page)
    assert_fits(page)
    assert EvaluationResponse.objects.count() == 1


@VIEWPORTS
def test_somebody_checks_a_certificate(open_page, training, participants, afterwards, viewport):
    issue_for(training, participants[:1])
    page = open_page("/bescheinigung/", viewport=viewport)
    assert_accessible(page)
    assert_fits(page)

    page.get_by_label("Code auf der Bescheinigung").fill(Certificate.objects.get().code.lower())
    follow(page.get_by_role("button", name="Bescheinigung prüfen"))
    assert "Diese Bescheinigung ist gültig" in page.content()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Name auf der Bescheinigung").fill(participants[0].full_name)
    follow(page.get_by_role("button", name="Namen vergleichen"))

    assert "Ja, die Bescheinigung ist auf diesen Namen ausgestellt" in page.content()
    assert_accessible(page)


@VIEWPORTS
def test_the_pages_of_the_staff_have_no_barriers(
    open_page, live_server, training, participants, afterwards, editor, viewport
):
    issue_for(training, participants[:3])
    for number, registration in enumerate(participants[:7]):
        answer_as(registration, number=number % 5 + 1, words="Die Übungen waren gut, die Pausen zu kurz.")
    release_responses()
    page = open_page(viewport=viewport)
    sign_in(page, editor, live_server.url)

    for address in (
        reverse("tafelrunde_certificates:index", args=[training.pk]),
        reverse("tafelrunde_certificates:reissue", args=[training.pk, Certificate.objects.all()[0].pk]),
        reverse("tafelrunde_evaluations:index"),
        reverse("tafelrunde_evaluations:training", args=[training.pk]),
        reverse("tafelrunde_evaluations:training_print", args=[training.pk]),
        reverse("tafelrunde_evaluations:questions"),
        reverse("tafelrunde_evaluations:question_add"),
    ):
        context = None if address.endswith("druck/") else "main"
        visit_and_check(page, address, context=context)


def issue_for(training, registrations):
    """Issue certificates to people who were there."""
    occurrence = training.occurrences.get()
    for registration in registrations:
        Attendance.objects.create(registration=registration, occurrence=occurrence, way=AttendanceWay.LIST)
    issue_certificates(training)
